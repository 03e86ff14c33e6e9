"""The clips that come along: drawn by this project, or a window that pans over a photograph."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from explorer.data.pictures import to_grey
from explorer.data.samples import load_sample
from explorer.errors import ClipError
from explorer.signals.moving_clip import Floats, MovingClip, Track
from explorer.signals.moving_shapes import draw_blinking, draw_clip, draw_shape
from explorer.text import N_

DEFAULT_CLIP = "shapes"
FRAMES, SIDE = 24, 64
RATE_HZ = 10.0
SPEED = 1.5  # pixels a frame
_MADE = N_("drawn by this project")
_MARGIN = 3.0  # pixels around a shape that its box takes in
_BLINKS = "blinks"
_PERIOD = 8  # frames from one lighting of the lamp to the next


@dataclass(frozen=True, slots=True)
class MovingShape:
    """One shape of a drawn clip: see `moving_shapes.draw_clip`."""

    key: str
    title: str
    kind: str
    row: float
    column: float
    half: float
    down: float = 0.0
    right: float = 0.0

    @property
    def numbers(self) -> tuple[str, float, float, float, float, float]:
        """What `draw_clip` is given."""
        return self.kind, self.row, self.column, self.half, self.down, self.right

    def track(self, frames: int) -> Track:
        """Return the box that follows the shape, with a margin."""
        time = np.arange(frames)
        rows, columns = self.row + self.down * time, self.column + self.right * time
        reach = self.half + _MARGIN
        boxes = np.stack([rows - reach, rows + reach, columns - reach, columns + reach], axis=1)
        blinks = self.key == _BLINKS
        return Track(self.key, self.title, boxes, (self.down, self.right), blinks)


SHAPES: tuple[MovingShape, ...] = (
    MovingShape("right", N_("moves right"), "square", 11, 10, 5, right=SPEED),
    MovingShape("left", N_("moves left"), "disc", 32, 50, 6, right=-SPEED),
    MovingShape("still", N_("stands still"), "diamond", 52, 15, 5),
    MovingShape("down", N_("moves down"), "square", 9, 56, 3.5, down=SPEED),
)
LAMPS: tuple[MovingShape, ...] = (
    MovingShape(_BLINKS, N_("blinks"), "disc", 0.5 * SIDE, 0.3 * SIDE, 7),
    MovingShape("still", N_("stands still"), "square", 0.5 * SIDE, 0.74 * SIDE, 6),
)
_PANS = {"pan_camera": "camera", "pan_coins": "coins"}


def clip_titles() -> dict[str, str]:
    """Return the English title of each clip by its key, in the order to offer them."""
    return {
        "shapes": N_("Moving shapes"),
        "lamp": N_("Blinking lamp"),
        "pan_camera": N_("Camera pan: photographer"),
        "pan_coins": N_("Camera pan: coins"),
    }


@lru_cache(maxsize=8)
def load_clip(key: str) -> MovingClip:
    """Return a clip by key; raises ClipError for an unknown one, PictureError without its photo."""
    title = clip_titles().get(key)
    if title is None:
        raise ClipError(
            N_("There is no clip {key}: choose one of {keys}."),
            key=repr(key[:40]),
            keys=", ".join(clip_titles()),
        )
    if key in _PANS:
        return _pan(key, title, _PANS[key])
    shapes = LAMPS if key == "lamp" else SHAPES
    if key == "lamp":
        frames, call = draw_blinking(FRAMES, SIDE, _PERIOD), f"{FRAMES}, {SIDE}, {_PERIOD}"
        code = _source_code(draw_blinking, f"draw_blinking({call})")
    else:
        numbers = [shape.numbers for shape in SHAPES]
        frames = draw_clip(FRAMES, SIDE, numbers)
        rows = "".join(f"    {row},\n" for row in numbers)
        call = f"{FRAMES}, {SIDE}, [  # kind, row, column, half, down, right\n{rows}]"
        code = _source_code(draw_clip, f"draw_clip({call})")
    tracks = tuple(shape.track(FRAMES) for shape in shapes)
    return MovingClip(key, title, frames, RATE_HZ, _MADE, code, tracks)


def _pan(key: str, title: str, photo: str) -> MovingClip:
    """Let a window wander over a photograph, one pixel a frame to the right."""
    across, down = SIDE + FRAMES, FRAMES // 2
    picture = load_sample(photo, across)
    wide = to_grey(picture.pixels)[0]
    views = [wide[down : down + SIDE, time : time + SIDE] for time in range(FRAMES)]
    frames: Floats = (np.rint(np.stack(views) * 255) / 255).astype(np.float32)
    code = "\n".join(
        [
            picture.load_code.strip(),
            "wide = picture.mean(axis=0)  # (H, W): grey = RGB/3",
            f"views = [wide[{down}:{down + SIDE}, t : t + {SIDE}] for t in range({FRAMES})]",
            "clip = (np.rint(np.stack(views) * 255) / 255).astype(np.float32)  # (T, H, W)",
        ]
    )
    whole = np.tile([0.0, SIDE - 1.0, 0.0, SIDE - 1.0], (FRAMES, 1))
    track = Track("pan", N_("moves left: the whole picture"), whole, (0.0, -1.0))
    return MovingClip(key, title, frames, RATE_HZ, picture.credit, code, (track,))


def _source_code(drawing: Callable[..., Floats], call: str) -> str:
    """Return the drawing's own source and the call that makes the clip."""
    sources = [inspect.getsource(function).rstrip() for function in (draw_shape, drawing)]
    return "\n\n\n".join(
        ["from numpy.typing import NDArray", *sources, f"clip = {call}  # (T, H, W)"]
    )
