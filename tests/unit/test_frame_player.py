"""What the player of frames and the slices send to the browser, and what they take from it."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.signals.volumes import VolumeSettings, lay_out_volume
from explorer.ui.components.frame_player import LEVELS, frames_payload, read_edit, slice_names
from explorer.ui.components.time_slices import read_row

CLIP = np.random.default_rng(0).integers(0, 256, (6, 5, 4)).astype(np.float32) / np.float32(255)
GEOMETRY = lay_out_volume(VolumeSettings(1, 1, (2, 3, 3), (2, 1, 1), (0, 1, 1)), 6, 5, 4)


def test_the_payload_holds_the_values() -> None:
    answer = np.random.default_rng(1).normal(size=(3, 5, 4)).astype(np.float32)
    sent = frames_payload(CLIP, answer, GEOMETRY.axes)
    np.testing.assert_array_equal(sent["input"].reshape(6, 5, 4) / np.float32(255), CLIP)
    back = sent["output"].reshape(3, 5, 4) / LEVELS * sent["limit"]
    np.testing.assert_allclose(back, answer, atol=sent["limit"] / LEVELS)
    assert sent["limit"] == pytest.approx(np.abs(answer).max())
    assert sent["axes"] == [[2, 0, 2, 1], [1, 1, 3, 1], [1, 1, 3, 1]]
    assert (sent["shape"], sent["output_shape"]) == ([6, 5, 4], [3, 5, 4])


def test_the_token_tells_new_from_same() -> None:
    answer = np.ones((3, 5, 4), np.float32)
    token = frames_payload(CLIP, answer, GEOMETRY.axes)["token"]
    assert frames_payload(CLIP, answer.copy(), GEOMETRY.axes)["token"] == token
    assert frames_payload(CLIP, 2 * answer, GEOMETRY.axes)["token"] != token  # the limit differs
    assert frames_payload(CLIP[::-1], answer, GEOMETRY.axes)["token"] != token


def test_an_answer_of_zeros_is_sent() -> None:
    sent = frames_payload(CLIP, np.zeros((3, 5, 4), np.float32), GEOMETRY.axes)
    assert sent["limit"] == 0
    assert not sent["output"].any()


@pytest.mark.parametrize(
    ("depth", "dilation", "names"),
    [
        (1, 1, ["t"]),
        (3, 1, ["t − 1", "t", "t + 1"]),
        (2, 1, ["t", "t + 1"]),
        (3, 2, ["t − 2", "t", "t + 2"]),
        (2, 2, ["t − 1", "t + 1"]),
    ],
)
def test_slices_are_named_by_their_frames(depth, dilation, names) -> None:
    assert slice_names(depth, dilation) == names


@pytest.mark.parametrize(
    "value",
    [None, "1", [1.0], [1.0, 2.0, "x", 4.0], [1.0, 2.0, True, 4.0], [1.0, 2.0, float("nan"), 4.0]],
)
def test_what_is_no_kernel_is_not_taken(value) -> None:
    assert read_edit(value, (1, 2, 2)) is None


def test_a_kernel_is_taken_with_three_digits() -> None:
    np.testing.assert_array_equal(
        read_edit([1, -0.123456, -1e-7, 2.5], (2, 1, 2)), [[[1, -0.12]], [[0, 2.5]]]
    )
    assert not np.signbit(read_edit([-1e-7, 1], (1, 1, 2))).any()
    np.testing.assert_array_equal(read_edit([0, 0], (1, 1, 2)), [[[0, 0]]])


def test_rows_of_the_clip_alone_are_taken() -> None:
    assert read_row(4, 5) == 4
    for value in (5, -1, 1.0, True, None, "1"):
        assert read_row(value, 5) is None
