"""Groups against PyTorch: who sees whom, what it costs, and what a silenced input changes."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from explorer.errors import SettingError
from explorer.layers.geometry import ConvSettings
from explorer.layers.grouping import (
    changed_outputs,
    connections,
    plan_layer,
    plan_separable,
    run_plan,
    with_pointwise,
)

CHANNELS = 12
DIVISORS = (1, 2, 3, 4, 6, 12)


def some_maps(seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(CHANNELS, 9, 8)).astype(np.float32)


def test_two_groups_of_two_by_hand() -> None:
    seen = connections(ConvSettings(4, 2, (3, 3), groups=2))
    assert seen.tolist() == [[True, True, False, False], [False, False, True, True]]


@pytest.mark.parametrize("groups", DIVISORS)
@pytest.mark.parametrize("kernel_size", [1, 3, 5, 7])
def test_counts_are_pytorchs(groups: int, kernel_size: int) -> None:
    plan = plan_layer(CHANNELS, kernel_size, groups)
    layer = nn.Conv2d(CHANNELS, CHANNELS, kernel_size, groups=groups)
    cost = plan.cost(9, 8)
    assert cost.parameters == sum(p.numel() for p in layer.parameters())
    assert plan.weight_shapes == (tuple(layer.weight.shape),)
    assert cost.multiply_adds == layer.weight.numel() * 9 * 8
    assert (
        cost.multiply_adds * groups == plan_layer(CHANNELS, kernel_size, 1).cost(9, 8).multiply_adds
    )


def test_depthwise_then_pointwise_in_numbers() -> None:
    plan = plan_separable(CHANNELS, 3)
    assert plan == with_pointwise(plan_layer(CHANNELS, 3, CHANNELS))
    assert plan.cost(5, 5).parameters == (12 * 1 * 3 * 3 + 12) + (12 * 12 * 1 * 1 + 12) == 276
    assert plan.cost(5, 5).multiply_adds == (12 * 9 + 12 * 12) * 5 * 5
    assert plan.seen.all()


@settings(max_examples=40)
@given(st.sampled_from(DIVISORS), st.sampled_from([1, 3, 5, 7]), st.integers(0, 99))
def test_a_grouped_layer_is_pytorchs(groups: int, kernel_size: int, seed: int) -> None:
    plan = plan_layer(CHANNELS, kernel_size, groups)
    maps = some_maps(seed)
    layer = nn.Conv2d(
        CHANNELS, CHANNELS, kernel_size, groups=groups, padding="same", padding_mode="replicate"
    )
    (bank,) = plan.make_weights()
    with torch.no_grad():
        layer.weight.copy_(torch.from_numpy(bank.weight.copy()))
        layer.bias.zero_()
        expected = layer(torch.from_numpy(maps)[None])[0].numpy()
    np.testing.assert_allclose(run_plan(maps, plan), expected, atol=1e-4)


@pytest.mark.parametrize("pointwise", [False, True])
@pytest.mark.parametrize("groups", DIVISORS)
def test_exactly_the_connected_outputs_change(groups: int, pointwise: bool) -> None:
    plan = plan_layer(CHANNELS, 3, groups)
    plan = with_pointwise(plan) if pointwise else plan
    maps = some_maps()
    outputs = run_plan(maps, plan)
    for silenced in (0, 5, 11):
        changed = changed_outputs(maps, outputs, plan, silenced)
        np.testing.assert_array_equal(changed, plan.seen[:, silenced])
        assert changed.sum() == (CHANNELS if pointwise else CHANNELS // groups)


@pytest.mark.parametrize("groups", DIVISORS)
def test_strength_is_the_weights_absolute_sum_where_there_is_one(groups: int) -> None:
    plan = plan_layer(CHANNELS, 3, groups)
    strengths = plan.strengths()
    assert ((strengths > 0) <= plan.seen).all()
    (bank,) = plan.make_weights()
    assert strengths.sum() == pytest.approx(float(np.abs(bank.weight).sum()), rel=1e-5)


def test_groups_that_do_not_divide_are_refused() -> None:
    with pytest.raises(SettingError, match="5 does not: set groups to 4"):
        plan_layer(CHANNELS, 3, 5)


def test_a_single_pixel_passes_through() -> None:
    maps = np.ones((CHANNELS, 1, 1), np.float32)
    assert np.isfinite(run_plan(maps, plan_separable(CHANNELS, 7))).all()
