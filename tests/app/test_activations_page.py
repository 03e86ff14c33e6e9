"""The activations page: its links, its numbers, its answers, and what no layer has."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from streamlit.testing.v1 import AppTest

from explorer.data.samples import load_sample
from explorer.networks.feeding import feed_network
from explorer.networks.loaded_network import HEAD_INPUT, LoadedNetwork, load_offline, load_random
from explorer.ui.activations.compute import order_maps
from explorer.ui.activations.settings import VIEW
from explorer.ui.networks import choosing
from explorer.ui.numerals import show_number
from tests.reading import Visit, metrics, problems, prose

SLUG = "activations"
RANDOM = {"network": "resnet18", "weights_from": "random", "input_size": "64"}


def captions(app: AppTest) -> str:
    return " ".join(caption.value for caption in app.caption)


def images(app: AppTest) -> str:
    return " ".join(image.caption for each in app.get("image") for image in each.proto.imgs)


def wall(app: AppTest) -> dict[str, Any]:
    """What the tile wall was given beside its arrays."""
    for element in app.get("bidi_component"):
        data = json.loads(element.proto.mixed.json or "{}")
        if data.get("key") == "activation_wall":
            return dict(data)
    raise AssertionError("no wall on the page")


def feed(key: str, side: int) -> torch.Tensor:
    photo = np.broadcast_to(load_sample(key, side).pixels, (3, side, side))
    return torch.from_numpy(feed_network(photo, 3))[None]


@pytest.fixture(scope="module")
def offline() -> LoadedNetwork:
    return load_offline()


@pytest.fixture
def lend(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Let the page have a network of the test's."""

    def hand_over(network: LoadedNetwork) -> None:
        monkeypatch.setattr(choosing, "load_network", lambda _name, _source: network)

    return hand_over


def test_a_link_restores_layer_channel_and_picture(visit: Visit, offline: LoadedNetwork) -> None:
    link = {"layer": "features.3", "channel": "17", "image": "coffee", "network": "alexnet"}
    app = visit(SLUG, **link)
    assert not problems(app)
    layer = offline.find_layer("features.3")
    assert layer.after is not None
    with torch.no_grad():
        _scores, found = offline.observe(feed("coffee", 112), [layer.before, layer.after])
    before, after = (found[tap][0].numpy() for tap in (layer.before, layer.after))
    shown = metrics(app)
    assert shown["Weights"] == "offline pack"
    assert shown["Output shape"] == "192 × 13 × 13"
    assert shown["Largest value"] == f"{after[17].max():.3g}"
    assert shown["Mean"] == f"{after[17].mean():.3g}"
    assert shown["Not above zero"] == f"{(before[17] <= 0).mean():.0%}".replace("%", " %")
    assert app.selectbox(key="layer").value == "features.3"
    app.segmented_control(key="activation_stage").set_value("before").run()
    assert metrics(app)["Mean"] == f"{before[17].mean():.3g}".replace("-", "−")
    assert metrics(app)["Not above zero"] == shown["Not above zero"]  # what the ReLU will cut


def test_the_default_channel_answers_most_strongly(visit: Visit, offline: LoadedNetwork) -> None:
    app = visit(SLUG)
    with torch.no_grad():
        tap = offline.find_layer("features.0").before
        _scores, found = offline.observe(feed("cat", 112), [tap])
    best = int(found[tap][0].amax(dim=(1, 2)).argmax())
    assert f"Channel {best} answers most strongly at row" in prose(app)
    assert wall(app)["names"] == [str(number) for number in range(64)]
    assert wall(app)["selected"] == best
    assert not wall(app)["signed"]
    assert wall(app)["from_zero"]  # black is zero, on every map


def test_the_formula_adds_up(visit: Visit) -> None:
    app = visit(SLUG, layer="features.3", activation_stage="after")
    formula = app.latex[0].value
    assert r"64 \cdot 5 \cdot 5 = 1{,}600" in formula
    assert r"\max(0,\," in formula
    normed = visit(SLUG, **RANDOM, layer="layer1.0.conv2")
    assert "b[o]" not in normed.latex[0].value  # a BatchNorm follows: no bias
    assert r"\text{ReLU}(\dots)" in normed.latex[0].value
    assert "a normalisation or a sum has acted in between" in prose(normed)


def test_sorting_keeps_the_channels_numbers(visit: Visit) -> None:
    app = visit(SLUG, channel="5", activation_sort="sparsity")
    names = wall(app)["names"]
    assert sorted(map(int, names)) == list(range(64))
    assert names != sorted(names, key=int)
    assert names[wall(app)["selected"]] == "5"


def test_orders_by_hand() -> None:
    maps = np.array([[[0, 0, 3]], [[2, 2, 2]], [[-1, -1, 9]], [[0, 1, 1]]], dtype="f4")
    assert order_maps(maps, "stored") == [0, 1, 2, 3]
    assert order_maps(maps, "mean") == [2, 1, 0, 3]  # 7/3, 2, 1, 2/3
    assert order_maps(maps, "max") == [2, 0, 1, 3]
    assert order_maps(maps, "sparsity") == [0, 2, 3, 1]  # 2/3, 2/3, 1/3, 0


