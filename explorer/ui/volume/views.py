"""The volume page's closer looks: one row through time, and the volume in space."""

from __future__ import annotations

import streamlit as st

from explorer.plots.volume import thin_volume, volume_figure
from explorer.signals.volume_measures import cell_centres
from explorer.ui.components.time_slices import SlicePath, time_slices
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section
from explorer.ui.link import set_controls
from explorer.ui.numerals import show_number
from explorer.ui.volume.compute import VolumeView
from explorer.ui.volume.settings import LEVEL, ROW, SHOWN


def show_slices(view: VolumeView) -> None:
    """One row of the clip and of the answer over time: a streak's slope is a velocity."""
    height = view.clip.shape[1]
    asked = ROW.draw(st)
    paths = [
        SlicePath(answer.track.boxes, f"{answer.track.arrow} {_slope(answer.track.velocity)}")
        for answer in view.answers
    ]
    time_slices(
        view.clip.frames,
        view.answer,
        view.geometry.axes,
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
    answer = thin_volume(
        view.answer,
        [(float(cell_centres(axis)[0]), float(axis.stride)) for axis in view.geometry.axes],
    )
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
                "answer": _("answer {value}"),
            },
        ),
        width="stretch",
        key="volume_space_chart",
        alt=_("The clip as a volume: x, y and time, with surfaces where it is bright"),
    )
    st.caption(
        _(
            "Surfaces at {share:.0%} of the brightest value and of the strongest answer, drawn "
            "from {points} of {all} values."
        ).format(
            share=share,
            points=f"{clip.values.size:,}",
            all=f"{view.clip.frames.size:,}",
        )
    )
    st.markdown(lesson_section("volume", "space"))
