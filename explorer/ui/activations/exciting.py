"""What excites it: a picture made by gradient ascent, growing while one watches."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from explorer.data.pictures import Floats
from explorer.networks.exciting import Excitement, ExciteSettings, Target, excite
from explorer.plots.heat import crop_picture, data_address, photo_picture, with_air
from explorer.plots.insight import climb_figure
from explorer.ui.activations.best_crops import AIR, draw_crops
from explorer.ui.activations.insight_settings import (
    COLOURS,
    EXCITE_CLASS,
    EXCITE_MORE,
    STEPS,
    TARGET,
    WAVES,
    class_choice,
)
from explorer.ui.activations.samples import (
    SampleRun,
    class_names,
    class_title,
    run_samples,
    sample_photo,
    sample_title,
)
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

_SMALL = 104  # pixels of a photograph beside the result
_MOST_KEPT = 24  # results on a server: a picture of 224 pixels takes 0.6 MB


@st.cache_resource(show_spinner=False)
def excite_desk() -> JobDesk[Excitement]:
    """Return the server's one desk for climbs."""
    return JobDesk("exciting", workers=2, most_kept=_MOST_KEPT)


@dataclass(frozen=True, slots=True)
class _Climb:
    """What is asked for; `best`: the greatest value over the sample photographs."""

    target: Target
    settings: ExciteSettings
    best: float
    name: str


def show_exciting(view: NetworkView, channel: int) -> None:
    """Choose target and regularisers, start, watch the picture grow, stop."""
    what, steps, start = st.columns([5, 4, 2], vertical_alignment="bottom")
    values = draw_all((TARGET, STEPS), (what, steps))
    with st.popover(_("Regularisers, learning rate, seed"), icon=":material/tune:"):
        values |= draw_all((WAVES, COLOURS, *EXCITE_MORE), [st] * (2 + len(EXCITE_MORE)))
    run = run_samples(view, view.layer.before)
    climb = _read(view, channel, run, values)
    job = excite_desk().find(_question(view, climb))
    start.button(
        _("Excite it"),
        key="excite_start",
        icon=":material/play_arrow:",
        type="primary",
        disabled=job is not None and (job.live or job.finished),
        on_click=_start,
        args=(view, climb),
        width="stretch",
    )
    say_refused()
    watch_job(job, lambda: _show_climb(view, channel, run, climb, job))
    st.markdown(lesson_section("activations", "excite"))


def _read(view: NetworkView, channel: int, run: SampleRun, values: dict[str, Any]) -> _Climb:
    """Turn the controls into a target, its settings and the photographs' best."""
    kind = values["excite_target"]
    settings = ExciteSettings(
        int(values["excite_steps"]),
        values["excite_rate"],
        values["excite_waves"],
        values["excite_colours"],
        values["excite_jitter"],
        values["excite_scale"],
        float(values["excite_turn"]),
        values["excite_blur"],
        values["excite_seed"],
    )
    if kind == "class":
        choice = class_choice(EXCITE_CLASS, class_names(view))
        number = int(choice.draw(st.columns([2, 3])[0]))
        best = float(run.peaks.scores[:, number].max())
        return _Climb(Target("class", number), settings, best, class_title(view, number))
    table = run.peaks.values if kind == "unit" else run.peaks.means
    name = _("channel {channel} of {layer}").format(channel=channel, layer=view.layer.name)
    if kind == "unit":
        name = _("the middle unit of {channel}").format(channel=name)
    target = Target(kind, channel, view.layer.name)
    return _Climb(target, settings, float(table[:, channel].max()), name)


def _question(view: NetworkView, climb: _Climb) -> Hashable:
    side = view.inputs.shape[-1]
    return (visitor_id(), view.network.key, side, climb.target, climb.settings)


def _start(view: NetworkView, climb: _Climb) -> None:
    network, side = view.network, view.inputs.shape[-1]

    def steps() -> Iterator[Excitement]:
        return excite(network, climb.target, side, climb.settings)

    start_job(excite_desk(), _question(view, climb), steps)