def test_gradients_are_of_the_class_in_first_place(visit: Visit, offline: LoadedNetwork) -> None:
    app = visit(SLUG, layer="features.10", activation_show="gradient")
    tap = offline.find_layer("features.10").after
    assert tap is not None
    scores, _maps = offline.observe(feed("cat", 112), [])
    target = int(scores[0].argmax())
    assert f"of the score of “{offline.classes[target]}”" in prose(app)
    assert rf"\partial s_{{{target}}} / \partial a[" in app.latex[0].value
    assert wall(app)["signed"]
    app.segmented_control(key="activation_show").set_value("product").run()
    assert not problems(app)
    assert r"\cdot \partial s_" in app.latex[0].value


def test_the_five_answers_are_the_heads(visit: Visit, offline: LoadedNetwork) -> None:
    app = visit(SLUG, image="motorcycle")
    with torch.no_grad():
        scores, _maps = offline.observe(feed("motorcycle", 112), [])
    chances = offline.calibration.probabilities(scores)[0]
    best = chances.argsort(descending=True)[:5].tolist()
    bars = [element.proto.text for element in app.get("progress")]
    expected = [f"{offline.classes[i]} · {100 * chances[i].item():.1f} %" for i in best]
    assert bars == expected
    assert "It knows these ten words only, CIFAR-10's: airplane, automobile" in captions(app)


def test_a_picture_of_none_of_the_classes_is_told(
    visit: Visit, lend: Any, offline: LoadedNetwork
) -> None:
    app = visit(SLUG, image="coffee")  # the pack as it is
    assert "Probably none of these ten" in app.warning[0].value
    assert len(app.get("progress")) == 5
    known = offline.familiarity
    assert known is not None
    features = offline.observe(feed("coffee", 112), [HEAD_INPUT])[1][HEAD_INPUT]
    distance = known.distances(features).item()
    assert show_number(distance, 2) in app.warning[0].value
    lend(replace(offline, familiarity=replace(known, greatest=distance * 1.01)))
    assert not visit(SLUG, image="coffee").warning


def test_random_weights_have_no_names(visit: Visit) -> None:
    app = visit(SLUG, weights_from="random")
    assert metrics(app)["Weights"] == "random"
    assert not app.get("progress")
    assert "the 10 outputs mean nothing and have no names" in captions(app)
    gradient = visit(SLUG, weights_from="random", activation_show="gradient")
    assert "of the score of “output " in prose(gradient)


def test_a_thousand_classes_are_named_as_they_are(visit: Visit, lend: Any) -> None:
    names = tuple(f"class {number}" for number in range(1000))
    lend(replace(load_random("resnet18"), source="imagenet", classes=names))
    app = visit(SLUG, network="resnet18", weights_from="imagenet", input_size="64")
    assert not problems(app)
    assert metrics(app)["Weights"] == "ImageNet (torchvision)"
    assert all(bar.proto.text.startswith("class ") for bar in app.get("progress"))
    assert "1,000 classes" in captions(app)
    assert "trained at 224 × 224: things come 0.286 times as large" in prose(app)  # 64 / 224


def test_the_size_is_told(visit: Visit) -> None:
    assert "fed at 112 × 112 pixels, as the weights were trained" in prose(visit(SLUG))
    app = visit(SLUG, input_size="224")
    assert metrics(app)["Output shape"] == "64 × 55 × 55"
    assert "but the weights were trained at 112 × 112: things come 2 times as large" in prose(app)


def test_places_and_what_they_see(visit: Visit) -> None:
    app = visit(SLUG, layer="features.3")
    assert not problems(app)
    # 11 + 8·0 … conv2 sees 51 pixels: 11, pooled 19, and (5 − 1) · 8 more.
    assert "Each crop is all a unit can see, 51 × 51 of 112 × 112 pixels" in captions(app)
    assert "Place [row, column] and value, activation after ReLU: **1** [" in prose(app)
    deep = visit(SLUG, layer="features.10", input_size="64")
    assert "163 × 163 of 64 × 64 pixels" in captions(deep)
    assert "Reaching past the border:" in captions(deep)


def test_a_silent_map_has_no_places(visit: Visit, offline: LoadedNetwork) -> None:
    with torch.no_grad():
        tap = offline.find_layer("features.10").before
        _scores, found = offline.observe(feed("cat", 64), [tap])
    silent = [i for i, values in enumerate(found[tap][0]) if values.max() <= 0]
    assert silent  # 256 maps of 3 × 3
    app = visit(SLUG, layer="features.10", input_size="64", channel=str(silent[0]))
    assert not problems(app)
    assert "there is no place to point at" in prose(app)
    assert "after ReLU: 0 everywhere." in images(app)
    assert "silent here, which need not mean dead" in prose(app)
    before = visit(
        SLUG,
        layer="features.10",
        input_size="64",
        channel=str(silent[0]),
        activation_stage="before",
    )
    assert "Place [row, column] and value" in prose(before)


