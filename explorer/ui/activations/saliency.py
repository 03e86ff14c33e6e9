"""Where a class's score comes from: gradient, Grad-CAM and occlusion, side by side."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Any

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explorer.data.pictures import Floats
from explorer.networks.convolution_layers import Tap
from explorer.networks.loaded_network import LoadedNetwork
from explorer.networks.occlusion import OcclusionMap, OcclusionSettings, occlusion_map
from explorer.networks.saliency import (
    ClassGradient,
    enlarge_map,
    find_gradient,
    scale_to_one,
    smooth_gradient,
)
from explorer.plots.colours import signed_limit
from explorer.plots.field_pictures import spread_change
from explorer.plots.heat import data_address, heat_picture, photo_picture, signed_heat_picture
from explorer.ui.activations.insight_settings import (
    GRADIENT,
    PATCH,
    PREDICTED,
    SALIENCY_CLASS,
    STEP,
    class_choice,
)
from explorer.ui.activations.samples import class_names, class_title
from explorer.ui.controls import draw_all
from explorer.ui.jobs import (
    Job,
    JobDesk,
    say_refused,
    show_progress,
    start_job,
    visitor_id,
    watch_job,
)
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section
from explorer.ui.networks.choosing import source_name
from explorer.ui.networks.viewing import NetworkView
from explorer.ui.numerals import show_number
from explorer.ui.problems import tell


@st.cache_resource(show_spinner=False)
def saliency_desk() -> JobDesk[OcclusionMap]:
    """Return the server's one desk for occlusion of class scores."""
    return JobDesk("saliency")


def show_saliency(view: NetworkView, channel: int) -> None:  # noqa: ARG001 - one shape for all looks
    """Choose a class and a gradient; see three answers to where its score comes from."""
    places = st.columns([3, 6, 3, 3, 4], vertical_alignment="bottom")
    chosen = class_choice(SALIENCY_CLASS, class_names(view)).draw(places[0])
    number = int(view.scores.argmax()) if chosen == PREDICTED else int(chosen)
    values = draw_all((GRADIENT, PATCH, STEP), places[1:4])
    settings = OcclusionSettings(values["saliency_patch"], values["saliency_step"])
    job = saliency_desk().find(_question(view, number, settings))
    places[4].button(
        _("Hide patch by patch"),
        key="saliency_start",
        icon=":material/play_arrow:",
        type="primary",
        disabled=job is not None and (job.live or job.finished),
        on_click=_start,
        args=(view, number, settings),
    )
    say_refused()
    found = _find_gradient(view.network, view.key, view.inputs, view.tap, number)
    st.markdown(" ".join(_describe(view, number, found)))
    kind = values["saliency_gradient"]
    watch_job(job, lambda: _show_answers(view, number, found, kind, (settings.patch, job)))
    st.markdown(lesson_section("activations", "saliency"))


@st.cache_resource(max_entries=12, show_spinner=False)
def _find_gradient(
    _network: LoadedNetwork,
    key: tuple[object, ...],  # noqa: ARG001 - part of the cache's key, for network and picture
    _inputs: Floats,
    tap: Tap,
    number: int,
) -> ClassGradient:
    return find_gradient(_network, _inputs, tap, number)


@st.cache_resource(max_entries=12, show_spinner=False)
def _smooth(
    _network: LoadedNetwork,
    key: tuple[object, ...],  # noqa: ARG001
    _inputs: Floats,
    number: int,
) -> Floats:
    return smooth_gradient(_network, _inputs, number)


def _question(view: NetworkView, number: int, settings: OcclusionSettings) -> Hashable:
    side = view.inputs.shape[-1]
    return (visitor_id(), view.network.key, view.picture.key, side, number, settings)


def _start(view: NetworkView, number: int, settings: OcclusionSettings) -> None:
    trace, inputs = view.network.trace, view.inputs
    last = list(trace.outputs)[-1]

    def steps() -> Iterator[OcclusionMap]:
        return occlusion_map(trace, last, number, (0, 0), inputs, settings=settings)

    start_job(saliency_desk(), _question(view, number, settings), steps)


def _describe(view: NetworkView, number: int, found: ClassGradient) -> list[str]:
    name = f"**{class_title(view, number)}**"
    told = [
        _("The score of {name} is **{score}**; weights: {source}, frozen.").format(
            name=name, score=show_number(found.score), source=source_name(view.network)
        )
    ]
    if not view.network.classes:
        told.append(
            _("Nothing was learned: these maps show the wiring, not what a class looks like.")
        )
    return told


