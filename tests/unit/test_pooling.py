"""Pooling held to PyTorch over generated settings, and to the lecture's example cell by cell."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional

from explorer.data.samples import load_sample
from explorer.errors import SettingError
from explorer.layers.pool_geometry import (
    PoolAxis,
    PoolGeometry,
    PoolSettings,
    lay_out_pool,
    remedies_for_lost,
)
from explorer.layers.pool_rivals import run_rivals
from explorer.layers.pooling import PoolResult, count_wins, pixel_weights, put_back, run_pooling
from explorer.layers.pooling_scripts import write_layer

PAIR = st.tuples(st.integers(0, 5), st.integers(0, 5))
Case = tuple[dict[str, object], np.ndarray]


@st.composite
def layers_on_pictures(draw: st.DrawFn) -> Case:
    """Arguments as PyTorch takes them, possible or not, and a picture (C, H, W) with ties in it."""
    size = st.tuples(st.integers(1, 6), st.integers(1, 6))
    arguments = {
        "kind": draw(st.sampled_from(["max", "average"])),
        "kernel_size": draw(size),
        "stride": draw(st.one_of(st.none(), size)),
        "padding": draw(st.one_of(st.just((0, 0)), PAIR)),
        "ceil_mode": draw(st.booleans()),
        "count_include_pad": draw(st.booleans()),
    }
    shape = (draw(st.integers(1, 3)), draw(st.integers(1, 13)), draw(st.integers(1, 13)))
    rng = np.random.default_rng(draw(st.integers(0, 99)))
    values = rng.integers(-4, 4, shape) if draw(st.booleans()) else rng.normal(size=shape)
    return arguments, values.astype(np.float32)


def torch_pool(arguments: dict[str, object], planes: torch.Tensor) -> tuple[torch.Tensor, ...]:
    rest = {k: v for k, v in arguments.items() if k not in {"kind", "count_include_pad"}}
    if arguments["kind"] == "max":
        return functional.max_pool2d(planes, **rest, return_indices=True)
    include = arguments["count_include_pad"]
    return (functional.avg_pool2d(planes, **rest, count_include_pad=include),)


@settings(max_examples=600)
@given(layers_on_pictures())
def test_output_winners_and_refusals_are_pytorchs(case: Case) -> None:
    arguments, pixels = case
    try:
        expected = torch_pool(arguments, torch.from_numpy(pixels)[None])
    except RuntimeError:
        with pytest.raises(SettingError):
            run_pooling(pixels, PoolSettings(**arguments))
        return
    result = run_pooling(pixels, PoolSettings(**arguments))
    assert torch.equal(expected[0][0], torch.from_numpy(result.output))
    assert result.geometry.output_size == tuple(expected[0].shape[2:])
    if arguments["kind"] == "max":
        assert torch.equal(expected[1][0], torch.from_numpy(result.winners))
    else:
        assert result.winners is None


def possible(
    arguments: dict[str, object], pixels: np.ndarray
) -> tuple[PoolResult, PoolGeometry] | None:
    try:
        result = run_pooling(pixels, PoolSettings(**arguments))
    except SettingError:
        return None
    return result, result.geometry


@settings(max_examples=300)
@given(layers_on_pictures())
def test_weights_are_the_gradient_of_the_sum_of_outputs(case: Case) -> None:
    found = possible(*case)
    if found is None:
        return
    planes = torch.from_numpy(case[1])[None].requires_grad_()
    torch_pool(case[0], planes)[0].sum().backward()
    np.testing.assert_allclose(pixel_weights(found[0]), planes.grad[0].numpy(), atol=1e-5)


@settings(max_examples=300)
@given(layers_on_pictures())
def test_windows_and_divisors_make_every_output(case: Case) -> None:
    """Each cell again, from the geometry alone: the pixels of its window and its divisor."""
    found = possible(*case)
    if found is None:
        return
    result, geometry = found
    divisors = geometry.divisors()
    for row, column in np.ndindex(*geometry.output_size):
        window = case[1][(slice(None), *geometry.window(row, column))]
        assert window.size > 0
        if case[0]["kind"] == "max":
            values = window.max(axis=(1, 2))
        else:
            values = window.sum(axis=(1, 2), dtype=np.float64) / divisors[row, column]
        np.testing.assert_allclose(result.output[:, row, column], values, atol=1e-5)


@settings(max_examples=300)
@given(layers_on_pictures())
def test_never_visited_pixels_are_those_that_change_nothing(case: Case) -> None:
    found = possible(*case)
    if found is None or case[0]["kind"] == "max":
        return
    untouched = (pixel_weights(found[0])[0] == 0).sum()
    assert found[1].never_visited == untouched


@settings(max_examples=300)
@given(layers_on_pictures())
def test_winners_put_back_stand_where_they_came_from(case: Case) -> None:
    found = possible(*case)
    if found is None or found[0].winners is None:
        return
    result, geometry = found
    height, width = geometry.rows.size, geometry.columns.size
    counts = count_wins(result.winners, height, width)
    assert counts.sum() == result.output.size  # every window has one winner
    back = put_back(result)
    assert np.array_equal(back[counts > 0], case[1][counts > 0])
    assert not back[counts == 0].any()
    if geometry.settings.steps == geometry.settings.kernel_size and not any(
        geometry.settings.padding
    ):  # MaxUnpool2d is made for windows that do not overlap
        unpooled = functional.max_unpool2d(
            torch.from_numpy(result.output)[None],
            torch.from_numpy(result.winners)[None],
            geometry.settings.kernel_size,
            output_size=(height, width),
        )
        assert np.array_equal(back, unpooled[0].numpy())


# --- the lecture's 4 × 4 example --------------------------------------------------------------

EXAMPLE = load_sample("pooling_4x4").pixels


def test_the_lectures_example_cell_by_cell() -> None:
    assert EXAMPLE[0].tolist() == [[1, 1, 2, 4], [5, 6, 7, 8], [3, 2, 1, 0], [1, 2, 3, 4]]
    largest = run_pooling(EXAMPLE, PoolSettings("max"))
    assert largest.output[0].tolist() == [
        [max(1, 1, 5, 6), max(2, 4, 7, 8)],
        [max(3, 2, 1, 2), max(1, 0, 3, 4)],
    ]
    assert largest.winners[0].tolist() == [
        [1 * 4 + 1, 1 * 4 + 3],  # the 6 and the 8: row · 4 + column
        [2 * 4 + 0, 3 * 4 + 3],  # the 3 and the 4
    ]
    mean = run_pooling(EXAMPLE, PoolSettings("average"))
    assert mean.output[0].tolist() == [
        [(1 + 1 + 5 + 6) / 4, (2 + 4 + 7 + 8) / 4],
        [(3 + 2 + 1 + 2) / 4, (1 + 0 + 3 + 4) / 4],
    ]
    assert pixel_weights(mean)[0].tolist() == [[1 / 4] * 4] * 4


def test_of_equal_values_the_first_in_row_order_wins() -> None:
    flat = np.ones((1, 3, 3), np.float32)
    result = run_pooling(flat, PoolSettings("max", stride=(1, 1)))
    assert result.winners[0].tolist() == [[0, 1], [3, 4]]


def test_average_counts_padding_unless_told_not_to() -> None:
    ones = np.ones((1, 2, 2), np.float32)
    padded = PoolSettings("average", (2, 2), padding=(1, 1))
    assert run_pooling(ones, padded).output[0].tolist() == [[1 / 4, 1 / 4], [1 / 4, 1 / 4]]
    real = PoolSettings("average", (2, 2), padding=(1, 1), count_include_pad=False)
    assert run_pooling(ones, real).output[0].tolist() == [[1, 1], [1, 1]]


def test_padding_never_wins_over_negative_pixels() -> None:
    negative = np.full((1, 2, 2), -3, np.float32)
    result = run_pooling(negative, PoolSettings("max", padding=(1, 1)))
    assert result.output.max() == -3  # padded with −∞, not with 0


# --- sizes and remainders -----------------------------------------------------------------------


def test_five_pixels_and_windows_of_two() -> None:
    floor = PoolAxis(5, 2, 2)
    assert (floor.output, floor.remainder, floor.overhang) == ((5 - 2) // 2 + 1, (5 - 2) % 2, 0)
    assert floor.windows.lost.tolist() == [4]
    ceil = PoolAxis(5, 2, 2, ceil_mode=True)
    assert (ceil.output, ceil.overhang) == (3, 3 * 2 - 5)
    assert ceil.real_taps.tolist() == [2, 2, 1]
    assert ceil.windows.lost.size == 0


def test_ceil_mode_drops_a_window_that_would_begin_in_the_padding() -> None:
    # 3 pixels, padded to 5, K = 2, S = 2: whole windows begin at −1 and 1; the next would begin
    # at 3, where the picture has ended.
    axis = PoolAxis(3, 2, 2, padding=1, ceil_mode=True)
    assert axis.remainder == (3 + 2 * 1 - 2) % 2 == 1
    assert axis.dropped
    assert (
        axis.output
        == 2
        == functional.max_pool2d(torch.zeros(1, 3, 3), 2, 2, 1, ceil_mode=True).shape[1]
    )
    assert not PoolAxis(3, 2, 2, padding=1).dropped  # nothing to drop without ceil_mode


def test_ceil_mode_lets_a_window_be_larger_than_the_picture() -> None:
    axis = PoolAxis(4, 5, 2, ceil_mode=True)
    assert (axis.output, axis.overhang, axis.real_taps.tolist()) == (1, 1, [4])
    with pytest.raises(SettingError, match="lower kernel_size to 4 or raise padding to 1"):
        PoolAxis(4, 5, 2)


def test_an_overhang_counts_for_no_average() -> None:
    settings_ = PoolSettings("average", (2, 2), padding=(1, 1), ceil_mode=True)
    # 4 pixels padded to 6: windows at −1, 1, 3; the last holds pixel 3 and one padding cell
    assert lay_out_pool(settings_, 4, 4).divisors().tolist() == [[4] * 3] * 3
    hanging = PoolSettings("average", (3, 3), (2, 2), ceil_mode=True)
    # 4 pixels: windows at 0 and 2, the second is cut to 2 of 3
    assert lay_out_pool(hanging, 4, 4).divisors().tolist() == [[9, 6], [6, 4]]


def test_a_single_pixel_stays_itself() -> None:
    pixel = np.full((1, 1, 1), -2, np.float32)
    for kind in ("max", "average"):
        assert run_pooling(pixel, PoolSettings(kind, (1, 1))).output.tolist() == [[[-2]]]
    widened = PoolSettings("average", (3, 3), padding=(1, 1), count_include_pad=False)
    assert run_pooling(pixel, widened).output.tolist() == [[[-2]]]
    with pytest.raises(SettingError, match="lower kernel_size to 1 or raise padding to 1"):
        run_pooling(pixel, PoolSettings(kernel_size=(2, 2)))


@settings(deadline=None)
@given(
    st.integers(1, 20),
    st.integers(1, 8),
    st.integers(1, 8),
    st.integers(0, 4),
    st.booleans(),
)
def test_remedies_save_every_pixel_and_no_smaller_ones_do(
    size: int, kernel: int, stride: int, padding: int, ceil_mode: bool
) -> None:
    try:
        PoolSettings(kernel_size=(kernel, kernel), padding=(padding, padding))
        axis = PoolAxis(size, kernel, stride, padding, ceil_mode)
    except SettingError:
        return
    remedies = remedies_for_lost(axis)

    def lost(**changes: int) -> int:
        values = {"padding": padding, "stride": stride, "ceil_mode": ceil_mode, **changes}
        return PoolAxis(size, kernel, **values).windows.lost.size

    assert lost(stride=remedies.stride) == 0
    assert remedies.stride == stride or lost(stride=remedies.stride + 1) > 0
    assert remedies.ceil_mode == (lost(ceil_mode=True) == 0)
    saving = [p for p in range(padding, kernel // 2 + 1) if lost(padding=p) == 0]
    assert remedies.padding == (saving[0] if saving else None)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            {"kernel_size": (3, 3), "padding": (2, 2)},
            "Lower padding to 1 or raise kernel_size to 4",
        ),
        ({"kernel_size": (0, 2)}, "kernel_size is 0: set it to 1 or more"),
        ({"stride": (0, 1)}, "stride is 0: set it to 1 or more"),
        ({"padding": (-1, 0)}, "padding is -1: set it to 0 or more"),
        ({"kind": "median"}, "no pooling median: choose max or average"),
    ],
)
def test_impossible_settings_name_the_remedy(arguments: dict[str, object], sentence: str) -> None:
    with pytest.raises(SettingError, match=sentence):
        PoolSettings(**arguments)


# --- the rivals ---------------------------------------------------------------------------------


@settings(max_examples=200)
@given(layers_on_pictures())
def test_a_box_filter_is_average_pooling_and_the_mixed_one_conv2d(case: Case) -> None:
    chosen = possible({**case[0], "ceil_mode": False}, case[1])
    if chosen is None:
        return
    planes, layer = torch.from_numpy(case[1]), chosen[1].settings
    rivals = run_rivals(case[1], layer)
    sizes = (layer.kernel_size, layer.steps, layer.padding)
    assert torch.equal(functional.max_pool2d(planes, *sizes), torch.from_numpy(rivals.largest))
    if not any(layer.padding) or layer.count_include_pad:
        assert rivals.box_agrees
        np.testing.assert_allclose(rivals.box, rivals.average, atol=1e-5)
    else:
        box = functional.avg_pool2d(planes, *sizes).numpy()
        gap = np.abs(box - rivals.average).max()
        assert rivals.box_gap == pytest.approx(gap, abs=1e-5)
    channels = len(planes)
    convolution = torch.nn.Conv2d(channels, channels, *sizes)
    parameters = sum(p.numel() for p in convolution.parameters())
    assert rivals.mixed_geometry.settings.parameters == parameters
    with torch.no_grad():
        convolution.weight.copy_(torch.from_numpy(rivals.bank.weight))
        convolution.bias.zero_()
        mixed = convolution(planes).numpy()
    np.testing.assert_allclose(rivals.mixed, mixed, atol=1e-4)


def test_a_convolution_has_no_window_that_only_ceil_mode_allows() -> None:
    alone = PoolSettings(kernel_size=(5, 5), stride=(2, 2), ceil_mode=True)
    assert run_pooling(EXAMPLE, alone).output.shape == (1, 1, 1)
    with pytest.raises(SettingError, match="lower the kernel to 4"):
        run_rivals(EXAMPLE, alone)


# --- as PyTorch writes it ---------------------------------------------------------------------


@settings(deadline=None)
@given(layers_on_pictures())
def test_the_layer_as_written_is_the_layer_that_ran(case: Case) -> None:
    found = possible(*case)
    if found is None:
        return
    layer = eval(write_layer(PoolSettings(**case[0])), {"nn": torch.nn})  # noqa: S307
    assert torch.equal(layer(torch.from_numpy(case[1])), torch.from_numpy(found[0].output))
