"""The drawing of a network in Chromium: pointing, choosing, keys, misfits, and narrow screens."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = pytest.mark.browser

SCRIPT = Path(__file__).parent / "scripts" / "network_drawing_app.py"
PATIENCE_MS = 60_000
Server = Callable[[Path], AbstractContextManager[str]]


def open_drawing(page: Page, url: str) -> Locator:
    page.goto(url)
    drawing = page.locator(".network")
    expect(drawing.locator("g.block")).to_have_count(5, timeout=PATIENCE_MS)
    return drawing


def box(locator: Locator) -> dict[str, float]:
    found = locator.bounding_box()
    assert found is not None
    return dict(found)


def point_at(page: Page, drawing: Locator, block: int) -> None:
    front = box(drawing.locator("g.block").nth(block).locator("rect").first)
    page.mouse.move(front["x"] + front["width"] / 2, front["y"] + 3)


def test_pointing_tells_and_sends_nothing(fresh_server: Server, page: Page) -> None:
    with fresh_server(SCRIPT) as url:
        sent: list[int] = []
        page.on(
            "websocket",
            lambda socket: socket.on("framesent", lambda payload: sent.append(len(payload))),
        )
        drawing = open_drawing(page, url)
        runs = page.get_by_text("runs:").inner_text()
        assert sent, "the listener hears the page being asked for"
        sent.clear()
        for block, told in enumerate(("what comes in", "eight maps", "no shape changed")):
            point_at(page, drawing, block)
            expect(drawing.locator(".details")).to_have_text(told)
        page.mouse.move(2, 2)
        expect(drawing.locator(".title")).to_have_text("0 Conv2d (chosen)")
        assert page.get_by_text("runs:").inner_text() == runs
        assert not sent


def test_a_click_chooses_and_the_input_cannot_be_chosen(fresh_server: Server, page: Page) -> None:
    with fresh_server(SCRIPT) as url:
        drawing = open_drawing(page, url)
        point_at(page, drawing, 3)
        page.mouse.down()
        page.mouse.up()
        expect(page.get_by_text("chosen: 2")).to_be_visible()
        expect(drawing).to_have_attribute("data-selected", "2")
        point_at(page, drawing, 0)
        page.mouse.down()
        page.mouse.up()
        page.mouse.move(2, 2)
        expect(drawing.locator(".title")).to_have_text("2 Flatten (chosen)")


def test_the_keyboard_walks_and_chooses(fresh_server: Server, page: Page) -> None:
    with fresh_server(SCRIPT) as url:
        drawing = open_drawing(page, url)
        row = drawing.get_by_role("listbox", name="A small network")
        row.focus()
        page.keyboard.press("ArrowRight")
        expect(drawing.locator(".title")).to_have_text("1 ReLU")
        expect(drawing.get_by_role("option")).to_have_text("1 ReLU. no shape changed")
        page.keyboard.press("End")
        expect(drawing.locator(".title")).to_have_text("<b>3</b>")
        assert drawing.locator("b, i").count() == 0, "foreign text is text, never markup"
        page.keyboard.press("Enter")
        expect(page.get_by_text("chosen: 3")).to_be_visible()
        page.keyboard.press("Home")
        expect(drawing.locator(".details")).to_have_text("what comes in")


def test_heights_and_shares_are_to_scale(fresh_server: Server, page: Page) -> None:
    with fresh_server(SCRIPT) as url:
        drawing = open_drawing(page, url)
        heights = [
            box(drawing.locator("g.block").nth(i).locator("rect.front"))["height"] for i in range(4)
        ]
        # 16 pixels are 1 + 4 steps, 2,048 numbers 1 + 11
        assert heights[0] == pytest.approx(heights[1], abs=1.5)
        assert heights[3] / heights[1] == pytest.approx(12 / 5, rel=0.05)
        bars = [box(bar) for bar in drawing.locator(".bar").all()]
        parameters, work = bars[:2], bars[2:]
        assert work[0]["height"] / work[1]["height"] == pytest.approx(18_432 / 20_480, rel=0.1)
        assert parameters[0]["x"] == pytest.approx(work[0]["x"], abs=0.5)  # one column
        expect(drawing.locator(".percent").first).to_have_text("0.4 %")  # 80 / 20,570


def test_a_misfit_has_a_sign_and_what_follows_is_hatched(fresh_server: Server, page: Page) -> None:
    with fresh_server(SCRIPT) as url:
        drawing = open_drawing(page, url)
        page.get_by_text("broken").click()
        expect(drawing.locator("g.misfit")).to_have_count(1)
        expect(drawing.locator(".alarm")).to_have_text(["!", "does not fit"])
        expect(drawing.locator("g.unknown")).to_have_count(1)
        fill = drawing.locator("g.unknown rect").get_attribute("fill")
        assert fill == "url(#hatching)"


def test_two_hundred_layers_scroll_inside_the_drawing(
    fresh_server: Server, chromium: Browser
) -> None:
    with fresh_server(SCRIPT) as url:
        context = chromium.new_context(viewport={"width": 390, "height": 844})
        page = context.new_page()
        drawing = open_drawing(page, url)
        field = page.get_by_role("spinbutton", name="layers")
        field.fill("200")
        field.press("Enter")
        expect(drawing.locator("g.block")).to_have_count(201)
        assert box(drawing)["x"] + box(drawing)["width"] <= 390
        scroller = drawing.locator(".scroller")
        assert scroller.evaluate("row => row.scrollWidth > row.clientWidth")
        scroller.focus()
        page.keyboard.press("End")
        assert scroller.evaluate("row => row.scrollLeft") > 0
        context.close()
