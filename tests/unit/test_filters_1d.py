from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import firwin

from explorer.errors import SettingError
from explorer.signals.bank_1d import make_bank
from explorer.signals.filters_1d import (
    FILTERS,
    WINDOWS,
    FilterSettings,
    build_filter,
    random_filters,
)
from explorer.signals.tap_text import format_taps, parse_taps

RATE = 16_000


@settings(deadline=None, max_examples=60)
@given(
    st.integers(3, 255),
    st.sampled_from(sorted(WINDOWS)),
    st.sampled_from(["low_pass", "high_pass", "band_pass"]),
    st.integers(50, 7_900),
    st.integers(50, 7_900),
)
def test_the_sincs_are_those_of_firwin(
    size: int, window: str, kind: str, first_hz: int, second_hz: int
) -> None:
    if kind == "high_pass":
        size |= 1
    if kind == "band_pass" and first_hz == second_hz:
        second_hz += 1
    cutoffs = sorted((first_hz, second_hz)) if kind == "band_pass" else first_hz
    expected = firwin(
        size,
        cutoffs,
        window=window,
        pass_zero={"low_pass": "lowpass", "high_pass": "highpass", "band_pass": "bandpass"}[kind],
        fs=RATE,
    )
    taps = build_filter(FilterSettings(kind, size, first_hz, second_hz, window), RATE)
    np.testing.assert_allclose(taps, expected, rtol=1e-7, atol=1e-9 * np.abs(expected).max())


def test_kernels_by_hand() -> None:
    def taps(kind: str, size: int, **more: object) -> list[float]:
        return build_filter(FilterSettings(kind, size, **more), RATE).tolist()  # type: ignore[arg-type]

    assert taps("average", 4) == [1 / 4] * 4
    assert taps("difference", 3) == [-0.5, 0, 0.5]
    assert taps("comb", 5, delay=3) == [0.5, 0, 0, 0.5, 0]
    assert taps("hand", 4, taps=(1.0, -2.0)) == [1, -2, 0, 0]
    assert taps("hand", 1, taps=(1.0, -2.0)) == [1]
    # a quarter of the rate: sinc(m / 2) / 2 at m = −1, 0, 1 is (1/π, 1/2, 1/π), over its sum
    thirds = np.array([1 / np.pi, 1 / 2, 1 / np.pi])
    assert taps("low_pass", 3, cutoff_hz=4_000, window="boxcar") == pytest.approx(
        (thirds / thirds.sum()).tolist()
    )


def test_random_filters_are_a_fresh_layers() -> None:
    torch.manual_seed(5)
    layer = torch.nn.Conv1d(1, 16, 3)
    np.testing.assert_array_equal(
        random_filters(16, 3, seed=5), layer.weight[:, 0].detach().double()
    )


@pytest.mark.parametrize(
    ("kind", "size", "more", "told"),
    [
        ("high_pass", 64, {}, "set kernel_size to 63"),
        ("low_pass", 11, {"cutoff_hz": 8_000}, "Nyquist frequency, 8,000 Hz"),
        ("band_pass", 11, {"cutoff_hz": 500, "cutoff_high_hz": 500}, "is empty"),
        ("low_pass", 2, {"window": "hann"}, "raise kernel_size"),
        ("comb", 8, {"delay": 8}, "needs 9 taps"),
        ("difference", 1, {}, "two samples"),
        ("average", 256, {}, "1 to 255"),
    ],
)
def test_impossible_filters_say_what_to_do(
    kind: str, size: int, more: dict[str, float], told: str
) -> None:
    with pytest.raises(SettingError, match=told):
        build_filter(FilterSettings(kind, size, **more), RATE)  # type: ignore[arg-type]


@given(st.lists(st.floats(-10, 10).map(lambda tap: round(tap, 3)), min_size=1, max_size=255))
def test_taps_survive_the_link_but_for_zeros_at_the_end(taps: list[float]) -> None:
    read = parse_taps(format_taps(tuple(taps)))
    rest = len(taps) - len(read)
    assert read == tuple(taps[: len(read)])
    assert taps[len(read) :] == [0] * rest


def test_small_taps_keep_a_thousandth_of_the_largest() -> None:
    taps = np.array([0.012345, -0.001, 0.0000049, 0.0])
    assert format_taps(taps) == "0.01235,-0.001"
    assert parse_taps("0.01235,-0.001") == (0.01235, -0.001)
    assert format_taps((0.0, 0.0)) == "0"


@pytest.mark.parametrize("text", ["", "1,", "1;2", "nan", "1e9", "11", "٣", ",".join("1" * 256)])
def test_malformed_taps_are_refused(text: str) -> None:
    with pytest.raises(SettingError):
        parse_taps(text)


@pytest.mark.parametrize("kind", list(FILTERS))
@pytest.mark.parametrize("size", [3, 4, 101])
def test_a_layer_begins_with_the_chosen_filter(kind: str, size: int) -> None:
    if (kind, size) == ("high_pass", 4):
        size = 5
    chosen = FilterSettings(kind, size, delay=size - 1, taps=(1.0, 2.0))
    for count in (1, 3, 16):
        bank = make_bank(chosen, count, RATE)
        assert bank.weight.shape == (count, size)
        assert len(bank.titles) == count
        assert np.isfinite(bank.weight).all()
        assert len({row.tobytes() for row in bank.weight}) == count or size == 3
    if kind not in {"random", "bands"}:
        np.testing.assert_array_equal(bank.weight[0], build_filter(chosen, RATE).astype(np.float32))


def test_equal_bands_are_named_and_add_up_to_the_sound() -> None:
    bank = make_bank(FilterSettings("bands", 101), 4, RATE)
    assert [title.label() for title in bank.titles] == [
        "0 to 2,000 Hz",
        "2,000 to 4,000 Hz",
        "4,000 to 6,000 Hz",
        "6,000 to 8,000 Hz",
    ]
    impulse = np.zeros(101)
    impulse[50] = 1
    np.testing.assert_allclose(bank.weight.sum(axis=0), impulse, atol=0.01)


def test_a_layer_has_one_to_sixteen_filters() -> None:
    for count in (0, 17):
        with pytest.raises(SettingError, match="1 to 16"):
            make_bank(FilterSettings("average", 3), count, RATE)
