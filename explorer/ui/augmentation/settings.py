"""The augmentation page's controls, and the recipe they stand for."""

from __future__ import annotations

import streamlit as st

from explorer.augmentation.presets import PRESETS
from explorer.augmentation.recipe import MOST_STEPS, Recipe, read_recipe, write_recipe
from explorer.augmentation.risks import LABEL_KINDS
from explorer.errors import SettingError
from explorer.text import N_
from explorer.ui.controls import Choice, Code, Control, Real, Whole
from explorer.ui.link import set_controls


def _check_place(text: str) -> None:
    item, _point, step = text.partition(".")
    whole = item.isdecimal() and step.isdecimal() and len(text) <= 5
    if text and not (whole and int(item) < MOST_STEPS and int(step) < MOST_STEPS):
        raise SettingError(N_("there is no step {place}: choose one in the list"), place=text[:20])


RECIPE = Code("recipe", read_recipe)  # empty: the preset as it is
PLACE = Code("recipe_step", _check_place)  # item and step within it; empty: the first
PRESET = Choice(
    "augment_preset",
    N_("Recipe"),
    {key: preset.title for key, preset in PRESETS.items()},
    "lecture",
    clears=(RECIPE.key, PLACE.key),
)
LABEL = Choice(
    "augment_label",
    N_("What the label names"),
    LABEL_KINDS,
    "object",
    help=N_("What a transform may do to a picture depends on what is to be told from it."),
)
SEED = Whole("augment_seed", N_("seed"), 0, 99, 0, N_("The same seed draws the same pictures."))
DRAWS = Choice(
    "augment_draws",
    N_("Draws"),
    {"6": "6", "12": "12", "24": "24"},
    "12",
    widget="segments",
    literal=True,
)
VIEW = Choice(
    "augment_view",
    N_("Look closer"),
    {
        "chances": N_("How often"),
        "mix": N_("Mixup and CutMix"),
        "batch": N_("Dataset and batch"),
        "vote": N_("Voting at test time"),
        "further": N_("What lies further"),
        "code": N_("PyTorch code"),
    },
    "chances",
    widget="segments",
    show_label=False,
)
MIX = Choice(
    "augment_mix",
    N_("Mixed how"),
    {"mixup": "mixup", "cutmix": "CutMix"},
    "mixup",
    widget="segments",
    literal=True,
)
ALPHA = Real("augment_alpha", "α", 0.1, 4.0, 0.4, 0.1, N_("λ is drawn from Beta(α, α)."))
DATA = Choice(
    "augment_data",
    N_("Data set"),
    {"textures": N_("Textures"), "digits": N_("Digits, 8 × 8"), "faces": N_("Faces, 25 × 25")},
    "faces",
)
VOTES = Choice(
    "augment_votes",
    N_("Votes"),
    {"4": "4", "16": "16", "64": "64"},
    "16",
    widget="segments",
    literal=True,
)

MAIN: tuple[Control, ...] = (PRESET, LABEL, SEED, DRAWS)
CONTROLS: tuple[Control, ...] = (*MAIN, RECIPE, PLACE, VIEW, MIX, ALPHA, DATA, VOTES)


def current_recipe(preset: str) -> Recipe:
    """Return the recipe on show: the edited one, else the preset's."""
    text = RECIPE.draw()
    return read_recipe(text) if text else PRESETS[preset].recipe


def current_place(recipe: Recipe) -> tuple[int, int] | None:
    """Return the chosen step, (item, step within it), None where there is none."""
    text = PLACE.draw()
    if not recipe:
        return None
    item, _point, step = (text or "0.0").partition(".")
    number = min(int(item), len(recipe) - 1)
    count = len(getattr(recipe[number], "steps", (0,)))
    return number, min(int(step), count - 1)


def keep_recipe(recipe: Recipe, place: tuple[int, int] | None) -> None:
    """Put a recipe and the chosen step into the link, from a callback."""
    preset = PRESETS[st.session_state.get(PRESET.key, PRESET.default)]
    text = "" if recipe == preset.recipe else write_recipe(recipe)
    set_controls({RECIPE.key: text, PLACE.key: "" if place is None else f"{place[0]}.{place[1]}"})
