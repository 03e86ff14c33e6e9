"""The training page's middle: start, watch, continue; the figures and what they mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from explorer.data.labelled_pictures import LabelledPictures
from explorer.errors import SettingError
from explorer.plots.training import Band
from explorer.text import N_
from explorer.training.evaluation import wilson_interval
from explorer.training.models import SMALL_SIDE, ModelChoice
from explorer.training.orders import RunHandle, RunOrder
from explorer.training.reference_runs import accuracy_band, read_references
from explorer.ui.jobs import watch_job
from explorer.ui.language import _
from explorer.ui.layout import what_you_see
from explorer.ui.networks.shelf import find_imagenet
from explorer.ui.numerals import show_number
from explorer.ui.problems import tell
from explorer.ui.training import live
from explorer.ui.training.curves import show_curves
from explorer.ui.training.glimpses import show_glimpse
from explorer.ui.training.settings import (
    DATASET,
    GLIMPSES,
    MODEL,
    RECIPE,
    STACK,
    STRATEGY,
    chosen_source,
    read_settings,
)
from explorer.ui.training.shelf import (
    keep_runs,
    owner,
    resume_run,
    session_runs,
    submit_run,
    take_refusal,
)

_NOTHING = "–"
REFERENCE_COLOUR = 7  # of CATEGORICAL: a grey


def make_order(values: Mapping[str, Any], pictures: LabelledPictures) -> RunOrder:
    """Turn the controls into an order; raises SettingError for what cannot be."""
    source = chosen_source(values)
    weights: Path | None = find_imagenet(values["model"]) if source == "imagenet" else None
    settings = read_settings(values, values[RECIPE.key])
    stack = values[STACK.key] if values["model"] == "stack" else ""
    if values["model"] == "stack" and not stack:
        raise SettingError(
            N_(
                "there is no stack yet: change a network on the page Architecture, for pictures of "
                "{channels} × {side} × {side} and {classes} classes"
            ),
            channels=pictures.channels,
            side=min(pictures.side, SMALL_SIDE),
            classes=len(pictures.classes),
        )
    choice = ModelChoice(values["model"], source, stack, weights)
    return RunOrder(owner(), pictures, choice, settings, _run_name(values))


def _run_name(values: Mapping[str, Any]) -> str:
    network = _(MODEL.options[values["model"]])
    pictures = _(DATASET.options[values["dataset"]])
    return f"{pictures}, {network}, {_(STRATEGY.options[values['strategy']])}, lr {values['lr']}"


def show_lab(order: RunOrder) -> list[RunHandle]:
    """Draw the buttons, the run on its way, the curves and the figures; return the runs."""
    handles = session_runs()
    newest = handles[-1] if handles else None
    _show_buttons(order, handles)
    refused = take_refusal()
    if refused is not None:
        st.warning(tell(refused), icon=":material/hourglass_top:")
    bands = reference_bands(order)
    glimpses = GLIMPSES.draw(st)
    watch_job(newest, lambda: _show_runs(handles, bands, glimpses=glimpses))
    return handles


def _show_buttons(order: RunOrder, handles: list[RunHandle]) -> None:
    newest = handles[-1] if handles else None
    going = newest is not None and newest.live
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            _("Train"),
            key="train_start",
            type="primary",
            icon=":material/play_arrow:",
            disabled=going,
            on_click=submit_run,
            args=(order, handles),
        )
        if newest is not None and not going and newest.run is not None:
            finished = newest.run.finished
            st.button(
                _("{count} epochs more").format(count=order.settings.epochs)
                if finished
                else _("Continue"),
                key="train_continue",
                icon=":material/resume:",
                on_click=resume_run,
                args=(newest, order.settings.epochs if finished else 0),
            )
        if len(handles) > 1 and not going:
            st.button(
                _("Show the newest alone"),
                key="train_alone",
                icon=":material/layers_clear:",
                on_click=keep_runs,
                args=(handles[-1:],),
            )


def reference_bands(order: RunOrder) -> list[Band]:
    """Return the band of runs made beforehand with these settings, none where there are none."""
    choice, settings = order.choice, order.settings
    histories = read_references(order.pictures.key, choice.name, choice.source, settings.strategy)
    if not histories:
        return []
    points = [(epoch, 100 * low, 100 * high) for epoch, low, high in accuracy_band(histories)]
    name = _("{count} runs made beforehand, validation").format(count=len(histories))
    mean = [
        (records[0].epoch, 100 * sum(r.validation_accuracy for r in records) / len(records))
        for records in zip(*histories, strict=False)
    ]
    return [Band(name, points, mean, REFERENCE_COLOUR)]


def _show_runs(handles: Sequence[RunHandle], bands: Sequence[Band], *, glimpses: bool) -> None:
    """What changes while a run goes on."""
    if not handles:
        _show_metrics(None)
        st.caption(_("No run yet: choose, and press Train. It goes on while you look elsewhere."))
        if bands:
            show_curves(handles, bands)
        return
    newest = handles[-1]
    if newest.live:
        live.show_progress(newest)
    else:
        live.show_status(newest)
    _show_metrics(newest)
    show_curves(handles, bands)
    what_you_see(_sentences(newest))
    if glimpses:
        show_glimpse(newest)


def _show_metrics(handle: RunHandle | None) -> None:
    best = None if handle is None else handle.history.best
    test = None if handle is None else handle.test
    validation, tested, epoch, loss = st.columns(4)
    validation.metric(
        _("Validation accuracy"), f"{best.validation_accuracy:.1%}" if best else _NOTHING
    )
    tested.metric(_("Test accuracy"), f"{test.accuracy:.1%}" if test else _NOTHING)
    epoch.metric(_("Best epoch"), str(best.epoch) if best else _NOTHING)
    last = handle.history.epochs[-1] if handle and handle.history.epochs else None
    loss.metric(_("Training loss"), show_number(last.train_loss) if last else _NOTHING)


def _sentences(handle: RunHandle) -> list[str]:
    history, run = handle.history, handle.run
    best = history.best
    if best is None:
        return [_("The first epoch is on its way.")]
    sentences = [
        _(
            "After {count} epochs the best was epoch {epoch}: {accuracy} of the validation "
            "pictures named rightly."
        ).format(
            count=len(history.epochs), epoch=best.epoch, accuracy=f"{best.validation_accuracy:.1%}"
        )
    ]
    if run is not None:
        total = len(run.split.validation)
        low, high = wilson_interval(round(best.validation_accuracy * total), total)
        sentences.append(
            _("With {total} pictures that means {low} to {high} (95 %).").format(
                total=total, low=f"{low:.0%}", high=f"{high:.0%}"
            )
        )
    if handle.test is not None:
        low, high = handle.test.interval
        sentences.append(
            _(
                "Its weights name {right} of {total} test pictures rightly, {accuracy} "
                "({low} to {high})."
            ).format(
                right=handle.test.right,
                total=len(handle.test.labels),
                accuracy=f"{handle.test.accuracy:.1%}",
                low=f"{low:.0%}",
                high=f"{high:.0%}",
            )
        )
    return sentences
