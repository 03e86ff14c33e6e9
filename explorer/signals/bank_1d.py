"""The filters of one Conv1d layer: the chosen one first, others beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
    """`weight` (O, K) float32 and one title a filter; every bias is 0."""

    weight: Floats
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
        shares = [
            replace(settings, band=index, bands=out_channels) for index in range(out_channels)
        ]
        taps = [build_filter(share, sample_rate_hz) for share in shares]
        titles = [_share_title(share, sample_rate_hz) for share in shares]
        return Bank1d(np.array(taps, dtype=np.float32), tuple(titles))
    taps = [build_filter(settings, sample_rate_hz)]
    titles = [FilterTitle(FILTERS[settings.kind].title)]
    for kind in (kind for kind in _COMPANY if kind != settings.kind):
        other = replace(settings, kind=kind, delay=max(1, settings.kernel_size - 1))
        try:
            taps.append(build_filter(other, sample_rate_hz))
        except SettingError:
            continue  # no high-pass of an even size, no comb of a single tap
        titles.append(FilterTitle(FILTERS[kind].title))
    missing = max(0, out_channels - len(taps))
    for index in range(missing):
        share = replace(settings, kind="random", band=index, bands=missing)
        taps.append(build_filter(share, sample_rate_hz))
        titles.append(_share_title(share, sample_rate_hz))
    weight = np.array(taps[:out_channels], dtype=np.float32)
    return Bank1d(weight, tuple(titles[:out_channels]))


def _share_title(share: FilterSettings, sample_rate_hz: float) -> FilterTitle:
    if share.kind == "random":
        return FilterTitle(N_("random {number}"), {"number": share.band})
    width = sample_rate_hz / 2 / share.bands
    low, high = f"{share.band * width:,.0f}", f"{(share.band + 1) * width:,.0f}"
    return FilterTitle(N_("{low} to {high} Hz"), {"low": low, "high": high})
