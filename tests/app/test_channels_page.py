"""The channels page: its links, its numbers, its closer looks, and what no layer can have."""

from __future__ import annotations

import re

import numpy as np
import pytest
import torch
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button
from torch import nn
from torch.nn import functional

from explorer.data.pictures import Picture
from explorer.data.samples import load_sample
from explorer.errors import SettingError
from explorer.layers.colour_filters import ColourLayer
from explorer.ui.channels.compute import make_first_maps, run_layer
from explorer.ui.channels.settings import ChannelState, parse_place
from tests.reading import Visit, metrics, problems, prose

VIEWS = ("filters", "mix", "shrink", "groups", "compare", "code")


def is_primary(button: Button) -> bool:
    return bool(button.proto.type == "primary")


def formulas(app: AppTest) -> str:
    return " ".join(block.value for block in app.latex)


def test_the_default_layer_is_pytorchs(visit: Visit) -> None:
    app = visit("channels")
    assert not problems(app)
    shown = metrics(app)
    layer = nn.Conv2d(3, 4, 3)
    shape = tuple(layer(torch.zeros(3, 128, 128)).shape)
    assert shown["Output shape"] == " × ".join(map(str, shape)) == "4 × 126 × 126"
    assert shown["Weights of one filter"] == str(layer.weight[0].numel()) == str(3 * 3 * 3)
    assert shown["Parameters"] == str(sum(p.numel() for p in layer.parameters())) == "112"
    assert shown["Multiply-adds"] == f"{4 * 27 * 126 * 126:,}"


def test_the_sentences_and_the_formula_name_the_same_numbers(visit: Visit) -> None:
    app = visit("channels", channel_at="3,5", channel_bias="0.1", image_size="32")
    text = prose(app)
    found = re.search(
        r"At row 3, column 5, the place you pinned, the planes add red (\S+), green (\S+), "
        r"blue (\S+); with the bias that makes \*\*(\S+)\*\*\.",
        text,
    )
    assert found
    *parts, total = (float(number.replace("−", "-")) for number in found.groups())
    assert sum(parts) + 0.1 == pytest.approx(total, abs=2e-3)
    pixels = torch.tensor(load_sample("cat", 32).pixels)
    kernel = torch.tensor([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]]) / 12
    for plane, part in zip(pixels, parts, strict=True):
        assert part == pytest.approx(float((plane[3:6, 5:8] * kernel).sum()), abs=6e-4)
    for number in found.groups():
        assert number.replace("−", "-") in formulas(app)
    assert "The layer has 4 biases, one a filter." in text
    assert "0.1, is added once to the sum; one a plane would add 0.3" in text


def test_the_place_is_the_strongest_answer_unless_one_is_pinned(visit: Visit) -> None:
    view = run_layer(load_sample("cat", 32), ChannelState(ColourLayer(), "rgb"))
    row, column = view.sum_at(None).at
    assert abs(view.shown_map[row, column]) == np.abs(view.shown_map).max()
    app = visit("channels", image_size="32")
    assert f"At row {row}, column {column}, its strongest answer" in prose(app)
    app = visit("channels", image_size="32", channel_at="31,0")  # past the 30 × 30 map
    assert f"At row {row}, column {column}, its strongest answer" in prose(app)


def test_of_equal_answers_the_one_where_the_planes_add_most_is_shown() -> None:
    layer = ColourLayer(shown="red_green_edge", bias=0.5)
    view = run_layer(load_sample("camera", 64), ChannelState(layer, "rgb"))
    assert np.ptp(view.shown_map) < 1e-6
    place = view.sum_at(None)
    assert abs(place.parts[0]) == pytest.approx(np.abs(view.parts[0]).max(), rel=1e-5)


def test_red_and_green_cancel_on_a_grey_picture_and_the_bias_stays(visit: Visit) -> None:
    app = visit("channels", image="camera", channel_filter="red_green_edge", channel_bias="0.5")
    text = prose(app)
    assert "with the bias that makes **0.500**" in text
    assert "This picture is grey: it fills all three planes alike" in text
    app = visit("channels", image="camera", channel_filter="red_green_edge")
    assert "The map is 0 everywhere" in prose(app)


