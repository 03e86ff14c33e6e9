"""The sound page's small components in Chromium: dragged taps, values at a frequency, rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

SCRIPT = Path(__file__).parent / "scripts" / "sound_filter_app.py"
PATIENCE_MS = 60_000
Server = Callable[[Path], AbstractContextManager[str]]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    from tests.serving import streamlit_server

    with streamlit_server(SCRIPT, tmp_path_factory.mktemp("server") / "app.log") as address:
        yield address


def opened(page: Page, url: str) -> Page:
    page.goto(url)
    expect(page.get_by_role("radiogroup", name="Three rows")).to_be_visible(timeout=PATIENCE_MS)
    page.locator("[data-test-script-state='notRunning']").wait_for()
    return page


def test_dragging_draws_a_shape_and_tells_it_once(url: str, page: Page) -> None:
    opened(page, url)
    kernel = page.get_by_role("group", name="Five taps")
    assert kernel.locator("b").count() == 0, "a name is text, never markup"
    box = kernel.get_by_role("slider").bounding_box()
    assert box is not None
    step = (box["width"] - 34) / 5
    middles = [box["x"] + 34 + (k + 0.5) * step for k in range(5)]
    zero = box["y"] + box["height"] / 2
    page.mouse.move(middles[0], zero)
    page.mouse.down()
    page.mouse.move(middles[4], zero, steps=4)
    expect(page.get_by_text("taps: [0.0, 0.5, 1.0, 0.5, 0.0]")).to_be_visible()
    page.mouse.up()
    expect(page.get_by_text("taps: [0.0, 0.0, 0.0, 0.0, 0.0]")).to_be_visible()


def test_keys_choose_a_tap_and_change_it(url: str, page: Page) -> None:
    opened(page, url)
    slider = page.get_by_role("group", name="Five taps").get_by_role("slider")
    slider.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowUp", "ArrowUp"):
        page.keyboard.press(key)
    expect(slider).to_have_attribute("aria-valuetext", "tap 1: 0.6")
    expect(page.get_by_text("taps: [0.0, 0.6, 1.0, 0.5, 0.0]")).to_be_visible()


def test_a_finger_scrolls_unless_it_may_draw(url: str, chromium: Browser) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = opened(context.new_page(), url)
    taps = page.locator(".taps")
    assert taps.evaluate("place => getComputedStyle(place).touchAction") == "pan-y"
    taps.tap(position={"x": 200, "y": 70})
    page.wait_for_timeout(400)
    expect(page.get_by_text("taps: [0.0, 0.5, 1.0, 0.5, 0.0]")).to_be_visible()
    page.get_by_text("finger").click()
    expect(taps).to_have_class("taps editable by-finger")
    taps.tap(position={"x": 212, "y": 42})
    expect(page.get_by_text("taps: [0.0, 0.5, 0.0, 0.5, 0.0]")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    context.close()


def test_each_curve_tells_its_value_under_the_pointer(url: str, page: Page) -> None:
    opened(page, url)
    chart = page.get_by_role("figure", name="Two panels")
    assert chart.locator("i").count() == 0, "a mark's word is text, never markup"
    plot = chart.get_by_role("slider")
    plot.focus()
    page.keyboard.press("End")
    expect(plot).to_have_attribute("aria-valuenow", "8000")
    page.keyboard.press("Home")
    for _step in range(25):
        page.keyboard.press("ArrowRight")
    # 2,000 Hz is value 25 of a curve in steps of 80 Hz; the folded one has nothing below −20 dB
    expect(chart.locator(".title").first).to_have_text("Spectrum, dB · 2,000 Hz")
    expect(chart.locator(".value")).to_have_text(["−12.5 dB", "", "−12.5 dB"])
    page.keyboard.press("Escape")
    expect(chart.locator(".value").first).to_have_text("")


def test_a_row_is_chosen_by_click_and_by_key(url: str, page: Page) -> None:
    opened(page, url)
    rows = page.get_by_role("radio")
    expect(rows.nth(0)).to_be_checked()
    rows.nth(2).click()
    expect(page.get_by_text("chosen: 2")).to_be_visible()
    expect(rows.nth(2)).to_be_checked()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_text("chosen: 1")).to_be_visible()
