"""Two stacked layers against PyTorch: shapes, counts and the gradient's support."""

from __future__ import annotations

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from explorer.errors import SettingError
from explorer.layers.geometry import ConvSettings, lay_out
from explorer.layers.stacking import stack


def test_the_lectures_32_28_24() -> None:
    first = lay_out(ConvSettings(3, 6, (5, 5)), 32, 32)
    both = stack(first, ConvSettings(6, 10, (5, 5)))
    assert first.output_shape == (6, 32 - 5 + 1, 32 - 5 + 1) == (6, 28, 28)
    assert both.second.output_shape == (10, 28 - 5 + 1, 28 - 5 + 1) == (10, 24, 24)
    assert both.receptive_field == (5 + (5 - 1), 9)
    assert both.parameters == (6 * 3 * 25 + 6) + (10 * 6 * 25 + 10) == 1966
    assert both.multiply_adds == 6 * 28 * 28 * 75 + 10 * 24 * 24 * 150 == 1_216_800


layers = st.builds(
    lambda kernel, stride, dilation: ConvSettings(
        1, 1, (kernel, kernel), (stride, stride), dilation=(dilation, dilation), bias=False
    ),
    st.integers(1, 5),
    st.integers(1, 3),
    st.integers(1, 3),
)


@given(layers, layers)
def test_the_field_is_the_extent_of_the_gradient(first: ConvSettings, second: ConvSettings) -> None:
    size = 40
    try:
        both = stack(lay_out(first, size, size), second)
    except SettingError:
        return
    network = nn.Sequential(
        *(
            nn.Conv2d(1, 1, s.kernel_size, s.stride, dilation=s.dilation, bias=False)
            for s in (first, second)
        )
    )
    for layer in network:
        nn.init.ones_(layer.weight)
    picture = torch.zeros(1, 1, size, size, requires_grad=True)
    output = network(picture)
    assert tuple(output.shape[1:]) == both.second.output_shape
    output[0, 0, 0, 0].backward()
    assert picture.grad is not None
    touched = np.flatnonzero(picture.grad[0, 0].sum(0).numpy())
    assert touched.max() - touched.min() + 1 == both.receptive_field[1]
