"""The correlation page's pictures: kernels turned, learned either way, and by hand."""

from __future__ import annotations

import pytest

from explorer.signals.flip_shapes import SCENES, SHAPES
from tests.reading import Visit, metrics, problems, prose

PART = {"correlation_part": "pictures", "image_size": "64"}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_kernel_on_every_scene(visit: Visit, shape: str) -> None:
    app = visit("correlation", **PART, flipped_kernel=shape, flipped_view="matters")
    for scene in SCENES:
        for operation in ("correlation", "convolution"):
            app.selectbox(key="flipped_scene").set_value(scene)
            app.segmented_control(key="flipped_operation").set_value(operation).run()
            assert not problems(app)
            assert not app.warning
            same = metrics(app)["⋆ and ∗ differ by up to"] == "0"
            assert same == (shape == "gaussian")


def test_the_sobel_changes_its_sign(visit: Visit) -> None:
    app = visit("correlation", **PART, flipped_kernel="sobel_x", flipped_scene="photo")
    assert metrics(app)["Kernel turned by 180°"] == "its negative"
    assert "differ in their sign" in prose(app)


def test_both_ways_of_learning_end_as_flips(visit: Visit) -> None:
    app = visit("correlation", **PART, flipped_kernel="emboss")
    assert "the curves lie on top of each other" in prose(app)
    app.selectbox(key="flipped_start").set_value("same").run()
    assert not problems(app)
    assert "Both started from the same kernel" in prose(app)


def test_a_kernel_by_hand_and_one_too_large(visit: Visit) -> None:
    app = visit("correlation", **PART, flipped_weights="1,2;3,4", flipped_scene="three")
    assert not app.warning
    assert metrics(app)["Kernel turned by 180°"] == "another kernel"
    row = ",".join(["1"] * 11)
    app = visit(
        "correlation",
        correlation_part="pictures",
        image="cross_5x5",
        flipped_scene="photo",
        flipped_weights=";".join([row] * 11),
    )
    assert not problems(app)
    assert "the kernel is 11 × 11, the picture 5 × 5" in app.warning[0].value


def test_a_picture_smaller_than_its_kernel_cannot_be_learned_from(visit: Visit) -> None:
    app = visit("correlation", correlation_part="pictures", image="cross_5x5")
    assert not problems(app)
