"""The field view in Chromium: hover, click, keyboard, the photo's side, phone and dark theme."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = pytest.mark.browser

SCRIPT = Path(__file__).parent / "scripts" / "field_view_app.py"
PATIENCE_MS = 60_000
AIR = 4  # pixels around a canvas' content, as in field_view.js
Server = Callable[[Path], AbstractContextManager[str]]


def open_view(page: Page, address: str) -> Locator:
    page.goto(address)
    view = page.locator("section.field")
    expect(view).to_be_visible(timeout=PATIENCE_MS)
    expect(view.locator(".readout")).not_to_be_empty()
    page.locator("[data-test-script-state='notRunning']").wait_for()
    return view


def place_on(canvas: Locator, row: float, column: float, count: int) -> dict[str, float]:
    """Middle of a cell of a canvas that shows count × count of them."""
    box = canvas.bounding_box()
    assert box is not None
    scale = (box["width"] - 2 * AIR) / count
    return {"x": AIR + (column + 0.5) * scale, "y": AIR + (row + 0.5) * scale}


def picture(view: Locator) -> str:
    return str(view.locator("canvas.photo").evaluate("canvas => canvas.toDataURL()"))


def test_a_unit_shows_its_box_and_sends_nothing(fresh_server: Server, page: Page) -> None:
    sent: list[int] = []
    page.on(
        "websocket",
        lambda socket: socket.on("framesent", lambda payload: sent.append(len(payload))),
    )
    with fresh_server(SCRIPT) as url:
        view = open_view(page, url)
        expect(view).to_have_attribute("data-box", "-2,-2,2,2")  # 0 · 3 − 2 to 0 · 3 − 2 + 4
        expect(view.locator(".readout")).to_contain_text("sees rows −2 to 2, columns −2 to 2")
        # 3 of 5 rows and 3 of 5 columns are real: 9 of 25.
        expect(view.locator(".readout")).to_contain_text("36 % of the box lies in the picture")
        page.wait_for_timeout(500)
        before, drawn = len(sent), picture(view)
        units = view.locator("canvas.map")
        units.hover(position=place_on(units, 2, 3, 8))
        expect(view).to_have_attribute("data-current", "2,3")
        expect(view).to_have_attribute("data-box", "4,7,8,11")  # 2 · 3 − 2 = 4, 3 · 3 − 2 = 7
        expect(view.locator(".readout")).to_contain_text("value 10")  # −9 + 2 · 8 + 3
        assert picture(view) != drawn
        photo = view.locator("canvas.photo")
        # The frame begins 2 pixels before the photo and ends with it or 2 behind: 24 + 2 at least.
        photo.hover(position=place_on(photo, 2 + 3, 2 + 3, 26))
        # Pixel 3 lies in −2 … 2? no; 1 … 5 yes; 4 … 8 no: one unit an axis.
        expect(view.locator(".readout")).to_have_text("Pixel [3, 3] is seen by 1 × 1 units")
        page.mouse.move(2, 2)
        expect(view).to_have_attribute("data-current", "0,0")
        assert len(sent) == before
        assert view.locator("b").count() == 0  # a name is text, never markup


def test_click_and_keyboard_choose(fresh_server: Server, page: Page) -> None:
    with fresh_server(SCRIPT) as url:
        view = open_view(page, url)
        units = view.locator("canvas.map")
        units.click(position=place_on(units, 5, 6, 8))
        expect(page.get_by_text("told: [(5, 6)]")).to_be_visible()
        expect(view).to_have_attribute("data-selected", "5,6")
        page.mouse.move(2, 2)
        for key in ("ArrowLeft", "ArrowUp", "Enter"):
            page.keyboard.press(key)
        expect(page.get_by_text("told: [(5, 6), (4, 5)]")).to_be_visible()
        page.keyboard.press("End")
        expect(view).to_have_attribute("data-current", "7,7")
        page.keyboard.press("ArrowDown")  # stays on the map
        expect(view).to_have_attribute("data-current", "7,7")
        page.keyboard.press("Escape")
        expect(view).to_have_attribute("data-current", "4,5")


def test_phone_dark_and_maps_without_values(fresh_server: Server, chromium: Browser) -> None:
    context = chromium.new_context(
        viewport={"width": 390, "height": 844},
        color_scheme="dark", has_touch=True, device_scale_factor=2,
    )  # fmt: skip
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    with fresh_server(SCRIPT) as url:
        for query in ("side=24", "side=1", "side=512", "kind=none", "kind=whole"):
            view = open_view(page, f"{url}/?{query}")
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, query
            photo, units = (
                view.locator(f"canvas.{name}").bounding_box() for name in ("photo", "map")
            )
            assert photo is not None
            assert units is not None
            assert units["x"] > photo["x"] + photo["width"] - 1, query  # side by side
            assert units["x"] + units["width"] <= 391, query
        expect(view).to_have_attribute("data-box", "0,0,23,23")
        view = open_view(page, f"{url}/?kind=none")
        expect(view.locator(".scale").last).to_have_text("No weights here.")
        units = view.locator("canvas.map")
        units.tap(position=place_on(units, 1, 1, 8))
        expect(page.get_by_text("told: [(1, 1)]")).to_be_visible()
    assert errors == []
    context.close()