def test_two_pictures_on_one_scale(visit: Visit, offline: LoadedNetwork) -> None:
    app = visit(SLUG, activation_view="pair", activation_other="brick", channel="9")
    assert not problems(app)
    assert len(app.get("progress")) == 3 * 5  # the page's own, and one a picture
    tap = offline.find_layer("features.0").after
    assert tap is not None
    with torch.no_grad():
        largest = {
            key: float(offline.observe(feed(key, 112), [tap])[1][tap][0, 9].max())
            for key in ("cat", "brick")
        }
    assert f"**{show_number(max(largest.values()))}**" in prose(app)
    assert f"**{show_number(min(largest.values()))}**" in prose(app)
    app.selectbox(key="activation_other").set_value("step_16x16").run()
    assert not problems(app)


def test_a_linear_bottleneck_has_no_activation(visit: Visit) -> None:
    link = {"network": "mobilenet_v2", "weights_from": "random", "input_size": "64"}
    app = visit(SLUG, **link, layer="features.1.conv.1", activation_view="code")
    assert not problems(app)
    assert not app.warning
    assert "No activation follows `features.1.conv.1`" in captions(app)
    assert wall(app)["signed"]


@pytest.mark.parametrize("view", VIEW.options)
@pytest.mark.parametrize(
    "link",
    [
        {"image": "step_16x16", "layer": "features.10", "input_size": "64"},
        {"image": "pooling_4x4", "activation_show": "gradient"},
        {**RANDOM, "layer": "layer4.1.conv2"},  # maps of 2 × 2
        {
            "network": "mobilenet_v3_small",
            "weights_from": "random",
            "input_size": "64",
            "layer": "features.4.block.2.fc2",  # 1 × 1, after a mean over all places
        },
    ],
    ids=str,
)
def test_small_pictures_and_small_maps(visit: Visit, link: dict[str, str], view: str) -> None:
    app = visit(SLUG, **link, activation_view=view)
    assert not problems(app)
    assert not [text.value for text in app.warning if "Probably none" not in text.value]
    assert metrics(app)["Output shape"]


def test_an_upload_goes_through(visit: Visit) -> None:
    app = visit(SLUG)
    buffer = BytesIO()
    Image.new("RGB", (40, 30), (0, 255, 0)).save(buffer, "PNG")
    app.file_uploader(key="picture_file").set_value(("g.png", buffer.getvalue(), "image/png")).run()
    for view in VIEW.options:
        app.segmented_control(key="activation_view").set_value(view).run()
        assert not problems(app)


def test_another_network_begins_anew(visit: Visit) -> None:
    app = visit(SLUG, weights_from="random", layer="features.10", channel="200")
    app.selectbox(key="network").set_value("mobilenet_v2")
    app.selectbox(key="weights_from").set_value("random").run()
    assert not problems(app)
    assert app.selectbox(key="layer").value == "features.0.0"
    assert app.selectbox(key="input_size").value == "224"
    assert "stands instead" not in captions(app)


def test_challenges_lead_to_what_they_say_from_anywhere(visit: Visit) -> None:
    app = visit(SLUG, **RANDOM)
    app.button(key=f"{SLUG}_challenge_0").click().run()
    assert wall(app)["signed"]
    assert metrics(app)["Weights"] == "offline pack"
    app.button(key=f"{SLUG}_challenge_1").click().run()
    assert metrics(app)["Output shape"] == "256 × 6 × 6"
    app.button(key=f"{SLUG}_challenge_2").click().run()
    assert metrics(app)["Weights"] == "random"
    app.button(key=f"{SLUG}_reset").click().run()
    assert metrics(app)["Weights"] == "offline pack"
    assert app.selectbox(key="image").value == "cat"
    assert not problems(app)


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("network", "gpt", "Ignored from the link"),
        ("weights_from", "moon", "Ignored from the link"),
        ("layer", "../../etc", "Ignored from the link"),
        ("layer", "layer1.0.conv1", "AlexNet has no convolution `layer1.0.conv1`"),
        ("channel", "-1", "Ignored from the link"),
        ("channel", "64", "has channels 0 to 63, there is no channel 64"),
        ("channel", "٣", "Ignored from the link"),
        ("input_size", "9999", "Ignored from the link"),
        ("activation_stage", "never", "Ignored from the link"),
        ("activation_show", "x", "Ignored from the link"),
        ("activation_sort", "x", "Ignored from the link"),
        ("activation_opacity", "7", "Ignored from the link"),
        ("activation_view", "best!", "Ignored from the link"),
        ("activation_other", "dog", "Ignored from the link"),
        ("image", "../../etc/passwd", "Ignored from the link"),
    ],
)
def test_a_bad_value_in_a_link_is_ignored(visit: Visit, key: str, value: str, told: str) -> None:
    app = visit(SLUG, **{key: value})
    assert not problems(app)
    assert metrics(app)["Output shape"] == "64 × 27 × 27"
    assert told in captions(app) + " ".join(element.value for element in app.info)
