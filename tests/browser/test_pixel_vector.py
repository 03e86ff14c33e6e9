"""The picture and its vector in Chromium: pointing, pinning, keys, touch, folding, the phone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from explorer.layers.flattening import Flattening, Pixel

pytestmark = pytest.mark.browser

SCRIPT = Path(__file__).parent / "scripts" / "pixel_vector_app.py"
PATIENCE_MS = 60_000
ROOM = 4  # pixels around the picture, as in panes.js
Server = Callable[[Path], AbstractContextManager[str]]


def open_page(page: Page, address: str) -> Locator:
    page.goto(address)
    explorer = page.locator(".pixel-vector")
    expect(explorer).to_be_visible(timeout=PATIENCE_MS)
    expect(explorer.locator(".lead")).not_to_be_empty()
    page.locator("[data-test-script-state='notRunning']").wait_for()
    return explorer


def count_messages(page: Page) -> list[int]:
    """Collect what the page sends from now on; call before it is opened."""
    sent: list[int] = []
    page.on(
        "websocket",
        lambda socket: socket.on("framesent", lambda payload: sent.append(len(payload))),
    )
    return sent


def place_of(explorer: Locator, row: int, column: int, size: tuple[int, int]) -> dict[str, float]:
    """Middle of a pixel in the picture's upper canvas."""
    canvas = explorer.locator("canvas.over")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    return {
        "x": ROOM + (column + 0.5) / size[1] * (box["width"] - 2 * ROOM),
        "y": ROOM + (row + 0.5) / size[0] * (box["height"] - 2 * ROOM),
    }


def facts(explorer: Locator) -> list[list[str]]:
    rows = explorer.locator("tbody tr")
    return [rows.nth(n).locator("th, td").all_inner_texts() for n in range(rows.count())]


def test_pointing_tells_every_neighbour_and_sends_nothing(fresh_server: Server, page: Page) -> None:
    sent = count_messages(page)
    with fresh_server(SCRIPT) as url:
        for order in ("chw", "hwc"):
            explorer = open_page(page, f"{url}/?order={order}")
            flattening = Flattening(3, 32, 32, order)
            page.wait_for_timeout(500)
            before = len(sent)
            for row, column in ((12, 7), (20, 25), (31, 30)):
                explorer.locator("canvas.over").hover(
                    position=place_of(explorer, row, column, (32, 32))
                )
                pixel = Pixel(0, row, column)
                expect(explorer).to_have_attribute("data-index", str(flattening.index(pixel)))
                told = {row[0]: row for row in facts(explorer)}
                for side, index in flattening.neighbours(pixel).items():
                    if index is None:
                        assert "no neighbour" in told[side][1]
                        continue
                    assert told[side][2] == str(index)
                    step = index - flattening.index(pixel)
                    assert told[side][3] == f"{step:+}".replace("-", "−")
                assert told["green"][2] == str(flattening.index(Pixel(1, row, column)))
            page.mouse.move(2, 2)
            expect(explorer).to_have_attribute(
                "data-index", str(flattening.index(Pixel(0, 16, 16)))
            )
            assert len(sent) == before


def test_the_readout_worked_by_hand(fresh_server: Server, page: Page) -> None:
    with fresh_server(SCRIPT) as url:
        explorer = open_page(page, url)
        explorer.get_by_role("radio", name="green").click()
        explorer.locator("canvas.over").hover(position=place_of(explorer, 12, 7, (32, 32)))
        # 1 · 1024 + 12 · 32 + 7 = 1415; 0.2 · 1 + 12 / 100 + 7 / 10,000 = 0.3207
        expect(explorer.locator(".lead")).to_have_text("vector[1415] = x[1, 12, 7] = 0.3207")
        assert facts(explorer) == [
            ["left", "x[1, 12, 6]", "1414", "−1", "0.3206"],
            ["right", "x[1, 12, 8]", "1416", "+1", "0.3208"],
            ["above", "x[1, 11, 7]", "1383", "−32", "0.3107"],
            ["below", "x[1, 13, 7]", "1447", "+32", "0.3307"],
            ["red", "x[0, 12, 7]", "391", "−1024", "0.1207"],
            ["blue", "x[2, 12, 7]", "2439", "+1024", "0.5207"],
        ]


