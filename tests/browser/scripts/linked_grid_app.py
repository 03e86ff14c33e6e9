"""Linked grids of several sizes: `?case=` chooses one, `?lines=1` writes what Python heard."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import skimage
import streamlit as st
import torch
from numpy.typing import NDArray
from PIL import Image
from torch.nn import functional

from explorer.ui.components.linked_grid import GridAxes, GridEvent, linked_grid

Floats = NDArray[np.float32]
CROSS = [[0, 0, 1, 0, 0], [0, 0, 1, 0, 0], [1, 1, 1, 1, 1], [0, 0, 1, 0, 0], [0, 0, 1, 0, 0]]
DIAGONALS = [[1, 0, 0, 0, 1], [0, 1, 0, 1, 0], [0, 0, 1, 0, 0], [0, 1, 0, 1, 0], [1, 0, 0, 0, 1]]
SOBEL = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]


def photo(side: int) -> Floats:
    """scikit-image's cat, (3, side, side) float32 in [0, 1]."""
    path = Path(skimage.__file__).parent / "data" / "chelsea.png"
    picture = Image.open(path).convert("RGB").crop((75, 0, 375, 300)).resize((side, side))
    return (np.asarray(picture, np.float32) / 255).transpose(2, 0, 1)


def draw(
    pixels: Floats,
    weight: Floats,
    *,
    names: list[str],
    key: str,
    bias: float = 0.0,
    stride: tuple[int, int] = (1, 1),
    pads: tuple[int, int, int, int] = (0, 0, 0, 0),
    mode: str = "constant",
    dilation: tuple[int, int] = (1, 1),
    **options: object,
) -> GridEvent:
    """Pad and convolve with PyTorch, then draw."""
    top, bottom, left, right = pads
    batch = torch.from_numpy(np.ascontiguousarray(pixels))[None]
    padded = functional.pad(batch, (left, right, top, bottom), mode=mode)
    output = functional.conv2d(
        padded,
        torch.from_numpy(np.ascontiguousarray(weight))[None],
        torch.tensor([bias]),
        stride=stride,
        dilation=dilation,
    )
    return linked_grid(
        padded[0].numpy(),
        weight,
        output[0, 0].numpy(),
        bias=bias,
        stride=stride,
        padding=pads,
        dilation=dilation,
        channel_names=names,
        alt="a test grid",
        key=key,
        **options,
    )


def random_weight(*shape: int) -> Floats:
    """Weights that are the same each run."""
    return np.random.default_rng(0).normal(0, 0.5, shape).astype(np.float32)


def in_all(kernel: object, channels: int) -> Floats:
    """One kernel for each channel."""
    return np.repeat(np.array([kernel], np.float32), channels, axis=0)


RGB = ["red", "green", "blue"]


def cross() -> GridEvent:
    kernel = in_all([[1, 0, 1], [0, 1, 0], [1, 0, 1]], 1)
    picture = np.array([DIAGONALS], np.float32)
    return draw(picture, kernel, names=["grey"], key="grid", input_range=(0, 1))


def editable() -> GridEvent:
    def take(event: GridEvent) -> None:
        st.session_state["kernel"] = event.kernel
        st.session_state["edits"] = st.session_state.get("edits", 0) + 1

    kernel = st.session_state.get("kernel")
    weight = in_all([[1, 0, 1], [0, 1, 0], [1, 0, 1]] if kernel is None else kernel, 1)
    event = draw(
        np.array([CROSS], np.float32), weight, names=["grey"], key="grid",
        input_range=(0, 1), editable=True, bias=0.5, on_edit=take,
    )  # fmt: skip
    st.text(f"edits={st.session_state.get('edits', 0)}")
    st.text("kernel=" + (" ".join(f"{w:g}" for w in weight.ravel())))
    return event


def lost() -> GridEvent:
    picture = np.tile(np.array([1, 1, 1, 1, 1, 1, 99], np.float32), (7, 1))[None]
    return draw(
        picture, in_all(np.ones((3, 3)), 1), names=["grey"], key="grid", stride=(3, 3),
        input_range=(0, 99),
    )  # fmt: skip


def reflect() -> GridEvent:
    return draw(
        photo(64), in_all(SOBEL, 3) * np.float32([0.6, 1, 0.3])[:, None, None], names=RGB,
        key="grid", bias=0.1, pads=(2, 2, 2, 2), mode="reflect", input_range=(0, 1), rgb=True,
    )  # fmt: skip


def dilated() -> GridEvent:
    return draw(
        photo(12), in_all(SOBEL, 3), names=RGB, key="grid", pads=(2, 2, 2, 2), dilation=(2, 2),
        input_range=(0, 1), editable=True, edit_channels="same",
    )  # fmt: skip


def thirteen() -> GridEvent:
    bands = np.concatenate([photo(128)] * 5)[:13] - np.float32(0.4)
    names = [f"band {number}" for number in range(1, 14)]
    return draw(bands, random_weight(13, 5, 5), names=names, key="grid", stride=(2, 2))


