"""The architecture page's look at Flatten: four ways to write it, computed side by side."""

from __future__ import annotations

import streamlit as st
import torch
from torch import nn

from explorer.layers.layer_shapes import Shape, product_text
from explorer.layers.layer_specs import Flatten
from explorer.ui.architecture.compute import NetworkView
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section

_PICTURES = 2  # in the batch: with one, a lost batch axis would not show
_MOST_VALUES = 200_000  # of one picture; past it a part is enough to see the order
_FIRST = 6


def show_flattening(view: NetworkView) -> None:
    """Hand the same maps to four ways of flattening, and compare what comes out."""
    shape = flattened_shape(view)
    batch = number_values(shape)
    held = tuple(batch.shape[1:])
    answers = flatten_four_ways(batch)
    same = all(torch.equal(answers["nn.Flatten()(x)"], answer) for answer in answers.values())
    st.markdown(
        _("`x` holds {count} pictures of {shape}, every value its own number.").format(
            count=_PICTURES, shape=product_text(held)
        )
    )
    if held != shape:
        st.caption(
            _("A part of the {shape} that come in: the order is the same.").format(
                shape=product_text(shape)
            )
        )
    st.table(
        {
            _("code"): [f"`{code}`" for code in answers],
            _("shape"): [product_text(tuple(answer.shape)) for answer in answers.values()],
            _("first values of picture 1"): [_first(answer[1]) for answer in answers.values()],
        },
        hide_index=True,
    )
    if same:
        st.success(_("All four agree in every value."), icon=":material/check:")
    left, right = st.columns(2)
    with left:
        st.markdown(_("**Without the axis it starts at**"))
        st.code(f"x.flatten()  # {tuple(batch.flatten().shape)}", language="python")
        st.caption(_("The pictures of the batch run into one vector."))
    with right:
        st.markdown(_("**After `permute`**"))
        st.code(_view_of_permuted(batch), language="python", wrap_lines=True)
        st.caption(_("`view` never copies, and here no view exists; `reshape` copies."))
    st.markdown(lesson_section("architecture", "flatten"))


def flattened_shape(view: NetworkView) -> Shape:
    """What comes into the network's first Flatten; the input's shape where there is none."""
    for step in view.walk.steps:
        if isinstance(step.layer, Flatten) and len(step.input_shape) == 3:
            return step.input_shape
    return view.state.input_shape


def number_values(shape: Shape) -> torch.Tensor:
    """Two pictures (2, C, H, W) int64 whose values count on; of large ones a part."""
    channels, height, width = shape
    while channels * height * width > _MOST_VALUES:
        if channels >= max(height, width):
            channels = (channels + 1) // 2
        else:
            height, width = (height + 1) // 2, (width + 1) // 2
    count = _PICTURES * channels * height * width
    return torch.arange(count).reshape(_PICTURES, channels, height, width)


def flatten_four_ways(batch: torch.Tensor) -> dict[str, torch.Tensor]:
    """Return each way's answer by its code."""
    pictures = len(batch)
    return {
        "nn.Flatten()(x)": nn.Flatten()(batch),
        "x.flatten(start_dim=1)": batch.flatten(start_dim=1),
        "x.view(len(x), -1)": batch.view(pictures, -1),
        "x.reshape(len(x), -1)": batch.reshape(pictures, -1),
    }


def _first(vector: torch.Tensor) -> str:
    dots = ", …" if len(vector) > _FIRST else ""
    return ", ".join(f"{value:,}" for value in vector[:_FIRST].tolist()) + dots


def _view_of_permuted(batch: torch.Tensor) -> str:
    """Try `view` on the axes in another order; return the code and PyTorch's own answer."""
    turned = batch.permute(0, 2, 3, 1)
    lines = ["y = x.permute(0, 2, 3, 1)"]
    try:
        told = str(tuple(turned.view(len(batch), -1).shape))
    except RuntimeError as error:
        told = f"RuntimeError: {str(error).partition('.')[0]}"
    lines += ["y.view(len(y), -1)", f"# {told}"]
    lines.append(f"y.reshape(len(y), -1)  # {tuple(turned.reshape(len(batch), -1).shape)}")
    return "\n".join(lines)
