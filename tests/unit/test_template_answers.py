"""What a template and a filter answer: by hand, by PyTorch's layers, and to a slid picture."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn
from torchvision.models import alexnet

from explorer.networks.template_answers import (
    PHOTO_SIDE,
    FilterAnswer,
    FirstLayers,
    TemplateAnswer,
    answer_filter,
    answer_filters,
    answer_picture,
    answer_template,
    answer_units,
    find_falling,
    follow_slides,
    relative_change,
    shrink_photo,
    slide_photo,
)
from explorer.networks.trunk import normalize


@pytest.fixture(scope="module")
def layers() -> FirstLayers:
    torch.manual_seed(0)
    hidden, classes = nn.Linear(3072, 64), nn.Linear(64, 10)
    convolution = nn.Conv2d(3, 64, 11, 4, 2)
    state = {
        **{f"hidden.{name}": tensor for name, tensor in hidden.state_dict().items()},
        **{f"classes.{name}": tensor for name, tensor in classes.state_dict().items()},
    }
    return FirstLayers(state, convolution.weight.detach(), convolution.bias.detach())


@pytest.fixture(scope="module")
def photo() -> np.ndarray:
    return np.random.default_rng(0).random((3, PHOTO_SIDE, PHOTO_SIDE), np.float32)


def test_parameters_are_the_lectures_and_alexnets(layers: FirstLayers) -> None:
    with torch.device("meta"):
        first = alexnet().features[0]
    assert layers.template_parameters == 3072 * 64 + 64 == 196_672
    assert layers.kernel_parameters == sum(p.numel() for p in first.parameters()) == 23_296


def test_both_networks_answer_as_pytorchs_layers(layers: FirstLayers, photo: np.ndarray) -> None:
    network = nn.Sequential(nn.Flatten(0), nn.Linear(3072, 64), nn.ReLU(), nn.Linear(64, 10))
    names = {"1": "hidden", "3": "classes"}
    network.load_state_dict(
        {f"{k}.{p}": layers.state[f"{v}.{p}"] for k, v in names.items() for p in ("weight", "bias")}
    )
    inputs = normalize(torch.tensor(shrink_photo(photo))[None])[0]
    answers = answer_picture(layers, photo, unit=9, number=11)
    with torch.no_grad():
        hidden, scores = network[:3](inputs), network(inputs)
    np.testing.assert_allclose(answers.units, hidden, atol=1e-5)
    np.testing.assert_allclose(answers.probabilities, scores.softmax(0), atol=1e-6)
    assert answers.template.output == pytest.approx(hidden[9].item(), abs=1e-5)
    assert answers.template.products.sum() == pytest.approx(answers.template.total, abs=1e-4)

    convolution = nn.Conv2d(3, 64, 11, 4, 2)
    convolution.load_state_dict({"weight": layers.kernels, "bias": layers.bias})
    with torch.no_grad():
        maps = convolution(normalize(torch.tensor(photo)[None])).relu()[0]
    np.testing.assert_allclose(answers.filter.values, maps[11], atol=1e-5)
    np.testing.assert_allclose(answers.peaks, maps.amax((1, 2)), atol=1e-5)


def test_an_answer_by_hand() -> None:
    products = np.float32([[[2.0]], [[-3.5]], [[0.5]]])
    answer = TemplateAnswer(products, products, float(products.sum()), bias=0.25)
    assert answer.total == 2 - 3.5 + 0.5 == -1
    assert (answer.value, answer.output) == (-0.75, 0)
    answer = FilterAnswer(np.float32([[0, 1], [3, 2]]))
    assert (answer.strongest, answer.place) == (3, (1, 0))
    assert answer.window == (4 - 2, 0 - 2, 4 - 2 + 11, 0 - 2 + 11)


def test_shrinking_takes_means_over_4_by_4(photo: np.ndarray) -> None:
    small = shrink_photo(photo)
    assert small.shape == (3, 32, 32)
    assert small[1, 2, 5] == pytest.approx(photo[1, 8:12, 20:24].mean(), abs=1e-6)


@pytest.mark.parametrize("slide", [-8, -1, 0, 3])
def test_a_slide_moves_both_pictures_by_whole_pixels(photo: np.ndarray, slide: int) -> None:
    before, after = shrink_photo(photo), shrink_photo(slide_photo(photo, slide))
    kept = slice(max(0, slide), 32 + min(0, slide))
    came = slice(max(0, -slide), 32 + min(0, -slide))
    np.testing.assert_array_equal(after[:, :, kept], before[:, :, came])
    if slide > 0:
        edge = slide_photo(photo, slide)[:, :, : 4 * slide]
        np.testing.assert_array_equal(edge, np.broadcast_to(photo[:, :, :1], edge.shape))


def test_inside_the_picture_a_filters_answers_move_and_nothing_else(
    layers: FirstLayers, photo: np.ndarray
) -> None:
    before = answer_filter(layers, photo, 5).values
    after = answer_filter(layers, slide_photo(photo, 3), 5).values
    # Place 0 begins 2 pixels outside, 30 ends 1 outside (4·30 − 2 + 11 = 129); 3 were repeated.
    np.testing.assert_allclose(after[:, 4:-1], before[:, 1:-4], atol=1e-5)
    assert np.abs(after - before).max() > 0.1


def test_the_unit_that_falls_is_bound_to_its_place(layers: FirstLayers) -> None:
    weight = torch.zeros(64, 3, 32, 32)
    weight[3] += 0.01  # the whole picture's brightness: a slide hardly matters
    weight[7, :, 12:20, 14:18] = 0.05  # something bright in the middle
    bound = FirstLayers(
        {**layers.state, "hidden.weight": weight.flatten(1), "hidden.bias": torch.zeros(64)},
        layers.kernels,
        layers.bias,
    )
    photo = np.full((3, PHOTO_SIDE, PHOTO_SIDE), 0.5, np.float32)
    photo[:, 48:80, 56:72] = 1  # the very same places, four times as fine
    assert find_falling(bound, photo, 8) == 7
    curves = follow_slides(bound, photo, 7, 0, 8)
    assert curves.slides == tuple(range(-8, 9))
    assert curves.unit.argmax() == 8
    np.testing.assert_allclose(curves.unit, curves.unit[::-1], atol=1e-4)
    assert curves.unit[0] == pytest.approx(answer_units(bound, slide_photo(photo, -8))[7], abs=1e-4)
    peaks = answer_filters(bound, slide_photo(photo, 8))
    assert curves.strongest[-1] == pytest.approx(peaks[0], abs=1e-5)
    assert answer_template(bound, photo, 7).output == pytest.approx(curves.unit[8], abs=1e-4)


def test_relative_change_by_hand() -> None:
    assert relative_change(np.float32([3, 4]), np.float32([3, 1])) == pytest.approx(3 / 5)
    assert relative_change(np.float32([0, 0]), np.float32([0, 0])) == 0
    assert relative_change(np.float32([0, 0]), np.float32([0, 2])) == 1
