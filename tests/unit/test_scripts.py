from __future__ import annotations

import contextlib
import io
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.layers.convolution import run_convolution
from explorer.layers.filter_bank import make_weights
from explorer.layers.filtering import filter_response
from explorer.layers.geometry import PADDING_MODES, ConvSettings
from explorer.layers.kernels import KernelSettings, build_kernel
from explorer.layers.learning import LearningSettings, learn_kernel
from explorer.layers.scripts import convolution_script, filter_script, learning_script

SOBEL = build_kernel(KernelSettings("sobel_x"))


def picture_and_code(channels: int, height: int = 14, width: int = 13) -> tuple[np.ndarray, str]:
    shape = (channels, height, width)
    code = f"picture = np.random.default_rng(7).random({shape}, dtype=np.float32)"
    names: dict[str, np.ndarray] = {}
    exec(code, {"np": np}, names)  # noqa: S102 - the very text that the script gets
    return names["picture"], code


def execute(script: str) -> dict[str, object]:
    names: dict[str, object] = {"__name__": "__main__"}
    with torch.random.fork_rng(), contextlib.redirect_stdout(io.StringIO()):
        exec(compile(script, "script.py", "exec"), names)  # noqa: S102 - what is tested here
    return names


def pairs(low: int, high: int) -> st.SearchStrategy[tuple[int, int]]:
    return st.tuples(st.integers(low, high), st.integers(low, high))


@settings(max_examples=60)
@given(
    pairs(1, 6),
    st.one_of(st.sampled_from(["same", "valid"]), pairs(0, 3)),
    st.sampled_from(PADDING_MODES),
    st.sampled_from([1, 3]),
    st.booleans(),
)
def test_filter_scripts_run_and_a_wrong_answer_fails(
    shape: tuple[int, int], padding: object, mode: str, channels: int, each_channel: bool
) -> None:
    picture, code = picture_and_code(channels)
    kernel = np.random.default_rng(shape).normal(size=shape)
    arguments = {"padding": padding, "padding_mode": mode, "each_channel": each_channel}
    answer = filter_response(picture, kernel, **arguments)  # type: ignore[arg-type]
    script = filter_script(code, kernel, answer, **arguments)  # type: ignore[arg-type]
    names = execute(script)
    np.testing.assert_allclose(names["response"], answer, atol=1e-5)  # type: ignore[arg-type]
    for broken in (answer[:, :-1], answer * 1.1):
        with pytest.raises(AssertionError):
            execute(filter_script(code, kernel, broken, **arguments))  # type: ignore[arg-type]


@st.composite
def layers(draw: st.DrawFn) -> ConvSettings:
    groups = draw(st.integers(1, 3))
    stride = draw(pairs(1, 3))
    rules = ["valid"] + (["same"] if stride == (1, 1) else [])
    return ConvSettings(
        in_channels=groups * draw(st.integers(1, 3)),
        out_channels=groups * draw(st.integers(1, 8)),
        kernel_size=draw(pairs(1, 5)),
        stride=stride,
        padding=draw(st.one_of(st.sampled_from(rules), pairs(0, 3))),  # type: ignore[arg-type]
        dilation=draw(pairs(1, 2)),
        groups=groups,
        bias=draw(st.booleans()),
        padding_mode=draw(st.sampled_from(PADDING_MODES)),
    )


@settings(max_examples=120)
@given(layers(), st.sampled_from(["bank", "random"]), st.integers(0, 99), st.booleans())
def test_convolution_scripts_run_and_a_wrong_answer_fails(
    layer: ConvSettings, source: str, seed: int, by_hand: bool
) -> None:
    picture, code = picture_and_code(layer.in_channels)
    bank = make_weights(
        layer.out_channels,
        layer.in_channels,
        layer.groups,
        layer.kernel_size,
        source=source,  # type: ignore[arg-type]
        seed=seed,
        bias=layer.bias,
    )
    edited = None
    if by_hand:
        edited = (
            layer.out_channels - 1,
            np.random.default_rng(seed).normal(size=layer.kernel_size),
        )
        bank.weight[edited[0]] = edited[1]
    answer = run_convolution(
        picture,
        bank.weight,
        bank.bias,
        stride=layer.stride,
        padding=layer.padding,
        padding_mode=layer.padding_mode,
        dilation=layer.dilation,
        groups=layer.groups,
    ).output
    arguments = {"source": source, "seed": seed, "edited": edited}
    names = execute(convolution_script(code, layer, bank, answer, **arguments))  # type: ignore[arg-type]
    np.testing.assert_allclose(names["output"], answer, atol=1e-4)  # type: ignore[arg-type]
    peak = answer.ravel()[np.abs(answer).argmax()]
    for broken in (answer + np.copysign(np.float32(1), peak), np.repeat(answer, 2, axis=1)):
        with pytest.raises(AssertionError):
            execute(convolution_script(code, layer, bank, broken, **arguments))  # type: ignore[arg-type]


def test_short_weights_are_written_out_and_long_ones_computed() -> None:
    for out, computed in ((4, False), (64, True)):
        picture, code = picture_and_code(3)
        layer = ConvSettings(3, out, (3, 3))
        bank = make_weights(out, 3, 1, (3, 3))
        answer = run_convolution(picture, bank.weight, bank.bias).output
        script = convolution_script(code, layer, bank, answer)
        assert ("def bank_weight" in script) == computed
        assert "explorer" not in script
        weight = execute(script)["layer"].weight.detach().numpy()  # type: ignore[attr-defined]
        assert np.array_equal(weight, bank.weight)


@settings(max_examples=40)
@given(
    pairs(3, 6),
    st.integers(1, 120),
    st.floats(0.05, 1.2),
    st.sampled_from(["sgd", "momentum"]),
    st.booleans(),
    st.integers(0, 99),
)
def test_learning_scripts_run_and_a_wrong_distance_fails(  # noqa: PLR0917
    size: tuple[int, int], steps: int, lr_ratio: float, optimizer: str, normalize: bool, seed: int
) -> None:
    picture, code = picture_and_code(3)
    chosen = LearningSettings(size, steps, lr_ratio, optimizer, seed, normalize)  # type: ignore[arg-type]
    history = learn_kernel(picture.mean(axis=0), SOBEL, chosen)
    names = execute(learning_script(code, SOBEL, chosen, history))
    if history.diverged_at is None:
        learned = names["kernel"].detach().numpy()[0, 0]  # type: ignore[attr-defined]
        np.testing.assert_allclose(learned, history.kernels[-1], rtol=1e-2, atol=1e-3)
        elsewhere = replace(history, kernels=history.kernels + 100)
        with pytest.raises(AssertionError):
            execute(learning_script(code, SOBEL, chosen, elsewhere))


def test_a_diverging_run_is_asserted_to_diverge() -> None:
    picture, code = picture_and_code(1)
    chosen = LearningSettings(lr_ratio=1.3)
    history = learn_kernel(picture[0], SOBEL, chosen)
    assert history.diverged_at is not None
    script = learning_script(code, SOBEL, chosen, history)
    execute(script)
    tamed = script.replace(f"lr={history.lr!r}", f"lr={history.lr / 2!r}")
    with pytest.raises(AssertionError):
        execute(tamed)


def test_a_flat_picture_learns_nothing_and_says_so() -> None:
    code = "picture = np.full((1, 9, 9), 0.3, dtype=np.float32)"
    history = learn_kernel(np.full((9, 9), 0.3, np.float32), SOBEL, LearningSettings())
    names = execute(learning_script(code, SOBEL, LearningSettings(), history))
    assert names["first"] == names["last"] == 0
