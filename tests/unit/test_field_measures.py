"""Gradients, effective fields and occlusion, against the plain way of computing each."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from torch import Tensor, nn

from explorer.errors import SettingError
from explorer.layers.receptive_field import Box
from explorer.networks.field_measures import (
    effective_field,
    gradient_support,
    measure_mass,
)
from explorer.networks.occlusion import OcclusionMap, OcclusionSettings, occlusion_map
from explorer.networks.subnetwork import crop_to_field, take_part
from explorer.networks.tracing import trace_network
from tests.drawn_networks import CHANNELS, Residual, random_stacks

Floats = NDArray[np.float32]


def small_network() -> nn.Sequential:
    """Six layers with a residual block, in double precision; a unit of `6` sees 19 pixels."""
    torch.manual_seed(3)
    return (
        nn.Sequential(
            nn.Conv2d(3, 6, 5, stride=2, padding=1),
            nn.BatchNorm2d(6),
            nn.ReLU(inplace=True),
            Residual(nn.Conv2d(6, 6, 3, padding=1)),
            nn.MaxPool2d(2, ceil_mode=True),
            nn.Conv2d(6, 4, 3, padding=1),
            nn.Tanh(),
            nn.Flatten(),
            nn.LazyLinear(5),
        )
        .double()
        .eval()
    )


def squeezing_network() -> nn.Sequential:
    """A network whose every unit depends on the mean of a whole map."""

    class Squeeze(nn.Module):
        def forward(self, maps: Tensor) -> Tensor:
            return maps * maps.mean((2, 3), keepdim=True)

    torch.manual_seed(4)
    return nn.Sequential(nn.Conv2d(3, 4, 3, padding=1), Squeeze(), nn.Tanh()).double().eval()


@pytest.fixture
def network() -> nn.Sequential:
    made = small_network()
    made(torch.zeros(1, 3, 40, 44, dtype=torch.float64))  # the lazy layer learns its size
    return made


@pytest.fixture
def pictures() -> Floats:
    return np.random.default_rng(0).normal(size=(3, 3, 40, 44)).astype(np.float32)


def read(network: nn.Sequential, layer: str, pixels: Tensor) -> Tensor:
    """Output of a layer of the sequence, the plain way."""
    for name, module in network.named_children():
        pixels = module(pixels)
        if name == layer:
            return pixels
    raise LookupError(layer)


def plain_field(
    network: nn.Sequential, layer: str, channel: int | None, unit: tuple[int, int], inputs: Floats
) -> Floats:
    pixels = torch.from_numpy(inputs).double().requires_grad_()
    maps = read(network, layer, pixels)[:, :, unit[0], unit[1]]
    chosen = maps if channel is None else maps[:, channel]
    (gradient,) = torch.autograd.grad(chosen.sum(), pixels)
    return gradient.abs().sum(dim=1).mean(dim=0).numpy()


def plain_occlusion(
    network: nn.Sequential,
    layer: str,
    channel: int,
    unit: tuple[int, int],
    picture: Floats,
    *,
    choice: OcclusionSettings,
) -> NDArray[np.float64]:
    """Hide one place at a time and run the network on each whole picture."""

    def value(pixels: Floats) -> float:
        batch = torch.from_numpy(pixels).double()[None]
        return float(read(network, layer, batch)[0, channel, unit[0], unit[1]])

    tops, lefts = choice.places(picture.shape[1]), choice.places(picture.shape[2])
    changes = np.zeros((len(tops), len(lefts)))
    with torch.no_grad():
        for i, top in enumerate(tops):
            for j, left in enumerate(lefts):
                hidden = picture.copy()
                fill = np.reshape(choice.fill, (-1, 1, 1))
                hidden[:, top : top + choice.patch, left : left + choice.patch] = fill
                changes[i, j] = value(hidden) - value(picture)
    return changes


def finish(maps: Iterator[OcclusionMap]) -> OcclusionMap:
    return list(maps)[-1]


def traces_left(network: nn.Module) -> list[str]:
    """Everything a visitor could leave behind on a network that others use too."""
    found = []
    for name, module in network.named_modules():
        found += [f"hook on {name}"] * len(module._forward_hooks)
        found += [f"hook on {name}"] * len(module._forward_pre_hooks)
        found += [f"hook on {name}"] * len(module._backward_hooks)
        found += [f"training {name}"] * module.training
    found += [f"grad of {name}" for name, p in network.named_parameters() if p.grad is not None]
    found += [f"frozen {name}" for name, p in network.named_parameters() if not p.requires_grad]
    return found


@pytest.mark.parametrize("layer", ["0", "3", "4", "6"])
@pytest.mark.parametrize("channel", [None, 2])
@pytest.mark.parametrize("unit", [(0, 0), (4, 5), (9, 9)])
def test_effective_field_is_the_mean_absolute_gradient(
    network: nn.Sequential, pictures: Floats, layer: str, channel: int | None, unit: tuple[int, int]
) -> None:
    found = effective_field(trace_network(network), layer, channel, unit, pictures)
    assert found.dtype == np.float32
    np.testing.assert_allclose(
        found, plain_field(network, layer, channel, unit, pictures), rtol=1e-5, atol=1e-9
    )


def test_effective_field_is_exactly_0_outside_the_box(
    network: nn.Sequential, pictures: Floats
) -> None:
    trace = trace_network(network)
    box = trace.field_of("6", (3, 40, 44)).field.box_of(4, 5)
    found = effective_field(trace, "6", None, (4, 5), pictures)
    assert (found > 0).any()
    found[box.clipped(40, 44).slices] = 0
    assert not found.any()


def test_a_linear_unit_draws_on_the_whole_picture(network: nn.Sequential, pictures: Floats) -> None:
    trace = trace_network(network)
    assert (effective_field(trace, "8", 4, (0, 0), pictures) > 0).mean() > 0.9
    support = gradient_support(trace, "8", (0, 0), (3, 40, 44), draws=4)
    assert support.shape == (40, 44)
    assert support.mean() > 0.9


def test_flatten_keeps_its_units_apart(network: nn.Sequential, pictures: Floats) -> None:
    trace = trace_network(network)
    np.testing.assert_array_equal(
        effective_field(trace, "7", 3, (2, 4), pictures),
        effective_field(trace, "6", 3, (2, 4), pictures),
    )


@settings(max_examples=60)
@given(random_stacks(), st.integers(6, 40), st.integers(6, 40), st.data())
def test_a_units_value_is_the_same_on_its_crop(
    stack: nn.Sequential, height: int, width: int, data: st.DataObject
) -> None:
    shape, trace = (CHANNELS, height, width), trace_network(stack)
    try:
        layers = trace.fields(shape)
    except SettingError:
        assume(False)
    part = take_part(trace, data.draw(st.sampled_from(layers)).name, shape)
    unit = tuple(data.draw(st.integers(0, units - 1)) for units in part.layer.field.units)
    crop = crop_to_field(part, unit)
    picture = torch.randn(1, *shape, dtype=torch.float64)
    rows, columns = crop.box.slices
    torch.testing.assert_close(
        crop.part.read_unit(picture[:, :, rows, columns], crop.unit),
        part.read_unit(picture, unit),
        rtol=1e-9,
        atol=1e-12,
    )


def test_the_crop_is_as_small_as_the_jump_allows(network: nn.Sequential) -> None:
    part = take_part(trace_network(network), "6", (3, 40, 44))
    # Sees 5 + 2·2 + 1·2 + 2·4 = 19 pixels from 4i − 7 on: unit 4 sees 9 to 27, jump 4.
    assert part.layer.field.box_of(4, 5) == Box(9, 13, 28, 32)
    crop = crop_to_field(part, (4, 5))
    assert (crop.box, crop.unit) == (Box(8, 12, 28, 32), (4 - 2, 5 - 3))


def test_nothing_is_cropped_where_more_than_the_local_path_acts() -> None:
    circular = nn.Sequential(nn.Conv2d(3, 2, 3, padding=1, padding_mode="circular"))
    adaptive = nn.Sequential(nn.AdaptiveAvgPool2d(4), nn.Conv2d(3, 2, 1))
    for stack, layer in ((squeezing_network(), "2"), (circular, "0"), (adaptive, "1")):
        part = take_part(trace_network(stack), layer, (3, 16, 16))
        assert crop_to_field(part, (2, 2)).box == Box(0, 0, 16, 16)


def test_a_dead_unit_has_no_mass() -> None:
    stack = nn.Sequential(nn.Conv2d(1, 1, 3), nn.ReLU())
    nn.init.constant_(stack[0].weight, -1)
    nn.init.constant_(stack[0].bias, -1)
    field = effective_field(trace_network(stack), "1", 0, (0, 0), np.ones((1, 1, 5, 5), np.float32))
    mass = measure_mass(field, Box(0, 0, 3, 3))
    assert (mass.dead, mass.in_box, mass.area_holding(0.9)) == (True, 0, 0)
    assert not np.isnan(mass.mass).any()


def test_mass_by_hand() -> None:
    field = np.zeros((4, 5), np.float32)
    field[1, 1:4] = 6, 1, 2
    field[2, 2] = 1
    field[3, 4] = 2  # outside the box
    mass = measure_mass(field, Box(-1, 1, 3, 4))  # rows 0 to 2, columns 1 to 3: 9 pixels
    assert mass.in_box == pytest.approx(10 / 12)
    assert mass.pixels == 9
    np.testing.assert_allclose(mass.mass[:6], [0, 0.6, 0.8, 0.9, 1, 1])
    assert mass.area_holding(0.5) == 1 / 9
    assert mass.area_holding(0.75) == 2 / 9
    assert mass.area_holding(1) == 4 / 9
    with pytest.raises(SettingError, match="share is 2"):
        mass.area_holding(2)


@pytest.mark.parametrize(
    ("layer", "unit"), [("0", (3, 4)), ("4", (0, 0)), ("6", (4, 5)), ("6", (9, 10))]
)
@pytest.mark.parametrize(
    "choice",
    [
        OcclusionSettings(patch=7, step=5, fill=0.5),
        OcclusionSettings(patch=3, step=4, fill=(0.1, -2.0, 0.3)),
        OcclusionSettings(patch=64, step=3),
    ],
)
def test_occlusion_is_what_one_place_at_a_time_gives(
    network: nn.Sequential,
    pictures: Floats,
    layer: str,
    unit: tuple[int, int],
    choice: OcclusionSettings,
) -> None:
    found = finish(
        occlusion_map(trace_network(network), layer, 1, unit, pictures[0], settings=choice)
    )
    expected = plain_occlusion(network, layer, 1, unit, pictures[0], choice=choice)
    np.testing.assert_allclose(found.change, expected, rtol=1e-5, atol=1e-7)
    assert np.abs(found.change).max() > 0
    assert found.known.all()
    assert found.done == found.total == expected.size


@settings(max_examples=40)
@given(random_stacks(), st.integers(6, 30), st.integers(6, 30), st.data())
def test_occlusion_agrees_on_any_stack(
    stack: nn.Sequential, height: int, width: int, data: st.DataObject
) -> None:
    shape, trace = (CHANNELS, height, width), trace_network(stack)
    try:
        layer = data.draw(st.sampled_from(trace.fields(shape)))
    except SettingError:
        assume(False)
    assume("." not in layer.name)
    unit = tuple(data.draw(st.integers(0, units - 1)) for units in layer.field.units)
    choice = OcclusionSettings(
        data.draw(st.integers(1, 9)), data.draw(st.integers(2, 6)), data.draw(st.floats(-2, 2))
    )
    picture = np.random.default_rng(1).normal(size=shape).astype(np.float32)
    found = finish(occlusion_map(trace, layer.name, 1, unit, picture, settings=choice))
    expected = plain_occlusion(stack, layer.name, 1, unit, picture, choice=choice)
    np.testing.assert_allclose(found.change, expected, rtol=1e-5, atol=1e-7)


def test_only_places_that_the_unit_cannot_see_are_skipped(
    network: nn.Sequential, pictures: Floats
) -> None:
    choice = OcclusionSettings(patch=2, step=1)
    first, *_, last = occlusion_map(
        trace_network(network), "6", 0, (4, 5), pictures[0], settings=choice
    )
    # Rows 9 to 27 of 40, so patches that begin at 8 to 27; columns 13 to 31, at 12 to 31.
    assert np.flatnonzero(~first.known.all(axis=1)).tolist() == list(range(8, 28))
    assert np.flatnonzero(~first.known.all(axis=0)).tolist() == list(range(12, 32))
    assert first.skipped == first.done == 39 * 43 - 20 * 20
    expected = plain_occlusion(network, "6", 0, (4, 5), pictures[0], choice=choice)
    assert not expected[first.known].any()
    assert last.skipped == first.skipped


def test_with_global_context_no_place_is_skipped() -> None:
    network, choice = squeezing_network(), OcclusionSettings(patch=4, step=4)
    picture = np.random.default_rng(2).normal(size=(3, 16, 16)).astype(np.float32)
    found = finish(occlusion_map(trace_network(network), "2", 0, (1, 1), picture, settings=choice))
    assert found.skipped == 0
    np.testing.assert_allclose(
        found.change, plain_occlusion(network, "2", 0, (1, 1), picture, choice=choice), rtol=1e-5
    )
    assert np.abs(found.change).min() > 0


def test_pictures_of_a_batch_do_not_change_each_other() -> None:
    torch.manual_seed(5)
    network = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2, track_running_stats=False))
    network = network.double().eval()
    picture = np.random.default_rng(3).normal(size=(1, 9, 9)).astype(np.float32)
    choice = OcclusionSettings(patch=2, step=2)
    found = finish(occlusion_map(trace_network(network), "1", 0, (0, 0), picture, settings=choice))
    np.testing.assert_allclose(
        found.change, plain_occlusion(network, "1", 0, (0, 0), picture, choice=choice), rtol=1e-5
    )


def test_the_last_place_is_flush_with_the_border() -> None:
    assert OcclusionSettings(patch=4, step=3).places(12).tolist() == [0, 3, 6, 8]
    assert OcclusionSettings(patch=4, step=4).places(12).tolist() == [0, 4, 8]
    assert OcclusionSettings(patch=9, step=4).places(5).tolist() == [0]


def test_occlusion_can_be_stopped_and_shows_what_it_knows(
    network: nn.Sequential, pictures: Floats
) -> None:
    maps = occlusion_map(
        trace_network(network), "6", 0, (4, 5), pictures[0], settings=OcclusionSettings(6, 2)
    )
    first, second = next(maps), next(maps)
    maps.close()
    assert first.skipped == first.done < second.done < second.total
    assert not second.change[~second.known].any()
    assert not first.change.any()  # earlier maps stay as they were
    assert traces_left(network) == []


@pytest.mark.parametrize("stage", ["forward", "backward"])
def test_nothing_is_left_on_a_shared_network_when_a_layer_raises(
    network: nn.Sequential, pictures: Floats, stage: str
) -> None:
    class Fails(torch.autograd.Function):
        @staticmethod
        def forward(_ctx: object, maps: Tensor) -> Tensor:
            if stage == "forward":
                raise ArithmeticError("in the middle")
            return maps.clone()

        @staticmethod
        def backward(_ctx: object, _gradient: Tensor) -> Tensor:
            raise ArithmeticError("in the middle")

    class Fragile(nn.Tanh):
        def forward(self, maps: Tensor) -> Tensor:
            return Fails.apply(maps)

    network[6] = Fragile()
    Fragile.__module__ = "torch.nn.fragile"  # a leaf for torch.fx
    for parameter in network.parameters():
        parameter.requires_grad_()
    network.eval()
    trace = trace_network(network)
    with pytest.raises(ArithmeticError):
        effective_field(trace, "6", 0, (0, 0), pictures)
    if stage == "forward":
        with pytest.raises(ArithmeticError):
            list(occlusion_map(trace, "6", 0, (0, 0), pictures[0], settings=OcclusionSettings()))
    assert traces_left(network) == []


def test_others_hooks_do_not_hear_what_is_measured(
    network: nn.Sequential, pictures: Floats
) -> None:
    heard: list[str] = []
    for name, module in network.named_modules():
        module.register_forward_hook(lambda *_args, name=name: heard.append(name))
    trace = trace_network(network)
    effective_field(trace, "6", 0, (4, 5), pictures)
    finish(occlusion_map(trace, "6", 0, (4, 5), pictures[0], settings=OcclusionSettings(9, 9)))
    assert set(heard) <= {"3"}  # a block of ours is called while it is traced


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        ({"layer": "9"}, "no layer 9"),
        ({"channel": 4}, "no channel 4: choose one from 0 to 3"),
        ({"channel": -1}, "no channel -1"),
        ({"unit": (10, 0)}, "10 rows and 11 columns"),
        ({"fill": (1.0, 2.0)}, "fill has 2 values"),
        ({"patch": 0}, "patch is 0"),
        ({"step": 0}, "step is 0"),
        ({"fill": float("nan")}, "fill is nan"),
    ],
)
def test_bad_asks_are_answered_in_words(
    network: nn.Sequential, pictures: Floats, ask: dict[str, object], words: str
) -> None:
    wish = {"layer": "6", "channel": 0, "unit": (0, 0), "patch": 4, "step": 4, "fill": 0.0} | ask
    with pytest.raises(SettingError, match=words):
        next(
            occlusion_map(
                trace_network(network),
                wish["layer"],
                wish["channel"],
                wish["unit"],
                pictures[0],
                settings=OcclusionSettings(wish["patch"], wish["step"], wish["fill"]),
            )
        )


def test_too_many_places_and_missing_pictures_are_refused(network: nn.Sequential) -> None:
    trace = trace_network(nn.Sequential(nn.Conv2d(1, 1, 3)))
    wide = np.zeros((1, 200, 200), np.float32)
    with pytest.raises(SettingError, match="raise step to 2"):
        next(occlusion_map(trace, "0", 0, (0, 0), wide, settings=OcclusionSettings(1, 1)))
    with pytest.raises(SettingError, match="0 pictures"):
        effective_field(trace, "0", 0, (0, 0), np.zeros((0, 1, 8, 8), np.float32))
    with pytest.raises(SettingError, match="draws is 0"):
        gradient_support(trace, "0", (0, 0), (1, 8, 8), draws=0)


def test_a_picture_of_one_pixel() -> None:
    trace = trace_network(nn.Sequential(nn.Conv2d(3, 2, 1), nn.Tanh()))
    picture = np.full((3, 1, 1), 0.5, np.float32)
    found = finish(occlusion_map(trace, "1", 0, (0, 0), picture, settings=OcclusionSettings(1, 1)))
    assert (found.total, found.done) == (1, 1)
    assert effective_field(trace, "1", None, (0, 0), picture[None]).shape == (1, 1)


def test_pictures_in_one_batch_do_not_change_each_other() -> None:
    network = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.Conv2d(2, 1, 3, stride=2))
    trace = trace_network(network)
    pictures = np.random.default_rng(0).standard_normal((5, 1, 12, 12), dtype=np.float32)
    alone = [effective_field(trace, "2", 0, (1, 1), picture[None]) for picture in pictures]
    together = effective_field(trace, "2", 0, (1, 1), pictures)
    np.testing.assert_allclose(together, np.mean(alone, axis=0), rtol=1e-5, atol=1e-7)
