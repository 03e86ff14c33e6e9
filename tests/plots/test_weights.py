"""Weights as figures."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.plots.weights import BINS, spectrum_figure, spread_figure, weight_bars_figure


def test_the_spread_counts_shares_of_each_layer() -> None:
    draw = np.random.default_rng(0)
    layers = {"a": draw.normal(size=4000).astype("f4"), "b": draw.normal(0, 0.1, 500).astype("f4")}
    figure = spread_figure(layers, weight_label="w", share_label="share")
    assert [trace.name for trace in figure.data] == ["a", "b"]
    for trace in figure.data:
        assert len(trace.x) == BINS
        assert trace.x[BINS // 2] == pytest.approx(0)
        assert 0.99 < sum(trace.y) <= 1  # of all its weights, also those past the ends
    assert figure.data[0].line.dash != figure.data[1].line.dash  # not by colour alone


def test_the_spread_of_zeros_is_one_bin() -> None:
    figure = spread_figure({"a": np.zeros(10, "f4")}, weight_label="w", share_label="share")
    assert max(figure.data[0].y) == 1


def test_the_spectrums_axes_are_cycles_a_pixel() -> None:
    power = np.zeros((32, 32), dtype="f4")
    power[16, 20] = 8
    figure = spectrum_figure(power, across_label="across", down_label="down")
    heat = figure.data[0]
    assert heat.x[16] == 0
    assert heat.x[20] == 4 / 32
    assert heat.z[16][20] == 1
    assert figure.layout.yaxis.autorange == "reversed"
    assert spectrum_figure(power * 0, across_label="", down_label="").data[0].z[0][0] == 0


def test_bars_differ_by_sign_and_the_chosen_one_is_outlined() -> None:
    figure = weight_bars_figure([0.5, -0.25, 0.0], 1, channel_label="c", weight_label="w")
    bars = figure.data[0]
    assert list(bars.y) == [0.5, -0.25, 0.0]
    assert bars.marker.color[0] == bars.marker.color[2] != bars.marker.color[1]
    assert list(bars.marker.line.width) == [0, 3, 0]
