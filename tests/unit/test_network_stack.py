"""Shapes and counts of whole stacks against PyTorch running them."""

from __future__ import annotations

import warnings

import pytest
import torch
from hypothesis import given, settings
from torch.utils.flop_counter import FlopCounterMode

from explorer.errors import SettingError
from explorer.layers import layer_specs as specs
from explorer.layers.layer_shapes import Shape, trace_layer
from explorer.layers.network_stack import MOST_LAYERS, follow
from explorer.networks.building import build_sequential
from tests.drawn_stacks import placed_stacks

BATCH = 2


def run_torch(layer: torch.nn.Module, values: torch.Tensor) -> torch.Tensor | None:
    """Run a layer; None where PyTorch refuses it."""
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # 'same' with even kernels pads a copy
        try:
            return layer(values)
        except (RuntimeError, ValueError, IndexError):
            return None


@settings(max_examples=250)
@given(placed_stacks())
def test_every_shape_and_count_agrees_with_torch_or_both_refuse(
    drawn: tuple[specs.Stack, Shape],
) -> None:
    stack, shape = drawn
    walk = follow(stack, shape)
    model = build_sequential(stack, seed=0)
    values = torch.zeros(BATCH, *shape)
    for step, layer in zip(walk.steps, model, strict=False):
        assert tuple(values.shape[1:]) == step.input_shape
        with FlopCounterMode(display=False) as counter:
            output = run_torch(layer, values)
        assert output is not None
        values = output
        assert tuple(values.shape) == (BATCH, *step.output_shape)
        assert step.parameters == sum(p.numel() for p in layer.parameters())
        assert step.buffers == sum(b.numel() for b in layer.buffers())
        assert counter.get_total_flops() == 2 * BATCH * step.multiply_adds
        assert step.activations == values[0].numel()
        assert step.activation_bytes == values[0].nbytes
    if walk.misfit is None:
        assert len(walk.steps) == len(stack)
        return
    index = walk.misfit.index
    assert index == len(walk.steps)
    assert walk.misfit.input_shape == walk.output_shape == tuple(values.shape[1:])
    refused = run_torch(model[index], values)
    # PyTorch takes (C, H·W) of a batch for one picture without a batch, or joins the batch.
    layer = stack[index]
    lenient = isinstance(layer, specs.MapLayer) and values.ndim != 4
    # Two pictures give a channel two values to take a variance from; the walk is that of one.
    lenient |= isinstance(layer, specs.BatchNorm2d) and values[0, 0].numel() == 1
    assert refused is None or lenient or refused.shape[0] != BATCH


def test_totals_and_shares_add_up() -> None:
    stack = (
        specs.Conv2d(1, 3, (5, 5)),
        specs.BatchNorm2d(3),
        specs.ReLU(),
        specs.Flatten(),
        specs.Linear(3 * 24 * 24, 10),
    )
    walk = follow(stack, (1, 28, 28))
    conv, linear = 3 * 25 + 3, 1728 * 10 + 10
    assert [step.parameters for step in walk.steps] == [conv, 6, 0, 0, linear]
    assert walk.total("parameters") == conv + 6 + linear == 17_374
    assert walk.total("buffers") == 3 + 3 + 1
    assert walk.total("multiply_adds") == 24 * 24 * 3 * 25 + 1728 * 10 == 60_480
    assert walk.shares("multiply_adds") == (43_200 / 60_480, 0, 0, 0, 17_280 / 60_480)
    assert walk.total("activation_bytes") == 4 * (4 * 3 * 24 * 24 + 10)


def test_nothing_has_no_shares() -> None:
    walk = follow((specs.ReLU(),), (2, 3, 4))
    assert walk.shares("parameters") == (0.0,)
    empty = follow((), (2, 3, 4))
    assert (empty.steps, empty.output_shape, empty.misfit) == ((), (2, 3, 4), None)
    assert empty.total("multiply_adds") == 0


def message(stack: specs.Stack, shape: Shape) -> str:
    """What is said of the layer that does not fit."""
    walk = follow(stack, shape)
    assert walk.misfit is not None
    return str(walk.misfit.error)


FLAT = specs.Flatten()
FIVE = specs.Conv2d(1, 6, (5, 5))


