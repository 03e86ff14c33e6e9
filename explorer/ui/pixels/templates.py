"""The closer look at learned templates beside a convolution's filters, on a picture that slides."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.data.pictures import Picture
from explorer.networks.filter_pictures import colour_tiles
from explorer.networks.template_answers import PHOTO_SIDE, FirstLayers, shrink_photo
from explorer.networks.template_script import template_script
from explorer.networks.templates import LARGEST_SHIFT
from explorer.plots.colours import diverging_picture, enlarge, signed_limit
from explorer.plots.field_pictures import box_picture, frame_box
from explorer.plots.slides import slides_figure
from explorer.ui.components.tile_wall import tile_wall
from explorer.ui.controls import draw_all
from explorer.ui.language import _
from explorer.ui.layout import code_section, what_you_see
from explorer.ui.lessons import lesson_section
from explorer.ui.link import set_controls
from explorer.ui.networks.settings import SOURCE_NAMES
from explorer.ui.numerals import show_number
from explorer.ui.picture_picker import chosen_picture
from explorer.ui.pixels.settings import FILTER, OF_TEMPLATES, SLIDE, TEMPLATE, TEMPLATE_CODE
from explorer.ui.pixels.template_state import (
    TemplateView,
    load_first_layers,
    look_at_templates,
    told_accuracy,
)
from explorer.ui.pixels.template_words import class_rows, describe_templates, template_formula

Bytes = NDArray[np.uint8]

_PICTURE_WIDTH = 164  # two fit beside each other on a phone
_DRAWN_SIDE = 320


def show_templates(picture: Picture) -> None:
    """Numbers, the slide, what both answer, their curves, both walls and the guesses."""
    layers = load_first_layers()
    _show_numbers(layers)
    values = draw_all(OF_TEMPLATES, st.columns(len(OF_TEMPLATES), vertical_alignment="bottom"))
    view = look_at_templates(picture, values[SLIDE.key], values[TEMPLATE.key], values[FILTER.key])
    pictures, curves = st.columns([2, 3])
    with pictures:
        _show_pictures(view)
    with curves:
        _show_curves(view)
        st.latex(template_formula(view))
    what_you_see(describe_templates(view))
    _show_walls(view)
    guesses, words = st.columns([2, 3])
    with guesses:
        _show_guesses(view)
    words.markdown(lesson_section("pixels", "templates", shift=LARGEST_SHIFT))
    if TEMPLATE_CODE.draw(st):
        photo = chosen_picture(PHOTO_SIDE)
        script = template_script(photo, view.slide, view.unit, view.number, view.after)
        code_section(script, "templates.py")


def _show_numbers(layers: FirstLayers) -> None:
    accuracy = told_accuracy()
    numbers = {
        _("Weights"): _(SOURCE_NAMES["offline"]),
        _("Parameters of the hidden layer"): f"{layers.template_parameters:,}",
        _("Parameters of the convolution"): f"{layers.kernel_parameters:,}",
        _("Right on CIFAR-10's test set"): _("not measured yet")
        if accuracy is None
        else f"{accuracy:.1%}",
    }
    for place, (label, value) in zip(st.columns(len(numbers)), numbers.items(), strict=True):
        place.metric(label, value)
    st.caption(
        _(
            "Offline pack: both trained by this project on CIFAR-10, the convolution also on "
            "photographs. The share of right answers is of the fully connected network 3072–64–10. "
            "The picture is fed to it at 32 × 32 × 3, whatever is chosen above, to the convolution "
            "at 128 × 128, both normalised as ImageNet's."
        )
    )


def _show_pictures(view: TemplateView) -> None:
    answer = view.after.template
    shown = answer.products.sum(axis=0)  # (32, 32)
    limit = signed_limit(shown)
    ends = _("blue below 0, orange above, ends ±{limit}").format(limit=show_number(limit, 2))
    row, column = view.after.filter.place
    height, width = view.after.filter.values.shape
    frame = frame_box(view.after.filter.window, *view.slid.shape[1:])
    pictures = {
        _("x: the picture at 32 × 32"): _paint(shrink_photo(view.slid)),
        _("w: template {unit}, scaled on its own; grey is 0").format(unit=view.unit): _paint(
            colour_tiles(view.layers.templates[view.unit][None])[0]
        ),
        _("w ⊙ x, colours summed; {ends}").format(ends=ends): diverging_picture(shown, limit),
        _("where filter {number} answers most: row {row}, column {column} of {height} × {width}")
        .format(number=view.number, row=row, column=column, height=height, width=width):
        box_picture(view.slid, frame),
    }  # fmt: skip
    with st.container(horizontal=True, gap="small"):
        for caption, pixels in pictures.items():
            st.image(
                enlarge(pixels, min_side=_DRAWN_SIDE),
                caption=caption,
                alt=caption,
                width=_PICTURE_WIDTH,
            )


def _paint(picture: NDArray[np.float32]) -> Bytes:
    """Turn (3, H, W) in [0, 1] into (H, W, 3) uint8."""
    return np.rint(picture.transpose(1, 2, 0) * 255).astype(np.uint8)


def _show_walls(view: TemplateView) -> None:
    units, filters = st.columns(2)
    kernels = view.layers.kernels.numpy()
    each = {"colour": _("Each scaled on its own; grey is 0")}
    with units:
        st.markdown(
            _("**{count} templates of {side} × {side}**: each unit tied to one place").format(
                count=len(view.layers.templates), side=view.layers.templates.shape[-1]
            )
        )
        tile_wall(
            colour_tiles(view.layers.templates),
            names=[_("unit {number}").format(number=n) for n in range(len(view.layers.templates))],
            selected=view.unit,
            values=view.layers.templates,
            labels=each,
            on_select=lambda choice: set_controls({TEMPLATE.key: choice}),
            alt=_("The hidden units' weights as pictures, offline pack"),
            key="pixel_template_wall",
        )
    with filters:
        st.markdown(
            _("**{count} kernels of {side} × {side}**: each slides everywhere").format(
                count=len(kernels), side=kernels.shape[-1]
            )
        )
        tile_wall(
            colour_tiles(kernels),
            names=[_("filter {number}").format(number=n) for n in range(len(kernels))],
            selected=view.number,
            values=kernels,
            labels=each,
            on_select=lambda choice: set_controls({FILTER.key: choice}),
            alt=_("The convolution's kernels as pictures, offline pack"),
            key="pixel_filter_wall",
        )


def _show_curves(view: TemplateView) -> None:
    unit = _("hidden unit {unit}").format(unit=view.unit)
    number = _("strongest of filter {number}").format(number=view.number)
    st.plotly_chart(
        slides_figure(
            {unit: view.curves.unit, number: view.curves.strongest},
            view.curves.slides,
            slide=view.slide,
            slide_label=_("picture slid by, pixels of 32"),
            share_label=_("share of its greatest answer"),
        ),
        width="stretch",
        key="pixel_slide_chart",
        alt=_("Answers of a hidden unit and of a filter over slides of the picture"),
    )


def _show_guesses(view: TemplateView) -> None:
    st.table(class_rows(view), hide_index=True)
    st.caption(
        _(
            "Softmax of the ten scores, offline pack. It shares 100 % among ten classes also where "
            "the picture is none of them."
        )
    )
