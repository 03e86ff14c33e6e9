"""A moving picture as the volume page knows it: grey frames behind each other, and what moves."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from explorer.errors import ClipError
from explorer.text import N_

Floats = NDArray[np.float32]

FEWEST_FRAMES, MOST_FRAMES = 2, 32
FRAME_WIDTH = 64  # pixels; every clip is this wide
SHORTEST, TALLEST = 8, 96  # rows of a frame

BACKWARDS_CODE = "clip = np.ascontiguousarray(clip[::-1])  # played backwards"


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """Something whose place and velocity are known, since the clip was made with it.

    `boxes`: (T, 4) float64, top, bottom, left and right edge in each frame, in pixels from the
    middle of the first one; `velocity`: (down, right) in pixels a frame. A box that holds the
    whole of a panned picture stays where it is. `blinks`: it changes where it stands.
    """

    key: str
    title: str
    boxes: NDArray[np.float64]
    velocity: tuple[float, float] = (0.0, 0.0)
    blinks: bool = False

    @property
    def follows(self) -> bool:
        """Whether the box moves with what it holds."""
        step = (self.boxes[1] - self.boxes[0])[[0, 2]]
        return bool(np.allclose(step, self.velocity))

    @property
    def arrow(self) -> str:
        """A sign: an arrow, a square for what stands still, a half disc for what blinks."""
        down, right = self.velocity
        if self.blinks:
            return "◐"
        if not (down or right):
            return "■"
        if abs(right) >= abs(down):
            return "→" if right > 0 else "←"
        return "↓" if down > 0 else "↑"


@dataclass(frozen=True, slots=True, eq=False)
class MovingClip:
    """A short clip: `frames` (T, H, W) float32 in [0, 1], whole multiples of 1/255, read-only.

    `rate_hz`: frames a second when it is played; a kernel counts frames, not seconds. `tracks` is
    what is known to move, nothing for an upload. `key` is safe in a cache key shared by all
    visitors, an upload's is made of its content. `load_code` is Python that defines `clip` with the
    same values where `numpy` is imported as `np`. Raises ClipError.
    """

    key: str
    title: str
    frames: Floats
    rate_hz: float
    credit: str
    load_code: str
    tracks: tuple[Track, ...] = ()
    notes: tuple[ClipError, ...] = ()

    def __post_init__(self) -> None:
        if self.frames.ndim != 3 or self.frames.dtype != np.float32:
            raise ValueError(f"frames are {self.frames.dtype} {self.frames.shape}, not (T, H, W)")
        count, height, width = self.frames.shape
        if count < FEWEST_FRAMES:
            raise ClipError(
                N_("This file has one frame, and nothing moves in it: choose an animated one.")
            )
        if count > MOST_FRAMES or width != FRAME_WIDTH or not SHORTEST <= height <= TALLEST:
            raise ValueError(f"{count} frames of {height} x {width} are not for this page")
        if self.frames.flags.writeable or not self.frames.flags.c_contiguous:
            frames = self.frames.copy(order="C")
            frames.flags.writeable = False
            object.__setattr__(self, "frames", frames)

    @property
    def shape(self) -> tuple[int, int, int]:
        """(T, H, W)."""
        count, height, width = self.frames.shape
        return count, height, width

    def backwards(self) -> MovingClip:
        """Return the clip with its last frame first; what moved right moves left."""
        tracks = tuple(
            replace(
                track,
                boxes=track.boxes[::-1],
                velocity=(-track.velocity[0] + 0.0, -track.velocity[1] + 0.0),
            )
            for track in self.tracks
        )
        return replace(
            self,
            key=f"{self.key}_backwards",
            frames=self.frames[::-1],
            load_code=f"{self.load_code}\n{BACKWARDS_CODE}",
            tracks=tracks,
        )


def to_bytes(frames: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Return [0, 1] as whole numbers, 0 to 255."""
    whole: NDArray[np.uint8] = np.rint(np.clip(frames, 0, 1) * 255).astype(np.uint8)
    return whole
