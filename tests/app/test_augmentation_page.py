"""The augmentation page: links, draws, the builder, its closer looks and their numbers."""

from __future__ import annotations

import re

import pytest
import torch
from streamlit.testing.v1 import AppTest

from explorer.augmentation.drawing import draw_pictures
from explorer.augmentation.presets import PRESETS
from explorer.augmentation.recipe import read_recipe
from explorer.data.samples import load_sample
from explorer.ui.augmentation.settings import VIEW
from explorer.ui.numerals import show_number
from tests.reading import Visit, metrics, problems, prose, run_script

CAT = torch.from_numpy(load_sample("cat", 128).pixels.copy())


def gallery(app: AppTest) -> list[str]:
    """The captions of all pictures on the page, as text."""
    pages = [element.proto.body for element in app.get("html")]
    figures = [figure for page in pages for figure in re.findall(r"<figcaption>(.*?)</fig", page)]
    return [re.sub(r"<[^>]+>", " ", figure) for figure in figures]


def test_twelve_draws_with_what_chance_gave(visit: Visit) -> None:
    app = visit("augmentation")
    assert not problems(app)
    shown = gallery(app)
    assert len(shown) == 1 + 12
    draws = list(draw_pictures(PRESETS["lecture"].recipe, CAT, 0, 12))
    for words, draw in zip(shown[1:], draws, strict=True):
        assert f"Rotation: {show_number(draw.steps[0].params['angle'])}°" in words
        assert ("Horizontal flip" in words) == (draw.steps[1].params is not None)
    changes = [float((draw.picture - CAT).abs().mean()) for draw in draws]
    assert metrics(app)["Mean change of a value"] == show_number(sum(changes) / 12, 2)
    assert metrics(app)["Largest of the draws"] == show_number(max(changes), 2)


def test_the_seed_draws_others_and_the_same_again(visit: Visit) -> None:
    first, other, again = (gallery(visit("augmentation", augment_seed=s)) for s in ("3", "4", "3"))
    assert first == again != other


def test_the_chance_of_no_change_in_the_formula(visit: Visit) -> None:
    app = visit("augmentation", recipe="hflip~0.3_gray~0.1", augment_draws="6")
    assert metrics(app)["Chance of no change"] == f"{0.7 * 0.9:.1%}" == "63.0%"
    assert any(r"(1 - 0.3) \cdot (1 - 0.1) = 0.63" in block.value for block in app.latex)
    assert "In 20 epochs a network sees it 13 times as it is" in prose(app)  # 20 · 0.63 = 12.6


def test_the_builder_adds_moves_boxes_and_removes(visit: Visit) -> None:
    app = visit("augmentation", augment_preset="none", augment_draws="6")
    app.button(key="augment_add_rot").click().run()
    app.button(key="augment_add_hflip").click().run()
    assert read_recipe(app.session_state["recipe"]) == read_recipe("rot~-15~15_hflip~0.5")
    app.button(key="augment_arrow_upward").click().run()
    assert app.session_state["recipe"] == "hflip~0.5_rot~-15~15"
    app.button(key="augment_select").click().run()  # the flip, into RandomApply
    assert app.session_state["recipe"] == "apply~0.5(hflip~0.5)_rot~-15~15"
    app.button(key="augment_south").click().run()
    assert app.session_state["recipe"] == "apply~0.5(hflip~0.5_rot~-15~15)"
    app.slider(key="augment_share").set_value(0.75).run()
    app.button(key="augment_step_0_1").click().run()
    app.slider(key="augment_rot_degrees").set_value((-40.0, 20.0)).run()
    assert app.session_state["recipe"] == "apply~0.75(hflip~0.5_rot~-40~20)"
    app.button(key="augment_delete").click().run()
    assert app.session_state["recipe"] == "apply~0.75(hflip~0.5)"
    app.button(key="augment_deselect").click().run()
    assert app.session_state["recipe"] == "hflip~0.5"
    app.button(key="augment_delete").click().run()
    assert app.session_state["recipe"] == ""  # the preset's own: nothing
    assert not problems(app)


def test_a_choice_of_two_and_its_weights(visit: Visit) -> None:
    app = visit("augmentation", recipe="auto~1_solar~0.5~1", augment_draws="6")
    app.button(key="augment_fork_right").click().run()
    app.button(key="augment_south").click().run()
    app.button(key="augment_step_0_1").click().run()
    app.slider(key="augment_share").set_value(3.0).run()
    assert app.session_state["recipe"] == "choice(1*auto~1_3*solar~0.5~1)"
    assert app.button(key="augment_step_0_1").label.startswith("Solarise · 3 → 75%")
    app.slider(key="augment_share").set_value(0.0).run()
    app.button(key="augment_step_0_0").click().run()
    app.slider(key="augment_share").set_value(0.0).run()
    assert "all weights of RandomChoice are 0" in app.warning[0].value
    assert app.session_state["recipe"] == "choice(1*auto~1_0*solar~0.5~1)"


