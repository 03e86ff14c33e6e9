"""The script of a visitor's own sound: a chirp stands in for it, and its asserts hold."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.signals.sound_clip import SoundClip
from explorer.signals.spectrogram import SpectrogramSettings, compute_spectrogram
from explorer.signals.spectrogram_script import spectrogram_script
from tests.reading import run_script


@pytest.mark.parametrize("n_mels", [None, 12])
def test_it_runs_by_itself_without_the_sound(n_mels: int | None) -> None:
    samples = np.random.default_rng(3).normal(0, 0.1, 3_000).astype(np.float32)
    clip = SoundClip(samples, 11_025, "voice")
    chosen = SpectrogramSettings(256, 60, 200, n_mels=n_mels)
    script = spectrogram_script(clip, None, compute_spectrogram(samples, 11_025, chosen))
    assert "assets/sounds" not in script
    run_script(script, "spectrogram.py")
    spoilt = script.replace("rate, length = 11025, 3000", "rate, length = 11025, 3100")
    with pytest.raises(AssertionError):
        run_script(spoilt, "spoilt.py")
