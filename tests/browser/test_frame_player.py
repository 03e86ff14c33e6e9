"""The player of frames and the slices in Chromium: play, step, scrub, hover, edit, measure."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = pytest.mark.browser

SCRIPT = Path(__file__).parent / "scripts" / "frame_player_app.py"
PATIENCE_MS = 60_000
Server = Callable[[Path], AbstractContextManager[str]]


def open_player(page: Page, address: str) -> Locator:
    page.goto(address)
    player = page.locator("section.frames")
    expect(player).to_have_attribute("data-at", re.compile(r"\d+"), timeout=PATIENCE_MS)
    page.locator("[data-test-script-state='notRunning']").wait_for()
    return player


def pause(player: Locator) -> None:
    player.get_by_role("button", name="Pause").click()
    expect(player).to_have_attribute("data-playing", "false")


def place(player: Locator, at: int) -> None:
    """Go to an output frame by the keyboard."""
    player.get_by_role("slider").press("Home")
    for _step in range(at):
        player.get_by_role("slider").press("ArrowRight")
    expect(player).to_have_attribute("data-at", str(at))


def pixel(player: Locator, name: str, y: int, x: int) -> list[int]:
    """The colour in the middle of a cell of a 64 × 64 picture."""
    return list(
        player.locator(f"canvas.{name}").evaluate(
            """(canvas, [y, x]) => {
                const right = (x + 0.5) / 64 * canvas.width;
                const down = (y + 0.5) / 64 * canvas.height;
                const pen = canvas.getContext("2d");
                return [...pen.getImageData(right, down, 1, 1).data.slice(0, 3)];
            }""",
            [y, x],
        )
    )


def test_it_plays_by_itself_in_step_and_sends_nothing(fresh_server: Server, page: Page) -> None:
    sent: list[int] = []
    page.on(
        "websocket",
        lambda socket: socket.on("framesent", lambda payload: sent.append(len(payload))),
    )
    with fresh_server(SCRIPT) as url:
        player = open_player(page, url)
        expect(player).to_have_attribute("data-playing", "true")
        page.wait_for_timeout(600)
        before = len(sent)
        pause(player)
        place(player, 5)
        expect(player.locator("figure.input figcaption")).to_have_text("Clip, frame 6")
        expect(player.locator("figure.output figcaption")).to_have_text("Answer, frame 5")
        expect(player.locator(".status")).to_contain_text("made of input frames 5 to 7")
        # The diamond at (52, 15) is bright and still: the difference answers 0 there, pale grey.
        assert min(pixel(player, "input", 52, 15)) > 200
        still = pixel(player, "output", 52, 15)
        assert max(still) - min(still) < 8
        # The square's front edge, at 10 + 1.5·6 + 5 = 24: brighter than before, orange.
        red, green, blue = pixel(player, "output", 8, 25)
        assert red > green > blue
        player.get_by_role("button", name="One frame forward").click()
        expect(player).to_have_attribute("data-at", "6")
        player.get_by_role("slider").press("End")
        expect(player).to_have_attribute("data-at", "21")
        player.get_by_role("slider").press("Space")
        expect(player).not_to_have_attribute("data-at", "21")  # it begins anew
        pause(player)
        strip = player.locator(".strip").bounding_box()
        assert strip is not None
        page.mouse.move(strip["x"] + strip["width"] / 24 * 1.5, strip["y"] + 10)
        page.mouse.down()
        expect(player).to_have_attribute("data-at", "0")  # frame 1 is the middle of window 0
        page.mouse.move(strip["x"] + strip["width"] / 24 * 13.5, strip["y"] + 10)
        expect(player).to_have_attribute("data-at", "12")
        page.mouse.up()
        assert len(sent) == before


def test_pointing_tells_values_and_the_patch(fresh_server: Server, page: Page) -> None:
    with fresh_server(SCRIPT) as url:
        player = open_player(page, url)
        pause(player)
        place(player, 5)
        for name, y, x, words in (
            ("input", 52, 15, "clip[6, 52, 15] = 0.902"),
            ("output", 52, 15, "answer[5, 52, 15] = 0, from frames 5 to 7"),
        ):
            canvas = player.locator(f"canvas.{name}")
            box = canvas.bounding_box()
            assert box is not None
            canvas.hover(
                position={"x": (x + 0.5) / 64 * box["width"], "y": (y + 0.5) / 64 * box["height"]}
            )
            expect(player.locator(".readout")).to_have_text(words)
        player.locator("canvas.kernel").hover(position={"x": 54, "y": 68})
        expect(player.locator(".readout")).to_contain_text("weight[0, 1, 1] = −1")


def test_a_weight_is_dragged_and_new_data_keeps_the_moment(
    fresh_server: Server, page: Page
) -> None:
    with fresh_server(SCRIPT) as url:
        player = open_player(page, url)
        pause(player)
        place(player, 9)
        box = player.locator("canvas.kernel").bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + 20, box["y"] + 30)  # the first weight of all
        page.mouse.down()
        page.mouse.move(box["x"] + 20, box["y"] + 10, steps=4)  # 5 steps of 1 / 20
        page.mouse.up()
        expect(page.get_by_text("edited [0.25, 0.0,")).to_be_visible(timeout=PATIENCE_MS)
        token = player.get_attribute("data-token")
        page.get_by_role("combobox").click()
        page.get_by_role("option", name="blur").click()
        expect(player).not_to_have_attribute("data-token", token or "", timeout=PATIENCE_MS)
        expect(player).to_have_attribute("data-at", "9")
        expect(player).to_have_attribute("data-playing", "false")
        page.get_by_role("button", name="Run again").click()
        page.wait_for_timeout(600)
        expect(player).to_have_attribute("data-at", "9")


def test_strides_and_padding_keep_clip_and_answer_in_step(fresh_server: Server, page: Page) -> None:
    with fresh_server(SCRIPT) as url:
        player = open_player(page, f"{url}/?stride=2&padding=1")
        pause(player)
        place(player, 0)
        expect(player.locator(".status")).to_contain_text("input frames −1 to 1")
        place(player, 4)
        expect(player.locator("figure.input figcaption")).to_have_text("Clip, frame 8")
        expect(player.locator(".status")).to_contain_text("Output frame 4 (0 to 11)")


def test_the_row_is_dragged_and_a_slope_is_measured(fresh_server: Server, page: Page) -> None:
    with fresh_server(SCRIPT) as url:
        open_player(page, url)
        slices = page.locator("section.slices")
        expect(slices).to_have_attribute("data-row", "11")
        line = slices.locator("canvas.input")
        line.scroll_into_view_if_needed()
        box = line.bounding_box()
        assert box is not None
        cell, step = (box["width"] - 34) / 64, (box["height"] - 18) / 24
        # Along the square's streak: from (10, 0) to (40, 20), 30 pixels in 20 frames.
        page.mouse.move(box["x"] + 34 + 10.5 * cell, box["y"] + 0.5 * step)
        page.mouse.down()
        page.mouse.move(box["x"] + 34 + 40.5 * cell, box["y"] + 20.5 * step, steps=3)
        page.mouse.up()
        expect(slices.locator(".readout")).to_contain_text("1.5 pixels a frame")
        frame = slices.locator("canvas.frame")
        box = frame.bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + 30, box["y"] + 11.5 / 64 * box["height"])
        page.mouse.down()
        page.mouse.move(box["x"] + 30, box["y"] + 32.5 / 64 * box["height"], steps=3)
        expect(slices).to_have_attribute("data-row", "32")
        page.mouse.up()
        expect(page.get_by_text("row 32", exact=True)).to_be_visible(timeout=PATIENCE_MS)


def test_phone_dark_theme_and_still_pictures(fresh_server: Server, chromium: Browser) -> None:
    errors: list[str] = []
    with fresh_server(SCRIPT) as url:
        context = chromium.new_context(
            viewport={"width": 390, "height": 844}, color_scheme="dark", reduced_motion="reduce"
        )
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        player = open_player(page, url)
        expect(player).to_have_attribute("data-playing", "false")  # motion is unwelcome
        page.wait_for_timeout(500)
        expect(player).to_have_attribute("data-at", "0")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        player.get_by_role("button", name="Play").click()
        expect(player).to_have_attribute("data-at", "1", timeout=5_000)
        context.close()
    assert errors == []
