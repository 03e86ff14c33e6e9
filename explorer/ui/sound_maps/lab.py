"""What this part of the page shows: the picture of a sound under a kernel, and the mask heard."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explorer.layers.kernels import format_kernel
from explorer.plots.colours import enlarge, grey_picture
from explorer.signals.map_kernels import pads_of
from explorer.signals.sound_clip import SoundClip
from explorer.signals.spectrogram_maps import RANGE_DB
from explorer.ui.components.linked_grid import GridAxes, GridEvent, linked_grid
from explorer.ui.components.sound_track import common_gain, sound_track
from explorer.ui.controls import draw_all
from explorer.ui.language import _
from explorer.ui.layout import what_you_see
from explorer.ui.lessons import lesson_section
from explorer.ui.link import set_controls
from explorer.ui.problems import guarded
from explorer.ui.sound_maps import axes_look, looks, scripts, sentences
from explorer.ui.sound_maps.compute import (
    MOST_COLUMNS,
    MapView,
    MaskedSound,
    apply_kernel,
    hear_sound,
    mask_sound,
)
from explorer.ui.sound_maps.settings import KERNEL, MAIN, MIX, PEAK, START, VIEW, read_state

_LEAST_SIDE = 480


def present(clip: SoundClip) -> None:
    """Draw the controls, the picture, its numbers and the chosen closer look."""
    with st.container(key="page_choices"):
        places = st.columns([3, 3, 2, 3, 2], vertical_alignment="bottom")
    values = draw_all(MAIN, places[: len(MAIN)])
    frames = hear_sound(clip, values[MIX.key]).picture.picture.shape[1]
    with places[-1].popover(_("More"), icon=":material/tune:", width="stretch"):
        values[PEAK.key] = PEAK.draw(st)
        values[START.key] = START.draw(st) if frames > MOST_COLUMNS else START.default
    view = apply_kernel(clip, read_state(values))
    pinned = show_grid(view)
    st.caption(sentences.describe_axes(view))
    masked = mask_sound(view)
    show_mask(view, masked)
    show_numbers(view, masked, pinned)
    look = VIEW.draw(st)
    closer = {
        "parts": lambda: looks.show_parts(view, masked),
        "onsets": lambda: looks.show_onsets(view),
        "tones": lambda: looks.show_tones(view),
        "axes": lambda: axes_look.show_axes(view),
        "code": lambda: scripts.show_script(view, masked),
    }
    guarded(closer[look])


def show_grid(view: MapView) -> tuple[int, int] | None:
    """Picture, kernel and answer, linked; return the picture's cell that was pinned."""
    shown = view.excerpt
    frames = view.sound.picture.shape[1]
    top, bottom, left, right = pads_of(view.kernel)
    before = max(0, left - shown.start)  # further on there is sound in its place
    after = max(0, right - (frames - shown.stop))
    names = [f"{hertz:,.0f} Hz" for hertz in view.sound.row_hz]
    times = [f"{second:.2f} s" for second in view.sound.column_s]
    first = shown.start - (left - before)
    last = shown.stop + right - after
    event = linked_grid(
        view.answer.padded[:, :, shown.start : shown.stop + left + right],
        view.kernel[None].astype(np.float32),
        view.answer.output[:, shown],
        padding=(top, bottom, before, after),
        channel_names=[_("level, dB")],
        input_range=(0.0, RANGE_DB),
        editable=True,
        on_edit=_keep_kernel,
        axes=GridAxes(
            up=_("frequency →"),
            across=_("time →"),
            rows=tuple(names),
            columns=tuple(times[first:last]),
            out_rows=tuple(names),
            out_columns=tuple(times[shown]),
        ),
        alt=_("Log mel spectrogram, kernel and answer, linked: time runs right, frequency up"),
        key="sound_maps_grid",
    )
    return None if event.pinned is None else (event.pinned[0], event.pinned[1] + shown.start)


def _keep_kernel(event: GridEvent) -> None:
    if event.kernel is not None:
        set_controls({KERNEL.key: format_kernel(event.kernel)})


def show_mask(view: MapView, masked: MaskedSound) -> None:
    """The mask as a picture, and beside it the sound, what it lets through, and the rest."""
    picture, players = st.columns([2, 3])
    picture.image(
        enlarge(grey_picture(view.mask, 0.0, 1.0), min_side=_LEAST_SIDE),
        caption=_("The mask: black 0, white 1; time runs right, frequency up"),
        alt=_("The mask made of the kernel's answer"),
        width="stretch",
    )
    sounds = {
        "original": (_("The sound"), view.heard.samples),
        "kept": (_("Through the mask m"), masked.kept),
        "rest": (_("The rest, through 1 − m"), masked.rest),
    }
    gain = common_gain(*(samples for _name, samples in sounds.values()))
    limit = max(float(np.abs(samples).max()) for _name, samples in sounds.values())
    with players:
        for key, (name, samples) in sounds.items():
            sound_track(
                samples,
                view.clip.sample_rate_hz,
                name=name,
                gain=gain,
                limit=limit,
                height_px=56,
                alt=_("Waveform: {name}").format(name=name),
                key=f"sound_maps_{key}",
            )


def show_numbers(view: MapView, masked: MaskedSound, pinned: tuple[int, int] | None) -> None:
    """The four results, the sentences, and one window with its numbers."""
    numbers = {
        _("Output shape"): " × ".join(map(str, view.answer.output.shape)),
        _("Energy kept"): f"{masked.kept_share:.1%}",
        _("Onsets found"): sentences.onset_count(view),
        _("Tones found"): sentences.tone_count(view),
    }
    for place, (label, value) in zip(st.columns(len(numbers)), numbers.items(), strict=True):
        place.metric(label, value)
    what_you_see([*sentences.describe_kernel(view), *sentences.describe_answers(view, masked)])
    row, column = pinned or sentences.strongest(view)
    st.latex(sentences.window_formula(view, row, column))
    which = _("the window you pinned") if pinned else _("the window with the strongest answer")
    st.caption(
        _("{place}: {which}.").format(place=sentences.place_of(view, row, column), which=which),
        text_alignment="center",
    )
    st.caption(lesson_section("sound", "maps"))
