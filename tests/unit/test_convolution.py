from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.errors import SettingError
from explorer.layers.convolution import clear_rounding, pad_picture, run_convolution
from explorer.layers.geometry import PADDING_MODES


@st.composite
def layers_on_pictures(draw: st.DrawFn) -> tuple[torch.nn.Conv2d, np.ndarray, int]:
    groups = draw(st.integers(1, 3))
    pair = lambda low, high: st.tuples(st.integers(low, high), st.integers(low, high))  # noqa: E731
    stride = draw(pair(1, 4))
    rules: list[object] = ["valid"] + (["same"] if stride == (1, 1) else [])
    layer = torch.nn.Conv2d(
        groups * draw(st.integers(1, 2)),
        groups * draw(st.integers(1, 2)),
        kernel_size=draw(pair(1, 5)),
        stride=stride,
        padding=draw(st.one_of(st.sampled_from(rules), pair(0, 4))),  # type: ignore[arg-type]
        dilation=draw(pair(1, 3)),
        groups=groups,
        bias=draw(st.booleans()),
        padding_mode=draw(st.sampled_from(PADDING_MODES)),
    )
    height, width = draw(pair(1, 12))
    seed = draw(st.integers(0, 99))
    pixels = np.random.default_rng(seed).normal(size=(layer.in_channels, height, width))
    return layer, pixels.astype(np.float32), seed


@settings(max_examples=400)
@given(layers_on_pictures())
def test_padded_and_output_are_those_of_conv2d(
    case: tuple[torch.nn.Conv2d, np.ndarray, int],
) -> None:
    layer, pixels, _seed = case
    arguments = {
        "stride": layer.stride,
        "padding": layer.padding,
        "padding_mode": layer.padding_mode,
        "dilation": layer.dilation,
        "groups": layer.groups,
    }
    weight = layer.weight.detach().numpy()
    bias = None if layer.bias is None else layer.bias.detach().numpy()
    try:
        with torch.no_grad():
            expected = layer(torch.from_numpy(pixels)[None])[0].numpy()
    except RuntimeError:
        with pytest.raises(SettingError):
            run_convolution(pixels, weight, bias, **arguments)
        return
    result = run_convolution(pixels, weight, bias, **arguments)
    np.testing.assert_allclose(result.output, expected, rtol=1e-5, atol=1e-5)
    with torch.no_grad():
        bare = torch.nn.functional.conv2d(
            torch.from_numpy(result.padded),
            layer.weight,
            layer.bias,
            stride=layer.stride,
            dilation=layer.dilation,
            groups=layer.groups,
        )
    assert torch.equal(bare, torch.from_numpy(result.output))


@settings(deadline=None)
@given(
    st.integers(0, 3),
    st.integers(0, 3),
    st.integers(0, 3),
    st.integers(0, 3),
    st.sampled_from(PADDING_MODES),
)
def test_padding_is_numpys_pad(top: int, bottom: int, left: int, right: int, mode: str) -> None:
    pixels = np.arange(40, dtype=np.float32).reshape(2, 4, 5)
    names = {"zeros": "constant", "reflect": "reflect", "replicate": "edge", "circular": "wrap"}
    padded = pad_picture(pixels, ((top, bottom), (left, right)), mode)  # type: ignore[arg-type]
    expected = np.pad(pixels, ((0, 0), (top, bottom), (left, right)), mode=names[mode])  # type: ignore[call-overload]
    assert np.array_equal(padded, expected)


def test_same_puts_the_odd_pixel_at_the_end() -> None:
    pixels = np.ones((1, 3, 3), np.float32)
    result = run_convolution(pixels, np.ones((1, 1, 2, 4), np.float32), padding="same")
    assert result.output.shape == (1, 3, 3)
    assert result.padded.shape == (1, 3 + 0 + 1, 3 + 1 + 2)
    assert result.padded[0, 3].sum() == 0
    assert result.padded[0, 0].tolist() == [0, 1, 1, 1, 0, 0]


def test_alexnets_first_layer_has_55_rows() -> None:
    pixels = np.zeros((3, 224, 224), np.float32)
    weight = np.zeros((64, 3, 11, 11), np.float32)
    result = run_convolution(pixels, weight, stride=(4, 4), padding=(2, 2))
    assert result.output.shape == (64, (224 + 2 * 2 - 11) // 4 + 1, 55)


def test_read_only_pictures_are_left_as_they_are() -> None:
    pixels = np.ones((1, 3, 3), np.float32)
    pixels.flags.writeable = False
    result = run_convolution(pixels, np.full((1, 1, 1, 1), 2, np.float32))
    result.padded[:] = 7
    assert pixels.max() == 1
    assert result.output.max() == 2


def test_impossible_layers_name_the_number_to_change() -> None:
    pixels = np.zeros((3, 4, 4), np.float32)
    with pytest.raises(SettingError, match="raise padding to 1 or lower the kernel to 4"):
        run_convolution(pixels, np.zeros((2, 3, 5, 5), np.float32))
    with pytest.raises(SettingError, match="set in_channels to 3"):
        run_convolution(pixels, np.zeros((2, 1, 3, 3), np.float32))


@settings(deadline=None)
@given(st.integers(1, 64), st.sampled_from([1, 2, 4]))
def test_linear_in_the_picture(seed: int, groups: int) -> None:
    rng = np.random.default_rng(seed)
    a, b = rng.normal(size=(2, 4, 6, 6)).astype(np.float32)
    weight = rng.normal(size=(4, 4 // groups, 3, 3)).astype(np.float32)
    both = run_convolution(a + b, weight, groups=groups).output
    apart = run_convolution(a, weight, groups=groups).output
    apart = apart + run_convolution(b, weight, groups=groups).output
    np.testing.assert_allclose(both, apart, atol=1e-4)


def test_rounding_alone_becomes_the_zero_it_stands_for() -> None:
    flat = np.full((1, 12, 12), 120 / 255, dtype=np.float32)
    sobel = np.array([[[[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]]], dtype=np.float32) / np.float32(3)
    noise = run_convolution(flat, sobel).output
    assert not clear_rounding(noise, sobel, flat).any()
    edge = flat.copy()
    edge[:, :, 6:] += np.float32(1e-3)  # a step far below what one sees is no rounding
    answer = run_convolution(edge, sobel).output
    np.testing.assert_array_equal(clear_rounding(answer, sobel, edge), answer)


def test_a_bias_is_never_taken_for_rounding() -> None:
    flat = np.full((1, 4, 4), 0.5, dtype=np.float32)
    weight, bias = np.zeros((1, 1, 3, 3), np.float32), np.array([1e-9], np.float32)
    output = run_convolution(flat, weight, bias).output
    np.testing.assert_array_equal(clear_rounding(output, weight, flat, bias), output)