def test_the_end_of_a_row_leads_to_the_next(fresh_server: Server, page: Page) -> None:
    with fresh_server(SCRIPT) as url:
        explorer = open_page(page, f"{url}/?shape=1,8,8")
        explorer.locator("canvas.over").hover(position=place_of(explorer, 3, 7, (8, 8)))
        assert facts(explorer)[1] == ["right", "no neighbour: +1 is x[4, 0]"]
        explorer.locator("canvas.over").hover(position=place_of(explorer, 7, 7, (8, 8)))
        assert facts(explorer)[1] == ["right", "no neighbour"]
        assert facts(explorer)[3] == ["below", "no neighbour"]


def test_a_click_pins_everywhere_and_reports(fresh_server: Server, page: Page) -> None:
    with fresh_server(SCRIPT) as url:
        explorer = open_page(page, f"{url}/?shape=1,32,32")
        explorer.locator("canvas.over").click(position=place_of(explorer, 5, 9, (32, 32)))
        expect(page.get_by_text("told: [(0, 5, 9)]")).to_be_visible()
        expect(explorer).to_have_attribute("data-pinned", "5, 9")
        # The table shows rows 2 to 8 and columns 6 to 12; its third row and first column is 4, 6.
        table = explorer.locator("canvas[data-pane=table]")
        box = table.bounding_box()
        assert box is not None
        cell = (box["width"] - 26) / 7
        table.hover(position={"x": 26 + cell / 2, "y": 26 + 2.5 * cell})
        expect(explorer).to_have_attribute("data-probe", str(4 * 32 + 6))
        expect(explorer.locator(".probe")).to_contain_text("vector[134] = x[4, 6] = 0.0406 (grey)")
        expect(explorer).to_have_attribute("data-focus", "5, 9")  # the pictures stand still
        table.click(position={"x": 26 + cell / 2, "y": 26 + 2.5 * cell})
        expect(page.get_by_text("told: [(0, 5, 9), (0, 4, 6)]")).to_be_visible()
        strip = explorer.locator("canvas[data-pane=strip]")
        width = strip.evaluate("canvas => canvas.clientWidth")
        strip.click(position={"x": (1000 + 0.5) / 1024 * width, "y": 10})
        expect(explorer).to_have_attribute("data-pinned", f"{1000 // 32}, {1000 % 32}")
        # New data keeps the pin.
        page.get_by_role("spinbutton", name="shift").fill("1")
        page.keyboard.press("Enter")
        expect(explorer.locator(".lead")).to_contain_text("= 0.4108")  # 31/100 + 8/10,000 + 1/10
        expect(explorer).to_have_attribute("data-pinned", "31, 8")


