"""The filters page: every family, the edited kernel, learning, the race and the detectors."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.layers.kernels import KERNELS
from tests.reading import Visit, problems, prose


@pytest.mark.parametrize("name", KERNELS)
def test_every_family_answers(visit: Visit, name: str) -> None:
    app = visit("filters", filter=name, filter_view="code", image_size="32")
    assert not problems(app)
    assert not app.warning
    assert KERNELS[name].title in prose(app)


def test_the_cross_finds_the_cross(visit: Visit) -> None:
    app = visit("filters", filter="cross", image="cross_5x5", filter_view="code")
    assert "fits 3 × 3 times" in prose(app)
    assert "to 5" in prose(app)
    assert any("y_{1,1}" in block.value for block in app.latex)


def test_an_edited_kernel_from_a_link_counts(visit: Visit) -> None:
    app = visit("filters", filter_kernel="0,0;0,2", filter_view="code")
    assert "multiplied" in prose(app)
    assert app.text_input(key="filter_kernel").value == "0,0;0,2"
    app.selectbox(key="filter").set_value("box").run()
    assert app.text_input(key="filter_kernel").value == ""
    assert "sum to 1" in prose(app)


@pytest.mark.parametrize("typed", ["1,2;3", "a", "1,,2", "1e9", ";", "1;" * 40])
def test_a_malformed_kernel_says_what_is_wrong(visit: Visit, typed: str) -> None:
    app = visit("filters", filter_view="code")
    app.text_input(key="filter_kernel").set_value(typed).run()
    assert not problems(app)
    assert app.error
    assert "Sobel x" in prose(app)  # the rest of the page stands on the filter chosen


def test_learning_reaches_the_target(visit: Visit) -> None:
    app = visit("filters", filter_view="learn", learn_steps="400")
    assert not problems(app)
    assert "In 400 steps the loss went from" in prose(app)


def test_learning_too_fast_diverges_and_says_so(visit: Visit) -> None:
    app = visit("filters", filter_view="learn", learn_optimizer="sgd", learn_lr="1.2")
    assert not problems(app)
    assert "Diverged at step" in prose(app)


def test_the_race_agrees(visit: Visit) -> None:
    app = visit("filters", filter_view="race", image_size="32")
    app.button(key="run_race").click().run()
    assert not problems(app)
    assert any("All three agree" in caption.value for caption in app.caption)
    times = [float(value.replace(",", "")) for value in app.table[0].value["times the fastest"]]
    assert min(times) == pytest.approx(1.0)
    assert np.argmin(times) != 0  # the loops never win


@pytest.mark.parametrize("view", ["harris", "haar"])
@pytest.mark.parametrize("image", ["camera", "cross_5x5", "digit_8x8"])
def test_detectors_answer_or_say_why_not(visit: Visit, view: str, image: str) -> None:
    app = visit("filters", filter_view=view, image=image)
    assert not problems(app)


def test_every_slider_answers_at_both_ends(visit: Visit) -> None:
    for view, name in (("learn", "gabor"), ("harris", "box"), ("haar", "gaussian")):
        app = visit("filters", filter=name, filter_view=view, image_size="64")
        for key in [slider.key for slider in app.slider]:
            before = app.slider(key=key).value
            for value in (app.slider(key=key).min, app.slider(key=key).max, before):
                app.slider(key=key).set_value(type(before)(value)).run()
                assert not problems(app), (view, key, value)


def test_a_kernel_larger_than_the_picture_is_told_in_this_pages_words(visit: Visit) -> None:
    app = visit("filters", image="cross_5x5", filter="box", filter_size="11")
    assert app.warning[0].value == (
        "the kernel is 11 × 11, the picture 5 × 5: choose a smaller kernel or a larger picture"
    )


def test_challenges_and_reset(visit: Visit) -> None:
    app = visit("filters")
    for number in range(3):
        app.button(key=f"filters_challenge_{number}").click().run()
        assert not problems(app)
    app.button(key="filters_reset").click().run()
    assert app.selectbox(key="filter").value == "sobel_x"
