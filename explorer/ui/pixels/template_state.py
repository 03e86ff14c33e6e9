"""From the chosen picture and a slide to what a template and a filter answer."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from explorer.data.pictures import Floats, Picture
from explorer.networks.loaded_network import OFFLINE_FOLDER
from explorer.networks.pack_manifest import read_manifest
from explorer.networks.template_answers import (
    PHOTO_SIDE,
    FirstLayers,
    PictureAnswers,
    SlideCurves,
    answer_filters,
    answer_picture,
    find_falling,
    follow_slides,
    read_first_layers,
    relative_change,
    slide_photo,
)
from explorer.ui.networks.viewing import chosen_photo
from explorer.ui.pixels.settings import LARGEST_SLIDE


@dataclass(frozen=True, slots=True, eq=False)
class TemplateView:
    """Both first layers on one picture, as it is and slid.

    `slid`: (3, 128, 128) in [0, 1]; `unit`, `number`: the hidden unit and the filter looked at.
    """

    picture: Picture
    layers: FirstLayers
    slide: int
    slid: Floats
    unit: int
    number: int
    before: PictureAnswers
    after: PictureAnswers
    curves: SlideCurves

    @property
    def unit_change(self) -> float:
        """How much all 64 hidden units' answers change, relative to their length."""
        return relative_change(self.before.units, self.after.units)

    @property
    def filter_change(self) -> float:
        """How much the 64 filters' greatest answers change, relative to their length."""
        return relative_change(self.before.peaks, self.after.peaks)


@st.cache_resource(max_entries=1, show_spinner=False)
def load_first_layers() -> FirstLayers:
    """Read both first layers once a server."""
    return read_first_layers(OFFLINE_FOLDER)


def told_accuracy() -> float | None:
    """Return the fully connected network's accuracy from the pack's manifest, None without one."""
    manifest = read_manifest(OFFLINE_FOLDER)
    return None if manifest is None else manifest.figures.templates_accuracy


def look_at_templates(
    picture: Picture, slide: int, unit: int | None, number: int | None
) -> TemplateView:
    """Let both first layers answer to the picture; None takes the most telling unit or filter."""
    layers = load_first_layers()
    photo = chosen_photo(PHOTO_SIDE)
    slid = slide_photo(photo, slide)
    if unit is None:
        unit = find_falling(layers, photo, LARGEST_SLIDE)
    if number is None:
        number = int(answer_filters(layers, photo).argmax())
    before, after = (answer_picture(layers, each, unit, number) for each in (photo, slid))
    curves = follow_slides(layers, photo, unit, number, LARGEST_SLIDE)
    return TemplateView(picture, layers, slide, slid, unit, number, before, after, curves)
