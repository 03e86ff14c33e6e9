"""The volume page's closer looks: one row through time, and the volume in space."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st

from explorer.plots.volume import ThinVolume, thin_volume, volume_figure
from explorer.signals.volume_kernels import VOLUME_KERNELS
from explorer.signals.volume_measures import cell_centres, measure_tracks
from explorer.ui.components.time_slices import SlicePath, time_slices
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section
from explorer.ui.link import set_controls
from explorer.ui.numerals import show_number
from explorer.ui.volume.compute import VolumeView, run_layer
from explorer.ui.volume.sentences import describe_settings
from explorer.ui.volume.settings import LEVEL, ROW, SHOWN


def show_slices(view: VolumeView, token: str) -> None:
    """One row of the clip and of the answer over time: a streak's slope is a velocity.

    `token`: what the player returned, which has sent both.
    """
    height = view.clip.shape[1]
    asked = ROW.draw(st)
    paths = [
        SlicePath(answer.track.boxes, f"{answer.track.arrow} {_slope(answer.track.velocity)}")
        for answer in view.answers
        if answer.track.follows
    ]
    time_slices(
        view.clip.frames,
        view.answer,
        view.geometry.axes,
        token=token,
        row=min(asked, height - 1),
        paths=paths,
        on_row=_keep_row,
        alt=_("One row of the clip and of the answer over time"),
        key="volume_slices",
    )
    st.markdown(lesson_section("volume", "slice"))


def _slope(velocity: tuple[float, float]) -> str:
    return _("{speed} px a frame").format(speed=show_number(velocity[1]))


def _keep_row(row: int) -> None:
    set_controls({ROW.key: row})


def show_space(view: VolumeView) -> None:
    """Clip and answer as surfaces in x, y and time."""
    shown, level = st.columns([2, 3], vertical_alignment="bottom")
    what = SHOWN.draw(shown)
    share = LEVEL.draw(level)
    clip = thin_volume(view.clip.frames, [(0, 1)] * 3)
    answer = ThinVolume(view.answer, tuple(cell_centres(axis) for axis in view.geometry.axes))
    st.plotly_chart(
        volume_figure(
            clip if what in {"clip", "both"} else None,
            answer if what in {"answer", "both"} else None,
            level=share,
            labels={
                "x": _("x, pixels"),
                "y": _("y, pixels"),
                "t": _("t, frames"),
                "clip": _("clip, brightness {value}"),
                "answer": _("answer"),
            },
        ),
        width="stretch",
        key="volume_space_chart",
        alt=_("The clip as a volume: x, y and time, with surfaces where it is bright"),
    )
    st.caption(
        _(
            "The clip: a surface at {share:.0%} of its range of brightness, from {points} of its "
            "{all} values. The answer: its values past {share:.0%} of the strongest one."
        ).format(
            share=share,
            points=f"{clip.values.size:,}",
            all=f"{view.clip.frames.size:,}",
        )
    )
    st.markdown(lesson_section("volume", "space"))


def show_kernels(view: VolumeView) -> None:
    """All kernels made by hand as the filters of one layer: what each answers to."""
    family = next(iter(VOLUME_KERNELS))
    state = replace(
        view.state,
        kernel=family,
        by_hand=None,
        settings=replace(view.state.settings, out_channels=len(VOLUME_KERNELS)),
    )
    everything = run_layer(view.clip, state)
    rows: dict[str, list[str]] = {_("kernel"): []}
    for name, answer in zip(everything.names, everything.output, strict=True):
        rows[_("kernel")].append(_(VOLUME_KERNELS[name].title))
        found = measure_tracks(answer, everything.geometry, view.clip.tracks)
        told = {f"{each.track.arrow} {_(each.track.title)}": each.mean for each in found}
        told = told or {_("whole clip"): float(np.abs(answer).mean())}
        strongest = max(told.values())
        for label, mean in told.items():
            text = f"{mean:.3f}"
            best = len(told) > 1 and mean == strongest > 0
            rows.setdefault(label, []).append(f"**{text}**" if best else text)
    st.markdown(f"`{describe_settings(state.settings)}`")
    st.table(rows, hide_index=True)
    st.caption(_("Mean |answer|; the largest of each kernel is bold."))
    st.markdown(lesson_section("volume", "kernels"))
