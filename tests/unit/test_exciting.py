"""Gradient ascent on the picture: what it reaches, what its regularisers do, and its randomness."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import islice

import numpy as np
import pytest
import torch

from explorer.errors import SettingError
from explorer.networks.exciting import (
    Excitement,
    ExciteSettings,
    Target,
    excite,
    make_measure,
    move_picture,
)
from explorer.networks.loaded_network import load_random
from explorer.networks.picture_parameters import PictureParameters
from explorer.networks.trunk import normalize
from tests.toy_networks import hook_count, load_toy

STILL = ExciteSettings(
    steps=200, rate=0.2, waves=False, colours=False, jitter=0, scale=0, turn_deg=0
)


@pytest.fixture(autouse=True, scope="module")
def one_thread() -> Iterator[None]:
    """As in the app: helper threads for work this small would wait for each other."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def last(target: Target, settings: ExciteSettings, side: int = 16) -> Excitement:
    *_, end = excite(load_toy(), target, side, settings)
    return end


def test_a_channel_that_sums_colours_is_excited_by_white() -> None:
    end = last(Target("channel", 0, "conv"), STILL)
    white = sum((1 - m) / s for m, s in ((0.485, 0.229), (0.456, 0.224), (0.406, 0.225)))
    assert end.picture.min() > 0.99
    assert end.value == pytest.approx(white, rel=0.01)
    assert (end.step, end.steps) == (200, 200)


def test_a_unit_is_excited_at_its_own_pixel_and_nowhere_else() -> None:
    end = last(Target("unit", 1, "conv"), STILL)  # −red of the middle pixel
    assert end.picture[0, 8, 8] < 0.01
    others = np.delete(end.picture[0].ravel(), 8 * 16 + 8)
    assert np.abs(others - 0.5).max() < 0.05  # sigmoid of the faint start


def test_a_class_is_excited_through_the_whole_network() -> None:
    end = last(Target("class", 1), STILL)  # −m₀ − m₂: nothing of the sum, and red below 1
    summed = normalize(torch.from_numpy(end.picture)[None]).sum(dim=1)
    assert end.value == pytest.approx(0.0, abs=1e-4)
    assert (summed <= 1e-3).all()


def test_readings_are_of_the_still_picture() -> None:
    network = load_random("alexnet")
    target = Target("channel", 5, "features.3")
    for found in islice(excite(network, target, 64, ExciteSettings(steps=8)), 6):
        with torch.no_grad():
            value = make_measure(network, target, 64)(torch.from_numpy(found.picture))
        assert found.value == pytest.approx(value.item(), rel=1e-4)
        assert found.picture.min() >= 0
        assert found.picture.max() <= 1
    assert hook_count(network.module) == 0


@pytest.mark.parametrize("waves", [False, True])
def test_the_seed_decides_and_the_global_state_is_left_alone(waves: bool) -> None:
    network = load_random("alexnet")
    target = Target("channel", 3, "features.0")
    before = torch.random.get_rng_state()
    runs = [
        list(excite(network, target, 48, ExciteSettings(steps=6, waves=waves, blur=1.0, seed=seed)))
        for seed in (4, 4, 5)
    ]
    assert torch.equal(torch.random.get_rng_state(), before)
    assert runs[0][-1].curve == runs[1][-1].curve
    np.testing.assert_array_equal(runs[0][-1].picture, runs[1][-1].picture)
    assert not np.array_equal(runs[0][-1].picture, runs[2][-1].picture)
    assert [found.step for found in runs[0]] == list(range(7))
    assert [step for step, _value in runs[0][-1].curve] == [0, 4, 6]
    assert runs[0][-1].value > runs[0][0].value


def test_nothing_moves_without_jitter_scale_and_rotation() -> None:
    picture = torch.rand(3, 9, 9, generator=torch.Generator().manual_seed(0))
    assert move_picture(picture, STILL, torch.Generator()) is picture


def test_jitter_shifts_by_whole_pixels() -> None:
    picture = torch.rand(3, 12, 12, generator=torch.Generator().manual_seed(0))
    settings = ExciteSettings(jitter=3, scale=0, turn_deg=0)
    seen = set()
    for seed in range(12):
        moved = move_picture(picture, settings, torch.Generator().manual_seed(seed))
        fits = [
            (down, across)
            for down in range(-3, 4)
            for across in range(-3, 4)
            if torch.allclose(
                moved[:, 3:9, 3:9],
                picture[:, 3 + down : 9 + down, 3 + across : 9 + across],
                atol=1e-4,
            )
        ]
        assert len(fits) == 1
        seen.add(fits[0])
    assert len(seen) > 6


