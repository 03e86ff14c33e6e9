"""The spectrogram in Chromium: reading, hearing a place or a span, keys, data that change."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

SCRIPT = Path(__file__).parent / "scripts" / "spectrogram_view_app.py"
PATIENCE_MS = 60_000
LEFT_PX, TOP_PX = 54, 8  # room of the axes, as in spectrogram_view.js
Server = Callable[[Path], AbstractContextManager[str]]


def open_view(page: Page, url: str) -> Locator:
    page.goto(url)
    view = page.get_by_role("group", name="Heard")
    expect(view).to_have_attribute("data-token", re.compile(".+"), timeout=PATIENCE_MS)
    page.locator("[data-test-script-state='notRunning']").wait_for()
    return view


def place(view: Locator, seconds: float, hertz: float) -> dict[str, float]:
    """Where 2 s and 0 to 4,000 Hz lie on the stage, in pixels."""
    box = view.locator(".inside").bounding_box()
    assert box is not None
    return {
        "x": LEFT_PX + seconds / 2 * box["width"],
        "y": TOP_PX + (1 - hertz / 4_000) * box["height"],
    }


def test_a_pointer_reads_and_sends_nothing(fresh_server: Server, page: Page) -> None:
    sent: list[int] = []
    page.on(
        "websocket",
        lambda socket: socket.on("framesent", lambda payload: sent.append(len(payload))),
    )
    with fresh_server(SCRIPT) as url:
        view = open_view(page, url)
        page.wait_for_timeout(500)
        before = len(sent)
        stage, readout = view.get_by_role("application"), view.locator(".readout")
        stage.hover(position=place(view, 0.5, 1_000))
        expect(readout).to_contain_text("1,000 Hz")
        expect(readout).to_contain_text(re.compile(r"^0\.(49|50)\d s"))
        level = re.search("(−?[0-9.]+) dB", readout.inner_text())
        assert level
        assert float(level[1].replace("−", "-")) > -1, "the loudest tone"
        stage.hover(position=place(view, 1.5, 1_000))
        silent = re.search("(−?[0-9.]+) dB", readout.inner_text())
        assert silent
        assert float(silent[1].replace("−", "-")) < -40, "low tones lie below, not above"
        assert len(sent) == before
        assert view.locator("b").count() == 0, "foreign text is never markup"


def test_a_click_is_heard_at_once_and_told(fresh_server: Server, page: Page) -> None:
    with fresh_server(SCRIPT) as url:
        view = open_view(page, url)
        view.get_by_role("application").click(position=place(view, 1.0, 3_000))
        expect(view).to_have_attribute("data-playing", "true")
        begin, end = map(float, (view.get_attribute("data-played") or "").split(","))
        assert end - begin == pytest.approx(0.2, abs=0.01)
        assert (begin + end) / 2 == pytest.approx(1.0, abs=0.02)
        expect(page.get_by_text("told: ")).to_contain_text(re.compile(r"told: (\S+) \1 \d+"))
        expect(view).to_have_attribute("data-playing", "false")  # the part ends by itself
        view.get_by_role("button", name="Hear the part again").click()
        expect(view).to_have_attribute("data-playing", "true")


def test_a_drag_is_a_span_and_keys_pick(fresh_server: Server, page: Page) -> None:
    with fresh_server(SCRIPT) as url:
        view = open_view(page, url)
        stage = view.get_by_role("application")
        box = stage.bounding_box()
        assert box is not None
        (first, last) = (place(view, seconds, 2_000) for seconds in (0.5, 1.5))
        page.mouse.move(box["x"] + first["x"], box["y"] + first["y"])
        page.mouse.down()
        page.mouse.move(box["x"] + last["x"], box["y"] + last["y"], steps=4)
        page.mouse.up()
        expect(page.get_by_text("told: ")).to_contain_text(
            re.compile(r"told: 0\.(49|5)\S* 1\.(49|5)")
        )
        begin, end = map(float, (view.get_attribute("data-played") or "").split(","))
        assert (begin, end) == pytest.approx((0.5, 1.5), abs=0.02)
        stage.focus()
        page.keyboard.press("Home")
        expect(view.locator(".readout")).to_contain_text("0.000 s")
        page.keyboard.press("ArrowRight")
        expect(view.locator(".readout")).to_contain_text("0.008 s")  # a hop of 64 samples
        page.keyboard.press("Enter")
        expect(page.get_by_text("told: ")).to_contain_text("| 0.008 0.008")
        page.keyboard.press("Space")
        expect(view.get_by_role("button", name="Pause the sound")).to_be_visible()
        expect(view.locator(".head")).to_be_visible()


def test_the_sound_goes_on_while_the_settings_change(fresh_server: Server, page: Page) -> None:
    received: list[int] = []
    page.on(
        "websocket",
        lambda socket: socket.on("framereceived", lambda payload: received.append(len(payload))),
    )
    with fresh_server(SCRIPT) as url:
        view = open_view(page, url)
        before = view.get_attribute("data-token") or ""
        view.get_by_role("button", name="Repeat").click()
        view.get_by_role("button", name="Play the sound").click()
        expect(view).to_have_attribute("data-playing", "true")
        received.clear()
        field = page.get_by_role("spinbutton", name="win_length")
        field.fill("512")
        field.press("Enter")
        expect(view).not_to_have_attribute("data-token", before)
        expect(view).to_have_attribute("data-playing", "true")
        page.locator("[data-test-script-state='notRunning']").wait_for()
        assert max(received) < 2 * (257 * 126 + 8_000), "codes only: the samples stay"
        page.locator("label").filter(has_text="mel").click()
        expect(view.locator(".scale")).to_have_text("a <b>scale</b>")
        expect(view).to_have_attribute("data-playing", "true")


def test_one_without_samples_is_silent(fresh_server: Server, page: Page) -> None:
    with fresh_server(SCRIPT) as url:
        open_view(page, url)
        silent = page.get_by_role("group", name="Silent")
        expect(silent.get_by_role("button")).to_have_count(0)
        silent.get_by_role("application").hover(position=place(silent, 0.5, 1_000))
        expect(silent.locator(".readout")).to_contain_text("Hz")
        silent.get_by_role("application").click(position=place(silent, 0.5, 1_000))
        expect(silent).to_have_attribute("data-playing", "false")
        expect(page.get_by_text("told:")).to_have_text("told:")