@pytest.mark.parametrize(
    ("stack", "words"),
    [
        (
            (FIVE, FLAT, specs.Dropout(), specs.Linear(2904, 10)),
            "Linear expects 2,904 inputs, Flatten gives 3,456 = 6 × 24 × 24: "
            "set in_features to 3,456, or change the layers before it",
        ),
        (
            (FLAT, specs.Linear(784, 9), specs.Tanh(), specs.Linear(8, 1)),
            "Linear expects 8 inputs, Linear gives 9: set in_features to 9, "
            "or change the layers before it",
        ),
        (
            (FIVE, specs.Linear(3456, 1)),
            "Linear expects 3,456 inputs along the last axis, maps of 6 × 24 × 24 have 24 there "
            "and 3,456 in all: put Flatten before it",
        ),
        (
            (FIVE, specs.Linear(7, 1)),
            "Linear expects 7 inputs along the last axis, maps of 6 × 24 × 24 have 24 there: "
            "put Flatten before it and set in_features to 3,456",
        ),
        (
            (FLAT, FIVE),
            "Conv2d works on maps of channels, height and width, what comes in has the shape "
            "(784): put it before Flatten or remove it",
        ),
        (
            (FIVE, FIVE),
            "in_channels of the Conv2d is 1, the number of channels that come in is 6: set "
            "in_channels to 6, or change the layers before it",
        ),
        (
            (FIVE, specs.BatchNorm2d(5)),
            "num_features of the BatchNorm2d is 5, the number of channels that come in is 6: set "
            "num_features to 6, or change the layers before it",
        ),
        (
            (specs.AvgPool2d((14, 14)), specs.MaxPool2d((2, 2), dilation=(2, 2))),
            "a window of 2 taps with dilation 2 spans 3 pixels, the padded input has 2: "
            "lower dilation or kernel_size, or raise padding",
        ),
        (
            (specs.AvgPool2d((14, 14)), specs.MaxPool2d((3, 3))),
            "a window of 3 pixels does not fit on 2 (with padding): lower kernel_size to 2 "
            "or raise padding to 1",
        ),
        (
            (specs.AvgPool2d((14, 14)), FIVE),
            "kernel 5 with dilation 1 spans 5 pixels, the padded input has 2: raise padding to 2 "
            "or lower the kernel to 2",
        ),
        (
            (FLAT, specs.Flatten(2)),
            "Flatten from axis 2 to -1 does not fit an input of 2 axes, the batch among them: "
            "set start_dim to 1 and end_dim to -1",
        ),
    ],
)
def test_what_does_not_fit_is_said_where_it_happens(stack: specs.Stack, words: str) -> None:
    assert message(stack, (1, 28, 28)) == words


def test_a_linear_on_the_input_itself_names_no_layer_before_it() -> None:
    assert message((specs.Linear(5, 1),), (7,)) == (
        "Linear expects 5 inputs, 7 come in: set in_features to 7"
    )


def test_a_linear_works_along_the_last_axis_of_maps() -> None:
    step = trace_layer(specs.Linear(4, 9), (2, 3, 4))
    assert step.output_shape == (2, 3, 9)
    assert step.multiply_adds == 2 * 3 * (4 * 9)


@pytest.mark.parametrize("shape", [(), (3, 4), (1, 2, 3, 4), (0, 4, 4), (1, 4097, 4), (1, 4, 0)])
def test_an_input_that_cannot_be_is_refused(shape: Shape) -> None:
    with pytest.raises(SettingError):
        follow((specs.ReLU(),), shape)


def test_a_stack_may_have_200_layers_and_no_more() -> None:
    layer = specs.Conv2d(1, 1, (3, 3), padding=(1, 1))
    assert follow((layer,) * MOST_LAYERS, (1, 9, 9)).output_shape == (1, 9, 9)
    with pytest.raises(SettingError, match="201 layers"):
        follow((layer,) * (MOST_LAYERS + 1), (1, 9, 9))


def test_the_largest_settings_are_counted_without_running_them() -> None:
    layer = specs.Conv2d(65_536, 65_536, (512, 512), padding=(512, 512), dilation=(1, 1))
    walk = follow((layer,) * 3, (65_536, 4096, 4096))
    side = 4096 + 3 * (2 * 512 - 511)
    assert walk.output_shape == (65_536, side, side)
    assert walk.total("parameters") == 3 * (65_536**2 * 512**2 + 65_536)
