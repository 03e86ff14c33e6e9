"""The channel sum in Chromium: the linked numbers, pin, keyboard, phone, dark theme."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = pytest.mark.browser

SCRIPT = Path(__file__).parent / "scripts" / "channel_sum_app.py"
PATIENCE_MS = 60_000
MARGIN = 8  # pixels of the outlines' canvas around a map, as in channel_sum.js
Server = Callable[[Path], AbstractContextManager[str]]


def open_sum(page: Page, address: str) -> Locator:
    page.goto(address)
    drawing = page.locator(".channel-sum")
    expect(drawing).to_be_visible(timeout=PATIENCE_MS)
    expect(drawing).to_have_attribute("data-place", "0,0", timeout=PATIENCE_MS)
    page.locator("[data-test-script-state='notRunning']").wait_for()
    return drawing


def count_messages(page: Page) -> list[int]:
    sent: list[int] = []
    page.on(
        "websocket",
        lambda socket: socket.on("framesent", lambda payload: sent.append(len(payload))),
    )
    return sent


def cell_place(drawing: Locator, name: str, cell: tuple[int, int], cells: int) -> dict[str, float]:
    """Middle of a cell inside the canvas that takes the pointer."""
    box = drawing.locator(f"canvas[data-map={name}]").bounding_box()
    assert box is not None
    side = (box["width"] - 2 * MARGIN) / cells
    return {"x": MARGIN + (cell[1] + 0.5) * side, "y": MARGIN + (cell[0] + 0.5) * side}


def point(drawing: Locator, name: str, cell: tuple[int, int], cells: int) -> None:
    canvas = drawing.locator(f"canvas[data-map={name}]")
    canvas.hover(position=cell_place(drawing, name, cell, cells), force=True)


def equation(drawing: Locator) -> str:
    return " ".join(drawing.locator(".equation .piece").all_inner_texts())


def number(drawing: Locator, name: str) -> str:
    pane = drawing.locator("figure.pane", has=drawing.page.locator(f"[data-map={name}]"))
    return pane.locator(".number").inner_text()


def colour_at(drawing: Locator, name: str, cell: tuple[int, int], cells: int) -> list[int]:
    base = drawing.locator("figure.pane", has=drawing.page.locator(f"[data-map={name}]"))
    return list(
        base.locator("canvas.base").evaluate(
            """(canvas, [row, column, cells]) => [...canvas.getContext("2d").getImageData(
                (column + 0.5) * canvas.width / cells, (row + 0.5) * canvas.height / cells, 1, 1
            ).data.slice(0, 3)]""",
            [*cell, cells],
        )
    )


def test_the_same_place_everywhere_and_nothing_sent(fresh_server: Server, page: Page) -> None:
    sent = count_messages(page)
    with fresh_server(SCRIPT) as url:
        drawing = open_sum(page, url)
        page.wait_for_timeout(500)
        before = len(sent)
        # Answer [2, 1]: red's middle pixel is x = 1 + 1 = 2; green's first is y = 2, times −2.
        point(drawing, "output", (2, 1), 3)
        expect(drawing).to_have_attribute("data-place", "2,1")
        expect(drawing.locator(".where")).to_have_text("row 2, column 1")
        hand = "red 2.00 + green −4.00 + blue 0.00 + bias 0.25 = −1.75"
        assert equation(drawing) == hand
        expect(drawing.locator(".check")).to_have_text("PyTorch −1.75 ✓")
        expect(drawing.locator(".tag")).to_be_hidden()
        shown = {f"partial{c}": number(drawing, f"partial{c}") for c in range(3)}
        assert shown == {"partial0": "2.00", "partial1": "−4.00", "partial2": "0.00"}
        assert number(drawing, "sum") == "−2.00"
        assert number(drawing, "output") == "−1.75"
        # A pixel of a plane or of the picture stands for the window around it; so does a partial.
        for name, cell, cells in (("plane1", (3, 2), 5), ("picture", (3, 2), 5)):
            point(drawing, "sum", (0, 0), 3)
            expect(drawing).to_have_attribute("data-place", "0,0")
            point(drawing, name, cell, cells)
            expect(drawing).to_have_attribute("data-place", "2,1")
        point(drawing, "plane0", (0, 4), 5)  # a corner has no window of its own: the nearest
        expect(drawing).to_have_attribute("data-place", "0,2")
        point(drawing, "partial0", (2, 1), 3)
        assert equation(drawing) == hand
        point(drawing, "kernel1", (0, 0), 3)
        assert number(drawing, "kernel1") == "−2"
        page.mouse.move(5, 5)
        expect(drawing).to_have_attribute("data-place", "0,0")
        expect(drawing.locator(".tag")).to_have_text("strongest answer")
        page.wait_for_timeout(300)
        assert len(sent) == before


def test_a_click_pins_and_a_second_one_lets_go(fresh_server: Server, page: Page) -> None:
    with fresh_server(SCRIPT) as url:
        drawing = open_sum(page, url)
        canvas = drawing.locator("canvas[data-map=partial1]")
        canvas.click(position=cell_place(drawing, "partial1", (1, 2), 3), force=True)
        expect(page.get_by_text("told: [(1, 2)]")).to_be_visible()
        expect(drawing).to_have_attribute("data-pinned", "1,2")
        page.mouse.move(5, 5)
        expect(drawing).to_have_attribute("data-place", "1,2")
        expect(drawing.locator(".tag")).to_have_text("pinned")
        canvas.click(position=cell_place(drawing, "partial1", (1, 2), 3), force=True)
        expect(page.get_by_text("told: [(1, 2), None]")).to_be_visible()
        expect(drawing).to_have_attribute("data-pinned", "")


def test_the_keyboard_moves_pins_and_speaks(fresh_server: Server, page: Page) -> None:
    with fresh_server(SCRIPT) as url:
        drawing = open_sum(page, f"{url}/?size=40")
        output = drawing.locator("canvas[data-map=output]")
        assert "Arrow keys move the place" in (output.get_attribute("aria-label") or "")
        output.focus()
        for key in ("ArrowDown", "ArrowRight", "ArrowRight", "Shift+ArrowDown"):
            page.keyboard.press(key)
        expect(drawing).to_have_attribute("data-place", "11,2")
        expect(drawing.locator(".live")).to_contain_text(
            "row 11, column 2: red 3.00 + green −22.00 + blue 0.00 + bias 0.25 = −18.75"
        )
        page.keyboard.press("Enter")
        expect(page.get_by_text("told: [(11, 2)]")).to_be_visible()
        for _step in range(5):
            page.keyboard.press("Shift+ArrowDown")
        expect(drawing).to_have_attribute("data-place", "37,2")  # 38 rows of answers: the last
        page.keyboard.press("Escape")
        expect(page.get_by_text("told: [(11, 2), None]")).to_be_visible()
        page.keyboard.press("Tab")  # out of the drawing: no place keeps the keyboard
        expect(drawing).not_to_have_attribute("data-place", "37,2")


def test_a_new_bias_keeps_the_place_and_changes_the_output_alone(
    fresh_server: Server, page: Page
) -> None:
    with fresh_server(SCRIPT) as url:
        drawing = open_sum(page, url)
        point(drawing, "output", (2, 1), 3)
        sums = colour_at(drawing, "partial2", (0, 0), 3)
        page.get_by_role("spinbutton", name="bias").fill("0")
        page.keyboard.press("Enter")
        expect(drawing.locator(".bias .amount")).to_have_text("0")
        point(drawing, "output", (2, 1), 3)
        assert equation(drawing) == "red 2.00 + green −4.00 + blue 0.00 + bias 0.00 = −2.00"
        assert colour_at(drawing, "partial2", (0, 0), 3) == sums
        assert colour_at(drawing, "sum", (2, 1), 3) == colour_at(drawing, "output", (2, 1), 3)


def test_maps_share_one_scale_with_zero_in_its_middle(fresh_server: Server, page: Page) -> None:
    with fresh_server(SCRIPT) as url:
        drawing = open_sum(page, url)
        # partial0 at [0, 1] and the sum there: both 2 (green's y is 0).
        assert colour_at(drawing, "partial0", (0, 1), 3) == colour_at(drawing, "sum", (0, 1), 3)
        red, _green, blue = colour_at(drawing, "partial1", (2, 0), 3)  # −4
        assert blue > red
        red, _green, blue = colour_at(drawing, "partial0", (0, 2), 3)  # +3
        assert red > blue
        zero = colour_at(drawing, "partial2", (1, 1), 3)
        assert max(zero) - min(zero) < 12
        expect(drawing.locator(".legend").first.locator(".limit").first).to_contain_text("−")


def test_the_browsers_sum_is_held_to_pytorchs(fresh_server: Server, page: Page) -> None:
    with fresh_server(SCRIPT) as url:
        for k in (1, 3, 5, 7):
            drawing = open_sum(page, f"{url}/?size=24&planes=photo&k={k}")
            cells = 24 - k + 1
            for cell in ((0, 0), (cells - 1, cells - 1), (cells // 2, 1)):
                point(drawing, "output", cell, cells)
                expect(drawing).to_have_attribute("data-place", f"{cell[0]},{cell[1]}")
                expect(drawing.locator(".check")).to_contain_text("✓")
        drawing = open_sum(page, f"{url}/?wrong=1")
        expect(drawing.locator(".check")).to_contain_text("≠")


def test_phone_touch_and_dark_theme(fresh_server: Server, chromium: Browser) -> None:
    context = chromium.new_context(
        viewport={"width": 390, "height": 844},
        color_scheme="dark", has_touch=True, device_scale_factor=2,
    )  # fmt: skip
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    with fresh_server(SCRIPT) as url:
        for query in ("size=1&k=1", "size=120&planes=photo&k=7", "size=5"):
            drawing = open_sum(page, f"{url}/?{query}")
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, query
            for name in ("plane0", "kernel0", "partial2", "sum", "output"):
                box = drawing.locator(f"canvas[data-map={name}]").bounding_box()
                assert box is not None
                assert box["x"] >= -1, (query, name)
                assert box["x"] + box["width"] <= 391, (query, name)
            expect(drawing.locator("canvas[data-map=picture]")).to_be_hidden()
        place = cell_place(drawing, "sum", (1, 1), 3)
        drawing.locator("canvas[data-map=sum]").tap(position=place, force=True)
        expect(page.get_by_text("told: [(1, 1)]")).to_be_visible()
        assert equation(drawing) == "red 2.00 + green −2.00 + blue 0.00 + bias 0.25 = 0.25"
    assert errors == []
    context.close()
