"""From the control to the pictures a run is made with."""

from __future__ import annotations

import streamlit as st

from explorer.data.labelled_pictures import LabelledPictures
from explorer.data.offline_sets import load_offline_set
from explorer.ui.language import _
from explorer.ui.training.settings import CIFAR10, DATASET, EUROSAT, MNIST, OWN

_SETS = {"textures": "textures", "digits": "all_digits", "faces": "faces"}


def choose_pictures(name: str) -> LabelledPictures:
    """Return the chosen pictures; where they are not here yet, draw how to get them.

    The default set stands in meanwhile, which is said.
    """
    if name in _SETS:
        return load_offline_set(_SETS[name])
    found = _fetched_pictures(name)
    if found is not None:
        return found
    st.caption(
        ":material/info: "
        + _("Until these pictures are here, {title} stand in for them.").format(
            title=f"**{_(DATASET.options[DATASET.default])}**"
        )
    )
    return load_offline_set(_SETS[DATASET.default])


def _fetched_pictures(name: str) -> LabelledPictures | None:
    """Return pictures that are uploaded or downloaded, None while they are not here."""
    from explorer.ui.feature_space.cifar import cifar_pictures
    from explorer.ui.feature_space.own_zip import own_pictures
    from explorer.ui.training.online import eurosat_pictures, mnist_pictures

    sources = {
        OWN: own_pictures,
        CIFAR10: cifar_pictures,
        MNIST: mnist_pictures,
        EUROSAT: eurosat_pictures,
    }
    return sources[name]()
