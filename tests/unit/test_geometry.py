"""Sizes, visits and counts against PyTorch, and the lecture's own numbers as arithmetic."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from explorer.errors import SettingError
from explorer.layers.geometry import (
    PADDING_MODES,
    AxisGeometry,
    ConvSettings,
    lay_out,
    trace_window,
)

pairs = st.tuples(st.integers(1, 4), st.integers(1, 4))


@st.composite
def settings(draw: st.DrawFn) -> ConvSettings:
    """Draw any layer `nn.Conv2d` accepts, small enough to run."""
    groups = draw(st.integers(1, 3))
    padding = draw(st.sampled_from(["number", "number", "same", "valid"]))
    return ConvSettings(
        in_channels=groups * draw(st.integers(1, 2)),
        out_channels=groups * draw(st.integers(1, 3)),
        kernel_size=draw(st.tuples(st.integers(1, 6), st.integers(1, 6))),
        stride=(1, 1) if padding == "same" else draw(pairs),
        padding=draw(st.tuples(st.integers(0, 4), st.integers(0, 4)))
        if padding == "number"
        else padding,
        dilation=draw(st.tuples(st.integers(1, 3), st.integers(1, 3))),
        groups=groups,
        bias=draw(st.booleans()),
        padding_mode=draw(st.sampled_from(PADDING_MODES)),
    )


def torch_layer(drawn: ConvSettings) -> nn.Conv2d:
    return nn.Conv2d(
        drawn.in_channels,
        drawn.out_channels,
        drawn.kernel_size,
        stride=drawn.stride,
        padding=drawn.padding,
        dilation=drawn.dilation,
        groups=drawn.groups,
        bias=drawn.bias,
        padding_mode=drawn.padding_mode,
    )


@given(settings(), st.integers(1, 14), st.integers(1, 14))
def test_shapes_and_counts_agree_with_torch_or_both_refuse(
    drawn: ConvSettings, height: int, width: int
) -> None:
    layer = torch_layer(drawn)
    assert drawn.parameters == sum(p.numel() for p in layer.parameters())
    assert drawn.weight_shape == tuple(layer.weight.shape)
    picture = torch.zeros(drawn.in_channels, height, width)
    try:
        expected = tuple(layer(picture).shape)
    except RuntimeError:
        with pytest.raises(SettingError):
            lay_out(drawn, height, width)
        return
    assert lay_out(drawn, height, width).output_shape == expected


@given(settings(), st.integers(3, 14), st.integers(3, 14))
def test_coverage_is_the_gradient_of_a_layer_of_ones(
    drawn: ConvSettings, height: int, width: int
) -> None:
    zeros = ConvSettings(
        1, 1, drawn.kernel_size, drawn.stride, drawn.padding, drawn.dilation, bias=False
    )
    try:
        geometry = lay_out(zeros, height, width)
    except SettingError:
        return
    layer = torch_layer(zeros)
    nn.init.ones_(layer.weight)
    picture = torch.zeros(1, height, width, requires_grad=True)
    layer(picture).sum().backward()
    assert picture.grad is not None
    used = picture.grad[0].numpy()
    (top, _), (left, _) = zeros.pads()
    real = geometry.coverage()[top : top + height, left : left + width]
    np.testing.assert_array_equal(real, used)
    assert geometry.never_visited == np.count_nonzero(used == 0)
    untouched = np.count_nonzero(geometry.coverage() == 0)
    assert geometry.never_visited + geometry.never_visited_padding == untouched


@given(settings(), st.integers(3, 12), st.integers(3, 12), st.data())
def test_a_traced_window_is_what_the_output_cell_depends_on(
    drawn: ConvSettings, height: int, width: int, data: st.DataObject
) -> None:
    plain = ConvSettings(1, 1, drawn.kernel_size, drawn.stride, (0, 0), drawn.dilation, bias=False)
    try:
        geometry = lay_out(plain, height, width)
    except SettingError:
        return
    row = data.draw(st.integers(0, geometry.rows.output - 1))
    column = data.draw(st.integers(0, geometry.columns.output - 1))
    layer = torch_layer(plain)
    nn.init.ones_(layer.weight)
    picture = torch.zeros(1, height, width, requires_grad=True)
    layer(picture)[0, row, column].backward()
    trace = trace_window(geometry, row, column)
    expected = np.zeros((height, width))
    expected[np.ix_(trace.rows, trace.columns)] = 1
    assert picture.grad is not None
    np.testing.assert_array_equal(picture.grad[0].numpy(), expected)


def test_the_lectures_7_3_3_loses_the_last_column() -> None:
    axis = AxisGeometry(size=7, kernel=3, stride=3)
    assert axis.output == (7 - 3) // 3 + 1 == 2
    assert axis.remainder == 7 - 3 - 1 * 3 == 1
    assert axis.lost.tolist() == [6]
    geometry = lay_out(ConvSettings(1, 1, (3, 3), (3, 3)), 7, 7)
    assert geometry.never_visited == 7 * 7 - 6 * 6 == 13


def test_alexnets_first_layer_loses_a_column_of_padding_only() -> None:
    geometry = lay_out(ConvSettings(3, 64, (11, 11), (4, 4), (2, 2)), 224, 224)
    assert geometry.output_shape == (64, (224 + 2 * 2 - 11) // 4 + 1, 55)
    assert geometry.settings.parameters == 64 * 3 * 11 * 11 + 64 == 23_296
    assert geometry.multiply_adds == 64 * 55 * 55 * 3 * 11 * 11 == 70_276_800
    assert geometry.columns.remainder == (224 + 2 * 2 - 11) % 4 == 1
    assert geometry.never_visited == 0
    assert geometry.never_visited_padding == 228 * 228 - 227 * 227 == 455


def test_two_stacked_layers_32_28_24() -> None:
    first = lay_out(ConvSettings(3, 6, (5, 5)), 32, 32)
    second = lay_out(ConvSettings(6, 10, (5, 5)), *first.output_shape[1:])
    assert first.output_shape == (6, 32 - 5 + 1, 28)
    assert second.output_shape == (10, 28 - 5 + 1, 24)


def test_padding_products_count_as_multiply_adds() -> None:
    geometry = lay_out(ConvSettings(3, 6, (3, 3), padding=(1, 1)), 32, 32)
    assert geometry.multiply_adds == 6 * 3 * 9 * 32 * 32 == 162 * 1024 == 165_888
    assert geometry.settings.parameters == 6 * 3 * 9 + 6 == 168


def test_same_puts_the_odd_pixel_at_the_end() -> None:
    assert ConvSettings(1, 1, (4, 3), padding="same").pads() == ((1, 2), (1, 1))


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (
            lambda: AxisGeometry(10, 7, dilation=2),
            "kernel 7 with dilation 2 spans 13 pixels, the padded input has 10: "
            "raise padding to 2 or lower the kernel to 5",
        ),
        (
            lambda: ConvSettings(6, 4, (3, 3), groups=4),
            "groups must divide in_channels (6) and out_channels (4), 4 does not: set groups to 2",
        ),
        (
            lambda: ConvSettings(1, 1, (3, 3), stride=(2, 2), padding="same"),
            "padding 'same' keeps the size only with stride 1, and PyTorch refuses it with "
            "stride 2: set stride to 1 or give padding as a number",
        ),
        (
            lambda: lay_out(
                ConvSettings(1, 1, (3, 3), padding=(5, 5), padding_mode="reflect"), 5, 5
            ),
            "padding_mode 'reflect' copies at most 4 of 5 pixels, padding asks for 5: "
            "lower padding to 4 or set padding_mode to 'zeros'",
        ),
        (lambda: AxisGeometry(5, 0), "kernel is 0: set it to 1 or more"),
        (
            lambda: trace_window(lay_out(ConvSettings(1, 1, (3, 3)), 5, 5), 3, 0),
            "the output has 3 rows and 3 columns, there is no cell [3, 0]: choose a row below 3 "
            "and a column below 3",
        ),
    ],
)
def test_an_impossible_setting_says_what_to_change(make: object, sentence: str) -> None:
    with pytest.raises(SettingError) as caught:
        make()  # type: ignore[operator]
    assert str(caught.value) == sentence


@given(st.integers(1, 12), st.integers(1, 9), st.integers(1, 3), st.integers(0, 3))
def test_the_remedy_an_error_names_works(
    size: int, kernel: int, dilation: int, padding: int
) -> None:
    try:
        AxisGeometry(size, kernel, 1, padding, padding, dilation)
    except SettingError as error:
        more = int(str(error.values["padding"]))
        smaller = int(str(error.values["smaller"]))
        AxisGeometry(size, kernel, 1, more, more, dilation)
        AxisGeometry(size, smaller, 1, padding, padding, dilation)
        with pytest.raises(SettingError):
            AxisGeometry(size, kernel, 1, more - 1, more - 1, dilation)
        with pytest.raises(SettingError):
            AxisGeometry(size, smaller + 1, 1, padding, padding, dilation)