def large() -> GridEvent:
    return draw(
        photo(320), random_weight(3, 11, 11), names=RGB, key="grid", input_range=(0, 1), rgb=True,
        editable=True,
    )  # fmt: skip


def tall() -> GridEvent:
    return draw(
        photo(28)[:1], random_weight(1, 7, 5), names=["grey"], key="grid", stride=(4, 4),
        pads=(3, 0, 1, 2), input_range=(0, 1),
    )  # fmt: skip


def seven() -> GridEvent:
    return draw(
        photo(32)[:1], random_weight(1, 7, 7), names=["grey"], key="grid", input_range=(0, 1)
    )


def one() -> GridEvent:
    return draw(
        np.full((1, 1, 1), 0.5, np.float32), in_all([[-2]], 1), names=["grey"], key="grid",
        bias=0.25, input_range=(0, 1),
    )  # fmt: skip


def changing() -> GridEvent:
    sharp = st.toggle("sharp", key="sharp")
    kernel = SOBEL if sharp else np.ones((3, 3))
    return draw(photo(16), in_all(kernel, 3), names=RGB, key="grid", input_range=(0, 1))


def taken() -> GridEvent:
    def take(event: GridEvent) -> None:
        st.session_state["weight"] = weight + event.change

    shifted = in_all(SOBEL, 3) + np.float32([0, 1, 2])[:, None, None] / 4
    weight = st.session_state.get("weight", shifted)
    return draw(
        photo(64), weight, names=RGB, key="grid", pads=(2, 2, 2, 2), mode="reflect",
        stride=(2, 2), dilation=(2, 2), input_range=(0, 1), editable=True, on_edit=take, bias=0.2,
    )  # fmt: skip


def taken_same() -> GridEvent:
    def take(event: GridEvent) -> None:
        st.session_state["weight"] = in_all(event.kernel, 3)

    shifted = in_all(SOBEL, 3) + np.float32([0, 1, 2])[:, None, None] / 4
    weight = st.session_state.get("weight", shifted)
    return draw(
        photo(64), weight, names=RGB, key="grid", pads=(2, 2, 2, 2), stride=(2, 2),
        dilation=(2, 2), input_range=(0, 1), editable=True, edit_channels="same", on_edit=take,
    )  # fmt: skip


def named() -> GridEvent:
    rows, columns = ("40 Hz", "30 Hz", "20 Hz", "10 Hz"), ("0 s", "1 s", "2 s")
    axes = GridAxes("frequency →", "time →", rows, columns, rows, columns)
    return draw(
        np.arange(12, dtype=np.float32).reshape(1, 4, 3), in_all(SOBEL, 1), names=["level"],
        key="grid", pads=(1, 1, 1, 1), input_range=(0, 11), axes=axes,
    )  # fmt: skip


def fractions() -> GridEvent:
    picture = np.zeros((1, 7, 7), np.float32)
    picture[0, :, 3] = 29
    kernel = np.float32([[[0.0625, 0, -1], [0, 0, -0.75], [0, 0, 0]]])
    return draw(
        picture, kernel, names=["grey"], key="grid", stride=(2, 2), pads=(1, 1, 1, 1),
        input_range=(0, 29),
    )  # fmt: skip


def recoloured() -> GridEvent:
    grey = st.toggle("grey", key="grey")
    turned = st.toggle("turned", key="turned")
    channels = [0] if grey else [2, 1, 0] if turned else [0, 1, 2]
    names = ["grey"] if grey else [RGB[channel] for channel in channels]
    weight = random_weight(3, 3, 3)[channels]
    return draw(
        photo(16)[channels], weight, names=names, key="grid", input_range=(0, 1), rgb=not grey
    )


def flat() -> GridEvent:
    kernel = in_all(SOBEL, 1)
    kernel[0, 1, 1] = 4e-8  # what is left where weights should cancel
    picture = np.full((1, 8, 8), 0.4, np.float32)
    return draw(picture, kernel, names=["grey"], key="grid", input_range=(0, 1))


def seven_of_three() -> GridEvent:
    return draw(
        photo(32), random_weight(3, 7, 7), names=RGB, key="grid", input_range=(0, 1), rgb=True
    )


CASES = {
    "cross": cross, "named": named, "editable": editable, "lost": lost, "reflect": reflect,
    "dilated": dilated,
    "thirteen": thirteen, "large": large, "tall": tall, "seven": seven, "one": one,
    "changing": changing, "taken": taken, "taken_same": taken_same, "fractions": fractions,
    "recoloured": recoloured, "flat": flat, "seven_of_three": seven_of_three,
}  # fmt: skip

st.set_page_config(layout="wide")
chosen = CASES[st.query_params.get("case", "cross")]()
st.text(f"pinned={chosen.pinned}")
