"""Files fetched on request: the size told first, a bar with what is left, stop, and going on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import streamlit as st

from explorer.data.downloading import discard_file, fetch_file, part_path
from explorer.data.part_file import size_of
from explorer.data.remote_files import RemoteFile
from explorer.data.transfer import Transfer
from explorer.errors import ExplorerError
from explorer.ui.jobs import Job, JobDesk, show_progress, watch_job
from explorer.ui.language import _
from explorer.ui.problems import tell

MEGABYTE = 1_000_000
_REFUSED = "_download_refused"


@st.cache_resource(show_spinner=False)
def download_desk() -> JobDesk[Transfer]:
    """Return the server's one desk for downloads: a file is fetched once, for all sessions."""
    return JobDesk("download", workers=2)


def download_panel(source: RemoteFile, folder: Path, purpose: str) -> None:
    """Offer a file that is not there yet, and show it coming; the page runs anew when it is there.

    `purpose`: what it is and what stands in for it meanwhile, one translated sentence or two.
    """
    job = download_desk().find(source.name)
    with st.container(border=True, key=f"download_panel_{source.name.partition('.')[0]}"):
        st.markdown(":material/cloud_download: " + purpose)
        if job is not None and job.live:
            watch_job(job, lambda: _show_coming(source, job))
        else:  # outside the watch: its start has to run the page, which then watches
            _show_problem(job)
            _offer(source, folder)


def _show_problem(job: Job[Transfer] | None) -> None:
    problem = st.session_state.pop(_REFUSED, None) or (job.problem if job is not None else None)
    if problem is not None:
        st.warning(tell(problem), icon=":material/cloud_off:")


def _show_coming(source: RemoteFile, job: Job[Transfer]) -> None:
    found, key = job.latest, f"stop_{source.name}"
    if found is None:
        show_progress(job, None, "", key=key)
        return
    words = _("{done} of {total} MB").format(
        done=f"{found.done_bytes / MEGABYTE:.1f}", total=f"{found.total_bytes / MEGABYTE:.1f}"
    )
    if found.seconds_left is not None:
        words += " · " + _("about {seconds} s left").format(seconds=round(found.seconds_left))
    show_progress(job, min(1.0, found.done_bytes / found.total_bytes), words, key=key)


def _offer(source: RemoteFile, folder: Path) -> None:
    """The start; where a part has arrived before, going on and beginning anew."""
    arrived = size_of(part_path(source, folder))
    size = _("{size} MB from {host}").format(
        size=round(source.size_bytes / MEGABYTE), host=source.host
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            _("Go on at {done} MB").format(done=f"{arrived / MEGABYTE:.1f}")
            if arrived
            else _("Download"),
            key=f"start_{source.name}",
            icon=":material/download:",
            type="primary",
            on_click=_start,
            args=(source, folder),
        )
        if arrived:
            st.button(
                _("Begin anew"),
                key=f"anew_{source.name}",
                icon=":material/restart_alt:",
                on_click=_start,
                args=(source, folder),
                kwargs={"anew": True},
            )
        st.caption(size)


def _start(source: RemoteFile, folder: Path, *, anew: bool = False) -> None:
    stop = Event()

    def steps() -> Iterator[Transfer]:
        yield from fetch_file(source, folder, stop)

    try:
        if anew:
            discard_file(source, folder)
        download_desk().start(source.name, steps, stop=stop)
    except ExplorerError as error:
        st.session_state[_REFUSED] = error
