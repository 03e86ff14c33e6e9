"""Receptive fields along axes and on maps, against what windows of ones really touch."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from torch.nn import functional

from explorer.errors import SettingError
from explorer.layers.axis_field import AxisField, MapAxis
from explorer.layers.field_growth import GrowthSettings, grow_field, layers_until_covers
from explorer.layers.geometry import AxisGeometry, PaddingMode
from explorer.layers.receptive_field import Box, Field


def touched(axis: MapAxis, unit: int) -> range:
    return range(int(axis.first[unit]), int(axis.last[unit]) + 1)


def hulls(answers: torch.Tensor) -> list[range]:
    """Pixels from the first to the last that each unit answers to; answers (pixels, units)."""
    found = [torch.nonzero(column).ravel().tolist() for column in answers.T]
    return [range(min(p), max(p) + 1) if p else range(0) for p in found]


def slide(
    answers: torch.Tensor, window: AxisGeometry, padding_mode: PaddingMode = "zeros"
) -> torch.Tensor:
    """Sum each window of ones over (pixels, units): a positive answer is a dependence."""
    mode = "constant" if padding_mode == "zeros" else padding_mode
    padded = functional.pad(answers[:, None], (window.before, window.after), mode=mode)
    ones = torch.ones(1, 1, window.kernel, dtype=answers.dtype)
    return functional.conv1d(padded, ones, stride=window.stride, dilation=window.dilation)[:, 0]


@st.composite
def windows(draw: st.DrawFn, size: int) -> AxisGeometry:
    """Draw any window that fits `size` units, padding of its two sides apart."""
    before, after = draw(st.integers(0, 4)), draw(st.integers(0, 4))
    room = size + before + after
    kernel = draw(st.integers(1, min(room, 5)))
    dilation = draw(st.integers(1, max(1, min(3, (room - 1) // max(kernel - 1, 1)))))
    return AxisGeometry(size, kernel, draw(st.integers(1, 3)), before, after, dilation)


def test_alexnets_fields_by_hand() -> None:
    conv1 = AxisField().through(AxisGeometry(224, 11, 4, 2, 2))
    assert conv1 == AxisField(size=1 + (11 - 1) * 1, jump=4, start=-2)
    pool1 = conv1.through(AxisGeometry(55, 3, 2))
    assert pool1 == AxisField(size=11 + (3 - 1) * 4, jump=4 * 2, start=-2)
    conv2 = pool1.through(AxisGeometry(27, 5, 1, 2, 2))
    assert conv2 == AxisField(size=19 + (5 - 1) * 8, jump=8, start=-2 - 2 * 8)
    assert conv2.effective_padding == 18


def test_dilation_spreads_the_taps() -> None:
    # Taps 0, 3, 6 of a 3-tap kernel with dilation 3 span 7 pixels.
    assert AxisField().through(AxisGeometry(9, 3, dilation=3)).size == 3 * (3 - 1) + 1


def test_a_units_interval_and_centre() -> None:
    field = AxisField(size=51, jump=8, start=-18)
    assert field.interval(2) == (-18 + 2 * 8, -18 + 2 * 8 + 51 - 1)
    assert field.centre(2) == 2 * 8 - 18 + (51 - 1) / 2
    assert AxisField(size=2, jump=2).centre(0) == 0.5


@settings(deadline=None)
@given(st.data(), st.integers(1, 24))
def test_every_units_reach_is_what_windows_of_ones_touch(data: st.DataObject, pixels: int) -> None:
    axis, answers = MapAxis.of_picture(pixels), torch.eye(pixels, dtype=torch.float64)
    for _layer in range(data.draw(st.integers(1, 4))):
        window = data.draw(windows(axis.units))
        axis, answers = axis.through(window), slide(answers, window)
    assert [touched(axis, unit) for unit in range(axis.units)] == hulls(answers)
    for unit in range(axis.units):
        first, last = axis.interval(unit)
        if first >= 0 and last < pixels:
            assert touched(axis, unit) == range(first, last + 1)
        else:  # the border may take away more than the clipping
            assert set(touched(axis, unit)) <= set(range(first, last + 1))


@settings(deadline=None)
@given(st.data(), st.integers(5, 16), st.sampled_from(["reflect", "replicate", "circular"]))
def test_padding_that_copies_pixels_is_followed_to_its_source(
    data: st.DataObject, pixels: int, padding_mode: PaddingMode
) -> None:
    window = data.draw(windows(pixels))
    axis = MapAxis.of_picture(pixels).through(window, padding_mode)
    answers = slide(torch.eye(pixels, dtype=torch.float64), window, padding_mode)
    assert [touched(axis, unit) for unit in range(axis.units)] == hulls(answers)


def test_a_lost_column_is_not_seen_though_the_box_covers_it() -> None:
    # 32 pixels, K = 3, S = 2: the last window ends at pixel 30. One more 3-tap layer with
    # padding 1 asks for units 13, 14 and the padding 15: pixels 26 to 32 by the formula.
    axis = MapAxis.of_picture(32).through(AxisGeometry(32, 3, 2))
    axis = axis.through(AxisGeometry(15, 3, 1, 1, 1))
    assert axis.interval(14) == (26, 32)
    assert touched(axis, 14) == range(26, 31)


def test_a_unit_of_padding_alone_sees_nothing() -> None:
    axis = MapAxis.of_picture(4).through(AxisGeometry(4, 1, 1, 1, 1))
    field = Field(axis, axis)
    assert list(touched(axis, 0)) == []
    assert field.seen_by(0, 0).area == 0
    assert field.seen_by(1, 1) == Box(0, 0, 1, 1)


@settings(deadline=None)
@given(st.integers(1, 20), st.integers(1, 20))
def test_adaptive_pooling_sees_pytorchs_windows(pixels: int, units: int) -> None:
    axis = MapAxis.of_picture(pixels).pooled_to(units)
    answers = functional.adaptive_avg_pool1d(torch.eye(pixels)[:, None], units)[:, 0]
    assert [touched(axis, unit) for unit in range(units)] == hulls(answers)
    assert axis.whole == (units == 1)
    if axis.regular:
        assert [range(a, b + 1) for a, b in map(axis.interval, range(units))] == hulls(answers)


@pytest.mark.parametrize(
    ("pixels", "units", "size", "jump"),
    [(6, 6, 1, 1), (12, 6, 2, 2), (13, 6, None, None), (1, 6, None, None), (6, 1, None, None)],
)
def test_adaptive_pooling_has_one_size_only_where_it_divides(
    pixels: int, units: int, size: int | None, jump: int | None
) -> None:
    axis = MapAxis.of_picture(pixels).pooled_to(units)
    assert (axis.size, axis.jump) == (size, jump)
    assert axis.effective_padding == (None if size is None else 0)


def test_irregular_axes_answer_with_exact_windows() -> None:
    axis = MapAxis.of_picture(13).pooled_to(6)
    assert [axis.interval(unit) for unit in range(6)] == [
        (0, 2), (2, 4), (4, 6), (6, 8), (8, 10), (10, 12),
    ]  # fmt: skip


def test_branches_are_merged_as_their_union() -> None:
    narrow, wide = AxisField(3, 2, -1), AxisField(7, 2, -3)
    assert narrow.union(wide) == wide
    assert AxisField(3, 2, -4).union(AxisField(3, 2, 1)) == AxisField(1 + 3 + 4, 2, -4)


def test_branches_with_different_jumps_have_no_one_size_but_an_exact_reach() -> None:
    with pytest.raises(SettingError, match="moves 2 pixels"):
        AxisField(2, 2, 0).union(AxisField(3, 1, 0))
    pixels = MapAxis.of_picture(4)
    stepped = pixels.through(AxisGeometry(4, 2, 2))  # sees 0-1 and 2-3
    slid = pixels.through(AxisGeometry(4, 3, 1))  # sees 0-2 and 1-3
    both = stepped.union(slid)
    assert both.size is None
    assert [touched(both, unit) for unit in (0, 1)] == [range(3), range(1, 4)]
    assert Field(both, both).status == "irregular"
    with pytest.raises(SettingError, match="2 units meets one of 4"):
        stepped.union(pixels)


def test_a_global_branch_leaves_the_local_path_and_says_so() -> None:
    local = Field.of_picture(5, 4)
    pooled = Field(local.rows.pooled_to(1), local.columns.pooled_to(1))
    assert pooled.status == "whole image"
    assert pooled.box_of(0, 0) == Box(0, 0, 5, 4)
    for scaled in (local.union(pooled), pooled.union(local)):
        assert scaled.global_context
        assert scaled.status == "regular"
        assert scaled.box_of(2, 3) == Box(2, 3, 3, 4)
    assert not local.union(local).global_context
    assert pooled.union(pooled).status == "whole image"


def test_one_unit_spread_over_a_map_is_context_too() -> None:
    local = Field.of_picture(3, 3)
    one = Field(*(axis.through(AxisGeometry(3, 3)) for axis in (local.rows, local.columns)))
    assert one.status == "regular"
    assert local.union(one).global_context
    assert one.union(local).units == (3, 3)


def test_a_missing_unit_is_refused_in_words() -> None:
    field = Field.of_picture(5, 4)
    for ask in (field.box_of, field.seen_by):
        with pytest.raises(SettingError, match="5 rows and 4 columns"):
            ask(0, 4)
        with pytest.raises(SettingError, match="no unit"):
            ask(-1, 0)


@pytest.mark.parametrize(
    ("box", "clipped", "area"),
    [
        (Box(-3, -2, 4, 9), Box(0, 0, 4, 6), 4 * 6),
        (Box(2, 1, 3, 4), Box(2, 1, 3, 4), 1 * 3),
        (Box(-9, 0, -4, 2), Box(0, 0, 0, 2), 0),
        (Box(7, 8, 9, 9), Box(5, 6, 5, 6), 0),
    ],
)
def test_boxes_are_clipped_to_the_picture(box: Box, clipped: Box, area: int) -> None:
    assert box.clipped(5, 6) == clipped
    assert clipped.area == area == np.zeros((5, 6))[clipped.slices].size


def test_the_lectures_512_layers() -> None:
    # One 3×3 layer adds 2 pixels: 1 + 2·511 = 1023 < 1024 ≤ 1 + 2·512.
    assert layers_until_covers(1024, GrowthSettings()) == 512


@pytest.mark.parametrize(
    ("growth", "expected"),
    [
        (GrowthSettings(kernel_size=5), 256),  # 1 + 4·256 = 1025
        (GrowthSettings(dilation=2), 256),  # spans 5 as well
        (GrowthSettings(stride=2), 10),  # 1 + 2·(2⁹ − 1) = 1023 is one pixel short
        (GrowthSettings(kernel_size=1, pool_every=1), 10),  # 2¹⁰ = 1024
    ],
)
def test_layers_until_1024_pixels_are_seen(growth: GrowthSettings, expected: int) -> None:
    assert layers_until_covers(1024, growth) == expected


def sizes(growth: GrowthSettings, depth: int) -> NDArray[np.int64]:
    return np.array([step.field.size for step in grow_field(growth, depth)])


def test_growth_is_linear_without_strides_and_doubles_with_them() -> None:
    assert sizes(GrowthSettings(), 4).tolist() == [1, 3, 5, 7, 9]
    # With stride 2 layer l adds (3 − 1)·2^(l − 1): 2, 4, 8.
    assert sizes(GrowthSettings(stride=2), 3).tolist() == [1, 3, 7, 15]


def test_pools_are_steps_of_their_own() -> None:
    steps = grow_field(GrowthSettings(pool_every=2), 3)
    assert [step.kind for step in steps] == ["picture", *["convolution"] * 2, "pool", "convolution"]
    # 1, +2, +2, a pool of 2 adds 1·1, then a convolution adds 2 taps of jump 2.
    assert [step.field.size for step in steps] == [1, 3, 5, 6, 6 + 2 * 2]
    assert steps[-1].field.jump == 2


@given(
    st.builds(
        GrowthSettings,
        kernel_size=st.integers(2, 9),
        stride=st.integers(1, 3),
        dilation=st.integers(1, 4),
        pool_every=st.integers(0, 3),
    ),
    st.integers(2, 300),
)
def test_the_count_of_layers_is_the_least(growth: GrowthSettings, pixels: int) -> None:
    found = layers_until_covers(pixels, growth)
    steps = grow_field(growth, min(found, 200))
    enough = [step.convolutions for step in steps if step.field.size >= pixels]
    assert enough[:1] == ([found] if found <= 200 else [])


def test_what_never_grows_is_refused() -> None:
    with pytest.raises(SettingError, match="always sees 1 pixel, never 9"):
        layers_until_covers(9, GrowthSettings(kernel_size=1, stride=2))
    assert layers_until_covers(1, GrowthSettings(kernel_size=1)) == 0


@pytest.mark.parametrize(
    "bad", [{"kernel_size": 0}, {"stride": 9}, {"dilation": 0}, {"pool_every": -1}]
)
def test_growth_settings_have_ranges(bad: dict[str, int]) -> None:
    with pytest.raises(SettingError, match=next(iter(bad))):
        GrowthSettings(**bad)
    with pytest.raises(SettingError, match="depth"):
        grow_field(GrowthSettings(), 201)
