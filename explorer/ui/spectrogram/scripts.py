"""The exported script of a spectrogram."""

from __future__ import annotations

from explorer.signals.sample_sounds import SAMPLE_SOUNDS, load_sound
from explorer.signals.sound_clip import SoundClip
from explorer.signals.spectrogram_script import spectrogram_script
from explorer.ui.layout import code_section
from explorer.ui.spectrogram.compute import SpectrogramState


def show_script(state: SpectrogramState) -> None:
    """Show the script that makes the spectrogram on show."""
    file_name = _file_name(state.clip)
    code_section(spectrogram_script(state.clip, file_name, state.spectrogram), "spectrogram.py")


def _file_name(clip: SoundClip) -> str | None:
    """Name the file of a sample sound; None for the visitor's own."""
    for key, sound in SAMPLE_SOUNDS.items():
        if sound.title == clip.title and load_sound(key) is clip:
            return f"{key}.flac"
    return None
