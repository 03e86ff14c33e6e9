"""Right and wrong: the test accuracy with its interval, who is taken for whom, sure mistakes."""

from __future__ import annotations

import streamlit as st
import torch

from explorer.plots.feature_scores import table_figure
from explorer.training.evaluation import Answers
from explorer.training.orders import RunHandle
from explorer.training.splits import Split, split_pictures
from explorer.ui.activations.predictions import share_text
from explorer.ui.feature_space.tables import commonest_mistake
from explorer.ui.gallery import Shown, show_gallery
from explorer.ui.language import _
from explorer.ui.wording import class_names

MOST_MISTAKES = 12


def split_of(handle: RunHandle) -> Split:
    """Return a run's split; where its network was let go, the same split made again."""
    if handle.run is not None:
        return handle.run.split
    settings = handle.order.settings
    return split_pictures(handle.order.pictures, settings.seed, settings.labels_per_class)


def show_answers(handle: RunHandle) -> None:
    """What the best epoch's network said of the test pictures."""
    answers = handle.test
    if answers is None:
        return
    names = class_names(handle.order.pictures)
    st.markdown(_describe(handle, answers))
    table = answers.confusion(len(names))
    st.plotly_chart(
        table_figure(table, names, names, row_label=_("true class"), column_label=_("class told")),
        width="stretch",
        key="train_confusion",
        alt=_("Confusion matrix: {right} of {total} test pictures told rightly").format(
            right=answers.right, total=len(answers.labels)
        ),
    )
    st.markdown(
        _("Counts of test pictures; a row's share of itself is its colour.")
        + " "
        + commonest_mistake(table, names)
    )
    _show_mistakes(handle, answers, names)


def _describe(handle: RunHandle, answers: Answers) -> str:
    low, high = answers.interval
    best = handle.history.best
    return _(
        "**{right} of {total}** test pictures are named rightly by the weights of epoch {epoch}: "
        "**{accuracy}**. So few pictures leave {low} to {high} open (95 %, Wilson); the mean loss "
        "is {loss}."
    ).format(
        right=answers.right,
        total=len(answers.labels),
        epoch=best.epoch if best else 0,
        accuracy=f"{answers.accuracy:.1%}",
        low=f"{low:.1%}",
        high=f"{high:.1%}",
        loss=f"{answers.loss:.3f}",
    )


def _show_mistakes(handle: RunHandle, answers: Answers, names: list[str]) -> None:
    wrong = answers.mistakes(MOST_MISTAKES)
    if len(wrong) == 0:
        st.caption(_("Not one test picture is named wrongly: there are no mistakes to show."))
        return
    st.markdown("**" + _("The mistakes it was surest of") + "**")
    indices = split_of(handle).test[wrong]
    pixels = torch.from_numpy(handle.order.pictures.pixels[indices]).float() / 255
    shown = [
        Shown(
            picture,
            _("{told}, {share}").format(
                told=names[answers.guesses[place]],
                share=share_text(float(answers.chances[place].max())),
            ),
            (
                _("is {name}").format(name=names[answers.labels[place]]),
                _("test picture {number}").format(number=place),
            ),
        )
        for place, picture in zip(wrong.tolist(), pixels, strict=True)
    ]
    show_gallery(shown)
