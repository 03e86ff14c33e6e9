"""Dead-filter detective: who never answers, what happens without a filter, what kills them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.data.pictures import Floats
from explorer.errors import SettingError
from explorer.networks.convolution_layers import ConvolutionLayer
from explorer.networks.dead_filters import (
    ALIVE,
    DEAD,
    SILENT,
    FilterSurvey,
    read_peaks,
    silence,
    survey_filters,
    survey_inputs,
)
from explorer.networks.loaded_network import LoadedNetwork
from explorer.plots.insight import filters_figure
from explorer.ui.activations.dying import show_dying
from explorer.ui.activations.insight_settings import (
    ABLATE,
    PICTURES,
    read_channels,
)
from explorer.ui.activations.samples import class_title
from explorer.ui.language import _, ngettext
from explorer.ui.lessons import lesson_section
from explorer.ui.link import set_controls
from explorer.ui.networks.choosing import source_name
from explorer.ui.networks.viewing import NetworkView
from explorer.ui.numerals import show_number
from explorer.ui.problems import guarded

States = NDArray[np.int64]

_CHART = "_dead_chart"
_TOP = 5


def show_dead_filters(view: NetworkView, channel: int) -> None:
    """The layer's channels over many pictures, channels set to zero, and a training that kills."""
    survey = st.container()
    channels = _choose_channels(channel)  # first: the chart above marks them
    with survey:
        guarded(lambda: _show_survey(view, channel, channels))
    if channels:
        guarded(lambda: _show_ablation(view, channels))
    st.markdown(lesson_section("activations", "dead"))
    show_dying()


def _show_survey(view: NetworkView, channel: int, silenced: Sequence[int]) -> None:
    count = PICTURES.draw(st.columns([2, 3])[0])
    network, side = view.network, view.inputs.shape[-1]
    with st.spinner(_("Running {count} pictures …").format(count=count)):
        survey = _survey(network, network.key, view.layer, view.layer.name, (count, side))
    here = _read_here(network, view.key, view.layer, view.inputs)
    states = survey.states(here)
    st.markdown(" ".join(_describe(view, survey, states, count)))
    st.plotly_chart(
        _draw_filters(survey, here, states, (channel, silenced)),
        width="stretch",
        key=_chart_key(),
        on_select=_take_points,
        selection_mode="points",
        alt=_(
            "Weight norm against largest activation of {count} channels: {dead} dead, {silent} "
            "silent here, {alive} alive"
        ).format(
            count=len(states),
            dead=int((states == DEAD).sum()),
            silent=int((states == SILENT).sum()),
            alive=int((states == ALIVE).sum()),
        ),
    )


def _draw_filters(
    survey: FilterSurvey, here: Floats, states: States, marked: tuple[int, Sequence[int]]
) -> Any:
    channel, silenced = marked
    labels = (_("dead"), _("silent here"), _("alive"))
    hover = [
        _("channel {number}: {state}<br>weight norm {norm}<br>largest {most}, here {here}").format(
            number=number,
            state=labels[states[number]],
            norm=show_number(float(survey.norms[number])),
            most=show_number(float(survey.greatest[number])),
            here=show_number(float(here[number])),
        )
        for number in range(len(states))
    ]
    return filters_figure(
        survey.norms.tolist(),
        survey.greatest.tolist(),
        states.tolist(),
        channel,
        [number for number in silenced if number < len(states)],
        state_labels=labels,
        hover=hover,
        chosen_label=_("channel {number}").format(number=channel),
        silenced_label=_("set to zero"),
        norm_label=_("norm of the filter's weights"),
        greatest_label=_("largest value before the activation"),
    )


def _describe(view: NetworkView, survey: FilterSurvey, states: States, count: int) -> list[str]:
    dead, silent, alive = (int((states == state).sum()) for state in (DEAD, SILENT, ALIVE))
    told = [
        _(
            "Of {channels} channels of {layer} (weights: {source}), **{alive}** are alive on this "
            "picture, **{silent}** silent here, **{dead}** dead: not above zero anywhere on "
            "{count} pictures and this one."
        ).format(
            channels=len(states),
            layer=f"`{view.layer.name}`",
            source=source_name(view.network),
            alive=alive,
            silent=silent,
            dead=dead,
            count=count,
        )
    ]
    if view.layer.activation not in {"ReLU", "ReLU6"}:
        told.append(
            _(
                "The activation is {name}, which lets a little below zero through: there "
                "“dead” only means never above zero."
            ).format(name=view.layer.activation)
        )
    weakest = int(survey.greatest.argmin())
    told.append(
        _("The weakest is channel {number} with {most}.").format(
            number=weakest, most=show_number(float(survey.greatest[weakest]))
        )
    )
    return told


