"""CIFAR-10, downloaded on request and read once for all visitors."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from explorer.data.archives import CIFAR10_ARCHIVE, archive_folder
from explorer.data.cifar10 import EACH, read_cifar10
from explorer.data.labelled_pictures import LabelledPictures
from explorer.data.remote_files import find_file
from explorer.ui.downloads import download_panel
from explorer.ui.language import _


def cifar_pictures() -> LabelledPictures | None:
    """Return some of CIFAR-10's test pictures; None while they are not here, and offer them."""
    folder = archive_folder()
    with st.spinner(_("Looking for CIFAR-10 …")):
        path = find_file(CIFAR10_ARCHIVE, folder)
        if path is not None:
            return _read(path)
    download_panel(
        CIFAR10_ARCHIVE,
        folder,
        _(
            "CIFAR-10 is not on this server yet: 60,000 pictures of 32 × 32 pixels in 10 classes; "
            "{each} test pictures of each class are used here."
        ).format(each=EACH),
    )
    return None


@st.cache_resource(max_entries=1, show_spinner=False)
def _read(path: Path) -> LabelledPictures:
    return read_cifar10(path)
