"""Pictures for the chapter cards, made from a real photograph and real arithmetic; numpy only."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from explorer.plots.card_parts import SIDE, Colours, Floats, fit, whole_range
from explorer.plots.colours import (
    DIVERGING,
    diverging_picture,
    enlarge,
    rgb,
)
from explorer.plots.later_cards import LATER_CARDS

_SOBEL_X = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], dtype=np.float32)


def pixels_card(photo: Floats) -> Colours:
    """A picture (3, H, W) of 12 × 20 pixels over the vector of its 240 numbers, a column each."""
    rows, columns, cell, gap = 12, 20, 12, 12
    block = 6  # pixels averaged into one, a side
    grey = fit(photo, 128).mean(axis=0)[24 : 24 + rows * block, 4 : 4 + columns * block]
    small = grey.reshape(rows, block, columns, block).mean(axis=(1, 3))
    painted = whole_range(small)  # (rows, columns, 3)
    picture = np.kron(painted, np.ones((cell, cell, 1), np.uint8))
    vector = np.broadcast_to(painted.reshape(1, -1, 3), (SIDE - gap - rows * cell, SIDE, 3))
    between = np.full((gap, SIDE, 3), rgb(DIVERGING[7]), dtype=np.uint8)
    return np.concatenate([picture, between, vector])


def filters_card(photo: Floats) -> Colours:
    """A picture (3, H, W) whose right half is its answer to Sobel x; (240, 240, 3) uint8."""
    grey = photo.mean(axis=0)
    windows = sliding_window_view(np.pad(grey, 1, mode="edge"), _SOBEL_X.shape)
    response = np.einsum("ijuv,uv->ij", windows, _SOBEL_X).astype(np.float32)
    half = grey.shape[1] // 2
    right = diverging_picture(response, float(np.abs(response).max()) * 0.7)
    both = np.concatenate([whole_range(grey)[:, :half], right[:, half:]], axis=1)
    return enlarge(both, min_side=SIDE)


def convolution_card(photo: Floats) -> Colours:
    """The middle of a picture under 3 × 3 windows with stride 3, the lost pixels pale."""
    cells, kernel, stride, side = 10, 3, 3, 24
    step = max(1, min(photo.shape[1:]) // cells)
    small = photo.mean(axis=0)[::step, ::step][:cells, :cells]
    picture = whole_range(small).astype(np.float32)
    kept = (cells - kernel) // stride * stride + kernel
    lost = np.ones(small.shape, dtype=bool)
    lost[:kept, :kept] = False
    picture[lost] = 0.25 * picture[lost] + 0.75 * np.array(rgb(DIVERGING[7]))
    large = np.kron(picture, np.ones((side, side, 1))).astype(np.uint8)
    for start in range(0, kept + 1, stride):
        line = slice(max(0, start * side - 2), start * side + 2)
        large[line, : kept * side] = large[: kept * side, line] = (255, 255, 255)
    return large


def channels_card(photo: Floats) -> Colours:
    """The red, green and blue plane of a picture (3, H, W), one behind the other."""
    side, offset = 160, 40
    card = np.full((SIDE, SIDE, 3), 24, dtype=np.uint8)
    shown = fit(photo, side)
    for channel in (2, 1, 0):  # red in front
        plane = np.zeros((side, side, 3), dtype=np.uint8)
        plane[:, :, channel] = np.rint(shown[channel] * 255)
        plane[:2] = plane[-2:] = plane[:, :2] = plane[:, -2:] = 255
        start = offset * channel
        card[SIDE - side - start : SIDE - start, start : start + side] = plane
    return card


def pooling_card(photo: Floats) -> Colours:
    """A picture (3, H, W) max-pooled by 1, 4, 8 and 16, a quarter each."""
    grey = fit(photo, 128).mean(axis=0)
    half = 64
    card = np.zeros((128, 128), dtype=np.float32)
    for number, kernel in enumerate((1, 4, 8, 16)):
        blocks = grey.reshape(128 // kernel, kernel, 128 // kernel, kernel).max(axis=(1, 3))
        large = np.kron(blocks, np.ones((kernel, kernel), np.float32))
        rows, columns = (slice(half * n, half * (n + 1)) for n in divmod(number, 2))
        card[rows, columns] = large[rows, columns]
    picture = whole_range(card)
    picture[half - 1 : half + 1] = picture[:, half - 1 : half + 1] = 255
    return enlarge(picture, min_side=SIDE)


def cost_card(photo: Floats) -> Colours:
    """As many pixels of a picture as a linear layer has parameters, and as a convolution has."""
    linear, convolution = 3 * 32 * 32 * 6 + 6, 6 * 3 * 3 * 3 + 6
    sides = [round(math.sqrt(count)) for count in (linear, convolution)]  # 136 and 13 pixels
    shown = fit(photo, sides[0])
    card = np.rint(shown.transpose(1, 2, 0) * 90 + 20).astype(np.uint8)
    bright = np.rint(shown.transpose(1, 2, 0) * 255).astype(np.uint8)
    start = (sides[0] - sides[1]) // 2
    middle = slice(start, start + sides[1])
    frame = slice(start - 1, start + sides[1] + 1)
    card[frame, frame] = rgb(DIVERGING[7])
    card[middle, middle] = bright[middle, middle]
    return enlarge(card, min_side=SIDE)


def architecture_card(photo: Floats) -> Colours:
    """A picture (3, H, W) and AlexNet's convolutions behind it, higher where the maps are."""
    card = np.full((SIDE, SIDE, 3), 24, dtype=np.uint8)
    sides, channels, floor = (55, 27, 13, 13, 13), (64, 192, 384, 256, 256), 200
    shown = np.rint(fit(photo, 84).transpose(1, 2, 0) * 255).astype(np.uint8)
    card[floor - 84 : floor, 8:92] = shown
    left = 100
    for side, depth in zip(sides, channels, strict=True):
        tall, wide = 2 * side + 8, round(2 * math.log2(depth))
        card[floor - tall : floor, left : left + wide] = rgb(DIVERGING[2])
        card[floor - tall : floor - tall + 3, left : left + wide] = rgb(DIVERGING[4])
        left += wide + 8
    return card


def receptive_field_card(photo: Floats) -> Colours:
    """A picture (3, H, W) with the boxes of AlexNet's five convolutions on one pixel's place."""
    sizes = (11, 51, 99, 131, 163)  # of 224 pixels
    shown = fit(photo, SIDE).transpose(1, 2, 0) * 255
    card = 0.35 * shown
    middle = SIDE // 2
    for number, size in enumerate(reversed(sizes)):
        half = round(size * SIDE / 224 / 2)
        box = slice(middle - half, middle + half + 1)
        card[box, box] = (0.35 + 0.16 * (number + 1)) * np.minimum(shown[box, box], 220)
        for edge in (middle - half, middle + half):
            line = slice(edge - 1, edge + 1)
            card[line, box] = card[box, line] = rgb(DIVERGING[6])
    return np.asarray(np.rint(np.minimum(card, 255)), dtype=np.uint8)


CARDS: dict[str, Callable[[Floats], Colours]] = {
    "pixels": pixels_card,
    "filters": filters_card,
    "convolution": convolution_card,
    "channels": channels_card,
    "pooling": pooling_card,
    "cost": cost_card,
    "architecture": architecture_card,
    "receptive_field": receptive_field_card,
    **LATER_CARDS,
}
