"""Traced fields against DESIGN's tables, against real shapes, and against measured gradients."""

from __future__ import annotations

import threading

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from explorer.errors import SettingError
from explorer.layers.receptive_field import Box
from explorer.networks.architectures import ARCHITECTURE_NAMES, build_skeleton
from explorer.networks.field_measures import gradient_support
from explorer.networks.tracing import LayerField, trace_fields, trace_network
from tests.drawn_networks import CHANNELS, Residual, linear_stacks, make_thin, random_stacks

PHOTO = (3, 224, 224)


def by_name(module: nn.Module, shape: tuple[int, int, int] = PHOTO) -> dict[str, LayerField]:
    return {layer.name: layer for layer in trace_fields(module, shape)}


def bounds(support: NDArray[np.bool_]) -> Box:
    """Hull of the True pixels, (0, 0, 0, 0) where there are none."""
    rows, columns = (np.flatnonzero(support.any(axis=axis)) for axis in (1, 0))
    if not rows.size:
        return Box(0, 0, 0, 0)
    return Box(int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1)


ALEXNET = {
    "features.0": ((64, 55, 55), 11, 4, 2),
    "features.2": ((64, 27, 27), 19, 8, 2),
    "features.3": ((192, 27, 27), 51, 8, 18),
    "features.5": ((192, 13, 13), 67, 16, 18),
    "features.6": ((384, 13, 13), 99, 16, 34),
    "features.8": ((256, 13, 13), 131, 16, 50),
    "features.10": ((256, 13, 13), 163, 16, 66),
    "features.12": ((256, 6, 6), 195, 32, 66),
}


@pytest.mark.parametrize(("name", "expected"), ALEXNET.items())
def test_alexnets_table(name: str, expected: tuple[object, ...]) -> None:
    layer = by_name(build_skeleton("alexnet"))[name]
    for axis in (layer.field.rows, layer.field.columns):
        assert (layer.output_shape, axis.size, axis.jump, axis.effective_padding) == expected
    assert layer.field.status == "regular"


def test_alexnets_last_unit_does_not_see_the_whole_picture() -> None:
    field = by_name(build_skeleton("alexnet"))["features.12"].field
    assert field.box_of(5, 5) == Box(-66 + 5 * 32, -66 + 5 * 32, -66 + 5 * 32 + 195, 289)
    assert field.seen_by(5, 5) == Box(94, 94, 224, 224)  # conv1's remainder lies in the padding


# Name, layer, its field at 224 pixels. The MobileNetV3s are told without squeeze-and-excitation.
DEEPEST = [
    ("alexnet", "features.12", 195, 256),
    ("vgg16", "features.30", 212, 256),
    ("resnet18", "layer4.1.relu", 435, 512),
    ("resnet50", "layer4.2.relu", 427, 512),
    ("mobilenet_v2", "features.18.2", 491, 544),
    ("mobilenet_v3_small", "features.12.2", 639, 704),
    ("mobilenet_v3_large", "features.16.2", 595, 672),
]


@pytest.mark.parametrize(("name", "layer", "size", "pixels"), DEEPEST)
def test_deep_networks_fields_are_those_of_their_gradients(
    name: str, layer: str, size: int, pixels: int
) -> None:
    field = by_name(build_skeleton(name), (3, pixels, pixels))[layer].field
    assert (field.rows.size, field.columns.size) == (size, size)
    assert field.global_context == name.startswith("mobilenet_v3")
    thin = trace_network(make_thin(build_skeleton(name)))
    middle = field.rows.units // 2
    support = gradient_support(thin, layer, (middle, middle), (1, pixels, pixels))
    box = field.box_of(middle, middle)
    assert bounds(support) == box  # within the picture, so that nothing is clipped
    assert box.bottom - box.top == size


