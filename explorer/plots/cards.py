"""Pictures for the chapter cards, made from a real photograph and real arithmetic; numpy only."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from explorer.plots.colours import (
    DIVERGING,
    diverging_picture,
    enlarge,
    grey_picture,
    rgb,
    sequential_picture,
)

Floats = NDArray[np.float32]
Colours = NDArray[np.uint8]

_SOBEL_X = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], dtype=np.float32)
_SIDE = 240


def pixels_card(photo: Floats) -> Colours:
    """A picture (3, H, W) of 12 × 20 pixels over the vector of its 240 numbers, a column each."""
    rows, columns, cell, gap = 12, 20, 12, 12
    block = 6  # pixels averaged into one, a side
    grey = _fit(photo, 128).mean(axis=0)[24 : 24 + rows * block, 4 : 4 + columns * block]
    small = grey.reshape(rows, block, columns, block).mean(axis=(1, 3))
    painted = _whole_range(small)  # (rows, columns, 3)
    picture = np.kron(painted, np.ones((cell, cell, 1), np.uint8))
    vector = np.broadcast_to(painted.reshape(1, -1, 3), (_SIDE - gap - rows * cell, _SIDE, 3))
    between = np.full((gap, _SIDE, 3), rgb(DIVERGING[7]), dtype=np.uint8)
    return np.concatenate([picture, between, vector])


def filters_card(photo: Floats) -> Colours:
    """A picture (3, H, W) whose right half is its answer to Sobel x; (240, 240, 3) uint8."""
    grey = photo.mean(axis=0)
    windows = sliding_window_view(np.pad(grey, 1, mode="edge"), _SOBEL_X.shape)
    response = np.einsum("ijuv,uv->ij", windows, _SOBEL_X).astype(np.float32)
    half = grey.shape[1] // 2
    right = diverging_picture(response, float(np.abs(response).max()) * 0.7)
    both = np.concatenate([_whole_range(grey)[:, :half], right[:, half:]], axis=1)
    return enlarge(both, min_side=_SIDE)


def convolution_card(photo: Floats) -> Colours:
    """The middle of a picture under 3 × 3 windows with stride 3, the lost pixels pale."""
    cells, kernel, stride, side = 10, 3, 3, 24
    step = max(1, min(photo.shape[1:]) // cells)
    small = photo.mean(axis=0)[::step, ::step][:cells, :cells]
    picture = _whole_range(small).astype(np.float32)
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
    card = np.full((_SIDE, _SIDE, 3), 24, dtype=np.uint8)
    shown = _fit(photo, side)
    for channel in (2, 1, 0):  # red in front
        plane = np.zeros((side, side, 3), dtype=np.uint8)
        plane[:, :, channel] = np.rint(shown[channel] * 255)
        plane[:2] = plane[-2:] = plane[:, :2] = plane[:, -2:] = 255
        start = offset * channel
        card[_SIDE - side - start : _SIDE - start, start : start + side] = plane
    return card


def pooling_card(photo: Floats) -> Colours:
    """A picture (3, H, W) max-pooled by 1, 4, 8 and 16, a quarter each."""
    grey = _fit(photo, 128).mean(axis=0)
    half = 64
    card = np.zeros((128, 128), dtype=np.float32)
    for number, kernel in enumerate((1, 4, 8, 16)):
        blocks = grey.reshape(128 // kernel, kernel, 128 // kernel, kernel).max(axis=(1, 3))
        large = np.kron(blocks, np.ones((kernel, kernel), np.float32))
        rows, columns = (slice(half * n, half * (n + 1)) for n in divmod(number, 2))
        card[rows, columns] = large[rows, columns]
    picture = _whole_range(card)
    picture[half - 1 : half + 1] = picture[:, half - 1 : half + 1] = 255
    return enlarge(picture, min_side=_SIDE)


def cost_card(photo: Floats) -> Colours:
    """As many pixels of a picture as a linear layer has parameters, and as a convolution has."""
    linear, convolution = 3 * 32 * 32 * 6 + 6, 6 * 3 * 3 * 3 + 6
    sides = [round(math.sqrt(count)) for count in (linear, convolution)]  # 136 and 13 pixels
    shown = _fit(photo, sides[0])
    card = np.rint(shown.transpose(1, 2, 0) * 90 + 20).astype(np.uint8)
    bright = np.rint(shown.transpose(1, 2, 0) * 255).astype(np.uint8)
    start = (sides[0] - sides[1]) // 2
    middle = slice(start, start + sides[1])
    frame = slice(start - 1, start + sides[1] + 1)
    card[frame, frame] = rgb(DIVERGING[7])
    card[middle, middle] = bright[middle, middle]
    return enlarge(card, min_side=_SIDE)


def architecture_card(photo: Floats) -> Colours:
    """A picture (3, H, W) and AlexNet's convolutions behind it, higher where the maps are."""
    card = np.full((_SIDE, _SIDE, 3), 24, dtype=np.uint8)
    sides, channels, floor = (55, 27, 13, 13, 13), (64, 192, 384, 256, 256), 200
    shown = np.rint(_fit(photo, 84).transpose(1, 2, 0) * 255).astype(np.uint8)
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
    shown = _fit(photo, _SIDE).transpose(1, 2, 0) * 255
    card = 0.35 * shown
    middle = _SIDE // 2
    for number, size in enumerate(reversed(sizes)):
        half = round(size * _SIDE / 224 / 2)
        box = slice(middle - half, middle + half + 1)
        card[box, box] = (0.35 + 0.16 * (number + 1)) * np.minimum(shown[box, box], 220)
        for edge in (middle - half, middle + half):
            line = slice(edge - 1, edge + 1)
            card[line, box] = card[box, line] = rgb(DIVERGING[6])
    return np.asarray(np.rint(np.minimum(card, 255)), dtype=np.uint8)


