"""Sounds made ready to be played: levels, clipping, and rates that browsers refuse."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.signals.playing import common_gain, make_playable
from explorer.ui.components.sound_track import read_place, track_payload


def tone(frequency_hz: float, rate_hz: float, count: int, level: float = 0.5) -> np.ndarray:
    time_s = np.arange(count) / rate_hz
    return (level * np.sin(2 * np.pi * frequency_hz * time_s)).astype(np.float32)


def test_sixteen_bits_and_what_passes_full_scale() -> None:
    sound = make_playable(np.array([0, 0.5, -1, 1, 3, -3], dtype=np.float32), 16_000)
    # 0.5 · 32,767 = 16,383.5, rounded to even
    assert sound.pcm.tolist() == [0, 16_384, -32_767, 32_767, 32_767, -32_767]
    assert (sound.rate_hz, sound.raised_by) == (16_000, 1)
    quiet = make_playable(np.array([3, -1.5], dtype=np.float32), 16_000, gain=1 / 3)
    assert quiet.pcm.tolist() == [32_767, -16_384]


def test_one_gain_for_all() -> None:
    loud, soft = np.array([0.0, -4.0], np.float32), np.array([1.0], np.float32)
    assert common_gain(loud, soft) == 1 / 4
    assert common_gain(soft) == common_gain(np.zeros(3, np.float32)) == common_gain() == 1


@pytest.mark.parametrize(("rate", "factor"), [(7_999, 2), (16_000 / 3, 2), (1_000, 8)])
def test_a_low_rate_is_raised_and_sounds_the_same(rate: float, factor: int) -> None:
    sound = make_playable(tone(300, rate, 4_000), rate)
    assert (sound.raised_by, sound.rate_hz) == (factor, round(rate * factor))
    assert len(sound.pcm) == 4_000 * factor
    spectrum = np.abs(np.fft.rfft(sound.pcm * np.hanning(len(sound.pcm))))
    peak_hz = spectrum.argmax() * rate * factor / len(sound.pcm)
    assert peak_hz == pytest.approx(300, abs=2 * rate / 4_000)
    middle = slice(len(sound.pcm) // 4, 3 * len(sound.pcm) // 4)
    assert np.abs(sound.pcm[middle]).max() / 32_767 == pytest.approx(0.5, rel=0.02)


def test_payload_and_places() -> None:
    samples = tone(100, 8_000, 16_000, level=2.0)
    sound = make_playable(samples, 8_000, gain=0.5)
    payload = track_payload(sound, samples, limit=None, gain=0.5, duration_s=None)
    assert payload["duration"] == 2
    assert payload["edge"] == pytest.approx(0.5 * 2, rel=1e-3)
    longer = track_payload(sound, samples, limit=4.0, gain=0.5, duration_s=3.0)
    assert (longer["duration"], longer["edge"], longer["edge_text"]) == (3, 2, "±4")
    assert longer["token"] != payload["token"]
    assert read_place(1.5, sound) == 1.5
    for nonsense in (None, "1", True, -0.1, 2.1, float("nan"), [1.0]):
        assert read_place(nonsense, sound) is None


def test_no_samples_are_no_sound() -> None:
    with pytest.raises(ValueError, match=r"expected \(N,\) samples"):
        make_playable(np.zeros((2, 2), np.float32), 8_000)
