"""The closer looks' own pictures, their list of channels, and what is drawn of them."""

from __future__ import annotations

import weakref
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from explorer.errors import SettingError
from explorer.networks.convolution_layers import Tap
from explorer.plots.colours import SEQUENTIAL, rgb
from explorer.plots.heat import crop_picture, heat_picture, signed_heat_picture, with_air
from explorer.plots.insight import climb_figure, dying_figure, filters_figure
from explorer.ui.activations.insight_settings import (
    EXCITE_CLASS,
    INSIGHT_CONTROLS,
    SALIENCY_CLASS,
    class_choice,
    read_channels,
)
from explorer.ui.activations.own_pictures import MOST_LAYERS, OwnPictures, search_files
from tests.toy_networks import load_toy

QUESTION = ("toy", "conv", "before", 16)


def encode(colour: tuple[int, int, int], size: int = 20) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (size, size), colour).save(buffer, "PNG")
    return buffer.getvalue()


def search(own: OwnPictures, files: list[tuple[str, bytes]]) -> list[tuple[int, int]]:
    steps = search_files(
        weakref.ref(own), files, question=QUESTION, network=load_toy(), tap=Tap("conv"), side=16
    )
    return [(each.done, each.total) for each in steps]


def test_files_are_searched_one_after_the_other_and_a_bad_one_is_told() -> None:
    own = OwnPictures()
    files = [("a", encode((255, 0, 0))), ("b", b"no picture"), ("c", encode((0, 0, 255)))]
    assert search(own, files) == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert files == []  # the job keeps no bytes
    assert list(own.found(QUESTION)) == ["a", "c"]
    assert "not a picture" in str(own.problems["b"])
    red = (1 - 0.485) / 0.229
    assert own.found(QUESTION)["a"].values[0, 2] == pytest.approx(red - 1, rel=1e-5)
    np.testing.assert_array_equal(own.photo("a", 16)[:, 3, 3], [1, 0, 0])
    own.keep_only(["c"])
    assert (list(own.pictures), list(own.found(QUESTION)), own.problems) == (["c"], ["c"], {})


def test_a_search_ends_when_its_session_is_gone() -> None:
    own = OwnPictures()
    steps = search_files(
        weakref.ref(own),
        [("a", encode((9, 9, 9))), ("b", encode((9, 9, 9)))],
        question=QUESTION,
        network=load_toy(),
        tap=Tap("conv"),
        side=16,
    )
    next(steps)
    del own
    assert list(steps) == []


def test_only_a_few_layers_peaks_are_kept() -> None:
    own = OwnPictures()
    for number in range(MOST_LAYERS + 2):
        own.open_peaks(("network", number))
    assert list(own.peaks) == [("network", number) for number in range(2, MOST_LAYERS + 2)]


def test_channels_are_read() -> None:
    assert read_channels("") == ()
    assert read_channels(" 3, 7,3 ,12") == (3, 7, 12)
    for wrong in ("3;7", "3,,7", "-1", "x", "3.0", ",".join(["1"] * 65)):
        with pytest.raises(SettingError, match="no list of channels"):
            read_channels(wrong)


def test_the_keys_are_this_files_own() -> None:
    keys = [control.key for control in INSIGHT_CONTROLS]
    assert len(set(keys)) == len(keys)
    assert {key.partition("_")[0] for key in keys} <= {"best", "excite", "saliency", "dead"}
    for control in INSIGHT_CONTROLS:
        told = str(control.default).lower() if control.default is not None else ""
        assert control.parse(told) == control.default


def test_classes_are_narrowed_to_the_networks() -> None:
    assert list(class_choice(EXCITE_CLASS, ["cat", "dog"]).options.items()) == [
        ("0", "cat"),
        ("1", "dog"),
    ]
    assert list(class_choice(SALIENCY_CLASS, ["cat"]).options) == ["predicted", "0"]


def test_heat_hides_the_photo_where_it_is_strong() -> None:
    photo = np.ones((3, 2, 2), dtype=np.float32)
    sheet = heat_picture(photo, np.array([[0, 1], [0, 0]], dtype=np.float32), side=2)
    strong = 0.85 * np.array(rgb(SEQUENTIAL[-1])) + 0.15 * 255
    weak = 0.35 * np.array(rgb(SEQUENTIAL[0])) + 0.65 * 255
    np.testing.assert_allclose(sheet[0, 1, :3], strong, atol=1)
    np.testing.assert_allclose(sheet[0, 0, :3], weak, atol=1)


def test_what_is_not_tried_stays_photo() -> None:
    photo = np.zeros((3, 2, 2), dtype=np.float32)
    photo[0] = 1.0
    values = np.array([[np.nan, 1], [0, -1]], dtype=np.float32)
    sheet = signed_heat_picture(photo, values, 1.0, side=2)
    assert sheet[0, 0, :3].tolist() == [255, 0, 0]
    assert sheet[0, 1, :3].tolist() != sheet[1, 1, :3].tolist()
    nothing = signed_heat_picture(photo, np.full((2, 2), np.nan, "f4"), 0.0, side=2)
    assert (nothing[:2, :2, :3] == [255, 0, 0]).all()


def test_a_crop_past_the_border_is_grey_there_and_stands_apart() -> None:
    crop = np.full((3, 2, 2), np.nan, dtype=np.float32)
    crop[:, 1] = 1.0
    drawn = with_air(crop_picture(crop, 4), 3)
    assert drawn.shape == (4, 7, 4)
    assert (drawn[2:, :4] == 255).all()
    assert len(np.unique(drawn[:2, :4].reshape(-1, 4), axis=0)) == 1
    assert not drawn[:, 4:].any()


def test_figures_hold_what_they_are_given() -> None:
    labels = {"curve_label": "c", "best_label": "b", "step_label": "s", "value_label": "v"}
    climb = climb_figure([(0, 1.0), (4, 3.0)], 2.0, 8, **labels)
    assert [list(trace.y) for trace in climb.data] == [[1.0, 3.0], [2.0, 2.0]]
    cloud = filters_figure(
        [1.0, 2.0, 3.0],
        [-1.0, 0.5, 4.0],
        [0, 2, 2],
        1,
        [0],
        state_labels=("dead", "silent", "alive"),
        hover=["x", "y", "z"],
        chosen_label="this",
        silenced_label="off",
        norm_label="n",
        greatest_label="g",
    )
    assert [trace.name for trace in cloud.data] == [
        "dead (1)",
        "silent (0)",
        "alive (2)",
        "this",
        "off",
    ]
    assert list(cloud.data[2].customdata) == [1, 2]
    assert list(cloud.data[2].text) == ["y", "z"]
    dying = dying_figure({"0.05": [0, 0], "2": [0, 16]}, 16, epoch_label="e", dead_label="d")
    assert [list(trace.y) for trace in dying.data] == [[0, 0], [0, 16]]
