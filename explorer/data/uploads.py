"""Uploaded pictures, decoded once and safely, in memory only; their names are never used.

Only the formats of `FORMATS` are opened. The number of pixels is read from the header before
anything is decoded (https://pillow.readthedocs.io/en/stable/reference/limits.html).
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from dataclasses import dataclass
from io import BytesIO
from threading import Lock
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from explorer.data.pictures import (
    CUT_CODE,
    LEAST_SIZE,
    Picture,
    check_size,
    cut_square,
    pixels_code,
    to_pixels,
)
from explorer.errors import PictureError
from explorer.text import N_

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")
EXTENSIONS = ("png", "jpg", "jpeg", "webp", "gif", "bmp", "tif", "tiff")
MAX_PIXELS = 40_000_000
KEPT_SIZE = 1024  # pixels a side that stay in memory

_ONE_AT_A_TIME = Lock()  # thirty photographs decoded at once would fill a small server

# Pillow's decoders let all of these through on damaged files.
DAMAGE = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    ArithmeticError,
    LookupError,
    AttributeError,
    AssertionError,
    RuntimeError,
    EOFError,
    MemoryError,
    struct.error,
    zlib.error,
    UserWarning,  # where warnings are errors
)
_TOO_LARGE = (Image.DecompressionBombError, Image.DecompressionBombWarning)

_FOREIGN = (  # (where, what stands there, the format's name)
    (0, b"%PDF", "PDF"),
    (0, b"PK", "ZIP"),
    (0, b"8BPS", "Photoshop"),
    (0, b"<svg", "SVG"),
    (0, b"<?xml", "XML, SVG"),
    (4, b"ftyphei", "HEIC"),
    (4, b"ftypmif1", "HEIC"),
    (4, b"ftypavif", "AVIF"),
    (4, b"ftyp", "MP4"),
    (0, b"\x00\x00\x01\x00", "ICO"),
)
_OWN = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")


@dataclass(frozen=True, slots=True, eq=False)
class Upload:
    """The middle square of an uploaded picture, at most 1024 pixels a side, on white.

    `pixels` is (S, S) or (S, S, 3), uint8, or (S, S) float32 in [0, 1] where the file was deeper
    than 8 bits. `width` and `height` are the file's. `digest` is made of the file's content;
    `code` is Python that reads the same square from a file.
    """

    pixels: NDArray[np.uint8] | NDArray[np.float32]
    width: int
    height: int
    digest: str
    code: str


@dataclass(frozen=True, slots=True)
class _Depth:
    """Values of a picture deeper than 8 bits that become black and white."""

    black: float
    white: float


def decode_upload(data: bytes, *, max_pixels: int = MAX_PIXELS) -> Upload:
    """Decode a file's first picture: upright (EXIF), on white, its middle square.

    Raises PictureError if it is empty, no picture, of another format, damaged, narrower than two
    pixels or larger than `max_pixels`.
    """
    if not data:
        raise PictureError(N_("The file is empty: choose another one."))
    try:
        with _ONE_AT_A_TIME, Image.open(BytesIO(data), formats=FORMATS) as image:
            width, height = image.size
            _check_extent(width, height, max_pixels)
            square, mode, depth = _read_square(image)
    except _TOO_LARGE as error:
        raise _too_large(max_pixels) from error
    except UnidentifiedImageError as error:
        raise _unreadable(data) from error
    except DAMAGE as error:
        raise _damaged() from error
    square.thumbnail((KEPT_SIZE, KEPT_SIZE), Image.Resampling.LANCZOS)
    pixels = np.array(square)
    pixels.flags.writeable = False
    digest = hashlib.sha256(data).hexdigest()[:16]
    return Upload(pixels, width, height, digest, _reading_code(mode, depth))


def picture_from_upload(upload: Upload, size: int) -> Picture:
    """Return an upload `size` pixels wide and high, grey or RGB in [0, 1]."""
    check_size(size)
    image = Image.fromarray(upload.pixels)
    image = image.resize((size, size), Image.Resampling.LANCZOS)
    code = "\n".join([upload.code, *pixels_code(size, image.mode)])
    key = f"upload_{upload.digest}"
    return Picture(key, N_("Your picture"), to_pixels(image), "photo", N_("uploaded by you"), code)


def _check_extent(width: int, height: int, max_pixels: int) -> None:
    if width < LEAST_SIZE or height < LEAST_SIZE:
        raise PictureError(
            N_(
                "This picture is {width} × {height} pixels; a filter needs neighbours: choose one "
                "of at least {least} × {least}."
            ),
            width=width,
            height=height,
            least=LEAST_SIZE,
        )
    if width * height > max_pixels:
        raise _too_large(max_pixels)


def _read_square(
    image: Image.Image,
) -> tuple[Image.Image, Literal["L", "RGB", "RGBA", "F"], _Depth | None]:
    """Decode an opened file; its middle square as L, RGB or F, and what it was read as."""
    image.load()
    image = cut_square(ImageOps.exif_transpose(image))
    if image.mode.startswith(("I", "F")):
        deep, depth = _scale(image)
        return deep, "F", depth
    if image.has_transparency_data:
        above = image.convert("RGBA")
        return _on_white(above), "RGBA", None
    mode: Literal["L", "RGB"] = "L" if image.mode in {"1", "L"} else "RGB"
    return image.convert(mode), mode, None


def _on_white(above: Image.Image) -> Image.Image:
    return Image.alpha_composite(Image.new("RGBA", above.size, "white"), above).convert("RGB")


def _scale(image: Image.Image) -> tuple[Image.Image, _Depth]:
    """Bring values deeper than 8 bits to [0, 1]: by the format's range, or else by their own."""
    values = np.nan_to_num(np.asarray(image, dtype=np.float64), posinf=0.0, neginf=0.0)
    low, high = float(values.min()), float(values.max())
    depth = _Depth(low, high)
    for white in (1.0, 255.0, 65535.0):
        usual = white == 65535.0 if image.mode.startswith("I;16") else high <= white
        if usual and low >= 0:
            depth = _Depth(0.0, white)
            break
    span = depth.white - depth.black or 1.0
    return Image.fromarray(((values - depth.black) / span).astype(np.float32)), depth