@pytest.mark.parametrize("name", ARCHITECTURE_NAMES)
def test_shapes_are_pytorchs(name: str) -> None:
    network = build_skeleton(name)
    found, seen = by_name(network, (3, 160, 192)), {}
    hooks = [
        module.register_forward_hook(
            lambda _m, _i, out, layer=layer: seen.update({layer: tuple(out.shape)})
        )
        for layer, module in network.named_modules()
    ]
    network(torch.empty(5, 3, 160, 192, device="meta"))
    assert all((5, *layer.output_shape) == seen[layer.name] for layer in found.values())
    leaves = {n for n, module in network.named_modules() if not list(module.children())}
    assert leaves - set(found) <= {n for n in leaves if n not in seen}
    assert len(hooks) > len(found)


@settings(max_examples=60)
@given(linear_stacks(), st.integers(4, 26), st.integers(4, 26), st.data())
def test_positive_stacks_have_the_support_of_the_theory(
    stack: nn.Sequential, height: int, width: int, data: st.DataObject
) -> None:
    shape = (CHANNELS, height, width)
    trace = trace_network(stack)
    try:
        layers = trace.fields(shape)
    except SettingError:
        with pytest.raises(RuntimeError):
            stack(torch.zeros(1, *shape, dtype=torch.float64))
        return
    assert layers[-1].output_shape == stack(torch.zeros(1, *shape, dtype=torch.float64)).shape[1:]
    layer = data.draw(st.sampled_from(layers))
    unit = tuple(data.draw(st.integers(0, units - 1)) for units in layer.field.units)
    seen, box = layer.field.seen_by(*unit), layer.field.box_of(*unit)
    found = bounds(gradient_support(trace, layer.name, unit, shape))
    if not seen.area:
        assert found.area == 0
        return
    assert found == seen
    clipped = box.clipped(height, width)
    if clipped == box:
        assert found == box
    assert (max(seen.top, clipped.top), min(seen.bottom, clipped.bottom)) == (seen.top, seen.bottom)
    assert (max(seen.left, clipped.left), min(seen.right, clipped.right)) == (seen.left, seen.right)


@settings(max_examples=60)
@given(random_stacks(), st.integers(4, 26), st.integers(4, 26), st.data())
def test_random_stacks_have_their_support_within_the_box(
    stack: nn.Sequential, height: int, width: int, data: st.DataObject
) -> None:
    shape = (CHANNELS, height, width)
    trace = trace_network(stack)
    try:
        layer = data.draw(st.sampled_from(trace.fields(shape)))
    except SettingError:
        assume(False)
    unit = tuple(data.draw(st.integers(0, units - 1)) for units in layer.field.units)
    support = gradient_support(trace, layer.name, unit, shape)
    outside = np.ones_like(support)
    outside[layer.field.box_of(*unit).clipped(height, width).slices] = False
    assert not (support & outside).any()
    assert not layer.field.global_context


def test_with_dilation_the_support_has_holes_and_the_box_none() -> None:
    stack = nn.Sequential(nn.Conv2d(1, 1, 3, dilation=3))
    nn.init.ones_(stack[0].weight)
    support = gradient_support(trace_network(stack), "0", (0, 0), (1, 8, 8))
    assert np.flatnonzero(support.any(axis=0)).tolist() == [0, 3, 6]
    assert by_name(stack, (1, 8, 8))["0"].field.box_of(0, 0) == Box(0, 0, 7, 7)


def test_a_module_that_runs_twice_is_told_by_its_last_run() -> None:
    layers = by_name(build_skeleton("resnet18"))
    # conv1 sees 5 layers of jump 4: stem 11, then two 3×3 a block; ReLU comes after the shortcut.
    assert layers["layer1.0.relu"].calls == 2
    assert layers["layer1.0.relu"].field.rows.size == layers["layer1.0.bn2"].field.rows.size
    assert layers["layer1.0.conv1"].calls == 1
    assert layers["layer1.0.relu"].kind == "ReLU"


def test_a_block_is_named_where_its_sum_is_no_modules_output() -> None:
    layers = by_name(build_skeleton("mobilenet_v2"))
    assert layers["features.3"].kind == "InvertedResidual"  # adds its input
    assert "features.2" not in layers  # ends with its last BatchNorm
    assert "features" not in layers


