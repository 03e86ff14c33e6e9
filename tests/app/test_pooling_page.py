"""The pooling page: its links, its numbers, the shift meter, and settings no layer can have."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import torch
from torch.nn import functional

from explorer.data.pictures import to_grey
from explorer.data.samples import load_sample
from explorer.layers.shifting import ShiftSettings, measure_shifts
from explorer.ui.numerals import show_number
from explorer.ui.pooling.settings import SHIFT_FILTER, VIEW
from tests.reading import Visit, metrics, problems, prose

CAT = torch.from_numpy(load_sample("cat", 128).pixels.copy())


def shape_of(output: torch.Tensor) -> str:
    return " × ".join(map(str, output.shape))


def test_the_default_is_a_two_by_two_maximum_of_each_colour(visit: Visit) -> None:
    app = visit("pooling")
    assert not problems(app)
    shown = metrics(app)
    output, winners = functional.max_pool2d(CAT, 2, return_indices=True)
    assert shown["Output shape"] == shape_of(output) == "3 × 64 × 64"
    assert shown["Values left"] == "25%"
    assert shown["Parameters"] == "0"
    assert shown["Pixels never visited"] == "0"
    distinct = sum(len(channel.unique()) for channel in winners)
    assert f"{distinct:,} values win at least one window" in prose(app)


@pytest.mark.parametrize("kind", ["max", "average"])
@pytest.mark.parametrize(
    "arguments",
    [(3, 2, 1, False), (3, 2, 0, True), (5, 3, 2, True), (8, 8, 4, False), (1, 1, 0, False)],
)
def test_metrics_are_pytorchs(
    visit: Visit, kind: str, arguments: tuple[int, int, int, bool]
) -> None:
    kernel_size, stride, padding, ceil_mode = arguments
    app = visit(
        "pooling",
        pool_kind=kind,
        pool_kernel_size=str(kernel_size),
        pool_stride=str(stride),
        pool_padding=str(padding),
        pool_ceil_mode=str(ceil_mode).lower(),
        pool_channels="grey",
    )
    assert not problems(app)
    grey = CAT.mean(0, keepdim=True).requires_grad_()
    pool = functional.max_pool2d if kind == "max" else functional.avg_pool2d
    output = pool(grey, kernel_size, stride, padding, ceil_mode=ceil_mode)
    assert metrics(app)["Output shape"] == shape_of(output)
    share = output.numel() / grey.numel()
    assert metrics(app)["Values left"] == f"{100 * share:.3g}%"
    output.sum().backward()
    counted = int((grey.grad > 0).sum())
    if kind == "max":
        assert f"{counted:,} values win" in prose(app)
    else:
        assert metrics(app)["Pixels never visited"] == f"{grey.numel() - counted:,}"


def test_the_lectures_example_in_the_formula(visit: Visit) -> None:
    app = visit("pooling", image="pooling_4x4")
    assert metrics(app)["Output shape"] == "1 × 2 × 2"
    assert metrics(app)["Values left"] == "25%"
    formulas = " ".join(block.value for block in app.latex)
    assert r"\frac{4 + 2 \cdot 0 - 2}{2}" in formulas
    # max − average is largest in the first window: 6 − 13/4 = 2.75; 8 − 21/4 = 2.75 comes later
    assert r"\max(1,\, 1,\, 5,\, 6) &= 6" in formulas
    assert r"\frac{1 + 1 + 5 + 6}{4} &= 3.25" in formulas


def test_five_pixels_lose_a_row_and_a_column_unless_ceil_mode(visit: Visit) -> None:
    app = visit("pooling", image="cross_5x5")
    assert metrics(app)["Output shape"] == "1 × 2 × 2"
    assert metrics(app)["Pixels never visited"] == str(5 * 5 - 4 * 4) == "9"
    assert "a stride of 1; padding 1; `ceil_mode=True`" in prose(app)
    app = visit("pooling", image="cross_5x5", pool_ceil_mode="true")
    assert metrics(app)["Output shape"] == "1 × 3 × 3"
    assert metrics(app)["Pixels never visited"] == "0"
    assert "runs 1 cell past the edge; it is cut to 1 of 2 pixels a side." in prose(app)
    app = visit("pooling", image="cross_5x5", pool_ceil_mode="true", pool_kind="average")
    assert "so the corner's sum is divided by 1." in prose(app)


def test_what_ceil_mode_drops_and_where_it_adds_nothing(visit: Visit) -> None:
    link = {"image": "cross_5x5", "pool_ceil_mode": "true"}
    app = visit("pooling", **link, pool_padding="1")
    # padded to 7: windows at −1, 1, 3; the next would begin at 5, where the picture has ended
    assert metrics(app)["Output shape"] == "1 × 3 × 3"
    assert "would begin in the padding at the end, and PyTorch drops it" in prose(app)
    assert any("begins in the padding" in block.value for block in app.latex)
    app = visit("pooling", image="pooling_4x4", pool_ceil_mode="true")
    assert "`ceil_mode` adds nothing here: no remainder is left." in prose(app)


def test_a_window_larger_than_the_picture_under_ceil_mode(visit: Visit) -> None:
    link = {"image": "pooling_4x4", "pool_kernel_size": "5", "pool_ceil_mode": "true"}
    app = visit("pooling", **link)
    assert not problems(app)
    assert metrics(app)["Output shape"] == "1 × 1 × 1"


def test_what_the_padding_counts_as(visit: Visit) -> None:
    link = {"image": "pooling_4x4", "pool_kernel_size": "3", "pool_padding": "1"}
    assert "counts as −∞, not as 0" in prose(visit("pooling", **link))
    app = visit("pooling", **link, pool_kind="average")
    assert "holds 4 pixels and is divided by 9" in prose(app)
    app = visit("pooling", **link, pool_kind="average", pool_count_include_pad="false")
    assert "the first window is divided by its 4 pixels" in prose(app)


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        (
            {"image": "pooling_4x4", "pool_kernel_size": "8"},
            "a window of 8 pixels does not fit on 4 (with padding): lower kernel_size to 4 or "
            "raise padding to 2",
        ),
        (
            {"pool_padding": "2"},
            "padding 2 is more than half of kernel_size 2: a window could lie in the padding "
            "alone, so PyTorch refuses it. Lower padding to 1 or raise kernel_size to 4",
        ),
    ],
)
def test_an_impossible_setting_keeps_the_page_and_names_the_remedy(
    visit: Visit, link: dict[str, str], sentence: str
) -> None:
    app = visit("pooling", **link)
    assert not problems(app)
    assert sentence in app.warning[0].value
    assert not app.metric
    assert app.slider(key="pool_kernel_size")
    assert app.button(key="pooling_reset")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("pool_kernel_size", "99"),
        ("pool_kernel_size", "0.5"),
        ("pool_stride", "0"),
        ("pool_padding", "-1"),
        ("pool_kind", "median"),
        ("pool_ceil_mode", "perhaps"),
        ("pool_view", "<script>"),
        ("pool_shift", "33"),
        ("pool_shift_filter", "../x"),
        ("pool_compare", "pool_stride:99"),
    ],
)
def test_a_bad_value_in_a_link_is_ignored_and_told(visit: Visit, key: str, value: str) -> None:
    app = visit("pooling", **{key: value})
    assert not problems(app)
    assert metrics(app)["Output shape"] == "3 × 64 × 64"
    assert any(key in note.value for note in app.info)


@pytest.mark.parametrize("view", list(VIEW.options))
@pytest.mark.parametrize("kind", ["max", "average"])
@pytest.mark.parametrize("image", ["cat", "camera", "cross_5x5", "step_16x16"])
def test_every_closer_look_on_every_kind_of_picture(
    visit: Visit, view: str, kind: str, image: str
) -> None:
    app = visit("pooling", pool_view=view, pool_kind=kind, image=image, image_size="32")
    assert not problems(app)
    assert metrics(app)["Parameters"] == "0"
    too_small = view == "shift" and image == "cross_5x5"
    assert [w.value for w in app.warning if "too small to be slid" in w.value] == [
        w.value for w in app.warning
    ]
    assert bool(app.warning) == too_small


def test_the_winners_table_counts_every_pixel(visit: Visit) -> None:
    app = visit("pooling", image="pooling_4x4")
    table = app.table[0].value
    assert table["windows won"].tolist() == ["0", "1"]
    assert table["pixels"].tolist() == ["12", "4"]
    app = visit("pooling", image="pooling_4x4", pool_kind="average", pool_stride="1")
    # 2 × 2 windows at every place: corners lie in 1, borders in 2, the middle in 4 of them
    assert app.table[0].value["weight"].tolist() == ["0.25", "0.5", "1"]
    assert app.table[0].value["pixels"].tolist() == ["4", "8", "4"]


def test_a_box_filter_is_average_pooling(visit: Visit) -> None:
    app = visit("pooling", pool_view="convolution", pool_kernel_size="3")
    rows = app.table[0].value
    assert rows["parameters"].tolist() == ["0", "0 learned, 27 fixed", str(3 * 3 * 9 + 3)]
    assert rows["output shape"].tolist() == ["3 × 63 × 63"] * 3
    windows = 3 * 63 * 63
    assert rows["multiply-adds"].tolist() == [
        f"none; {windows * (9 - 1):,} comparisons",
        f"{windows * 9:,}",
        f"{windows * 9 * 3:,}",
    ]
    assert "**is** average pooling" in prose(app)
    assert ", rounding." in prose(app)


def test_a_box_filter_differs_where_the_padding_is_left_out(visit: Visit) -> None:
    app = visit(
        "pooling",
        pool_view="convolution",
        pool_kind="average",
        pool_kernel_size="3",
        pool_padding="1",
        pool_count_include_pad="false",
    )
    average = functional.avg_pool2d(CAT, 3, 2, 1, count_include_pad=False)
    box = functional.avg_pool2d(CAT, 3, 2, 1)
    gap = show_number(float((average - box).abs().max()), 2)
    assert f"at the border they differ by up to {gap}" in prose(app)


# --- the shift meter --------------------------------------------------------------------------


@pytest.mark.parametrize("name", list(SHIFT_FILTER.options))
def test_the_shift_meter_names_the_measured_numbers(visit: Visit, name: str) -> None:
    app = visit("pooling", pool_view="shift", pool_shift_filter=name, pool_shift="3")
    assert not problems(app)
    curves = measure_shifts(to_grey(CAT.numpy())[0], ShiftSettings(2, 2, name))
    text = prose(app)
    values = {method: show_number(float(curves.stays[method][3]), 2) for method in curves.stays}
    assert (
        f"Slid by 3 pixels, the plain convolution's map changes by {values['plain']} of its "
        f"spread, the strided one's by {values['stride']}, max pooling's by {values['max']}, "
        f"average pooling's by {values['average']}." in text
    )
    difference = float(curves.stays["max"][3] - curves.stays["stride"][3])
    word = (
        "as much as" if abs(difference) < 0.02 else "less than" if difference < 0 else "more than"
    )
    assert f"Max pooling changes {word} the bare stride" in text
    means = {m: show_number(float(np.mean(curves.stays[m][1:]))) for m in curves.stays}
    assert f"plain {means['plain']}, stride {means['stride']}, max {means['max']}" in text


def test_moving_along_at_and_between_whole_steps(visit: Visit) -> None:
    link = {"pool_view": "shift", "pool_shift_question": "moves", "pool_stride": "4"}
    app = visit("pooling", **link, pool_shift="8")
    assert "A slide by 8 pixels is exactly 2 cells of stride 4" in prose(app)
    app = visit("pooling", **link, pool_shift="9")
    curves = measure_shifts(to_grey(CAT.numpy())[0], ShiftSettings(2, 4))
    assert "its change is 0." in prose(app)
    assert f"off by {show_number(float(curves.moves['stride'][9]), 2)} of its spread" in prose(app)
    app = visit("pooling", **{**link, "pool_stride": "1"}, pool_shift="9")
    assert "With stride 1 the other three do so too" in prose(app)


def test_a_small_picture_is_slid_less_far_and_that_is_told(visit: Visit) -> None:
    app = visit("pooling", pool_view="shift", image="step_16x16", pool_shift="32")
    assert not problems(app)
    # slid by 4, a window of 16 − 4 pixels makes (16 − 4 − 2) / 2 = 5 cells, of which 5 − 2 are left
    assert "can be slid by 4 pixels at most, so 4 stands in" in prose(app)


# --- state ------------------------------------------------------------------------------------


def test_challenges_lead_to_what_they_say_from_anywhere(visit: Visit) -> None:
    app = visit("pooling", pool_kernel_size="5", pool_kind="average", pool_stride="3")
    shapes = ("1 × 2 × 2", "1 × 2 × 2", "3 × 64 × 64")
    lost = ("0", "9", "0")
    for number in (0, 1, 0, 2):
        app.button(key=f"pooling_challenge_{number}").click().run()
        assert not problems(app)
        assert metrics(app)["Output shape"] == shapes[number]
        assert metrics(app)["Pixels never visited"] == lost[number]
    assert "its change is 0." in prose(app)
    assert "A slide by 1 pixel is no multiple of the stride 2" in prose(app)


def test_reset_takes_everything_back(visit: Visit) -> None:
    app = visit("pooling", image="cross_5x5", pool_stride="3", pool_ceil_mode="true")
    app.button(key="pooling_reset").click().run()
    assert metrics(app)["Output shape"] == "3 × 64 × 64"
    assert not app.toggle(key="pool_ceil_mode").value


def test_a_kept_state_is_compared_and_survives_in_the_link(visit: Visit) -> None:
    app = visit("pooling", pool_view="compare", pool_kernel_size="4", pool_stride="4")
    app.button(key="keep_pool_compare").click().run()
    app.segmented_control(key="pool_kind").set_value("average").run()
    rows = app.table[0].value
    assert rows["A"].iloc[0] == rows["B"].iloc[0] == "3 × 32 × 32"
    largest, mean = functional.max_pool2d(CAT, 4), functional.avg_pool2d(CAT, 4)
    assert rows["A"].iloc[-1] == f"{float(largest.mean()):.3g}"
    assert rows["B"].iloc[-1] == f"{float(mean.mean()):.3g}"
    assert app.query_params["pool_compare"] == "pool_kernel_size:4~pool_stride:4"


def test_pairs_of_extremes_never_break_the_page(visit: Visit) -> None:
    app = visit("pooling", image_size="16", pool_ceil_mode="true")
    ends = {"pool_kernel_size": (1, 8), "pool_stride": (1, 8), "pool_padding": (0, 4)}
    for kind, (first, second) in itertools.product(
        ("max", "average"), itertools.combinations(ends, 2)
    ):
        app.segmented_control(key="pool_kind").set_value(kind)
        for one, other in itertools.product(ends[first], ends[second]):
            app.slider(key=first).set_value(one)
            app.slider(key=second).set_value(other).run()
            assert not problems(app), (first, one, second, other)
            assert app.metric or app.warning
        app.button(key="pooling_reset").click().run()
