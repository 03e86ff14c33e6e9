from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.errors import SettingError
from explorer.layers.kernels import KernelSettings, build_kernel
from explorer.layers.learning import (
    MAX_FRAMES,
    LearningHistory,
    LearningSettings,
    centre_kernel,
    choose_frames,
    correlate,
    largest_stable_lr,
    learn_kernel,
    normalized,
    patch_curvatures,
)

SOBEL = build_kernel(KernelSettings("sobel_x"))


@pytest.fixture(scope="module")
def photo() -> np.ndarray:
    """The camera man, every fourth pixel: (128, 128) in [0, 1]."""
    from skimage.data import camera

    return np.ascontiguousarray(camera()[::4, ::4], dtype=np.float32) / 255


@pytest.fixture
def noise() -> np.ndarray:
    return np.random.default_rng(0).random((24, 20), np.float32)


@pytest.mark.parametrize(
    "name", ["sobel_x", "sobel_y", "box", "gaussian", "cross", "emboss", "laplacian", "sharpen"]
)
def test_default_run_finds_the_target_on_a_photo(photo: np.ndarray, name: str) -> None:
    target = build_kernel(KernelSettings(name))
    history = learn_kernel(photo, target, LearningSettings())
    assert history.distance < 0.05
    assert history.losses[-1] < 1e-4 * history.losses[0]
    assert history.identifiable
    assert history.condition > 100  # neighbouring pixels of a photo are alike
    assert history.diverged_at is None
    np.testing.assert_allclose(history.responses[-1], history.target_response, atol=0.1)


def test_plain_descent_needs_more_steps_than_momentum(photo: np.ndarray) -> None:
    plain = learn_kernel(photo, SOBEL, LearningSettings(optimizer="sgd"))
    heavy = learn_kernel(photo, SOBEL, LearningSettings(optimizer="momentum"))
    assert plain.distance > 10 * heavy.distance
    assert (np.diff(plain.losses) < 0).all()  # below the bound the bowl is only ever descended


def test_shapes_and_bookkeeping(photo: np.ndarray) -> None:
    history = learn_kernel(photo, SOBEL, LearningSettings((5, 4), steps=90))
    assert history.kernels.shape == (91, 5, 4)
    assert history.losses.shape == (91,)
    assert history.target_response.shape == (128 - 5 + 1, 128 - 4 + 1)
    assert history.responses.shape == (len(history.frames), 124, 125)
    assert (history.frames[0], history.frames[-1]) == (0, 90)
    frame = 7
    answer = correlate(normalized(photo), history.kernels[history.frames[frame]][None])[0]
    np.testing.assert_allclose(history.responses[frame], answer, atol=1e-5)
    for step in (0, 40, 90):
        answer = correlate(normalized(photo), history.kernels[step][None])[0]
        error = ((answer - history.target_response) ** 2).mean()
        assert history.losses[step] == pytest.approx(error, rel=1e-3, abs=1e-9)


def test_first_step_is_the_gradient_written_by_hand(noise: np.ndarray) -> None:
    chosen = LearningSettings(steps=1, optimizer="sgd", normalize=False)
    history = learn_kernel(noise, SOBEL, chosen)
    patches = np.array(
        [noise[i : i + 3, j : j + 3].ravel() for i in range(22) for j in range(18)], np.float64
    )
    start, target = history.kernels[0].ravel(), SOBEL.ravel()
    gradient = 2 / len(patches) * patches.T @ patches @ (start - target)
    np.testing.assert_allclose(
        history.kernels[1].ravel(), start - history.lr * gradient, rtol=1e-4, atol=1e-5
    )


def test_momentum_steps_are_those_of_the_recursion(noise: np.ndarray) -> None:
    history = learn_kernel(noise, SOBEL, LearningSettings(steps=5, normalize=False))
    patches = np.array(
        [noise[i : i + 3, j : j + 3].ravel() for i in range(22) for j in range(18)], np.float64
    )
    hessian = 2 / len(patches) * patches.T @ patches
    kernel, velocity = history.kernels[0].ravel().astype(np.float64), np.zeros(9)
    for step in range(5):
        velocity = 0.9 * velocity + hessian @ (kernel - SOBEL.ravel())
        kernel = kernel - history.lr * velocity
        np.testing.assert_allclose(history.kernels[step + 1].ravel(), kernel, rtol=1e-3, atol=1e-4)


def test_curvatures_of_a_picture_worked_by_hand() -> None:
    picture = np.array([[1.0, 2.0, 0.0]])
    # patches (1, 2) and (2, 0): XᵀX = [[1 + 4, 2 + 0], [2 + 0, 4 + 0]], H = 2/2·XᵀX
    # eigenvalues of [[5, 2], [2, 4]]: (9 ± √(81 − 4·16)) / 2
    expected = [(9 - math.sqrt(17)) / 2, (9 + math.sqrt(17)) / 2]
    np.testing.assert_allclose(patch_curvatures(picture, (1, 2)), expected)
    assert largest_stable_lr(picture, (1, 2)) == pytest.approx(2 / expected[1])
    assert largest_stable_lr(picture, (1, 2), 0.9) == pytest.approx(2 * 1.9 / expected[1])


