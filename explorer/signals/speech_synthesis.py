"""A spoken "yes, no, yes, no", made with eSpeak NG when the clips are published.

Nothing else needs the program: what it said is shipped as a file.
"""

from __future__ import annotations

import subprocess
from io import BytesIO

import numpy as np

from explorer.signals.clip_synthesis import PEAK, RATE_HZ, Floats
from explorer.signals.sound_clip import Samples

WORDS = ("yes", "no", "yes", "no")
WORD_STARTS_S = (0.1, 0.95, 1.8, 2.65)
SPOKEN_S = 3.5
OPTIONS = ("-v", "en-us", "-s", "130", "-p", "45")  # voice, words a minute, pitch of 0 to 99
_SILENCE = 0.01  # of the peak


def speak_yes_no() -> Samples:
    """Return the words at their moments, (N,) float32 at 16,000 Hz.

    Raises FileNotFoundError where eSpeak NG is not installed.
    """
    sound = np.zeros(round(SPOKEN_S * RATE_HZ))
    for word, start in zip(WORDS, WORD_STARTS_S, strict=True):
        first = round(start * RATE_HZ)
        spoken = _trim(_speak(word))
        sound[first : first + len(spoken)] += spoken
    return np.asarray(PEAK * sound / np.abs(sound).max(), dtype=np.float32)


def tell_program() -> str:
    """Return the program's own line about its version, without its paths."""
    told = subprocess.run(["espeak-ng", "--version"], capture_output=True, text=True, check=True)  # noqa: S607
    return told.stdout.partition("Data at")[0].strip()


def _speak(word: str) -> Floats:
    import soundfile
    import torch
    from torchaudio.functional import resample

    command = ["espeak-ng", *OPTIONS, "--stdout", word]
    wave = subprocess.run(command, capture_output=True, check=True).stdout  # noqa: S603
    samples, rate = soundfile.read(BytesIO(wave), dtype="float64")
    return np.asarray(resample(torch.from_numpy(samples), rate, RATE_HZ).numpy())


def _trim(spoken: Floats) -> Floats:
    """Cut the silence before and after a word."""
    loud = np.flatnonzero(np.abs(spoken) > _SILENCE * np.abs(spoken).max())
    return spoken[loud[0] : loud[-1] + 1]
