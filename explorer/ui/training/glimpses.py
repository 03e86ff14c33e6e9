"""How a network looks while it learns: its first filters, and what it says of some pictures."""

from __future__ import annotations

import numpy as np
import streamlit as st
import torch

from explorer.networks.filter_pictures import colour_tiles
from explorer.training.loop import WATCHED
from explorer.training.orders import RunHandle
from explorer.ui.components.tile_wall import tile_wall
from explorer.ui.gallery import Shown, show_gallery
from explorer.ui.language import _
from explorer.ui.wording import class_names


def show_glimpse(handle: RunHandle) -> None:
    """Both of them after the newest epoch."""
    if handle.run is None or not handle.history.glimpses:
        return
    _show_pictures(handle)
    _show_filters(handle)


def _show_pictures(handle: RunHandle) -> None:
    """Some validation pictures, the class each has and the one the network gives it now."""
    run, pictures = handle.run, handle.order.pictures
    glimpse = handle.history.glimpses[-1]
    if run is None:
        return
    names = class_names(pictures)
    shown = []
    for index, chances in zip(run.split.validation[:WATCHED], glimpse.chances, strict=True):
        guess = int(chances.argmax())
        label = names[pictures.labels[index]]
        pixels = torch.from_numpy(pictures.pixels[index].copy()).float() / 255
        said = _("says {name}, {share}").format(name=names[guess], share=f"{chances[guess]:.0%}")
        shown.append(Shown(pixels, label, [said]))
    st.markdown(
        "**" + _("After epoch {epoch}: some validation pictures").format(epoch=glimpse.epoch) + "**"
    )
    show_gallery(shown)


def _show_filters(handle: RunHandle) -> None:
    """The first layer's filters, in colour where it sees colours, else one scale for all."""
    glimpse = handle.history.glimpses[-1]
    filters = glimpse.filters
    if filters is None or filters.shape[-1] < 3:
        return
    colour = filters.shape[1] == 3
    limit = float(np.abs(filters).max())
    tile_wall(
        colour_tiles(filters, limit) if colour else np.ascontiguousarray(filters[:, 0]),
        values=filters if colour else None,
        names=[str(number) for number in range(len(filters))],
        alt=_("First layer's filters after epoch {epoch}").format(epoch=glimpse.epoch),
        key="train_filters",
    )
    st.caption(
        _(
            "First layer's filters after epoch {epoch}: they change only in stages in which the "
            "whole trunk learns."
        ).format(epoch=glimpse.epoch)
    )
