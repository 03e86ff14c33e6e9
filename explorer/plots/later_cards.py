"""Cards of the pages beyond images, inside a trained network, and on training one."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from explorer.plots.card_parts import SIDE, Colours, Floats, fit, whole_range
from explorer.plots.colours import (
    DIVERGING,
    diverging_picture,
    grey_picture,
    rgb,
    sequential_picture,
)

_REFERENCE_RUNS = Path(__file__).resolve().parents[2] / "assets" / "reference_runs"


def sound_card(photo: Floats) -> Colours:  # noqa: ARG001 - one shape for all cards
    """A rising and a falling chirp as a spectrogram, low frequencies below, over their wave."""
    rate, window, hop = 8_000, 256, 40
    time = np.arange(rate) / rate
    both = np.sin(2 * np.pi * (300 * time + 1_500 * time**2))
    both = both + np.sin(2 * np.pi * (3_300 * time - 1_200 * time**2))
    frames = sliding_window_view(both, window)[::hop] * np.hanning(window)
    level = np.log10(np.abs(np.fft.rfft(frames)).T[::-1] + 0.3).astype(np.float32)  # (129, T)
    rows, columns = np.arange(180) * len(level) // 180, np.arange(SIDE) * level.shape[1] // SIDE
    ends = float(level.min()), float(level.max())
    card = np.full((SIDE, SIDE, 3), 24, dtype=np.uint8)
    card[:180] = sequential_picture(level[rows][:, columns], *ends)
    wave = both[: 2 * SIDE : 2] / 2
    for column, value in enumerate(wave):
        top, bottom = sorted((212, round(212 - 24 * value)))
        card[top : bottom + 1, column] = rgb(DIVERGING[7])
    return card


def correlation_card(photo: Floats) -> Colours:
    """A patch of a picture (3, H, W), and the same one turned by 180°: what a convolution does."""
    side = 108
    patch = fit(photo, 160)[:, 30:84, 60:114]
    shown = np.rint(fit(patch, side).transpose(1, 2, 0) * 255).astype(np.uint8)
    card = np.full((SIDE, SIDE, 3), 24, dtype=np.uint8)
    first, second = slice(0, side), slice(SIDE - side, SIDE)
    card[first, first] = shown
    card[second, second] = shown[::-1, ::-1]
    middle = SIDE // 2
    card[middle - 3 : middle + 3, middle - 3 : middle + 3] = rgb(DIVERGING[7])
    return card


def volume_card(photo: Floats) -> Colours:
    """A pan over a picture (3, H, W), a frame behind the other, the last one's change in front."""
    frames, side, offset = 5, 140, 25
    wide = fit(photo, 200).mean(axis=0)
    pan = np.stack([wide[30:170, 10 * n : 10 * n + side] for n in range(frames)])
    card = np.full((SIDE, SIDE, 3), 24, dtype=np.uint8)
    for number in range(frames):
        start = offset * (frames - 1 - number)
        place = slice(start, start + side), slice(offset * number, offset * number + side)
        last = number == frames - 1
        change = pan[-1] - pan[-2]
        shown = diverging_picture(change, 0.4) if last else whole_range(pan[number])
        card[place] = shown
        card[place][:2] = card[place][-2:] = card[place][:, :2] = card[place][:, -2:] = 255
    return card


def weights_card(photo: Floats) -> Colours:
    """A wall of nine gratings in the colours of a picture (3, H, W): drawn, not learned."""
    side, gap, cells = 72, 12, 3
    place = (np.arange(side) - side / 2) / side
    down, across = np.meshgrid(place, place, indexing="ij")
    window = np.exp(-12 * (down**2 + across**2))
    card = np.full((SIDE, SIDE, 3), 24, dtype=np.uint8)
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
    side, thumb, middle = 16, 26, SIDE // 2
    shown = fit(photo, 160)
    patches = shown.reshape(3, 10, side, 10, side).transpose(1, 3, 0, 2, 4).reshape(100, -1)
    centred = patches - patches.mean(axis=0)
    places = centred @ np.linalg.svd(centred, full_matrices=False)[2][:2].T  # (100, 2)
    places *= (middle - thumb) / np.abs(places).max(axis=0)
    card = np.full((SIDE, SIDE, 3), 24, dtype=np.uint8)
    for patch, (across, down) in zip(patches, places, strict=True):
        top, left = round(middle + down - thumb / 2), round(middle + across - thumb / 2)
        small = np.rint(fit(patch.reshape(3, side, side), thumb) * 255).transpose(1, 2, 0)
        card[top : top + thumb, left : left + thumb] = small
    return card


def activations_card(photo: Floats) -> Colours:
    """Nine maps of a picture (3, H, W): 11 × 11 gratings of three sizes and directions, ReLU."""
    small = fit(photo, 88).mean(axis=0)
    windows = sliding_window_view(small - small.mean(), (11, 11))[::2, ::2]  # (39, 39, 11, 11)
    down, across = np.mgrid[-5:6, -5:6]
    bell = np.exp(-(down**2 + across**2) / 12)
    card = np.full((SIDE, SIDE), 0.1, dtype=np.float32)
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
    small = fit(photo, side)
    grey = np.broadcast_to(small.mean(axis=0), small.shape)
    erased, salted = small.copy(), small.copy()
    erased[:, 20:50, 26:64] = 0.5
    salted[:, ::5, ::7] = 1
    salted[:, 2::6, 3::5] = 0
    crop = fit(photo[:, photo.shape[1] // 4 :, photo.shape[2] // 4 :], side)
    versions = (
        small, small[:, :, ::-1], crop,
        small**0.5, erased, grey,
        salted, np.where(small > 0.6, 1 - small, small), (small + small[:, ::-1]) / 2,
    )  # fmt: skip
    card = np.full((SIDE, SIDE, 3), 24, dtype=np.uint8)
    for number, version in enumerate(versions):
        top, left = ((side + gap) * place for place in divmod(number, 3))
        shown = np.rint(version.transpose(1, 2, 0) * 255).astype(np.uint8)
        card[top : top + side, left : left + side] = shown
    return card


def training_card(photo: Floats) -> Colours:  # noqa: ARG001 - one shape for all cards
    """Validation accuracies of runs made beforehand: a frozen trunk, and from scratch."""
    card = np.full((SIDE, SIDE, 3), 24, dtype=np.uint8)
    for line in range(20, 221, 50):
        card[line, 10:230] = 70
    runs = (("alexnet-random-scratch", DIVERGING[2]), ("alexnet-offline-frozen", DIVERGING[7]))
    for name, colour in runs:
        path = _REFERENCE_RUNS / f"textures-{name}-0.csv"
        accuracy = np.genfromtxt(path, delimiter=",", names=True)["validation_accuracy"]
        columns = np.arange(10, 230)
        values = np.interp(columns, np.linspace(10, 229, len(accuracy)), accuracy)
        rows = np.rint(220 - 200 * values).astype(int)
        for column, row, before in zip(columns, rows, [rows[0], *rows[:-1]], strict=True):
            top, bottom = sorted((row, before))
            card[top - 1 : bottom + 2, column] = rgb(colour)
    return card


LATER_CARDS: dict[str, Callable[[Floats], Colours]] = {
    "sound": sound_card,
    "correlation": correlation_card,
    "volume": volume_card,
    "weights": weights_card,
    "feature_space": feature_space_card,
    "activations": activations_card,
    "augmentation": augmentation_card,
    "training": training_card,
}