def test_blue_first_gives_the_red_kernel_the_blue_plane(visit: Visit) -> None:
    layer = ColourLayer(out_channels=8, shown="red_copy", kernel_size=3)
    picture = load_sample("astronaut", 32)
    view = run_layer(picture, ChannelState(layer, "bgr"))
    assert view.plane_names == ("blue", "green", "red")
    np.testing.assert_array_equal(view.shown_map, picture.pixels[2, 1:-1, 1:-1])
    app = visit("channels", channel_order="bgr", image="astronaut")
    assert "its kernel for red meets the blue plane" in prose(app)


@pytest.mark.parametrize("key", ["edge", "red_spot", "three_ways", "negative"])
@pytest.mark.parametrize("kernel_size", [1, 3, 7])
def test_the_maps_are_conv2ds_and_the_parts_their_sum(key: str, kernel_size: int) -> None:
    layer = ColourLayer(16, kernel_size, key, bias=0.25)
    picture = load_sample("coffee", 32)
    view = run_layer(picture, ChannelState(layer, "rgb"))
    expected = functional.conv2d(
        torch.tensor(picture.pixels)[None],
        torch.from_numpy(layer.make_weight()),
        torch.from_numpy(layer.make_bias()),
    )[0].numpy()
    np.testing.assert_allclose(view.maps, expected, atol=1e-5)
    np.testing.assert_allclose(view.parts.sum(axis=0) + 0.25, view.shown_map, atol=1e-5)


@pytest.mark.parametrize("look", VIEWS)
@pytest.mark.parametrize("image", ["cat", "camera", "pooling_4x4"])
def test_every_closer_look_on_every_kind_of_picture(visit: Visit, look: str, image: str) -> None:
    app = visit("channels", channel_view=look, image=image, image_size="32")
    assert not problems(app)
    assert not app.warning
    assert metrics(app)["Parameters"] == "112"


def test_a_choice_past_the_last_filter_falls_back_and_a_larger_layer_has_it(visit: Visit) -> None:
    app = visit("channels", channel_filter="spot", channel_filters="4")
    assert app.selectbox(key="channel_filter").value == "edge"
    app = visit("channels", channel_filter="spot", channel_filters="12")
    assert app.selectbox(key="channel_filter").value == "spot"
    app.slider(key="channel_filters").set_value(2).run()
    assert not problems(app)
    assert app.selectbox(key="channel_filter").value == "edge"
    assert len(app.selectbox(key="channel_filter").options) == 2


def test_a_1_by_1_kernel_has_names_of_its_own(visit: Visit) -> None:
    app = visit("channels", channel_kernel_size="1", channel_filter="red_spot", image_size="32")
    assert "The filter “red − cyan” has 3 weights" in prose(app)
    assert metrics(app)["Output shape"] == "4 × 32 × 32"


PRESETS = {
    "grey": (1 / 3, 1 / 3, 1 / 3, 0.0),
    "luma": (0.299, 0.587, 0.114, 0.0),
    "red_green": (1.0, -1.0, 0.0, 0.0),
    "negative": (-1 / 3, -1 / 3, -1 / 3, 1.0),
}


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_sets_the_four_sliders_exactly(visit: Visit, name: str) -> None:
    app = visit("channels", channel_view="mix", image="astronaut", image_size="32")
    app.slider(key="channel_mix_green").set_value(-1.7).run()
    app.button(key=f"channel_preset_{name}").click().run()
    keys = ("red", "green", "blue", "bias")
    assert tuple(app.slider(key=f"channel_mix_{key}").value for key in keys) == PRESETS[name]
    kept = "values are negative; they are kept" in prose(app)
    assert kept == (name == "red_green")


def test_the_mix_names_one_pixels_sum(visit: Visit) -> None:
    app = visit("channels", channel_view="mix", channel_at="3,5", image_size="32")
    red, green, blue = load_sample("cat", 32).pixels[:, 4, 6]  # the middle of that window
    mixed = formulas(app)
    assert f"y[4,6] = \\underbrace{{\\tfrac{{1}}{{3}} \\cdot {red:.3f}}}" in mixed
    assert f"= {(float(red) + float(green) + float(blue)) / 3:.3f}" in mixed
    assert "The weights sum to 1, so a white pixel becomes 1." in prose(app)
    app.button(key="channel_preset_red_green").click().run()
    assert f"(-1) \\cdot {green:.3f}" in formulas(app)
    assert "The weights sum to 0, so a white pixel becomes 0." in prose(app)


