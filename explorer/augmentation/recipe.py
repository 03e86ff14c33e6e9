"""A recipe: steps one after another, some of them under RandomApply or RandomChoice.

As text for a link: `rot~-15~15_apply~0.5(blur~5~0.1~2_gray~0.1)_choice(1*auto~0.5_2*solar~0.7~1)`;
steps are parted by `_`, arguments follow in torchvision's order behind `~`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from explorer.augmentation.steps import STEPS, StepSpec
from explorer.errors import SettingError
from explorer.layers.layer_arguments import Argument, Limits
from explorer.text import N_

EMPTY = "-"
MOST_STEPS = 24
LONGEST_TEXT = 4_000

_P = Argument("p", Limits("real", 0, 1), required=True)
_WEIGHT = Argument("p", Limits("real", 0, 1_000), required=True)
_NUMBER = r"-?[0-9]{1,6}(?:\.[0-9]{1,6})?"
_STEP = re.compile(rf"([a-z]{{3,8}})((?:~{_NUMBER})*)")
_APPLY = re.compile(rf"apply~({_NUMBER})\((.*)\)")
_CHOICE = re.compile(r"choice\((.*)\)")


@dataclass(frozen=True, slots=True)
class Apply:
    """`v2.RandomApply`: with probability `p` all of the steps, else none of them."""

    p: float
    steps: tuple[StepSpec, ...]

    def __post_init__(self) -> None:
        """Raise SettingError for no step, or a p that is no probability."""
        _require_some(self.steps, "RandomApply")
        object.__setattr__(self, "p", _P.normalize(self.p))


@dataclass(frozen=True, slots=True)
class Choose:
    """`v2.RandomChoice`: one of the steps; `weights` need not add up to 1, they are divided."""

    weights: tuple[float, ...]
    steps: tuple[StepSpec, ...]

    def __post_init__(self) -> None:
        """Raise SettingError for no step, or for weights that choose none."""
        _require_some(self.steps, "RandomChoice")
        if len(self.weights) != len(self.steps):
            raise ValueError(f"{len(self.weights)} weights for {len(self.steps)} steps")
        weights = tuple(_WEIGHT.normalize(weight) for weight in self.weights)
        if sum(weights) <= 0:
            raise SettingError(N_("all weights of RandomChoice are 0: raise one of them"))
        object.__setattr__(self, "weights", weights)

    @property
    def chances(self) -> tuple[float, ...]:
        """The probability of each step: its weight over the sum of all."""
        return tuple(weight / sum(self.weights) for weight in self.weights)


Item = StepSpec | Apply | Choose
Recipe = tuple[Item, ...]


def all_steps(recipe: Recipe) -> Iterator[StepSpec]:
    """Yield every step, those in containers too, in order."""
    for item in recipe:
        yield from (item,) if isinstance(item, StepSpec) else item.steps


def require_short(recipe: Recipe) -> None:
    """Raise SettingError for a recipe of more than 24 steps."""
    count = sum(1 for _step in all_steps(recipe))
    if count > MOST_STEPS:
        raise SettingError(
            N_("the recipe has {count} steps: keep {most} of them or fewer"),
            count=count,
            most=MOST_STEPS,
        )


def write_recipe(recipe: Recipe) -> str:
    """Write a recipe as short text."""
    return "_".join(map(_write_item, recipe)) or EMPTY


def read_recipe(text: str) -> Recipe:
    """Read what `write_recipe` wrote; raises SettingError for anything else."""
    if text == EMPTY:
        return ()
    if len(text) > LONGEST_TEXT:
        raise _unreadable(text)
    recipe = tuple(_read_item(part) for part in _split(text))
    require_short(recipe)
    return recipe


def _write_item(item: Item) -> str:
    if isinstance(item, Apply):
        return f"apply~{item.p:g}({'_'.join(map(_write_step, item.steps))})"
    if isinstance(item, Choose):
        pairs = zip(item.weights, item.steps, strict=True)
        return f"choice({'_'.join(f'{weight:g}*{_write_step(step)}' for weight, step in pairs)})"
    return _write_step(item)


def _write_step(step: StepSpec) -> str:
    values: list[float] = []
    for argument in step.arguments():
        value = getattr(step, argument.name)
        values.extend(value if isinstance(value, tuple) else (value,))
    return "~".join([step.code, *(f"{value:g}" for value in values)])


def _split(text: str) -> Iterator[str]:
    """Part a text at the underscores that stand in no brackets."""
    depth, start = 0, 0
    for place, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if sign == "_" and depth == 0:
            yield text[start:place]
            start = place + 1
    yield text[start:]


def _read_item(text: str) -> Item:
    applied = _APPLY.fullmatch(text)
    if applied:
        return Apply(float(applied[1]), tuple(map(_read_step, applied[2].split("_"))))
    chosen = _CHOICE.fullmatch(text)
    if chosen is None:
        return _read_step(text)
    weights, steps = [], []
    for part in chosen[1].split("_"):
        weight, _star, step = part.partition("*")
        if not re.fullmatch(_NUMBER, weight):
            raise _unreadable(part)
        weights.append(float(weight))
        steps.append(_read_step(step))
    return Choose(tuple(weights), tuple(steps))


def _read_step(text: str) -> StepSpec:
    match = _STEP.fullmatch(text)
    kind = STEPS.get(match[1]) if match else None
    if match is None or kind is None:
        raise _unreadable(text)
    numbers = [float(part) for part in match[2].split("~")[1:]]
    given: dict[str, object] = {}
    for argument in kind.arguments():
        size = 2 if argument.limits.form == "span" else 1
        taken, numbers = numbers[:size], numbers[size:]
        if len(taken) < size:
            raise _unreadable(text)
        given[argument.name] = tuple(taken) if size == 2 else _one(taken[0], argument)
    if numbers:
        raise _unreadable(text)
    return kind(**given)


def _one(number: float, argument: Argument) -> float | int:
    whole = argument.limits.form == "whole" and number.is_integer()
    return int(number) if whole else number


def _require_some(steps: tuple[StepSpec, ...], name: str) -> None:
    if not steps:
        raise SettingError(N_("{name} holds no step: add one or remove it"), name=name)


def _unreadable(text: str) -> SettingError:
    return SettingError(
        N_("the recipe holds {code}, which is no step: copy the link again"), code=repr(text[:40])
    )
