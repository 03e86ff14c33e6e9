"""A kernel turned by 180 degrees: SciPy, single bright pixels, gradients, learning either way."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.signal import convolve2d, correlate2d

from explorer.data.pictures import to_grey
from explorer.data.samples import load_sample
from explorer.errors import SettingError
from explorer.layers.learning import LearningSettings, learn_kernel
from explorer.signals.flip_shapes import (
    SHAPES,
    compare_turned,
    impulse_picture,
    make_kernel,
    same_pads,
    turn,
)
from explorer.signals.flipping import input_gradient, lay_on
from explorer.signals.learning_flipped import learn_twins

whole = st.integers(-9, 9).map(float)
kernels = st.tuples(st.integers(1, 4), st.integers(1, 4)).flatmap(
    lambda shape: arrays(np.float32, shape, elements=whole)
)
pictures = arrays(np.float32, (6, 7), elements=whole)


@given(pictures, kernels)
def test_both_operations_are_scipys(picture: np.ndarray, kernel: np.ndarray) -> None:
    correlation = lay_on(picture, kernel, "correlation")
    assert correlation == pytest.approx(correlate2d(picture, kernel, mode="valid"))
    convolution = lay_on(picture, kernel, "convolution")
    assert convolution == pytest.approx(convolve2d(picture, kernel, mode="valid"))
    # Turning picture and answer instead of the kernel comes to the same.
    around = turn(lay_on(np.ascontiguousarray(turn(picture)), kernel, "correlation"))
    assert around == pytest.approx(convolution)


@pytest.mark.parametrize("name", SHAPES)
def test_a_bright_pixel_gives_the_kernel_back(name: str) -> None:
    kernel = make_kernel(name)
    rows, columns = kernel.shape
    top, bottom, left, right = same_pads(kernel)
    picture = np.pad(impulse_picture("one"), ((top, bottom), (left, right)))
    around = np.s_[7 - bottom : 7 - bottom + rows, 7 - right : 7 - right + columns]
    assert lay_on(picture, kernel, "convolution")[7 - top :, 7 - left :][
        :rows, :columns
    ] == pytest.approx(kernel)
    assert lay_on(picture, kernel, "correlation")[around] == pytest.approx(turn(kernel))


def test_what_turning_does_to_each_kernel() -> None:
    told = {name: compare_turned(make_kernel(name)) for name in SHAPES}
    assert told == {
        "letter": "other",
        "arrow": "other",
        "emboss": "other",
        "sobel_x": "negative",
        "gaussian": "same",
    }


@given(arrays(np.float32, (4, 5), elements=whole), kernels)
def test_the_gradient_is_the_full_convolution(error: np.ndarray, kernel: np.ndarray) -> None:
    side = (4 + kernel.shape[0] - 1, 5 + kernel.shape[1] - 1)
    assert input_gradient(side, kernel, error) == pytest.approx(convolve2d(error, kernel))


def test_a_kernel_that_fits_nowhere_says_so() -> None:
    with pytest.raises(SettingError):
        lay_on(np.zeros((2, 2), np.float32), np.ones((3, 3)), "convolution")


def middle_of_the_cat() -> np.ndarray:
    return np.ascontiguousarray(to_grey(load_sample("cat", 64).pixels)[0, 8:56, 8:56])


def test_kernels_learned_either_way_are_each_others_flips() -> None:
    picture, target = middle_of_the_cat(), make_kernel("emboss")
    run = LearningSettings(steps=200)
    history = learn_twins(picture, target, run)
    assert history.starts[1] == pytest.approx(turn(history.starts[0]))
    assert history.apart < 1e-5
    assert history.curves_apart < 1e-5
    assert np.abs(history.kernels[0] - history.kernels[1]).max() > 1
    # The first run is the filters page's.
    alone = learn_kernel(picture, target, run)
    assert history.losses[0] == pytest.approx(alone.losses, rel=1e-4, abs=1e-9)
    assert history.kernels[0] == pytest.approx(alone.kernels[-1], abs=1e-5)


def test_the_same_start_ends_at_the_same_goal() -> None:
    history = learn_twins(
        middle_of_the_cat(),
        make_kernel("sobel_x"),
        LearningSettings(steps=300),
        mirrored_start=False,
    )
    assert history.starts[0] == pytest.approx(history.starts[1])
    assert history.curves_apart > 0.01
    assert history.apart < 0.02
    assert (history.losses[:, -1] < 1e-4 * history.losses[:, 0]).all()
