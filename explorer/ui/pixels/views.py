"""The pixels page's closer looks that need no PyTorch: folding, the three orders, the cost."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.data.fitting import fit_code
from explorer.layers.counting import LinearSettings, linear_cost
from explorer.layers.flattening import Flattening, Pixel, self_correlation
from explorer.layers.flattening_script import flattening_script
from explorer.layers.geometry import ConvSettings
from explorer.layers.memory import memory_cost
from explorer.ui.components.vector_fold import vector_fold
from explorer.ui.language import _
from explorer.ui.layout import code_section
from explorer.ui.lessons import lesson_section
from explorer.ui.link import set_controls
from explorer.ui.pixels.compute import PixelsView, drawn_range
from explorer.ui.pixels.sentences import name_pixel
from explorer.ui.pixels.settings import FOLD, parse_fold

COMPARED_INPUTS = ((1, 28, 28), (3, 32, 32), (3, 224, 224))
COMPARED_OUTPUTS = (10, 64, 4096)


def show_fold(view: PixelsView) -> None:
    """The vector folded at any width; how well each row then fits the one below."""
    flattening, vector = view.flattening, view.vector
    if flattening.length < 2:
        st.caption(_("A vector of one number has nothing to fold: choose a larger picture."))
        FOLD.draw()
        return
    widths = fold_widths(flattening)
    vector_fold(
        vector,
        widths=widths,
        fits=self_correlation(vector, widths),
        true_width=flattening.down,
        width=_asked_width(FOLD.draw(), widths, flattening.down),
        channels=1 if flattening.order == "chw" else flattening.channels,
        planes=flattening.channels if flattening.order == "chw" else 1,
        value_range=drawn_range(view),
        on_fold=_keep_fold,
        alt=_("The vector of {count} numbers folded into rows").format(
            count=f"{flattening.length:,}"
        ),
        key="pixel_folder",
    )
    st.markdown(lesson_section("pixels", "fold"))


def fold_widths(flattening: Flattening) -> NDArray[np.int64]:
    """Return the widths on offer: from half of the true row to a little over two of them."""
    row = flattening.down
    return np.arange(max(1, row // 2), min(flattening.length - 1, 2 * row + 4) + 1)


def _asked_width(text: str, widths: NDArray[np.int64], row: int) -> int:
    """Return the link's width; one short of a true row where it has none that is on offer."""
    asked = parse_fold(text) if text else 0
    return asked if widths[0] <= asked <= widths[-1] else row - 1


def _keep_fold(width: int) -> None:
    set_controls({FOLD.key: str(width)})


def show_orders(view: PixelsView) -> None:
    """The pinned pixel and its neighbours in each order, side by side."""
    flattening, pixel = view.flattening, view.pinned
    grey = Flattening(1, flattening.height, flattening.width)
    planes = Flattening(3, flattening.height, flattening.width)
    sided = Flattening(3, flattening.height, flattening.width, "hwc")
    rows: dict[str, list[str]] = {
        "": [
            _("numbers"),
            _("the pinned pixel"),
            _("its place in the vector"),
            _("left and right neighbours"),
            _("upper and lower neighbours"),
            _("next colour of the pixel"),
            _("back to (C, H, W)"),
        ]
    }
    for title, shown in (("(H, W)", grey), ("(C, H, W)", planes), ("(H, W, C)", sided)):
        place = Pixel(min(pixel.channel, shown.channels - 1), pixel.row, pixel.column)
        rows[title] = _order_column(shown, place)
    st.table(rows, hide_index=True)
    st.markdown(lesson_section("pixels", "orders"))


def _order_column(flattening: Flattening, pixel: Pixel) -> list[str]:
    apart = _("{distance} apart")
    shape = ", ".join(map(str, flattening.shape[flattening.channels == 1 :]))
    back = {"chw": "", "hwc": ".permute(2, 0, 1)"}[flattening.order]
    if flattening.channels == 1:
        back = "[None]"
    colours = _("there is one channel only")
    if flattening.channels > 1:
        colours = apart.format(distance=f"{flattening.between_channels:,}")
    return [
        f"{flattening.length:,}",
        f"`{name_pixel(flattening, pixel)}`",
        f"`vector[{flattening.index(pixel)}]`",
        apart.format(distance=f"{flattening.across:,}") if flattening.width > 1 else _("none"),
        apart.format(distance=f"{flattening.down:,}") if flattening.height > 1 else _("none"),
        colours,
        f"`reshape({shape}){back}`",
    ]


def show_costs(view: PixelsView) -> None:
    """Parameters and memory of linear layers on small and large pictures."""
    flattening = view.flattening
    present = (flattening.channels, flattening.height, flattening.width)
    inputs = [*COMPARED_INPUTS, *([present] if present not in COMPARED_INPUTS else [])]
    outputs = sorted({*COMPARED_OUTPUTS, view.layer.out_features})
    rows: dict[str, list[str]] = {_("input"): [" × ".join(map(str, shape)) for shape in inputs]}
    for count in outputs:
        title = _("{count} outputs").format(count=f"{count:,}")
        rows[title] = [_cost(shape, count) for shape in inputs]
    rows[_("as many outputs as inputs")] = [_cost(shape, int(np.prod(shape))) for shape in inputs]
    rows[_("3 × 3 convolution, {count} filters").format(count=view.layer.out_features)] = [
        f"{ConvSettings(shape[0], view.layer.out_features, (3, 3)).parameters:,}"
        for shape in inputs
    ]
    st.table(rows, hide_index=True)
    st.caption(
        _(
            "Parameters, weights and biases, and the memory they take as float32 (4 bytes each; "
            "1 MiB = 1,048,576 bytes). Training needs at least the gradients on top: twice that."
        )
    )
    st.markdown(lesson_section("pixels", "cost"))


def _cost(shape: tuple[int, int, int], out_features: int) -> str:
    cost = linear_cost(LinearSettings(int(np.prod(shape)), out_features))
    memory = memory_cost(cost, batch=1).parameters
    return f"{cost.parameters:,} ({write_bytes(memory)})"


def write_bytes(count: int) -> str:
    """Write a memory size in the largest unit of which there is at least one."""
    for unit, size in (("GiB", 2**30), ("MiB", 2**20), ("KiB", 2**10)):
        if count >= size:
            return f"{count / size:.3g} {unit}"
    return f"{count} B"


def show_script(view: PixelsView) -> None:
    """Show the script that flattens the picture on screen."""
    flattening = view.flattening
    script = flattening_script(
        "\n".join(
            [
                view.picture.load_code.strip(),
                *fit_code(view.picture, flattening.height, flattening.width),
            ]
        ),
        flattening,
        view.pinned,
        view.value,
        view.layer.out_features,
        rounded=view.picture.kind == "photo",
    )
    code_section(script, "pixels.py")
