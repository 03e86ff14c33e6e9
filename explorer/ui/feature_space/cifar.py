"""CIFAR-10, downloaded on request: the place for its panel.

Waits for `explorer.networks.downloading`.
"""

from __future__ import annotations

import streamlit as st

from explorer.data.labelled_pictures import LabelledPictures
from explorer.ui.language import _


def cifar_pictures() -> LabelledPictures | None:
    """Return the pictures once they are here."""
    st.info(_("CIFAR-10 is not on this machine."), icon=":material/cloud_off:")
    return None