@pytest.mark.parametrize("name", PRESETS)
def test_a_link_to_a_preset_marks_its_button(visit: Visit, name: str) -> None:
    keys = ("red", "green", "blue", "bias")
    link = {f"channel_mix_{key}": str(v) for key, v in zip(keys, PRESETS[name], strict=True)}
    app = visit("channels", channel_view="mix", image_size="32", **link)
    marked = [b.key for b in app.button if b.key.startswith("channel_preset_") and is_primary(b)]
    assert marked == [f"channel_preset_{name}"]


def test_the_default_thirds_survive_the_link(visit: Visit) -> None:
    app = visit("channels", channel_view="mix", channel_mix_red="0.3333333333333333")
    assert app.slider(key="channel_mix_red").value == 1 / 3


def test_64_to_32(visit: Visit) -> None:
    app = visit("channels", channel_view="shrink", image_size="64")
    shown = metrics(app)
    assert shown["Parameters of the 1 × 1"] == f"{64 * 32 + 32:,}" == "2,080"
    assert shown["Multiply-adds of the 1 × 1"] == f"{64 * 32 * 64 * 64:,}"
    assert "would have 18,464" in prose(app)  # 64 · 32 · 3 · 3 + 32
    best = float(shown["Variance kept"].removesuffix(" %"))
    assert 90 < best < 100
    app.segmented_control(key="channel_shrink_weights").set_value("random").run()
    assert float(metrics(app)["Variance kept"].removesuffix(" %")) < best
    assert f"keep {best:.2f} %" in prose(app)


def test_without_relu_27_directions_hold_all_64_maps(visit: Visit) -> None:
    app = visit(
        "channels", channel_view="shrink", channel_shrink_relu="false", channel_shrink_to="27"
    )
    assert metrics(app)["Variance kept"] == "100 %"
    assert "the 64 maps vary in **27** independent directions" in prose(app)
    app.slider(key="channel_shrink_to").set_value(26).run()
    assert metrics(app)["Variance kept"] == "99.99 %"
    app.toggle(key="channel_shrink_relu").set_value(True).run()
    assert "**27** independent" not in prose(app)


def test_groups_in_the_table(visit: Visit) -> None:
    app = visit("channels", channel_view="groups", channel_groups="4", channel_output="7")
    table = app.table[0].value
    rows = {
        name.removeprefix("▸ "): list(cells)[1:] for name, *cells in table.itertuples(index=False)
    }
    assert rows["groups = 4"][0] == str(12 * 3 * 9 + 12)
    assert rows["groups = 1"][0] == f"{12 * 12 * 9 + 12:,}"
    assert rows["depthwise: groups = 12"][0] == str(12 * 9 + 12)
    assert rows["depthwise, then 1 × 1"][0] == str((12 * 9 + 12) + (12 * 12 + 12))
    assert rows["groups = 4"][2:] == ["25.0 %", "3"]
    text = prose(app)
    assert "Output 7 sees **3** of 12 inputs: 6 “" in text
    assert "with input 6 set to 0, 3 of 12 outputs change" in text
    app.toggle(key="channel_pointwise").set_value(True).run()
    assert "Output 7 sees **12** of 12 inputs" in prose(app)
    assert "12 of 12 outputs change" in prose(app)


def test_a_kept_state_is_compared_and_survives_in_the_link(visit: Visit) -> None:
    app = visit("channels", channel_view="compare", channel_bias="0.5", image_size="32")
    app.button(key="keep_channel_compare").click().run()
    app.slider(key="channel_bias").set_value(-0.25).run()
    app.selectbox(key="channel_filter").set_value("blue_edge").run()
    rows = app.table[0].value
    assert list(rows["A"])[:2] == ["edge, all colours alike", "0.5"]
    assert list(rows["B"])[:2] == ["edge, blue alone", "−0.25"]
    assert app.query_params["channel_compare"] == "channel_bias:0.5"


