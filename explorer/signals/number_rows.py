"""Convolution and cross-correlation of rows of numbers, and which library call is which."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from explorer.errors import SettingError
from explorer.text import N_

Floats = NDArray[np.float64]
Edges = Literal["valid", "full"]

MOST_SIGNAL = 24
MOST_KERNEL = 8
MOST_VALUE = 1000.0
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)", re.ASCII)


def parse_row(text: str, most: int) -> Floats:
    """Read 1 to `most` numbers with spaces or commas between them; raises SettingError."""
    words = [word for word in re.split(r"[\s,]+", text.strip()) if word]
    if not 1 <= len(words) <= most:
        raise SettingError(
            N_("there are {count} numbers: write 1 to {most}, with spaces between them"),
            count=len(words),
            most=most,
        )
    for word in words:
        if not _NUMBER.fullmatch(word):
            raise SettingError(
                N_("'{word}' is not a number: write numbers like 1, -2 or 0.5"), word=word[:20]
            )
        if abs(float(word)) > MOST_VALUE:
            raise SettingError(
                N_("{word} is too large: keep every number from -{limit:g} to {limit:g}"),
                word=word[:20],
                limit=MOST_VALUE,
            )
    return np.array([float(word) + 0.0 for word in words])


def parse_signal(text: str) -> Floats:
    """Read a signal: 1 to 24 numbers."""
    return parse_row(text, MOST_SIGNAL)


def parse_taps(text: str) -> Floats:
    """Read a kernel: 1 to 8 numbers."""
    return parse_row(text, MOST_KERNEL)


def pad_row(signal: Floats, taps: int, edges: Edges) -> Floats:
    """Return the signal as the windows see it: `taps` − 1 zeros at both ends for "full".

    Raises SettingError where no window of that many taps fits.
    """
    if edges == "full":
        return np.pad(signal, taps - 1)
    if taps > len(signal):
        raise SettingError(
            N_("the kernel has {taps} numbers, the signal {count}: no window fits inside it"),
            taps=taps,
            count=len(signal),
        )
    return signal


def slide_row(signal: Floats, kernel: Floats, edges: Edges, *, flipped: bool) -> Floats:
    """Σ_k x[t + k]·w[k], or Σ_k x[t + k]·w[K − 1 − k] where `flipped`: (T,) float64."""
    windows = np.lib.stride_tricks.sliding_window_view(
        pad_row(signal, len(kernel), edges), len(kernel)
    )
    return np.asarray(windows @ (kernel[::-1] if flipped else kernel))


@dataclass(frozen=True, slots=True, eq=False)
class LibraryAnswer:
    """A call, whether it turns the kernel over, and what it answered: (T,) float64."""

    call: str
    operation: Literal["correlation", "convolution", "swapped"]
    values: Floats


def ask_libraries(signal: Floats, kernel: Floats, edges: Edges) -> tuple[LibraryAnswer, ...]:
    """Let NumPy and PyTorch compute both operations; the last one has its operands swapped."""
    import torch
    from torch.nn.functional import conv1d

    pad_row(signal, len(kernel), edges)  # says in words that the kernel is too long
    x, w = torch.from_numpy(signal)[None, None], torch.from_numpy(kernel)[None, None]  # (1, 1, N)
    padding = len(kernel) - 1 if edges == "full" else 0
    told = f", padding={padding}" if padding else ""
    return (
        LibraryAnswer(
            f'numpy.correlate(x, w, "{edges}")', "correlation", np.correlate(signal, kernel, edges)
        ),
        LibraryAnswer(
            f"torch conv1d(x, w{told})",
            "correlation",
            conv1d(x, w, padding=padding)[0, 0].numpy(),
        ),
        LibraryAnswer(
            f'numpy.convolve(x, w, "{edges}")', "convolution", np.convolve(signal, kernel, edges)
        ),
        LibraryAnswer(
            f"torch conv1d(x, w.flip(-1){told})",
            "convolution",
            conv1d(x, w.flip(-1), padding=padding)[0, 0].numpy(),
        ),
        LibraryAnswer(
            f'numpy.correlate(w, x, "{edges}")', "swapped", np.correlate(kernel, signal, edges)
        ),
    )
