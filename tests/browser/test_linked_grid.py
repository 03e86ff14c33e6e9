"""The linked grid in Chromium: hovering, keys, touch, walking, editing, themes and the phone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.grid_page import Open, opener
from tests.serving import streamlit_server

pytestmark = pytest.mark.browser

SCRIPT = Path(__file__).parent / "scripts" / "linked_grid_app.py"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with streamlit_server(SCRIPT, tmp_path_factory.mktemp("grid") / "server.log") as url:
        yield url


@pytest.fixture
def open_grid(server: str, chromium: Browser) -> Iterator[Open]:
    with opener(server, chromium) as open_case:
        yield open_case


CROSS = {"input": (5, 5), "kernel": (3, 3), "output": (3, 3)}
LOST = {"input": (7, 7), "kernel": (3, 3), "output": (2, 2)}
PHOTO = {"input": (68, 68), "kernel": (3, 3), "output": (66, 66)}


def test_hovering_an_output_cell_tells_its_products_and_sends_nothing(open_grid: Open) -> None:
    grid = open_grid("cross", CROSS)
    before = len(grid.sent)
    grid.hover("output", 1, 1)
    # the middle of the picture is the kernel itself: five ones meet five ones
    assert grid.told("readout") == (
        "output[1, 1] = 1·1 + 0·0 + 1·1 + 0·0 + 1·1 + 0·0 + 1·1 + 0·0 + 1·1 = 5"
    )
    expect(grid.page.locator(".check")).to_have_text("PyTorch 5 ✓")
    grid.hover("output", 0, 1)
    assert grid.told("readout").endswith("= 0")
    for row in range(3):
        for column in range(3):
            grid.hover("output", row, column)
    assert len(grid.sent) == before
    assert grid.errors == []


def test_the_sign_between_input_and_kernel_says_what_it_is(open_grid: Open) -> None:
    grid = open_grid("cross", CROSS)
    sign = grid.page.get_by_role("img", name="cross-correlation")
    expect(sign).to_have_text("⋆")
    expect(sign).to_have_attribute("title", "cross-correlation")


def test_the_bias_joins_the_sum(open_grid: Open) -> None:
    grid = open_grid("editable", CROSS)
    grid.hover("output", 1, 1)
    # a cross under diagonal taps: only the middle counts, 1·1, and 0.5 of bias
    assert grid.told("readout") == (
        "output[1, 1] = 0·1 + 1·0 + 0·1 + 1·0 + 1·1 + 1·0 + 0·1 + 1·0 + 0·1 = 1 + bias 0.5 = 1.5"
    )


def test_hovering_a_weight_lights_every_input_cell_it_meets(open_grid: Open) -> None:
    grid = open_grid("lost", LOST)
    grid.hover("kernel", 0, 1)
    # stride 3: window rows start at 0 and 3, and tap (0, 1) lies one column to the right
    assert grid.lit("input") == [(0, 1), (0, 4), (3, 1), (3, 4)]
    assert grid.told("readout").startswith("weight[0, 1] = 1; ")
    assert grid.told("readout").endswith(": 4")


def test_hovering_an_input_cell_lights_every_output_cell_that_uses_it(open_grid: Open) -> None:
    grid = open_grid("cross", CROSS)
    grid.hover("input", 2, 2)
    assert len(grid.lit("output")) == 9
    assert "windows that use it: 9" in grid.told("readout")
    grid.hover("input", 0, 1)
    assert grid.lit("output") == [(0, 0), (0, 1)]
    assert "windows that use it: 2" in grid.told("readout")


def test_rows_and_columns_that_are_no_pixels_are_called_by_their_names(open_grid: Open) -> None:
    grid = open_grid("named", {"input": (6, 5), "kernel": (3, 3), "output": (4, 3)})
    grid.hover("output", 3, 1)
    assert grid.told("readout").startswith("output[3, 1] (10 Hz, 1 s) = ")
    grid.hover("input", 1, 3)  # under the padding's row: the first real one
    assert grid.told("readout").startswith("input[0, 2] (40 Hz, 2 s) = 2; ")
    grid.hover("input", 0, 3)
    assert grid.told("readout").startswith("padding[−1, 2] = 0; ")
    for pane in ("input", "kernel", "output"):
        beside = grid.page.locator(f".pane-{pane} .axis.up")
        expect(beside).to_have_text("frequency →")
        picture = grid.canvas(pane).bounding_box()
        words = beside.bounding_box()
        assert picture is not None
        assert words is not None
        assert words["x"] + words["width"] <= picture["x"] + 6  # beside, over nothing
        assert words["height"] > words["width"]  # upright
        expect(grid.page.locator(f".pane-{pane} .axis.across")).to_have_text("time →")


def test_pixels_have_no_words_beside_them(open_grid: Open) -> None:
    grid = open_grid("cross", CROSS)
    for words in grid.page.locator(".axis").all():
        expect(words).to_be_hidden()


def test_a_cell_that_no_window_touches_says_so(open_grid: Open) -> None:
    grid = open_grid("lost", LOST)
    grid.hover("input", 3, 6)
    assert grid.told("readout") == (
        "input[3, 6] = 99; windows that use it: 0, no window touches this cell"
    )
    assert grid.lit("output") == []
    # 7 × 7 without the 6 × 6 that the windows tile: 49 − 36 = 13
    expect(grid.page.locator(".keys")).to_contain_text("never visited: 13")


def test_padding_is_told_from_the_picture(open_grid: Open) -> None:
    grid = open_grid("reflect", PHOTO)
    grid.hover("input", 0, 2)
    assert grid.told("readout").startswith("padding[−2, 0] = red ")
    grid.hover("input", 2, 2)
    assert grid.told("readout").startswith("input[0, 0] = red ")


def test_several_channels_tell_their_partial_sums(open_grid: Open) -> None:
    grid = open_grid("reflect", PHOTO)
    grid.hover("output", 33, 40)
    told = re.fullmatch(
        r"output\[33, 40\] = red (\S+) \+ green (\S+) \+ blue (\S+) \+ bias (\S+) = (\S+)",
        grid.told("readout"),
    )
    assert told is not None
    *parts, total = (float(number.replace("−", "-")) for number in told.groups())
    assert parts[3] == 0.1
    assert sum(parts) == pytest.approx(total, abs=2.5e-4)  # each is rounded to four decimals
    expect(grid.page.locator(".check")).to_contain_text("✓")
    red = grid.page.get_by_role("tab").nth(1)
    amount = red.locator(".amount").inner_text().replace("−", "-")
    assert float(amount) == pytest.approx(parts[0], abs=0.006)
    red.click()
    expect(grid.root).to_have_attribute("data-tab", "0")
    expect(grid.page.locator(".work")).to_contain_text("red: ")


def test_dilation_reads_every_other_cell(open_grid: Open) -> None:
    sizes = {"input": (16, 16), "kernel": (3, 3), "output": (12, 12)}
    grid = open_grid("dilated", sizes)
    grid.hover("kernel", 1, 2)
    # one row down times 2, two columns right times 2: 12 × 12 cells from (2, 4)
    assert grid.lit("input") == [(r, c) for r in range(2, 14) for c in range(4, 16)]


def test_arrows_move_enter_pins_and_escape_lets_go(open_grid: Open) -> None:
    grid = open_grid("cross", CROSS)
    grid.canvas("output").focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "ArrowDown"):
        grid.page.keyboard.press(key)
    expect(grid.root).to_have_attribute("data-cursor", "2,1")  # three rows: no further down
    expect(grid.page.locator(".spoken")).to_contain_text("output[2, 1]")
    grid.page.keyboard.press("Enter")
    grid.expect_text("pinned=(2, 1)")
    grid.page.keyboard.press("Escape")
    grid.expect_text("pinned=None")


def test_arrows_walk_over_input_and_kernel_too(open_grid: Open) -> None:
    grid = open_grid("cross", CROSS)
    grid.canvas("kernel").focus()
    grid.page.keyboard.press("ArrowDown")
    expect(grid.root).to_have_attribute("data-hover", "kernel:1,0")
    grid.canvas("input").focus()
    grid.page.keyboard.press("ArrowDown")
    grid.page.keyboard.press("ArrowRight")
    expect(grid.root).to_have_attribute("data-hover", "input:0,1")


def test_a_click_pins_and_a_second_click_lets_go(open_grid: Open) -> None:
    grid = open_grid("cross", CROSS)
    grid.page.mouse.click(*grid.place("output", 2, 0))
    grid.expect_text("pinned=(2, 0)")
    grid.leave()
    grid.hover("output", 0, 0)
    grid.leave()
    expect(grid.root).to_have_attribute("data-cursor", "2,0")  # back to the pin
    grid.page.mouse.click(*grid.place("output", 2, 0))
    grid.expect_text("pinned=None")


def test_a_tap_looks_and_a_second_tap_pins(open_grid: Open) -> None:
    grid = open_grid("cross", CROSS, width=390, touch=True)
    place = grid.place("output", 1, 2)
    grid.page.touchscreen.tap(*place)
    expect(grid.root).to_have_attribute("data-hover", "output:1,2")
    assert grid.told("pinned") == ""
    grid.page.touchscreen.tap(*place)
    grid.expect_text("pinned=(1, 2)")


def test_the_window_walks_and_waits_under_the_pointer(open_grid: Open) -> None:
    grid = open_grid("reflect", PHOTO)
    grid.page.mouse.move(2, 2)
    before = len(grid.sent)
    grid.page.get_by_role("button", name="Play").click()
    expect(grid.root).to_have_attribute("data-playing", "true")
    expect(grid.root).not_to_have_attribute("data-cursor", "0,0")
    grid.hover("output", 30, 30)
    grid.page.wait_for_timeout(500)  # four cells at the default speed
    assert grid.told("cursor") == "30,30"
    grid.leave()
    expect(grid.root).not_to_have_attribute("data-cursor", "30,30")
    grid.page.get_by_role("button", name="Pause").click()
    expect(grid.root).to_have_attribute("data-playing", "false")
    stopped = grid.told("cursor")
    grid.page.get_by_role("button", name="One cell forward").click()
    expect(grid.root).not_to_have_attribute("data-cursor", stopped)
    grid.page.get_by_role("button", name="One cell back").click()
    expect(grid.root).to_have_attribute("data-cursor", stopped)
    assert len(grid.sent) == before


def test_space_plays_and_pauses(open_grid: Open) -> None:
    grid = open_grid("cross", CROSS)
    grid.canvas("output").focus()
    grid.page.keyboard.press("Space")
    expect(grid.root).to_have_attribute("data-playing", "true")
    grid.page.keyboard.press("Space")
    expect(grid.root).to_have_attribute("data-playing", "false")


def test_a_dragged_weight_recomputes_here_and_reports_once(open_grid: Open) -> None:
    grid = open_grid("editable", CROSS)
    x, y = grid.place("kernel", 1, 1)
    before = len(grid.sent)
    grid.page.mouse.move(x, y)
    grid.page.mouse.down()
    grid.page.mouse.move(x, y - 40, steps=10)  # 40 pixels / 4 a step × 0.05 = 0.5
    expect(grid.root).to_have_attribute("data-preview", "true")
    assert "weight[1, 1] = 1.5" in grid.told("readout")
    expect(grid.page.get_by_text("preview in the browser").first).to_be_visible()
    assert len(grid.sent) == before
    grid.page.mouse.up()
    grid.expect_text("edits=1")
    grid.expect_text("kernel=1 0 1 0 1.5 0 1 0 1")
    expect(grid.root).to_have_attribute("data-preview", "false")
    assert len(grid.sent) == before + 1
    grid.hover("output", 1, 1)
    assert grid.told("readout").endswith("= 1.5 + bias 0.5 = 2")
    expect(grid.page.locator(".check")).to_have_text("PyTorch 2 ✓")


def test_an_old_edit_is_not_told_again(open_grid: Open) -> None:
    grid = open_grid("editable", CROSS)
    x, y = grid.place("kernel", 0, 0)
    for number in (1, 2):
        grid.page.mouse.move(x, y)
        grid.page.mouse.down()
        grid.page.mouse.move(x, y + 20, steps=4)
        grid.page.mouse.up()
        grid.expect_text(f"edits={number}")
    grid.page.mouse.click(*grid.place("output", 0, 0))  # another run, with the edit still in state
    grid.expect_text("pinned=(0, 0)")
    grid.expect_text("edits=2")


@pytest.mark.parametrize("case", ["taken", "taken_same"])
def test_the_preview_is_what_pytorch_then_answers(open_grid: Open, case: str) -> None:
    grid = open_grid(case, {"input": (68, 68), "kernel": (3, 3), "output": (32, 32)})
    x, y = grid.place("kernel", 1, 2)
    grid.page.mouse.move(x, y)
    grid.page.mouse.down()
    grid.page.mouse.move(x, y - 60, steps=5)
    expect(grid.root).to_have_attribute("data-preview", "true")
    preview = grid.pixels("output")
    grid.page.mouse.up()
    expect(grid.root).to_have_attribute("data-preview", "false", timeout=15_000)
    answer = grid.pixels("output")
    assert len(set(answer)) > 50
    assert max(abs(a - b) for a, b in zip(preview, answer, strict=True)) <= 2
    grid.hover("output", 9, 9)
    expect(grid.page.locator(".check")).to_contain_text("✓")


def test_an_edit_that_python_does_not_take_stays_a_preview(open_grid: Open) -> None:
    grid = open_grid("dilated", {"input": (16, 16), "kernel": (3, 3), "output": (12, 12)})
    x, y = grid.place("kernel", 0, 2)
    grid.page.mouse.move(x, y)
    grid.page.mouse.down()
    grid.page.mouse.move(x, y - 40, steps=5)
    grid.page.mouse.up()
    grid.hover("output", 6, 6)
    expect(grid.page.locator(".check")).to_have_text("preview in the browser")


def test_keys_and_typed_numbers_change_a_weight(open_grid: Open) -> None:
    grid = open_grid("editable", CROSS)
    grid.canvas("kernel").focus()
    grid.page.keyboard.press("ArrowRight")
    grid.page.keyboard.press("+")
    grid.page.keyboard.press("+")
    grid.expect_text("kernel=1 0.2 1 0 1 0 1 0 1")
    grid.expect_text("edits=1")  # two keys, one report
    grid.page.keyboard.press("Shift+Minus")
    grid.expect_text("kernel=1 -0.8 1 0 1 0 1 0 1")
    grid.page.keyboard.press("Enter")
    grid.page.keyboard.type("2.25")
    grid.page.keyboard.press("Enter")
    grid.expect_text("kernel=1 2.25 1 0 1 0 1 0 1")
    grid.expect_text("edits=3")


@pytest.mark.parametrize(
    "case", ["cross", "named", "editable", "reflect", "thirteen", "seven", "one"]
)
def test_a_phone_needs_no_sideways_scrolling(open_grid: Open, case: str) -> None:
    grid = open_grid(case, width=390)
    grid.expect_within(390)


def test_a_dark_page_has_its_own_colours(open_grid: Open) -> None:
    colours = {}
    for theme in ("light", "dark"):
        grid = open_grid("reflect", PHOTO, theme=theme)
        grid.hover("output", 10, 10)
        colours[theme] = grid.root.evaluate("root => getComputedStyle(root).color")
        base = grid.canvas("output").locator("xpath=../canvas[1]")
        shades = base.evaluate(
            "c => new Set(c.getContext('2d').getImageData(0, 0, c.width, c.height).data).size"
        )
        assert shades > 50  # a picture, not one colour
        assert grid.errors == []
    assert colours["light"] != colours["dark"]


def test_new_data_leaves_the_visitor_where_they_were(open_grid: Open) -> None:
    sizes = {"input": (16, 16), "kernel": (3, 3), "output": (14, 14)}
    grid = open_grid("changing", sizes)
    grid.page.get_by_role("tab").nth(1).click()
    grid.page.get_by_role("button", name="uses").click()
    grid.page.mouse.click(*grid.place("output", 4, 5))
    grid.expect_text("pinned=(4, 5)")
    before = grid.told("readout")
    grid.page.get_by_text("sharp").click()
    expect(grid.root).not_to_have_attribute("data-readout", before)
    assert (grid.told("tab"), grid.told("view"), grid.told("pinned")) == ("1", "uses", "4,5")
    assert grid.told("cursor") == "4,5"
    expect(grid.page.locator(".check")).to_contain_text("✓")


def test_all_products_stand_in_a_table(open_grid: Open) -> None:
    grid = open_grid("seven", {"input": (32, 32), "kernel": (7, 7), "output": (26, 26)})
    assert "…" in grid.told("readout")
    grid.page.get_by_text("All products").click()
    expect(grid.page.locator("tbody tr")).to_have_count(49)
    products = [
        float(text.replace("−", "-"))
        for text in grid.page.locator("tbody tr td:last-child").all_inner_texts()
    ]
    total = float(grid.page.locator("tfoot td:last-child").inner_text().replace("−", "-"))
    assert sum(products) == pytest.approx(total, abs=49 * 5e-5)


def test_nothing_moves_while_hovering(open_grid: Open) -> None:
    grid = open_grid("thirteen", {"input": (128, 128), "kernel": (5, 5), "output": (62, 62)})
    heights = set()
    for pane, row, column in [("output", 3, 3), ("kernel", 4, 4), ("input", 127, 127)]:
        grid.hover(pane, row, column)
        heights.add(grid.root.evaluate("root => root.getBoundingClientRect().height"))
    assert len(heights) == 1


@pytest.mark.parametrize("case", ["reflect", "thirteen", "large"])
def test_a_hover_is_drawn_within_a_frame(open_grid: Open, case: str) -> None:
    sizes = {"reflect": (66, 66), "thirteen": (62, 62), "large": (310, 310)}
    grid = open_grid(case, {"output": sizes[case]})
    grid.expect_quick_hovers(case)


def test_a_cell_shows_the_number_that_the_readout_tells(open_grid: Open) -> None:
    grid = open_grid("fractions", {"output": (4, 4)})
    # a line of 29 in the fourth column: 29 · 0.0625, 29 · (−1 − 0.75), −29 · 0.75 at the top
    grid.hover("output", 1, 2)
    assert grid.told("readout").endswith("= 1.8125")
    grid.hover("output", 1, 1)
    assert grid.told("readout").endswith("= −50.75")
    assert float(grid.told("cell")) >= 34
    texts = {text for text, _ in grid.written("output")}
    assert texts == {"0", "1.8125", "−50.75", "−21.75"}


def test_a_tab_is_kept_by_name_and_only_while_there_are_the_same_names(open_grid: Open) -> None:
    grid = open_grid("recoloured", {"output": (14, 14)})
    chosen = grid.page.locator("[role=tab][aria-selected=true] .name")
    expect(chosen).to_have_text("colour")
    grid.page.get_by_role("tab", name="blue").click()
    grid.page.get_by_text("turned", exact=True).click()
    expect(grid.page.locator("[role=tab] .name").nth(1)).to_have_text("blue")
    expect(chosen).to_have_text("blue")
    grid.page.get_by_text("grey", exact=True).click()
    expect(grid.page.get_by_role("tab")).to_have_count(0)
    grid.page.get_by_text("grey", exact=True).click()
    expect(chosen).to_have_text("colour")


def test_rounding_noise_is_drawn_as_zero(open_grid: Open) -> None:
    grid = open_grid("flat", {"output": (6, 6)})
    legend = grid.page.locator(".pane-output .legend")
    expect(legend.locator(".end").first).to_be_empty()
    expect(legend.locator(".bar")).to_have_text("0")
    assert {text for text, _ in grid.written("output")} == {"0"}
    grid.hover("output", 2, 2)
    assert grid.told("readout").endswith("= 0")
    pixels = grid.pixels("output")
    colours = Counter(zip(pixels[0::4], pixels[1::4], pixels[2::4], strict=True))
    ((commonest, _),) = colours.most_common(1)
    assert max(commonest) - min(commonest) < 20  # near white, no end of the scale


def test_small_partial_sums_show_two_digits(open_grid: Open) -> None:
    grid = open_grid("thirteen", {"output": (62, 62)})
    shown: set[str] = set()
    for column in range(0, 60, 3):
        grid.hover("output", 20, column)
        shown |= set(grid.page.locator(".tab .amount").all_inner_texts())
    assert shown & {"0.00", "−0.00"} == set()
    small = {text for text in shown if abs(float(text.replace("−", "-"))) < 0.1}
    assert any(len(text.strip("−0.")) >= 2 for text in small)


def test_stripes_in_the_kernel_are_explained(open_grid: Open) -> None:
    grid = open_grid("reflect", PHOTO)
    note = grid.page.locator(".stripes-note")
    expect(note).to_have_text("stripes: weight in each channel; Σ: sum of the three products")
    grid.page.get_by_role("tab", name="red").click()
    expect(note).to_be_hidden()
    same = open_grid("changing", {})  # one kernel in all channels: no stripes
    expect(same.page.locator(".stripes-note")).to_be_hidden()


@pytest.mark.parametrize("case", ["seven", "seven_of_three", "reflect"])
@pytest.mark.parametrize("width", [1280, 390])
def test_letters_in_the_kernel_stay_readable(open_grid: Open, case: str, width: int) -> None:
    grid = open_grid(case, width=width)
    if case == "seven_of_three":
        grid.page.get_by_role("tab", name="red").click()
        expect(grid.root).to_have_attribute("data-tab", "0")
    grid.page.wait_for_timeout(100)
    written = grid.written("kernel")
    assert written
    assert min(size for _, size in written) >= 9
