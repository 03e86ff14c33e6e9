"""A printed network in Chromium: its text as it is, a click that goes there, what is in view."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

SCRIPT = Path(__file__).parent / "scripts" / "printed_network_app.py"
PATIENCE_MS = 60_000
Server = Callable[[Path], AbstractContextManager[str]]


def test_lines_are_text_and_layers_are_buttons(fresh_server: Server, page: Page) -> None:
    with fresh_server(SCRIPT) as url:
        page.goto(url)
        text = page.get_by_role("group", name="The layers")
        expect(text).to_be_visible(timeout=PATIENCE_MS)
        lines = text.locator(".line")
        assert lines.all_text_contents()[:3] == [
            "Net(", "  (0): Conv2d(3, 8, <b>bold</b>)", "  (1): ReLU()",
        ]  # fmt: skip
        assert lines.nth(1).evaluate("line => getComputedStyle(line).whiteSpace") == "pre"
        expect(text.get_by_role("button")).to_have_count(39)
        current = text.locator("[aria-current=true]")
        expect(current).to_have_text("  (0): Conv2d(3, 8, <b>bold</b>)", use_inner_text=False)

        text.get_by_role("button", name="(3): Conv2d(8, 8)").click()
        expect(page.get_by_text("chosen: 3", exact=True)).to_be_visible()
        expect(current).to_contain_text("(3): Conv2d(8, 8)")
        text.get_by_role("button", name="(5): Conv2d(8, 8)").press("Enter")
        expect(page.get_by_text("chosen: 5", exact=True)).to_be_visible()

        page.get_by_role("button", name="far down").click()
        expect(current).to_contain_text("(39)")
        inside = text.evaluate(
            """box => { const line = box.querySelector("[aria-current]").getBoundingClientRect();
                        const own = box.getBoundingClientRect();
                        return line.top >= own.top && line.bottom <= own.bottom; }"""
        )
        assert inside
