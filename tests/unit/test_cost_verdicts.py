"""Every sentence about a measurement follows the numbers, whichever way they fall."""

from __future__ import annotations

import pytest

from explorer.errors import ExplorerError
from explorer.layers.contenders import EMPTY, Race, line_up
from explorer.layers.geometry import ConvSettings
from explorer.layers.timing import Timing
from explorer.ui.cost.shelf import MeasurementShelf
from explorer.ui.cost.verdicts import describe_times

RACE = Race(ConvSettings(64, 64, (3, 3), padding=(1, 1)), 32, mid_channels=16, out_features=64)
NAMES = {contender.key: contender.key.upper() for contender in line_up(RACE)}
COUNTS = {contender.key: contender.cost.multiply_adds for contender in line_up(RACE)}
EVEN = {key: count / 1e9 for key, count in COUNTS.items()}  # a billion a second, all of them


def told(seconds: dict[str, float], quartiles: tuple[float, float] | None = None) -> str:
    timings = [Timing(c, seconds[c.key], quartiles) for c in line_up(RACE) if c.key in seconds]
    return " ".join(describe_times(timings, NAMES))


def test_where_clock_and_count_agree_it_is_said() -> None:
    text = told(EVEN)
    # 36,864 weights against 64·9 + 64·64 = 4,672, as often used: 7.89 to 1
    assert "**PLAIN** against **SEPARABLE**: 7.89 times the multiply-adds, 7.89 times" in text
    assert "Here count and clock agree." in text
    assert "In none of the 15 pairs" in text


@pytest.mark.parametrize(
    ("factor", "sentence"),
    [
        (3.0, "The clock gives back less than the count promises."),
        (1 / 3, "The clock gives back more than the count promises."),
        (12.0, "The pair has less to do and takes longer."),
    ],
)
def test_a_pair_that_is_slower_or_faster_than_its_count(factor: float, sentence: str) -> None:
    assert sentence in told({**EVEN, "separable": factor * EVEN["separable"]})


def test_a_layer_that_takes_longer_for_no_more_work_is_named() -> None:
    # the linear layer and the 1 × 1 have the same count: 64 · 1024 · 64
    assert COUNTS["linear"] == COUNTS["pointwise"] == 64 * 64 * 1024
    text = told({**EVEN, "linear": 1.3 * EVEN["pointwise"]})
    assert "In 1 of 15 pairs" in text
    assert "**LINEAR**, 1.3 times as long as **POINTWISE**" in text
    text = told({**EVEN, "depthwise": 2 * EVEN["plain"]})
    assert "In 5 of 15 pairs" in text  # it has the least to do, and all others are faster
    assert "most of all **DEPTHWISE**" in text


def test_runs_that_differ_among_themselves_bear_no_verdict() -> None:
    wide = {key: (0.5 * second, 2 * second) for key, second in EVEN.items()}
    seconds = {**EVEN, "linear": 3 * EVEN["linear"], "separable": 3 * EVEN["separable"]}
    shaky = " ".join(
        describe_times([Timing(c, seconds[c.key], wide[c.key]) for c in line_up(RACE)], NAMES)
    )
    assert "differ too much among themselves" in shaky
    assert "In none of the 15 pairs" in shaky  # the middle halves overlap
    assert "waits for memory" not in shaky
    sure = told(seconds)
    # linear against 1 × 1, and the pair against the bottleneck: 3 · 4,672 against 10,240
    assert "In 2 of 15 pairs" in sure
    assert "waits for memory" in sure


def test_rates_name_memory_only_where_the_bytes_go_along() -> None:
    slow_linear = told({**EVEN, "linear": 10 * EVEN["linear"]})
    assert "0.1 billion multiply-adds a second (**LINEAR**)" in slow_linear
    assert "10 to 1" in slow_linear
    assert "fits a layer that waits for memory" in slow_linear
    slow_plain = told({**EVEN, "plain": 10 * EVEN["plain"]})
    assert "(**PLAIN**)" in slow_plain
    assert "Bytes do not explain it" in slow_plain


def test_small_layers_are_about_the_call() -> None:
    text = told({**EVEN, EMPTY: EVEN["depthwise"]})
    assert "Less than twice that: **DEPTHWISE**" in text
    assert "longer than **DEPTHWISE**: the server was busy" in told({**EVEN, EMPTY: 1.0})
    assert "every layer here takes more than twice" in told({**EVEN, EMPTY: 1e-9})


def test_the_spread_is_told_where_there_were_enough_runs() -> None:
    assert "The middle half" not in told(EVEN)
    # from 4.5 to 5.5 around 5
    assert "spans up to 20 % of its median" in told({"plain": 5.0}, (4.5, 5.5))


def test_a_measurement_cut_short_says_what_it_can() -> None:
    assert told({"plain": 1.0}) == ""
    assert "**PLAIN**" in told({"plain": 1.0, "pointwise": 0.5})
    assert told({}) == ""


def test_one_measures_at_a_time_and_gives_the_place_back() -> None:
    shelf = MeasurementShelf()
    with shelf.measuring():
        with pytest.raises(ExplorerError, match="wait two seconds"), shelf.measuring():
            pass
        assert shelf.find(RACE) is None
    with pytest.raises(ZeroDivisionError), shelf.measuring():
        _ = 1 / 0
    with shelf.measuring():  # the place is free after a failure too
        shelf.keep(RACE, ())
    assert shelf.find(RACE) == ()


def test_the_shelf_is_bounded_and_the_oldest_makes_room() -> None:
    shelf = MeasurementShelf()
    races = [Race(RACE.plain, side, 16, 64) for side in range(1, 100)]
    for race in races:
        shelf.keep(race, ())
    kept = [race for race in races if shelf.find(race) is not None]
    assert kept == races[-64:]
