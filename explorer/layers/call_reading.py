"""Read one layer from the syntax tree of its call, e.g. `nn.Conv2d(3, 64, kernel_size=11)`.

Only literals are read, and products of whole numbers as in `nn.Linear(16 * 5 * 5, 120)`; nothing is
executed.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Never

from explorer.errors import SettingError
from explorer.layers.layer_kinds import KINDS, Kind
from explorer.layers.layer_specs import LayerSpec
from explorer.text import N_

_MODULES = ("nn", "torch.nn")
_DEEPEST = 20  # products in each other
_LARGEST = 10**12  # of any product
_LONGEST_ECHO = 40

# All arguments in PyTorch's order, where it has some that the layers here have not.
_ORDERS: Mapping[str, tuple[str, ...]] = {
    "MaxPool2d": (
        *("kernel_size", "stride", "padding", "dilation"),
        *("return_indices", "ceil_mode"),
    ),
}
# Arguments that are read and forgotten, in PyTorch's order, with the values that may stand there.
_FORGOTTEN: Mapping[str, Mapping[str, tuple[object, ...]]] = {
    "Conv2d": {"device": (None,), "dtype": (None,)},
    "ReLU": {"inplace": (False, True)},
    "ReLU6": {"inplace": (False, True)},
    "BatchNorm2d": {"device": (None,), "dtype": (None,)},
    "MaxPool2d": {"return_indices": (False,)},
    "AvgPool2d": {"divisor_override": (None,)},
    "Dropout": {"inplace": (False, True)},
    "Linear": {"device": (None,), "dtype": (None,)},
}


class TextError(SettingError):
    """What is wrong in a text and in which line, from 1; `problem` holds the sentence alone."""

    def __init__(self, line: int, problem: SettingError) -> None:
        super().__init__(N_("line {line}: {problem}"), line=line, problem=str(problem))
        self.line = line
        self.problem = problem


def refuse(node: ast.AST, problem: SettingError) -> Never:
    """Raise TextError for what stands at a node."""
    raise TextError(getattr(node, "lineno", 1), problem)


def name_of(called: ast.expr) -> str | None:
    """Return `Conv2d` for `Conv2d`, `nn.Conv2d` and `torch.nn.Conv2d`, None for anything else."""
    if isinstance(called, ast.Name):
        return called.id
    if isinstance(called, ast.Attribute):
        base = called.value
        above = base.id if isinstance(base, ast.Name) else ""
        if isinstance(base, ast.Attribute) and isinstance(base.value, ast.Name):
            above = f"{base.value.id}.{base.attr}"
        return called.attr if above in _MODULES else None
    return None


def read_layer(node: ast.expr) -> LayerSpec:
    """Read a call of one of the `KINDS`; raises TextError for anything else."""
    kind = KINDS.get(name_of(node.func) or "") if isinstance(node, ast.Call) else None
    if not isinstance(node, ast.Call) or kind is None:
        problem = SettingError(
            N_("{code} is not one of the layers here: use {kinds}"),
            code=echo(node),
            kinds=", ".join(KINDS),
        )
        refuse(node, problem)
    given = dict(_bind(node, kind))
    for argument in kind.arguments:
        if argument.required and argument.name not in given:
            problem = SettingError(
                N_("{kind} lacks {argument}: write it"), kind=kind.name, argument=argument.name
            )
            refuse(node, problem)
    try:
        return kind.spec(**given)
    except SettingError as error:
        refuse(node, error)


def signature_of(kind: Kind) -> tuple[str, ...]:
    """Return the names of all arguments that PyTorch has, in its order."""
    own = tuple(argument.name for argument in kind.arguments)
    return _ORDERS.get(kind.name, (*own, *_FORGOTTEN.get(kind.name, ())))


def _bind(call: ast.Call, kind: Kind) -> Iterator[tuple[str, object]]:
    """Yield the arguments of a call by name, as Python binds them."""
    names = signature_of(kind)
    if len(call.args) > len(names):
        problem = SettingError(
            N_("{kind} takes at most {most} arguments, {count} stand here: remove some"),
            kind=kind.name,
            most=len(names),
            count=len(call.args),
        )
        refuse(call, problem)
    pairs = [*zip(names, call.args, strict=False)]
    for keyword in call.keywords:
        known = keyword.arg in names and keyword.arg not in dict(pairs)
        if keyword.arg is None or not known:
            problem = SettingError(
                N_("{kind} takes {names}, each once, not {code}: remove it"),
                kind=kind.name,
                names=", ".join(names) or "()",
                code=keyword.arg[:_LONGEST_ECHO] if keyword.arg else "**",
            )
            refuse(keyword, problem)
        pairs.append((keyword.arg, keyword.value))
    own = {argument.name: argument for argument in kind.arguments}
    for name, node in pairs:
        if name in own:
            value = _read_value(node, own[name].limits.words)
            try:
                yield name, own[name].normalize(value)
            except SettingError as error:
                refuse(node, error)
        else:
            _check_forgotten(kind, name, node)


def _check_forgotten(kind: Kind, name: str, node: ast.expr) -> None:
    allowed = _FORGOTTEN[kind.name][name]
    if _read_value(node) not in allowed:
        problem = SettingError(
            N_("{name} of {kind} can only be {allowed} here: leave it out"),
            name=name,
            kind=kind.name,
            allowed=", ".join(map(repr, allowed)),
        )
        refuse(node, problem)


def _read_value(node: ast.expr, words: tuple[str, ...] = (), depth: int = 0) -> object:
    """Return the value of a literal; `words` may stand without quotes, as PyTorch prints them."""
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float | str | None):
        return node.value
    if isinstance(node, ast.Name) and node.id in words:
        return node.id
    if depth < _DEEPEST and isinstance(node, ast.Tuple | ast.List):
        return tuple(_read_value(part, depth=depth + 1) for part in node.elts)
    if depth < _DEEPEST and isinstance(node, ast.UnaryOp | ast.BinOp):
        number = _calculate(node, depth)
        if number is not None:
            return number
    problem = SettingError(
        N_("{code} is not a value that can be read here: write the number itself"), code=echo(node)
    )
    refuse(node, problem)


def _calculate(node: ast.UnaryOp | ast.BinOp, depth: int) -> int | float | None:
    """Return −x, +x or a product of whole numbers; None for any other sum."""
    if isinstance(node, ast.UnaryOp):
        value = _read_value(node.operand, depth=depth + 1)
        if isinstance(node.op, ast.USub | ast.UAdd) and isinstance(value, int | float):
            return -value if isinstance(node.op, ast.USub) else value
        return None
    left, right = (_read_value(side, depth=depth + 1) for side in (node.left, node.right))
    if not (isinstance(node.op, ast.Mult) and isinstance(left, int) and isinstance(right, int)):
        return None
    return left * right if max(abs(left), abs(right)) <= _LARGEST else None


def echo(node: ast.expr) -> str:
    """Write what stands at a node, a call without its arguments, cut where it is long."""
    if isinstance(node, ast.Call):
        return f"{echo(node.func)}(…)"
    try:
        text = ast.unparse(node)
    except RecursionError:  # parsed, yet too deep to be written
        text = "…"
    return text if len(text) <= _LONGEST_ECHO else f"{text[:_LONGEST_ECHO]}…"