def test_a_quarter_turn_is_rot90() -> None:
    picture = torch.rand(3, 8, 8, generator=torch.Generator().manual_seed(1))
    for seed in range(20):
        drawn = 2 * torch.rand(4, generator=torch.Generator().manual_seed(seed)) - 1
        turn_deg = abs(90 / drawn[1].item())
        if turn_deg <= 180:
            break
    settings = ExciteSettings(jitter=0, scale=0, turn_deg=turn_deg)
    moved = move_picture(picture, settings, torch.Generator().manual_seed(seed))
    turned = [torch.rot90(picture, times, (1, 2)) for times in (1, 3)]
    assert any(torch.allclose(moved, each, atol=1e-4) for each in turned)


def test_scale_keeps_the_middle_and_enlarges_about_it() -> None:
    ramp = torch.linspace(0, 1, 16).expand(3, 16, 16).contiguous()
    settings = ExciteSettings(jitter=0, scale=0.5, turn_deg=0)
    generator, again = (torch.Generator().manual_seed(3) for _ in range(2))
    factor = 1 / (1 + 0.5 * (2 * torch.rand(4, generator=again)[0].item() - 1))
    moved = move_picture(ramp, settings, generator)
    steps = moved[0, 8].diff()[5:9]
    torch.testing.assert_close(steps, torch.full_like(steps, factor / 15), atol=1e-5, rtol=1e-3)
    assert moved[0, 8, 7:9].mean().item() == pytest.approx(0.5, abs=1e-5)


def test_waves_have_the_amplitudes_of_photographs() -> None:
    form = PictureParameters(32, waves=True, colours=False)
    single = torch.zeros(3, 32, 17, 2)
    single[:, 0, 4, 0] = 1.0  # 4 cycles in 32 pixels: scaled by 32 / (4 / 32) = 256
    planes = torch.logit(form.picture(single))
    wave = torch.cos(2 * math.pi * 4 * torch.arange(32) / 32)
    expected = 0.25 * 256 * 2 / 32**2 * wave  # of lucid; irfft2 adds the mirrored wave: twice
    torch.testing.assert_close(planes[0, 5], expected, atol=1e-5, rtol=1e-4)


def test_colours_laid_apart_by_hand() -> None:
    form = PictureParameters(16, waves=False, colours=True)
    numbers = torch.zeros(3, 16, 16)
    numbers[0] = 1.0
    planes = torch.logit(form.picture(numbers))[:, 0, 0]
    largest = math.sqrt(0.26**2 + 0.27**2 + 0.27**2)
    torch.testing.assert_close(planes, torch.tensor([0.26, 0.27, 0.27]) / largest)


@pytest.mark.parametrize("waves", [False, True])
def test_blur_keeps_the_mean_and_damps_fine_waves(waves: bool) -> None:
    form = PictureParameters(16, waves=waves, colours=False)
    numbers = form.start(torch.Generator().manual_seed(0))
    sigma = 1.5
    before, after = (
        torch.fft.rfft2(torch.logit(form.picture(each).double()))
        for each in (numbers, form.blurred(numbers, sigma))
    )
    frequency = torch.hypot(torch.fft.fftfreq(16)[:, None], torch.fft.rfftfreq(16)[None])
    transfer = torch.exp(-2 * (math.pi * sigma * frequency) ** 2)
    torch.testing.assert_close(after, before * transfer, atol=2e-4, rtol=1e-3)


def test_the_share_of_the_best_photograph() -> None:
    found = Excitement(0, 1, np.zeros((3, 1, 1), dtype=np.float32), ((0, 6.0),))
    assert found.share_of(4.0) == 1.5
    assert found.share_of(0.0) is None
    assert found.share_of(-1.0) is None


@pytest.mark.parametrize(
    ("target", "side", "words"),
    [
        (Target("class", 2), 16, "2 outputs, there is no 2"),
        (Target("channel", 3, "conv"), 16, "no channel 3: choose one from 0 to 2"),
        (Target("channel", 0, "nowhere"), 16, "no layer nowhere"),
        (Target("channel", 0, "conv"), 8, "side is 8"),
    ],
)
def test_what_is_not_there_is_told(target: Target, side: int, words: str) -> None:
    with pytest.raises(SettingError, match=words):
        next(excite(load_toy(), target, side, STILL))


def test_settings_out_of_range() -> None:
    with pytest.raises(SettingError, match="jitter is 65"):
        ExciteSettings(jitter=65)