def test_squeeze_and_excitation_is_context_for_all_that_follows() -> None:
    layers = by_name(build_skeleton("mobilenet_v3_large"))
    assert not layers["features.3"].field.global_context
    assert layers["features.4.block.2.avgpool"].field.whole_image
    scaled = layers["features.4.block.2"]
    assert (scaled.kind, scaled.field.status) == ("SqueezeExcitation", "regular")
    assert scaled.field.global_context
    assert layers["features.16.0"].field.global_context


def test_linear_layers_see_the_whole_image() -> None:
    layers = by_name(build_skeleton("alexnet"))
    assert layers["avgpool"].field.status == "regular"  # 6 × 6 to 6 × 6 changes nothing
    assert layers["classifier.0"].field.units == (6, 6)  # a vector, its places still apart
    assert (layers["classifier.0"].output_shape, layers["classifier.0"].channels) == ((9216,), 256)
    head = layers["classifier.6"]
    assert (head.output_shape, head.field.status, head.field.units) == (
        (1000,),
        "whole image",
        (1, 1),
    )
    assert head.field.rows.size is None


def test_adaptive_pooling_that_does_not_divide_is_irregular_and_exact() -> None:
    layers = by_name(build_skeleton("alexnet"), (3, 287, 287))  # pool5 gives 8 × 8
    field = layers["avgpool"].field
    assert (field.status, field.rows.size, field.units) == ("irregular", None, (6, 6))
    pool5 = layers["features.12"].field
    # Window 1 of 6 over 8 units: ⌊8/6⌋ = 1 to ⌈16/6⌉ − 1 = 2.
    assert field.seen_by(1, 1).top == pool5.seen_by(1, 1).top
    assert field.seen_by(1, 1).bottom == pool5.seen_by(2, 2).bottom


def test_batchnorm_without_statistics_is_context() -> None:
    stack = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4, track_running_stats=False))
    assert [layer.field.global_context for layer in trace_fields(stack, (3, 8, 8))] == [False, True]
    assert trace_fields(nn.Sequential(nn.GroupNorm(1, 3)), (3, 8, 8))[0].field.global_context


