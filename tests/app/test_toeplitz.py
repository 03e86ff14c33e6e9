"""The matrix of a convolution on the correlation page."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from explorer.ui.toeplitz.settings import CHALLENGES, VIEW
from tests.reading import Visit, metrics, problems, prose


def formulas(app: Any) -> str:
    return " ".join(block.value for block in app.latex)


def open_part(visit: Visit, **link: str) -> Any:
    app = visit("correlation", correlation_part="matrix", **link)
    assert not problems(app)
    return app


def test_the_lectures_example_comes_first(visit: Visit) -> None:
    app = open_part(visit)
    shown = metrics(app)
    assert shown["Matrix"] == "5 × 6"
    assert shown["Cells that hold a weight"] == "10"
    assert shown["Zeros"] == "66.7%"
    assert shown["Parameters"] == "2"
    assert r"y_{0} = 1 \cdot 5 + 2 \cdot 4 = 13" in formulas(app)
    assert "20 of 30 cells (66.7%) are zeros" in prose(app)


@pytest.mark.parametrize(("tie", "parameters"), [("local", "10"), ("full", "30")])
def test_untied_weights_are_counted_and_named_random(
    visit: Visit, tie: str, parameters: str
) -> None:
    app = open_part(visit, toeplitz_weights=tie, toeplitz_seed="3")
    assert metrics(app)["Parameters"] == parameters
    assert "drawn at random (seed 3)" in prose(app)
    table = app.table[0].value
    assert list(table["parameters"]) == ["2", "10", "30"]
    moved = list(table["input moved: output off by up to"])
    assert moved[0] == "0: it moves along"
    assert all(float(gap) > 0 for gap in moved[1:])


def test_the_reference_of_28_by_28_is_drawn_and_counted(visit: Visit) -> None:
    app = open_part(visit, toeplitz_input="camera", toeplitz_view="sparse")
    shown = metrics(app)
    assert shown["Matrix"] == "676 × 784"
    assert shown["Cells that hold a weight"] == "6,084"
    assert shown["Zeros"] == "98.9%"
    assert shown["Parameters"] == "9"
    assert "6,084 cells of 529,984 hold a weight, 9 different numbers" in prose(app)


def test_the_three_lists_of_the_sparse_form_are_shown(visit: Visit) -> None:
    app = open_part(visit, toeplitz_view="sparse")
    listed = app.code[0].value
    assert "[5., 4., 5., 4., 5., 4., 5., 4., 5., 4.]" in listed
    assert "[0, 1, 1, 2, 2, 3, 3, 4, 4, 5]" in listed
    assert "[ 0,  2,  4,  6,  8, 10]" in listed
    assert "`scipy.linalg.convolution_matrix(kernel[::-1], 6, mode='valid')`" in prose(app)


def test_the_gradient_is_what_autograd_says(visit: Visit) -> None:
    app = open_part(
        visit, toeplitz_view="gradient", toeplitz_arriving="typed", toeplitz_g="1 0 -1 0 2"
    )
    table = app.table[0].value
    by_hand = [1 * 1 - 1 * 4 + 2 * 3, 1 * 2 - 1 * 5 + 2 * 0]
    shown = [str(value).replace("−", "-") for value in by_hand]
    assert [text.replace("−", "-") for text in table["dL/dw"]] == shown
    assert list(table["torch.autograd"]) == list(table["dL/dw"])
    assert prose(app).count("at most 0") == 4


def test_a_gradient_of_another_length_is_told(visit: Visit) -> None:
    app = open_part(
        visit, toeplitz_view="gradient", toeplitz_arriving="typed", toeplitz_padding="1"
    )
    assert "g has 5 numbers and there are 7 outputs" in app.warning[0].value


def test_a_kernel_that_does_not_fit_is_told(visit: Visit) -> None:
    app = open_part(visit, toeplitz_signal="1 2", toeplitz_dilation="3")
    assert "raise padding to" in app.warning[0].value


@pytest.mark.parametrize("look", VIEW.options)
@pytest.mark.parametrize("chosen", ["picture", "column_7x7", "camera"])
def test_every_look_stands_for_every_kind_of_input(visit: Visit, look: str, chosen: str) -> None:
    link = {"toeplitz_padding": "2", "toeplitz_stride": "2", "toeplitz_weights": "full"}
    app = open_part(visit, toeplitz_input=chosen, toeplitz_view=look, **link)
    assert not app.warning


def test_the_challenges_open_this_part(visit: Visit) -> None:
    for challenge in CHALLENGES:
        app = visit("correlation")
        next(b for b in app.button if b.label == challenge.text).click().run()
        assert not problems(app)
        assert app.session_state["correlation_part"] == "matrix"
        assert "Matrix" in metrics(app)


def test_a_link_restores_the_output_on_show(visit: Visit) -> None:
    app = open_part(visit, toeplitz_at="2", toeplitz_operation="convolution")
    values = np.array([1.0, 2, 4, 5, 3, 0])
    expected = np.convolve(values, [5, 4], mode="valid")[2]
    assert rf"y_{{2}} = 4 \cdot 4 + 5 \cdot 5 = {expected:g}" in formulas(app)
