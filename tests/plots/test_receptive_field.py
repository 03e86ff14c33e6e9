"""Pictures of what a unit sees, and the curves beside them."""

from __future__ import annotations

import numpy as np

from explorer.plots.colours import DIVERGING, SEQUENTIAL, rgb
from explorer.plots.field_pictures import (
    box_picture,
    effective_picture,
    frame_box,
    occlusion_picture,
    spread_change,
)
from explorer.plots.growth import growth_figure
from explorer.plots.hierarchy import Stage, hierarchy_figure

GREY = (150, 156, 164)


def test_the_frame_has_room_where_the_box_is_past_the_border() -> None:
    frame = frame_box((-10, 3, 20, 500), 100, 100)
    assert frame.margins == (12, 2, 2, 102)  # 10 and the capped 100, and 2 everywhere
    assert frame.cuts
    assert not frame_box((-10, 3, 20, 202), 100, 100).cuts
    picture = box_picture(np.ones((3, 100, 100), np.float32), frame)
    assert picture.shape == ((100 + 12 + 2) * frame.scale, (100 + 2 + 102) * frame.scale, 3)
    assert tuple(picture[0, -1]) == GREY


def test_any_box_can_be_drawn() -> None:
    photo = np.zeros((1, 3, 3), np.float32)
    for box in [(0, 0, 3, 3), (-900, -900, 900, 900), (5, 5, 6, 6), (-9, -9, -5, -5), (1, 1, 2, 2)]:
        frame = frame_box(box, 3, 3)
        assert box_picture(photo, frame).dtype == np.uint8
        assert np.isfinite(effective_picture(photo[0], frame)).all()


def test_the_effective_scale_is_logarithmic_and_ends_at_the_maximum() -> None:
    field = np.array([[1.0, 1e-2], [1e-9, 0.0]], np.float32)
    frame = frame_box((0, 0, 0, 0), 2, 2)
    painted = effective_picture(field, frame)
    step, start = frame.scale, 2 * frame.scale
    centres = [
        (start + step // 2 + step * i, start + step // 2 + step * j) for i, j in np.ndindex(2, 2)
    ]
    colours = [tuple(int(v) for v in painted[place][:3]) for place in centres]
    assert colours[0] == rgb(SEQUENTIAL[-1])
    assert colours[2] == colours[3] == rgb(SEQUENTIAL[0])  # 10⁻⁹ and 0 lie under 10⁻⁴
    assert colours[1] not in {colours[0], colours[2]}  # 10⁻² stands half way


def test_the_change_is_spread_over_the_pixels_that_were_hidden() -> None:
    starts = (np.array([0]), np.array([0, 1, 2]))
    change, known = np.array([[2.0, 4.0, 9.0]], "f4"), np.array([[True, True, False]])
    spread = spread_change(change, known, starts, 2, (2, 4))
    # Column 0: patch 0 alone; 1: patches 0 and 1, (2 + 4)/2; 2: patch 1 alone; 3: not known.
    assert np.array_equal(spread[0], [2, 3, 4, np.nan], equal_nan=True)
    assert np.array_equal(spread[0], spread[1], equal_nan=True)


def test_occlusion_is_centred_on_zero() -> None:
    change = np.array([[-2.0, 0.0, 2.0]], np.float32)
    frame = frame_box((0, 0, 0, 0), 1, 3)
    painted = occlusion_picture(change, 2.0, frame)
    step = frame.scale
    row = 2 * step + step // 2
    left, middle, right = (
        tuple(int(v) for v in painted[row, 2 * step + step // 2 + step * i][:3]) for i in range(3)
    )
    assert left == rgb(DIVERGING[0])
    assert right == rgb(DIVERGING[-1])
    assert min(middle) > 200  # near white
    assert np.isfinite(occlusion_picture(change * 0, 0.0, frame)).all()


def test_growth_is_drawn_as_it_is_and_logarithmic_where_the_goal_is_far() -> None:
    labels = {
        name: name
        for name in ("depth_label", "size_label", "present_label", "plain_label", "goal_label")
    }
    steps = [(0, 1), (1, 5), (2, 9)]
    near = growth_figure(steps, [(0, 1), (1, 3), (2, 5)], 20, **labels)
    assert list(near.data[0].y) == [1, 5, 9]
    assert list(near.data[2].y) == [20, 20]
    assert near.layout.yaxis.type is None
    far = growth_figure(steps, steps, 1024, **labels)
    assert far.layout.yaxis.type == "log"


def test_only_linked_stages_have_a_layer_beside_them() -> None:
    stages = [Stage("eye", "light", 1 / 16, "", 1), Stage("V1", "edges", 1, "conv1", 1.0)]
    figure = hierarchy_figure(stages, left_title="left", right_title="right")
    assert list(figure.data[1].y) == [1]
    assert any("conv1" in note.text for note in figure.layout.annotations)
    assert figure.data[0].marker.size[0] < figure.data[0].marker.size[1]
