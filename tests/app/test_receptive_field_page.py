"""The receptive-field page: its links, its numbers, its long work, and networks that do not fit."""

from __future__ import annotations

import time

import pytest
from streamlit.testing.v1 import AppTest

from explorer.layers.layer_specs import Conv2d, Flatten, Linear, ReLU
from explorer.layers.stack_code import encode_stack
from explorer.ui.receptive_field.settings import NETWORK, VIEW
from tests.reading import Visit, metrics, problems, prose

SLUG = "receptive_field"


def captions(app: AppTest) -> str:
    return " ".join(caption.value for caption in app.caption)


def formulas(app: AppTest) -> str:
    return " ".join(block.value for block in app.latex)


@pytest.mark.parametrize(
    ("layer", "size", "jump", "padding", "shape"),
    [
        ("features.0", 11, 4, 2, "64 × 55 × 55"),
        ("features.2", 19, 8, 2, "64 × 27 × 27"),
        ("features.3", 51, 8, 18, "192 × 27 × 27"),
        ("features.5", 67, 16, 18, "192 × 13 × 13"),
        ("features.6", 99, 16, 34, "384 × 13 × 13"),
        ("features.8", 131, 16, 50, "256 × 13 × 13"),
        ("features.10", 163, 16, 66, "256 × 13 × 13"),
        ("features.12", 195, 32, 66, "256 × 6 × 6"),
    ],
)
def test_alexnets_table(  # noqa: PLR0917 - a row of the table
    visit: Visit, layer: str, size: int, jump: int, padding: int, shape: str
) -> None:
    app = visit(SLUG, rf_network="alexnet", rf_layer=layer, rf_view="growth")
    assert not problems(app)
    assert app.selectbox(key="rf_layer").value == layer
    assert metrics(app) == {
        "Receptive field": f"{size} px",
        "Jump": f"{jump} px",
        "Effective padding": f"{padding} px",
        "Output shape": shape,
    }


@pytest.mark.parametrize(
    ("network", "layer", "size"),
    [
        ("vgg16", "features.30", 212),
        ("resnet18", "layer4.1.relu", 435),
        ("resnet50", "layer4.2.relu", 427),
        ("mobilenet_v2", "features.18.2", 491),
    ],
)
def test_the_last_maps_of_other_networks(visit: Visit, network: str, layer: str, size: int) -> None:
    app = visit(SLUG, rf_network=network, rf_layer=layer, rf_size="32", rf_view="growth")
    assert metrics(app)["Receptive field"] == f"{size} px"
    assert "larger than the picture (32 × 32)" in prose(app)


def test_a_link_restores_the_unit(visit: Visit) -> None:
    app = visit(SLUG, rf_network="alexnet", rf_layer="features.3", rf_row="0", rf_column="26")
    # Row 0: −18 to −18 + 50 = 32; column 26: 26 · 8 − 18 = 190 to 190 + 50 = 240.
    assert (
        "Unit [0, 26] of `features.3` sees 51 × 51 pixels: rows −18 to 32, columns 190 to 240"
        in (prose(app))
    )
    # 33 of 51 rows and 34 of 51 columns (190 to 223) are real.
    outside = 100 * (1 - 33 * 34 / 51**2)
    assert f"{outside:.3g} % of the box lies past the border" in prose(app)
    formula = formulas(app)
    assert r"19 + (5 - 1) \cdot 1 \cdot 8 = 51" in formula
    assert r"2 + 2 \cdot 8 = 18" in formula
    assert r"0 \cdot 8 - 18 + \tfrac{51 - 1}{2} = 7" in formula


def test_the_middle_unit_stands_for_one_that_is_not_there(visit: Visit) -> None:
    app = visit(SLUG, rf_layer="features.12", rf_row="40", rf_channel="4000", rf_view="growth")
    assert "Unit [3, 3] of `features.12`" in prose(app)
    assert "unit [3, 3], channel 255 stands instead" in captions(app)


def test_another_network_brings_its_own_layers(visit: Visit) -> None:
    app = visit(SLUG, rf_layer="features.12", rf_row="5", rf_view="growth", rf_size="64")
    app.selectbox(key="rf_network").set_value("resnet18").run()
    assert not problems(app)
    layer = app.selectbox(key="rf_layer")
    assert "layer4.1.conv2" in layer.options
    # The stem sees 7 and 11, four convolutions of layer1 8 more each, the next one 43 + 8 = 51.
    assert layer.value == "layer2.0.conv1"
    assert metrics(app)["Receptive field"] == "51 px"


def test_a_classifier_sees_the_whole_picture(visit: Visit) -> None:
    for view in VIEW.options:
        app = visit(SLUG, rf_layer="classifier.6", rf_view=view)
        assert not problems(app)
        assert metrics(app)["Receptive field"] == "whole image"
        assert metrics(app)["Jump"] == "none"
        assert "sees the whole picture, 224 × 224 pixels" in prose(app)
    app = visit(SLUG, rf_layer="classifier.6", rf_view="effective")
    assert "needs weights that are not loaded: choose a layer before it" in app.warning[0].value