def _reading_code(mode: Literal["L", "RGB", "RGBA", "F"], depth: _Depth | None) -> str:
    """Write what `decode_upload` does with a file of this kind."""
    lines = [
        "from PIL import Image, ImageOps",
        "",
        'image = Image.open("my_picture.png")  # put your own file there',
        "image = ImageOps.exif_transpose(image)",
        CUT_CODE,
    ]
    if depth is not None:
        shift = f" - {depth.black!r}" if depth.black else ""
        span = depth.white - depth.black or 1.0
        lines += [
            f"values = (np.asarray(image, dtype=np.float64){shift}) / {span!r}  # to 0..1",
            "image = Image.fromarray(values.astype(np.float32))",
        ]
    elif mode == "RGBA":
        lines += [
            'image = image.convert("RGBA")  # transparent: laid on white',
            'image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)',
            'image = image.convert("RGB")',
        ]
    else:
        lines.append(f'image = image.convert("{mode}")')
    lines.append(f"image.thumbnail(({KEPT_SIZE}, {KEPT_SIZE}), Image.Resampling.LANCZOS)")
    return "\n".join(lines)


def _too_large(max_pixels: int) -> PictureError:
    return PictureError(
        N_(
            "This picture has more than {millions} million pixels: make it smaller (1,024 × 1,024 "
            "is plenty here) and upload it again."
        ),
        millions=f"{max_pixels / 1e6:g}",
    )


def _damaged() -> PictureError:
    return PictureError(
        N_(
            "The picture is damaged or incomplete: open it on your computer, save it as PNG or "
            "JPEG, and upload that."
        )
    )


def _unreadable(data: bytes) -> PictureError:
    """Say why Pillow does not know a file: damaged, of another format, or no picture at all."""
    if data.startswith(_OWN) or (data.startswith(b"RIFF") and data[8:12] == b"WEBP"):
        return _damaged()
    start = data[:256].removeprefix(b"\xef\xbb\xbf").lstrip()  # XML may begin with a mark, spaces
    for offset, mark, name in _FOREIGN:
        if start[offset : offset + len(mark)].lower() == mark.lower():
            return PictureError(
                N_(
                    "Files of this format ({format}) are not read: save the picture as PNG or "
                    "JPEG and upload that."
                ),
                format=name,
            )
    return PictureError(
        N_("This file is not a picture: choose a PNG, JPEG, WebP, GIF, BMP or TIFF file.")
    )
