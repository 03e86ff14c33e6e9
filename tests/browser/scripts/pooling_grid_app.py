"""Pooling grids of several kinds: `?case=` chooses one."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st
import torch
from numpy.typing import NDArray
from torch.nn import functional

from explorer.data.samples import load_sample
from explorer.ui.components.pooling_grid import GridEvent, pooling_grid

Floats = NDArray[np.float32]
RGB = ["red", "green", "blue"]


def draw(
    pixels: Floats,
    kind: str = "max",
    kernel: int = 2,
    stride: int = 2,
    padding: int = 0,
    *,
    ceil_mode: bool = False,
    include: bool = True,
    **options: Any,
) -> GridEvent:
    """Pool with PyTorch, then draw."""
    planes = torch.from_numpy(np.ascontiguousarray(pixels))[None]
    if kind == "max":
        pooled = functional.max_pool2d(planes, kernel, stride, padding, ceil_mode=ceil_mode)
    else:
        pooled = functional.avg_pool2d(planes, kernel, stride, padding, ceil_mode, include)
    names = RGB if len(pixels) == 3 else ["grey"]
    return pooling_grid(
        pixels, pooled[0].numpy(), kind=kind, kernel_size=(kernel, kernel),
        stride=(stride, stride), padding=(padding, padding), count_include_pad=include,
        alt="a pooling test", key="grid", **{"channel_names": names, **options},
    )  # fmt: skip


def cat_photo(side: int) -> Floats:
    return load_sample("cat", side).pixels


def example() -> Floats:
    return load_sample("pooling_4x4").pixels


def five() -> Floats:
    return np.arange(25, dtype=np.float32).reshape(1, 5, 5)


def signed(side: int) -> Floats:
    noise = np.random.default_rng(0).normal(0, 2, (1, side, side))
    return noise.round(2).astype(np.float32)


def changing() -> GridEvent:
    kind = "average" if st.toggle("take the average") else "max"
    channel = 2 if st.toggle("ask for the third") else 0
    return draw(cat_photo(16), kind, channel=channel, input_range=(0, 1))


TO_8 = {"input_range": (0, 8)}
TO_24 = {"input_range": (0, 24)}
TO_1 = {"input_range": (0, 1)}
COLOUR = {"input_range": (0, 1), "rgb": True}
CASES = {
    "max": lambda: draw(example(), **TO_8),
    "average": lambda: draw(example(), "average", **TO_8),
    "overlap": lambda: draw(example(), kernel=3, stride=1, padding=1, **TO_8),
    "overlap_average": lambda: draw(example(), "average", 3, 1, 1, **TO_8),
    "excluded": lambda: draw(example(), "average", 3, 1, 1, include=False, **TO_8),
    "ceil": lambda: draw(five(), ceil_mode=True, **TO_24),
    "ceil_average": lambda: draw(five(), "average", ceil_mode=True, **TO_24),
    "floor": lambda: draw(five(), **TO_24),
    "ties": lambda: draw(np.ones((1, 4, 4), np.float32), **TO_1),
    "photo": lambda: draw(cat_photo(128), **COLOUR),
    "photo_average": lambda: draw(cat_photo(128), "average", **COLOUR),
    "photo_overlap": lambda: draw(cat_photo(128), kernel=3, stride=2, padding=1, **COLOUR),
    "small_photo": lambda: draw(cat_photo(8), **COLOUR),
    "signed": lambda: draw(signed(8), kernel=3, stride=2, padding=1),
    "eight": lambda: draw(cat_photo(32), kernel=8, stride=4, padding=4, **COLOUR),
    "large": lambda: draw(cat_photo(512), kernel=8, stride=1, **COLOUR),
    "hanging": lambda: draw(five(), "average", 6, 2, ceil_mode=True, **TO_24),
    "one": lambda: draw(np.full((1, 1, 1), 0.5, np.float32), kernel=1, stride=1, **TO_1),
    "one_padded": lambda: draw(np.full((1, 1, 1), 0.5, np.float32), stride=1, padding=1, **TO_1),
    "wide": lambda: draw(signed(12)[:, :3], ceil_mode=True, kernel=3, stride=2),
    "pinned": lambda: draw(example(), pinned=(1, 0), **TO_8),
    "changing": changing,
}

st.set_page_config(layout="wide")
chosen = CASES[st.query_params.get("case", "max")]()
st.text(f"pinned={chosen.pinned}")