@pytest.mark.parametrize("optimizer", ["sgd", "momentum"])
@pytest.mark.parametrize("normalize", [True, False])
def test_the_bound_divides_convergence_from_divergence(
    photo: np.ndarray, optimizer: str, normalize: bool
) -> None:
    def run(lr_ratio: float) -> LearningHistory:
        chosen = LearningSettings(
            steps=1000,
            lr_ratio=lr_ratio,
            optimizer=optimizer,  # type: ignore[arg-type]
            normalize=normalize,
        )
        return learn_kernel(photo, SOBEL, chosen)

    below, above = run(0.97), run(1.03)
    assert below.diverged_at is None
    assert below.losses[-1] < below.losses[0]
    assert below.lr < below.largest_lr < above.lr
    assert above.diverged_at is not None
    assert above.diverged_at == len(above.losses) - 1 == len(above.kernels) - 1
    assert above.frames[-1] == above.diverged_at
    assert above.losses[-1] > 1e4 * above.losses[0]
    assert np.isfinite(above.responses).all()


@settings(deadline=None)
@given(st.floats(0.01, 0.99), st.integers(0, 200))
def test_below_the_bound_nothing_diverges(lr_ratio: float, seed: int) -> None:
    picture = np.random.default_rng(seed).random((12, 12), np.float32)
    chosen = LearningSettings(steps=60, lr_ratio=lr_ratio, seed=seed)
    assert learn_kernel(picture, SOBEL, chosen).diverged_at is None


@pytest.mark.parametrize("normalize", [True, False])
def test_a_constant_picture_cannot_tell_kernels_apart(normalize: bool) -> None:
    picture = np.full((20, 20), 0.3, np.float32)
    history = learn_kernel(picture, SOBEL, LearningSettings(normalize=normalize))
    assert not history.identifiable
    assert math.isinf(history.condition)
    assert history.losses[-1] < 1e-6  # the response is right
    assert history.distance > 0.1  # the kernel is not
    assert math.isinf(history.largest_lr) == normalize  # an all-zero picture has no slope at all


def test_stripes_leave_directions_without_slope() -> None:
    picture = np.tile([0.0, 1.0], (20, 10)).astype(np.float32)
    assert not learn_kernel(picture, SOBEL, LearningSettings()).identifiable


def test_fewer_patches_than_weights_are_not_enough() -> None:
    picture = np.random.default_rng(0).random((4, 4), np.float32)  # 2 × 2 patches of 9 pixels
    assert not learn_kernel(picture, SOBEL, LearningSettings()).identifiable


def test_seeds_reproduce_and_differ(noise: np.ndarray) -> None:
    state = torch.get_rng_state()
    one, again = (learn_kernel(noise, SOBEL, LearningSettings(seed=3)) for _ in range(2))
    other = learn_kernel(noise, SOBEL, LearningSettings(seed=4))
    assert np.array_equal(one.kernels, again.kernels)
    assert not np.array_equal(one.kernels[0], other.kernels[0])
    assert torch.equal(state, torch.get_rng_state())


def test_a_larger_kernel_learns_zeros_around_the_target(noise: np.ndarray) -> None:
    history = learn_kernel(noise, SOBEL, LearningSettings((5, 5), steps=1000))
    assert history.distance < 1e-2
    assert np.abs(history.kernels[-1][0]).max() < 1e-2


def test_centring_puts_the_odd_row_at_the_end() -> None:
    assert centre_kernel(np.ones((1, 2)), (2, 4)).tolist() == [[0, 1, 1, 0], [0, 0, 0, 0]]


@given(st.integers(1, 1001))
def test_frames_are_few_dense_at_first_and_keep_both_ends(count: int) -> None:
    frames = choose_frames(count)
    assert 1 <= len(frames) <= MAX_FRAMES
    assert (frames[0], frames[-1]) == (0, count - 1)
    assert (np.diff(frames) >= 1).all() if count > 1 else True
    assert frames[: min(count, 16)] == tuple(range(min(count, 16)))


def test_works_where_gradients_are_switched_off(noise: np.ndarray) -> None:
    with torch.no_grad():
        history = learn_kernel(noise, SOBEL, LearningSettings(steps=3))
    assert history.losses[3] < history.losses[0]


@pytest.mark.parametrize(
    "changed",
    [
        {"kernel_size": (0, 3)},
        {"kernel_size": (3, 12)},
        {"steps": 0},
        {"steps": 1001},
        {"lr_ratio": 0.0},
        {"lr_ratio": math.nan},
        {"optimizer": "adam"},
        {"seed": -1},
    ],
)
def test_impossible_settings_say_what_to_choose(changed: dict[str, object]) -> None:
    with pytest.raises(SettingError, match="choose"):
        LearningSettings(**changed)  # type: ignore[arg-type]


def test_impossible_runs_say_what_to_change(noise: np.ndarray) -> None:
    with pytest.raises(SettingError, match="set it to 3 × 3"):
        learn_kernel(noise, SOBEL, LearningSettings((2, 2)))
    with pytest.raises(SettingError, match="smaller kernel"):
        learn_kernel(noise[:2], SOBEL, LearningSettings())
    with pytest.raises(SettingError, match="or fewer"):
        learn_kernel(np.zeros((300, 300), np.float32), SOBEL, LearningSettings())