@st.cache_resource(max_entries=24, show_spinner=False)
def _survey(
    _network: LoadedNetwork,
    key: str,  # noqa: ARG001 - part of the cache's key, as the layer's name
    _layer: ConvolutionLayer,
    name: str,  # noqa: ARG001
    pictures: tuple[int, int],
) -> FilterSurvey:
    return survey_filters(_network, _layer, survey_inputs(*pictures))


@st.cache_resource(max_entries=24, show_spinner=False)
def _read_here(
    _network: LoadedNetwork,
    key: tuple[object, ...],  # noqa: ARG001
    _layer: ConvolutionLayer,
    _inputs: Floats,
) -> Floats:
    return np.asarray(read_peaks(_network, _layer, _inputs[None])[0])


def _chart_key() -> str:
    """A new chart after each click: a point that stays selected could not be clicked again."""
    return f"{_CHART}_{st.session_state.get(_CHART, 0)}"


def _take_points() -> None:
    """Take clicked points into the list of silenced channels, or out of it."""
    chart = st.session_state[_chart_key()]
    st.session_state[_CHART] = st.session_state.get(_CHART, 0) + 1
    points = [point.get("customdata") for point in chart["selection"]["points"]]
    clicked = [
        int(point[0] if isinstance(point, list) else point) for point in points if point is not None
    ]
    _toggle(clicked)


def _toggle(channels: Sequence[int]) -> None:
    try:
        held = list(read_channels(str(st.session_state.get(ABLATE.key, ""))))
    except SettingError:
        held = []
    for number in channels:
        held = [each for each in held if each != number] if number in held else [*held, number]
    set_controls({ABLATE.key: ",".join(map(str, held))})


def _choose_channels(channel: int) -> tuple[int, ...]:
    """Draw the list of channels that are set to zero, and return it."""
    listed, own, none = st.columns([4, 2, 2], vertical_alignment="bottom")
    channels = read_channels(ABLATE.draw(listed))
    own.button(
        _("Channel {number} on or off").format(number=channel),
        key="dead_toggle",
        on_click=_toggle,
        args=([channel],),
        width="stretch",
    )
    none.button(
        _("None"),
        key="dead_none",
        on_click=set_controls,
        args=({ABLATE.key: ""},),
        disabled=not channels,
        width="stretch",
    )
    if not channels:
        st.caption(
            _(
                "Click points of the chart, or write numbers: their maps become zero and the top "
                "predictions move."
            )
        )
    return channels


def _show_ablation(view: NetworkView, channels: Sequence[int]) -> None:
    before, after = silence(view.network, view.layer, channels, view.inputs)
    _show_predictions(view, channels, before, after)


def _show_predictions(
    view: NetworkView, channels: Sequence[int], before: Floats, after: Floats
) -> None:
    """Both tops in one table: score and, where something was learned, probability."""
    top = dict.fromkeys(
        [*np.argsort(-before, kind="stable")[:_TOP], *np.argsort(-after, kind="stable")[:_TOP]]
    )
    names = [class_title(view, int(number)) for number in top]
    told = _tell_change(view, channels, before, after)
    rows = [
        f"| {name} | {_cell(view, before, number)} | {_cell(view, after, number)} | "
        f"{show_number(float(after[number] - before[number]))} |"
        for name, number in zip(names, top, strict=True)
    ]
    head = " | ".join([_("class"), _("before"), _("after"), _("change of the score")])
    st.markdown("\n".join([told, "", f"| {head} |", "|---|---:|---:|---:|", *rows]))


def _tell_change(view: NetworkView, channels: Sequence[int], before: Floats, after: Floats) -> str:
    told = ngettext(
        "With channel {channels} of {layer} set to zero, behind the activation if there is one:",
        "With channels {channels} of {layer} set to zero, behind the activation if there is one:",
        len(channels),
    ).format(channels=", ".join(map(str, channels)), layer=f"`{view.layer.name}`")
    if int(before.argmax()) == int(after.argmax()):
        told += " " + _("the first place stays **{name}**.").format(
            name=class_title(view, int(after.argmax()))
        )
    else:
        told += " " + _("the first place goes from **{name}** to **{other}**.").format(
            name=class_title(view, int(before.argmax())),
            other=class_title(view, int(after.argmax())),
        )
    return told


def _cell(view: NetworkView, scores: Floats, number: int) -> str:
    score = show_number(float(scores[number]))
    if not view.network.classes:
        return score
    import torch

    share = view.network.calibration.probabilities(torch.from_numpy(scores)[None])[0, number]
    return f"{score} ({share.item():.1%})"
