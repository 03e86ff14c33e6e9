"""The picture scatter in Chromium: hover, choice, keyboard, legend, phone, dark theme."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = pytest.mark.browser

SCRIPT = Path(__file__).parent / "scripts" / "picture_scatter_app.py"
PATIENCE_MS = 60_000
AIR = 14  # pixels around the points, as in picture_scatter.js
Server = Callable[[Path], AbstractContextManager[str]]


def open_scatter(page: Page, url: str) -> Locator:
    page.goto(url)
    view = page.locator(".scatter")
    expect(view).to_be_visible(timeout=PATIENCE_MS)
    expect(view).to_have_attribute("data-current", "0")
    page.locator("[data-test-script-state='notRunning']").wait_for()
    return view


def count_messages(page: Page) -> list[int]:
    sent: list[int] = []
    page.on(
        "websocket",
        lambda socket: socket.on("framesent", lambda payload: sent.append(len(payload))),
    )
    return sent


def on_line(view: Locator, index: int) -> dict[str, float]:
    """Where picture `index` stands on the first plane: in a row from 0 to 11, in the middle."""
    side = float(view.locator("canvas.over").first.evaluate("canvas => canvas.clientWidth"))
    return {"x": AIR + (side - 2 * AIR) * index / 11, "y": side / 2}


def rows(view: Locator) -> list[str]:
    return [row.inner_text() for row in view.locator(".rows .row-title").all()]


def test_hovering_shows_the_picture_and_its_nearest_and_sends_nothing(
    fresh_server: Server, page: Page
) -> None:
    sent = count_messages(page)
    with fresh_server(SCRIPT) as url:
        view = open_scatter(page, url)
        # In the row 0 is next to 1, 2 and 3, of which 3 is red too; the groups hold one class each.
        assert rows(view) == [
            "Nearest in pixels: 1 of 3 of its class", "Nearest in features: 3 of 3 of its class",
        ]  # fmt: skip
        page.wait_for_timeout(500)
        before = len(sent)
        first = view.locator("canvas.over").first
        expect(view.locator(".thumb").first).to_be_hidden()
        for index in (5, 6, 7, 4):
            first.hover(position=on_line(view, index))
            expect(view).to_have_attribute("data-current", str(index))
            expect(view.locator(".thumb").first).to_be_visible()
        expect(view.locator(".thumb-name").first).to_have_text("<b>green</b>")  # as text
        expect(view.locator(".query")).to_contain_text("<b>green</b>, no. 4")
        assert float(view.get_attribute("data-hover-ms") or 99) < 16
        marks = view.locator(".rows .row").first.locator(".words").all_inner_texts()
        assert sorted(mark[0] for mark in marks) == ["✗", "✗", "✗"]
        assert view.locator(".rows .row").first.locator(".wrong").count() == 3
        view.locator(".legend button").first.hover()
        expect(view).to_have_attribute("data-current", "0")  # back to the chosen one
        assert len(sent) == before


def test_click_keyboard_and_gallery_choose(fresh_server: Server, page: Page) -> None:
    with fresh_server(SCRIPT) as url:
        view = open_scatter(page, url)
        first = view.locator("canvas.over").first
        first.click(position=on_line(view, 5))
        expect(page.get_by_text("told: [5]")).to_be_visible()
        first.focus()
        for key in ("ArrowRight", "ArrowRight"):
            page.keyboard.press(key)
        expect(view).to_have_attribute("data-current", "7")
        expect(view.locator(".live")).to_contain_text("no. 7. Nearest in pixels:")
        page.keyboard.press("Escape")
        expect(view).to_have_attribute("data-current", "5")
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("Enter")
        expect(page.get_by_text("told: [5, 4]")).to_be_visible()
        expect(view).to_have_attribute("data-selected", "4")
        view.locator(".rows .row").last.get_by_role("button").first.click()
        expect(page.get_by_text("told: [5, 4, 1]")).to_be_visible()


def test_a_hidden_class_cannot_be_pointed_at_and_hiding_sends_nothing(
    fresh_server: Server, page: Page
) -> None:
    sent = count_messages(page)
    with fresh_server(SCRIPT) as url:
        view = open_scatter(page, url)
        page.wait_for_timeout(500)
        before = len(sent)
        picture = "canvas => canvas.toDataURL()"
        drawn = view.locator("canvas.base").first.evaluate(picture)
        legend = view.get_by_role("button", name="<b>green</b>").first
        legend.click()
        expect(legend).to_have_attribute("aria-pressed", "false")
        assert view.locator("canvas.base").first.evaluate(picture) != drawn
        view.locator("canvas.over").first.hover(position=on_line(view, 4))
        assert view.get_attribute("data-current") != "4"
        legend.click()
        view.locator("canvas.over").first.hover(position=on_line(view, 4))
        expect(view).to_have_attribute("data-current", "4")
        assert len(sent) == before


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_both_planes_within_its_width(
    fresh_server: Server, chromium: Browser, scheme: str
) -> None:
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, color_scheme=scheme, has_touch=True
    )
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    with fresh_server(SCRIPT) as url:
        view = open_scatter(page, url)
        for canvas in view.locator("canvas.over").all():
            box = canvas.bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= 390
        view.locator("canvas.over").first.tap(position=on_line(view, 3))
        expect(page.get_by_text("told: [3]")).to_be_visible()
    assert errors == []
    context.close()
