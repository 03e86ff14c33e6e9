"""A visitor's own pictures in the search for the best crops, kept in the session only."""

from __future__ import annotations

import weakref
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import Image

from explorer.data.pictures import Floats
from explorer.data.uploads import decode_upload, picture_from_upload
from explorer.errors import PictureError
from explorer.networks.best_crops import ChannelPeaks, find_peaks
from explorer.networks.convolution_layers import Tap
from explorer.networks.feeding import feed_network
from explorer.networks.loaded_network import LoadedNetwork

KEPT_SIDE = 320  # pixels; 0.3 MB a picture as bytes
MOST_FILES = 40
MOST_LAYERS = 4  # whose peaks are kept

_OWN = "_own_pictures"
Question = tuple[object, ...]


@dataclass(slots=True, eq=False, weakref_slot=True)
class OwnPictures:
    """What this session has uploaded for the search, by the file's id.

    `pictures`: (3, 320, 320) uint8; `problems`: why a file is none; `peaks`: by network, layer and
    size, then by file.
    """

    pictures: dict[str, NDArray[np.uint8]] = field(default_factory=dict)
    problems: dict[str, PictureError] = field(default_factory=dict)
    peaks: OrderedDict[Question, dict[str, ChannelPeaks]] = field(default_factory=OrderedDict)

    def keep_only(self, files: list[str]) -> None:
        """Forget what the visitor has taken back."""
        tables: list[dict[str, Any]] = [self.pictures, self.problems, *self.peaks.values()]
        for table in tables:
            for gone in set(table) - set(files):
                table.pop(gone, None)

    def found(self, question: Question) -> dict[str, ChannelPeaks]:
        """Return what is known of a layer by file, in the files' order of coming."""
        known = self.peaks.get(question, {})
        return {file: known[file] for file in list(self.pictures) if file in known}

    def open_peaks(self, question: Question) -> dict[str, ChannelPeaks]:
        """Return the table to write a layer's peaks into; the oldest layer's may go for it."""
        table = self.peaks.setdefault(question, {})
        while len(self.peaks) > MOST_LAYERS:
            self.peaks.popitem(last=False)
        return table

    def photo(self, file: str, side: int) -> Floats:
        """Return a picture as (3, side, side) float32 in [0, 1]."""
        image = Image.fromarray(self.pictures[file].transpose(1, 2, 0))
        image = image.resize((side, side), Image.Resampling.LANCZOS)
        return np.asarray(image, dtype=np.float32).transpose(2, 0, 1) / np.float32(255)


@dataclass(frozen=True, slots=True)
class OwnProgress:
    """Files done of all."""

    done: int
    total: int


def own_pictures() -> OwnPictures:
    """Return this session's own pictures."""
    held: OwnPictures = st.session_state.setdefault(_OWN, OwnPictures())
    return held


def search_files(
    own: weakref.ref[OwnPictures],
    files: list[tuple[str, bytes]],
    *,
    question: Question,
    network: LoadedNetwork,
    tap: Tap,
    side: int,
) -> Iterator[OwnProgress]:
    """Decode each file and find its peaks; yield after each. Ends when the session is gone.

    The pictures go into the session's own store, never into what the desk of jobs keeps; `files` is
    emptied on the way.
    """
    total = len(files)
    yield OwnProgress(0, total)
    for done in range(1, total + 1):
        name, data = files.pop(0)
        held = own()
        if held is None:
            return
        _take(held, name, data)
        if name in held.pictures:
            inputs = feed_network(held.photo(name, side), 3)
            held.open_peaks(question)[name] = find_peaks(network, inputs[None], tap)
        del held  # between files only the session holds its pictures
        yield OwnProgress(done, total)


def _take(held: OwnPictures, name: str, data: bytes) -> None:
    if name in held.pictures or name in held.problems:
        return
    try:
        pixels = picture_from_upload(decode_upload(data), KEPT_SIDE).pixels
    except PictureError as problem:
        held.problems[name] = problem
        return
    colours = np.broadcast_to(pixels, (3, KEPT_SIDE, KEPT_SIDE))
    held.pictures[name] = np.rint(colours * 255).astype(np.uint8)
