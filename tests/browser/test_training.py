"""A run in Chromium: it goes on while its visitor is elsewhere, comes back by link, and stops."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_app import go_to, open_page, wait_until_idle

pytestmark = pytest.mark.browser

PATIENCE_MS = 60_000
LINK = "training?dataset=digits&model=lenet&strategy=scratch&epochs=60&train_batch=4"


def test_a_run_goes_on_elsewhere_comes_back_and_stops(
    app_url: str, page: Page, chromium: Browser
) -> None:
    open_page(page, f"{app_url}/{LINK}")
    page.get_by_role("button", name="Train", exact=True).click()
    expect(page.get_by_text("pictures a second")).to_be_visible(timeout=PATIENCE_MS)
    go_to(page, "augmentation")
    go_to(page, "training")
    expect(page.get_by_text("pictures a second")).to_be_visible(timeout=PATIENCE_MS)
    other = chromium.new_context().new_page()  # the same link elsewhere, as after a reload
    open_page(other, page.url)
    expect(other.get_by_text("pictures a second")).to_be_visible(timeout=PATIENCE_MS)
    other.context.close()
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.get_by_role("button", name="Continue")).to_be_visible(timeout=PATIENCE_MS)
    wait_until_idle(page)
    expect(page.get_by_text("what was learned is kept")).to_be_visible()
