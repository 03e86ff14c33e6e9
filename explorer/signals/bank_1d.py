"""The filters of one Conv1d layer: the chosen one first, others beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from explorer.errors import SettingError
from explorer.signals.filters_1d import FILTERS, FilterSettings, build_filter
from explorer.text import N_

Floats = NDArray[np.float32]

MOST_FILTERS = 16
# What stands beside a chosen filter, in this order; the rest of the layer is random.
_COMPANY = ("low_pass", "high_pass", "band_pass", "average", "difference", "comb")


@dataclass(frozen=True, slots=True)
class FilterTitle:
    """A filter's name: a template to be translated, and its values."""

    template: str
    values: Mapping[str, object] = field(default_factory=dict)

    def label(self, translate: Callable[[str], str] = str) -> str:
        """Return the name in the language of `translate`."""
        return translate(self.template).format(**self.values)


@dataclass(frozen=True, slots=True, eq=False)
class Bank1d:
    """`weight` (O, K) float32, a kind of FILTERS and a title each; every bias is 0."""

    weight: Floats
    kinds: tuple[str, ...]
    titles: tuple[FilterTitle, ...]


def make_bank(settings: FilterSettings, out_channels: int, sample_rate_hz: float) -> Bank1d:
    """Make the filters of a layer that begins with the one of `settings`.

    Random filters and equal bands fill the layer with their like. Any other filter is followed by
    one of each kind with the same settings, as far as there can be one, and then by random ones.
    Raises SettingError for an impossible first filter or a number of filters out of bounds.
    """
    if not 1 <= out_channels <= MOST_FILTERS:
        raise SettingError(
            N_("out_channels is {out_channels}: choose a number from 1 to {limit}"),
            out_channels=out_channels,
            limit=MOST_FILTERS,
        )
    if settings.kind in {"random", "bands"}:
        filters = _shares(settings, out_channels)
    else:
        filters = [settings, *_company(settings, sample_rate_hz)][:out_channels]
        filters += _shares(replace(settings, kind="random"), out_channels - len(filters))
    taps = [build_filter(one, sample_rate_hz) for one in filters]
    return Bank1d(
        np.array(taps, dtype=np.float32),
        tuple(one.kind for one in filters),
        tuple(_title(one, sample_rate_hz) for one in filters),
    )


def _shares(settings: FilterSettings, count: int) -> list[FilterSettings]:
    return [replace(settings, band=index, bands=count) for index in range(count)]


def _company(settings: FilterSettings, sample_rate_hz: float) -> list[FilterSettings]:
    """Return one filter of each other kind that can be made: no high-pass has an even size."""
    found = []
    for kind in (kind for kind in _COMPANY if kind != settings.kind):
        other = replace(settings, kind=kind, delay=max(1, settings.kernel_size - 1))
        with suppress(SettingError):
            build_filter(other, sample_rate_hz)
            found.append(other)
    return found


def _title(made: FilterSettings, sample_rate_hz: float) -> FilterTitle:
    if made.kind == "random":
        return FilterTitle(N_("Random {number}"), {"number": made.band})
    if made.kind != "bands":
        return FilterTitle(FILTERS[made.kind].title)
    width = sample_rate_hz / 2 / made.bands
    low, high = f"{made.band * width:,.0f}", f"{(made.band + 1) * width:,.0f}"
    return FilterTitle(N_("{low} to {high} Hz"), {"low": low, "high": high})
