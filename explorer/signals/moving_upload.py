"""Uploaded animations, decoded once and safely, in memory only; their names are never used.

GIF, animated WebP and animated PNG. Each frame's extent is read from its header before it is
decoded: in a GIF a later frame may be larger than the first one.
"""

from __future__ import annotations

import hashlib
import warnings
from io import BytesIO
from threading import Lock
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from explorer.data.uploads import DAMAGE
from explorer.errors import ClipError
from explorer.signals.moving_clip import (
    FEWEST_FRAMES,
    FRAME_WIDTH,
    MOST_FRAMES,
    SHORTEST,
    TALLEST,
    MovingClip,
)
from explorer.text import N_

FORMATS = ("GIF", "WEBP", "PNG")
EXTENSIONS = ("gif", "webp", "png", "apng")
MAX_BYTES = 20_000_000
MAX_PIXELS = 4_000_000  # of one frame
UPLOAD = "upload"

_USUAL_MS = 100.0  # what browsers take for frames that do not say how long they stay
_SHORTEST_MS = 20.0  # a shorter stay is taken for none, as in browsers
_ONE_AT_A_TIME = Lock()
_TOO_LARGE = (Image.DecompressionBombError, Image.DecompressionBombWarning)

READING_CODE = """\
from PIL import Image

image = Image.open("my_clip.gif")  # put your own file there
frames = []
for number in range({count}):
    image.seek(number)
    frame = image.convert("RGBA")  # transparent: laid on white
    frame = Image.alpha_composite(Image.new("RGBA", frame.size, "white"), frame).convert("RGB")
    frame = frame.crop((0, {top}, {width}, {bottom})).resize(({to_width}, {to_height}), \
Image.Resampling.BOX)
    frames.append(np.asarray(frame, dtype=np.float32).mean(axis=2) / 255)  # grey = RGB/3
clip = (np.rint(np.stack(frames) * 255) / 255).astype(np.float32)  # (T, H, W)"""


def decode_clip(data: bytes) -> MovingClip:
    """Decode the first 32 frames of an animation: on white, grey as RGB/3, 64 pixels wide.

    A very tall frame loses its top and bottom. Raises ClipError if the file is empty, too large,
    no animation, damaged, or holds a frame of more than 4 million pixels.
    """
    if not data:
        raise ClipError(N_("The file is empty: choose another one."))
    if len(data) > MAX_BYTES:
        raise ClipError(
            N_("This file has {size} million bytes: choose one of at most {limit} million."),
            size=f"{len(data) / 1e6:.0f}",
            limit=f"{MAX_BYTES / 1e6:.0f}",
        )
    try:
        with _ONE_AT_A_TIME, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what Pillow mends by itself
            with Image.open(BytesIO(data), formats=FORMATS) as image:
                return _read(image, hashlib.sha256(data).hexdigest()[:16])
    except _TOO_LARGE:
        _refuse_extent()
    except UnidentifiedImageError as error:
        raise _unreadable(data) from error
    except DAMAGE as error:
        raise _damaged() from error


def _read(image: Image.Image, digest: str) -> MovingClip:
    if not getattr(image, "is_animated", False):
        _check_extent(image.size)
        image.load()  # a damaged still picture is told as damaged
        raise ClipError(
            N_("This file has one frame, and nothing moves in it: choose an animated one.")
        )
    size = image.size
    box, small = _fit(*size)
    frames, stays_ms, longer = [], [], False
    for number in range(MOST_FRAMES + 1):
        try:
            image.seek(number)
        except EOFError:
            break
        if number == MOST_FRAMES:
            longer = True
            break
        _check_extent(image.size)
        frames.append(_shrink(image, size, box, small))
        stays_ms.append(_stay_ms(image))
    if len(frames) < FEWEST_FRAMES:
        raise _damaged()
    return _make_clip(np.stack(frames), stays_ms, digest, box, longer=longer)


def _make_clip(
    frames: NDArray[np.float32],
    stays_ms: list[float],
    digest: str,
    box: tuple[int, int, int, int],
    *,
    longer: bool,
) -> MovingClip:
    count, height, width = frames.shape
    notes = []
    if longer:
        notes.append(
            ClipError(N_("The clip is longer: its first {count} frames are here."), count=count)
        )
    if max(stays_ms) > 1.5 * min(stays_ms):
        notes.append(
            ClipError(
                N_(
                    "Its frames stay from {least} to {most} ms. A kernel counts frames, not time: "
                    "they are played and filtered as if evenly spaced."
                ),
                least=f"{min(stays_ms):.0f}",
                most=f"{max(stays_ms):.0f}",
            )
        )
    code = READING_CODE.format(
        count=count, top=box[1], width=box[2], bottom=box[3], to_width=width, to_height=height
    )
    return MovingClip(
        key=f"{UPLOAD}_{digest}",
        title=N_("Your clip"),
        frames=frames,
        rate_hz=1000 / float(np.median(stays_ms)),
        credit=N_("uploaded by you"),
        load_code=code,
        notes=tuple(notes),
    )


def _fit(width: int, height: int) -> tuple[tuple[int, int, int, int], tuple[int, int]]:
    """Return the part of a frame that is kept (left, top, right, bottom) and its small size."""
    rows = round(height * FRAME_WIDTH / width)
    if rows < SHORTEST:
        raise ClipError(
            N_(
                "The frames are {width} × {height} pixels, a strip: choose a clip that is at "
                "least an eighth as high as it is wide."
            ),
            width=width,
            height=height,
        )
    kept = height if rows <= TALLEST else round(width * TALLEST / FRAME_WIDTH)
    top = (height - kept) // 2
    return (0, top, width, top + kept), (FRAME_WIDTH, min(rows, TALLEST))


def _shrink(
    image: Image.Image,
    size: tuple[int, int],
    box: tuple[int, int, int, int],
    small: tuple[int, int],
) -> NDArray[np.float32]:
    """Decode the present frame: (h, w) float32 in [0, 1], multiples of 1/255."""
    frame = image.convert("RGBA")
    if frame.size != size:  # a later frame of a GIF reached past the first one's border
        frame = frame.crop((0, 0, *size))
    white = Image.new("RGBA", frame.size, "white")
    frame = Image.alpha_composite(white, frame).convert("RGB").crop(box)
    grey = np.asarray(frame.resize(small, Image.Resampling.BOX), dtype=np.float32).mean(axis=2)
    return np.asarray(np.rint(grey) / 255, dtype=np.float32)


def _stay_ms(image: Image.Image) -> float:
    told = image.info.get("duration", _USUAL_MS)
    stay = float(told) if isinstance(told, int | float) else _USUAL_MS
    return stay if stay >= _SHORTEST_MS else _USUAL_MS


def _check_extent(size: tuple[int, int]) -> None:
    if size[0] * size[1] > MAX_PIXELS:
        _refuse_extent()


def _refuse_extent() -> NoReturn:
    raise ClipError(
        N_(
            "A frame of this clip has more than {millions} million pixels: make it smaller (64 "
            "pixels wide is what is used here) and upload it again."
        ),
        millions=f"{MAX_PIXELS / 1e6:g}",
    )


def _damaged() -> ClipError:
    return ClipError(
        N_("The clip is damaged or incomplete: save it again as an animated GIF and upload that.")
    )


def _unreadable(data: bytes) -> ClipError:
    if data.startswith((b"GIF8", b"\x89PNG")) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        return _damaged()
    return ClipError(
        N_("This file is not an animation: choose an animated GIF, WebP or PNG (not a video).")
    )
