"""What a unit sees, three ways, in one frame: box, effective field, occlusion (numpy only)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.plots.colours import diverging_picture, sequential_picture

Floats = NDArray[np.float32]
Colours = NDArray[np.uint8]
DECADES = 4  # of the logarithmic scale: 10⁻⁴ of the greatest value to that value
_BESIDE = (150, 156, 164)  # what is no picture, readable on both themes
_SIDE, _STRIP, _GAP = 300, 10, 6  # as wide as a column: larger ones cost time to encode
_BOX = (221, 112, 10)


@dataclass(frozen=True, slots=True)
class Frame:
    """What is drawn around a picture of height × width: `margins` (top, left, bottom, right), px.

    `box`: (top, left, bottom, right) in the picture's pixels, the ends excluded.
    """

    height: int
    width: int
    box: tuple[int, int, int, int]
    margins: tuple[int, int, int, int]

    @property
    def cuts(self) -> bool:
        """Whether the box goes on past what is drawn."""
        past = (-self.box[0], -self.box[1], self.box[2] - self.height, self.box[3] - self.width)
        return any(length > margin for length, margin in zip(past, self.margins, strict=True))

    @property
    def scale(self) -> int:
        """Whole number of drawn pixels for one of the picture."""
        top, left, bottom, right = self.margins
        return max(1, _SIDE // max(self.height + top + bottom, self.width + left + right))


def frame_box(box: tuple[int, int, int, int], height: int, width: int) -> Frame:
    """Return the frame that holds picture and box, with at most one side past each border."""
    most = max(height, width)
    past = (-box[0], -box[1], box[2] - height, box[3] - width)
    top, left, bottom, right = (min(max(length, 0), most) + 2 for length in past)
    return Frame(height, width, box, (top, left, bottom, right))


def box_picture(photo: Floats, frame: Frame) -> Colours:
    """Draw the box on a photo (1 or 3, H, W) in [0, 1], the rest of it pale."""
    colours = np.broadcast_to(photo, (3, *photo.shape[1:])).transpose(1, 2, 0) * 255
    pale = 0.45 * colours + 0.55 * 255
    top, left, bottom, right = (max(place, 0) for place in frame.box)
    pale[top:bottom, left:right] = colours[top:bottom, left:right]
    return _framed(np.rint(pale).astype(np.uint8), frame)


def effective_picture(field: Floats, frame: Frame) -> Colours:
    """Paint an effective field (H, W) ≥ 0 on a logarithmic scale, relative to its maximum."""
    strongest = float(field.max()) or 1.0
    floor = 10.0**-DECADES
    logs = np.log10(np.maximum(field / strongest, floor))
    ramp = np.linspace(-DECADES, 0, _SIDE)[None]
    painted = sequential_picture(logs, -DECADES, 0)
    return with_strip(_framed(painted, frame), sequential_picture(ramp, -DECADES, 0))


def occlusion_picture(change: Floats, limit: float, frame: Frame) -> Colours:
    """Paint how a unit changes (H, W), NaN where it is not known, from −limit to limit."""
    ramp = np.linspace(-limit, limit, _SIDE)[None] if limit else np.zeros((1, _SIDE))
    painted = diverging_picture(change, limit)
    return with_strip(_framed(painted, frame), diverging_picture(ramp, limit))


def spread_change(
    change: Floats,
    known: NDArray[np.bool_],
    starts: tuple[NDArray[np.int64], NDArray[np.int64]],
    patch: int,
    size: tuple[int, int],
) -> Floats:
    """Give each pixel the mean change over the known patches that hide it: (H, W), else NaN.

    `change`, `known`: (R, L); `starts`: the first row and the first column of each place.
    """
    rows, columns = (
        (first[:, None] <= np.arange(length)) & (np.arange(length) < first[:, None] + patch)
        for first, length in zip(starts, size, strict=True)
    )
    rows, columns = rows.astype("f4"), columns.astype("f4")
    total = rows.T @ (change * known) @ columns
    count = rows.T @ known.astype("f4") @ columns
    spread = np.full(size, np.nan, dtype=np.float32)
    np.divide(total, count, out=spread, where=count > 0)
    return spread


def _framed(painted: Colours, frame: Frame) -> Colours:
    """Enlarge (H, W, 3), put it into its margins and draw the box."""
    scale = frame.scale
    top, left, bottom, right = (margin * scale for margin in frame.margins)
    large = painted.repeat(scale, axis=0).repeat(scale, axis=1)
    sheet = np.empty((large.shape[0] + top + bottom, large.shape[1] + left + right, 3), np.uint8)
    sheet[:] = _BESIDE
    sheet[top : top + large.shape[0], left : left + large.shape[1]] = large
    y0, x0, y1, x1 = (place * scale for place in frame.box)
    _outline(sheet, (y0 + top, x0 + left, y1 + top, x1 + left))
    return sheet


def _outline(sheet: Colours, box: tuple[int, int, int, int]) -> None:
    """Draw a box in place, white around it; edges outside the sheet are not drawn."""
    height, width = sheet.shape[:2]
    for grow, thick, colour in ((1, 4, (255, 255, 255)), (0, 2, _BOX)):
        y0, x0, y1, x1 = box[0] - grow, box[1] - grow, box[2] + grow, box[3] + grow
        down, across = slice(max(y0, 0), max(y1, 0)), slice(max(x0, 0), max(x1, 0))
        for start in (y0, y1 - thick):
            if 0 <= start < height:
                sheet[start : start + thick, across] = colour
        for start in (x0, x1 - thick):
            if 0 <= start < width:
                sheet[down, start : start + thick] = colour


def with_strip(picture: Colours, ramp: Colours) -> NDArray[np.uint8]:
    """Put a scale (1, n, 3) under a picture: (height, width, 4), nothing but air between them."""
    height, width = picture.shape[:2]
    places = np.arange(width) * ramp.shape[1] // width
    sheet = np.zeros((height + _GAP + _STRIP, width, 4), dtype=np.uint8)
    sheet[:height, :, :3] = picture
    sheet[height + _GAP :, :, :3] = ramp[:, places]
    sheet[:height, :, 3] = sheet[height + _GAP :, :, 3] = 255
    return sheet
