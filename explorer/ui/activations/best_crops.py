"""Top nine: the best crop of each picture for one channel, samples and the visitor's own."""

from __future__ import annotations

import weakref
from collections.abc import Hashable, Iterator
from typing import Any

import streamlit as st

from explorer.data.pictures import Floats
from explorer.data.sample_list import PHOTOS
from explorer.data.uploads import EXTENSIONS
from explorer.networks.best_crops import BEST, BestCrop, cut_crop, join_peaks, rank_crops
from explorer.plots.heat import crop_picture, with_air
from explorer.ui.activations.own_pictures import (
    MOST_FILES,
    OwnPictures,
    OwnProgress,
    Question,
    own_pictures,
    search_files,
)
from explorer.ui.activations.samples import SampleRun, run_samples, sample_photo, sample_title
from explorer.ui.jobs import (
    Job,
    JobDesk,
    say_refused,
    show_progress,
    start_job,
    visitor_id,
    watch_job,
)
from explorer.ui.language import _, ngettext
from explorer.ui.lessons import lesson_section
from explorer.ui.networks.choosing import source_name
from explorer.ui.networks.viewing import NetworkView
from explorer.ui.numerals import show_number
from explorer.ui.problems import tell

CROP_SIDE = 90  # pixels of a drawn crop: nine stand in one row
AIR = 8  # and beside it


@st.cache_resource(show_spinner=False)
def own_desk() -> JobDesk[OwnProgress]:
    """Return the server's one desk for visitors' pictures; jobs keep numbers only."""
    return JobDesk("own_pictures")


def show_best_crops(view: NetworkView, channel: int) -> None:
    """The nine best crops, and the way to search one's own pictures too."""
    run = run_samples(view)
    own = own_pictures()
    job = _offer_search(view, own)
    watch_job(job, lambda: _show_found(view, channel, run, own, job))
    st.markdown(lesson_section("activations", "best"))


def draw_crops(
    view: NetworkView, channel: int, run: SampleRun, *, side: int = CROP_SIDE, most: int = BEST
) -> None:
    """Draw the best crops of the sample pictures alone, for another closer look."""
    best = rank_crops(run.peaks, run.field, channel, most)
    _draw(view, best, [_sample(view, crop.picture) for crop in best], side)


def _offer_search(view: NetworkView, own: OwnPictures) -> Job[OwnProgress] | None:
    """Draw the upload and the start; return the job that searches for this layer, if there is."""
    with st.popover(_("Search my pictures too"), icon=":material/add_photo_alternate:"):
        files = st.file_uploader(
            _("Your pictures, up to {limit}").format(limit=MOST_FILES),
            type=EXTENSIONS,
            accept_multiple_files=True,
            key="best_files",
        )[:MOST_FILES]
        st.caption(
            ":material/lock: "
            + _("They stay in this session's memory; nothing is written to disk or kept.")
        )
        own.keep_only([file.file_id for file in files])
        question = _question(view)
        job = own_desk().find((visitor_id(), question))
        done = set(own.found(question)) | set(own.problems)
        missing = [file for file in files if file.file_id not in done]
        st.button(
            ngettext("Search {count} picture", "Search {count} pictures", len(missing)).format(
                count=len(missing)
            ),
            key="best_search",
            icon=":material/play_arrow:",
            type="primary",
            disabled=not missing or (job is not None and job.live),
            on_click=_start,
            args=(view, own, missing),
        )
        for problem in own.problems.values():
            st.error(tell(problem), icon=":material/broken_image:")
    say_refused()
    return job


def _start(view: NetworkView, own: OwnPictures, missing: list[Any]) -> None:
    files = [(file.file_id, file.getvalue()) for file in missing]
    question, network, tap, side = _question(view), view.network, view.tap, view.inputs.shape[-1]
    held = weakref.ref(own)

    def steps() -> Iterator[OwnProgress]:
        return search_files(held, files, question=question, network=network, tap=tap, side=side)

    asked: Hashable = (visitor_id(), question)
    start_job(own_desk(), asked, steps)


def _question(view: NetworkView) -> Question:
    return (view.network.key, view.layer.name, view.stage, view.inputs.shape[-1])


