"""Dead, silent and alive filters; channels set to zero; a learning rate that kills."""

from __future__ import annotations

import math
from collections.abc import Iterator
from threading import Thread

import numpy as np
import pytest
import torch
from torch import nn

from explorer.errors import SettingError
from explorer.networks.convolution_layers import Tap
from explorer.networks.dead_filters import (
    ALIVE,
    DEAD,
    MOST_PICTURES,
    SILENT,
    FilterSurvey,
    read_peaks,
    silence,
    silencing,
    survey_filters,
    survey_inputs,
)
from explorer.networks.dying_filters import (
    FILTERS,
    GENTLE_RATE,
    build_digit_network,
    count_dead,
    read_digits,
    train_digits,
)
from explorer.networks.loaded_network import load_random
from tests.toy_networks import hook_count, load_blocks, load_toy


@pytest.fixture(autouse=True, scope="module")
def one_thread() -> Iterator[None]:
    """As in the app: helper threads for work this small would wait for each other."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def flat(*reds: float) -> np.ndarray:
    """Pictures of 2 × 2, all pixels alike: only red."""
    pictures = np.zeros((len(reds), 3, 2, 2), dtype=np.float32)
    pictures[:, 0] = np.array(reds)[:, None, None]
    return pictures


def test_states_by_hand() -> None:
    network = load_toy()
    layer = network.find_layer("conv")
    survey = survey_filters(network, layer, flat(0.5, -0.25, 0.75))  # red, −red, red − 1
    np.testing.assert_allclose(survey.norms, [math.sqrt(3), 1, 1], rtol=1e-6)
    np.testing.assert_allclose(
        survey.peaks, [[0.5, -0.5, -0.5], [-0.25, 0.25, -1.25], [0.75, -0.75, -0.25]]
    )
    here = read_peaks(network, layer, flat(0.25))[0]
    assert survey.states(here).tolist() == [ALIVE, SILENT, DEAD]
    bright = read_peaks(network, layer, flat(3.0))[0]
    assert survey.states(bright).tolist() == [ALIVE, SILENT, ALIVE]  # the picture on show counts
    assert hook_count(network.module) == 0


def test_zero_is_not_above_zero() -> None:
    survey = FilterSurvey(np.ones(2, "f4"), np.zeros((3, 2), "f4"))
    assert survey.states(np.zeros(2, "f4")).tolist() == [DEAD, DEAD]


def test_what_goes_into_the_activation_is_read_past_a_sum() -> None:
    network = load_blocks()
    inputs = np.zeros((1, 3, 3, 3), dtype=np.float32)
    inputs[0, 0, 1, 1] = 2.0  # first: 2 everywhere; second: −2, plus the picture: 0 in the middle
    assert read_peaks(network, network.find_layer("first"), inputs)[0, 0] == 2.0
    assert read_peaks(network, network.find_layer("second"), inputs)[0, 0] == 0.0


def test_a_layer_without_an_activation_cannot_be_dead() -> None:
    network = load_random("mobilenet_v2")
    layer = next(each for each in network.convolutions if each.after is None)
    with pytest.raises(SettingError, match="no activation follows"):
        survey_filters(network, layer, survey_inputs(1, 32))


def test_channels_set_to_zero_by_hand() -> None:
    network = load_toy()
    layer = network.find_layer("conv")
    inputs = flat(3.0)[0]  # maps 3, 0 and 2: class 0 = 2·3, class 1 = −3 − 2
    before, after = silence(network, layer, [0], inputs)
    assert before.tolist() == [6.0, -5.0]
    assert after.tolist() == [0.0, -2.0]
    _before, both = silence(network, layer, [0, 2], inputs)
    assert both.tolist() == [0.0, 0.0]
    _before, none = silence(network, layer, [], inputs)
    assert none.tolist() == before.tolist()
    assert hook_count(network.module) == 0


@pytest.mark.parametrize("channel", [-1, 3])
def test_a_channel_that_is_not_there(channel: int) -> None:
    network = load_toy()
    with pytest.raises(SettingError, match=f"3 channels, there is no {channel}"):
        silence(network, network.find_layer("conv"), [0, channel], flat(1.0)[0])
    assert not network.lock.locked()


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_no_hook_is_left_when_the_block_fails(error: type[BaseException]) -> None:
    module = load_toy().module
    hooked = []

    def fail() -> None:
        hooked.append(hook_count(module))
        raise error

    with pytest.raises(error), silencing(module, Tap("relu"), [0]):
        fail()
    assert hooked == [1]
    assert hook_count(module) == 0


def test_a_network_that_fails_leaves_no_hook_and_no_lock() -> None:
    network = load_toy()
    wrong = np.zeros((1, 4, 2, 2), dtype=np.float32)  # four channels
    with pytest.raises(RuntimeError):
        read_peaks(network, network.find_layer("conv"), wrong)
    with pytest.raises(RuntimeError):
        silence(network, network.find_layer("conv"), [0], wrong[0])
    assert hook_count(network.module) == 0
    assert not network.lock.locked()


def test_another_thread_keeps_its_channels() -> None:
    module = load_toy().module
    picture = torch.from_numpy(flat(3.0))
    found = {}

    def ask(name: str) -> None:
        with torch.inference_mode():
            found[name] = module(picture)[0].tolist()

    with silencing(module, Tap("relu"), [0]):
        other = Thread(target=ask, args=("other",))
        other.start()
        other.join()
        ask("own")
    assert found == {"other": [6.0, -5.0], "own": [0.0, -2.0]}


def test_only_the_tapped_call_is_silenced() -> None:
    module = load_blocks().module
    picture = torch.ones(1, 3, 1, 1)  # first: 1; second: −1 + 1 = 0
    with torch.inference_mode():
        with silencing(module, Tap("relu", 0), [1]):
            assert module(picture)[0].tolist() == [0.0, 1.0, 0.0]
        with silencing(module, Tap("relu", 1), [1]):
            assert module(picture)[0].tolist() == [0.0, 0.0, 0.0]


def test_survey_pictures_are_photographs_and_their_crops() -> None:
    inputs = survey_inputs(MOST_PICTURES, 40)
    assert MOST_PICTURES >= 60
    assert inputs.shape == (MOST_PICTURES, 3, 40, 40)
    assert inputs.dtype == np.float32
    assert len({picture.tobytes() for picture in inputs}) == MOST_PICTURES
    np.testing.assert_array_equal(survey_inputs(3, 40), inputs[:3])
    for count in (0, MOST_PICTURES + 1):
        with pytest.raises(SettingError, match="sample pictures and crops"):
            survey_inputs(count, 40)


def test_dead_is_counted_over_all_places_and_pictures() -> None:
    maps = torch.full((2, 4, 2, 2), -1.0)
    maps[1, 0, 1, 1] = 0.1
    maps[:, 1] = math.nan
    maps[0, 2] = 0.0
    assert count_dead(maps) == 3


def test_the_digits_are_scikit_learns() -> None:
    pictures, labels = read_digits()
    assert pictures.shape == (1797, 1, 8, 8)
    assert (pictures.min().item(), pictures.max().item()) == (0.0, 1.0)
    assert torch.bincount(labels).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


def test_a_rate_far_too_high_kills_and_a_gentle_one_does_not() -> None:
    before = torch.random.get_rng_state()
    gentle, brutal = (list(train_digits(rate, epochs=4)) for rate in (GENTLE_RATE, 2.0))
    assert torch.equal(torch.random.get_rng_state(), before)
    assert [run.epoch for run in gentle] == list(range(5))
    assert gentle[0].dead == brutal[0].dead == 0  # the same start
    assert gentle[0].accuracy == brutal[0].accuracy
    assert gentle[-1].dead <= 1
    assert gentle[-1].accuracy > 0.9
    assert brutal[-1].dead >= FILTERS - 2
    assert brutal[-1].accuracy < 0.5
    assert list(train_digits(2.0, epochs=1))[1].dead == brutal[1].dead


def test_weights_that_are_no_numbers_are_told() -> None:
    *_, end = train_digits(1e3, epochs=1)
    assert end.broken == (not math.isfinite(end.loss))
    first = next(train_digits(0.1))
    assert not first.broken


def test_the_small_network_starts_as_pytorch_does() -> None:
    network = build_digit_network(torch.Generator().manual_seed(0))
    usual = nn.Conv2d(1, 16, 3)
    assert network[0].weight.shape == usual.weight.shape
    assert network[0].weight.abs().max() <= 1 / 3  # 1/√(1·3·3)
    assert network[4].weight.abs().max() <= 1 / 16  # 1/√256
