"""Which part of the sound page is on show."""

from __future__ import annotations

from explorer.text import N_
from explorer.ui.controls import Choice

PART = Choice(
    "sound_part",
    N_("Part of the page"),
    {
        "waveform": N_("Conv1d on a waveform"),
        "spectrogram": N_("Spectrogram"),
        "maps": N_("Conv2d on a spectrogram"),
        "spectra": N_("Spectra of solutions"),
    },
    "waveform",
    widget="segments",
    show_label=False,
)
