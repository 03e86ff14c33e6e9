"""The matrix twin in Chromium: what lights up, what is told, keyboard, walk, phone, large."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.test_channel_sum import count_messages

pytestmark = pytest.mark.browser

SCRIPT = Path(__file__).parent / "scripts" / "matrix_twin_app.py"
PATIENCE_MS = 60_000
Server = Callable[[Path], AbstractContextManager[str]]


def open_twin(page: Page, address: str) -> Locator:
    page.goto(address)
    twin = page.locator(".matrix-twin")
    expect(twin).to_have_attribute("data-focus", "output,0", timeout=PATIENCE_MS)
    page.locator("[data-test-script-state='notRunning']").wait_for()
    return twin


def place(twin: Locator, name: str, row: float, column: float) -> dict[str, float]:
    """Middle of a cell on a map's canvas; row −1 of the matrix is the vector above it."""
    cells = twin.locator(f"canvas[data-map={name}]").get_attribute("data-cells")
    assert cells is not None
    x, y, wide, tall = map(float, cells.split(","))
    up = 12 if row < 0 else 0  # over the gap between the matrix and its vector
    return {"x": x + (column + 0.5) * wide, "y": y + (row + 0.5) * tall - up}


def point(twin: Locator, name: str, row: float, column: float) -> None:
    canvas = twin.locator(f"canvas[data-map={name}]")
    canvas.hover(position=place(twin, name, row, column), force=True)


def told(twin: Locator) -> str:
    words = [twin.locator(".where").inner_text(), *twin.locator(".piece").all_inner_texts()]
    return " ".join(words).strip()


def test_row_diagonal_column_and_cell_light_up_without_a_message(
    fresh_server: Server, page: Page
) -> None:
    sent = count_messages(page)
    with fresh_server(SCRIPT) as url:
        twin = open_twin(page, url)
        page.wait_for_timeout(500)
        before = len(sent)
        assert told(twin) == "y[0] = 1·5 + 2·4 = 13"
        for output, words in enumerate(
            [
                "1·5 + 2·4 = 13",
                "2·5 + 4·4 = 26",
                "4·5 + 5·4 = 40",
                "5·5 + 3·4 = 37",
                "3·5 + 0·4 = 15",
            ]
        ):
            point(twin, "output", 0, output)
            assert told(twin) == f"y[{output}] = {words}"
            expect(twin).to_have_attribute("data-lit", "2,2,1,2")  # cells, inputs, outputs, weights
        point(twin, "kernel", 0, 1)
        expect(twin).to_have_attribute("data-focus", "weight,1")
        expect(twin).to_have_attribute("data-lit", "5,5,5,1")
        assert told(twin) == "b = 4 stands in cells: 5, read by outputs: 5"
        for name, row in (("input", 0), ("matrix", -1)):
            point(twin, name, row, 2)
            expect(twin).to_have_attribute("data-focus", "input,2")
            expect(twin).to_have_attribute("data-lit", "2,1,2,2")
            assert told(twin) == "x[2] = 4 is used 2 ×: y[1] (× 4), y[2] (× 5)"
        point(twin, "matrix", 1, 2)
        expect(twin).to_have_attribute("data-lit", "1,1,1,1")
        assert told(twin) == "A[1, 2] = b = 4: y[1] takes x[2] = 4, times 4 = 16"
        point(twin, "matrix", 0, 4)
        assert told(twin) == "A[0, 4] = 0: y[0] does not see x[4]"
        page.mouse.move(5, 5)
        expect(twin).to_have_attribute("data-focus", "output,0")
        page.wait_for_timeout(300)
        assert len(sent) == before


