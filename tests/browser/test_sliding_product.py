"""The sliding product in Chromium: hovering, playing, pinning, turning over, phone, dark theme."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = pytest.mark.browser

SCRIPT = Path(__file__).parent / "scripts" / "sliding_product_app.py"
PATIENCE_MS = 60_000
Server = Callable[[Path], AbstractContextManager[str]]


def open_view(page: Page, address: str) -> Locator:
    page.goto(address)
    view = page.locator(".sliding")
    expect(view).to_have_attribute("data-position", "0", timeout=PATIENCE_MS)
    page.locator("[data-test-script-state='notRunning']").wait_for()
    return view


def place(view: Locator) -> int:
    return int(view.get_attribute("data-position") or -1)


def number(view: Locator, name: str) -> float:
    return float(view.get_attribute(f"data-{name}") or "nan")


def pixels(view: Locator) -> str:
    return str(view.locator("canvas").evaluate("canvas => canvas.toDataURL()"))


def test_hover_step_and_keys_send_nothing_and_a_click_pins(
    fresh_server: Server, page: Page
) -> None:
    sent: list[int] = []
    page.on(
        "websocket",
        lambda socket: socket.on("framesent", lambda payload: sent.append(len(payload))),
    )
    with fresh_server(SCRIPT) as url:
        view = open_view(page, f"{url}/?mode=stems")
        page.wait_for_timeout(500)
        before = len(sent)
        # Windows of 2 over 0 1 2 4 5 3 0 0: the first is 0·5 + 1·4.
        expect(view.locator(".terms")).to_have_text("0 · 5 = 01 · 4 = 4Σ = 4")
        stage = view.locator("canvas")
        stage.focus()
        page.keyboard.press("ArrowRight")
        expect(view.locator(".terms")).to_contain_text("Σ = 13")
        page.keyboard.press("End")
        expect(view).to_have_attribute("data-position", "6")
        page.keyboard.press("Home")
        view.get_by_role("button", name="One step forward").click()
        expect(view).to_have_attribute("data-position", "1")
        box = stage.bounding_box()
        assert box is not None
        stage.hover(position={"x": box["width"] / 2, "y": 60})
        expect(view.locator(".terms")).to_contain_text("Σ = 40")  # 4·5 + 5·4 in the middle
        page.mouse.move(5, 5)
        expect(view).to_have_attribute("data-position", "1")  # what was on show comes back
        assert len(sent) == before
        stage.click(position={"x": box["width"] / 2, "y": 60})
        expect(page.get_by_text("pinned: 3")).to_be_visible()
        expect(view).to_have_attribute("data-pinned", "3")
        page.get_by_role("button", name="Run again").click()
        page.wait_for_timeout(500)
        expect(view).to_have_attribute("data-pinned", "3")
        stage.focus()
        page.keyboard.press("Escape")
        expect(page.get_by_text("pinned: None")).to_be_visible()


def test_playing_slides_to_the_end_and_the_area_is_the_output(
    fresh_server: Server, page: Page
) -> None:
    with fresh_server(SCRIPT) as url:
        page.goto(f"{url}/?flipped=1")
        view = page.locator(".sliding")
        expect(view).to_have_attribute("data-flipped", "true", timeout=PATIENCE_MS)
        for position in (100, 170, 240, 290):
            view.get_by_role("slider", name="Position").fill(str(position))
            expect(view).to_have_attribute("data-position", str(position))
            assert number(view, "sum") == pytest.approx(number(view, "value"), abs=1e-5)
        view.get_by_role("button", name="Play").click()
        expect(view).not_to_have_attribute("data-position", "290", timeout=10_000)
        view.get_by_role("button", name="Pause").click()
        page.wait_for_timeout(300)  # the last frame asked for is drawn
        seen = place(view)
        assert seen > 290
        page.wait_for_timeout(300)
        assert place(view) == seen
        view.get_by_role("slider", name="Position").fill("395")
        view.locator("canvas").focus()
        page.keyboard.press("Space")
        expect(view).to_have_attribute("data-position", "400", timeout=10_000)
        expect(view).to_have_attribute("data-playing", "false")


def test_the_kernel_is_turned_over_once(fresh_server: Server, page: Page) -> None:
    with fresh_server(SCRIPT) as url:
        page.goto(url)
        view = page.locator(".sliding")
        expect(view).to_have_attribute("data-flipped", "false", timeout=PATIENCE_MS)
        straight = pixels(view)
        page.get_by_text("flip", exact=True).click()
        expect(view).to_have_attribute("data-turning", "true")
        expect(view).to_have_attribute("data-turning", "false", timeout=5_000)
        expect(view).to_have_attribute("data-turns", "1")
        assert pixels(view) != straight
        page.get_by_role("button", name="Run again").click()
        page.wait_for_timeout(500)
        expect(view).to_have_attribute("data-turns", "1")
        page.emulate_media(reduced_motion="reduce")
        page.get_by_text("flip", exact=True).click()
        expect(view).to_have_attribute("data-flipped", "false")
        expect(view).to_have_attribute("data-turns", "1")
        view.get_by_role("slider", name="Position").fill("0")
        view.get_by_role("button", name="Play").click()
        # 401 positions in 12 jumps: 34 at once, from one still picture to the next.
        expect(view).to_have_attribute("data-position", "34", timeout=5_000)


def test_an_excerpt_of_a_sound_is_quick_and_fits_a_phone_in_the_dark(
    fresh_server: Server, chromium: Browser
) -> None:
    errors: list[str] = []
    with fresh_server(SCRIPT) as url:
        context = chromium.new_context(viewport={"width": 390, "height": 844}, color_scheme="dark")
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        for address in ("?mode=stems&signal=wave&taps=255", "?impulse=1", "?mode=stems&asked=1"):
            page.goto(f"{url}/{address}")
            view = page.locator(".sliding")
            expect(view.locator(".place")).not_to_be_empty(timeout=PATIENCE_MS)
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
            assert number(view, "sum") == pytest.approx(number(view, "value"), abs=1e-4)
        expect(view).to_have_attribute("data-pinned", "1")
        context.close()
    assert errors == []
