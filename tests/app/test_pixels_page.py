"""The pixels page: its links, its numbers, its closer looks, and pictures of one pixel."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys

import pytest
import torch
from streamlit.testing.v1 import AppTest
from torch import nn

from tests.reading import Visit, metrics, problems, prose

LOOKS = ["fold", "orders", "shuffle", "templates", "cost", "code"]


def component(app: AppTest, name: str) -> dict[str, object]:
    """The plain part of what a component was sent."""
    for element in app.get("bidi_component"):
        if element.proto.component_name.endswith(name):
            return dict(json.loads(element.proto.mixed.json))
    raise AssertionError(f"no {name} on the page")


def test_the_default_picture_is_the_lectures_3_32_32(visit: Visit) -> None:
    app = visit("pixels")
    assert not problems(app)
    layer = nn.Linear(3 * 32 * 32, 6)
    parameters = sum(p.numel() for p in layer.parameters())
    assert metrics(app) == {
        "Vector length": "3,072",
        "Neighbour left or right": "1",
        "Neighbour above or below": "32",
        "Parameters of the linear layer": f"{parameters:,}",
    }
    assert parameters == 3 * 32 * 32 * 6 + 6 == 18_438
    text = prose(app)
    assert "Left and right went **1** apart, above and below **32**" in text
    assert "all four are just some of 3,072 inputs" in text
    assert "Red, green and blue of one pixel went 1,024 apart" in text
    assert "`vector.reshape(3, 32, 32)` is the picture again" in text
    places = [formula.value for formula in app.latex]
    assert r"0 \cdot 1024 + 16 \cdot 32 + 16 = 528" in places[0]
    assert r"3 \cdot 32 \cdot 32 \cdot 6 + 6 = 18{,}438" in places[1]


@pytest.mark.parametrize(
    ("layout", "width", "distances"),
    [
        ("grey", 32, ("1", "32")),
        ("chw", 20, ("1", "20")),
        ("hwc", 32, ("3", "96")),
        ("hwc", 20, ("3", "60")),
        ("grey", 1, ("none", "1")),
        ("hwc", 1, ("none", "3")),
    ],
)
def test_distances_follow_layout_and_width(
    visit: Visit, layout: str, width: int, distances: tuple[str, str]
) -> None:
    app = visit("pixels", pixel_layout=layout, pixel_width=str(width))
    shown = metrics(app)
    assert (shown["Neighbour left or right"], shown["Neighbour above or below"]) == distances
    channels = 1 if layout == "grey" else 3
    assert shown["Vector length"] == f"{channels * 32 * width:,}"


def test_the_link_keeps_the_pinned_pixel(visit: Visit) -> None:
    app = visit("pixels", pixel_at="1,12,7")
    assert r"1 \cdot 1024 + 12 \cdot 32 + 7 = 1415" in app.latex[0].value
    sent = component(app, "pixel_vector")
    assert sent["pinned"] == {"channel": 1, "row": 12, "column": 7}
    app = visit("pixels", pixel_at="1,12,7", pixel_layout="hwc")
    assert r"12 \cdot 96 + 7 \cdot 3 + 1 = 1174" in app.latex[0].value
    app = visit("pixels", pixel_at="2,31,31", pixel_layout="grey", pixel_width="8")
    assert r"31 \cdot 8 + 7 = 255" in app.latex[0].value  # the nearest pixel there is


def test_a_pin_goes_into_the_link(visit: Visit) -> None:
    app = visit("pixels", pixel_layout="grey")
    app.session_state["pixel_at"] = "0,3,4"
    app.run()
    assert app.query_params["pixel_at"] == "0,3,4"
    assert r"3 \cdot 32 + 4 = 100" in app.latex[0].value


@pytest.mark.parametrize(
    ("at", "layout", "sentence"),
    [
        ("0,16,31", "grey", "ends its row: 1 further stands x[17, 0], at the other side"),
        ("1,16,0", "chw", "begins its row: 1 back stands x[1, 15, 31], at the other side"),
        ("0,31,31", "chw", "ends its row: 1 further stands x[1, 0, 0], in another plane"),
        ("2,16,31", "hwc", "ends its row: 3 further stands x[17, 0, 2], at the other side"),
    ],
)
def test_the_end_of_a_row_is_told(visit: Visit, at: str, layout: str, sentence: str) -> None:
    assert sentence in prose(visit("pixels", pixel_at=at, pixel_layout=layout))


def test_the_vectors_ends_have_nothing_beyond(visit: Visit) -> None:
    for at in ("0,0,0", "0,31,31"):
        assert "its row" not in prose(visit("pixels", pixel_at=at, pixel_layout="grey"))


@pytest.mark.parametrize("layout", ["grey", "chw", "hwc"])
@pytest.mark.parametrize("look", LOOKS)
def test_one_pixel_has_no_neighbours(visit: Visit, look: str, layout: str) -> None:
    app = visit("pixels", pixel_width="1", pixel_height="1", pixel_layout=layout, pixel_view=look)
    assert not problems(app)
    assert not app.warning
    shown = metrics(app)
    assert shown["Neighbour left or right"] == shown["Neighbour above or below"] == "none"
    assert "A single pixel has no neighbours" in prose(app)


def test_one_number_cannot_be_folded(visit: Visit) -> None:
    app = visit("pixels", pixel_width="1", pixel_height="1", pixel_layout="grey")
    assert any("nothing to fold" in caption.value for caption in app.caption)


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("layout", ["grey", "chw", "hwc"])
@pytest.mark.parametrize("image", ["cat", "coins", "column_7x7"])
def test_every_closer_look_on_every_layout(
    visit: Visit, look: str, layout: str, image: str
) -> None:
    app = visit("pixels", pixel_view=look, pixel_layout=layout, image=image)
    assert not problems(app)
    assert not app.warning
    height = width = 7 if image == "column_7x7" else 32
    inputs = (1 if layout == "grey" else 3) * height * width
    assert metrics(app)["Parameters of the linear layer"] == f"{inputs * 6 + 6:,}"


def test_small_arrays_keep_their_numbers_and_say_so(visit: Visit) -> None:
    app = visit("pixels", image="column_7x7", pixel_layout="grey", pixel_at="0,2,6")
    assert any("beyond 7 × 7 pixels they are not in use" in c.value for c in app.caption)
    sent = component(app, "pixel_vector")
    assert (sent["range"], sent["decimals"]) == ([1, 99], None)
    app = visit("pixels", image="column_7x7", pixel_layout="grey", pixel_width="5")
    assert metrics(app)["Vector length"] == str(7 * 5)


def test_values_as_a_file_holds_them(visit: Visit) -> None:
    app = visit("pixels", pixel_values="byte")
    sent = component(app, "pixel_vector")
    assert (sent["factor"], sent["decimals"]) == (255, 0)
    assert "0 to 255" in str(sent["notes"])


# --- closer looks -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("link", "width", "row"),
    [
        ({}, 31, 32),
        ({"pixel_fold": "40"}, 40, 32),
        ({"pixel_layout": "hwc"}, 95, 96),
        ({"pixel_layout": "hwc", "pixel_fold": "31"}, 95, 96),  # no width on offer there
        ({"pixel_width": "64"}, 63, 64),
        ({"pixel_width": "1"}, 1, 1),
    ],
)
def test_the_fold_opens_where_the_link_says(
    visit: Visit, link: dict[str, str], width: int, row: int
) -> None:
    sent = component(visit("pixels", **link), "vector_fold")
    assert (sent["width"], sent["true_width"]) == (width, row)


def test_the_rows_of_the_default_pictures_fit_best_at_their_width(visit: Visit) -> None:
    for image, layout in itertools.product(("cat", "coffee", "camera"), ("grey", "chw", "hwc")):
        app = visit("pixels", image=image, pixel_layout=layout)
        sent = component(app, "vector_fold")
        fits = list(sent["fits"])
        assert sent["least"] + fits.index(max(fits)) == sent["true_width"], (image, layout)


def test_three_orders_of_the_pinned_pixel(visit: Visit) -> None:
    rows = visit("pixels", pixel_view="orders", pixel_at="1,12,7").table[0].value
    assert rows["(H, W)"].tolist()[2] == f"`vector[{12 * 32 + 7}]`"
    assert rows["(C, H, W)"].tolist()[1:6] == [
        "`x[1, 12, 7]`", "`vector[1415]`", "1 apart", "32 apart", "1,024 apart",
    ]  # fmt: skip
    assert rows["(H, W, C)"].tolist()[1:6] == [
        "`x[12, 7, 1]`", "`vector[1174]`", "3 apart", "96 apart", "1 apart",
    ]  # fmt: skip


def test_the_way_back_in_the_table_is_pytorchs(visit: Visit) -> None:
    rows = visit("pixels", pixel_view="orders").table[0].value
    picture = torch.arange(3 * 32 * 32).reshape(3, 32, 32)
    vectors = {
        "(H, W)": (picture[:1].flatten(), picture[:1]),
        "(C, H, W)": (picture.flatten(), picture),
        "(H, W, C)": (picture.permute(1, 2, 0).flatten(), picture),
    }
    for title, (vector, expected) in vectors.items():
        code = f"vector.{rows[title].iloc[-1].strip('`')}"
        assert torch.equal(eval(code, {"vector": vector}), expected)  # noqa: S307


@pytest.mark.parametrize("layout", ["grey", "chw", "hwc"])
def test_shuffling_is_rounding_to_the_linear_layer_only(visit: Visit, layout: str) -> None:
    app = visit("pixels", pixel_view="shuffle", pixel_layout=layout, pixel_seed="3")
    shown = metrics(app)
    assert "10⁻" in shown["Linear layer: largest difference"]
    assert float(shown["3 × 3 convolution: largest difference"]) > 0.5
    text = prose(app)
    assert "PyTorch's start, seed 3, nothing learned" in text
    assert "What differs: float32 rounding" in text
    rows = app.table[0].value
    before, after = (
        [float(value.replace("−", "-")) for value in rows.iloc[:, column]] for column in (1, 2)
    )
    assert len(before) == 4
    assert before == pytest.approx(after, abs=1e-5)


def test_one_colour_for_all_pixels_cannot_be_shuffled(visit: Visit) -> None:
    app = visit("pixels", pixel_view="shuffle", pixel_width="1", pixel_height="1")
    shown = metrics(app)
    assert shown["Linear layer: largest difference"] == "0"
    assert shown["3 × 3 convolution: largest difference"] == "0"


def test_costs_worked_by_hand(visit: Visit) -> None:
    rows = visit("pixels", pixel_view="cost").table[0].value
    assert rows["input"].tolist() == ["1 × 28 × 28", "3 × 32 × 32", "3 × 224 × 224"]
    assert rows["6 outputs"].tolist()[1] == "18,438 (72 KiB)"  # 18,438 · 4 / 1024 = 72.02
    n = 3 * 224 * 224
    assert rows["4,096 outputs"].tolist()[2].startswith(f"{n * 4096 + 4096:,} (2.3 GiB)")
    assert rows["as many outputs as inputs"].tolist()[2] == f"{n * n + n:,} (84.4 GiB)"
    assert rows["3 × 3 convolution, 6 filters"].tolist() == [
        str(1 * 9 * 6 + 6), str(3 * 9 * 6 + 6), "168",
    ]  # fmt: skip


def test_the_present_picture_joins_the_costs(visit: Visit) -> None:
    app = visit("pixels", pixel_view="cost", pixel_width="64", pixel_out_features="100")
    rows = app.table[0].value
    assert rows["input"].tolist()[-1] == "3 × 32 × 64"
    assert rows["100 outputs"].tolist()[-1].startswith(f"{3 * 32 * 64 * 100 + 100:,}")


# --- links, challenges, controls --------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("pixel_width", "0"),
        ("pixel_width", "65"),
        ("pixel_width", "abc"),
        ("pixel_height", "-1"),
        ("pixel_out_features", "1e9"),
        ("pixel_layout", "cwh"),
        ("pixel_values", "bits"),
        ("pixel_view", "nothing"),
        ("pixel_at", "0,0"),
        ("pixel_at", "0,0,64"),
        ("pixel_at", "3,0,0"),
        ("pixel_at", "<script>"),
        ("pixel_fold", "0"),
        ("pixel_fold", "abc"),
        ("pixel_seed", "100"),
        ("pixel_template", "64"),
        ("pixel_filter", "-1"),
        ("pixel_template_shift", "9"),
    ],
)
def test_a_bad_value_in_a_link_is_ignored_and_told(visit: Visit, key: str, value: str) -> None:
    app = visit("pixels", **{key: value})
    assert not problems(app)
    assert metrics(app)["Parameters of the linear layer"] == "18,438"
    assert any(f"{key}={value[:40]}" in note.value for note in app.info)


def test_challenges_lead_to_what_they_say_from_anywhere(visit: Visit) -> None:
    app = visit("pixels", pixel_width="11", pixel_height="5", image="column_7x7")
    for number in (0, 1, 2, 3, 0):
        app.button(key=f"pixels_challenge_{number}").click().run()
        assert not problems(app)
        shown = metrics(app)
        if number == 0:
            assert shown["Neighbour above or below"] == "96"
        if number == 1:
            assert "The pinned pixel ends its row" in prose(app)
        if number == 2:
            sent = component(app, "vector_fold")
            assert (sent["width"], sent["true_width"]) == (31, 32)
        if number == 3:
            assert "4 pixels further to the left" in prose(app)
    app.button(key="pixels_reset").click().run()
    assert metrics(app)["Neighbour above or below"] == "32"


@pytest.mark.parametrize("key", ["pixel_width", "pixel_height", "pixel_out_features"])
def test_every_slider_answers_at_both_ends(visit: Visit, key: str) -> None:
    app = visit("pixels")
    slider = app.slider(key=key)
    for value in (slider.min, slider.max):
        app.slider(key=key).set_value(int(value)).run()
        assert not problems(app)
        assert len(app.metric) == 4


def test_torch_is_not_needed_before_the_shuffle() -> None:
    """A first visitor does not wait for PyTorch on this page."""
    script = (
        "import sys\nfrom explorer.ui.pixels import lab, views\nassert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=120)
