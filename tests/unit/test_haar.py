from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.errors import SettingError
from explorer.layers.haar import (
    HAAR_KINDS,
    HaarKind,
    best_haar_features,
    best_threshold,
    face_pictures,
    haar_feature_map,
    haar_kernel,
    haar_on_faces,
)


def test_kernels_are_boxes_of_one() -> None:
    assert haar_kernel("type-2-x", 2, 1).tolist() == [[-1, -1, 1, 1]]
    assert haar_kernel("type-2-y", 2, 1).tolist() == [[-1, -1], [1, 1]]
    assert haar_kernel("type-3-x", 1, 2).tolist() == [[-1, 1, -1], [-1, 1, -1]]
    assert haar_kernel("type-3-y", 1, 1).tolist() == [[-1], [1], [-1]]
    assert haar_kernel("type-4", 1, 1).tolist() == [[-1, 1], [1, -1]]


@settings(max_examples=60)
@given(
    st.sampled_from(HAAR_KINDS),
    st.tuples(st.integers(1, 4), st.integers(1, 4)),
    st.integers(0, 99),
)
def test_map_is_a_convolution_with_its_boxes(
    kind: HaarKind, box: tuple[int, int], seed: int
) -> None:
    picture = np.random.default_rng(seed).random((13, 12))
    found = haar_feature_map(picture, kind, *box)
    expected = torch.nn.functional.conv2d(
        torch.from_numpy(picture)[None, None], torch.from_numpy(found.kernel)[None, None]
    )[0, 0]
    np.testing.assert_allclose(found.values, expected.numpy(), atol=1e-10)


@pytest.mark.parametrize("kind", HAAR_KINDS)
def test_map_has_scikit_images_values_and_signs(kind: HaarKind) -> None:
    from skimage.feature import haar_like_feature, haar_like_feature_coord
    from skimage.transform import integral_image

    picture = np.random.default_rng(5).random((9, 8))
    places, kinds = haar_like_feature_coord(8, 9, kind)
    values = haar_like_feature(
        integral_image(picture), 0, 0, 8, 9, feature_type=kinds, feature_coord=places
    )
    for boxes, value in zip(places, values, strict=True):
        (top, left), (bottom, right) = boxes[0]
        found = haar_feature_map(picture, kind, right - left + 1, bottom - top + 1)
        assert found.values[top, left] == pytest.approx(value)


def test_three_boxes_answer_on_a_flat_picture_and_two_do_not() -> None:
    flat = np.ones((12, 12), np.float32)
    assert haar_feature_map(flat, "type-2-x", 2, 3).values.max() == 0
    assert haar_feature_map(flat, "type-4", 2, 3).values.max() == 0
    # −1 · 6 pixels + 1 · 6 pixels − 1 · 6 pixels
    assert (haar_feature_map(flat, "type-3-x", 2, 3).values == -6 + 6 - 6).all()


def test_faces_are_100_and_100() -> None:
    pictures, faces = face_pictures()
    assert pictures.shape == (200, 25, 25)
    assert (pictures.min(), pictures.max()) == (0, 1)
    assert faces.sum() == 100


def test_threshold_worked_by_hand() -> None:
    values = np.array([[1.0], [2.0], [3.0], [4.0], [5.0]])
    faces = np.array([False, False, True, False, True])
    threshold, above, accuracy = best_threshold(values, faces)
    # above 2.5: both faces found (1), two of three others refused (2/3)
    assert threshold.tolist() == [2.5]
    assert above.tolist() == [True]
    assert accuracy[0] == pytest.approx((1 + 2 / 3) / 2)
    threshold, above, mirrored = best_threshold(-values, faces)
    assert threshold.tolist() == [-2.5]
    assert above.tolist() == [False]
    assert mirrored[0] == pytest.approx(accuracy[0])


@given(st.lists(st.tuples(st.integers(-3, 3), st.booleans()), min_size=2, max_size=12))
def test_threshold_is_the_best_of_all(pictures: list[tuple[int, bool]]) -> None:
    values = np.array([float(value) for value, _ in pictures])
    faces = np.array([face for _, face in pictures])
    if faces.all() or not faces.any():
        return
    threshold, above, accuracy = best_threshold(values[:, None], faces)

    def balanced(cut: float, upper: bool) -> float:
        called = values > cut if upper else values < cut
        return float((called[faces].mean() + (~called[~faces]).mean()) / 2)

    every = [
        balanced(cut, upper)
        for cut in np.arange(-3.5, 3.6, 0.5)
        for upper in (True, False)
        if cut not in values
    ]
    assert accuracy[0] == pytest.approx(max(0.5, *every))
    if accuracy[0] > 0.5:
        assert balanced(threshold[0], bool(above[0])) == pytest.approx(accuracy[0])


def test_one_feature_on_the_faces() -> None:
    test = haar_on_faces("type-2-y", 2, 12, 3, 4)
    pictures, faces = face_pictures()
    # bright brow (counted −1) above dark eyes (counted +1)
    by_hand = pictures[:, 6:10, 12:15].sum((1, 2)) - pictures[:, 2:6, 12:15].sum((1, 2))
    np.testing.assert_allclose(test.values, by_hand)
    called = test.values > test.threshold if test.above else test.values < test.threshold
    accuracy = (called[faces].mean() + (~called[~faces]).mean()) / 2
    assert test.accuracy == pytest.approx(accuracy)
    assert test.accuracy > 0.9
    assert not test.above


def test_best_features_are_ranked_and_differ() -> None:
    best = best_haar_features(6)
    accuracies = [test.accuracy for test in best]
    assert len(best) == 6
    assert accuracies == sorted(accuracies, reverse=True)
    assert accuracies[0] > 0.95
    assert accuracies[0] >= haar_on_faces("type-2-y", 2, 12, 3, 4).accuracy
    assert len({test.feature for test in best}) == 6


@pytest.mark.parametrize(
    "arguments",
    [
        ("type-5", 0, 0, 2, 2),
        ("type-2-x", 0, 0, 13, 2),
        ("type-2-x", -1, 0, 2, 2),
        ("type-4", 20, 0, 2, 3),
        ("type-4", 0, 0, 0, 3),
    ],
)
def test_features_outside_the_picture_are_refused(
    arguments: tuple[str, int, int, int, int],
) -> None:
    with pytest.raises(SettingError, match=r": (choose|set|move)|, .*: move"):
        haar_on_faces(*arguments)  # type: ignore[arg-type]


def test_a_feature_larger_than_the_picture_is_refused() -> None:
    with pytest.raises(SettingError, match="smaller"):
        haar_feature_map(np.zeros((5, 5)), "type-3-x", 2, 2)