@pytest.mark.parametrize(
    ("image", "size", "fitting"), [("cross_5x5", "7", "5"), ("pooling_4x4", "5", "3")]
)
def test_a_kernel_that_does_not_fit_keeps_the_page_and_names_the_remedy(
    visit: Visit, image: str, size: str, fitting: str
) -> None:
    app = visit("channels", image=image, channel_kernel_size=size)
    assert not problems(app)
    assert f"set kernel_size to {fitting} or choose a larger picture" in app.warning[0].value
    assert not app.metric
    assert app.button(key="channels_reset")


def picture_of(pixels: np.ndarray) -> Picture:
    return Picture("test", "test", pixels.astype(np.float32), "photo", "", "")


def test_a_single_pixel_is_mixed_by_a_1_by_1_and_refused_by_a_3_by_3() -> None:
    picture = picture_of(np.array([0.2, 0.4, 0.9]).reshape(3, 1, 1))
    layer = ColourLayer(kernel_size=1)
    view = run_layer(picture, ChannelState(layer, "rgb"))
    assert view.shown_map.item() == pytest.approx((0.2 + 0.4 + 0.9) / 3)
    with pytest.raises(SettingError, match="set kernel_size to 1"):
        run_layer(picture, ChannelState(ColourLayer(), "rgb"))


def test_64_channels_of_a_512_pixel_picture_stay_small() -> None:
    picture = picture_of(np.random.default_rng(0).random((3, 512, 512)))
    maps, names = make_first_maps(picture, 64, 96)
    assert maps.shape == (64, 96, 96)
    assert len(names) == 64
    view = run_layer(picture, ChannelState(ColourLayer(16, 7, "spot"), "rgb"))
    assert view.maps.shape == (16, 506, 506)
    assert np.isfinite(view.maps).all()


@pytest.mark.parametrize("text", ["", "3", "3,", "3,5,7", "-1,2", "a,b", "1.5,2", "99999,1", "٣,1"])
def test_what_is_no_place_is_refused(text: str) -> None:
    with pytest.raises(SettingError, match=r"is no place: give row,column"):
        parse_place(text)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("channel_filter", "nothing"),
        ("channel_filters", "0"),
        ("channel_filters", "17"),
        ("channel_kernel_size", "2"),
        ("channel_bias", "nan"),
        ("channel_bias", "3"),
        ("channel_order", "<script>"),
        ("channel_at", "1;2"),
        ("channel_view", "x"),
        ("channel_mix_red", "inf"),
        ("channel_shrink_to", "65"),
        ("channel_groups", "5"),
        ("channel_output", "12"),
        ("channel_compare", "channel_bias:9"),
    ],
)
def test_a_bad_value_in_a_link_is_ignored_and_told(visit: Visit, key: str, value: str) -> None:
    app = visit("channels", **{key: value})
    assert not problems(app)
    assert metrics(app)["Output shape"] == "4 × 126 × 126"
    assert any(f"{key}={value}" in note.value for note in app.info)


def test_challenges_lead_to_what_they_say_from_anywhere(visit: Visit) -> None:
    app = visit("channels", channel_kernel_size="5", image_size="64")
    leads = {
        0: "with the bias that makes **0.500**",
        1: "The weights sum to 1, so a white pixel becomes 1.",
        2: "Output 0 sees **1** of 12 inputs",
    }
    for number in (2, 0, 1, 0, 2):
        app.button(key=f"channels_challenge_{number}").click().run()
        assert not problems(app)
        assert leads[number] in prose(app)
    app.button(key="channels_reset").click().run()
    assert app.slider(key="channel_bias").value == 0
    assert app.selectbox(key="image").value == "cat"


def test_the_64_maps_follow_the_picture(visit: Visit) -> None:
    app = visit("channels", channel_view="shrink", image_size="32")
    before = metrics(app)["Variance kept"]
    app.selectbox(key="image").set_value("flower").run()
    after = metrics(app)["Variance kept"]
    assert after != before
    fresh = visit("channels", channel_view="shrink", image_size="32", image="flower")
    assert metrics(fresh)["Variance kept"] == after
