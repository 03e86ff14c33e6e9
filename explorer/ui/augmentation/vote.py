"""Voting at test time: a network is asked about many draws of one picture, and the mean counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st
import torch
from numpy.typing import NDArray

from explorer.augmentation.drawing import draw_pictures
from explorer.augmentation.recipe import Recipe, write_recipe
from explorer.networks.feeding import feed_network
from explorer.networks.loaded_network import LoadedNetwork
from explorer.ui.augmentation.compute import AugmentView
from explorer.ui.augmentation.settings import VOTES
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section
from explorer.ui.networks.choosing import show_source
from explorer.ui.networks.shelf import load_network
from explorer.ui.networks.viewing import chosen_photo

Chances = NDArray[np.float32]
_KEPT = "_augment_votes"
_SHOWN = 5  # classes of the vote; what the picture alone is called is shown too


@dataclass(frozen=True, slots=True, eq=False)
class Votes:
    """Probabilities of the picture itself, (K,), and of its draws, (N, K); rows sum to 1."""

    plain: Chances
    drawn: Chances

    @property
    def mean(self) -> Chances:
        """What the vote says: the mean of the draws' probabilities."""
        return np.asarray(self.drawn.mean(axis=0))


def show_vote(view: AugmentView) -> None:
    """A table of classes: alone, by vote, and how many draws name each."""
    narrow, weights = st.columns([1, 1], vertical_alignment="bottom")
    count = int(VOTES.draw(narrow))
    network = load_network("alexnet", "offline")
    show_source(network, weights)
    votes = _ask(view, network, count)
    names = [_(name) for name in network.classes]
    order = list(np.argsort(-votes.mean)[:_SHOWN])
    if votes.plain.argmax() not in order:
        order.append(votes.plain.argmax())
    named = np.bincount(votes.drawn.argmax(axis=1), minlength=len(names))
    st.table(
        {
            _("Class"): [names[k] for k in order],
            _("The picture alone"): [f"{votes.plain[k]:.1%}" for k in order],
            _("Mean of {count} draws").format(count=count): [f"{votes.mean[k]:.1%}" for k in order],
            _("Draws that name it"): [f"{named[k]} / {count}" for k in order],
        },
        hide_index=True,
    )
    st.markdown(_tell(votes, names))
    st.markdown(lesson_section("augmentation", "vote"))


def _tell(votes: Votes, names: list[str]) -> str:
    alone, together = int(votes.plain.argmax()), int(votes.mean.argmax())
    agree = float((votes.drawn.argmax(axis=1) == alone).mean())
    if alone == together:
        told = _(
            "Alone and by vote it is called **{name}**, by {share} of the draws too; its "
            "probability goes from {before} to {after}."
        )
    else:
        told = _(
            "Alone it is called **{name}**, by {share} of the draws; the vote says "
            "**{other}**: the answer hung on how the picture was cut and lit."
        )
    return told.format(
        name=names[alone],
        other=names[together],
        share=f"{agree:.0%}",
        before=f"{votes.plain[alone]:.1%}",
        after=f"{votes.mean[alone]:.1%}",
    )


def _ask(view: AugmentView, network: LoadedNetwork, count: int) -> Votes:
    """Ask the network, or recall what it said: kept in the session, as the picture may be own."""
    side = network.input_size
    key = (write_recipe(view.recipe), view.picture.key, view.seed, count, side)
    kept: tuple[object, Votes] | None = st.session_state.get(_KEPT)
    if kept is not None and kept[0] == key:
        return kept[1]
    image = torch.from_numpy(chosen_photo(side).copy())
    votes = ask_network(view.recipe, image, network, view.seed, count)
    st.session_state[_KEPT] = (key, votes)
    return votes


def ask_network(
    recipe: Recipe, image: torch.Tensor, network: LoadedNetwork, seed: int, count: int
) -> Votes:
    """Return what a network says of an image (3, S, S) in [0, 1] and of `count` draws of it."""
    versions = [image, *(draw.picture for draw in draw_pictures(recipe, image, seed, count))]
    batch = torch.from_numpy(
        np.stack([feed_network(version.clamp(0, 1).numpy(), 3) for version in versions])
    )
    with torch.inference_mode():
        scores, _found = network.observe(batch, ())
        chances = network.calibration.probabilities(scores).numpy()
    return Votes(chances[0], chances[1:])
