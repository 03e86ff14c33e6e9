"""What the pixels page says about a template and a filter on a slid picture."""

from __future__ import annotations

import numpy as np

from explorer.data.pictures import Floats
from explorer.networks.loaded_network import CIFAR_CLASSES
from explorer.ui.language import _, ngettext
from explorer.ui.numerals import show_number, tex_number
from explorer.ui.pixels.template_state import TemplateView
from explorer.ui.wording import aligned, tex_text


def describe_templates(view: TemplateView) -> list[str]:
    """Say in a few sentences what the slide changes, or that one should slide the picture."""
    if view.slide == 0:
        return [_unit_here(view), _filter_here(view), _("Slide the picture and watch both.")]
    return [_unit_slid(view), _filter_slid(view), _changes(view), _classes(view)]


def template_formula(view: TemplateView) -> str:
    """Return the hidden unit's value with the numbers substituted, as LaTeX."""
    answer = view.after.template
    bias = f"{'+' if answer.bias >= 0 else '-'} {tex_number(abs(answer.bias))}"
    return aligned(
        rf"\sum w \odot x + b &= {tex_number(answer.total)} {bias} = {tex_number(answer.value)}",
        rf"{tex_text('ReLU')}({tex_number(answer.value)}) &= {tex_number(answer.output)}",
    )


def class_rows(view: TemplateView) -> dict[str, list[str]]:
    """Return the table of the ten classes, the most probable of the slid picture first."""
    order = np.argsort(-view.after.probabilities, kind="stable")
    columns = {_("class"): [_(CIFAR_CLASSES[index]) for index in order]}
    columns[_("as it is")] = [f"{view.before.probabilities[index]:.0%}" for index in order]
    if view.slide:
        columns[_("slid by {slide}").format(slide=_signed(view.slide))] = [
            f"{view.after.probabilities[index]:.0%}" for index in order
        ]
    return columns


def _signed(slide: int) -> str:
    return f"{slide:+d}".replace("-", "−")


def _unit_here(view: TemplateView) -> str:
    return _(
        "Hidden unit {unit} weighs all {inputs} numbers of this picture, each with a weight of its "
        "own, and answers **{value}**."
    ).format(
        unit=view.unit,
        inputs=f"{view.before.template.inputs.size:,}",
        value=show_number(view.before.template.output),
    )


def _filter_here(view: TemplateView) -> str:
    answer = view.before.filter
    if answer.strongest == 0:
        return _silent(view)
    row, column = answer.place
    return _(
        "Filter {number} lays its {weights} weights on {places} places; its strongest answer is "
        "**{value}**, at row {row}, column {column}."
    ).format(
        number=view.number,
        weights=view.layers.kernels[view.number].numel(),
        places=f"{answer.values.size:,}",
        value=show_number(answer.strongest),
        row=row,
        column=column,
    )


def _unit_slid(view: TemplateView) -> str:
    pixels = ngettext("{count} pixel", "{count} pixels", abs(view.slide)).format(
        count=abs(view.slide)
    )
    side = _("right") if view.slide > 0 else _("left")
    return _(
        "The same picture {pixels} further to the {side}: hidden unit {unit} answers **{after}** "
        "instead of {before}."
    ).format(
        pixels=pixels,
        side=side,
        unit=view.unit,
        after=show_number(view.after.template.output),
        before=show_number(view.before.template.output),
    )


def _silent(view: TemplateView) -> str:
    return _("Filter {number} is nowhere above 0 on this picture: choose another.").format(
        number=view.number
    )


def _filter_slid(view: TemplateView) -> str:
    if view.after.filter.strongest == 0:
        return _silent(view)
    (row, column), (new_row, new_column) = view.before.filter.place, view.after.filter.place
    if (new_row, new_column) == (row, column + view.slide):
        told = _(
            "Filter {number} still finds **{after}** (it was {before}): its strongest place only "
            "moved along, from column {column} to {new_column}."
        )
    else:
        told = _(
            "Filter {number} finds **{after}** (it was {before}), now strongest at row {new_row}, "
            "column {new_column}: the slide took the old place away, or the repeated edge beats it."
        )
    return told.format(
        number=view.number,
        after=show_number(view.after.filter.strongest),
        before=show_number(view.before.filter.strongest),
        column=column,
        new_row=new_row,
        new_column=new_column,
    )


def _changes(view: TemplateView) -> str:
    return _(
        "The answers of all {count} hidden units together changed by **{units:.0%}** of their "
        "length, the strongest answers of the {filters} filters by **{change:.0%}**."
    ).format(
        count=len(view.after.units),
        units=view.unit_change,
        filters=len(view.after.peaks),
        change=view.filter_change,
    )


def _classes(view: TemplateView) -> str:
    before, after = (_told_class(answers.probabilities) for answers in (view.before, view.after))
    return _("The network's first guess: {after}; before the slide {before}.").format(
        after=after, before=before
    )


def _told_class(probabilities: Floats) -> str:
    best = int(probabilities.argmax())
    return f"{_(CIFAR_CLASSES[best])} ({probabilities[best]:.0%})"