def sound_card(photo: Floats) -> Colours:  # noqa: ARG001 - one shape for all cards
    """A rising and a falling chirp as a spectrogram, low frequencies below, over their wave."""
    rate, window, hop = 8_000, 256, 40
    time = np.arange(rate) / rate
    both = np.sin(2 * np.pi * (300 * time + 1_500 * time**2))
    both = both + np.sin(2 * np.pi * (3_300 * time - 1_200 * time**2))
    frames = sliding_window_view(both, window)[::hop] * np.hanning(window)
    level = np.log10(np.abs(np.fft.rfft(frames)).T[::-1] + 0.3).astype(np.float32)  # (129, T)
    rows, columns = np.arange(180) * len(level) // 180, np.arange(_SIDE) * level.shape[1] // _SIDE
    ends = float(level.min()), float(level.max())
    card = np.full((_SIDE, _SIDE, 3), 24, dtype=np.uint8)
    card[:180] = sequential_picture(level[rows][:, columns], *ends)
    wave = both[: 2 * _SIDE : 2] / 2
    for column, value in enumerate(wave):
        top, bottom = sorted((212, round(212 - 24 * value)))
        card[top : bottom + 1, column] = rgb(DIVERGING[7])
    return card


def correlation_card(photo: Floats) -> Colours:
    """A patch of a picture (3, H, W), and the same one turned by 180°: what a convolution does."""
    side = 108
    patch = _fit(photo, 160)[:, 30:84, 60:114]
    shown = np.rint(_fit(patch, side).transpose(1, 2, 0) * 255).astype(np.uint8)
    card = np.full((_SIDE, _SIDE, 3), 24, dtype=np.uint8)
    first, second = slice(0, side), slice(_SIDE - side, _SIDE)
    card[first, first] = shown
    card[second, second] = shown[::-1, ::-1]
    middle = _SIDE // 2
    card[middle - 3 : middle + 3, middle - 3 : middle + 3] = rgb(DIVERGING[7])
    return card


def volume_card(photo: Floats) -> Colours:
    """A pan over a picture (3, H, W), a frame behind the other, the last one's change in front."""
    frames, side, offset = 5, 140, 25
    wide = _fit(photo, 200).mean(axis=0)
    pan = np.stack([wide[30:170, 10 * n : 10 * n + side] for n in range(frames)])
    card = np.full((_SIDE, _SIDE, 3), 24, dtype=np.uint8)
    for number in range(frames):
        start = offset * (frames - 1 - number)
        place = slice(start, start + side), slice(offset * number, offset * number + side)
        last = number == frames - 1
        change = pan[-1] - pan[-2]
        shown = diverging_picture(change, 0.4) if last else _whole_range(pan[number])
        card[place] = shown
        card[place][:2] = card[place][-2:] = card[place][:, :2] = card[place][:, -2:] = 255
    return card


def weights_card(photo: Floats) -> Colours:
    """A wall of nine gratings in the colours of a picture (3, H, W): drawn, not learned."""
    side, gap, cells = 72, 12, 3
    place = (np.arange(side) - side / 2) / side
    down, across = np.meshgrid(place, place, indexing="ij")
    window = np.exp(-12 * (down**2 + across**2))
    card = np.full((_SIDE, _SIDE, 3), 24, dtype=np.uint8)
    block = photo.shape[1] // cells
    for number in range(cells * cells):
        row, column = divmod(number, cells)
        angle = math.pi * number / (cells * cells)
        wave = np.cos(2 * math.pi * 3 * (across * math.cos(angle) + down * math.sin(angle)))
        patch = photo[:, row * block : (row + 1) * block, column * block : (column + 1) * block]
        colour = patch.mean(axis=(1, 2)) - 0.5
        colour = colour / max(float(np.abs(colour).max()), 1e-6)
        tile = 0.5 + 0.5 * (window * wave)[:, :, None] * colour
        top, left = row * (side + gap), column * (side + gap)
        card[top : top + side, left : left + side] = np.rint(np.clip(tile, 0, 1) * 255)
    return card


