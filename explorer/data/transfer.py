"""How far a download is, how fast it goes, and how much it puts up with."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass

PACE_WINDOW_S = 5.0
LEAST_PACE_S = 0.5  # shorter, and the time left is a guess


@dataclass(frozen=True, slots=True)
class Transfer:
    """How far a download is; `seconds_left` is None where nothing is arriving."""

    done_bytes: int
    total_bytes: int
    seconds_left: float | None


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a silence may be, how many requests in a row may bring nothing, the pause between.

    The first pause is `pause_s` seconds, each further one twice as long.
    """

    silence_s: float = 20.0
    attempts: int = 4
    pause_s: float = 0.5


class Pace:
    """The speed of the last seconds."""

    def __init__(self) -> None:
        self._marks: deque[tuple[float, int]] = deque()

    def seconds_left(self, done: int, total: int) -> float | None:
        """Note how much is done by now; tell how long the rest takes at this pace."""
        now = time.monotonic()
        if self._marks and done < self._marks[-1][1]:
            self._marks.clear()  # begun anew
        self._marks.append((now, done))
        while now - self._marks[0][0] > PACE_WINDOW_S and len(self._marks) > 2:
            self._marks.popleft()
        elapsed, gained = now - self._marks[0][0], done - self._marks[0][1]
        if elapsed < LEAST_PACE_S or gained <= 0:
            return None
        return (total - done) / gained * elapsed