class Functions(nn.Module):
    """What networks write between their modules."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)
        self.scale = nn.Parameter(torch.ones(4, 1, 1))
        self.last = nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        x = functional.relu(self.conv(x)) * self.scale
        x = functional.max_pool2d(x, 3, stride=2, ceil_mode=True)
        x = functional.avg_pool2d(x, 2, 1)
        x = x + functional.adaptive_avg_pool2d(x, 1)
        x = torch.cat([x, torch.sigmoid(x)], 1)
        x += 1
        return self.last(x.view(x.size(0), x.shape[1], x.shape[2], -1).mean((2, 3)))


def test_functions_between_modules_are_followed() -> None:
    network = Functions().eval()
    layers = by_name(network, (3, 12, 12))
    assert layers["last"].output_shape == network(torch.zeros(1, 3, 12, 12)).shape[1:]
    assert layers["last"].field.whole_image


class Calls(nn.Module):
    def __init__(self, call: object) -> None:
        super().__init__()
        self.call, self.last = call, nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        return self.last(self.call(x))


def relu(x: Tensor) -> Tensor:
    return x.flip(3)


torch.fx.wrap("relu")


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda x: x.flip(3), "flip"),
        (torch.fft.fft2, "fft_fft2"),
        (lambda x: relu(x + 1), "relu"),  # a stranger under a known name
        (nn.Upsample(scale_factor=2), "Upsample"),
        (lambda x: x.mean(), "mean over None"),
        (lambda x: torch.cat([x, x], 2), "cat along 2"),
        (lambda x: x.flatten(), "flatten to "),
        (lambda x: x.T, "T"),
        (nn.MaxPool2d(2, return_indices=True), "return_indices"),
    ],
)
def test_what_is_not_known_is_named(call: object, name: str) -> None:
    with pytest.raises(SettingError, match="is not known here") as error:
        trace_fields(Calls(call), (3, 8, 8))
    assert name in str(error.value)


def test_a_network_that_decides_by_values_is_refused() -> None:
    with pytest.raises(SettingError, match="Calls decides by the values"):
        trace_network(Calls(lambda x: x if x.sum() > 0 else -x))


@pytest.mark.parametrize(
    ("stack", "words"),
    [
        (nn.Sequential(nn.Conv2d(3, 4, 9)), "spans 9 pixels"),
        (nn.Sequential(nn.Conv2d(5, 4, 3)), "made for 5 inputs, it gets 3"),
        (nn.Sequential(nn.BatchNorm2d(7)), "BatchNorm2d is made for 7"),
        (nn.Sequential(nn.Flatten(), nn.Linear(9, 2)), "made for 9 inputs, it gets 192"),
        (nn.Sequential(nn.Flatten(), nn.Conv2d(3, 4, 3)), "before the Flatten"),
        (nn.Sequential(nn.Flatten(), nn.MaxPool2d(2)), "before the Flatten"),
        (nn.Sequential(nn.Flatten(3, 1)), "does not fit a tensor"),
        (nn.Sequential(nn.MaxPool2d(9)), "padded input has 8"),
    ],
)
def test_layers_that_do_not_fit_are_explained(stack: nn.Sequential, words: str) -> None:
    with pytest.raises(SettingError, match=words):
        trace_fields(stack, (3, 8, 8))


def test_a_layer_that_does_not_fit_leaves_those_before_it() -> None:
    trace = trace_network(nn.Sequential(nn.Conv2d(3, 4, 3), nn.Flatten(), nn.Linear(9, 2)))
    assert trace.field_of("0", (3, 8, 8)).field.rows.size == 3
    with pytest.raises(SettingError, match="no layer features: choose one of 0, 1, 2"):
        trace.field_of("features", (3, 8, 8))
    with pytest.raises(SettingError, match="height is 0"):
        trace.fields((3, 0, 8))


def test_linear_on_a_map_merges_each_row() -> None:
    stack = nn.Sequential(nn.Conv2d(1, 1, 3, padding=1), nn.Linear(8, 5))
    layer = by_name(stack, (1, 6, 8))["1"]
    assert (layer.output_shape, layer.field.status) == ((1, 6, 5), "irregular")
    assert layer.field.box_of(2, 4) == Box(1, 0, 4, 8)


def test_an_empty_stack_has_no_layers() -> None:
    assert trace_fields(nn.Sequential(), (3, 8, 8)) == ()


def test_200_layers_are_followed() -> None:
    stack = nn.Sequential(*[nn.Conv2d(1, 1, 3, padding=1) for _ in range(200)])
    assert by_name(stack, (1, 8, 8))["199"].field.rows.size == 1 + 2 * 200


def test_tracing_leaves_the_network_and_other_threads_alone() -> None:
    """torch.fx swaps `nn.Module.__call__` of the process; a visitor's forward must not notice."""
    shared, answers = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU()), []

    class Slow(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.conv = nn.Conv2d(3, 3, 1)

        def forward(self, x: Tensor) -> Tensor:
            visitor = threading.Thread(
                target=lambda: answers.append(shared(torch.zeros(1, 3, 8, 8)).shape)
            )
            visitor.start()
            visitor.join(60)
            return self.conv(x)

    network = nn.Sequential(Slow(), nn.BatchNorm2d(3)).train()
    call = nn.Module.__call__
    trace = trace_network(network)
    assert answers == [(1, 4, 6, 6)]
    assert nn.Module.__call__ is call
    assert network.training
    assert all(p.requires_grad for p in network.parameters())
    assert not trace.network.training
    assert not any(p.requires_grad for p in trace.network.parameters())
    pairs = zip(network.parameters(), trace.network.parameters(), strict=True)
    assert all(ours.data_ptr() == theirs.data_ptr() for ours, theirs in pairs)  # no second copy


def test_residual_blocks_take_the_wider_branch() -> None:
    block = nn.Sequential(Residual(nn.Conv2d(2, 2, 5, padding=2), nn.Conv2d(2, 2, 3, padding=1)))
    assert by_name(block, (2, 9, 9))["0"].field.rows.size == 5
