"""Edits of a stack, and the undo list of the page that makes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.errors import SettingError
from explorer.layers.layer_kinds import KINDS
from explorer.layers.layer_specs import Conv2d, Flatten, Linear, MaxPool2d, ReLU, Tanh
from explorer.layers.network_stack import MOST_LAYERS, follow
from explorer.ui.architecture.edits import (
    add_layer,
    change_layer,
    fold_sides,
    move_layer,
    new_layer,
    remove_layer,
    rewrite_layer,
)
from explorer.ui.architecture.history import MOST_STEPS, History

STACK = (Conv2d(1, 3, (5, 5)), ReLU(), Flatten(), Linear(1728, 10))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", [(1, 28, 28), (3, 2, 2)])
def test_a_new_layer_fits_behind_maps(kind: str, shape: tuple[int, ...]) -> None:
    walk = follow((new_layer(kind, shape),), shape)
    assert walk.misfit is None
    assert walk.steps[0].layer.kind == kind


def test_a_new_linear_takes_a_whole_vector() -> None:
    assert new_layer("Linear", (2904,)) == Linear(2904, 10)


def test_layers_are_added_removed_and_moved() -> None:
    assert add_layer(STACK, 1, Tanh()) == (STACK[0], Tanh(), *STACK[1:])
    assert add_layer((), 0, Tanh()) == (Tanh(),)
    assert remove_layer(STACK, 1) == (STACK[0], STACK[2], STACK[3])
    assert move_layer(STACK, 0, 1) == (STACK[1], STACK[0], STACK[2], STACK[3])
    assert move_layer(STACK, 3, 1) == STACK
    assert move_layer(STACK, 0, -1) == STACK


@given(st.integers(0, 3), st.integers(-5, 5))
def test_moving_loses_no_layer(index: int, by: int) -> None:
    moved = move_layer(STACK, index, by)
    assert sorted(map(repr, moved)) == sorted(map(repr, STACK))
    assert moved[max(0, min(index + by, 3))] == STACK[index]


def test_a_full_stack_takes_no_further_layer() -> None:
    with pytest.raises(SettingError, match="201 layers"):
        add_layer((ReLU(),) * MOST_LAYERS, 0, ReLU())


def test_an_argument_is_changed_or_refused() -> None:
    assert change_layer(STACK, 0, "out_channels", 7)[0] == Conv2d(1, 7, (5, 5))
    with pytest.raises(SettingError, match="groups"):
        change_layer(STACK, 0, "groups", 2)


def test_a_layer_is_rewritten_as_code() -> None:
    changed = rewrite_layer(STACK, 1, " nn.MaxPool2d((2, 3), padding=(1, 0)), ")
    assert changed[1] == MaxPool2d((2, 3), padding=(1, 0))
    assert rewrite_layer(STACK, 1, "nn.Tanh(), nn.ReLU()")[1:3] == (Tanh(), ReLU())


@pytest.mark.parametrize(
    "text", ["", "  ", "nn.LSTM(3)", "print(1)", ")", "nn.ReLU())(", "0" * 10**6]
)
def test_what_is_no_layer_is_refused(text: str) -> None:
    with pytest.raises(SettingError):
        rewrite_layer(STACK, 1, text)


@given(st.integers(1, 20_000))
def test_a_folded_vector_loses_nothing(count: int) -> None:
    rows, columns = fold_sides(count)
    assert rows * columns == count
    assert rows <= columns


def test_folding_by_hand() -> None:
    assert [fold_sides(count) for count in (10, 2904, 4096, 7)] == [
        (2, 5),
        (44, 66),
        (64, 64),
        (1, 7),
    ]


def moment(stack: str, layer: str = "") -> dict[str, str]:
    return {
        "preset": "alexnet",
        "arch_channels": "",
        "arch_size": "",
        "stack": stack,
        "arch_layer": layer,
    }


def test_undo_and_redo_walk_the_states() -> None:
    history = History()
    for stack in ("r", "r.s", "r.s.t"):
        history.note(moment(stack))
    assert history.step(back=True) == moment("r.s")
    assert history.step(back=True) == moment("r")
    assert history.step(back=True) is None
    assert history.step(back=False) == moment("r.s")
    history.note(moment("r.s"))  # the rerun that the step brings about
    assert history.future
    history.note(moment("g"))
    assert not history.future
    assert history.step(back=True) == moment("r.s")


def test_choosing_a_layer_is_no_edit() -> None:
    history = History()
    history.note(moment("r.s"))
    history.note(moment("r.s", "1"))
    assert not history.past
    assert history.present == moment("r.s", "1")


def test_the_list_is_bounded() -> None:
    history = History()
    for number in range(3 * MOST_STEPS):
        history.note(moment(f"k{number}"))
    assert len(history.past) == MOST_STEPS
    assert history.past[0] == moment(f"k{2 * MOST_STEPS - 1}")
