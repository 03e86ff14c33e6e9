"""Where a recipe may destroy what the label says: rules, each with its number and its remedy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from explorer.augmentation import steps as kinds
from explorer.augmentation.recipe import Recipe, all_steps
from explorer.augmentation.steps import StepSpec
from explorer.text import N_

LabelKind = Literal["object", "digit", "side", "colour", "texture"]
LABEL_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "object": N_("an object in a photograph"),
        "digit": N_("a digit or a letter"),
        "side": N_("a direction: left or right"),
        "colour": N_("a colour"),
        "texture": N_("a texture"),
    }
)

_HALF_TURN, _QUARTER_TURN = 150, 45  # degrees from where a turn counts as one
_MOST_ERASED, _LEAST_KEPT = 0.5, 0.2  # shares of the area
_MOST_HIT = 0.3
_MOST_HUE, _MOST_SATURATION, _MOST_BRIGHTNESS = 0.1, 0.9, 0.9
_MOST_SHIFT, _LEAST_SCALE = 0.4, 0.4
_MOST_SIGMA = 1 / 24  # of the side


@dataclass(frozen=True, slots=True)
class Risk:
    """One warning: `template.format(**values)` says what may happen, and what to change."""

    step: StepSpec
    template: str
    values: Mapping[str, Any]


def find_risks(recipe: Recipe, label: LabelKind, side: int) -> tuple[Risk, ...]:
    """Return what may go wrong with a label of this kind in pictures of `side` pixels."""
    return tuple(risk for step in all_steps(recipe) for risk in _of_step(step, label, side))


def _of_step(step: StepSpec, label: LabelKind, side: int) -> Iterator[Risk]:
    rule = _RULES.get(type(step))
    if rule is None or (step.own_chance and getattr(step, "p", 1.0) == 0):
        return
    for template, values in rule(step, label, side):
        yield Risk(step, template, values)


Warnings = Iterator[tuple[str, Mapping[str, Any]]]


def _turn(step: Any, label: LabelKind, _side: int) -> Warnings:
    most = max(abs(end) for end in step.degrees)
    if label == "digit" and most >= _HALF_TURN:
        yield N_("a 6 turned by {degrees:g}° is a 9: stay below 90°"), {"degrees": most}
    elif label == "side" and most >= _QUARTER_TURN:
        yield (
            N_("turned by {degrees:g}°, an arrow points elsewhere: stay below {most}°"),
            {"degrees": most, "most": _QUARTER_TURN},
        )
    elif label == "object" and most >= _HALF_TURN:
        yield (
            N_("photographs are seldom taken upside down: {degrees:g}° teaches what never comes"),
            {"degrees": most},
        )


def _mirror(_step: Any, label: LabelKind, _side: int) -> Warnings:
    if label == "digit":
        yield N_("mirrored, a b is a d and most digits are none: leave the flip out"), {}
    elif label == "side":
        yield N_("the flip turns left into right and keeps the label: leave it out"), {}


def _upside_down(_step: Any, label: LabelKind, _side: int) -> Warnings:
    if label == "digit":
        yield N_("upside down and mirrored, a 6 looks like a 9's mirror, a 5 like a 2"), {}
    elif label == "object":
        yield N_("photographs are seldom upside down: the network learns what never comes"), {}


def _crop(step: Any, label: LabelKind, _side: int) -> Warnings:
    if step.scale[0] < _LEAST_KEPT and label != "texture":
        yield (
            N_("a crop of {share:.0%} of the area may miss what is named: raise scale to {least}"),
            {"share": step.scale[0], "least": _LEAST_KEPT},
        )


def _erase(step: Any, label: LabelKind, _side: int) -> Warnings:
    if step.scale[1] > _MOST_ERASED and label != "texture":
        yield (
            N_("a box of up to {share:.0%} of the area may cover what is named: end at {most:.0%}"),
            {"share": step.scale[1], "most": _MOST_ERASED},
        )


def _colours(step: Any, label: LabelKind, _side: int) -> Warnings:
    if label == "colour" and (step.hue > _MOST_HUE or step.saturation > _MOST_SATURATION):
        yield (
            N_("hue ±{hue:g} of a turn makes another colour of it: keep hue below {most}"),
            {"hue": step.hue, "most": _MOST_HUE},
        )
    if step.brightness > _MOST_BRIGHTNESS:
        yield (
            N_("brightness × {least:g} leaves a black picture: keep brightness below {most}"),
            {"least": max(0.0, 1 - step.brightness), "most": _MOST_BRIGHTNESS},
        )


def _no_colour(_step: Any, label: LabelKind, _side: int) -> Warnings:
    if label == "colour":
        yield N_("without colours the label cannot be told: leave it out"), {}


def _hit(step: Any, _label: LabelKind, _side: int) -> Warnings:
    if step.amount > _MOST_HIT:
        yield (
            N_(
                "{share:.0%} of the pixels are noise: few networks see through more than {most:.0%}"
            ),
            {"share": step.amount, "most": _MOST_HIT},
        )


def _move(step: Any, label: LabelKind, side: int) -> Warnings:
    yield from _turn(step, label, side)
    if step.translate > _MOST_SHIFT and label != "texture":
        yield (
            N_("a shift by {share:.0%} of the side may push it out: keep translate below {most}"),
            {"share": step.translate, "most": _MOST_SHIFT},
        )
    if step.scale[0] < _LEAST_SCALE:
        yield (
            N_("at {share:.0%} of its size little is left of it: raise scale to {least}"),
            {"share": step.scale[0], "least": _LEAST_SCALE},
        )


def _blur(step: Any, _label: LabelKind, side: int) -> Warnings:
    if step.sigma[1] > _MOST_SIGMA * side:
        yield (
            N_("σ of {sigma:g} pixels in {side} leaves no detail: keep it below {most:.1f}"),
            {"sigma": step.sigma[1], "side": side, "most": _MOST_SIGMA * side},
        )


_RULES: Mapping[type[StepSpec], Callable[[Any, LabelKind, int], Warnings]] = MappingProxyType(
    {
        kinds.RandomRotation: _turn,
        kinds.RandomAffine: _move,
        kinds.RandomHorizontalFlip: _mirror,
        kinds.RandomVerticalFlip: _upside_down,
        kinds.RandomResizedCrop: _crop,
        kinds.RandomErasing: _erase,
        kinds.ColorJitter: _colours,
        kinds.RandomGrayscale: _no_colour,
        kinds.RandomSolarize: _no_colour,
        kinds.SaltAndPepper: _hit,
        kinds.GaussianBlur: _blur,
    }
)
