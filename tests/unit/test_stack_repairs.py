"""Repairs: each is a whole stack that works, and the likeliest comes first."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from explorer.layers import layer_specs as specs
from explorer.layers.layer_shapes import Shape
from explorer.layers.network_stack import MOST_LAYERS, Misfit, follow
from explorer.layers.stack_repairs import MOST_REPAIRS
from tests.drawn_stacks import placed_stacks


def misfit_of(stack: specs.Stack, shape: Shape) -> Misfit:
    walk = follow(stack, shape)
    assert walk.misfit is not None
    return walk.misfit


def texts(stack: specs.Stack, shape: Shape) -> list[str]:
    return [repair.text for repair in misfit_of(stack, shape).repairs]


@settings(max_examples=250)
@given(placed_stacks(most=9))
def test_every_repair_of_any_stack_works_and_changes_it(
    drawn: tuple[specs.Stack, Shape],
) -> None:
    stack, shape = drawn
    walk = follow(stack, shape)
    if walk.misfit is None:
        return
    repairs = walk.misfit.repairs
    assert 1 <= len(repairs) <= MOST_REPAIRS
    assert len({repair.layers for repair in repairs}) == len(repairs)
    for repair in repairs:
        assert repair.layers != stack
        assert follow(repair.layers, shape).misfit is None
        assert "{" not in repair.text


FIVE = specs.Conv2d(1, 3, (5, 5))
RELU = specs.ReLU()
FLAT = specs.Flatten()
LINEAR = specs.Linear(2904, 10)
MNIST = (1, 28, 28)


def test_the_lectures_linear_is_mended_in_four_ways() -> None:
    padded = specs.Conv2d(3, 6, (3, 3), padding=(1, 1))
    stack = (FIVE, RELU, padded, RELU, FLAT, LINEAR)
    repairs = misfit_of(stack, MNIST).repairs
    assert [repair.text for repair in repairs] == [
        "set in_features to 3,456",
        "set padding of the Conv2d at index 2 to 0",
        "average the maps to 22 × 22 before Flatten",
        "remove Linear",
    ]
    bare = specs.Conv2d(3, 6, (3, 3))
    average = specs.AdaptiveAvgPool2d((22, 22))
    assert [repair.layers for repair in repairs] == [
        (*stack[:5], specs.Linear(3456, 10)),
        (FIVE, RELU, bare, RELU, FLAT, LINEAR),
        (*stack[:4], average, FLAT, LINEAR),
        stack[:5],
    ]
    assert [repair.further for repair in repairs] == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("stack", "shape", "expected"),
    [
        (
            (FIVE, RELU, specs.Conv2d(3, 6, (3, 3)), LINEAR),
            MNIST,
            ["put Flatten before it", "set in_features to 22", "remove Linear"],
        ),
        (
            (FIVE, LINEAR),
            MNIST,
            [
                "put Flatten before it and set in_features to 1,728",
                "set in_features to 24",
                "remove Linear",
            ],
        ),
        (
            (FIVE, specs.Conv2d(4, 6, (3, 3))),
            MNIST,
            [
                "set in_channels to 3",
                "set out_channels of the Conv2d at index 0 to 4",
                "remove Conv2d",
            ],
        ),
        (
            (FIVE, specs.BatchNorm2d(4)),
            MNIST,
            [
                "set num_features to 3",
                "set out_channels of the Conv2d at index 0 to 4",
                "remove BatchNorm2d",
            ],
        ),
        (
            (specs.Conv2d(6, 12, (3, 3), groups=6),),
            (5, 9, 9),
            ["set in_channels and groups to 5 and out_channels to 10", "remove Conv2d"],
        ),
        (
            (specs.Conv2d(8, 12, (3, 3), groups=4),),
            (6, 9, 9),
            ["set in_channels to 6 and groups to 2", "remove Conv2d"],
        ),
        (
            (specs.Conv2d(8, 12, (3, 3), groups=4),),
            (4, 9, 9),
            ["set in_channels to 4", "remove Conv2d"],
        ),
        (
            (FIVE, FLAT, specs.Conv2d(3, 4, (3, 3))),
            MNIST,
            ["move Flatten behind it", "remove the Flatten at index 1", "remove Conv2d"],
        ),
        (
            (specs.MaxPool2d((8, 8)), specs.Conv2d(1, 1, (3, 3), dilation=(2, 1))),
            (1, 28, 30),
            [
                "set padding to (1, 0)",
                "set kernel_size to (2, 3)",
                "set dilation to 1",
                "remove the MaxPool2d at index 0",
                "remove Conv2d",
            ],
        ),
        (
            (specs.MaxPool2d((2, 2)), specs.Conv2d(1, 1, (9, 9))),
            (1, 4, 4),
            ["set padding to 4", "set kernel_size to 2", "remove Conv2d"],
        ),
        (
            (FIVE, specs.MaxPool2d((2, 2)), FLAT, specs.Linear(3 * 13 * 13, 2)),
            MNIST,
            [
                "set in_features to 432",
                "average the maps to 13 × 13 before Flatten",
                "remove Linear",
            ],
        ),
        (
            (specs.MaxPool2d((3, 3)),),
            (1, 2, 9),
            ["set padding to (1, 0)", "set kernel_size to (2, 3)", "remove MaxPool2d"],
        ),
        (
            (specs.Conv2d(1, 1, (3, 3), padding=(4, 1), padding_mode="reflect"),),
            (1, 4, 4),
            ["set padding_mode to 'zeros'", "set padding to (3, 1)", "remove Conv2d"],
        ),
        (
            (FLAT, specs.Linear(784, 8), RELU, specs.Linear(9, 2)),
            MNIST,
            [
                "set in_features to 8",
                "set out_features of the Linear before it to 9",
                "remove Linear",
            ],
        ),
        (
            (specs.BatchNorm2d(3, track_running_stats=False),),
            (3, 1, 1),
            ["set track_running_stats to True", "remove BatchNorm2d"],
        ),
        (
            (FLAT, specs.Flatten(2)),
            MNIST,
            ["flatten everything: start_dim 1, end_dim -1", "remove Flatten"],
        ),
    ],
)
def test_what_is_proposed(stack: specs.Stack, shape: Shape, expected: list[str]) -> None:
    assert texts(stack, shape) == expected


def test_a_repair_carries_on_through_the_layers_behind() -> None:
    stack = (specs.Conv2d(3, 4, (9, 9)), specs.BatchNorm2d(7), FLAT, specs.Linear(5, 2))
    first = misfit_of(stack, (3, 4, 4)).repairs[0]
    assert first.text == "set padding to 3"
    assert first.further == 2  # num_features and in_features
    assert first.layers[1:] == (specs.BatchNorm2d(4), FLAT, specs.Linear(4 * 2 * 2, 2))


def test_the_longest_stack_with_a_misfit_everywhere_is_mended() -> None:
    stack = (specs.Conv2d(5, 6, (3, 3)),) * MOST_LAYERS
    repairs = misfit_of(stack, (3, 64, 64)).repairs
    assert repairs
    for repair in repairs:
        assert follow(repair.layers, (3, 64, 64)).misfit is None
