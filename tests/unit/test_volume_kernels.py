"""Kernels for clips: what each sees and is blind to, proven on shapes whose motion is known."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from explorer.errors import SettingError
from explorer.signals.moving_clip import MovingClip
from explorer.signals.moving_samples import load_clip
from explorer.signals.volume_kernels import (
    VOLUME_KERNELS,
    build_volume,
    format_volume,
    parse_volume,
    random_volumes,
)
from explorer.signals.volume_measures import SPEEDS, cell_centres, measure_tracks, tuning_curve
from explorer.signals.volume_run import run_volume
from explorer.signals.volumes import VolumeSettings, lay_out_volume

SIZE = (5, 9, 9)


def answers_of(
    kernel: str, clip: MovingClip | None = None, size: tuple[int, int, int] = SIZE
) -> dict[str, float]:
    clip = clip or load_clip("shapes")
    weight = build_volume(kernel, size).astype(np.float32)
    settings = VolumeSettings(
        1, 1, size, padding=(0, size[1] // 2, size[2] // 2), bias=False, padding_mode="replicate"
    )
    answer = run_volume(clip.frames, weight[None, None], None, settings)[0]
    geometry = lay_out_volume(settings, *clip.shape)
    return {a.track.key: a.mean for a in measure_tracks(answer, geometry, clip.tracks)}


def test_a_temporal_difference_is_blind_to_what_stands_still() -> None:
    seen = answers_of("difference")
    assert seen["still"] == 0.0
    assert min(seen["right"], seen["left"], seen["down"]) > 0.2
    assert max(seen["right"], seen["left"]) < 1.1 * min(seen["right"], seen["left"])


def test_a_spatial_edge_is_blind_to_motion() -> None:
    seen = answers_of("edge")
    assert max(seen.values()) < 1.2 * min(seen.values())
    clip = load_clip("shapes")
    weight = build_volume("edge", SIZE)
    assert not weight[[0, 1, 3, 4]].any()  # one frame, so their order cannot matter
    assert weight[2].any()
    assert clip.frames.shape == (24, 64, 64)


@pytest.mark.parametrize(("own", "other"), [("right", "left"), ("left", "right")])
def test_a_motion_kernel_knows_its_direction(own, other) -> None:
    seen = answers_of(own)
    assert seen[own] > 5 * seen[other]
    assert seen[own] > 10 * seen["still"]


def test_a_clip_played_backwards_swaps_right_and_left() -> None:
    clip = load_clip("shapes")
    turned = clip.backwards()
    forwards, backwards = answers_of("right", clip), answers_of("left", turned)
    # The square of the clip that moves right is played leftwards: the mirrored kernel finds it.
    assert backwards["right"] == pytest.approx(forwards["right"], rel=0.05)
    assert {t.key: t.arrow for t in turned.tracks} == {
        "right": "←", "left": "→", "still": "■", "down": "↑",
    }  # fmt: skip


def test_a_lamp_changes_in_no_direction() -> None:
    right, left = answers_of("right", load_clip("lamp")), answers_of("left", load_clip("lamp"))
    assert right["blinks"] == pytest.approx(left["blinks"], rel=2e-3)
    assert right["blinks"] > 3 * right["still"]
    assert answers_of("difference", load_clip("lamp"))["still"] == 0.0
    assert [track.arrow for track in load_clip("lamp").tracks] == ["◐", "■"]


def test_a_pan_to_the_right_moves_the_picture_left() -> None:
    clip = load_clip("pan_camera")
    assert clip.tracks[0].arrow == "←"
    assert not clip.tracks[0].follows
    assert answers_of("left", clip)["pan"] > 3 * answers_of("right", clip)["pan"]


def test_a_blur_keeps_the_mean_and_what_stands_still() -> None:
    weight = build_volume("blur", SIZE)
    assert weight.sum() == pytest.approx(1)
    np.testing.assert_allclose(weight[:, 4, 4], 1 / 5)


@pytest.mark.parametrize("name", VOLUME_KERNELS)
@given(size=st.tuples(st.integers(2, 9), st.integers(1, 11), st.integers(3, 11)))
def test_kernels_of_every_size(name, size) -> None:
    kernel = build_volume(name, size)
    assert kernel.shape == size
    assert np.isfinite(kernel).all()
    assert kernel.sum() == pytest.approx(1 if name == "blur" else 0, abs=1e-9)
    assert np.abs(kernel).sum() == pytest.approx(1 if name == "blur" else 2)


def test_leftward_is_rightward_played_backwards_and_mirrored() -> None:
    right, left = build_volume("right", SIZE), build_volume("left", SIZE)
    np.testing.assert_allclose(left, right[::-1], atol=1e-12)
    np.testing.assert_allclose(left, right[:, :, ::-1], atol=1e-12)


def test_the_curve_over_speeds_tells_the_direction() -> None:
    curve = tuning_curve(build_volume("right", SIZE).astype(np.float32))
    best = SPEEDS[int(curve.argmax())]
    assert 1.25 <= best <= 2.5
    at = dict(zip(SPEEDS, curve, strict=True))
    assert at[1.5] > 5 * at[-1.5]
    assert at[1.5] > 10 * at[0.0]
    turned = tuning_curve(build_volume("right", SIZE)[::-1].astype(np.float32))
    np.testing.assert_allclose(turned, curve[::-1], atol=1e-6)
    even = tuning_curve(build_volume("difference", SIZE).astype(np.float32))
    np.testing.assert_allclose(even, even[::-1], atol=1e-6)
    assert even[len(SPEEDS) // 2] == pytest.approx(0, abs=1e-6)
    edge = tuning_curve(build_volume("edge", SIZE).astype(np.float32))
    np.testing.assert_allclose(edge, edge[0], rtol=0.02)


def test_boxes_are_measured_where_the_windows_are_centred() -> None:
    clip = load_clip("shapes")
    settings = VolumeSettings(1, 1, (4, 3, 3), stride=(2, 2, 2), padding=(0, 1, 1), bias=False)
    geometry = lay_out_volume(settings, *clip.shape)
    np.testing.assert_allclose(cell_centres(geometry.depth)[:3], [1.5, 3.5, 5.5])
    np.testing.assert_allclose(cell_centres(geometry.rows)[:3], [0, 2, 4])
    ones = np.ones(geometry.output_shape[1:], np.float32)
    assert all(a.mean == 1 for a in measure_tracks(ones, geometry, clip.tracks))
    _out, depth, rows, columns = geometry.output_shape
    marked = np.zeros((depth, rows, columns), np.float32)
    marked[0] = 1  # the first of all output frames alone
    for answer in measure_tracks(marked, geometry, clip.tracks):
        assert 0.5 / depth < answer.mean < 2 / depth


@given(
    st.lists(
        st.lists(st.lists(st.integers(-999, 999), min_size=3, max_size=3), min_size=2, max_size=2),
        min_size=1,
        max_size=9,
    )
)
def test_text_round_trip(values) -> None:
    kernel = np.array(values, dtype=np.float64)
    np.testing.assert_array_equal(parse_volume(format_volume(kernel)), kernel)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1|2|x", "not a number"),
        ("1,2|1", "differ in size"),
        ("|".join("1" * 10), "10 slices"),
        ("", "not a number"),
        ("1," * 2000, "characters"),
    ],
)
def test_bad_text_is_refused(text, words) -> None:
    with pytest.raises(SettingError, match=words):
        parse_volume(text)


@pytest.mark.parametrize(
    ("name", "size", "words"),
    [
        ("difference", (1, 3, 3), "along D and needs 2"),
        ("edge", (3, 3, 1), "along W and needs 2"),
        ("right", (3, 3, 2), "along W and needs 3"),
        ("wind", (3, 3, 3), "no kernel named wind"),
    ],
)
def test_kernels_that_cannot_be(name, size, words) -> None:
    with pytest.raises(SettingError, match=words):
        build_volume(name, size)


def test_random_weights_are_pytorchs() -> None:
    torch.manual_seed(7)
    layer = torch.nn.Conv3d(1, 3, (3, 4, 5))
    weight, bias = random_volumes(3, (3, 4, 5), 7)
    np.testing.assert_array_equal(weight, layer.weight.detach().numpy())
    np.testing.assert_array_equal(bias, layer.bias.detach().numpy())
