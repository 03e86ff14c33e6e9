"""Measurements of this server: one at a time, and the last ones kept for every visitor."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

import streamlit as st

from explorer.errors import ExplorerError
from explorer.layers.contenders import Race
from explorer.layers.timing import Timing
from explorer.text import N_

_KEPT = 64


class MeasurementShelf:
    """Timings by race; two visitors who measured at once would measure each other."""

    def __init__(self) -> None:
        self._busy = Lock()
        self._kept: OrderedDict[Race, tuple[Timing, ...]] = OrderedDict()

    def find(self, race: Race) -> tuple[Timing, ...] | None:
        """Return what was measured last for this race."""
        return self._kept.get(race)

    @contextmanager
    def measuring(self) -> Iterator[None]:
        """Hold the server's one place for a measurement; raises ExplorerError if it is taken."""
        if not self._busy.acquire(blocking=False):
            raise ExplorerError(
                N_("somebody else is measuring on this server: wait two seconds and press again")
            )
        try:
            yield
        finally:
            self._busy.release()

    def keep(self, race: Race, timings: tuple[Timing, ...]) -> None:
        """Put a finished measurement on the shelf; the oldest one makes room."""
        self._kept[race] = timings
        self._kept.move_to_end(race)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)


@st.cache_resource(show_spinner=False)
def measurement_shelf() -> MeasurementShelf:
    """Return the server's one shelf."""
    return MeasurementShelf()
