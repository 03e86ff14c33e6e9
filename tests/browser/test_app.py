"""What only a browser shows of the app: links, the address, the keyboard, themes and the phone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from explorer.catalog import PAGES, find_page

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_MS = 60_000  # the first page imports torch


def open_page(page: Page, url: str) -> None:
    page.goto(url)
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=PATIENCE_MS)
    wait_until_idle(page)


def wait_until_idle(page: Page) -> None:
    page.locator("[data-testid='stApp'][data-test-script-state='notRunning']").wait_for(
        timeout=PATIENCE_MS
    )


def go_to(page: Page, slug: str) -> None:
    """Follow the sidebar's link to a page."""
    page.locator("[data-testid='stSidebarNavLink']").filter(has_text=find_page(slug).name).click()
    page.wait_for_url(f"**/{slug}*", timeout=PATIENCE_MS)
    wait_until_idle(page)


def metric(page: Page, label: str) -> str:
    box = page.locator("[data-testid='stMetric']").filter(has_text=label)
    return box.locator("[data-testid='stMetricValue']").inner_text()


def parameters(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def slider(page: Page, label: str) -> Locator:
    return page.get_by_role("group", name=label, exact=True).get_by_role("slider")


def test_a_deep_link_is_the_first_visit_to_a_fresh_server(
    fresh_server: Callable[[Path], AbstractContextManager[str]], page: Page
) -> None:
    with fresh_server(ROOT / "streamlit_app.py") as url:
        open_page(page, f"{url}/convolution?kernel_size=5&image_size=32")
        assert metric(page, "Output shape") == "4 × 28 × 28"
        titles = page.locator("[data-testid='stSidebarNavLink']")
        assert titles.count() == len(PAGES)  # the app's own navigation, not the file names
        expect(page.locator("[data-testid='stSidebarNav']")).to_contain_text("Why convolutions")
        assert parameters(page)["kernel_size"] == ["5"]


def test_a_link_restores_the_page_in_a_fresh_browser(
    app_url: str, page: Page, chromium: Browser
) -> None:
    open_page(page, f"{app_url}/convolution?image_size=32")
    handle = slider(page, "kernel_size")
    handle.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-testid='stMetricValue']").first).to_have_text("4 × 28 × 28")
    assert parameters(page)["kernel_size"] == ["5"]
    other = chromium.new_context().new_page()
    open_page(other, page.url)
    assert metric(other, "Output shape") == "4 × 28 × 28"
    other.context.close()


def test_a_button_sets_controls_and_address(app_url: str, page: Page) -> None:
    open_page(page, f"{app_url}/convolution")
    page.get_by_role("button", name="Lose a column").click()
    expect(
        page.locator("[data-testid='stMetric']").filter(has_text="Cells never visited")
    ).to_contain_text("13")
    query = parameters(page)
    assert query["image"] == ["column_7x7"]
    assert query["stride"] == ["3"]
    page.get_by_role("button", name="Reset", exact=True).click()
    expect(
        page.locator("[data-testid='stMetric']").filter(has_text="Cells never visited")
    ).to_contain_text("0")
    expect(page).to_have_url(f"{app_url}/convolution")


def test_a_challenge_puts_the_numbers_of_another_part_into_the_address(
    app_url: str, page: Page, chromium: Browser
) -> None:
    open_page(page, f"{app_url}/sound")
    page.get_by_role("button", name="Separate the two clicks").click()
    page.wait_for_url("**sound_part=spectrogram**", timeout=PATIENCE_MS)
    wait_until_idle(page)
    found = parameters(page)
    assert found["spectrogram_win_length"] == ["1024"]  # its slider was not drawn before
    assert found["spectrogram_short"] == ["512"]
    fresh = chromium.new_context().new_page()
    open_page(fresh, page.url)
    expect(slider(fresh, "win_length, samples")).to_have_value("1024", timeout=PATIENCE_MS)
    fresh.context.close()


def test_the_picture_survives_a_page_switch(app_url: str, page: Page) -> None:
    open_page(page, f"{app_url}/convolution?image=coins&kernel_size=7")
    go_to(page, "filters")
    assert parameters(page)["image"] == ["coins"]
    assert "kernel_size" not in parameters(page)
    go_to(page, "convolution")
    expect(page.locator("[data-testid='stMetric']").first).to_be_visible()
    assert parameters(page)["kernel_size"] == ["7"]
    assert parameters(page)["image"] == ["coins"]


