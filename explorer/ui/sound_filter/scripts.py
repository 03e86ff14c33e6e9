"""The exported script of Conv1d on a waveform."""

from __future__ import annotations

from explorer.signals.sample_sounds import SAMPLE_SOUNDS, load_sound
from explorer.signals.sound_clip import SoundClip
from explorer.signals.sound_scripts import waveform_script
from explorer.ui.layout import code_section
from explorer.ui.sound_filter.compute import LayerView


def show_script(view: LayerView) -> None:
    """Show the script that makes the filtered sound."""
    state = view.state
    script = waveform_script(
        view.clip,
        _file_name(view.clip),
        state.layer,
        view.bank.weight,
        view.output,
        shown=state.shown,
        guard=state.guard,
        random_seed=state.filter.seed if set(view.bank.kinds) == {"random"} else None,
    )
    code_section(script, "conv1d.py")


def _file_name(clip: SoundClip) -> str | None:
    """Name the file of a sample sound; None for the visitor's own."""
    for key, sound in SAMPLE_SOUNDS.items():
        if sound.title == clip.title and load_sound(key) is clip:
            return f"{key}.flac"
    return None