def test_keys_walk_the_picture_and_the_vector(fresh_server: Server, page: Page) -> None:
    sent = count_messages(page)
    with fresh_server(SCRIPT) as url:
        explorer = open_page(page, f"{url}/?shape=3,6,5&order=hwc")
        page.wait_for_timeout(500)
        before = len(sent)
        explorer.locator("canvas.over").focus()
        for key in ("ArrowRight", "ArrowDown", "End"):
            page.keyboard.press(key)
        expect(explorer).to_have_attribute("data-focus", "4, 4, 0")
        page.keyboard.press("ArrowRight")  # past the border: stays
        expect(explorer).to_have_attribute("data-focus", "4, 4, 0")
        expect(explorer.locator(".live")).to_contain_text("vector[72] = x[4, 4, 0]")
        page.keyboard.press("Escape")
        expect(explorer).to_have_attribute("data-focus", "3, 2, 0")
        stretch = explorer.locator("canvas[data-pane=stretch]")
        stretch.focus()
        for _ in range(3):
            page.keyboard.press("ArrowRight")  # red, green, blue, and the next pixel's red
        expect(explorer).to_have_attribute("data-focus", "3, 3, 0")
        assert len(sent) == before
        page.keyboard.press("Enter")
        expect(page.get_by_text("told: [(0, 3, 3)]")).to_be_visible()
        explorer.get_by_role("radio", name="red").focus()
        page.keyboard.press("ArrowRight")
        expect(page.get_by_text("told: [(0, 3, 3), (1, 3, 3)]")).to_be_visible()
        expect(explorer.get_by_role("radio", name="green")).to_have_attribute(
            "aria-checked", "true"
        )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "query", ["shape=3,32,32", "shape=3,64,64&order=hwc", "shape=1,1,1", "shape=3,1,64"]
)
def test_the_phone_has_room_for_all(
    fresh_server: Server, chromium: Browser, query: str, scheme: str
) -> None:
    context = chromium.new_context(
        viewport={"width": 390, "height": 844},
        color_scheme=scheme, has_touch=True, device_scale_factor=2,
    )  # fmt: skip
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    with fresh_server(SCRIPT) as url:
        explorer = open_page(page, f"{url}/?{query}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        for canvas in explorer.locator("canvas").all():
            box = canvas.bounding_box()
            assert box is not None
            assert box["x"] + box["width"] <= 391
        explorer.locator("canvas.over").tap(position={"x": ROOM + 1, "y": ROOM + 1})
        expect(page.get_by_text("told: [(0, 0, 0)]")).to_be_visible()
    assert errors == []
    context.close()


# --- folding ----------------------------------------------------------------------------------


def test_dragging_the_fold_sends_only_where_it_ends(fresh_server: Server, page: Page) -> None:
    sent = count_messages(page)
    with fresh_server(SCRIPT) as url:
        open_page(page, f"{url}/?shape=1,32,32")
        fold = page.locator(".vector-fold")
        expect(fold).to_have_attribute("data-width", "31")
        expect(fold.locator(".verdict")).to_contain_text("1 fewer than a true row")
        expect(fold.locator(".rows")).to_have_text("34 rows of 31, last row 1")  # 33 · 31 + 1
        fold.scroll_into_view_if_needed()
        page.wait_for_timeout(500)
        before = len(sent)
        box = fold.locator("canvas.fold").bounding_box()
        assert box is not None
        cell = box["width"] / 31
        y = box["y"] + 20
        page.mouse.move(box["x"] + box["width"], y)
        page.mouse.down()
        for step in range(1, 10):
            page.mouse.move(box["x"] + box["width"] + step * cell, y)
        expect(fold).to_have_attribute("data-width", "40")
        assert len(sent) == before
        page.mouse.up()
        expect(page.get_by_text("folds: [40]")).to_be_visible()
        fold.get_by_role("slider").fill("32")
        fold.get_by_role("slider").dispatch_event("change")
        expect(page.get_by_text("folds: [40, 32]")).to_be_visible()
        expect(fold.locator(".verdict")).to_contain_text("That is the true row: 32 numbers.")
        expect(fold.locator(".rows")).to_have_text("32 rows of 32")


def test_the_folds_buttons_and_ends(fresh_server: Server, page: Page) -> None:
    with fresh_server(SCRIPT) as url:
        open_page(page, f"{url}/?shape=1,4,4")
        fold = page.locator(".vector-fold")
        less = fold.get_by_role("button", name="One less")
        less.click()
        expect(fold).to_have_attribute("data-width", "2")  # half a row is the least
        expect(less).to_be_disabled()
        fold.get_by_role("button", name="One more").click()
        expect(page.get_by_text("folds: [2, 3]")).to_be_visible()
        open_page(page, f"{url}/?shape=1,1,2")  # two numbers fold one way only
        expect(fold).to_have_attribute("data-width", "1")
        expect(fold.locator(".fit")).to_contain_text("undefined")


def test_the_true_width_draws_the_picture(fresh_server: Server, page: Page) -> None:
    """Rows of the test picture differ by 1/100, columns by 1/10,000: a true fold is in bands."""
    shades = """canvas => {
        const pen = canvas.getContext("2d"), rows = [];
        for (let i = 0; i < 8; i++) {
            const y = Math.floor((i + 0.5) * canvas.height / 8);
            const line = pen.getImageData(1, y, canvas.width - 2, 1).data;
            rows.push(Math.max(...line.filter((_, k) => k % 4 == 0)) -
                Math.min(...line.filter((_, k) => k % 4 == 0)));
        }
        return rows;
    }"""
    with fresh_server(SCRIPT) as url:
        open_page(page, f"{url}/?shape=1,8,8")
        fold = page.locator(".vector-fold")
        sheared = fold.locator("canvas.fold").evaluate(shades)
        fold.get_by_role("button", name="One more").click()
        expect(fold).to_have_attribute("data-width", "8")
        whole = fold.locator("canvas.fold").evaluate(shades)
        assert max(whole) <= 1  # of 255
        assert max(sheared) >= 2
