"""A small archive like the lecture's set: tones where words stand, in 8,000 Hz WAV files."""

from __future__ import annotations

import tarfile
from collections.abc import Sequence
from io import BytesIO

import numpy as np
import soundfile

RATE = 8_000
NAMES = ("1_1_0_0_1_0_1_0", "0_0_0_0_1_1_1_1", "0_1_1_0_0_1_0_1")


def wav_of(name: str) -> bytes:
    """A quarter of a second of 200 Hz for each 0, of 400 Hz for each 1."""
    time = np.arange(RATE // 4) / RATE
    words = [0.5 * np.sin(2 * np.pi * (200, 400)[int(word)] * time) for word in name.split("_")]
    buffer = BytesIO()
    soundfile.write(buffer, np.concatenate(words), RATE, format="WAV", subtype="PCM_16")
    return buffer.getvalue()


def archive_of(files: Sequence[tuple[str, bytes]]) -> bytes:
    """A tar.gz of files by path."""
    buffer = BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for path, content in files:
            member = tarfile.TarInfo(path)
            member.size = len(content)
            archive.addfile(member, BytesIO(content))
    return buffer.getvalue()


def small_archive() -> bytes:
    """Three recordings and a README, in no order."""
    return archive_of(
        [
            ("waves_yesno/README~", b"About this set"),
            *((f"waves_yesno/{name}.wav", wav_of(name)) for name in NAMES),
        ]
    )
