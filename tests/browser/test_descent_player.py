"""The descent player in Chromium: playing, scrubbing, keyboard, divergence, phone, dark theme."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = pytest.mark.browser

SCRIPT = Path(__file__).parent / "scripts" / "descent_player_app.py"
PATIENCE_MS = 60_000
Server = Callable[[Path], AbstractContextManager[str]]


def open_player(page: Page, address: str) -> Locator:
    page.goto(address)
    player = page.locator(".player")
    expect(player).to_have_attribute("data-frame", "0", timeout=PATIENCE_MS)
    page.locator("[data-test-script-state='notRunning']").wait_for()
    return player


def frame(player: Locator) -> int:
    return int(player.get_attribute("data-frame") or -1)


def pixels(player: Locator, name: str) -> str:
    return str(player.locator(f"canvas.{name}").evaluate("canvas => canvas.toDataURL()"))


def test_play_pause_step_and_scrub_send_nothing(fresh_server: Server, page: Page) -> None:
    sent: list[int] = []
    page.on(
        "websocket",
        lambda socket: socket.on("framesent", lambda payload: sent.append(len(payload))),
    )
    with fresh_server(SCRIPT) as url:
        player = open_player(page, url)
        page.wait_for_timeout(500)
        before = len(sent)
        expect(player).to_have_attribute("data-playing", "false")
        start = pixels(player, "kernel_now")
        player.get_by_role("button", name="Play").click()
        expect(player).to_have_attribute("data-playing", "true")
        page.wait_for_timeout(800)
        player.get_by_role("button", name="Pause").click()
        seen = frame(player)
        assert seen >= 2
        page.wait_for_timeout(400)
        assert frame(player) == seen
        assert pixels(player, "kernel_now") != start
        player.get_by_role("button", name="One frame forward").click()
        assert frame(player) == seen + 1
        player.get_by_role("button", name="One frame back").click()
        assert frame(player) == seen
        player.get_by_role("slider").fill("20")
        # Frame 20 is step 100 of 200; the loss is 3 · 0.97^200 = 0.00678.
        expect(player.locator(".status")).to_contain_text("Step 100 / 200")
        expect(player.locator(".status")).to_contain_text("Loss 0.00678")
        player.locator("canvas.curve").click(position={"x": 60, "y": 80})
        assert frame(player) == 0
        assert len(sent) == before


def test_keyboard_end_of_play_and_new_data(fresh_server: Server, page: Page) -> None:
    with fresh_server(SCRIPT) as url:
        player = open_player(page, f"{url}/?frames=6")
        player.focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        assert frame(player) == 2
        page.keyboard.press("ArrowLeft")
        assert frame(player) == 1
        page.keyboard.press("End")
        assert frame(player) == 5
        page.keyboard.press("Space")  # at the end, play starts over
        expect(player).to_have_attribute("data-playing", "true")
        assert frame(player) < 5
        page.keyboard.press("Space")
        expect(player).to_have_attribute("data-playing", "false")
        player.get_by_role("slider").fill("3")
        page.get_by_role("button", name="Run again").click()  # the same recording: nothing moves
        page.wait_for_timeout(800)
        assert frame(player) == 3
        page.get_by_role("spinbutton", name="seed").fill("1")
        page.keyboard.press("Enter")
        expect(player).to_have_attribute("data-frame", "0")
        expect(player).to_have_attribute("data-playing", "false")
        player.get_by_role("button", name="Play").click()
        expect(player).to_have_attribute("data-frame", "5", timeout=15_000)
        expect(player).to_have_attribute("data-playing", "false")


def test_a_descent_that_diverges_is_named(fresh_server: Server, page: Page) -> None:
    with fresh_server(SCRIPT) as url:
        player = open_player(page, f"{url}/?kind=diverged")
        expect(player.locator(".diverged")).to_contain_text("diverged at step 121")
        expect(player.locator(".note")).to_contain_text("Stronger values are drawn at the ends")
        player.get_by_role("slider").fill("30")
        expect(player.locator(".status")).to_contain_text("Loss NaN")
        expect(open_player(page, url).locator(".diverged")).to_be_hidden()


def test_autoplay_phone_dark_theme_and_still_pictures(
    fresh_server: Server, chromium: Browser
) -> None:
    errors: list[str] = []
    with fresh_server(SCRIPT) as url:
        for motion, playing in (("no-preference", "true"), ("reduce", "false")):
            context = chromium.new_context(
                viewport={"width": 390, "height": 844}, color_scheme="dark", reduced_motion=motion
            )
            page = context.new_page()
            page.on("pageerror", lambda error: errors.append(str(error)))
            page.goto(f"{url}/?autoplay=1&size=11")
            player = page.locator(".player")
            expect(player).to_have_attribute("data-playing", playing, timeout=PATIENCE_MS)
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
            if playing == "false":
                player.get_by_role("button", name="Play").click()
                # 41 frames in 8 jumps: 6 frames at once, from one still picture to the next.
                expect(player).to_have_attribute("data-frame", "6")
            context.close()
    assert errors == []