@pytest.mark.parametrize("view", VIEW.options)
@pytest.mark.parametrize("network", [n for n in NETWORK.options if n != "stack"])
def test_every_look_at_every_network(visit: Visit, network: str, view: str) -> None:
    app = visit(SLUG, rf_network=network, rf_view=view, rf_size="32")
    assert not problems(app)
    assert not app.warning
    assert metrics(app)["Receptive field"].endswith(" px")


@pytest.mark.parametrize("image", ["column_7x7", "pooling_4x4", "digit_8x8"])
def test_pictures_too_small_for_the_rest_of_a_network(visit: Visit, image: str) -> None:
    for network in ("alexnet", "mobilenet_v3_small", "lenet5"):
        app = visit(SLUG, rf_network=network, image=image)
        assert not problems(app)
        assert bool(app.warning) != bool(app.metric)  # told, or shown
    app = visit(SLUG, rf_network="alexnet", image="column_7x7")
    assert metrics(app)["Output shape"] == "64 × 1 × 1"  # ⌊(7 + 2·2 − 11)/4⌋ + 1 = 1
    assert "Layers after `features.1` do not fit this picture: " in captions(app)
    app = visit(SLUG, rf_network="alexnet", image="pooling_4x4")
    assert app.warning  # 4 + 2·2 = 8 pixels for a window of 11


def dilated() -> str:
    layers = [Conv2d(3 if d == 1 else 4, 4, (3, 3), dilation=(d, d)) for d in (1, 2, 4)]
    return encode_stack(tuple(layers))


def test_a_built_stack_comes_along(visit: Visit) -> None:
    app = visit(SLUG, rf_network="stack", stack=dilated(), rf_layer="2", rf_size="32")
    assert not problems(app)
    # 1 + 2·1 + 2·2 + 2·4 = 15 pixels, all of stride 1.
    assert metrics(app)["Receptive field"] == "15 px"
    assert metrics(app)["Effective padding"] == "0 px"
    assert metrics(app)["Output shape"] == f"4 × {32 - 14} × {32 - 14}"


def test_a_stack_is_shown_as_far_as_it_fits(visit: Visit) -> None:
    stack = (Conv2d(1, 2, (5, 5)), ReLU(), Flatten(), Linear(7, 3))
    app = visit(SLUG, rf_network="stack", stack=encode_stack(stack), rf_size="16")
    assert not problems(app)
    assert metrics(app)["Receptive field"] == "5 px"
    # Two maps of 12 × 12 make 288 inputs.
    assert "Linear expects 7 inputs, Flatten gives 288" in captions(app)


@pytest.mark.parametrize(
    ("stack", "told"),
    [
        ("", "no stack has been built yet"),
        ("-", "the stack is empty"),
        (encode_stack((Conv2d(5, 2, (3, 3)),)), "takes 5 channels, a picture has 1 or 3"),
        (encode_stack((Conv2d(3, 2, (31, 31)),)), "kernel"),
    ],
)
def test_a_stack_that_cannot_be_is_told(visit: Visit, stack: str, told: str) -> None:
    link = {"stack": stack} if stack else {}
    app = visit(SLUG, rf_network="stack", rf_size="16", **link)
    assert not problems(app)
    assert told in app.warning[0].value
    assert not app.metric
    app.button(key=f"{SLUG}_reset").click().run()
    assert metrics(app)["Receptive field"] == "51 px"


def test_the_architecture_pages_preset_comes_along(visit: Visit) -> None:
    app = visit("architecture", preset="lenet5")
    app.switch_page(f"pages/{SLUG}.py").run()
    app.selectbox(key="rf_network").set_value("stack").run()
    assert not problems(app)
    assert metrics(app)["Output shape"].startswith("16 × ")
    assert app.query_params["stack"]


def test_the_table_lists_every_layer(visit: Visit) -> None:
    rows = visit(SLUG, rf_view="table").dataframe[0].value
    assert list(rows["layer"])[:3] == ["features.0", "features.1", "features.2"]
    conv2 = rows[rows["layer"] == "features.3"].iloc[0]
    assert (conv2["receptive field"], conv2["jump"], conv2["start"]) == ("51 px", "8 px", "−18 px")
    assert conv2[""] == "▸"
    assert rows[rows["layer"] == "classifier.6"].iloc[0]["status"] == "whole image"
    small = visit(SLUG, rf_network="mobilenet_v3_small", rf_size="64", rf_view="table")
    assert any("global operation" in text for text in small.dataframe[0].value["status"])


