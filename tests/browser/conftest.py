"""A Chromium and Streamlit servers for what only a browser shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.serving import APP, CHROMIUM_ARGUMENTS, chromium_path, streamlit_server


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One headless Chromium: the system's, or else Playwright's own."""
    with sync_playwright() as playwright:
        path = chromium_path()
        if path is None and not Path(playwright.chromium.executable_path).exists():
            pytest.skip("no Chromium: apt-get install chromium, or playwright install chromium")
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def app_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the whole app on a server of its own."""
    log = tmp_path_factory.mktemp("server") / "app.log"
    with streamlit_server(APP, log) as url:
        yield url


@pytest.fixture
def fresh_server(tmp_path: Path) -> Callable[[Path], object]:
    """Start another server for one script: `with fresh_server(path) as url:`."""
    return lambda script: streamlit_server(script, tmp_path / "fresh.log")


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A fresh browser profile, 1280 pixels wide, English."""
    profile = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    yield profile
    profile.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A fresh tab of that profile."""
    return context.new_page()
