"""The network of a run that has ended, kept for a while: its copy, its trace, its gap."""

from __future__ import annotations

import streamlit as st

from explorer.networks.loaded_network import LoadedNetwork
from explorer.networks.network_list import Source
from explorer.training.best_network import BestNetwork, copy_best
from explorer.training.loop import TrainingRun
from explorer.training.orders import RunHandle
from explorer.training.validation_gap import ValidationGap, measure_gap

Key = tuple[str, int]


def best_of(handle: RunHandle, run: TrainingRun) -> BestNetwork:
    """Return the best epoch's network, apart from the run."""
    own = handle.order.pictures.private
    return (_copy_of_own if own else _copy)(run, _key(handle))


def traced(handle: RunHandle, run: TrainingRun) -> LoadedNetwork:
    """Return it with its convolutions to be tapped; raises SettingError where it cannot be."""
    return _trace(best_of(handle, run), handle.order.choice.source, _key(handle))


def gap_of(handle: RunHandle, run: TrainingRun) -> ValidationGap:
    """Return what training and validation are, measured alike."""
    return _measure(run, best_of(handle, run), _key(handle))


def _key(handle: RunHandle) -> Key:
    """A run that went on has a later last epoch."""
    return handle.key, len(handle.history.epochs)


@st.cache_resource(max_entries=2, show_spinner=False)
def _copy(_run: TrainingRun, key: Key) -> BestNetwork:  # noqa: ARG001 - the cache's key
    return copy_best(_run)


# With a visitor's own pictures in it, a copy stays in the session and is gone with it.
@st.cache_resource(max_entries=1, show_spinner=False, scope="session")
def _copy_of_own(_run: TrainingRun, key: Key) -> BestNetwork:  # noqa: ARG001
    return copy_best(_run)


@st.cache_resource(max_entries=2, show_spinner=False)
def _trace(_best: BestNetwork, _source: Source, key: Key) -> LoadedNetwork:  # noqa: ARG001
    return _best.trace(_source)


@st.cache_resource(max_entries=8, show_spinner=False)
def _measure(_run: TrainingRun, _best: BestNetwork, key: Key) -> ValidationGap:  # noqa: ARG001
    return measure_gap(_run, _best)
