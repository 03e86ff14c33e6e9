"""The feature-space page: its numbers, its links, own pictures, and what cannot be."""

from __future__ import annotations

import io
import re
import zipfile

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from explorer.data.labelled_pictures import pixel_vectors
from explorer.data.offline_sets import load_offline_set
from explorer.networks.feature_scores import draw_pictures, vote_by_neighbours
from tests.reading import Visit, metrics, problems, prose, settled

SLUG = "feature_space"
QUICK = {"weights_from": "random", "input_size": "64", "feature_data": "faces"}


def test_the_numbers_are_those_of_the_functions_behind(visit: Visit) -> None:
    app = settled(visit(SLUG, **QUICK))
    faces = load_offline_set("faces")
    draws = draw_pictures(faces.labels, None)
    votes = vote_by_neighbours(pixel_vectors(faces), faces.labels, draws, 5).score
    shown = metrics(app)
    assert shown["k-NN by pixels"] == f"{100 * votes.mean:.3g} %"
    assert shown["Weights"] == "random"
    assert shown["Numbers a picture"] == "256"  # AlexNet's last channels
    assert f"**{100 * votes.mean:.1f} ± {100 * votes.spread:.1f} %** by pixels" in prose(app)
    assert "guessing gives 50 %" in prose(app)
    assert "nothing in them was learned" in prose(app)
    assert r"\sum_{i=1}^{625}" in app.latex[0].value  # 25 × 25 grey pixels
    assert r"\sum_{i=1}^{256}" in app.latex[0].value


def test_the_formula_holds_the_distance_to_the_nearest(visit: Visit) -> None:
    app = settled(visit(SLUG, feature_query="7", **QUICK))
    rows = pixel_vectors(load_offline_set("faces"))
    distances = np.linalg.norm(rows - rows[7], axis=1)
    distances[7] = np.inf
    assert f"x_{{{distances.argmin()}}}" in app.latex[0].value
    assert f"{distances.min():.4g}" in app.latex[0].value
    assert "Picture 7 is **face**" in prose(app)


def test_trained_weights_stand_beside_random_ones_pixels_and_colours(visit: Visit) -> None:
    app = settled(visit(SLUG, feature_data="faces", input_size="64"))
    line = next(b.value for b in app.markdown if b.value.startswith("Mean ± standard"))
    names = re.findall(r"(\w[\w ]+): [\d.]+ ± [\d.]+ %", line)
    assert names == ["Features", "Pixels", "Colour statistics", "Random weights"]
    assert metrics(app)["Weights"] == "offline pack"


@pytest.mark.parametrize("view", ["accuracy", "confusion", "clusters", "code"])
def test_every_look_at_one_channel_and_at_another_layer(visit: Visit, view: str) -> None:
    app = settled(visit(SLUG, feature_view=view, feature_layer="features.0", **QUICK))
    assert metrics(app)["Numbers a picture"] == "64"
    assert not app.warning
    if view == "confusion":
        total = 10 * 50  # ten draws of a quarter of 200
        assert f"of {total} told rightly by features" in prose(app)
    if view == "clusters":
        assert "Purity **" in prose(app)
        app.number_input(key="feature_groups").set_value(20).run()
        assert not problems(app)
    if view == "code":
        assert "register_forward_hook" in app.code[0].value


def test_other_networks_bring_their_own_layers(visit: Visit) -> None:
    app = settled(visit(SLUG, network="resnet18", feature_layer="features.0", **QUICK))
    assert app.selectbox(key="feature_layer").value == "layer4.1.conv2"
    assert metrics(app)["Numbers a picture"] == "512"