def test_a_six_upside_down_is_warned_of(visit: Visit) -> None:
    app = visit("augmentation")
    app.button(key="augmentation_challenge_0").click().run()
    assert "a 6 turned by 180° is a 9" in app.warning[0].value
    app = visit("augmentation", recipe="rot~-180~180", augment_label="texture")
    assert not app.warning


def test_counts_beside_probabilities(visit: Visit) -> None:
    app = visit("augmentation", augment_view="chances")
    assert "lies within its interval" in prose(app) or "Outside its interval" in prose(app)
    app = visit("augmentation", augment_preset="none", augment_view="chances")
    assert "An empty recipe takes nothing" in app.info[0].value


def test_voting_tells_alone_from_together(visit: Visit) -> None:
    app = visit("augmentation", augment_preset="none", augment_view="vote", augment_votes="4")
    assert metrics(app)["Weights"] == "offline pack"
    # draws of an empty recipe are the picture itself: the vote cannot differ
    assert "Alone and by vote it is called" in prose(app)
    assert "by 100% of the draws too" in prose(app)
    found = re.search(r"probability goes from ([\d.]+)% to ([\d.]+)%", prose(app))
    assert found is not None
    assert found[1] == found[2]


@pytest.mark.parametrize("kind", ["mixup", "cutmix"])
def test_mixed_labels_add_up(visit: Visit, kind: str) -> None:
    app = visit("augmentation", augment_view="mix", augment_mix=kind, augment_data="digits")
    captions = gallery(app)[-6:]
    for caption in captions:
        assert sum(map(float, re.findall(r"\d\.\d\d", caption))) == pytest.approx(1, abs=0.011)
    assert "λ = **" in prose(app)


def test_a_batch_has_the_shape_it_says(visit: Visit) -> None:
    app = visit("augmentation", augment_view="batch", augment_data="textures")
    assert "pictures **16 × 3 × 64 × 64**" in prose(app)
    assert len(gallery(app)) == 13 + 16


@pytest.mark.parametrize("look", VIEW.options)
def test_small_arrays_and_grey_pictures(visit: Visit, look: str) -> None:
    for image in ("digit_8x8", "camera"):
        link = {"image": image, "image_size": "32", "augment_view": look}
        app = visit("augmentation", **link, augment_preset="imagenet", augment_label="texture")
        assert not problems(app)
        assert not app.warning


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("recipe", "explode~1"),
        ("recipe", "rot~30~-30"),
        ("recipe", "<script>"),
        ("recipe_step", "9.9.9"),
        ("augment_seed", "-1"),
        ("augment_preset", "everything"),
        ("augment_alpha", "nan"),
    ],
)
def test_bad_links_are_told_and_ignored(visit: Visit, key: str, value: str) -> None:
    app = visit("augmentation", **{key: value})
    assert not problems(app)
    assert f"`{key}={value}`" in app.info[0].value
    assert len(gallery(app)) == 13


def test_a_step_past_the_end_is_the_last(visit: Visit) -> None:
    app = visit("augmentation", recipe="auto~1", recipe_step="20.3")
    assert not problems(app)
    assert app.button(key="augment_step_0_0").proto.type == "primary"


@pytest.mark.parametrize(
    "link",
    [
        {},
        {"image": "digit_8x8", "augment_label": "digit", "recipe": "rot~-180~180"},
        {"augment_preset": "strong", "image": "coins", "augment_seed": "9"},
        {"recipe": "salt~0.1~0.5_choice(1*auto~1_0*solar~0.5~1)_poster~2~1", "image_size": "64"},
        {"augment_preset": "none", "augment_draws": "6"},
    ],
    ids=str,
)
def test_the_exported_script_draws_the_same(visit: Visit, link: dict[str, str]) -> None:
    app = visit("augmentation", augment_view="code", **link)
    script = str(app.code[0].value)
    run_script(script, "augmentation.py")
    spoilt = script.replace("shown = [", "shown = [1 + ")
    assert spoilt != script
    with pytest.raises(AssertionError):
        run_script(spoilt, "spoilt.py")


@pytest.mark.parametrize("data", ["textures", "digits", "faces"])
def test_the_loaders_script_runs(visit: Visit, data: str) -> None:
    link = {"augment_view": "batch", "augment_data": data, "augment_preset": "digits"}
    script = str(visit("augmentation", **link, recipe="salt~0.05~0.5_hflip~0.5").code[0].value)
    run_script(script, "augmented_dataset.py")
