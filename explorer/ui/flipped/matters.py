"""Where the flip does matter: the gradient of a layer, and weights that change libraries."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explorer.signals.flip_shapes import same_pads
from explorer.signals.flipping import input_gradient, lay_on
from explorer.ui.components.tile_wall import tile_wall
from explorer.ui.flipped.compute import FlipView
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section
from explorer.ui.numerals import show_number

_SIDE = 15  # cells of the answer whose gradient is taken


def show_matters(view: FlipView) -> None:
    """Send three single errors back through the layer: the gradient is a true convolution."""
    rows, columns = view.kernel.shape
    error = np.zeros((_SIDE, _SIDE), dtype=np.float32)
    for row, column, size in ((3, 4, 1.0), (4, 11, 0.5), (11, 7, 1.0)):
        error[row, column] = size
    side = (_SIDE + rows - 1, _SIDE + columns - 1)
    gradient = input_gradient(side, view.kernel, error)
    whole = np.pad(error, ((rows - 1, rows - 1), (columns - 1, columns - 1)))
    convolved = lay_on(whole, view.kernel, "convolution")
    correlated = lay_on(whole, view.kernel, "correlation")
    top, bottom, left, right = same_pads(view.kernel)
    tile_wall(
        np.stack([np.pad(error, ((top, bottom), (left, right))), gradient, convolved, correlated]),
        names=[
            _("error of the answer"),
            _("gradient of the picture, autograd"),
            _("error ∗ k"),
            _("k ⋆ error"),
        ],
        alt=_("Error, gradient of the picture, and the error convolved and correlated with k"),
        key="flipped_gradient",
    )
    st.markdown(
        _(
            "Three cells of an answer are wrong by 1, ½ and 1. PyTorch's gradient with respect to "
            "the picture differs from error ∗ k by {convolution}, from k ⋆ error by {correlation}: "
            "a layer that cross-correlates on the way forward convolves on the way back."
        ).format(
            convolution=show_number(float(np.abs(gradient - convolved).max())),
            correlation=show_number(float(np.abs(gradient - correlated).max())),
        )
    )
    st.markdown(lesson_section("correlation", "pictures_matters"))
