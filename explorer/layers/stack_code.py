"""A stack as short text for a link, and back: `c3-64k11s4p2.r.m3s2.f.o.l9216-10`.

Layers are parted by dots. Each begins with the letter of its kind (c Conv2d, r ReLU, q ReLU6,
s Sigmoid, t Tanh, g GELU, b BatchNorm2d, m MaxPool2d, a AvgPool2d, z AdaptiveAvgPool2d, f Flatten,
o Dropout, l Linear, i Identity) and the numbers it must have; what differs from PyTorch's defaults
follows behind letters of its own, in PyTorch's order. Pairs are 3 or 3x5, None is n, and a real
number has no point: 25e-2 is 0.25. No character is escaped in a URL.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from types import MappingProxyType

from explorer.errors import SettingError
from explorer.layers.layer_arguments import Argument, Limits
from explorer.layers.layer_kinds import KINDS, Kind
from explorer.layers.layer_specs import LayerSpec, Stack
from explorer.layers.network_stack import require_short
from explorer.text import N_

EMPTY = "-"  # a stack without layers: an empty text means that there is none
MOST_CHARACTERS = 20_000

_BY_CODE: Mapping[str, Kind] = MappingProxyType({kind.spec.code: kind for kind in KINDS.values()})
_NUMBERS = {
    "whole": "-?[0-9]{1,9}",
    "real": "[0-9]{1,20}(?:e-?[0-9]{1,3})?",
    "pair": "[0-9]{1,9}(?:x[0-9]{1,9})?",
}
_SIDE = "(?:[0-9]{1,9}|n)"


def encode_stack(stack: Stack) -> str:
    """Write a stack as short text."""
    return ".".join(_encode_layer(layer) for layer in stack) or EMPTY


def decode_stack(text: str) -> Stack:
    """Read what `encode_stack` wrote; raises SettingError for anything else."""
    if text == EMPTY:
        return ()
    if len(text) > MOST_CHARACTERS:
        raise SettingError(
            N_("the code of the stack has {count:,} characters: it can have {most:,} at most"),
            count=len(text),
            most=MOST_CHARACTERS,
        )
    stack = tuple(_decode_layer(code) for code in text.split("."))
    require_short(stack)
    return stack


def _encode_layer(layer: LayerSpec) -> str:
    parts: list[str] = []
    for argument in KINDS[layer.kind].arguments:
        value = getattr(layer, argument.name)
        if argument.required:
            parts.append(f"{_separator(argument, first=not parts)}{_encode_value(value)}")
        elif value != argument.default:
            bare = argument.limits.form == "switch"
            parts.append(argument.limits.code + ("" if bare else _encode_value(value)))
    return layer.code + "".join(parts)


def _decode_layer(code: str) -> LayerSpec:
    kind = _BY_CODE.get(code[:1])
    match = _pattern(kind).fullmatch(code) if kind else None
    if kind is None or match is None:
        raise SettingError(
            N_("the code of the stack holds {code}, which is no layer: copy the link again"),
            code=repr(code[:40]),
        )
    given = {
        argument.name: _decode_value(match[argument.name], argument)
        for argument in kind.arguments
        if match[argument.name] is not None
    }
    return kind.spec(**given)


@cache
def _pattern(kind: Kind) -> re.Pattern[str]:
    """Return the pattern of a kind's code, a named group an argument."""
    pattern = kind.spec.code
    for place, argument in enumerate(kind.arguments):
        limits = argument.limits
        before = _separator(argument, first=place == 0) if argument.required else limits.code
        value = f"(?P<{argument.name}>{_values(limits)})"
        if limits.form == "switch":
            pattern += f"(?P<{argument.name}>{before})?"
        else:
            pattern += f"{before}{value}" if argument.required else f"(?:{before}{value})?"
    return re.compile(pattern)


def _separator(argument: Argument, *, first: bool) -> str:
    """What stands before a number a layer must have: its letter, a dash, or nothing."""
    return "" if first else argument.limits.code or "-"


def _values(limits: Limits) -> str:
    numbers = f"{_SIDE}(?:x{_SIDE})?" if limits.gaps else _NUMBERS.get(limits.form)
    choices = [*([numbers] if numbers else []), *limits.words, *(["n"] if limits.empty else [])]
    return "|".join(choices)


def _encode_value(value: object) -> str:
    if isinstance(value, tuple):
        rows, columns = (_encode_value(part) for part in value)
        return rows if rows == columns else f"{rows}x{columns}"
    if isinstance(value, float):
        _sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
        return "".join(map(str, digits)) + (f"e{exponent}" if exponent else "")
    return "n" if value is None else str(value)


def _decode_value(text: str, argument: Argument) -> object:
    limits = argument.limits
    if limits.form == "switch":
        return not argument.default
    if text in limits.words:
        return text
    if text == "n" and limits.empty:
        return None
    if limits.form == "pair":
        rows, _x, columns = text.partition("x")
        return tuple(None if side == "n" else int(side) for side in (rows, columns or rows))
    return float(text) if limits.form == "real" else int(text)
