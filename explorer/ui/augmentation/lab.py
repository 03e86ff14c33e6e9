"""The augmentation page's picture: the recipe, its draws, the numbers and what they mean."""

from __future__ import annotations

import streamlit as st

from explorer.augmentation.chances import chance_unchanged
from explorer.augmentation.recipe import Apply, Choose, Item, all_steps
from explorer.augmentation.risks import LABEL_KINDS, LabelKind, find_risks
from explorer.augmentation.steps import StepSpec
from explorer.ui.augmentation.compute import AugmentView
from explorer.ui.augmentation.drawn_words import draw_lines
from explorer.ui.gallery import Shown, show_gallery
from explorer.ui.language import _, ngettext
from explorer.ui.layout import what_you_see
from explorer.ui.numerals import show_number
from explorer.ui.wording import tex_text

_MOST_TERMS = 5  # of the formula; further ones are an ellipsis


def show_draws(view: AugmentView) -> None:
    """The picture itself and its draws, the numbers drawn under each."""
    shown = [Shown(view.image, _("The picture itself"))]
    for number, draw in enumerate(view.draws):
        title = _("Draw {number}").format(number=number + 1)
        shown.append(Shown(draw.picture, title, draw_lines(draw)))
    show_gallery(shown)


def show_risks(view: AugmentView, label: LabelKind) -> None:
    """What this recipe may do to what the label says."""
    for risk in find_risks(view.recipe, label, view.side):
        words = _(risk.template).format(**risk.values)
        st.warning(f"**{_(risk.step.title)}**: {words}.", icon=":material/label_off:")


def show_numbers(view: AugmentView, label: LabelKind) -> None:
    """Steps, the chance that nothing happens, how much is changed; sentences and the formula."""
    unchanged = chance_unchanged(view.recipe)
    changes = view.changes
    steps, left, mean, most = st.columns(4)
    steps.metric(_("Steps"), str(sum(1 for _step in all_steps(view.recipe))))
    left.metric(_("Chance of no change"), f"{unchanged:.1%}")
    mean.metric(_("Mean change of a value"), show_number(sum(changes) / len(changes), 2))
    most.metric(_("Largest of the draws"), show_number(max(changes), 2))
    what_you_see(_sentences(view, label, unchanged))
    st.latex(_formula(view, unchanged))


def _sentences(view: AugmentView, label: LabelKind, unchanged: float) -> list[str]:
    count = len(view.draws)
    different = sum(change > 0 for change in view.changes)
    sentences = [
        _(
            "{count} draws of one picture with seed {seed}: {different} of them differ from it, "
            "and all keep its label, which names {label}."
        ).format(
            count=count,
            seed=view.seed,
            different=different,
            label=_(LABEL_KINDS[label]),
        )
    ]
    changes = view.changes
    if different:
        furthest = max(range(count), key=lambda number: changes[number])
        sentences.append(
            _("Furthest from the picture is draw {number}: its values differ by {mean}.").format(
                number=furthest + 1, mean=show_number(changes[furthest], 2)
            )
        )
    epochs = 20
    sentences.append(
        ngettext(
            "In {epochs} epochs a network sees it {times} time as it is.",
            "In {epochs} epochs a network sees it {times} times as it is, on average.",
            round(epochs * unchanged),
        ).format(epochs=epochs, times=show_number(epochs * unchanged, 2))
    )
    return sentences


def _formula(view: AugmentView, unchanged: float) -> str:
    terms = [_term(item) for item in view.recipe[:_MOST_TERMS]]
    if len(view.recipe) > _MOST_TERMS:
        terms.append(r"\cdots")
    product = r" \cdot ".join(terms) or "1"
    result, nothing = f"{unchanged:.3g}", _("no change")
    told = result if product == result else f"{product} = {result}"
    return rf"P({tex_text(nothing)}) = {told}"


def _term(item: Item) -> str:
    if isinstance(item, Apply):
        inner = r"\cdot".join(_left_out(step) for step in item.steps)
        return rf"\left[(1 - {item.p:g}) + {item.p:g} \cdot {inner}\right]"
    if isinstance(item, Choose):
        pairs = zip(item.chances, item.steps, strict=True)
        inner = " + ".join(rf"{chance:.3g} \cdot {_left_out(step)}" for chance, step in pairs)
        return rf"\left[{inner}\right]"
    return _left_out(item)


def _left_out(step: StepSpec) -> str:
    return rf"(1 - {getattr(step, 'p', 1.0):g})" if step.own_chance else "0"
