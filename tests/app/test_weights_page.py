"""The weights page: its links, what it says of filters, and what is no filter of a layer."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from explorer.networks.filter_quality import judge_filters
from explorer.networks.loaded_network import load_offline, load_random
from explorer.ui.weights.settings import VIEW
from tests.reading import Visit, metrics, problems, prose

SLUG = "weights"


def captions(app: AppTest) -> str:
    return " ".join(caption.value for caption in app.caption)


def formulas(app: AppTest) -> str:
    return " ".join(block.value for block in app.latex)


@cache
def pack(layer: str) -> np.ndarray:
    return np.asarray(load_offline().module.get_submodule(layer).weight.numpy(), dtype=float)


@pytest.mark.parametrize("view", VIEW.options)
@pytest.mark.parametrize(
    ("link", "source", "shape"),
    [
        ({}, "offline pack", "64 × 3 × 11 × 11"),
        ({"layer": "features.3"}, "offline pack", "192 × 64 × 5 × 5"),
        ({"layer": "features.8", "weights_from": "random"}, "random", "256 × 384 × 3 × 3"),
        ({"network": "resnet18", "layer": "layer4.1.conv2"}, "random", "512 × 512 × 3 × 3"),
        ({"network": "mobilenet_v2", "layer": "features.2.conv.1.0"}, "random", "96 × 1 × 3 × 3"),
        (
            {"network": "mobilenet_v3_small", "layer": "features.1.block.1.fc1"},
            "random",
            "8 × 16 × 1 × 1",
        ),
    ],
    ids=str,
)
def test_every_look_at_every_kind_of_layer(
    visit: Visit, view: str, link: dict[str, str], source: str, shape: str
) -> None:
    if "network" in link:
        link = {**link, "weights_from": "random"}
    app = visit(SLUG, weights_view=view, **link)
    assert not problems(app)
    assert not app.warning
    assert metrics(app)["Weights"] == source
    assert metrics(app)["Weight shape"] == shape


def test_both_walls_tell_whose_weights_they_are_and_how_clean(visit: Visit) -> None:
    app = visit(SLUG)
    assert "`features.0` · **offline pack**" in prose(app)
    assert "began at independent components of photo patches" in captions(app)
    assert "`features.0` · **random**: He's start, seed 0" in prose(app)
    start = load_random("alexnet").module.get_submodule("features.0").weight.numpy()
    for weight in (pack("features.0"), start):
        quality = judge_filters(weight)
        counts = quality.direction_counts
        assert (
            f"Clean: {quality.clean.sum()} of 64. One direction: {quality.one_direction.sum()}, "
            f"over {(counts > 0).sum()} of 8 directions." in captions(app)
        )


def test_a_random_network_stands_alone(visit: Visit) -> None:
    app = visit(SLUG, weights_from="random")
    assert prose(app).count("· **random**: He's start, seed 0") == 1
    assert captions(app).count("Clean: ") == 1
    assert "independent components" not in captions(app)


def test_a_link_restores_layer_and_filter(visit: Visit) -> None:
    app = visit(SLUG, network="alexnet", layer="features.3", filter="17")
    assert app.selectbox(key="layer").value == "features.3"
    assert app.number_input(key="weights_number").value == 17
    assert "Filter 17 is 64 kernels of 5 × 5: 1,600 weights" in prose(app)
    assert metrics(app)["Parameters"] == f"{192 * 64 * 25 + 192:,}"


def test_the_norm_is_what_torch_says(visit: Visit) -> None:
    app = visit(SLUG, filter="5")
    weight = pack("features.0")
    norms = np.sqrt((weight**2).sum(axis=(1, 2, 3)))
    rank = int((norms > norms[5]).sum()) + 1
    assert f"Filter 5 has norm {norms[5]:.3g}, place {rank} of 64." in prose(app)
    planes = np.sqrt((weight[5] ** 2).sum(axis=(1, 2)))
    assert " + ".join(f"{plane:.3g}^2" for plane in planes) in formulas(app)
    app.number_input(key="weights_number").increment().run()
    assert "Filter 6 has norm" in prose(app)
    assert "6" in app.query_params["filter"]


@pytest.mark.parametrize("number", ["64", "99", "4096"])
def test_a_number_past_the_last_filter_is_said(visit: Visit, number: str) -> None:
    app = visit(SLUG, filter=number)
    assert not problems(app)
    assert f"There is no number {number} here, they run from 0 to 63." in captions(app)
    assert "Filter 0 has norm" in prose(app)


@pytest.mark.parametrize("text", ["sobel_x", "-1", "3.0", "٣", "1e9", "", "<script>"])
def test_what_is_no_number_is_let_go(visit: Visit, text: str) -> None:
    app = visit(SLUG, filter=text, weights_kernel=text)
    assert not problems(app)
    assert not app.info
    assert "Filter 0 has norm" in prose(app)


def test_filters_and_weights_share_a_name_and_no_value(visit: Visit) -> None:
    app = visit("filters", filter="gabor")
    app.switch_page(f"pages/{SLUG}.py").run()
    assert not problems(app)
    assert not app.info
    assert "Filter 0 has norm" in prose(app)
    app.number_input(key="weights_number").set_value(12).run()
    assert "Filter 12 has norm" in prose(app)
    app.switch_page("pages/filters.py").run()
    assert not problems(app)
    assert not app.error
    assert app.selectbox(key="filter").value == "sobel_x"
    app.selectbox(key="filter").set_value("gaussian").run()
    app.switch_page(f"pages/{SLUG}.py").run()
    assert not problems(app)
    assert "Filter 0 has norm" in prose(app)


@pytest.mark.parametrize("layer", ["layer1.0.conv1", "features.1", "../../etc"])
def test_a_layer_of_another_network_is_said(visit: Visit, layer: str) -> None:
    app = visit(SLUG, layer=layer)
    assert not problems(app)
    assert f"AlexNet has no convolution `{layer}`: `features.0` stands instead." in captions(app)
    assert app.selectbox(key="layer").value == "features.0"


def test_another_layer_begins_at_its_first_filter(visit: Visit) -> None:
    app = visit(SLUG, filter="40")
    app.selectbox(key="layer").set_value("features.6").run()
    assert not problems(app)
    assert app.number_input(key="weights_number").value == 0
    assert app.number_input(key="weights_number").max == 383


def test_a_kernel_is_chosen_and_its_share_is_the_squares(visit: Visit) -> None:
    app = visit(SLUG, layer="features.3", filter="0", weights_kernel="33")
    energy = (pack("features.3")[0] ** 2).sum(axis=(1, 2))
    assert f"{100 * energy[33] / energy.sum():.3g}\\,\\%" in formulas(app)
    first = visit(SLUG, layer="features.3", filter="0")
    assert f"for channel {energy.argmax()}, has {energy.max() / energy.sum():.1%}" in prose(first)


def test_the_response_is_a_sum_over_the_colours(visit: Visit) -> None:
    app = visit(SLUG, filter="20", input_size="64")
    # ⌊(64 + 2·2 − 11)/4⌋ + 1 = 15 places, each of 11 × 11 pixels.
    assert "The map has 15 × 15 places" in prose(app)
    assert "Each place sees 11 × 11 pixels of the picture." in prose(app)
    assert r"\sum w_{R}\,x_{R} + \sum w_{G}\,x_{G} + \sum w_{B}\,x_{B} + b" in formulas(app)


def test_a_deeper_answer_is_one_kernels_and_the_rest(visit: Visit) -> None:
    app = visit(SLUG, layer="features.3")
    assert "Each place sees 51 × 51 pixels of the picture." in prose(app)
    assert "The window where this kernel answers most." in captions(app)


@pytest.mark.parametrize("image", ["column_7x7", "pooling_4x4", "digit_8x8"])
def test_small_arrays_are_enlarged(visit: Visit, image: str) -> None:
    for layer in ("features.0", "features.10"):
        app = visit(SLUG, image=image, layer=layer)
        assert not problems(app)
        assert not app.warning


@pytest.mark.parametrize(
    ("network", "layer"),
    [("alexnet", "features.10"), ("resnet18", "layer4.1.conv2"), ("mobilenet_v2", "features.18.0")],
)
def test_the_deepest_maps_of_the_smallest_input(visit: Visit, network: str, layer: str) -> None:
    app = visit(SLUG, network=network, weights_from="random", layer=layer, input_size="64")
    assert not problems(app)
    assert not app.warning
    # AlexNet: 64 → 15 → 7 → 3; the others halve five times: 64 / 32 = 2.
    side = 3 if network == "alexnet" else 2
    assert f"The map has {side} × {side} places" in prose(app)


def test_many_kernels_are_bounded(visit: Visit) -> None:
    app = visit(
        SLUG, network="mobilenet_v2", weights_from="random", layer="features.17.conv.1.0",
        filter="959", weights_order="norm",
    )  # fmt: skip
    assert not problems(app)
    assert "512 of 960 kernels are drawn, those with the largest norms." in captions(app)
    assert metrics(app)["Norm of filter 959"]


def test_orders_of_colour_are_left_to_first_layers(visit: Visit) -> None:
    app = visit(SLUG, weights_order="hue")
    assert app.selectbox(key="weights_order").value == "hue"
    app.selectbox(key="layer").set_value("features.3").run()
    assert not problems(app)
    assert app.selectbox(key="weights_order").value == "stored"


def test_challenges_lead_to_what_they_say(visit: Visit) -> None:
    app = visit(SLUG, network="mobilenet_v2", weights_from="random")
    app.button(key=f"{SLUG}_challenge_0").click().run()
    assert app.selectbox(key="weights_order").value == "orientation"
    assert "Its spectrum" in prose(app)
    app.button(key=f"{SLUG}_challenge_1").click().run()
    assert "Filter 0 is 64 kernels of 5 × 5" in prose(app)
    app.button(key=f"{SLUG}_challenge_2").click().run()
    assert app.selectbox(key="weights_scale").value == "shared"
    app.button(key=f"{SLUG}_reset").click().run()
    assert not problems(app)
    assert metrics(app)["Weights"] == "offline pack"
    assert app.selectbox(key="weights_scale").value == "each"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("network", "gpt"),
        ("weights_from", "stolen"),
        ("weights_order", "beauty"),
        ("weights_scale", "log"),
        ("weights_view", "nothing"),
        ("input_size", "100000"),
        ("weights_kernel", "64"),
        ("image", "../../etc/passwd"),
    ],
)
def test_a_bad_value_in_a_link_is_ignored(visit: Visit, key: str, value: str) -> None:
    app = visit(SLUG, **{key: value})
    assert not problems(app)
    assert metrics(app)["Weights"] == "offline pack"
    assert metrics(app)["Weight shape"] == "64 × 3 × 11 × 11"
