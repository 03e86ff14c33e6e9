"""Spectrograms against torchaudio, torch, scipy, and what Parseval and a pure tone demand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.errors import SettingError
from explorer.signals.spectrogram import (
    TORCH_WINDOWS,
    WINDOWS,
    Reference,
    SpectrogramSettings,
    WindowName,
    compute_spectrogram,
    fitting_n_fft,
    make_window,
    mel_centres_hz,
    transform,
)

RATE = 8_000
NOISE = np.random.default_rng(7).normal(0, 0.2, 4_000).astype(np.float32)
ODD = SpectrogramSettings(n_fft=400, hop_length=90, win_length=300, window="hamming")


def torchaudio_answer(chosen: SpectrogramSettings) -> torch.Tensor:
    from torchaudio import transforms

    picture: torch.Tensor = transforms.Spectrogram(
        chosen.n_fft,
        chosen.win_length,
        chosen.hop_length,
        window_fn=getattr(torch, TORCH_WINDOWS[chosen.window]),
        power=chosen.power,
    )(torch.from_numpy(NOISE))
    if chosen.n_mels is not None:
        picture = transforms.MelScale(chosen.n_mels, RATE, n_stft=chosen.bins)(picture)
    if chosen.decibels:
        kind = "power" if chosen.power == 2 else "magnitude"
        picture = transforms.AmplitudeToDB(kind, chosen.top_db)(picture)
    return picture


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("n_mels", [None, 20])
@pytest.mark.parametrize("power", [1.0, 2.0])
def test_it_is_torchaudios(window: WindowName, n_mels: int | None, power: float) -> None:
    chosen = replace(ODD, window=window, n_mels=n_mels, power=power, reference="one", top_db=30.0)
    for decibels in (False, True):
        asked = replace(chosen, decibels=decibels)
        found = compute_spectrogram(NOISE, RATE, asked)
        expected = torchaudio_answer(asked).numpy()
        assert found.values.shape == expected.shape == (asked.rows, asked.frames(len(NOISE)))
        np.testing.assert_allclose(found.values, expected, rtol=1e-4, atol=1e-4)


def test_the_transform_is_torchs_and_scipys() -> None:
    from scipy.signal import stft

    found = transform(NOISE, ODD).numpy()
    direct = torch.stft(
        torch.from_numpy(NOISE), 400, 90, 300, torch.hamming_window(300), return_complex=True
    )
    np.testing.assert_array_equal(found, direct.numpy())
    window = np.pad(torch.hamming_window(300).numpy(), 50)  # centred in n_fft
    _f, _t, theirs = stft(
        np.pad(NOISE, 200, mode="reflect"), RATE, window, 400, 400 - 90, boundary=None,
        padded=False, scaling="spectrum",
    )  # fmt: skip
    np.testing.assert_allclose(found, theirs * window.sum(), atol=1e-4)


def test_parseval_holds_in_every_frame() -> None:
    chosen = SpectrogramSettings(n_fft=256, hop_length=64, win_length=256, decibels=False)
    power = compute_spectrogram(NOISE, RATE, chosen).values
    padded, window = np.pad(NOISE, 128, mode="reflect"), make_window("hann", 256).numpy()
    both_sides = power[0] + power[-1] + 2 * power[1:-1].sum(axis=0)  # the others mirror them
    for frame in range(0, power.shape[1], 9):
        windowed = window * padded[64 * frame : 64 * frame + 256]
        assert both_sides[frame] / 256 == pytest.approx(float((windowed**2).sum()), rel=1e-4)


@pytest.mark.parametrize("hertz", [250, 1_000, 3_120])
def test_a_tone_lands_in_its_bin(hertz: int) -> None:
    tone = np.sin(2 * np.pi * hertz * np.arange(4_000) / RATE).astype(np.float32)
    chosen = SpectrogramSettings(n_fft=800, hop_length=100, win_length=400)
    found = compute_spectrogram(tone, RATE, chosen)
    strongest = found.values[:, 20].argmax()
    assert strongest == hertz * 800 // RATE
    assert found.frequencies_hz[strongest] == hertz
    assert found.times_s[20] == 20 * 100 / RATE


def test_a_tone_lands_in_its_mel_band() -> None:
    tone = np.sin(2 * np.pi * 1_000 * np.arange(8_000) / RATE).astype(np.float32)
    found = compute_spectrogram(tone, RATE, SpectrogramSettings(n_mels=40))
    nearest = np.abs(found.frequencies_hz - 1_000).argmin()
    assert found.values[:, 30].argmax() == nearest
    # by hand: 2595 log10(1 + 4000/700) = 2146.06 mel at the top, the middle of one band is half
    assert mel_centres_hz(1, 4_000)[0] == pytest.approx(
        700 * (10 ** (2146.06 / 2 / 2595) - 1), 1e-4
    )


@settings(max_examples=30, deadline=None)
@given(
    count=st.integers(600, 3_000),
    n_fft=st.integers(16, 512),
    share=st.floats(0.3, 1.0),
    hop_share=st.floats(0.05, 1.0),
)
def test_its_shape_is_the_formulas(count: int, n_fft: int, share: float, hop_share: float) -> None:
    win_length = max(4, int(n_fft * share))
    chosen = SpectrogramSettings(n_fft, max(1, int(win_length * hop_share)), win_length, "boxcar")
    found = transform(np.ones(count, np.float32), chosen)
    assert tuple(found.shape) == (n_fft // 2 + 1, chosen.frames(count))
    if n_fft % 2 == 0:
        assert chosen.frames(count) == 1 + count // chosen.hop_length


def test_the_reference_is_the_loudest_cell_or_one() -> None:
    relative = compute_spectrogram(NOISE, RATE, replace(ODD, top_db=40.0))
    absolute = compute_spectrogram(NOISE, RATE, replace(ODD, top_db=40.0, reference="one"))
    assert (relative.low, relative.high) == pytest.approx((-40.0, 0.0), abs=1e-4)
    assert relative.values.max() == pytest.approx(0.0, abs=1e-4)
    shift = absolute.high - relative.high
    np.testing.assert_allclose(absolute.values - shift, relative.values, atol=1e-3)


@pytest.mark.parametrize("reference", ["max", "one"])
def test_silence_lies_at_the_lower_end(reference: Reference) -> None:
    quiet = np.zeros(4_000, np.float32)
    found = compute_spectrogram(quiet, RATE, replace(ODD, reference=reference))
    assert found.silent
    assert set(np.unique(found.values)) == {-100.0}  # 10 log10 of 1e-10
    assert (found.low, found.high) == (-100.0, -20.0)
    plain = compute_spectrogram(quiet, RATE, replace(ODD, decibels=False))
    assert (plain.low, plain.high) == (0.0, 0.0)


def test_empty_mel_bands_are_counted() -> None:
    few = SpectrogramSettings(n_fft=128, win_length=128, hop_length=32, n_mels=60)
    assert compute_spectrogram(NOISE, RATE, few).empty_bands > 0
    assert compute_spectrogram(NOISE, RATE, SpectrogramSettings(n_mels=20)).empty_bands == 0


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"win_length": 600}, "raise n_fft to 1024 or lower win_length to 512"),
        ({"hop_length": 513}, "from 1 to 512"),
        ({"hop_length": 0}, "from 1 to 512"),
        ({"win_length": 2, "hop_length": 1}, "raise win_length to 4"),
        ({"n_mels": 258}, "lower n_mels to 257"),
    ],
)
def test_what_cannot_be_tells_the_remedy(wrong: dict[str, int], told: str) -> None:
    with pytest.raises(SettingError, match=told):
        SpectrogramSettings(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("count", [5, 100, 256])
def test_a_sound_shorter_than_the_mirror_tells_an_n_fft_that_works(count: int) -> None:
    sound = np.ones(count, np.float32)
    with pytest.raises(SettingError, match="lower n_fft to") as caught:
        transform(sound, SpectrogramSettings())
    most = int(str(caught.value.values["most"]))
    assert transform(sound, SpectrogramSettings(most, 1, most)).shape[0] == most // 2 + 1


def test_a_transform_past_memory_tells_a_hop_that_works() -> None:
    sound = np.zeros(480_000, np.float32)
    chosen = SpectrogramSettings(n_fft=4096, hop_length=16, win_length=512)
    with pytest.raises(SettingError, match="raise hop_length to") as caught:
        transform(sound, chosen)
    assert transform(sound, replace(chosen, hop_length=int(str(caught.value.values["more"])))).shape


def test_n_fft_fits_the_window() -> None:
    assert [fitting_n_fft(size) for size in (4, 5, 512, 513)] == [4, 8, 512, 1024]
