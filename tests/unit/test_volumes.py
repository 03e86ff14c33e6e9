"""Conv3d: shapes against PyTorch, answers against conv3d and scipy, the lecture's two layers."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.ndimage import correlate

from explorer.errors import SettingError
from explorer.signals.volume_rivals import compare_rivals, equal_middle, factorised
from explorer.signals.volume_run import run_volume
from explorer.signals.volumes import VolumeSettings, lay_out_volume

triples = st.tuples(*[st.integers(1, 4)] * 3)
CLIP = np.random.default_rng(0).random((9, 12, 11), dtype=np.float32)


def torch_layer(settings: VolumeSettings, device: str = "meta") -> torch.nn.Conv3d:
    return torch.nn.Conv3d(
        settings.in_channels,
        settings.out_channels,
        settings.kernel_size,
        stride=settings.stride,
        padding=settings.padding,
        dilation=settings.dilation,
        groups=settings.groups,
        bias=settings.bias,
        padding_mode=settings.padding_mode,
        device=device,
    )


def test_the_lectures_layers() -> None:
    cubic = lay_out_volume(VolumeSettings(16, 33, (3, 3, 3), stride=(2, 2, 2)), 10, 50, 100)
    # ⌊(10 − 3)/2⌋ + 1 = 4, ⌊(50 − 3)/2⌋ + 1 = 24, ⌊(100 − 3)/2⌋ + 1 = 49
    assert cubic.output_shape == (33, 4, 24, 49)
    assert cubic.settings.parameters == 33 * 16 * 3 * 3 * 3 + 33
    unequal = VolumeSettings(16, 33, (3, 5, 2), stride=(2, 1, 1), padding=(4, 2, 0))
    # ⌊(10 + 8 − 3)/2⌋ + 1 = 8, 50 + 4 − 5 + 1 = 50, 100 − 2 + 1 = 99
    geometry = lay_out_volume(unequal, 10, 50, 100)
    assert geometry.output_shape == (33, 8, 50, 99)
    assert geometry.multiply_adds == 33 * 8 * 50 * 99 * 16 * 3 * 5 * 2
    for settings in (cubic.settings, unequal):
        given_shape = torch.empty((20, 16, 10, 50, 100), device="meta")
        made = lay_out_volume(settings, 10, 50, 100).output_shape
        layer = torch_layer(settings)
        assert tuple(layer(given_shape).shape) == (20, *made)
        assert sum(p.numel() for p in layer.parameters()) == settings.parameters


@given(
    size=st.tuples(*[st.integers(1, 12)] * 3),
    kernel=triples,
    stride=triples,
    padding=st.one_of(st.sampled_from(["same", "valid"]), st.tuples(*[st.integers(0, 3)] * 3)),
    dilation=triples,
    groups=st.sampled_from([1, 2, 3]),
)
def test_shapes_and_refusals_are_pytorchs(
    *, size, kernel, stride, padding, dilation, groups
) -> None:
    channels = (6, 12)
    try:
        settings = VolumeSettings(*channels, kernel, stride, padding, dilation, groups)
        shape = lay_out_volume(settings, *size).output_shape
    except SettingError:
        arguments = (kernel, stride, padding, dilation, groups)
        with pytest.raises((RuntimeError, ValueError)):  # on "meta" it would not complain
            torch.nn.Conv3d(*channels, *arguments)(torch.zeros((1, 6, *size)))
        return
    made = torch_layer(settings)(torch.empty((1, 6, *size), device="meta"))
    assert tuple(made.shape) == (1, *shape)


@given(
    kernel=st.tuples(st.integers(1, 3), st.integers(1, 4), st.integers(1, 4)),
    stride=triples,
    padding=st.tuples(*[st.integers(0, 2)] * 3),
    dilation=st.tuples(*[st.integers(1, 2)] * 3),
    mode=st.sampled_from(["zeros", "reflect", "replicate", "circular"]),
    bias=st.booleans(),
    seed=st.integers(0, 99),
)
def test_the_answer_is_conv3ds(*, kernel, stride, padding, dilation, mode, bias, seed) -> None:
    settings = VolumeSettings(1, 2, kernel, stride, padding, dilation, 1, bias, mode)
    rng = np.random.default_rng(seed)
    weight = rng.normal(size=(2, 1, *kernel)).astype(np.float32)
    offset = rng.normal(size=2).astype(np.float32) if bias else None
    answer = run_volume(CLIP, weight, offset, settings)
    layer = torch_layer(settings, "cpu")
    with torch.no_grad():
        layer.weight.copy_(torch.from_numpy(weight))
        if offset is not None:
            layer.bias.copy_(torch.from_numpy(offset))
        wanted = layer(torch.from_numpy(CLIP)[None, None])[0].numpy()
    np.testing.assert_allclose(answer, wanted, atol=3e-4)  # what rounding can make is 0
    assert answer.shape == lay_out_volume(settings, *CLIP.shape).output_shape


@pytest.mark.parametrize(("mode", "scipys"), [("replicate", "nearest"), ("zeros", "constant")])
def test_the_answer_is_scipys_correlation(mode, scipys) -> None:
    weight = np.random.default_rng(1).normal(size=(1, 1, 3, 5, 3)).astype(np.float32)
    settings = VolumeSettings(1, 1, (3, 5, 3), padding="same", bias=False, padding_mode=mode)
    answer = run_volume(CLIP, weight, None, settings)[0]
    np.testing.assert_allclose(answer, correlate(CLIP, weight[0, 0], mode=scipys), atol=1e-4)


def test_a_still_flat_clip_answers_nothing_at_all() -> None:
    flat = np.full((6, 8, 8), 0.7, np.float32)
    kernel = np.zeros((1, 1, 3, 3, 3), np.float32)
    kernel[0, 0, 0], kernel[0, 0, 2] = -0.1, 0.1
    assert not run_volume(flat, kernel, None, VolumeSettings(1, 1, (3, 3, 3), bias=False)).any()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"kernel_size": (7, 3, 3)}, "along D kernel 7 with dilation 1 spans 7"),
        ({"kernel_size": (3, 3, 9), "dilation": (1, 1, 2)}, "along W kernel 9 .* spans 17"),
        ({"padding": (5, 0, 0), "padding_mode": "reflect"}, "along D padding_mode 'reflect'"),
        ({"padding": "same", "stride": (1, 2, 1)}, "set stride to 1"),
        ({"groups": 2}, "groups must divide"),
    ],
)
def test_what_is_wrong_is_said_with_the_remedy(change, words) -> None:
    with pytest.raises(SettingError, match=words):
        lay_out_volume(VolumeSettings(1, 1, **{"kernel_size": (3, 3, 3), **change}), 5, 8, 8)


def test_a_layer_for_hours_is_refused() -> None:
    clip = np.zeros((32, 96, 64), np.float32)
    weight = np.zeros((20, 1, 9, 11, 11), np.float32)
    settings = VolumeSettings(1, 20, (9, 11, 11), padding="same", bias=False)
    with pytest.raises(SettingError, match="million multiply-adds"):
        run_volume(clip, weight, None, settings)


def test_the_middle_channels_are_the_papers() -> None:
    # Tran and others: ⌊3·3²·64·64 / (3²·64 + 3·64)⌋ = ⌊110592 / 768⌋ = 144
    plain = VolumeSettings(64, 64, (3, 3, 3), padding=(1, 1, 1), bias=False)
    assert equal_middle(plain) == 144
    first, second = factorised(plain, 144)
    assert first.parameters + second.parameters == plain.parameters == 110_592


@given(kernel=triples, stride=triples, bias=st.booleans())
def test_rivals_count_as_pytorch_does(kernel, stride, bias) -> None:
    settings = VolumeSettings(4, 6, kernel, stride, (1, 1, 1), bias=bias)
    volume = torch.empty((1, 4, 9, 10, 11), device="meta")
    geometry = lay_out_volume(settings, 9, 10, 11)
    whole, frames, stacked, split = compare_rivals(geometry)
    assume(min(geometry.output_shape) > 0)
    parts = [torch_layer(part) for part in factorised(settings, equal_middle(settings))]
    assert tuple(torch.nn.Sequential(*parts)(volume).shape[1:]) == split.output == whole.output
    assert split.parameters == sum(p.numel() for part in parts for p in part.parameters())
    plane = torch.nn.Conv2d(4, 6, kernel[1:], stride[1:], 1, bias=bias, device="meta")
    each = plane(volume[0].permute(1, 0, 2, 3))  # the frames as a batch
    assert (each.shape[1], each.shape[0], *each.shape[2:]) == frames.output
    assert frames.parameters == sum(p.numel() for p in plane.parameters())
    once = torch.nn.Conv2d(36, 6, kernel[1:], stride[1:], 1, bias=bias, device="meta")
    assert tuple(once(volume.reshape(1, 36, 10, 11)).shape[1:]) == stacked.output
    assert stacked.parameters == sum(p.numel() for p in once.parameters())
