"""The curves of all runs on the page: loss a batch, loss and accuracy an epoch."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from explorer.plots.training import Band, Curve, Mark, curve_options, thin_out
from explorer.training.orders import RunHandle
from explorer.ui.language import _

_HEIGHT_PX = 280


def show_curves(handles: Sequence[RunHandle], bands: Sequence[Band] = ()) -> None:
    """Loss and accuracy an epoch beside each other, the loss of every batch below."""
    if handles:
        names = [f"**{run_letter(n)}** {handle.order.name}" for n, handle in enumerate(handles)]
        st.markdown(" · ".join(names))
    loss, accuracy = st.columns(2)
    with loss:
        st.echarts_chart(
            curve_options(
                [curve for n, handle in enumerate(handles) for curve in _loss_curves(n, handle)],
                x_label=_("epoch"),
                y_label=_("loss"),
                marks=_stage_marks(handles),
            ),
            height=_HEIGHT_PX,
            key="train_loss",
            alt=_("Loss of each epoch, training and validation"),
        )
    with accuracy:
        st.echarts_chart(
            curve_options(
                [c for n, handle in enumerate(handles) for c in _accuracy_curves(n, handle)],
                x_label=_("epoch"),
                y_label=_("accuracy, %"),
                marks=[*_stage_marks(handles), *_best_marks(handles)],
                bands=bands,
                top=100,
            ),
            height=_HEIGHT_PX,
            key="train_accuracy",
            alt=_("Accuracy of each epoch, training and validation"),
        )
    st.echarts_chart(
        curve_options(
            [_batch_curve(number, handle) for number, handle in enumerate(handles)],
            x_label=_("batch"),
            y_label=_("loss"),
        ),
        height=200,
        key="train_batches",
        alt=_("Loss of each batch"),
    )


def run_letter(number: int) -> str:
    """Return the letter that stands for a run in the charts' legends."""
    return chr(ord("A") + number)


def _loss_curves(number: int, handle: RunHandle) -> list[Curve]:
    epochs, name = handle.history.epochs, run_letter(number)
    return [
        Curve(
            _("{run}, training").format(run=name),
            [(record.epoch, record.train_loss) for record in epochs],
            number,
            dash=2,
        ),
        Curve(
            _("{run}, validation").format(run=name),
            [(record.epoch, record.validation_loss) for record in epochs],
            number,
            markers=True,
        ),
    ]


def _accuracy_curves(number: int, handle: RunHandle) -> list[Curve]:
    epochs, name = handle.history.epochs, run_letter(number)
    return [
        Curve(
            _("{run}, training").format(run=name),
            [(record.epoch, 100 * record.train_accuracy) for record in epochs],
            number,
            dash=2,
        ),
        Curve(
            _("{run}, validation").format(run=name),
            [(record.epoch, 100 * record.validation_accuracy) for record in epochs],
            number,
            markers=True,
        ),
    ]


def _batch_curve(number: int, handle: RunHandle) -> Curve:
    return Curve(run_letter(number), thin_out(list(handle.history.batch_losses)), number)


def _stage_marks(handles: Sequence[RunHandle]) -> list[Mark]:
    """Where the newest run's later stages begin."""
    starts = handles[-1].history.stage_starts[1:] if handles else []
    return [Mark(start + 0.5, _("more learns")) for start in starts]


def _best_marks(handles: Sequence[RunHandle]) -> list[Mark]:
    return [
        Mark(best.epoch, _("best"), number)
        for number, handle in enumerate(handles)
        if (best := handle.history.best) is not None
    ]
