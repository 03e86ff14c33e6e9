"""Back to sound: exactly with phases, by iteration without; and the STFT as a Conv1d."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from explorer.errors import SettingError
from explorer.signals.griffin_lim import (
    asked_magnitudes,
    invert_exactly,
    reconstruct,
    require_overlap,
    workable_length,
)
from explorer.signals.spectrogram import (
    WINDOWS,
    SpectrogramSettings,
    WindowName,
    mel_banks,
    transform,
)
from explorer.signals.stft_kernels import conv1d_cost, stft_by_conv1d, stft_kernels

RATE = 8_000
TIME = np.arange(4_000) / RATE
SOUND = (0.4 * np.sin(2 * np.pi * (300 * TIME + 900 * TIME**2))).astype(np.float32)
SMALL = SpectrogramSettings(n_fft=256, hop_length=64, win_length=200)


@pytest.mark.parametrize("window", WINDOWS)
def test_with_phases_the_way_back_is_exact(window: WindowName) -> None:
    for chosen in (SMALL, replace(SMALL, hop_length=100)):
        back = invert_exactly(SOUND, replace(chosen, window=window))
        np.testing.assert_allclose(back, SOUND, atol=1e-5)


def test_windows_that_leave_gaps_tell_the_hop() -> None:
    gaps = replace(SMALL, hop_length=200)
    with pytest.raises(SettingError, match="lower hop_length to 100"):
        invert_exactly(SOUND, gaps)
    require_overlap(replace(gaps, window="boxcar"))
    with pytest.raises(RuntimeError):  # what torch itself says of it
        torch.istft(transform(SOUND, gaps), 256, 200, 200, torch.hann_window(200))


def test_iterations_come_nearer() -> None:
    magnitudes = asked_magnitudes(SOUND, RATE, SMALL)
    far, near = (reconstruct(magnitudes, SMALL, len(SOUND), n) for n in (0, 32))
    assert far.convergence > 3 * near.convergence
    assert near.convergence < 0.1
    assert len(near.samples) == len(SOUND)
    again = reconstruct(magnitudes, SMALL, len(SOUND), 32)
    np.testing.assert_array_equal(near.samples, again.samples)
    by_hand = (transform(near.samples, SMALL).abs() - magnitudes).norm() / magnitudes.norm()
    assert near.convergence == pytest.approx(float(by_hand), rel=1e-5)


def test_the_work_is_bounded() -> None:
    assert workable_length(24_000, RATE, SMALL) == 24_000
    assert workable_length(240_000, RATE, SMALL) == 4 * RATE
    dense = SpectrogramSettings(n_fft=512, hop_length=1, win_length=512)
    assert workable_length(240_000, RATE, dense) == 1_000_000 // 257
    assert workable_length(600, RATE, dense) == 600, "a short sound is taken whole"
    with pytest.raises(SettingError, match="lower n_fft"):
        workable_length(240_000, RATE, SpectrogramSettings(8_192, 4, 16))


def test_silence_stays_silent() -> None:
    quiet = np.zeros(4_000, np.float32)
    found = reconstruct(asked_magnitudes(quiet, RATE, SMALL), SMALL, 4_000, 4)
    assert not found.samples.any()
    assert found.convergence == 0


def test_mel_bands_come_back_as_torchaudios() -> None:
    from torchaudio.transforms import InverseMelScale

    chosen = replace(SMALL, n_mels=24)
    found = asked_magnitudes(SOUND, RATE, chosen)
    bands = mel_banks(chosen, RATE).T @ transform(SOUND, chosen).abs() ** 2
    theirs = InverseMelScale(chosen.bins, 24, RATE, driver="gelsd")(bands).sqrt()
    np.testing.assert_allclose(found.numpy(), theirs.numpy(), atol=2e-3)


@pytest.mark.parametrize("window", WINDOWS)
def test_the_stft_is_a_conv1d(window: WindowName) -> None:
    chosen = replace(SMALL, window=window)
    kernels = stft_kernels(chosen)
    assert kernels.shape == (2 * (256 // 2 + 1), 1, 256)
    found = stft_by_conv1d(SOUND, chosen)
    np.testing.assert_allclose(found.numpy(), transform(SOUND, chosen).numpy(), atol=1e-3)
    some = stft_by_conv1d(SOUND, chosen, [5, 77])
    np.testing.assert_allclose(some.numpy(), found[[5, 77]].numpy(), atol=1e-4)


def test_the_conv1d_layer_counts_its_weights() -> None:
    layer = torch.nn.Conv1d(1, 258, 256, stride=64, bias=False)
    weights, multiply_adds = conv1d_cost(SMALL, 4_000)
    assert weights == layer.weight.numel() == 258 * 256
    assert multiply_adds == 258 * 256 * (1 + 4_000 // 64)
