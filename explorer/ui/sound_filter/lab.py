"""The sound page's Conv1d on a waveform: what is heard, seen, counted and said of it."""

from __future__ import annotations

import streamlit as st

from explorer.signals.sound_clip import SoundClip
from explorer.ui.language import _
from explorer.ui.layout import what_you_see
from explorer.ui.lessons import lesson_section
from explorer.ui.problems import guarded
from explorer.ui.sound_filter import bank_view, pictures, scripts, views
from explorer.ui.sound_filter.compute import LayerView, compare_spectra, run_layer
from explorer.ui.sound_filter.controls import draw_controls
from explorer.ui.sound_filter.excerpt import cut_excerpt
from explorer.ui.sound_filter.sentences import describe, formulas, layer_text
from explorer.ui.sound_filter.settings import PLACE, VIEW, read_layer


def present(clip: SoundClip) -> None:
    """Draw the controls, the picture, its numbers and the chosen closer look."""
    values = draw_controls()
    place_s = int(PLACE.draw()) / 1000
    view = run_layer(clip, read_layer(values))
    excerpt = cut_excerpt(view, place_s)
    left, right = st.columns(2, gap="medium")
    with left:
        pictures.show_tracks(view, [excerpt.mark])
        pictures.show_kernel(view)
    spectra = compare_spectra(view)  # after the tracks: they are heard while this is computed
    with right:
        pictures.show_frequencies(view, spectra)
    st.caption(lesson_section("sound", "waveform"))
    _show_numbers(view)
    what_you_see(describe(view, spectra))
    st.latex(formulas(view))
    st.caption(layer_text(view), text_alignment="center")
    look = VIEW.draw(st)
    closer = {
        "slide": lambda: views.show_steps(view, excerpt),
        "response": lambda: views.show_response(view),
        "alias": lambda: views.show_alias(view),
        "bank": lambda: bank_view.show_bank(view),
        "compare": lambda: bank_view.show_comparison(clip, view, values),
        "code": lambda: scripts.show_script(view),
    }
    guarded(closer[look])


def _show_numbers(view: LayerView) -> None:
    layer = view.state.layer
    numbers = {
        _("Output shape"): " × ".join(f"{size:,}" for size in view.output_shape),
        _("Parameters"): f"{layer.parameters:,}",
        _("Multiply-adds"): f"{layer.multiply_adds(len(view.clip.samples)):,}",
        _("Output, samples a second"): f"{view.rate_hz:,.0f}",
    }
    for place, (label, value) in zip(st.columns(len(numbers)), numbers.items(), strict=True):
        place.metric(label, value)