def feature_space_card(photo: Floats) -> Colours:
    """Patches of a picture (3, H, W) by their two main components: what looks alike lies close."""
    side, thumb, middle = 16, 26, _SIDE // 2
    shown = _fit(photo, 160)
    patches = shown.reshape(3, 10, side, 10, side).transpose(1, 3, 0, 2, 4).reshape(100, -1)
    centred = patches - patches.mean(axis=0)
    places = centred @ np.linalg.svd(centred, full_matrices=False)[2][:2].T  # (100, 2)
    places *= (middle - thumb) / np.abs(places).max(axis=0)
    card = np.full((_SIDE, _SIDE, 3), 24, dtype=np.uint8)
    for patch, (across, down) in zip(patches, places, strict=True):
        top, left = round(middle + down - thumb / 2), round(middle + across - thumb / 2)
        small = np.rint(_fit(patch.reshape(3, side, side), thumb) * 255).transpose(1, 2, 0)
        card[top : top + thumb, left : left + thumb] = small
    return card


def activations_card(photo: Floats) -> Colours:
    """Nine maps of a picture (3, H, W): 11 × 11 gratings of three sizes and directions, ReLU."""
    small = _fit(photo, 88).mean(axis=0)
    windows = sliding_window_view(small - small.mean(), (11, 11))[::2, ::2]  # (39, 39, 11, 11)
    down, across = np.mgrid[-5:6, -5:6]
    bell = np.exp(-(down**2 + across**2) / 12)
    card = np.full((_SIDE, _SIDE), 0.1, dtype=np.float32)
    for number in range(9):
        period, turn = (3.0, 5.0, 9.0)[number // 3], math.pi / 3 * (number % 3)
        wave = np.sin((across * math.cos(turn) + down * math.sin(turn)) * 2 * math.pi / period)
        answer = np.maximum(np.einsum("ijuv,uv->ij", windows, bell * wave), 0)
        top, left = 2 + 80 * (number // 3), 2 + 80 * (number % 3)
        tile = np.kron(answer / answer.max(), np.ones((2, 2)))[:76, :76]
        card[top : top + 76, left : left + 76] = tile
    return grey_picture(card, 0.0, 0.8)


def augmentation_card(photo: Floats) -> Colours:
    """A picture (3, H, W) and eight versions: mirrored, cropped, lit, erased, grey, noisy."""
    side, gap = 76, 6
    small = _fit(photo, side)
    grey = np.broadcast_to(small.mean(axis=0), small.shape)
    erased, salted = small.copy(), small.copy()
    erased[:, 20:50, 26:64] = 0.5
    salted[:, ::5, ::7] = 1
    salted[:, 2::6, 3::5] = 0
    crop = _fit(photo[:, photo.shape[1] // 4 :, photo.shape[2] // 4 :], side)
    versions = (
        small, small[:, :, ::-1], crop,
        small**0.5, erased, grey,
        salted, np.where(small > 0.6, 1 - small, small), (small + small[:, ::-1]) / 2,
    )  # fmt: skip
    card = np.full((_SIDE, _SIDE, 3), 24, dtype=np.uint8)
    for number, version in enumerate(versions):
        top, left = ((side + gap) * place for place in divmod(number, 3))
        shown = np.rint(version.transpose(1, 2, 0) * 255).astype(np.uint8)
        card[top : top + side, left : left + side] = shown
    return card


def _whole_range(grey: Floats) -> Colours:
    """Paint (H, W) from its least value, black, to its greatest, white."""
    return grey_picture(grey, float(grey.min()), float(grey.max()))


def _fit(photo: Floats, side: int) -> Floats:
    """Resize (3, H, W) in [0, 1] to (3, side, side) by taking the nearest pixels."""
    rows, columns = (np.arange(side) * length // side for length in photo.shape[1:])
    return photo[:, rows][:, :, columns]


CARDS: dict[str, Callable[[Floats], Colours]] = {
    "pixels": pixels_card,
    "filters": filters_card,
    "convolution": convolution_card,
    "channels": channels_card,
    "pooling": pooling_card,
    "cost": cost_card,
    "architecture": architecture_card,
    "receptive_field": receptive_field_card,
    "sound": sound_card,
    "correlation": correlation_card,
    "volume": volume_card,
    "weights": weights_card,
    "feature_space": feature_space_card,
    "activations": activations_card,
    "augmentation": augmentation_card,
}
