"""Both ways timed on this server over kernel sizes, in the background."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import streamlit as st

from explorer.plots.fourier import ways_figure
from explorer.ui.fourier.scripts import show_race_script
from explorer.ui.fourier.settings import RACE
from explorer.ui.jobs import Job, JobDesk, say_refused, show_progress, start_job, watch_job
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section
from explorer.ui.numerals import show_number
from explorer.ui.problems import tell

if TYPE_CHECKING:
    from explorer.signals.fourier_timing import RacePoint  # needs torch, imported late

Points = tuple["RacePoint", ...]


@st.cache_resource(show_spinner=False)
def race_desk() -> JobDesk[Points]:
    """Return the server's one place to measure: two races at once would measure each other."""
    return JobDesk("fourier-race", workers=1, most_kept=4)


def show_race() -> None:
    """Choose what is convolved, measure, watch the curves grow, stop."""
    what, press = st.columns([3, 1], vertical_alignment="bottom")
    name = RACE.draw(what)
    job = race_desk().find(name)
    press.button(
        _("Measure here"),
        key="fourier_measure",
        icon=":material/timer:",
        type="primary",
        disabled=job is not None and job.live,
        on_click=_start,
        args=(name,),
        width="stretch",
    )
    say_refused()
    watch_job(job, lambda: _show_points(name, job))
    st.markdown(lesson_section("correlation", "theorem_measured"))
    with st.expander(_("The code that measures")):
        show_race_script(name)


def _start(name: str) -> None:
    from explorer.signals.fourier_timing import run_race

    def steps() -> Iterator[Points]:
        return run_race(name)

    start_job(race_desk(), name, steps)


def _show_points(name: str, job: Job[Points] | None) -> None:
    from explorer.signals.fourier_timing import race_sizes

    problem = None if job is None else job.problem
    if problem is not None:
        st.warning(tell(problem), icon=":material/build:")
        return
    sizes = race_sizes(name)
    points = (job.latest or ()) if job is not None else ()
    if job is not None and job.live:
        _show_bar(job, points, sizes)
    if not points:
        if job is None or not job.live:
            st.caption(
                _(
                    "Nothing is measured yet on this server. It takes some seconds, on one thread; "
                    "whoever comes later sees the result too."
                )
            )
        return
    chart, words = st.columns([3, 2], vertical_alignment="center")
    chart.plotly_chart(
        ways_figure(
            sizes,
            (
                (_("plain sum"), [1000 * point.direct_s for point in points]),
                (_("through the FFT"), [1000 * point.fft_s for point in points]),
            ),
            here=None,
            size_label=_("K"),
            cost_label=_("milliseconds, the best of the runs"),
        ),
        width="stretch",
        key="fourier_race_chart",
        alt=_("Measured milliseconds of both ways over {count} kernel sizes").format(
            count=len(points)
        ),
    )
    words.markdown("\n\n".join(describe_points(points, sizes)))
    rest = len(sizes) - len(points)
    if rest and job is not None and not job.live:
        words.caption(_("Stopped: {rest} sizes were left out.").format(rest=rest))


def _show_bar(job: Job[Points], points: Points, sizes: tuple[int, ...]) -> None:
    if job.latest is None:
        show_progress(job, None, "", key="fourier_stop")
        return
    upcoming = sizes[min(len(points), len(sizes) - 1)]
    text = _("Measuring K = {size}, {done} of {count} done").format(
        size=upcoming, done=len(points), count=len(sizes)
    )
    show_progress(job, len(points) / len(sizes), text, key="fourier_stop")


def describe_points(points: Points, sizes: tuple[int, ...]) -> list[str]:
    """Say from which measured size on the FFT was faster here, and how far it went."""
    from explorer.signals.fourier_timing import measured_crossing

    crossing = measured_crossing(points)
    last = points[-1]
    if crossing is None:
        told = [
            _("Here, now: up to K = {size} the plain sum was not beaten for good.").format(
                size=last.kernel_size
            )
        ]
    else:
        told = [_("Here, now: the FFT is faster **from K = {size} on**.").format(size=crossing)]
        smaller = [size for size in sizes if size < crossing]
        if smaller:
            told.append(
                _("At K = {size}, the next smaller one measured, the plain sum still won.").format(
                    size=smaller[-1]
                )
            )
    slower = last.direct_s > last.fft_s
    times = last.direct_s / last.fft_s if slower else last.fft_s / last.direct_s
    told.append(
        (
            _("At K = {size} the FFT is {times} times as fast.")
            if slower
            else _("At K = {size} the plain sum is {times} times as fast.")
        ).format(size=last.kernel_size, times=show_number(times, 2))
    )
    told.append(
        _("Both gave the same numbers to within {share} of the largest one (float32).").format(
            share=show_number(max(point.difference for point in points), 2)
        )
    )
    return told
