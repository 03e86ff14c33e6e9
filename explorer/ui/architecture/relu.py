"""Why the ReLU: two convolutions collapse into one, and with a ReLU between them they do not."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explorer.data.pictures import Picture, to_grey
from explorer.layers.direct_pairs import find_pair, follow_directly, joint_layer
from explorer.layers.layer_specs import Conv2d
from explorer.layers.stack_text import write_layer
from explorer.networks.one_kernel import (
    KERNEL,
    SPAN,
    OneKernel,
    compare_one_kernel,
    edge_pair,
    random_pair,
)
from explorer.ui.architecture.compute import NetworkView
from explorer.ui.architecture.settings import RELU_MAPS, RELU_WEIGHTS
from explorer.ui.components.tile_wall import tile_wall
from explorer.ui.language import _, ngettext
from explorer.ui.lessons import lesson_section
from explorer.ui.numerals import show_number, tex_matrix, tex_number


def show_relu(view: NetworkView, picture: Picture) -> None:
    """Two convolutions on the real picture, as one kernel, and with a ReLU between them."""
    left, right = st.columns(2, vertical_alignment="bottom")
    by_hand = RELU_WEIGHTS.draw(left) == "edges"
    pair = edge_pair() if by_hand else random_pair(int(RELU_MAPS.draw(right)), view.state.seed)
    result = compare_one_kernel(to_grey(picture.pixels), pair)
    _show_metrics(result)
    _show_walls(result)
    st.latex(
        rf"w_{{{SPAN}\times{SPAN}}} = {tex_matrix(result.kernel, 2)} \qquad "
        rf"b = {tex_number(result.bias, 2)}"
    )
    st.caption(
        _("Their one kernel and its bias: what the pair without a ReLU amounts to.")
        + " "
        + _(
            "Two {kernel} × {kernel} convolutions, 1 → {maps} → 1 channels, on the grey picture of "
            "{height} × {width} pixels less its mean."
        ).format(
            kernel=KERNEL,
            maps=pair[0].out_channels,
            height=picture.height,
            width=picture.width,
        )
        + " "
        + (
            _(
                "Weights made by hand: Sobel filters to the right, left, down and up; then the "
                "3 × 3 means of their maps, added with weights 1, ½, 1 and ½."
            )
            if by_hand
            else _("Weights: PyTorch's random start with seed {seed}, nothing learned.").format(
                seed=view.state.seed
            )
        )
    )
    st.markdown(_tell(result))
    told = tell_own_pair(view)
    if told:
        st.info(told, icon=":material/call_merge:")
    elif _count_convolutions(view) > 1 and not follow_directly(view.state.stack):
        st.caption(
            _(
                "In the network above no two convolutions follow each other directly. Take out "
                "what stands between two of them, and this place says which one layer they are."
            )
        )
    st.markdown(lesson_section("architecture", "relu"))


def _show_metrics(result: OneKernel) -> None:
    two, one = result.parameters
    numbers = {
        _("Parameters, two layers"): f"{two:,}",
        _("Parameters, one kernel"): f"{one:,}",
        _("Largest difference, no ReLU"): show_number(result.most_off, 2),
        _("Not reached, with ReLU"): _percent(result.left_over),
    }
    for place, (label, value) in zip(st.columns(len(numbers)), numbers.items(), strict=True):
        place.metric(label, value)


def _show_walls(result: OneKernel) -> None:
    walls = {
        "plain": (
            _("Without a ReLU"),
            (result.plain, result.collapsed, result.plain - result.collapsed),
            (_("two layers"), _("their one kernel"), _("difference")),
        ),
        "relu": (
            _("With a ReLU between them"),
            (result.with_relu, result.fitted, result.with_relu - result.fitted),
            (_("two layers"), _("best one kernel"), _("difference")),
        ),
    }
    for place, (key, (title, maps, names)) in zip(st.columns(2), walls.items(), strict=True):
        with place:
            st.markdown(f"**{title}**")
            tile_wall(
                np.stack(maps),
                names=names,
                limit=float(max(np.abs(maps[0]).max(), np.abs(maps[1]).max())),
                labels={"fixed": _("One scale for the three")},
                alt=_("{title}: two layers, one kernel, and their difference").format(title=title),
                key=f"arch_relu_{key}",
            )


def _tell(result: OneKernel) -> str:
    return _(
        "Without a ReLU one {span} × {span} kernel gives the same map: the largest difference, "
        "{off}, is rounding. With a ReLU the best {span} × {span} kernel, found by least squares "
        "over all windows of this picture, leaves {rest} of the map's variance."
    ).format(span=SPAN, off=show_number(result.most_off, 2), rest=_percent(result.left_over))


def _percent(share: float) -> str:
    return _("{share} %").format(share=show_number(100 * share, 2))


def _count_convolutions(view: NetworkView) -> int:
    return sum(isinstance(layer, Conv2d) for layer in view.state.stack)


def tell_own_pair(view: NetworkView) -> str:
    """Say which two convolutions of the network itself are one; "" where none are."""
    pair = find_pair(view.state.stack)
    if pair is None:
        return ""
    index, first, second = pair
    one = joint_layer(first, second)
    both = sum(layer.settings.parameters for layer in (first, second))
    count = one.settings.parameters
    return ngettext(
        "In the network above, layers {index} and {other} are convolutions with nothing between "
        "them: one `{one}` with {count} parameter can do what their {both} do.",
        "In the network above, layers {index} and {other} are convolutions with nothing between "
        "them: one `{one}` with {count} parameters can do what their {both} do.",
        count,
    ).format(
        index=index,
        other=index + 1,
        one=write_layer(one),
        count=f"{count:,}",
        both=f"{both:,}",
    )
