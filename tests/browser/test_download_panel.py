"""The download panel where fragments run alone: pressed, watched, stopped, gone on with."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.file_server import Answer, FileServer

pytestmark = pytest.mark.browser

SCRIPT = Path(__file__).parent / "scripts" / "download_panel_app.py"
PATIENCE_MS = 30_000
Server = Callable[[Path], AbstractContextManager[str]]


def test_a_download_is_watched_stopped_and_ended(
    fresh_server: Server, page: Page, file_server: FileServer, tmp_path: Path
) -> None:
    content = file_server.content
    link = {
        "url": file_server.url,
        "digest": hashlib.sha256(content).hexdigest(),
        "size": len(content),
        "folder": tmp_path,
    }
    file_server.answers = [Answer(status=404), Answer(piece_s=0.3), Answer()]
    with fresh_server(SCRIPT) as url:
        page.goto(f"{url}/?{urlencode(link)}")
        start = page.get_by_role("button", name="Download")
        expect(start).to_be_visible(timeout=PATIENCE_MS)
        page.locator("[data-testid='stApp'][data-test-script-state='notRunning']").wait_for()

        start.click()
        expect(page.get_by_text("404")).to_be_visible(timeout=PATIENCE_MS)
        start.click()
        expect(page.get_by_text("of 0.6 MB")).to_be_visible(timeout=PATIENCE_MS)
        expect(page.get_by_text("404")).to_have_count(0)
        expect(page.get_by_text("0.1 of 0.6 MB")).to_be_visible(timeout=PATIENCE_MS)
        page.get_by_role("button", name="Stop").click()

        page.get_by_role("button", name="Go on at").click(timeout=PATIENCE_MS)
        expect(page.get_by_text("here", exact=True)).to_be_visible(timeout=PATIENCE_MS)
        assert file_server.ranges[-1] is not None
        assert (tmp_path / "weights.pth").read_bytes() == content
