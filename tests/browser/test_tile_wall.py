"""The tile wall in Chromium: layout, hover, choice, keyboard, scales, phone, dark theme."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = pytest.mark.browser

SCRIPT = Path(__file__).parent / "scripts" / "tile_wall_app.py"
PATIENCE_MS = 60_000
GAP = 6  # pixels between tiles, as in tile_wall.js
Server = Callable[[Path], AbstractContextManager[str]]


def open_wall(page: Page, address: str) -> Locator:
    page.goto(address)
    wall = page.locator(".wall")
    expect(wall).to_be_visible(timeout=PATIENCE_MS)
    expect(wall.locator(".title")).not_to_be_empty()
    page.locator("[data-test-script-state='notRunning']").wait_for()
    return wall


def count_messages(page: Page) -> list[int]:
    """Collect what the page sends from now on; call before it is opened."""
    sent: list[int] = []
    page.on(
        "websocket",
        lambda socket: socket.on("framesent", lambda payload: sent.append(len(payload))),
    )
    return sent


def tile_place(wall: Locator, index: int) -> dict[str, float]:
    """Middle of a tile inside the scroller, from the layout the wall tells."""
    columns = int(wall.get_attribute("data-columns") or 0)
    width = float(wall.get_attribute("data-tile-width") or 0)
    label = 18 if width >= 60 else 0
    row, column = divmod(index, columns)
    return {
        "x": GAP + column * (width + GAP) + width / 2,
        "y": GAP + row * (width + label + GAP) + width / 2,
    }


def hover_tile(wall: Locator, index: int) -> None:
    wall.locator(".scroller").hover(position=tile_place(wall, index))


def pixels(wall: Locator) -> str:
    return str(wall.locator("canvas.tiles").evaluate("canvas => canvas.toDataURL()"))


def numbers(wall: Locator) -> dict[str, str]:
    names = ["shape", "least", "mean", "greatest", "zeros", "negatives"]
    return {name: wall.locator(f"[data-of={name}]").inner_text() for name in names}


def overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def test_hover_tells_the_numbers_and_sends_nothing(fresh_server: Server, page: Page) -> None:
    sent = count_messages(page)
    with fresh_server(SCRIPT) as url:
        for count in (4, 64, 512):
            wall = open_wall(page, f"{url}/?count={count}")
            page.wait_for_timeout(500)
            before = len(sent)
            hover_tile(wall, 3)
            expect(wall).to_have_attribute("data-current", "3")
            expect(wall.locator(".position")).to_have_text(f"4 of {count}")
            hover_tile(wall, 0)
            expect(wall.locator(".title")).to_have_text("unit 0")
            # Half of map 0 is −1, a quarter 0, a quarter 3: the mean is 1/2 · −1 + 1/4 · 3 = 0.25.
            assert numbers(wall) == {
                "shape": "24 × 24", "least": "−1", "mean": "0.25", "greatest": "3",
                "zeros": "25 %", "negatives": "50 %",
            }  # fmt: skip
            assert len(sent) == before
            assert float(wall.get_attribute("data-hover-ms") or 99) < 16


def test_few_tiles_are_large_and_many_scroll(fresh_server: Server, page: Page) -> None:
    with fresh_server(SCRIPT) as url:
        few = open_wall(page, f"{url}/?count=4")
        assert few.get_attribute("data-columns") == "4"
        assert 180 <= float(few.get_attribute("data-tile-width") or 0) <= 200
        many = open_wall(page, f"{url}/?count=64").locator(".scroller")
        assert many.evaluate("box => box.scrollHeight <= box.clientHeight")
        most = open_wall(page, f"{url}/?count=512")
        assert most.locator(".scroller").evaluate("box => box.scrollHeight > box.clientHeight")
        first = pixels(most)
        most.locator(".scroller").evaluate("box => { box.scrollTop = 600; }")
        page.wait_for_timeout(200)
        assert pixels(most) != first
        expect(most.locator(".caption")).to_be_hidden()
        large = open_wall(page, f"{url}/?count=512&size=55")
        expect(large.locator(".caption")).to_contain_text("of 55 × 55; the numbers are of the full")
        one = open_wall(page, f"{url}/?count=1&size=1")  # nothing to lay out, nothing to switch
        expect(one.locator(".switch")).to_be_hidden()


def test_a_click_and_the_keyboard_choose(fresh_server: Server, page: Page) -> None:
    with fresh_server(SCRIPT) as url:
        wall = open_wall(page, f"{url}/?count=64")
        scroller = wall.locator(".scroller")
        scroller.click(position=tile_place(wall, 5))
        expect(page.get_by_text("chosen: 5; told: [5]")).to_be_visible()
        for key in ("ArrowRight", "ArrowDown", "Enter"):
            page.keyboard.press(key)
        below = 5 + 1 + int(wall.get_attribute("data-columns") or 0)
        expect(page.get_by_text(f"chosen: {below}; told: [5, {below}]")).to_be_visible()
        expect(wall.locator(".live")).to_contain_text(f"unit {below}: Shape 24 × 24, Min")
        page.keyboard.press("End")
        expect(wall).to_have_attribute("data-current", "63")
        page.keyboard.press("Home")
        expect(wall).to_have_attribute("data-current", "0")
        # New data keeps the choice.
        page.get_by_role("spinbutton", name="shift").fill("1")
        page.keyboard.press("Enter")
        expect(page.get_by_text(f"chosen: {below}; told")).to_be_visible()
        expect(wall).to_have_attribute("data-selected", str(below))
        scroller.focus()
        page.keyboard.press("Escape")
        expect(page.get_by_text("chosen: None")).to_be_visible()


def test_the_caller_can_choose_and_the_visitor_choose_again(
    fresh_server: Server, page: Page
) -> None:
    with fresh_server(SCRIPT) as url:
        wall = open_wall(page, f"{url}/?count=4&selected=one")
        expect(page.get_by_text("chosen: 1; told: []")).to_be_visible()
        wall.locator(".scroller").click(position=tile_place(wall, 2))
        expect(page.get_by_text("chosen: 2; told: [2]")).to_be_visible()
        expect(wall).to_have_attribute("data-selected", "2")


def test_the_switch_changes_the_colours_and_stays(fresh_server: Server, page: Page) -> None:
    sent = count_messages(page)
    with fresh_server(SCRIPT) as url:
        wall = open_wall(page, f"{url}/?count=64")
        page.wait_for_timeout(500)
        shared, before = pixels(wall), len(sent)
        expect(wall.locator(".head .limit").first).to_have_text("−4.96")
        wall.get_by_role("radio", name="Each map scaled on its own").click()
        expect(wall).to_have_attribute("data-scale", "each")
        assert pixels(wall) != shared
        hover_tile(wall, 0)
        expect(wall.locator(".own .limit").last).to_have_text("3")  # max |value| of map 0
        assert len(sent) == before
        page.get_by_role("spinbutton", name="shift").fill("1")
        page.keyboard.press("Enter")
        page.wait_for_timeout(800)
        expect(wall).to_have_attribute("data-scale", "each")
        page.keyboard.press("Escape")
        wall.get_by_role("radio", name="Each map scaled on its own").focus()
        page.keyboard.press("ArrowLeft")
        expect(wall).to_have_attribute("data-scale", "shared")


def test_black_is_zero_where_the_caller_says_so(fresh_server: Server, page: Page) -> None:
    with fresh_server(SCRIPT) as url:
        wall = open_wall(page, f"{url}/?count=4&kind=zero")
        for scale in ("One scale for all", "Each map scaled on its own"):
            wall.get_by_role("radio", name=scale).click()
            page.wait_for_timeout(200)
            lights = [
                wall.locator("canvas.tiles").evaluate(
                    "(c, at) => c.getContext('2d').getImageData(at.x, at.y, 1, 1).data[0]",
                    tile_place(wall, number),
                )
                for number in (0, 1)
            ]
            assert lights == [255, 0]  # 2 everywhere is white, 0 everywhere is black


def test_phone_dark_theme_colour_and_holes(fresh_server: Server, chromium: Browser) -> None:
    context = chromium.new_context(
        viewport={"width": 390, "height": 844},
        color_scheme="dark", has_touch=True, device_scale_factor=2,
    )  # fmt: skip
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    with fresh_server(SCRIPT) as url:
        for query in ("count=4", "count=64", "count=512&kind=relu", "count=6&kind=colour"):
            wall = open_wall(page, f"{url}/?{query}")
            assert overflow(page) <= 0, query
            box = wall.locator(".scroller").bounding_box()
            assert box is not None
            assert box["x"] + box["width"] <= 391
        wall = open_wall(page, f"{url}/?count=4&kind=holes")
        wall.locator(".scroller").tap(position=tile_place(wall, 2))
        expect(page.get_by_text("chosen: 2")).to_be_visible()
        expect(wall.locator("[data-of=least]")).to_have_text("NaN")
        expect(wall.locator("[data-of=lost]")).to_have_text("100 %")
    assert errors == []
    context.close()


def columns_of(wall: Locator) -> int:
    return int(wall.get_attribute("data-columns") or 0)


@pytest.mark.parametrize("width", [390, 760, 900, 1000, 1280])
def test_few_maps_leave_none_alone_in_its_row(
    fresh_server: Server, chromium: Browser, width: int
) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    with fresh_server(SCRIPT) as url:
        for count in (3, 4, 5, 7):
            columns = columns_of(open_wall(page, f"{url}/?count={count}"))
            assert columns in {1, count} or count % columns != 1
            if count == 4:
                assert columns == (4 if width >= 1000 else 2)
    context.close()


def test_a_limit_fixes_the_shared_scale(fresh_server: Server, page: Page) -> None:
    with fresh_server(SCRIPT) as url:
        own = pixels(open_wall(page, f"{url}/?count=4"))
        wall = open_wall(page, f"{url}/?count=4&limit=20")
        ends = wall.locator(".head .limit")
        expect(ends.first).to_have_text("−20")
        expect(ends.last).to_have_text("20")
        expect(wall.get_by_role("radio", name="Fixed scale")).to_be_visible()
        assert pixels(wall) != own
        wall.get_by_role("radio", name="Each map scaled on its own").click()
        expect(wall.locator(".own .limit").last).to_have_text("3")


def test_maps_of_rounding_noise_are_drawn_as_zeros(fresh_server: Server, page: Page) -> None:
    shades = """canvas => {
        const bytes = canvas.getContext("2d").getImageData(12, 12, 120, 120).data;
        return new Set(new Uint32Array(bytes.buffer)).size;
    }"""
    with fresh_server(SCRIPT) as url:
        for query in ("count=4&kind=noise", "count=4&kind=noise&limit=0"):
            wall = open_wall(page, f"{url}/?{query}")
            expect(wall.locator(".head .limit").first).to_have_text("0")
            assert wall.locator("canvas.tiles").evaluate(shades) == 1
