"""The filters page's picture: a real picture, a kernel to drag at, and its signed response."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.data.pictures import Picture, to_grey, value_range
from explorer.layers.convolution import clear_rounding
from explorer.layers.filtering import filter_response, require_fit
from explorer.layers.kernels import KERNELS, Kernel, format_kernel
from explorer.ui.components.linked_grid import GridEvent, linked_grid
from explorer.ui.filters.settings import KERNEL, read_kernel
from explorer.ui.language import _
from explorer.ui.layout import what_you_see
from explorer.ui.link import set_controls
from explorer.ui.numerals import show_number, tex_matrix, tex_number

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class FilterView:
    """One kernel on one picture: `grey` (H, W), `kernel` (kh, kw), `response` (h, w), float32."""

    picture: Picture
    name: str
    edited: bool
    grey: Floats
    kernel: Kernel
    response: Floats

    @property
    def title(self) -> str:
        """What the kernel is called, in the visitor's language."""
        return _("Made by hand") if self.edited else _(KERNELS[self.name].title)

    @property
    def strongest(self) -> tuple[int, int]:
        """Row and column of the response that is largest in absolute value."""
        row, column = np.unravel_index(np.abs(self.response).argmax(), self.response.shape)
        return int(row), int(column)


def apply_filter(picture: Picture, values: Mapping[str, Any]) -> FilterView:
    """Answer of the chosen kernel on the grey picture; raises SettingError if it does not fit."""
    kernel = read_kernel(values)
    grey = to_grey(picture.pixels)
    require_fit(grey[0], kernel)
    weight = kernel[None, None].astype(np.float32)
    response = clear_rounding(filter_response(grey, kernel, "valid"), weight, grey)[0]
    return FilterView(
        picture, values["filter"], bool(values["filter_kernel"]), grey[0], kernel, response
    )


def show_grid(view: FilterView) -> GridEvent:
    """Picture, kernel and response, linked; an edited kernel goes into its text field."""
    return linked_grid(
        view.grey[None],
        view.kernel[None].astype(np.float32),
        view.response,
        channel_names=[_("grey")],
        input_range=value_range(view.picture),
        editable=True,
        on_edit=_keep_kernel,
        alt=_("Picture, kernel and response, linked"),
        key="filter_grid",
    )


def _keep_kernel(event: GridEvent) -> None:
    if event.kernel is not None:
        set_controls({KERNEL.key: format_kernel(event.kernel)})


def show_words(view: FilterView, pinned: tuple[int, int] | None) -> None:
    """What the filter does, and one window of it with the numbers in the formula."""
    what_you_see(_sentences(view))
    row, column = pinned or view.strongest
    if not (row < view.response.shape[0] and column < view.response.shape[1]):
        row, column = view.strongest
    st.latex(_window_formula(view, row, column))
    st.caption(
        _("The window you pinned.") if pinned else _("The window with the strongest answer."),
        text_alignment="center",
    )


def _sentences(view: FilterView) -> list[str]:
    what = f"**{view.title}.**"
    if not view.edited:
        what += " " + _(KERNELS[view.name].description)
    total = float(view.kernel.sum())
    if abs(total) < 1e-6:
        sums = _("Its weights sum to 0, so a flat area answers 0.")
    elif abs(total - 1) < 1e-6:
        sums = _("Its weights sum to 1, so a flat area keeps its brightness.")
    else:
        sums = _("Its weights sum to {total}, so a flat area is multiplied by that.").format(
            total=show_number(total)
        )
    return [what, sums, describe_answers(view)]


def describe_answers(view: FilterView) -> str:
    """Say how many windows there are and what they answer."""
    return _(
        "The {rows} × {columns} window fits {height} × {width} times; the answers run from "
        "{low} to {high}, {share} of them negative."
    ).format(
        rows=view.kernel.shape[0],
        columns=view.kernel.shape[1],
        height=view.response.shape[0],
        width=view.response.shape[1],
        low=show_number(float(view.response.min())),
        high=show_number(float(view.response.max())),
        share=f"{float((view.response < 0).mean()):.0%}",
    )


def _window_formula(view: FilterView, row: int, column: int) -> str:
    """Write one output as the sum it is: LaTeX with the numbers of this window."""
    rows, columns = view.kernel.shape
    patch = view.grey[row : row + rows, column : column + columns]
    sum_of_products = rf"\sum_{{i,j}} x_{{{row}+i,{column}+j}}\, k_{{i,j}}"
    lines = [rf"y_{{{row},{column}}} &= {sum_of_products}"]
    if max(rows, columns) <= 5:
        lines.append(rf"&= \sum {tex_matrix(patch, 2)} \odot {tex_matrix(view.kernel, 2)}")
    lines.append(f"&= {tex_number(float(view.response[row, column]))}")
    return r"\begin{aligned}" + r"\\".join(lines) + r"\end{aligned}"
