"""Every layer's arguments: PyTorch's names, order and defaults, and what is refused."""

from __future__ import annotations

import inspect
import math
from dataclasses import replace

import pytest
import torch
from hypothesis import given
from torch import nn

from explorer.errors import SettingError
from explorer.layers import layer_specs as specs
from explorer.layers.call_reading import signature_of
from explorer.layers.layer_kinds import KINDS
from tests.drawn_stacks import layers


@pytest.mark.parametrize("name", KINDS)
def test_arguments_stand_in_pytorchs_order_with_its_defaults(name: str) -> None:
    parameters = {
        each.name: each
        for each in inspect.signature(getattr(nn, name)).parameters.values()
        if each.kind not in {each.VAR_POSITIONAL, each.VAR_KEYWORD}
    }
    kind = KINDS[name]
    assert signature_of(kind) == tuple(parameters)
    for argument in kind.arguments:
        default = parameters[argument.name].default
        assert argument.required == (default is inspect.Parameter.empty)
        if not argument.required:
            assert argument.default == argument.normalize(default)


def test_codes_of_kinds_and_arguments_are_distinct() -> None:
    letters = [kind.spec.code for kind in KINDS.values()]
    assert len(set(letters)) == len(letters) == 14
    for kind in KINDS.values():
        codes = [each.limits.code for each in kind.arguments if not each.required]
        assert len(set(codes)) == len(codes)
        assert all(codes)


@given(layers())
def test_every_drawn_layer_keeps_its_arguments_within_the_limits_told(
    layer: specs.LayerSpec,
) -> None:
    for argument in KINDS[layer.kind].arguments:
        value = getattr(layer, argument.name)
        assert argument.normalize(value) == value


def test_one_number_stands_for_both_axes_and_a_stride_of_the_kernels_size_for_none() -> None:
    layer = specs.Conv2d(3, 8, 5, stride=2)  # type: ignore[arg-type]
    assert layer == specs.Conv2d(3, 8, (5, 5), stride=(2, 2))
    assert specs.MaxPool2d((3, 2), stride=(3, 2)) == specs.MaxPool2d((3, 2))
    assert specs.MaxPool2d((3, 2)).steps == (3, 2)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: specs.Conv2d(0, 1, (1, 1)), "in_channels is 0: choose a value from 1 to 65,536"),
        (lambda: specs.Conv2d(1, 70_000, (1, 1)), "out_channels is 70,000"),
        (lambda: specs.Conv2d(1, 1, (1, 513)), "kernel_size is 513"),
        (lambda: specs.Conv2d(1, 1, (1, 1), stride=(0, 1)), "stride is 0"),
        (lambda: specs.Conv2d(1, 1, (1, 1), padding=(-1, 0)), "padding is -1"),
        (lambda: specs.Conv2d(1, 1, (1, 1), padding="full"), "'same', 'valid'"),
        (lambda: specs.Conv2d(1, 1, (1, 1), padding_mode="mirror"), "'zeros', 'reflect'"),
        (lambda: specs.Conv2d(1, 1, (3, 3), (2, 2), "same"), "refuses it with stride 2"),
        (lambda: specs.Conv2d(6, 4, (3, 3), groups=4), "set groups to 2"),
        (lambda: specs.Conv2d(True, 4, (3, 3)), "in_channels cannot be True"),
        (lambda: specs.MaxPool2d((2, 2), padding=(2, 0)), "more than half of kernel_size 2"),
        (lambda: specs.MaxPool2d((2, 2), padding=(2, 0), dilation=(2, 2)), "Lower padding to 1"),
        (lambda: specs.AvgPool2d((2, 2), padding=(2, 0)), "more than half of kernel_size 2"),
        (lambda: specs.AdaptiveAvgPool2d((0, 1)), "output_size is 0"),
        (lambda: specs.AdaptiveAvgPool2d(None), "output_size cannot be None"),
        (lambda: specs.Flatten(0), "set start_dim to 1"),
        (lambda: specs.Flatten(4), "from -3 to 3"),
        (lambda: specs.Dropout(1.5), "p is 1.5: choose a value from 0 to 1"),
        (lambda: specs.Dropout(math.nan), "p is nan"),
        (lambda: specs.Dropout(10**400), "p is > 10^40"),
        (lambda: specs.BatchNorm2d(3, eps=0.0), "eps is 0.0"),
        (lambda: specs.BatchNorm2d(3, affine=1), "affine cannot be 1: choose one of True, False"),
        (lambda: specs.Linear(3, 2**24 + 1), "out_features is 16,777,217"),
        (lambda: specs.GELU("exact"), "'none', 'tanh'"),
    ],
)
def test_what_no_layer_can_have_is_refused_with_value_and_remedy(make, words: str) -> None:
    with pytest.raises(SettingError) as caught:
        make()
    assert words in str(caught.value)


def test_a_dilated_window_spans_more_but_may_be_padded_no_more() -> None:
    """Three taps two apart span 2 · (3 − 1) + 1 = 5; PyTorch allows half of 3 all the same."""
    layer = specs.MaxPool2d((3, 3), padding=(1, 1), dilation=(2, 2))
    assert layer.spans == (5, 5)
    with pytest.raises(SettingError):
        replace(layer, padding=(2, 2))
    with pytest.raises(RuntimeError, match="half of kernel size"):
        nn.MaxPool2d(3, padding=2, dilation=2)(torch.zeros(1, 1, 9, 9))
