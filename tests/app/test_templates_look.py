"""The pixels page's learned templates: whose they are, what they answer, what a slide changes."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from streamlit.testing.v1 import AppTest

from explorer.data.samples import load_sample
from explorer.networks.loaded_network import OFFLINE_FOLDER
from explorer.networks.pack import TEMPLATES_FILE, read_tensors
from explorer.networks.pack_manifest import PackManifest, PublishedFigures
from explorer.networks.template_answers import shrink_photo, slide_photo
from explorer.networks.templates import classify
from explorer.networks.trunk import normalize
from explorer.ui.pixels import template_state
from tests.reading import Visit, metrics, problems, prose

FIGURES = PublishedFigures(112, 0.8, 0.7, 0.03, 63, 32, 6, 0.5, "Trained.")


def walls(app: AppTest) -> dict[str, dict[str, object]]:
    """The plain part of what each wall was sent, by its key."""
    found = [element.proto for element in app.get("bidi_component")]
    sent = [json.loads(p.mixed.json) for p in found if p.component_name.endswith("tile_wall")]
    return {data["key"]: data for data in sent}


def shown(slide: int, image: str = "cat") -> np.ndarray:
    """The picture as both networks are shown it, (3, 128, 128)."""
    pixels = load_sample(image, 128).pixels
    return slide_photo(np.broadcast_to(pixels, (3, 128, 128)), slide)


def test_both_first_layers_are_shown_with_their_owner_and_their_size(visit: Visit) -> None:
    app = visit("pixels", pixel_view="templates")
    assert not problems(app)
    assert not app.warning
    told = metrics(app)
    assert told["Weights"] == "offline pack"
    assert told["Parameters of the hidden layer"] == f"{3072 * 64 + 64:,}" == "196,672"
    assert told["Parameters of the convolution"] == f"{3 * 11 * 11 * 64 + 64:,}" == "23,296"
    assert any("trained by this project on CIFAR-10" in c.value for c in app.caption)
    sent = walls(app)
    assert sent["pixel_template_wall"]["shape"] == [3, 32, 32]
    assert sent["pixel_filter_wall"]["shape"] == [3, 11, 11]
    assert [wall["count"] for wall in sent.values()] == [64, 64]


def test_the_accuracy_is_the_manifests_and_no_other(
    visit: Visit, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(template_state, "OFFLINE_FOLDER", tmp_path)
    template_state.load_first_layers.clear()
    for file in OFFLINE_FOLDER.glob("*.safetensors"):
        (tmp_path / file.name).symlink_to(file)
    app = visit("pixels", pixel_view="templates")
    assert metrics(app)["Right on CIFAR-10's test set"] == "not measured yet"
    for share, text in ((0.5, "50.0%"), (0.4321, "43.2%")):
        PackManifest((), replace(FIGURES, templates_accuracy=share)).write(tmp_path)
        app.run()
        assert metrics(app)["Right on CIFAR-10's test set"] == text


def test_files_that_are_not_the_manifests_are_told_and_the_page_stands(
    visit: Visit, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(template_state, "OFFLINE_FOLDER", tmp_path)
    template_state.load_first_layers.clear()
    app = visit("pixels", pixel_view="templates")
    assert not app.exception
    assert any("fetch the folder assets/weights" in note.value for note in app.warning)
    assert metrics(app)["Vector length"] == "3,072"


@pytest.mark.parametrize("slide", [-8, 0, 5])
def test_the_answers_are_pytorchs(visit: Visit, slide: int) -> None:
    app = visit(
        "pixels", pixel_view="templates", pixel_template="14", pixel_template_shift=str(slide)
    )
    assert not problems(app)
    state = read_tensors(OFFLINE_FOLDER / TEMPLATES_FILE)
    inputs = normalize(torch.tensor(shrink_photo(shown(slide)))[None]).flatten(1)
    value = (inputs @ state["hidden.weight"].T + state["hidden.bias"])[0, 14].item()
    assert f"= {value:.3g}" in app.latex[-1].value
    probabilities = classify(state, inputs).softmax(dim=1)[0]
    table = app.table[0].value
    column = "as it is" if slide == 0 else f"slid by {slide:+d}".replace("-", "−")
    assert table[column].iloc[0] == f"{probabilities.max().item():.0%}"
    assert len(table) == 10
    assert walls(app)["pixel_template_wall"]["selected"] == 14


def test_a_slide_spoils_the_unit_and_moves_the_filter(visit: Visit) -> None:
    app = visit("pixels", pixel_view="templates", image="camera", pixel_template_shift="6")
    text = prose(app)
    assert "6 pixels further to the right" in text
    assert "only moved along" in text
    changes = [int(part.split("%")[0]) for part in text.split("by **")[1:3]]
    assert changes[0] > 2 * changes[1]


def test_without_a_slide_both_tell_what_they_do(visit: Visit) -> None:
    text = prose(visit("pixels", pixel_view="templates"))
    assert "weighs all 3,072 numbers of this picture" in text
    assert "lays its 363 weights on 961 places" in text  # 3 · 11 · 11, and 31 · 31


def test_a_click_on_a_wall_goes_into_the_link(visit: Visit) -> None:
    app = visit("pixels", pixel_view="templates")
    chosen = walls(app)["pixel_template_wall"]["selected"]
    app.session_state["pixel_template"] = (int(str(chosen)) + 1) % 64
    app.run()
    assert walls(app)["pixel_template_wall"]["selected"] == (int(str(chosen)) + 1) % 64
    assert not problems(app)


@pytest.mark.parametrize("image", ["column_7x7", "coins"])
def test_grey_pictures_and_small_arrays_are_fed_too(visit: Visit, image: str) -> None:
    app = visit(
        "pixels", pixel_view="templates", image=image, pixel_template_shift="-3", pixel_layout="hwc"
    )
    assert not problems(app)
    assert not app.warning
    assert metrics(app)["Weights"] == "offline pack"
