"""The exported script of a spectrogram."""

from __future__ import annotations

from explorer.signals.sound_load_code import sample_file
from explorer.signals.spectrogram_script import spectrogram_script
from explorer.ui.layout import code_section
from explorer.ui.spectrogram.compute import SpectrogramState


def show_script(state: SpectrogramState) -> None:
    """Show the script that makes the spectrogram on show."""
    file_name = sample_file(state.clip)
    code_section(spectrogram_script(state.clip, file_name, state.spectrogram), "spectrogram.py")
