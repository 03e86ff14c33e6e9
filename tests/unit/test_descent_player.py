"""The Python side of the descent player: scales, divergence, what it refuses."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from explorer.ui.components.descent_player import (
    CLIP,
    build_recording,
    descent_player,
    player_labels,
    shared_limit,
)


def recording(**changes: Any) -> dict[str, Any]:
    frames: dict[str, Any] = {
        "kernels": np.arange(8, dtype=np.float32).reshape(2, 2, 2),
        "responses": np.ones((2, 3, 3), dtype=np.float32),
        "steps": np.array([0, 4]),
        "losses": np.array([8, 4, 2, 1, 0.5], dtype=np.float32),
    }
    return frames | changes


def test_the_scale_reaches_the_strongest_response() -> None:
    responses = np.array([[[-4.0]], [[3.0]]], dtype=np.float32)
    assert shared_limit(responses, None) == (4.0, False)
    assert shared_limit(responses, np.array([[-5.0]], dtype=np.float32)) == (5.0, False)


def test_a_response_that_runs_away_does_not_pale_the_target() -> None:
    responses = np.array([[[1e30]], [[np.nan]], [[np.inf]]], dtype=np.float32)
    assert shared_limit(responses, np.array([[2.0]], dtype=np.float32)) == (CLIP * 2.0, True)
    assert shared_limit(responses, np.zeros((1, 1), dtype=np.float32)) == (
        pytest.approx(1e30),
        False,
    )


def test_the_first_loss_that_is_no_number_is_told() -> None:
    losses = np.array([1, 9, np.inf, np.nan, np.nan], dtype=np.float32)
    sent = build_recording(**recording(losses=losses), labels=player_labels())
    assert sent["diverged_at"] == 2
    assert np.isnan(sent["numbers"][-3:]).all()
    assert build_recording(**recording(), labels=player_labels())["diverged_at"] is None


def test_kernels_target_and_losses_lie_in_one_row() -> None:
    target = np.array([[9, 8], [7, 6]], dtype=np.float32)
    sent = build_recording(**recording(), target_kernel=target, labels=player_labels())
    assert sent["numbers"].tolist() == [*range(8), 9, 8, 7, 6, 8, 4, 2, 1, 0.5]


def test_long_recordings_are_sent_smaller_and_say_so() -> None:
    frames = {"responses": np.zeros((2, 2000, 1000), dtype=np.float32)}
    sent = build_recording(**recording(**frames), labels=player_labels())
    height, width = sent["response_shape"]
    assert 2 * height * width <= 2_000_000
    assert f"{height} × {width} of 2000 × 1000" in sent["caption"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"steps": np.array([0, 5])}, "steps rise from 0 to at most 4"),
        ({"steps": np.array([4, 4])}, "steps rise"),
        ({"steps": np.array([0, 1, 2])}, "3 steps, 2 kernels, 2 responses"),
        ({"kernels": np.zeros((2, 2), dtype=np.float32)}, "kernels"),
    ],
)
def test_a_recording_that_does_not_fit_together_is_refused(
    changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        descent_player(**recording(**changes), limit=1.0, alt="", key="k")
