"""The pooling grid in Chromium: winners, averages, padding, cut windows, colours and the phone.

What it shares with the linked grid (playing, speed, touch) is tested there.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from playwright.sync_api import Browser, expect
from torch.nn import functional

from explorer.data.samples import load_sample
from tests.browser.grid_page import Grid, Open, opener
from tests.serving import streamlit_server

pytestmark = pytest.mark.browser

SCRIPT = Path(__file__).parent / "scripts" / "pooling_grid_app.py"
# 1 1 2 4      the example of the cases on 4 × 4
# 5 6 7 8
# 3 2 1 0
# 1 2 3 4
FOUR = {"input": (4, 4), "kernel": (2, 2), "output": (2, 2)}
OVERLAP = {"input": (6, 6), "kernel": (3, 3), "output": (4, 4)}  # with a ring of padding
FIVE = {"input": (6, 6), "kernel": (2, 2), "output": (3, 3)}  # 0 to 24; a window hangs over
SIGNED = {"input": (10, 10), "kernel": (3, 3), "output": (4, 4)}
PHOTO = {"input": (128, 128), "kernel": (2, 2), "output": (64, 64)}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with streamlit_server(SCRIPT, tmp_path_factory.mktemp("pooling") / "server.log") as url:
        yield url


@pytest.fixture
def open_grid(server: str, chromium: Browser) -> Iterator[Open]:
    with opener(server, chromium) as open_case:
        yield open_case


def expect_agreement(grid: Grid) -> None:
    """PyTorch's value of the cell under the pointer is the browser's."""
    expect(grid.page.locator(".check")).to_contain_text("✓")


def test_the_largest_value_wins_and_says_where_it_stood(open_grid: Open) -> None:
    grid = open_grid("max", FOUR)
    before = len(grid.sent)
    grid.hover("output", 1, 0)
    assert grid.told("readout") == "output[1, 0] = max(3, 2, 1, 2) = 3, from input[2, 0]"
    assert grid.told("winner") == "2,0"
    expect(grid.page.locator(".check")).to_have_text("PyTorch 3 ✓")
    grid.hover("output", 0, 1)
    assert grid.told("readout") == "output[0, 1] = max(2, 4, 7, 8) = 8, from input[1, 3]"
    assert len(grid.sent) == before
    assert grid.errors == []


@pytest.mark.parametrize(
    ("case", "sizes", "cell", "told"),
    [
        ("average", FOUR, (0, 0), "(1 + 1 + 5 + 6) / 4 = 3.25"),
        # a corner with padding: the zeros count, or they do not
        ("overlap_average", OVERLAP, (0, 0), "(0 + 0 + 0 + 0 + 1 + 1 + 0 + 5 + 6) / 9 = 1.4444"),
        ("excluded", OVERLAP, (0, 0), "(1 + 1 + 5 + 6) / 4 = 3.25"),
        # ceil_mode: what hangs over the edge is in no divisor
        ("ceil_average", FIVE, (2, 2), "(24) / 1 = 24"),
        ("ceil_average", FIVE, (0, 2), "(4 + 9) / 2 = 6.5"),
    ],
)
def test_an_average_has_its_true_divisor(
    open_grid: Open, case: str, sizes: dict[str, tuple[int, int]], cell: tuple[int, int], told: str
) -> None:
    grid = open_grid(case, sizes)
    grid.hover("output", *cell)
    assert grid.told("readout") == f"output[{cell[0]}, {cell[1]}] = {told}"
    expect_agreement(grid)
    assert grid.told("winner") == ""


def test_the_padding_of_a_maximum_is_minus_infinity_and_never_wins(open_grid: Open) -> None:
    grid = open_grid("overlap", OVERLAP)
    grid.hover("output", 0, 0)
    assert grid.told("readout") == (
        "output[0, 0] = max(−∞, −∞, −∞, −∞, 1, 1, −∞, 5, 6) = 6, from input[1, 1]"
    )
    # 6 × 6 cells with the ring, of which 4 × 4 are the picture's
    assert [text for text, _ in grid.written("input")].count("−∞") == 36 - 16
    expect(grid.page.locator(".keys").first).to_contain_text("padding 1 (−∞)")
    grid.hover("input", 0, 1)
    assert grid.told("readout") == "padding[−1, 0] = −∞; windows that use it: 2, −∞ never wins"
    assert grid.lit("output") == []


def test_an_input_cell_lights_the_windows_that_it_won(open_grid: Open) -> None:
    grid = open_grid("overlap", OVERLAP)
    grid.hover("input", 2, 3)
    # the 7: in nine windows, but six of them hold the 8 beside it
    assert grid.told("readout") == "input[1, 2] = 7; windows that use it: 9, it won: 3"
    assert grid.lit("output") == [(0, 1), (1, 1), (2, 1)]
    grid.hover("input", 3, 2)
    assert grid.told("readout") == "input[2, 1] = 2; windows that use it: 9, it won: 0"
    assert grid.lit("output") == []


def test_an_input_cell_of_averages_tells_its_shares(open_grid: Open) -> None:
    grid = open_grid("excluded", OVERLAP)
    grid.hover("input", 1, 1)
    # windows with 4, 6, 6 and 9 real pixels: 1/4 + 1/6 + 1/6 + 1/9 = 0.694
    assert grid.told("readout") == (
        "input[0, 0] = 1; windows that use it: 4, its shares add up to 0.694"
    )
    assert len(grid.lit("output")) == 4
    grid.hover("input", 0, 0)
    assert grid.told("readout") == "padding[−1, −1] = 0; windows that use it: 1, not counted"


def test_a_position_of_the_window_tells_where_it_stands_and_what_it_won(open_grid: Open) -> None:
    grid = open_grid("max", FOUR)
    grid.hover("kernel", 1, 1)
    assert grid.lit("input") == [(1, 1), (1, 3), (3, 1), (3, 3)]
    # 6, 8 and 4 stand below on the right; the 3 of the third window stands above on the left
    assert grid.told("readout").endswith("one a window: 4; windows won from there: 3")
    assert grid.lit("output") == [(0, 0), (0, 1), (1, 1)]


def test_what_hangs_over_the_edge_is_not_counted(open_grid: Open) -> None:
    grid = open_grid("ceil", FIVE)
    expect(grid.page.get_by_text("not counted", exact=True)).to_be_visible()
    grid.hover("output", 2, 0)
    assert grid.told("readout") == "output[2, 0] = max(20, 21) = 21, from input[4, 1]"
    grid.page.get_by_text("All values of the window").click()
    rows = grid.page.locator("tbody tr")
    expect(rows).to_have_count(4)
    grid.hover("output", 2, 2)
    assert rows.nth(0).inner_text().split("\t") == ["0, 0", "input[4, 4]", "24", "✓"]
    last = ["1, 1", "past the edge[5, 5]", "–", "not counted"]
    assert rows.nth(3).inner_text().split("\t") == last
    grid.hover("input", 5, 5)
    assert grid.told("readout") == "past the edge[5, 5]; not counted"
    plain = open_grid("floor", {"output": (2, 2)})
    expect(plain.page.get_by_text("not counted", exact=True)).to_be_hidden()
    # 5 × 5 without the 4 × 4 that the windows tile: 25 − 16 = 9
    expect(plain.page.locator(".keys").first).to_contain_text("never visited: 9")


def test_of_equal_values_the_first_wins(open_grid: Open) -> None:
    grid = open_grid("ties", FOUR)
    grid.hover("output", 1, 1)
    assert grid.told("readout") == (
        "output[1, 1] = max(1, 1, 1, 1) = 1, from input[2, 2] (first of equals: 4)"
    )


def test_the_table_tells_each_share(open_grid: Open) -> None:
    grid = open_grid("average", FOUR)
    grid.page.get_by_text("All values of the window").click()
    shares = grid.page.locator("tbody tr td:last-child")
    assert shares.all_inner_texts() == ["1/4"] * 4
    assert grid.page.locator("tfoot td").nth(1).inner_text() == "3.25"


@pytest.mark.parametrize(
    ("case", "size"),
    [
        ("signed", (4, 4)), ("overlap_average", (4, 4)), ("excluded", (4, 4)),
        ("ceil_average", (3, 3)), ("one_padded", (2, 2)), ("hanging", (1, 1)), ("wide", (1, 6)),
    ],
)  # fmt: skip
def test_every_window_agrees_with_pytorch(
    open_grid: Open, case: str, size: tuple[int, int]
) -> None:
    grid = open_grid(case, {"output": size})
    for row in range(size[0]):
        for column in range(size[1]):
            grid.hover("output", row, column)
            assert grid.told("readout").startswith(f"output[{row}, {column}] = ")
            expect_agreement(grid)
    assert grid.errors == []


def test_winners_are_those_of_pytorch(open_grid: Open) -> None:
    grid = open_grid("signed", SIGNED)
    noise = np.random.default_rng(0).normal(0, 2, (1, 8, 8)).round(2).astype(np.float32)
    places = functional.max_pool2d_with_indices(torch.from_numpy(noise), 3, 2, 1)[1][0]
    for row in range(4):
        for column in range(4):
            grid.hover("output", row, column)
            winner = divmod(int(places[row, column]), 8)
            assert grid.told("winner") == f"{winner[0]},{winner[1]}"


def test_a_colour_picture_has_a_winner_in_each_channel(open_grid: Open) -> None:
    grid = open_grid("photo", PHOTO)
    photo = torch.tensor(load_sample("cat", 128).pixels)
    values, places = functional.max_pool2d_with_indices(photo, 2)
    for row, column in [(0, 0), (10, 20), (33, 40), (63, 63)]:
        grid.hover("output", row, column)
        winners = [divmod(int(place), 128) for place in places[:, row, column]]
        assert grid.told("winner") == " ".join(f"{r},{c}" for r, c in winners)
        expect_agreement(grid)
        amounts = [float(text) for text in grid.page.locator(".tab .amount").all_inner_texts()]
        assert amounts == pytest.approx(values[:, row, column].tolist(), abs=0.006)
    grid.page.get_by_role("tab", name="green").click()
    expect(grid.root).to_have_attribute("data-tab", "1")
    grid.hover("output", 10, 20)
    green = divmod(int(places[1, 10, 20]), 128)
    assert grid.told("winner") == f"{green[0]},{green[1]}"
    assert grid.told("readout").startswith("output[10, 20] = green max(")


def test_the_window_shows_its_values_and_none_stands_for_a_cell_not_counted(
    open_grid: Open,
) -> None:
    grid = open_grid("ceil", FIVE)
    grid.hover("output", 0, 2)
    assert [text for text, _ in grid.written("kernel")][-2:] == ["4", "9"]
    grid = open_grid("small_photo", {"input": (8, 8), "kernel": (2, 2), "output": (4, 4)})
    grid.hover("output", 1, 1)
    lines = [text for text, _ in grid.written("kernel")][-12:]
    assert [line[0] for line in lines] == ["r", "g", "b"] * 4  # three channels in each of 2 × 2
    least = load_sample("cat", 8).pixels[0, 2:4, 2:4].ravel()
    assert [float(line[2:]) for line in lines[::3]] == pytest.approx(least.tolist(), abs=6e-4)


def test_keys_move_pin_and_let_go(open_grid: Open) -> None:
    grid = open_grid("pinned", FOUR)
    assert (grid.told("pinned"), grid.told("cursor")) == ("1,0", "1,0")
    grid.canvas("output").focus()
    grid.page.keyboard.press("ArrowRight")
    expect(grid.page.locator(".spoken")).to_contain_text("max(1, 0, 3, 4) = 4, from input[3, 3]")
    grid.page.keyboard.press("Enter")
    grid.expect_text("pinned=(1, 1)")
    grid.page.keyboard.press("Escape")
    grid.expect_text("pinned=None")
    grid.canvas("kernel").focus()
    grid.page.keyboard.press("ArrowDown")
    grid.page.keyboard.press("+")  # nothing to edit here
    expect(grid.root).to_have_attribute("data-hover", "kernel:1,0")
    assert grid.errors == []


def test_dragging_in_the_window_changes_nothing(open_grid: Open) -> None:
    grid = open_grid("max", FOUR)
    x, y = grid.place("kernel", 0, 0)
    before = len(grid.sent)
    grid.page.mouse.move(x, y)
    grid.page.mouse.down()
    grid.page.mouse.move(x, y - 40, steps=5)
    grid.page.mouse.up()
    grid.page.mouse.dblclick(x, y)
    expect(grid.page.locator(".editor")).to_have_count(0)
    assert len(grid.sent) == before
    assert grid.errors == []


def test_the_page_may_ask_for_another_channel(open_grid: Open) -> None:
    grid = open_grid("changing", {"output": (8, 8)})
    grid.page.get_by_role("tab", name="green").click()
    grid.page.mouse.click(*grid.place("output", 4, 5))
    grid.expect_text("pinned=(4, 5)")
    assert "max(" in grid.told("readout")
    grid.page.get_by_text("take the average", exact=True).click()
    expect(grid.page.locator(".equals")).to_have_attribute("aria-label", "avg")
    assert (grid.told("tab"), grid.told("cursor")) == ("1", "4,5")
    assert ") / 4 = " in grid.told("readout")
    grid.page.get_by_text("ask for the third", exact=True).click()
    expect(grid.root).to_have_attribute("data-tab", "2")
    expect_agreement(grid)


@pytest.mark.parametrize("case", ["max", "overlap", "ceil", "photo", "eight", "one", "wide"])
def test_a_phone_needs_no_sideways_scrolling(open_grid: Open, case: str) -> None:
    grid = open_grid(case, width=390)
    grid.expect_within(390)


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("tab", ["colour", "red"])
def test_nothing_moves_while_hovering(open_grid: Open, width: int, tab: str) -> None:
    sizes = {"input": (40, 40), "kernel": (8, 8), "output": (9, 9)}
    grid = open_grid("eight", sizes, width=width)
    grid.page.get_by_role("tab", name=tab).click()
    heights = set()
    for place in [("output", 0, 0), ("output", 4, 4), ("kernel", 4, 4), ("input", 20, 20)]:
        grid.hover(*place)
        heights.add(grid.root.evaluate("root => root.getBoundingClientRect().height"))
    assert len(heights) == 1


@pytest.mark.parametrize("case", ["photo", "large"])
def test_a_hover_is_drawn_within_a_frame(open_grid: Open, case: str) -> None:
    grid = open_grid(case, {"output": {"photo": (64, 64), "large": (505, 505)}[case]})
    grid.expect_quick_hovers(case)


def test_a_dark_page_has_its_own_colours(open_grid: Open) -> None:
    colours = set()
    for theme in ("light", "dark"):
        grid = open_grid("overlap", OVERLAP, theme=theme)
        grid.hover("output", 1, 1)
        colours.add(grid.root.evaluate("root => getComputedStyle(root).color"))
        corner = grid.pixels("input")[:3]  # padding: the theme's own panel
        assert (sum(corner) / 3 > 128) == (theme == "light")
    assert len(colours) == 2
