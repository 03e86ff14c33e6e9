"""Data sets fetched on request, read once for all visitors."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from explorer.data.archives import EUROSAT_ARCHIVE, MNIST_IMAGES, MNIST_LABELS, archive_folder
from explorer.data.eurosat import read_eurosat
from explorer.data.labelled_pictures import LabelledPictures
from explorer.data.mnist import EACH, read_mnist
from explorer.data.remote_files import RemoteFile, find_file
from explorer.ui.downloads import download_panel
from explorer.ui.language import _


def mnist_pictures() -> LabelledPictures | None:
    """Return some of MNIST's test pictures; None while they are not here, and offer them."""
    purpose = _(
        "MNIST is not on this server yet: handwritten digits of 28 × 28 pixels, in two files; "
        "{each} pictures of each digit are used here."
    ).format(each=EACH)
    images = _find(MNIST_IMAGES, purpose)
    labels = _find(MNIST_LABELS, purpose) if images is not None else None
    return None if images is None or labels is None else _read_mnist(images, labels)


def eurosat_pictures() -> LabelledPictures | None:
    """Return a tenth of EuroSAT; None while it is not here, and offer it."""
    purpose = _(
        "EuroSAT is not on this server yet: 27,000 satellite pictures of 64 × 64 pixels in 10 "
        "classes of land; a tenth of each class is used, as in the lecture."
    )
    path = _find(EUROSAT_ARCHIVE, purpose)
    return None if path is None else _read_eurosat(path)


def _find(source: RemoteFile, purpose: str) -> Path | None:
    folder = archive_folder()
    path = find_file(source, folder)
    if path is None:
        download_panel(source, folder, purpose)
    return path


@st.cache_resource(max_entries=1, show_spinner=False)
def _read_mnist(images: Path, labels: Path) -> LabelledPictures:
    return read_mnist(images, labels)


@st.cache_resource(max_entries=1, show_spinner=False)
def _read_eurosat(path: Path) -> LabelledPictures:
    return read_eurosat(path)