def test_too_many_neighbours_and_too_large_a_perplexity_are_told(visit: Visit) -> None:
    app = upload(visit, two_classes())
    settled(app)
    warnings = " ".join(w.value for w in app.warning)
    assert "5 neighbours are asked for, 2 pictures are known: lower k to 2" in warnings
    app.segmented_control(key="feature_plane").set_value("tsne").run()
    assert "a perplexity of 30 needs more than 30 pictures, there are 4" in " ".join(
        w.value for w in app.warning
    )
    app.slider(key="feature_perplexity").set_value(2)
    app.slider(key="feature_k").set_value(1).run()
    settled(app)
    assert not app.warning
    assert metrics(app)["k-NN by pixels"] == "100 %"


def two_classes() -> dict[str, bytes]:
    files = {}
    for folder, value in (("dark", 10), ("light", 230)):
        for number in (1, 2):
            buffer = io.BytesIO()
            Image.new("RGB", (20, 20), (value + number, value, value)).save(buffer, "PNG")
            files[f"{folder}/{number}.png"] = buffer.getvalue()
    return files


def upload(visit: Visit, files: dict[str, bytes]) -> AppTest:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    app = visit(SLUG, **(QUICK | {"feature_data": "own"}))
    app.file_uploader[0].set_value(("my.zip", buffer.getvalue(), "application/zip")).run()
    return settled(app)


def test_own_pictures_are_read_and_forgotten(visit: Visit) -> None:
    app = visit(SLUG, **(QUICK | {"feature_data": "own"}))
    settled(app)
    assert "**Textures** stand in for them" in " ".join(c.value for c in app.caption)
    assert "cats/1.jpg" in prose(app)
    app = upload(visit, two_classes() | {"dark/broken.png": b"x", "dark/note.txt": b"x"})
    told = app.success[0].value
    assert "4 pictures of 2 classes." in told
    assert "1 picture could not be read and is left out." in told
    assert "1 file is no picture" in told
    app.slider(key="feature_k").set_value(1).run()
    settled(app)
    assert "is **dark**" in prose(app)
    app.file_uploader[0].set_value(None).run()
    settled(app)
    assert "stand in for them" in " ".join(c.value for c in app.caption)


def test_a_zip_that_cannot_be_used_is_told(visit: Visit) -> None:
    app = upload(visit, {"only/1.png": b"x", "only/2.png": b"x"})
    assert "pack two folders or more" in app.error[0].value
    assert metrics(app)["Weights"] == "random"  # the textures stand in


def test_cifar10_is_offered_with_its_size(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("explorer.ui.feature_space.cifar.find_file", lambda *_: None)
    app = settled(visit(SLUG, **(QUICK | {"feature_data": "cifar10"})))
    assert "CIFAR-10 is not on this server yet" in prose(app)
    assert "170 MB from www.cs.toronto.edu" in " ".join(c.value for c in app.caption)
    assert metrics(app)["k-NN by pixels"]


def test_challenges_lead_to_what_they_say(visit: Visit) -> None:
    app = settled(visit(SLUG, **QUICK))
    app.button(key=f"{SLUG}_challenge_0").click().run()
    settled(app)
    assert app.selectbox(key="feature_data").value == "digits"
    app.button(key=f"{SLUG}_challenge_1").click().run()
    settled(app)
    assert metrics(app)["Numbers a picture"] == "64"
    app.button(key=f"{SLUG}_reset").click().run()
    settled(app)
    assert app.selectbox(key="feature_data").value == "textures"
    assert metrics(app)["Weights"] == "offline pack"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("feature_data", "../../etc"),
        ("feature_layer", "features.99"),
        ("feature_layer", "<script>"),
        ("feature_query", "-1"),
        ("feature_query", "99999"),
        ("feature_k", "0"),
        ("feature_perplexity", "1e9"),
        ("feature_plane", "umap"),
        ("feature_view", "x"),
        ("feature_groups", "1"),
        ("network", "gpt"),
        ("weights_from", "x"),
        ("input_size", "7"),
    ],
)
def test_a_bad_value_in_a_link_is_ignored(visit: Visit, key: str, value: str) -> None:
    app = settled(visit(SLUG, **{key: value}))
    assert "Picture 0 is **brick**" in prose(app)
    assert metrics(app)["Weights"] == "offline pack"