def test_a_weight_edited_in_the_grid_goes_into_the_address(
    app_url: str, page: Page, chromium: Browser
) -> None:
    open_page(page, f"{app_url}/convolution?image_size=32&in_channels=1")
    page.locator(".linked-grid .over[data-pane=kernel]").focus()
    page.keyboard.press("Shift++")
    expect(page.get_by_text("edited by hand").first).to_be_visible(timeout=PATIENCE_MS)
    kernel = parameters(page)["kernel"][0]
    assert kernel.count(";") == 2
    assert float(kernel.split(",")[0]) == pytest.approx(-0.25 + 1)  # Sobel y / 4, top left, and 1
    field = page.get_by_label("kernel by hand", exact=True)
    expect(field).to_have_value(kernel)
    other = chromium.new_context().new_page()
    open_page(other, page.url)
    expect(other.get_by_label("kernel by hand", exact=True)).to_have_value(kernel)
    expect(other.get_by_text("edited by hand").first).to_be_visible()
    other.context.close()


def test_a_map_clicked_on_the_wall_comes_into_the_grid(app_url: str, page: Page) -> None:
    open_page(page, f"{app_url}/convolution?image_size=32")
    page.locator(".wall .scroller").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The grid shows filter 1, “vertical edge”")).to_be_visible()
    assert parameters(page)["conv_map"] == ["1"]


def test_the_back_button_takes_a_choice_back(app_url: str, page: Page) -> None:
    open_page(page, f"{app_url}/filters?filter=box")
    page.get_by_role("button", name="Find the cross").click()
    expect(page.get_by_text("Cross detector.").first).to_be_visible()
    wait_until_idle(page)
    assert parameters(page)["filter"] == ["cross"]
    page.go_back()
    expect(page.get_by_text("Cross detector.")).to_have_count(0)


def test_reset_clears_the_address_of_a_closer_look_that_is_not_on_screen(
    app_url: str, page: Page
) -> None:
    link = "image_size=32&pool_view=shift&pool_shift=5&pool_shift_question=moves"
    open_page(page, f"{app_url}/pooling?{link}")
    page.get_by_text("What counts", exact=True).click()
    wait_until_idle(page)
    assert parameters(page)["pool_shift_question"] == ["moves"]
    page.get_by_role("button", name="Reset", exact=True).click()
    expect(page).to_have_url(f"{app_url}/pooling")


def test_nothing_crosses_sessions(app_url: str, chromium: Browser) -> None:
    pages = [chromium.new_context().new_page() for _ in range(2)]
    open_page(pages[0], f"{app_url}/convolution?image_size=32&kernel_size=7")
    open_page(pages[1], f"{app_url}/convolution?image_size=32")
    assert metric(pages[0], "Output shape") == "4 × 26 × 26"
    assert metric(pages[1], "Output shape") == "4 × 30 × 30"
    for tab in pages:
        tab.context.close()


@pytest.mark.parametrize("slug", [entry.slug for entry in PAGES])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_overflows_or_fails_in_either_theme(
    app_url: str, chromium: Browser, slug: str, scheme: str, width: int
) -> None:
    profile: BrowserContext = chromium.new_context(
        viewport={"width": width, "height": 844}, color_scheme=scheme
    )
    page = profile.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    open_page(page, f"{app_url}/{slug}")
    expect(page.locator("[data-testid='stException']")).to_have_count(0)
    overflow = page.evaluate(
        "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
    )
    assert overflow <= 0
    background = page.evaluate(
        "getComputedStyle(document.querySelector(\"[data-testid='stApp']\")).backgroundColor"
    )
    brightness = sum(int(part) for part in background.strip("rgba()").split(",")[:3]) / 3
    assert (brightness < 90) == (scheme == "dark")
    assert errors == []
    profile.close()


def test_a_russian_browser_gets_russian_and_can_choose(app_url: str, chromium: Browser) -> None:
    profile = chromium.new_context(locale="ru-RU")
    page = profile.new_page()
    open_page(page, f"{app_url}/home")
    expect(page.locator("[data-testid='stSidebarNav']")).to_contain_text("Свёртка")
    profile.close()
