"""The visitor's own zip of class folders: read in the background, kept in this session alone."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

from explorer.data.class_folders import ZipReading, read_class_zip
from explorer.data.labelled_pictures import LabelledPictures
from explorer.errors import ExplorerError
from explorer.ui.feature_space.features import forget_own, own_desk
from explorer.ui.jobs import Job, show_progress, watch_job
from explorer.ui.language import _, ngettext
from explorer.ui.lessons import lesson_section
from explorer.ui.problems import tell

OWN_SIDE = 96  # pixels a side in memory: 500 pictures take 14 MB
_WIDGET, _JOB, _REFUSED = "feature_zip", "_feature_zip_job", "_feature_zip_refused"


def own_pictures() -> LabelledPictures | None:
    """Draw the upload and what became of it; return the pictures once they are read."""
    st.file_uploader(
        _("A zip with one folder for each class"), type="zip", key=_WIDGET, on_change=_take
    )
    refused: ExplorerError | None = st.session_state.get(_REFUSED)
    if refused is not None:
        st.warning(tell(refused), icon=":material/hourglass_top:")
    st.caption(
        ":material/lock: "
        + _("Your pictures stay in this session's memory; nothing is written to disk or kept.")
    )
    job: Job[ZipReading] | None = st.session_state.get(_JOB)
    if job is None:
        st.markdown(lesson_section("feature_space", "own_zip"))
        return None
    watch_job(job, lambda: _show_reading(job))
    reading = job.latest if job.finished else None
    if st.session_state.get(_WIDGET) is None:
        st.button(
            _("Forget my pictures"), key="feature_forget", icon=":material/delete:", on_click=_drop
        )
    return None if reading is None else reading.pictures


def _show_reading(job: Job[ZipReading]) -> None:
    problem = job.problem
    if problem is not None:
        st.error(tell(problem), icon=":material/folder_off:")
        return
    reading = job.latest
    if job.live:
        text = "" if reading is None else _("{done} of {total} pictures read").format(
            done=reading.done, total=reading.total
        )  # fmt: skip
        share = None if reading is None else reading.done / reading.total
        show_progress(job, share, text, key="feature_zip_stop")
    elif reading is None or reading.pictures is None:
        st.info(_("Stopped: upload the zip again to read it."))
    else:
        _describe(reading, reading.pictures)


def _describe(reading: ZipReading, pictures: LabelledPictures) -> None:
    told = [
        _("{count} pictures of {classes} classes.").format(
            count=len(pictures), classes=len(pictures.classes)
        )
    ]
    if reading.skipped:
        told.append(
            ngettext(
                "{count} picture could not be read and is left out.",
                "{count} pictures could not be read and are left out.",
                reading.skipped,
            ).format(count=reading.skipped)
        )
    if reading.others:
        told.append(
            ngettext(
                "{count} file is no picture and is left out.",
                "{count} files are no pictures and are left out.",
                reading.others,
            ).format(count=reading.others)
        )
    st.success(" ".join(told), icon=":material/folder_zip:")


def _take() -> None:
    """Begin to read a new file, from the widget's callback; a removed one is forgotten."""
    given = st.session_state[_WIDGET]
    _drop()
    if given is None:
        return
    data: bytes = given.getvalue()

    def steps() -> Iterator[ZipReading]:
        return read_class_zip(data, OWN_SIDE)

    try:
        st.session_state[_JOB] = own_desk().start(("zip", given.file_id), steps)
    except ExplorerError as error:
        st.session_state[_REFUSED] = error


def _drop() -> None:
    job: Job[ZipReading] | None = st.session_state.pop(_JOB, None)
    if job is not None:
        job.end()
    st.session_state.pop(_REFUSED, None)
    forget_own()