def _show_answers(
    view: NetworkView,
    number: int,
    found: ClassGradient,
    kind: str,
    hidden: tuple[int, Job[OcclusionMap] | None],
) -> None:
    """Draw the photo and the three maps; what is empty is told in words."""
    patch, job = hidden
    if job is not None and job.live:
        _show_progress(job)
    photo, gradient, cam, occlusion = st.columns(4)
    photo.image(
        photo_picture(view.photo),
        width="stretch",
        caption=_("As the network is fed it, {side} px").format(side=view.inputs.shape[-1]),
        alt=_("The picture"),
    )
    _show_gradient(gradient, view, number, found, kind)
    _show_cam(cam, view, found)
    _show_occlusion(occlusion, view, patch, job)


def _show_gradient(
    place: DeltaGenerator, view: NetworkView, number: int, found: ClassGradient, kind: str
) -> None:
    if kind == "times_input":
        signed = found.times_input
        limit = float(np.abs(signed).max())
        if limit > 0:
            place.image(
                signed_heat_picture(view.photo, signed, limit),
                width="stretch",
                caption=_(
                    "Gradient × input, summed over the colours: from −{limit} (blue) to {limit} "
                    "(orange)"
                ).format(limit=show_number(limit)),
                alt=_("Gradient times input over the picture"),
            )
            return
    values = found.strength
    title = _("Largest |gradient| of the three colours")
    if kind == "smooth":
        with place, st.spinner(_("Averaging noisy copies …")):
            values = _smooth(view.network, view.key, view.inputs, number)
        title = _("SmoothGrad: |gradient| averaged over 16 noisy copies")
    shares = scale_to_one(values)
    if shares is None:
        place.info(_("The gradient is zero everywhere: no pixel moves this score a little."))
        return
    place.image(
        heat_picture(view.photo, shares),
        width="stretch",
        caption=title
        + _("; divided by its maximum {most}").format(most=show_number(float(values.max()))),
        alt=_("Where a small change of a pixel moves the score"),
    )


def _show_cam(place: DeltaGenerator, view: NetworkView, found: ClassGradient) -> None:
    cam = found.class_map
    layer = f"`{view.layer.name}`"
    shares = scale_to_one(cam)
    if shares is None:
        place.info(
            _(
                "Grad-CAM on {layer} is nowhere above 0: on this picture the layer speaks against "
                "the class, or not at all. Its ReLU would leave nothing."
            ).format(layer=layer)
        )
        return
    place.image(
        heat_picture(view.photo, enlarge_map(shares, view.inputs.shape[-1])),
        width="stretch",
        caption=_(
            "Grad-CAM on {layer}, {rows} × {columns} places, enlarged; negatives set to 0, divided "
            "by its maximum {most}"
        ).format(
            layer=layer, rows=cam.shape[0], columns=cam.shape[1], most=show_number(float(cam.max()))
        ),
        alt=_("Which places of the layer's maps speak for the class"),
    )


def _show_occlusion(
    place: DeltaGenerator, view: NetworkView, patch: int, job: Job[OcclusionMap] | None
) -> None:
    problem: Any = None if job is None else job.problem
    if problem is not None:
        place.warning(tell(problem), icon=":material/build:")
        return
    known = None if job is None else job.latest
    if known is None:
        place.caption(
            _("Occlusion takes longer: start it with “{button}”.").format(
                button=_("Hide patch by patch")
            )
        )
        return
    side = view.inputs.shape[-1]
    change = spread_change(
        known.change, known.known, (known.tops, known.lefts), patch, (side, side)
    )
    limit = signed_limit(change)
    place.image(
        data_address(signed_heat_picture(view.photo, change, limit)),
        width="stretch",
        caption=_(
            "Occlusion: change of the score {value}, the mean over the patches of {patch} px that "
            "hide a place, from −{limit} (blue: it speaks for the class) to {limit} (orange: "
            "against it); {done} of {total} places"
        ).format(
            value=show_number(known.value),
            patch=patch,
            limit=show_number(limit),
            done=known.done,
            total=known.total,
        ),
        alt=_("How the score changes where the picture is hidden"),
    )


def _show_progress(job: Job[OcclusionMap]) -> None:
    found = job.latest
    if found is None:
        show_progress(job, None, "", key="saliency_stop")
        return
    text = _("{done} of {total} places").format(done=found.done, total=found.total)
    show_progress(job, found.done / found.total, text, key="saliency_stop")
