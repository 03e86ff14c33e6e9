"""The sound track in Chromium: playing, seeking, saving, and samples that change meanwhile."""

from __future__ import annotations

import wave
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = pytest.mark.browser

SCRIPT = Path(__file__).parent / "scripts" / "sound_track_app.py"
PATIENCE_MS = 60_000
Server = Callable[[Path], AbstractContextManager[str]]


def open_track(page: Page, url: str, name: str = "A tone") -> Locator:
    page.goto(url)
    track = page.get_by_role("group", name=name)
    expect(track).to_have_attribute("data-ready", "true", timeout=PATIENCE_MS)
    page.locator("[data-test-script-state='notRunning']").wait_for()
    return track


def place_of(track: Locator) -> float:
    return float(track.get_by_role("slider").get_attribute("aria-valuenow") or "nan")


def test_play_pause_and_only_one_at_a_time(fresh_server: Server, page: Page) -> None:
    with fresh_server(SCRIPT) as url:
        tone = open_track(page, url)
        other = page.get_by_role("group", name="Strided")
        tone.get_by_role("button", name="Play <b>Tone</b>").click()
        expect(tone).to_have_attribute("data-playing", "true")
        expect(tone.get_by_role("slider")).not_to_have_attribute("aria-valuenow", "0.00")
        other.get_by_role("button", name="Play Every fourth").click()
        expect(tone).to_have_attribute("data-playing", "false")
        expect(other).to_have_attribute("data-playing", "true")
        other.get_by_role("button", name="Pause Every fourth").click()
        expect(other).to_have_attribute("data-playing", "false")
        assert tone.locator("b").count() == 0, "a name is text, never markup"


def test_a_playing_track_goes_on_with_new_samples(fresh_server: Server, page: Page) -> None:
    with fresh_server(SCRIPT) as url:
        tone = open_track(page, f"{url}/?seconds=30")
        first = tone.get_attribute("data-token")
        tone.get_by_role("button", name="Play").click()
        expect(tone).to_have_attribute("data-playing", "true")
        box = tone.get_by_role("slider").bounding_box()
        assert box is not None
        tone.get_by_role("slider").click(position={"x": box["width"] / 2, "y": 20})
        assert place_of(tone) == pytest.approx(15, abs=1)
        field = page.get_by_role("spinbutton", name="pitch")
        field.fill("300")
        field.press("Enter")
        expect(tone).not_to_have_attribute("data-token", first or "")
        expect(tone).to_have_attribute("data-ready", "true")
        expect(tone).to_have_attribute("data-playing", "true")
        assert 14 < place_of(tone) < 25


def test_a_click_is_told_and_keys_move(fresh_server: Server, page: Page) -> None:
    with fresh_server(SCRIPT) as url:
        tone = open_track(page, url)
        slider = tone.get_by_role("slider")
        box = slider.bounding_box()
        assert box is not None
        slider.click(position={"x": box["width"] / 4, "y": 30})
        expect(page.get_by_text("told: [0.5]")).to_be_visible()
        for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "Enter"):
            page.keyboard.press(key)
        expect(page.get_by_text("told: [0.5, 0.52]")).to_be_visible()  # a step is 1 % of 2 s
        page.keyboard.press("End")
        assert place_of(tone) == 2
        page.keyboard.press("Home")
        assert place_of(tone) == 0


def test_the_saved_file_holds_the_samples(fresh_server: Server, page: Page, tmp_path: Path) -> None:
    with fresh_server(SCRIPT) as url:
        tone = open_track(page, url)
        with page.expect_download() as download:
            tone.get_by_role("link", name="Save as WAV").click()
        path = tmp_path / "tone.wav"
        download.value.save_as(path)
        assert download.value.suggested_filename == "tone.wav"
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (8000, 1, 2)
        samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
    expected = 0.5 * np.sin(2 * np.pi * 200 * np.arange(16_000) / 8_000)
    assert np.abs(samples / 32_767 - expected).max() < 1 / 32_767


def test_phone_dark(fresh_server: Server, chromium: Browser) -> None:
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, color_scheme="dark", device_scale_factor=2
    )
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    with fresh_server(SCRIPT) as url:
        strided = open_track(page, url, "Strided")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        note = strided.locator(".note")
        expect(note).to_contain_text("4 times as many samples")  # 2,000 Hz · 4 = 8,000 Hz
        expect(note).to_contain_text("50% of its level")
    assert errors == []
    context.close()