def _show_found(
    view: NetworkView,
    channel: int,
    run: SampleRun,
    own: OwnPictures,
    job: Job[OwnProgress] | None,
) -> None:
    if job is not None and job.live:
        found = job.latest
        share = None if found is None else found.done / max(found.total, 1)
        text = "" if found is None else _("{done} of {total} pictures").format(
            done=found.done, total=found.total
        )  # fmt: skip
        show_progress(job, share, text, key="best_stop")
    mine = own.found(_question(view))
    peaks = join_peaks([run.peaks, *mine.values()])
    best = rank_crops(peaks, run.field, channel)
    files, side = list(mine), view.inputs.shape[-1]
    shown = []
    for crop in best:
        place = crop.picture - len(PHOTOS)
        if place < 0:
            shown.append(_sample(view, crop.picture))
        else:
            title = _("Your picture {number}").format(number=place + 1)
            shown.append((title, own.photo(files[place], side)))
    even = int(peaks.even[:, channel].sum())
    st.markdown(" ".join(_describe(view, channel, run, best, count=len(peaks), even=even)))
    _draw(view, best, shown, CROP_SIDE)


def _sample(view: NetworkView, number: int) -> tuple[str, Floats]:
    return sample_title(number), sample_photo(number, view.inputs.shape[-1])


def _draw(
    view: NetworkView, best: tuple[BestCrop, ...], shown: list[tuple[str, Floats]], side: int
) -> None:
    """Draw crops in a row that wraps, each with its rank, its picture's title and its value."""
    if not best:
        return
    captions = [
        f"{rank}. {title}: {show_number(crop.value)}"
        for rank, (crop, (title, _photo)) in enumerate(zip(best, shown, strict=True), 1)
    ]
    st.image(
        [
            with_air(crop_picture(cut_crop(photo, crop.box), side), AIR)
            for crop, (_t, photo) in zip(best, shown, strict=True)
        ],
        caption=captions,
        width=side + AIR,
        alt=[
            _("Crop of {title}, value {value}").format(title=title, value=show_number(crop.value))
            for crop, (title, _photo) in zip(best, shown, strict=True)
        ],
    )
    st.caption(
        _(
            "Photographs; ranked by the weights: {source}. Grey lies past a picture's border."
        ).format(source=source_name(view.network))
    )


def _describe(
    view: NetworkView,
    channel: int,
    run: SampleRun,
    best: tuple[BestCrop, ...],
    *,
    count: int,
    even: int,
) -> list[str]:
    """Say where the strongest stands, what a crop is, and which pictures have none."""
    if not best:
        return [
            _(
                "Channel {channel} of {layer} answers alike everywhere on all {count} pictures: "
                "there is no best crop. Choose another channel, or look before the activation."
            ).format(channel=channel, layer=f"`{view.layer.name}`", count=count)
        ]
    told = [_strongest(channel, best[0], count), _size(view, run, best[0])]
    if run.field.global_context and not run.field.whole_image:
        told.append(
            _("Through a global operation these units depend on the rest of the picture as well.")
        )
    if even:
        told.append(
            ngettext(
                "One picture is left out: the map is the same everywhere on it.",
                "{count} pictures are left out: the map is the same everywhere on them.",
                even,
            ).format(count=even)
        )
    return told


def _strongest(channel: int, first: BestCrop, count: int) -> str:
    text = _(
        "Of {count} pictures, one crop each: channel {channel} is strongest, **{value}**, at unit "
        "[{row}, {column}]."
    )
    row, column = first.unit
    value = show_number(first.value)
    return text.format(count=count, channel=channel, value=value, row=row, column=column)


def _size(view: NetworkView, run: SampleRun, crop: BestCrop) -> str:
    rows, columns = crop.box.bottom - crop.box.top, crop.box.right - crop.box.left
    side = view.inputs.shape[-1]
    if run.field.whole_image:
        return _("Its units see the whole picture.")
    text = _("A crop is what the unit can see: {rows} × {columns} pixels of a picture of {side}.")
    return text.format(rows=rows, columns=columns, side=side)
