"""Many sounds under each other, each with its waveform and a curve; one of them can be chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.ui.components.inline import read_inline
from explorer.ui.components.packing import digest

COLUMNS = 320  # of a waveform as it is sent: the least and the greatest value in each

_component = st.components.v2.component(
    "explorer_wave_rows",
    css=read_inline("wave_rows.css"),
    js=read_inline("drawing.js", "wave_rows.js"),
)


@dataclass(frozen=True, slots=True, eq=False)
class WaveRow:
    """A row: its name, `samples` (N,) and a curve from 0 upwards, (M,), all M alike."""

    name: str
    samples: NDArray[np.floating]
    curve: NDArray[np.floating]


def wave_rows(
    rows: Sequence[WaveRow],
    *,
    chosen: int,
    on_choose: Callable[[int], None],
    labels: Mapping[str, str],
    alt: str,
    key: str,
) -> None:
    """Draw the rows, all waveforms on one scale; `on_choose(number)` runs as a callback.

    `labels`: what stands above the column of waveforms (`wave`) and of curves (`response`).
    """

    def take_choice() -> None:
        number = (st.session_state.get(key) or {}).get("chosen")
        if type(number) is int and 0 <= number < len(rows):
            on_choose(number)

    waves = np.stack([envelope(row.samples, COLUMNS) for row in rows])  # (R, 2, columns)
    limit = float(np.abs(waves).max()) or 1.0
    curves = np.stack([row.curve / (float(row.curve.max()) or 1.0) for row in rows])
    numbers = np.concatenate([(waves / limit).ravel(), curves.ravel()]).astype(np.float32)
    data: dict[str, Any] = {
        "numbers": numbers,
        "token": digest(numbers),
        "columns": waves.shape[2],
        "names": [row.name for row in rows],
        "chosen": chosen,
        "labels": dict(labels),
        "alt": alt,
    }
    _component(key=key, data=data, on_chosen_change=take_choice)


def envelope(samples: NDArray[np.floating], columns: int) -> NDArray[np.floating]:
    """Return the least and the greatest value in each of at most `columns` pieces, (2, columns)."""
    columns = min(columns, len(samples))
    starts = np.arange(columns) * len(samples) // columns
    return np.stack([np.minimum.reduceat(samples, starts), np.maximum.reduceat(samples, starts)])
