"""The lecture's practical advice as a checklist, filled in from the run at hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st
from torch import nn

from explorer.training.orders import RunHandle
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section

DEBUG_SHARE = 0.5  # of the training pictures: fewer count as a try on a part of the data


@dataclass(frozen=True, slots=True)
class Advice:
    """One piece of advice: whether the run follows it, and what of it is known."""

    followed: bool
    rule: str
    found: str


def show_advice(handles: Sequence[RunHandle]) -> None:
    """The list, and where to read on."""
    if not handles or handles[-1].run is None:
        st.info(_("Train first: the list is filled in from the run."))
    else:
        for advice in check_advice(handles):
            mark = ":material/check_circle:" if advice.followed else ":material/circle:"
            st.markdown(f"{mark} **{advice.rule}** {advice.found}")
    st.markdown(lesson_section("training", "advice"))


def check_advice(handles: Sequence[RunHandle]) -> list[Advice]:
    """Look at the newest run, and at those before it."""
    newest = handles[-1]
    run = newest.run
    if run is None:
        return []
    pointwise, strided = _cheap_layers(run.model.trunk)
    logged = len(run.history.epochs)
    return [
        Advice(
            run.model.pretrained,
            _("Take a model that is ready."),
            _("Its weights come from other pictures.")
            if run.model.pretrained
            else _("It began with random weights."),
        ),
        Advice(
            pointwise + strided > 0,
            _("1 × 1 convolutions and strides of 2 keep it cheap."),
            _("{pointwise} layers of 1 × 1, {strided} with a stride of 2 or more.").format(
                pointwise=pointwise, strided=strided
            ),
        ),
        Advice(
            logged > 0,
            _("Keep the log of every run."),
            _("{count} epochs are kept; as CSV under “What came out”.").format(count=logged),
        ),
        Advice(
            any(_is_part(handle) for handle in handles),
            _("Try on a part of the data first."),
            _("The lecture's debug set is 5,000 pictures to learn from and 1,000 to ask about."),
        ),
        Advice(
            newest.test is not None and len(handles) < 10,
            _("Ask the test pictures once, at the end."),
            _("They were asked about the best epoch alone; {count} runs are compared here.").format(
                count=len(handles)
            ),
        ),
    ]


def _cheap_layers(trunk: nn.Module) -> tuple[int, int]:
    layers = [module for module in trunk.modules() if isinstance(module, nn.Conv2d)]
    pointwise = sum(layer.kernel_size == (1, 1) for layer in layers)
    strided = sum(max(layer.stride) > 1 for layer in layers)
    return pointwise, strided


def _is_part(handle: RunHandle) -> bool:
    labels = handle.order.settings.labels_per_class
    if labels is None:
        return False
    pictures = handle.order.pictures
    return labels * len(pictures.classes) < DEBUG_SHARE * len(pictures)
