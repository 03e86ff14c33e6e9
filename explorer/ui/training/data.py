"""The pictures of a run: a few of each class, how they are split, and whether a part leaks."""

from __future__ import annotations

import numpy as np
import streamlit as st
import torch

from explorer.data.labelled_pictures import LabelledPictures
from explorer.training.settings import RunSettings
from explorer.training.splits import PARTS, Split, find_leaks, split_pictures
from explorer.ui.gallery import Shown, show_gallery
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section
from explorer.ui.wording import class_names

_EACH = 2  # pictures of a class on the wall
_MOST = 24


def show_data(pictures: LabelledPictures, settings: RunSettings) -> None:
    """The wall of samples, the table of parts, and what is to be warned of."""
    split = split_pictures(pictures, settings.seed, settings.labels_per_class)
    names = class_names(pictures)
    _show_table(pictures, split, names)
    _show_warnings(pictures, split, names)
    st.markdown(lesson_section("training", "data"))
    chosen = np.concatenate(
        [np.flatnonzero(pictures.labels == label)[:_EACH] for label in range(len(names))]
    )[:_MOST]
    show_gallery(
        [
            Shown(torch.from_numpy(pictures.pixels[n].copy()).float() / 255, names[label])
            for n, label in zip(chosen, pictures.labels[chosen], strict=True)
        ]
    )
    st.caption(_(pictures.credit))


def part_names() -> dict[str, str]:
    """Name the three parts."""
    return {"train": _("training"), "validation": _("validation"), "test": _("test")}


def _show_table(pictures: LabelledPictures, split: Split, names: list[str]) -> None:
    counts = split.counts(pictures.labels, len(names))
    told = part_names()
    table: dict[str, list[object]] = {_("Class"): [*names, _("all")]}
    for part in PARTS:
        table[told[part]] = [*counts[part], sum(counts[part])]
    st.table(table, hide_index=True)


def _show_warnings(pictures: LabelledPictures, split: Split, names: list[str]) -> None:
    counts = split.counts(pictures.labels, len(names))["train"]
    if max(counts) > 3 * min(counts):
        most, least = names[int(np.argmax(counts))], names[int(np.argmin(counts))]
        st.warning(
            _(
                "The classes are uneven: {most_count} pictures of {most}, {least_count} of {least}."
                " Whoever always says {most} is right more often than it looks."
            ).format(most=most, least=least, most_count=max(counts), least_count=min(counts)),
            icon=":material/balance:",
        )
    leaks = find_leaks(pictures, split)
    if leaks:
        told = part_names()
        first = leaks[0]
        st.warning(
            _(
                "{count} pictures stand in two parts, the same to the last bit: picture {a} in "
                "{part_a} and {b} in {part_b}, for one. What is learned by heart counts as right "
                "there; take the copies out."
            ).format(
                count=len(leaks),
                a=first.first,
                b=first.second,
                part_a=told[first.parts[0]],
                part_b=told[first.parts[1]],
            ),
            icon=":material/content_copy:",
        )
