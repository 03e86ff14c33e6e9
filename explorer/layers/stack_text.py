"""Read a stack from the text of an `nn.Sequential`, and write it; the text is never executed.

Reads what a person writes (`model = nn.Sequential(nn.Conv2d(3, 64, 11), …)`), with nested
Sequentials laid flat and the names of an OrderedDict left out, and what PyTorch prints
(`Sequential((0): Conv2d(3, 64, kernel_size=(11, 11)) …`). A printed AvgPool2d does not tell
`ceil_mode` and `count_include_pad`: they get their defaults.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator, Sequence
from typing import TypeGuard

from explorer.errors import SettingError
from explorer.layers.call_reading import TextError, echo, name_of, read_layer, refuse
from explorer.layers.layer_kinds import KINDS
from explorer.layers.layer_shapes import Shape
from explorer.layers.layer_specs import LayerSpec, Stack
from explorer.layers.network_stack import require_short
from explorer.text import N_

MOST_CHARACTERS = 20_000
_MOST_NESTED = 20  # Sequentials in each other
_PRINTED_NAME = re.compile(r"\(\w+\):")  # `(0):`, which stands before each layer PyTorch prints


def parse_sequential(text: str) -> Stack:
    """Read the layers of one `nn.Sequential(…)`, as written or as printed.

    Raises TextError with the line of what cannot be read, or SettingError where the text or the
    stack is too long.
    """
    if len(text) > MOST_CHARACTERS:
        raise SettingError(
            N_("the text has {count:,} characters: paste an nn.Sequential of at most {most:,}"),
            count=len(text),
            most=MOST_CHARACTERS,
        )
    sequential = _find_sequential(_parse(_punctuate(textwrap.dedent(text))))
    stack = tuple(_read_sequential(sequential, 1))
    require_short(stack)
    return stack


def write_sequential(stack: Stack, shapes: Sequence[Shape] = ()) -> str:
    """Write a stack as PyTorch code with only the arguments that are not defaults.

    `shapes[i]` is written behind layer i as a comment.
    """
    if not stack:
        return "nn.Sequential()"
    notes = [f"  # {shape}" for shape in shapes[: len(stack)]]
    notes += [""] * (len(stack) - len(notes))
    lines = [f"    {write_layer(each)},{note}" for each, note in zip(stack, notes, strict=True)]
    return "\n".join(["nn.Sequential(", *lines, ")"])


def write_layer(layer: LayerSpec) -> str:
    """Write one layer, e.g. `nn.Conv2d(3, 64, kernel_size=11, stride=4)`."""
    arguments: list[str] = []
    for argument in KINDS[layer.kind].arguments:
        value = getattr(layer, argument.name)
        named = not argument.required or (arguments and argument.name == "kernel_size")
        if argument.required or value != argument.default:
            arguments.append(f"{argument.name}={_code(value)}" if named else _code(value))
    return f"nn.{layer.kind}({', '.join(arguments)})"


def _code(value: object) -> str:
    """Write a value as Python takes it; a pair of equal numbers as one."""
    if isinstance(value, tuple) and value[0] == value[1] and value[0] is not None:
        return repr(value[0])
    return f'"{value}"' if isinstance(value, str) else repr(value)


def _punctuate(text: str) -> str:
    """Turn PyTorch's printed form into Python of as many lines: no `(0):`, commas between."""
    parts = _PRINTED_NAME.split(text)
    commas = ("," if part.rstrip().endswith(")") else "" for part in parts[:-1])
    return "".join(f"{part}{comma}" for part, comma in zip(parts, [*commas, ""], strict=True))


def _parse(code: str) -> ast.Module:
    try:
        return ast.parse(code)
    except SyntaxError as error:
        raise TextError(
            error.lineno or 1,
            SettingError(
                N_("this is not Python ({reason}): check the brackets and commas here and above"),
                reason=error.msg,
            ),
        ) from error
    except ValueError as error:  # characters that no source has
        raise TextError(1, SettingError(N_("the text holds no Python: paste it again"))) from error
    except (RecursionError, MemoryError) as error:
        raise TextError(
            1, SettingError(N_("the text is nested too deeply: write each layer on its own"))
        ) from error


def _find_sequential(module: ast.Module) -> ast.Call:
    """Return the call of the one Sequential, which may be assigned; imports may stand around it."""
    found: ast.Call | None = None
    for statement in module.body:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            continue
        value = (
            statement.value
            if isinstance(statement, ast.Expr | ast.Assign | ast.AnnAssign | ast.Return)
            else None
        )
        if found is None and isinstance(value, ast.Call) and not _is_sequential(value):
            problem = N_("this is {code}, not nn.Sequential(…): paste the layers in one Sequential")
            refuse(statement, SettingError(problem, code=echo(value)))
        if found is not None or not _is_sequential(value):
            problem = N_("only one nn.Sequential(…) can stand here: remove everything else")
            refuse(statement, SettingError(problem))
        found = value
    if found is None:
        raise TextError(1, SettingError(N_("there is no nn.Sequential(…): paste one")))
    return found


def _is_sequential(node: ast.expr | None) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call) and name_of(node.func) == "Sequential"


def _read_sequential(call: ast.Call, depth: int) -> Iterator[LayerSpec]:
    if depth > _MOST_NESTED:
        problem = N_("more than {most} Sequentials stand in each other: write them flat")
        refuse(call, SettingError(problem, most=_MOST_NESTED))
    for keyword in call.keywords:
        problem = N_("nn.Sequential takes layers without names: remove {name}=")
        refuse(keyword, SettingError(problem, name=(keyword.arg or "**")[:40]))
    for node in _members(call):
        if _is_sequential(node):
            yield from _read_sequential(node, depth + 1)
        else:
            yield read_layer(node)


def _members(call: ast.Call) -> list[ast.expr]:
    """Return what stands in a Sequential, also where an OrderedDict names it."""
    if len(call.args) == 1 and _is_ordered_dict(call.args[0]):
        return list(_values(call.args[0]))
    return call.args


def _is_ordered_dict(node: ast.expr) -> TypeGuard[ast.Call]:
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else name_of(node.func)
    return name == "OrderedDict"


def _values(call: ast.Call) -> Iterator[ast.expr]:
    """Yield the layers of `OrderedDict([("conv1", nn.Conv2d(…)), …])` or `OrderedDict({…})`."""
    pairs = call.args[0] if len(call.args) == 1 and not call.keywords else None
    if isinstance(pairs, ast.Dict):
        yield from pairs.values
        return
    for pair in pairs.elts if isinstance(pairs, ast.List | ast.Tuple) else [call]:
        if not (isinstance(pair, ast.Tuple | ast.List) and len(pair.elts) == 2):
            problem = N_('an OrderedDict is read as a list of ("name", layer): write it so')
            refuse(pair, SettingError(problem))
        yield pair.elts[1]
