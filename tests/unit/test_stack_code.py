"""Stacks as short text for a link: every stack comes back, everything else is refused."""

from __future__ import annotations

import string
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.errors import SettingError
from explorer.layers import layer_specs as specs
from explorer.layers.stack_code import EMPTY, MOST_CHARACTERS, decode_stack, encode_stack
from tests.drawn_stacks import stacks


@settings(max_examples=300)
@given(stacks)
def test_every_stack_comes_back_and_needs_no_escapes(stack: specs.Stack) -> None:
    code = encode_stack(stack)
    assert decode_stack(code) == stack
    assert quote(code, safe="") == code
    assert "~" not in code  # parts the values of a state kept as A


@pytest.mark.parametrize(
    ("layer", "code"),
    [
        (specs.Conv2d(3, 64, (11, 11), stride=(4, 4), padding=(2, 2)), "c3-64k11s4p2"),
        (
            specs.Conv2d(8, 8, (3, 5), padding="same", dilation=(1, 2), groups=8),
            "c8-8k3x5psamed1x2g8",
        ),
        (specs.Conv2d(1, 1, (1, 1), bias=False, padding_mode="circular"), "c1-1k1nbmcircular"),
        (specs.MaxPool2d((3, 3), stride=(2, 2), ceil_mode=True), "m3s2c"),
        (specs.AvgPool2d((2, 2), count_include_pad=False), "a2ni"),
        (specs.AdaptiveAvgPool2d((6, None)), "z6xn"),
        (specs.AdaptiveAvgPool2d((None, None)), "zn"),
        (specs.BatchNorm2d(16, eps=1e-3, momentum=None), "b16e1e-3mn"),
        (specs.Flatten(), "f"),
        (specs.Flatten(2, -2), "fs2e-2"),
        (specs.Dropout(0.25), "op25e-2"),
        (specs.Dropout(0.0), "op0"),
        (specs.Linear(9216, 4096, bias=False), "l9216-4096nb"),
        (specs.GELU("tanh"), "gatanh"),
    ],
)
def test_the_code_of_a_layer(layer: specs.LayerSpec, code: str) -> None:
    assert encode_stack((layer,)) == code
    assert decode_stack(code) == (layer,)


def test_a_stack_without_layers_has_a_code_of_its_own() -> None:
    assert encode_stack(()) == EMPTY
    assert decode_stack(EMPTY) == ()


@pytest.mark.parametrize(
    "code",
    [
        "", ".", "x", "c", "c3-4", "c3-4k", "c3-4k3.", "c3-4k3..r", "c3-4s2k3", "c3-4k3k3",
        "c3-4k3p-1", "c3-4k3x", "c3-4k3x3x3", "c3-4k٣", "c3-4k3g2", "c0-4k3", "c3-4k3s2psame",
        "C3-4k3", "r1", "rr", " r", "r ", "m", "mn", "m2p2", "z", "zx", "fs0", "fs1e", "o5e-1",
        "op2", "opn", "op5e999", "b3e0", "l3", "l3-n", "l3-99999999", "l-3-4", "l3-4\n", "-.-",
    ],
)  # fmt: skip
def test_what_is_no_stack_is_refused(code: str) -> None:
    with pytest.raises(SettingError):
        decode_stack(code)


@settings(max_examples=300)
@given(st.text(alphabet=string.ascii_lowercase + string.digits + "-.x", max_size=20))
def test_no_code_gets_past_the_reader(code: str) -> None:
    try:
        stack = decode_stack(code)
    except SettingError:
        return
    assert decode_stack(encode_stack(stack)) == stack


def test_too_long_a_code_or_stack_is_refused() -> None:
    with pytest.raises(SettingError, match="20,001 characters"):
        decode_stack("r" * (MOST_CHARACTERS + 1))
    with pytest.raises(SettingError, match="201 layers"):
        decode_stack(".".join("r" * 201))
