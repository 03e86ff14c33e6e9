"""What windows part: lobes by the book, the clip's clicks and tones, close-ups at their places."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.signals.clip_synthesis import CLICKS_S, RATE_HZ, TONES_HZ, make_two_chirps
from explorer.signals.resolution import (
    TwoPeaks,
    close_up,
    cut_out,
    find_two_peaks,
    level_over_frequency,
    level_over_time,
    measure_lobe,
)
from explorer.signals.spectrogram import SpectrogramSettings, WindowName, compute_spectrogram

SOUND = make_two_chirps()


@pytest.mark.parametrize(
    ("window", "zeros", "half"),
    [("boxcar", 2, 0.89), ("hann", 4, 1.44), ("hamming", 4, 1.30), ("blackman", 6, 1.64)],
)
def test_main_lobes_are_harris(window: WindowName, zeros: float, half: float) -> None:
    lobe = measure_lobe(window, 512, 16_000)
    assert lobe.zeros_hz == pytest.approx(zeros * 16_000 / 512, rel=0.05)
    assert lobe.half_hz == pytest.approx(half * 16_000 / 512, rel=0.08)


def test_two_peaks_want_a_dip() -> None:
    places = np.arange(7.0)
    assert find_two_peaks(np.array([0, 9, 4, 2, 8, 1, 0.0]), places) == TwoPeaks(1, 4, 6)
    assert find_two_peaks(np.array([0, 9, 8, 7, 8, 1, 0.0]), places) is None  # 1 dB is no dip
    assert find_two_peaks(np.array([0, 29, 4, 2, 8, 1, 0.0]), places) is None  # a side lobe
    assert find_two_peaks(np.zeros(7), places) is None


@pytest.mark.parametrize(("win_length", "parted"), [(64, True), (2048, False)])
def test_a_short_window_parts_the_clicks(win_length: int, parted: bool) -> None:
    middle = sum(CLICKS_S) / 2
    times, levels = level_over_time(
        SOUND, RATE_HZ, "hann", win_length, (middle - 0.05, middle + 0.05)
    )
    found = find_two_peaks(levels, times)
    assert (found is not None) is parted
    if found is not None:
        assert (found.first, found.second) == pytest.approx(CLICKS_S, abs=2 / RATE_HZ)


@pytest.mark.parametrize(("win_length", "parted"), [(256, False), (2048, True)])
def test_a_long_window_parts_the_tones(win_length: int, parted: bool) -> None:
    hertz, levels = level_over_frequency(
        SOUND, RATE_HZ, "hann", win_length, time_s=1.95, band_hz=(820, 1_220)
    )
    found = find_two_peaks(levels, hertz)
    assert (found is not None) is parted
    if found is not None:
        assert (found.first, found.second) == pytest.approx(TONES_HZ, abs=2)


def test_the_level_over_time_is_parsevals() -> None:
    chosen = SpectrogramSettings(256, 64, 256, decibels=False)
    power = compute_spectrogram(SOUND, RATE_HZ, chosen).values.astype(np.float64)
    whole = (power[0] + power[-1] + 2 * power[1:-1].sum(axis=0)) / 256
    times, levels = level_over_time(SOUND, RATE_HZ, "hann", 256, (0.5, 0.6))
    for frame in (130, 140):  # their middles lie at 0.52 and 0.56 s
        at = int(np.abs(times - frame * 64 / RATE_HZ).argmin())
        assert 10 ** (levels[at] / 10) == pytest.approx(whole[frame], rel=0.02)


def test_a_close_up_shows_its_piece() -> None:
    found = close_up(SOUND, RATE_HZ, "hann", 2048, span_s=(1.7, 2.2), band_hz=(820, 1_220))
    assert found.frequencies_hz[[0, -1]].tolist() == [820, 1_220]
    assert found.times_s[[0, -1]] == pytest.approx([1.7, 2.2], abs=0.002)
    middle = found.levels[:, found.levels.shape[1] // 2]
    assert min(abs(found.frequencies_hz[middle.argmax()] - tone) for tone in TONES_HZ) < 6
    start = close_up(SOUND, RATE_HZ, "hann", 64, span_s=(0.0, 0.05), band_hz=(0, 8_000))
    assert start.times_s[0] == 0
    assert np.isfinite(start.levels).all()


def test_a_close_up_is_the_transform_between_its_bins() -> None:
    chosen = SpectrogramSettings(512, 200, 512, decibels=False)
    power = compute_spectrogram(SOUND, RATE_HZ, chosen).values
    found = close_up(
        SOUND, RATE_HZ, "hann", 512, span_s=(1.0, 1.5), band_hz=(0, 255 * 31.25)
    )  # 256 bins exactly
    levels = found.levels[:, 0].astype(float) + found.loudest_db
    expected = 10 * np.log10(power[:256, 80])  # frame 80 lies at 1.0 s
    loud = expected > expected.max() - 40
    np.testing.assert_allclose(levels[loud], expected[loud], atol=0.05)


def test_outside_a_sound_there_is_silence() -> None:
    sound = np.arange(1, 5, dtype=np.float32)
    assert cut_out(sound, -2, 3).tolist() == [0, 0, 1, 2, 3]
    assert cut_out(sound, 3, 6).tolist() == [4, 0, 0]
    assert cut_out(sound, -5, -2).tolist() == cut_out(sound, 8, 11).tolist() == [0, 0, 0]