def test_a_click_pins_and_python_hears_of_outputs_only(fresh_server: Server, page: Page) -> None:
    with fresh_server(SCRIPT) as url:
        twin = open_twin(page, f"{url}/?case=picture&padding=1")
        canvas = twin.locator("canvas[data-map=kernel]")
        canvas.click(position=place(twin, "kernel", 1, 1), force=True)
        page.mouse.move(5, 5)
        expect(twin).to_have_attribute("data-focus", "weight,3")  # held
        output = twin.locator("canvas[data-map=output]")
        output.click(position=place(twin, "output", 0, 1), force=True)
        expect(page.get_by_text("told: [1]")).to_be_visible()
        # Above lies padding; x[0] = 0 and x[1] = 1 lie under the kernel's second row, 0 and 3.
        assert told(twin).startswith("y[1]")
        assert told(twin).endswith("= 0·1 (padding) + 0·(−2) (padding) + 0·0 + 1·3 = 3")
        output.click(position=place(twin, "output", 0, 1), force=True)
        page.mouse.move(5, 5)
        expect(twin).to_have_attribute("data-focus", "output,1")
        assert "pinned" not in told(twin)


def test_the_keyboard_moves_pins_and_speaks(fresh_server: Server, page: Page) -> None:
    with fresh_server(SCRIPT) as url:
        twin = open_twin(page, url)
        matrix = twin.locator("canvas[data-map=matrix]")
        assert "Arrow keys move" in (matrix.get_attribute("aria-label") or "")
        matrix.focus()
        for _step in range(3):
            page.keyboard.press("ArrowDown")
        expect(twin).to_have_attribute("data-focus", "output,3")
        expect(twin.locator(".live")).to_contain_text("y[3] = 5·5 + 3·4 = 37")
        page.keyboard.press("Enter")
        expect(page.get_by_text("told: [3]")).to_be_visible()
        page.keyboard.press("ArrowRight")
        expect(twin).to_have_attribute("data-focus", "cell,3,1")
        page.keyboard.press("Escape")
        expect(twin).to_have_attribute("data-focus", "output,3")
        twin.locator("canvas[data-map=kernel]").focus()
        page.keyboard.press("ArrowRight")
        expect(twin).to_have_attribute("data-focus", "weight,0")


def test_the_walk_goes_through_the_outputs_and_stops(fresh_server: Server, page: Page) -> None:
    with fresh_server(SCRIPT) as url:
        twin = open_twin(page, url)
        twin.get_by_label("Walk through the outputs").click()
        expect(twin).to_have_attribute("data-at", "2", timeout=10_000)
        expect(twin).to_have_attribute("data-at", "4", timeout=10_000)
        expect(page.get_by_text("told: [4]")).to_be_visible()
        expect(twin.get_by_label("Walk through the outputs")).to_be_visible()
        twin.get_by_label("One output on").click()
        expect(page.get_by_text("told: [4, 0]")).to_be_visible()


def test_half_a_million_cells_are_a_picture_that_answers_too(
    fresh_server: Server, page: Page
) -> None:
    with fresh_server(SCRIPT) as url:
        twin = open_twin(page, f"{url}/?case=large")
        point(twin, "kernel", 0, 0)
        expect(twin).to_have_attribute("data-lit", "676,676,676,1")
        point(twin, "output", 13, 13)
        expect(twin).to_have_attribute("data-focus", f"output,{13 * 26 + 13}")
        expect(twin).to_have_attribute("data-lit", "9,9,1,9")


def test_a_phone_scrolls_the_matrix_in_its_box(fresh_server: Server, chromium: Browser) -> None:
    phone = chromium.new_context(viewport={"width": 390, "height": 844}, color_scheme="dark")
    page = phone.new_page()
    with fresh_server(SCRIPT) as url:
        twin = open_twin(page, f"{url}/?case=large")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        box = twin.locator(".box")
        assert box.evaluate("box => box.scrollWidth > box.clientWidth")
        for _step in range(2):
            twin.get_by_label("One output back").click()
        expect(twin).to_have_attribute("data-at", "674")
        assert box.evaluate("box => box.scrollLeft") > 0  # the last rows lie far right
    phone.close()
