"""A network as PyTorch prints it, each line with the module it is about."""

from __future__ import annotations

import re
from dataclasses import dataclass

from torch import nn

_CHILD = re.compile(r"^(?P<indent> *)\((?P<name>[^()]+)\): ")
_INDENT = 2  # spaces a level, torch.nn.modules.module._addindent


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One line of `print(model)`, and its module's dotted name, "" where it names none."""

    text: str
    module: str


def print_network(network: nn.Module) -> tuple[PrintedLine, ...]:
    """Return the lines of `repr(network)` with the dotted name of the module each one opens."""
    path: list[str] = []
    lines = []
    for text in repr(network).split("\n"):
        found = _CHILD.match(text)
        if found is None:
            lines.append(PrintedLine(text, ""))
            continue
        depth = len(found["indent"]) // _INDENT
        path = [*path[: depth - 1], found["name"]]
        # "(0-3): 4 x ReLU()" stands for several alike: none of them is meant alone
        name = ".".join(path)
        known = all("-" not in part for part in path)
        lines.append(PrintedLine(text, name if known else ""))
    return tuple(lines)
