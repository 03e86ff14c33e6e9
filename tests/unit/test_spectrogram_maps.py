"""A sound's picture, the kernels on it, the mask they make, and the way back to sound."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional
from torchaudio.transforms import MelSpectrogram

from explorer.layers.kernels import parse_kernel
from explorer.signals.map_kernels import MAP_KERNELS, blind_to_clicks, blind_to_steady, kernel_scale
from explorer.signals.sample_sounds import load_sound
from explorer.signals.sound_clip import SoundClip
from explorer.signals.sound_mixing import mix_sounds
from explorer.signals.spectrogram_maps import (
    count_rows,
    picture_sound,
    spread_rows,
    to_sound,
    window_length,
)
from explorer.signals.spectrogram_masks import (
    answer,
    energy_share,
    hear_mask,
    positive_part,
    soft_mask,
)

RATE = 16_000
NOISE = np.random.default_rng(6)


def tone(hertz: float, seconds: float = 1.0) -> np.ndarray:
    time = np.arange(round(seconds * RATE)) / RATE
    return (0.5 * np.sin(2 * np.pi * hertz * time)).astype(np.float32)


def click(at_s: float, seconds: float = 1.0) -> np.ndarray:
    sound = np.zeros(round(seconds * RATE), np.float32)
    sound[round(at_s * RATE)] = 1.0
    return sound


@pytest.mark.parametrize(
    ("rate", "count"),
    [(16_000, 48_000), (16_000, 48_639), (48_000, 30_001), (1_000, 2), (44_100, 9)],
)
def test_a_mask_of_ones_gives_the_sound_back(rate: int, count: int) -> None:
    samples = NOISE.uniform(-1, 1, count).astype(np.float32)
    sound = picture_sound(samples, rate)
    heard = hear_mask(sound, np.ones_like(sound.picture))
    assert heard.shape == samples.shape
    assert np.abs(heard - samples).max() < 1e-5


def test_the_transform_is_torchs_and_linear() -> None:
    samples = NOISE.uniform(-1, 1, 5_120).astype(np.float32)  # ten hops of 512
    expected = torch.stft(
        torch.from_numpy(samples),
        1_024,
        512,
        window=torch.hann_window(1_024),
        pad_mode="constant",
        return_complex=True,
    )
    sound = picture_sound(samples, RATE)
    torch.testing.assert_close(torch.from_numpy(sound.spectrum), expected)
    halves = picture_sound(samples / 2, RATE)
    np.testing.assert_allclose(halves.picture, sound.picture, atol=1e-3)  # relative to the loudest


def test_the_picture_is_torchaudios_mel_spectrogram_upside_down() -> None:
    samples = NOISE.uniform(-1, 1, 5_120).astype(np.float32)
    mel = MelSpectrogram(RATE, 1_024, 1_024, 512, n_mels=96, pad_mode="constant")
    level = 10 * torch.log10(mel(torch.from_numpy(samples)))
    expected = (level - level.max() + 80).clamp(min=0).numpy()
    np.testing.assert_allclose(picture_sound(samples, RATE).picture, expected[::-1], atol=1e-3)


@pytest.mark.parametrize("hertz", [200.0, 440.0, 1_000.0, 3_000.0, 7_000.0])
def test_row_zero_is_the_highest_band(hertz: float) -> None:
    sound = picture_sound(tone(hertz), RATE)
    row = int(sound.picture[:, 10].argmax())
    assert row == int(np.abs(sound.row_hz - hertz).argmin())
    assert np.all(np.diff(sound.row_hz) < 0)
    assert sound.picture.max() == pytest.approx(80)


def test_a_column_is_half_a_window_of_time() -> None:
    sound = picture_sound(click(0.512), RATE)  # 0.512 s = 16 hops of 32 ms
    assert int(sound.picture.sum(axis=0).argmax()) == 16
    assert sound.column_s[16] == pytest.approx(0.512)
    assert window_length(48_000) == 3_072  # 64 ms


def test_silence_is_drawn_as_silence() -> None:
    assert not picture_sound(np.zeros(4_000, np.float32), RATE).picture.any()


@pytest.mark.parametrize("rate", [1_000, 8_000, 16_000, 48_000, 192_000])
def test_every_band_holds_a_bin(rate: int) -> None:
    sound = picture_sound(NOISE.uniform(-1, 1, rate // 2).astype(np.float32), rate)
    assert sound.picture.shape[0] == count_rows(rate) <= 96
    assert (sound.picture.max(axis=1) > 0).all()


def test_a_value_a_row_reaches_every_bin_in_shares_that_sum_to_one() -> None:
    sound = picture_sound(tone(440, 0.2), RATE)
    weights = spread_rows(sound, np.eye(96, dtype=np.float32))
    assert weights.shape == (513, 96)
    np.testing.assert_allclose(weights.sum(axis=1), 1, atol=1e-6)
    rising = sound.row_hz[::-1]
    expected = [np.interp(sound.bin_hz, rising, unit[::-1]) for unit in np.eye(96)]
    np.testing.assert_allclose(weights, np.stack(expected, axis=1), atol=1e-6)
    at_middles = np.abs(sound.bin_hz[:, None] - sound.row_hz).argmin(axis=0)
    assert (weights[at_middles].argmax(axis=1) == np.arange(96)).mean() > 0.8  # bins are coarse low


@pytest.mark.parametrize("text", ["-1,0,1;-1,0,1;-1,0,1", "1,2;3,4", "1", "1,2,3,4,5;0,0,0,0,-9"])
def test_an_answer_is_torchs_conv2d_and_scipys_correlation(text: str) -> None:
    from scipy.signal import correlate2d

    picture = NOISE.uniform(0, 80, (12, 20)).astype(np.float32)
    kernel = parse_kernel(text)
    result = answer(picture, kernel)
    assert result.output.shape == picture.shape
    expected = functional.conv2d(
        torch.from_numpy(result.padded)[None],
        torch.from_numpy(kernel.astype(np.float32))[None, None],
    )[0, 0]
    np.testing.assert_allclose(result.output, expected, atol=1e-3)
    by_scipy = correlate2d(result.padded[0].astype(np.float64), kernel, mode="valid")
    np.testing.assert_allclose(result.output, by_scipy, rtol=1e-4, atol=1e-3)


def test_around_the_picture_is_silence_in_time_and_its_own_edge_in_frequency() -> None:
    picture = np.array([[1, 2], [3, 4]], np.float32)
    padded = answer(picture, np.ones((4, 4))).padded[0]
    # an even side has one more behind: one above and before, two below and after
    above, below = [0, 1, 2, 0, 0], [0, 3, 4, 0, 0]
    assert padded.tolist() == [above, above, below, below, below]


def test_one_window_by_hand() -> None:
    picture = np.array([[10, 20, 50], [0, 0, 30], [40, 40, 40]], np.float32)
    output = answer(picture, MAP_KERNELS["onset"].values).output
    # later minus earlier: (50 − 10) + (30 − 0) + (40 − 40)
    assert output[1, 1] == 40 + 30 + 0
    strength = positive_part(output, MAP_KERNELS["onset"].values)
    assert strength[1, 1] == pytest.approx(70 / 3)
    # r² / (r² + t²) with t = 70/3 is one half
    assert soft_mask(strength, 70 / 3)[1, 1] == pytest.approx(0.5)


@given(factor=st.floats(0.01, 100), threshold=st.floats(0.5, 40))
@settings(max_examples=25, deadline=None)
def test_a_louder_kernel_makes_the_same_mask(factor: float, threshold: float) -> None:
    picture = np.random.default_rng(1).uniform(0, 80, (8, 9)).astype(np.float32)
    masks = []
    for kernel in (MAP_KERNELS["tone"].values, factor * MAP_KERNELS["tone"].values):
        strength = positive_part(answer(picture, kernel).output, kernel)
        masks.append(soft_mask(strength, threshold))
    np.testing.assert_allclose(masks[0], masks[1], atol=1e-3)
    assert masks[0].min() >= 0
    assert masks[0].max() <= 1


def test_scale_is_the_larger_sum_of_one_sign() -> None:
    assert kernel_scale(parse_kernel("1,2,-5")) == 5
    assert kernel_scale(parse_kernel("1,2,-1")) == 3
    assert kernel_scale(parse_kernel("0")) == 1


def test_what_each_kernel_is_blind_to() -> None:
    blind = {
        name: (blind_to_steady(kernel.values), blind_to_clicks(kernel.values))
        for name, kernel in MAP_KERNELS.items()
    }
    assert blind == {
        "onset": (True, False),
        "hit": (True, False),
        "tone": (False, True),
        "rising": (True, True),
        "falling": (True, True),
        "blur": (False, False),
    }


def kept_share(samples: np.ndarray, name: str) -> float:
    sound = picture_sound(samples, RATE)
    kernel = MAP_KERNELS[name].values
    mask = soft_mask(positive_part(answer(sound.picture, kernel).output, kernel), 3.0)
    return energy_share(hear_mask(sound, mask), samples)


def test_hits_stand_tones_lie_and_chirps_slope() -> None:
    assert kept_share(click(0.5), "hit") > 0.5
    assert kept_share(click(0.5), "tone") < 0.05
    assert kept_share(tone(1_000), "tone") > 0.5
    assert kept_share(tone(1_000), "hit") < 0.05
    chirp = load_sound("chirp").samples
    assert kept_share(chirp, "rising") > 0.9
    assert kept_share(chirp, "falling") < 0.01
    assert kept_share(np.ascontiguousarray(chirp[::-1]), "falling") > 0.9


def test_kept_and_rest_of_each_sound_in_a_mix_add_up() -> None:
    chord, drums = mix_sounds(load_sound("chord"), load_sound("drums"))
    sound = picture_sound(chord + drums, RATE)
    kernel = MAP_KERNELS["hit"].values
    mask = soft_mask(positive_part(answer(sound.picture, kernel).output, kernel), 3.0)
    kept = hear_mask(sound, mask)
    parts = [hear_mask(picture_sound(part, RATE), mask) for part in (chord, drums)]
    np.testing.assert_allclose(parts[0] + parts[1], kept, atol=1e-5)
    np.testing.assert_allclose(kept + hear_mask(sound, 1 - mask), chord + drums, atol=1e-5)
    of_chord, of_drums = (energy_share(*pair) for pair in zip(parts, (chord, drums), strict=True))
    assert of_chord < 0.05
    assert of_drums > 0.5


def test_a_mix_is_as_strong_in_both_as_long_as_the_first_and_in_range() -> None:
    own = SoundClip(tone(500, 2.0)[:20_001], 16_000, "own")
    other = SoundClip(tone(100, 0.25), 8_000, "other")  # the same samples at another rate: 50 Hz
    first, second = mix_sounds(own, other)
    assert len(first) == len(second) == 20_001
    assert np.square(first).mean() == pytest.approx(np.square(second).mean(), rel=1e-3)
    assert np.abs(first + second).max() <= 0.9 + 1e-6
    spectrum = np.abs(np.fft.rfft(second[:16_000]))
    assert abs(int(spectrum.argmax()) - 50) <= 1


def test_silence_mixes_without_numbers_that_are_none() -> None:
    silent = SoundClip(np.zeros(8_000, np.float32), 16_000, "silence")
    first, second = mix_sounds(silent, load_sound("drums"))
    assert not first.any()
    assert not second.any()


def test_a_transform_by_hand_back_to_sound() -> None:
    sound = picture_sound(tone(300, 0.5), RATE)
    np.testing.assert_allclose(
        to_sound(-sound.spectrum, RATE, sound.length), -tone(300, 0.5), atol=1e-5
    )
