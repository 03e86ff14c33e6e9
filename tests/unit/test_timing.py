"""What is timed, what is refused before it is built, and what a measurement is made of."""

from __future__ import annotations

import dataclasses

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from explorer.errors import SettingError
from explorer.layers import timing
from explorer.layers.contenders import (
    EMPTY,
    MOST_BYTES,
    MOST_MULTIPLY_ADDS,
    Race,
    line_up,
    require_measurable,
)
from explorer.layers.geometry import ConvSettings
from explorer.layers.timing import build_layer, describe_device, measure_layers, time_layer

LECTURE = Race(ConvSettings(3, 6, (3, 3), padding=(1, 1)), 32, mid_channels=2, out_features=6)
KEYS = ["plain", "pointwise", "depthwise", "separable", "bottleneck", "linear", EMPTY]


def test_what_is_built_is_what_was_counted() -> None:
    race = dataclasses.replace(LECTURE, plain=ConvSettings(4, 6, (5, 5), (2, 2), bias=False))
    contenders = line_up(race)
    assert [contender.key for contender in contenders] == KEYS
    for contender in contenders:
        layer = build_layer(contender)
        with FlopCounterMode(display=False) as counter, torch.no_grad():
            output = layer(torch.zeros(1, *contender.input_shape))
        cost = contender.cost
        assert counter.get_total_flops() == 2 * cost.multiply_adds, contender.key
        assert sum(p.numel() for p in layer.parameters()) == cost.parameters, contender.key
        assert output.numel() == cost.outputs, contender.key


def test_contenders_by_hand() -> None:
    costs = {contender.key: contender.cost.multiply_adds for contender in line_up(LECTURE)}
    assert costs == {
        "plain": 6 * 27 * 1024,
        "pointwise": 6 * 3 * 1024,
        "depthwise": 3 * 9 * 1024,
        "separable": (3 * 9 + 6 * 3) * 1024,
        "bottleneck": (3 * 2 + 6 * 2 * 9) * 1024,
        "linear": 3072 * 6,
        EMPTY: 1,
    }


@pytest.mark.parametrize(
    "race",
    [
        Race(ConvSettings(64, 64, (3, 3), padding=(1, 1)), 512, 16, 6),  # work
        Race(ConvSettings(512, 1, (1, 1)), 512, 1, 1),  # bytes of the input
        Race(ConvSettings(32, 1, (1, 1)), 100, 1, 4096),  # bytes of the linear layer's weights
        Race(ConvSettings(3, 1, (11, 11), padding=(5, 5)), 512, 512, 1),  # the bottleneck's middle
    ],
)
def test_too_large_a_race_is_refused_with_the_largest_side_that_will_do(race: Race) -> None:
    with pytest.raises(SettingError) as caught:
        require_measurable(race)
    side = int(str(caught.value.values["side"]))
    assert f"lower height and width to {side}" in str(caught.value)
    require_measurable(dataclasses.replace(race, side=side))
    with pytest.raises(SettingError):
        require_measurable(dataclasses.replace(race, side=side + 1))


def test_where_no_side_will_do_the_channels_are_named() -> None:
    race = Race(ConvSettings(512, 512, (11, 11), padding=(10, 10)), 64, 512, 6)
    with pytest.raises(SettingError) as caught:
        require_measurable(race)
    assert "lower in_channels, out_channels or padding" in str(caught.value)
    with pytest.raises(SettingError):
        require_measurable(dataclasses.replace(race, side=1))


def test_what_passes_is_within_the_bounds() -> None:
    plain = ConvSettings(64, 64, (3, 3), padding=(1, 1))
    race = Race(plain, 56, 16, 64)
    require_measurable(race)
    for contender in line_up(race):
        assert contender.cost.multiply_adds <= MOST_MULTIPLY_ADDS
        assert 4 * contender.cost.values_moved <= MOST_BYTES


def test_a_kernel_that_does_not_fit_is_told_before_anything_is_timed() -> None:
    with pytest.raises(SettingError, match="raise padding to"):
        measure_layers(Race(ConvSettings(1, 1, (5, 5)), 3, 1, 1))


def test_every_contender_is_timed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timing, "SECONDS_A_LAYER", 0.01)
    timed = list(measure_layers(LECTURE))
    assert [t.contender.key for t in timed] == KEYS
    for t in timed:
        assert t.median_s > 0
        assert t.multiply_adds_per_s == t.contender.cost.multiply_adds / t.median_s
        if t.quartiles_s is not None:
            assert t.quartiles_s[0] <= t.median_s <= t.quartiles_s[1]


def test_when_time_runs_out_the_rest_stays_unmeasured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timing, "SECONDS_IN_ALL", -1.0)
    assert list(measure_layers(LECTURE)) == []


def test_threads_and_gradients_are_as_before() -> None:
    threads, gradients = torch.get_num_threads(), torch.is_grad_enabled()
    time_layer(line_up(LECTURE)[0], seconds=0.002)
    assert (torch.get_num_threads(), torch.is_grad_enabled()) == (threads, gradients)
    assert not torch.is_inference_mode_enabled()


def test_the_device_is_what_torch_says() -> None:
    report = describe_device()
    assert report.torch_version == torch.__version__
    assert report.threads == torch.get_num_threads()
    assert report.cuda == torch.cuda.is_available()
    assert (report.accelerator is None) == (not report.cuda and not report.mps)
    assert report.cores >= 1
    assert report.processor