def test_a_thousand_and_twenty_four_pixels(visit: Visit) -> None:
    app = visit(SLUG, rf_view="growth")
    assert "After 8 convolutions a unit sees **17 pixels**" in prose(app)  # 1 + 2 · 8
    assert "To see 1,024 pixels it takes **512 convolutions**" in prose(app)
    app.slider(key="rf_stride").set_value(2).run()
    # 1 + 2 (2^L − 1) ≥ 1024 first at L = 10: 2^11 − 1 = 2047, where L = 9 gives 1023.
    assert "To see 1,024 pixels it takes **10 convolutions**" in prose(app)
    app.slider(key="rf_stride").set_value(4)
    app.slider(key="rf_depth").set_value(200).run()
    assert not problems(app)
    app.slider(key="rf_stride").set_value(1)
    app.slider(key="rf_kernel_size").set_value(1).run()
    assert "always sees 1 pixel, never 1024" in app.warning[0].value


def test_the_hierarchy_links_layers_by_size(visit: Visit) -> None:
    app = visit(SLUG, rf_view="hierarchy")
    assert not problems(app)
    assert "`features.0` (11 px)" in captions(app)


def test_the_effective_field_is_smaller_than_its_box(visit: Visit) -> None:
    app = visit(SLUG, rf_layer="features.10", rf_view="effective")
    lines = prose(app)
    shares = [float(part.split(" %")[0]) for part in lines.split("of the influence lies in **")[1:]]
    half, most = shares
    assert 0 < half < most < 100
    assert half < 50  # not spread evenly
    assert "The box has 26,569 pixels in the picture" in lines  # 163²
    app.slider(key="rf_inputs").set_value(1).run()
    assert "Measured on the picture alone" in prose(app)


def finish_occlusion(app: AppTest) -> AppTest:
    deadline = time.monotonic() + 60
    while "outside what the unit sees" not in prose(app):
        assert not problems(app)
        assert time.monotonic() < deadline, "the map was never finished"
        time.sleep(0.1)
        app.run()
    return app


def test_occlusion_runs_in_the_background(visit: Visit) -> None:
    app = visit(SLUG, rf_view="occlusion", rf_size="64", rf_layer="features.0", rf_step="16")
    assert "start it under" in captions(app)
    app.button(key="rf_occlusion_start").click().run()
    finish_occlusion(app)
    # Places at 0, 16, 32 and 48; unit [7, 7] sees 26 to 36: patches at 16 and 32 touch it.
    assert f"{16 - 4} of 16 places lie outside what the unit sees" in prose(app)
    assert app.button(key="rf_occlusion_start").disabled
    app.segmented_control(key="rf_view").set_value("effective").run()
    assert "takes longer" not in captions(app)  # the map stands beside the other two
    app.segmented_control(key="rf_view").set_value("occlusion").run()
    app.slider(key="rf_patch").set_value(32).run()
    assert not app.button(key="rf_occlusion_start").disabled


def test_challenges_lead_to_what_they_say_from_anywhere(visit: Visit) -> None:
    app = visit(SLUG, rf_network="lenet5", rf_size="32")
    app.button(key=f"{SLUG}_challenge_0").click().run()
    assert metrics(app)["Receptive field"] == "195 px"
    assert "Unit [0, 0]" in prose(app)
    app.button(key=f"{SLUG}_challenge_1").click().run()
    assert "512 convolutions" in prose(app)
    app.button(key=f"{SLUG}_challenge_2").click().run()
    assert metrics(app)["Receptive field"] == "163 px"
    assert "of the influence lies in" in prose(app)
    app.button(key=f"{SLUG}_reset").click().run()
    assert metrics(app)["Receptive field"] == "51 px"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("rf_network", "gpt"),
        ("rf_layer", "features.99"),
        ("rf_layer", "../../etc"),
        ("rf_row", "-1"),
        ("rf_row", "abc"),
        ("rf_column", "1e9"),
        ("rf_channel", "-3"),
        ("rf_size", "100000"),
        ("rf_view", "nothing"),
        ("rf_inputs", "0"),
        ("rf_patch", "9999"),
        ("rf_pixels", "0"),
        ("stack", "<script>"),
        ("image", "../../etc/passwd"),
    ],
)
def test_a_bad_value_in_a_link_is_ignored(visit: Visit, key: str, value: str) -> None:
    app = visit(SLUG, **{key: value})
    assert not problems(app)
    assert metrics(app)["Receptive field"] == "51 px"
    assert "Unit [13, 13]" in prose(app)


def test_the_one_size_on_the_page_is_what_the_network_is_fed(visit: Visit) -> None:
    """A picture's size chosen on another page stays there, also after a reset on this one."""
    app = visit("filters", image="coins", image_size="64")
    app.switch_page(f"pages/{SLUG}.py").run()
    assert app.get("popover")[0].proto.popover.label == "Coins"
    assert app.selectbox(key="rf_size").value == "224"
    app.button(key=f"{SLUG}_reset").click().run()
    assert not problems(app)
    assert app.get("popover")[0].proto.popover.label == "Cat"
    app.switch_page("pages/filters.py").run()
    assert app.get("popover")[0].proto.popover.label == "Cat · 64"