def _show_climb(
    view: NetworkView, channel: int, run: SampleRun, climb: _Climb, job: Job[Excitement] | None
) -> None:
    problem = None if job is None else job.problem
    if problem is not None:
        st.warning(tell(problem), icon=":material/build:")
        return
    found = None if job is None else job.latest
    if job is not None and job.live:
        _show_progress(job)
    made, beside = st.columns([2, 3])
    if found is None and (job is None or not job.live):
        made.caption(_("Nothing is made yet: start it with “Excite it”."))
    elif found is not None:
        _show_made(made, view, climb, found)
    with beside:
        st.markdown("**" + _("Photographs it answers to most") + "**")
        if climb.target.kind == "class":
            _draw_best_photos(view, run, climb.target.number)
        else:
            draw_crops(view, channel, run, side=_SMALL)
        if found is not None:
            _show_curve(climb, found)
    if found is not None and job is not None:
        st.markdown(" ".join(_describe(climb, found, live=job.live)))


def _show_progress(job: Job[Excitement]) -> None:
    found = job.latest
    if found is None:
        show_progress(job, None, "", key="excite_stop")
        return
    text = _("step {step} of {steps}, value {value}").format(
        step=found.step, steps=found.steps, value=show_number(found.value)
    )
    show_progress(job, found.step / found.steps, text, key="excite_stop")


def _show_made(
    place: st.delta_generator.DeltaGenerator, view: NetworkView, climb: _Climb, found: Excitement
) -> None:
    """The picture with its label: whose weights, and that it is no photograph."""
    source = source_name(view.network)
    place.image(
        data_address(photo_picture(found.picture)),
        width="stretch",
        caption=_(
            "Made by gradient ascent, not a photograph: {name}, step {step}; weights: {source}"
        ).format(name=climb.name, step=found.step, source=source),
        alt=_("A picture made by gradient ascent for {name}").format(name=climb.name),
    )


def _show_curve(climb: _Climb, found: Excitement) -> None:
    st.plotly_chart(
        climb_figure(
            found.curve,
            climb.best,
            found.steps,
            curve_label=_("the made picture"),
            best_label=_("best photograph"),
            step_label=_("step"),
            value_label=_("value"),
        ),
        width="stretch",
        key="excite_curve",
        alt=_(
            "The value over the steps, from {first} to {last}; the best photograph has {best}"
        ).format(
            first=show_number(found.curve[0][1]),
            last=show_number(found.value),
            best=show_number(climb.best),
        ),
    )


def _draw_best_photos(view: NetworkView, run: SampleRun, number: int) -> None:
    """Draw the nine sample photographs with the highest score of a class."""
    scores = run.peaks.scores[:, number]
    order = np.argsort(-scores, kind="stable")[:9].tolist()
    photos: list[Floats] = [sample_photo(place, view.inputs.shape[-1]) for place in order]
    st.image(
        [with_air(crop_picture(photo, _SMALL), AIR) for photo in photos],
        caption=[
            f"{rank}. {sample_title(place)}: {show_number(float(scores[place]))}"
            for rank, place in enumerate(order, 1)
        ],
        width=_SMALL + AIR,
        alt=[sample_title(place) for place in order],
    )


def _describe(climb: _Climb, found: Excitement, *, live: bool) -> list[str]:
    told = []
    if not live and found.step < found.steps:
        told.append(
            _("Stopped after {step} of {steps} steps.").format(step=found.step, steps=found.steps)
        )
    told.append(
        _(
            "The value rose from {first} to **{last}**; the best of the photographs has {best}."
        ).format(
            first=show_number(found.curve[0][1]),
            last=show_number(found.value),
            best=show_number(climb.best),
        )
    )
    share = found.share_of(climb.best)
    if share is not None and share >= 1:
        told.append(_("That is {times} times as much.").format(times=show_number(share, 2)))
    elif share is not None:
        told.append(_("That is {share} of it.").format(share=f"{share:.0%}"))
    if climb.target.kind != "class":
        told.append(_("Values are the convolution's own, before normalisation and activation."))
    return told
