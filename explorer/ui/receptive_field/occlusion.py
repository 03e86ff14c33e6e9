"""The occlusion look: choose a patch, start, watch the map come, stop."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.errors import SettingError
from explorer.networks.occlusion import OcclusionMap, OcclusionSettings, occlusion_map
from explorer.text import N_
from explorer.ui.controls import draw_all
from explorer.ui.jobs import (
    Job,
    JobDesk,
    say_refused,
    show_progress,
    start_job,
    visitor_id,
    watch_job,
)
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section
from explorer.ui.numerals import show_number
from explorer.ui.problems import tell
from explorer.ui.receptive_field.answers import show_answers
from explorer.ui.receptive_field.compute import FieldView
from explorer.ui.receptive_field.measures import measure_effective
from explorer.ui.receptive_field.settings import INPUTS, PATCH, STEP


@st.cache_resource(show_spinner=False)
def occlusion_desk() -> JobDesk[OcclusionMap]:
    """Return the server's one desk for occlusion maps; each map takes a few kilobytes."""
    return JobDesk("occlusion")


def find_result(view: FieldView) -> tuple[OcclusionMap, int] | None:
    """Return what is known of the shown unit with the present patch, and the patch."""
    patch = int(st.session_state.get(PATCH.key, PATCH.default))
    step = int(st.session_state.get(STEP.key, STEP.default))
    job = occlusion_desk().find(_question(view, OcclusionSettings(patch, step)))
    return None if job is None or job.latest is None else (job.latest, patch)


def show_occlusion(view: FieldView) -> None:
    """The patch, the start, and the map as far as it is known."""
    places = st.columns([3, 3, 2], vertical_alignment="bottom")
    values = draw_all((PATCH, STEP), places[:2])
    settings = OcclusionSettings(values["rf_patch"], values["rf_step"])
    if view.maps is None:
        raise SettingError(
            N_("layer {layer} needs weights that are not loaded: choose a layer before it"),
            layer=view.layer.name,
        )
    job = occlusion_desk().find(_question(view, settings))
    places[2].button(
        _("Hide patch by patch"),
        key="rf_occlusion_start",
        icon=":material/play_arrow:",
        type="primary",
        disabled=job is not None and (job.live or job.finished),
        on_click=_start,
        args=(view, settings),
    )
    say_refused()
    inputs = int(st.session_state.get(INPUTS.key, INPUTS.default))
    field = measure_effective(view, inputs)
    watch_job(job, lambda: _show_map(view, field, settings.patch, job))
    st.markdown(lesson_section("receptive_field", "occlusion"))


def _start(view: FieldView, settings: OcclusionSettings) -> None:
    def steps() -> Iterator[OcclusionMap]:
        return occlusion_map(
            view.network.trace, view.layer.name, view.channel, view.unit, view.inputs,
            settings=settings,
        )  # fmt: skip

    start_job(occlusion_desk(), _question(view, settings), steps)


def _question(view: FieldView, settings: OcclusionSettings) -> Hashable:
    return (visitor_id(), *view.question, settings)


def _show_map(
    view: FieldView, field: NDArray[np.float32], patch: int, job: Job[OcclusionMap] | None
) -> None:
    """Draw what is known of the map."""
    if job is None:
        show_answers(view, field, None)
        return
    problem = job.problem
    if problem is not None:
        st.warning(tell(problem), icon=":material/build:")
        return
    if job.live:
        _show_progress(job)
    known = None if job.latest is None else (job.latest, patch)
    show_answers(view, field, known)
    if job.latest is not None and not job.live:
        st.markdown(" ".join(_describe(job.latest, patch, finished=job.finished)))


def _show_progress(job: Job[OcclusionMap]) -> None:
    found = job.latest
    if found is None:
        show_progress(job, None, "", key="rf_occlusion_stop")
        return
    text = _("{done} of {total} places").format(done=found.done, total=found.total)
    show_progress(job, found.done / found.total, text, key="rf_occlusion_stop")


def _describe(found: OcclusionMap, patch: int, *, finished: bool) -> list[str]:
    """Say what hiding does to the unit, and how many places needed no run."""
    row, column = divmod(int(abs(found.change).argmax()), found.change.shape[1])
    told = [] if finished else [
        _("Stopped after {done} of {total} places.").format(done=found.done, total=found.total)
    ]  # fmt: skip
    told.append(
        _(
            "Without a patch the unit's value is **{value}**. It changes most, by **{change}**, "
            "with rows {top} to {bottom} and columns {left} to {right} hidden."
        ).format(
            value=show_number(found.value),
            change=show_number(float(found.change[row, column])),
            top=found.tops[row],
            bottom=found.tops[row] + patch - 1,
            left=found.lefts[column],
            right=found.lefts[column] + patch - 1,
        )
    )
    told.append(
        _("{skipped} of {total} places lie outside what the unit sees: no run was needed.").format(
            skipped=found.skipped, total=found.total
        )
    )
    return told
