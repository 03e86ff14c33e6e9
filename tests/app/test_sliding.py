"""The correlation page's two functions and rows of numbers, from links and by hand."""

from __future__ import annotations

import pytest

from explorer.signals.functions import SHAPES
from tests.reading import Visit, metrics, problems, prose


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_slides_and_is_slid_over(visit: Visit, shape: str) -> None:
    for operation in ("correlation", "convolution"):
        app = visit(
            "correlation",
            sliding_f=shape,
            sliding_g=shape,
            sliding_operation=operation,
            sliding_view="laws",
        )
        assert not problems(app)
        assert not app.warning


def test_two_boxes_of_width_two_peak_at_two(visit: Visit) -> None:
    app = visit("correlation", sliding_g="box", sliding_g_width="2", sliding_f_width="2")
    told = metrics(app)
    assert told["At t = 0"] == "2"
    assert told["Area of the result"] == "4"  # 2 · 2
    assert told["⋆ and ∗ differ by up to"] == "0"
    assert "Two equal boxes make a triangle" in prose(app)
    assert any("= 2" in block.value for block in app.latex)


def test_moving_a_symmetric_kernel_ends_the_agreement(visit: Visit) -> None:
    app = visit("correlation", sliding_g="gaussian")
    assert metrics(app)["⋆ and ∗ differ by up to"] == "0"
    assert "its own mirror image, so ⋆ and ∗ agree" in prose(app)
    app.slider(key="sliding_g_shift").set_value(0.5).run()
    assert metrics(app)["⋆ and ∗ differ by up to"] != "0"
    assert "not its own mirror image about 0" in prose(app)


def test_the_lectures_row(visit: Visit) -> None:
    app = visit("correlation", sliding_domain="numbers", sliding_view="libraries")
    assert "13 26 40 37 15" in prose(app)
    table = app.table[0].value
    assert list(table["result"]) == [
        "13 26 40 37 15",
        "13 26 40 37 15",
        "14 28 41 35 12",
        "14 28 41 35 12",
        "15 37 40 26 13",
    ]
    assert any(r"1 \cdot 5 + 2 \cdot 4 = 13" in block.value for block in app.latex)


@pytest.mark.parametrize("typed", ["1 2 x", "1 " * 30, "1e9", "1;2"])
def test_a_row_that_cannot_be_read_says_why(visit: Visit, typed: str) -> None:
    app = visit("correlation", sliding_domain="numbers")
    app.text_input(key="sliding_signal").set_value(typed).run()
    assert not problems(app)
    assert len(app.error) == 1
    assert "13 26 40 37 15" in prose(app)  # the last sound row, the default, stands


def test_a_kernel_longer_than_the_signal_says_so(visit: Visit) -> None:
    app = visit(
        "correlation", sliding_domain="numbers", sliding_signal="1 2", sliding_kernel="1 2 3"
    )
    assert "the kernel has 3 numbers, the signal 2" in app.warning[0].value
    app.selectbox(key="sliding_edges").set_value("full").run()
    assert not app.warning
    assert "3 8 5 2" in prose(app)  # 1·3, 1·2 + 2·3, 1·1 + 2·2, 2·1


def test_the_challenge_and_a_bad_link(visit: Visit) -> None:
    app = visit("correlation", sliding_f="sinc", sliding_g_points="zzz", sliding_g="drawn")
    assert not problems(app)
    assert any("sliding_f=sinc" in told.value for told in app.info)
    app.button(key="correlation_challenge_0").click().run()
    assert not problems(app)
    assert app.selectbox(key="sliding_g").value == "exponential"
