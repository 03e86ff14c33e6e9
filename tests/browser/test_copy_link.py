"""Copy link in Chromium: the clipboard, the field where there is none, the look of a button."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

pytestmark = pytest.mark.browser

SCRIPT = Path(__file__).parent / "scripts" / "copy_link_app.py"
PATIENCE_MS = 60_000
Server = Callable[[Path], AbstractContextManager[str]]


def open_page(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_role("button", name="Copy link")).to_be_visible(timeout=PATIENCE_MS)


def test_the_address_goes_to_the_clipboard(
    fresh_server: Server, context: BrowserContext, page: Page
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    with fresh_server(SCRIPT) as url:
        address = f"{url}/?padding=3&stride=1&name=a%20b"
        open_page(page, address)
        page.get_by_role("button", name="Copy link").click()
        expect(page.get_by_role("status").first).to_have_text("Link copied")
        assert page.evaluate("navigator.clipboard.readText()") == address
        page.get_by_role("button", name="Copy B").click()
        expect(page.get_by_role("status").nth(1)).to_have_text("Link copied")
        # stride is overridden, padding taken out, the page itself stays where it is
        assert page.evaluate("navigator.clipboard.readText()") == f"{url}/?stride=2&name=a+b"
        assert page.url == address


@pytest.mark.parametrize(
    "clipboard",
    ["undefined", "{ writeText: () => Promise.reject(new DOMException('no', 'NotAllowedError')) }"],
    ids=["missing", "denied"],
)
def test_without_a_clipboard_a_selected_field_holds_the_address(
    fresh_server: Server, page: Page, clipboard: str
) -> None:
    page.add_init_script(f"Object.defineProperty(navigator, 'clipboard', {{ value: {clipboard} }})")
    with fresh_server(SCRIPT) as url:
        open_page(page, f"{url}/?stride=1")
        field = page.get_by_label("Copy this address:").first
        expect(field).to_be_hidden()
        page.get_by_role("button", name="Copy link").click()
        expect(field).to_have_value(f"{url}/?stride=1")
        assert field.evaluate("box => box.value.slice(box.selectionStart, box.selectionEnd)") == (
            f"{url}/?stride=1"
        )
        assert field.get_attribute("readonly") is not None


def test_it_looks_like_the_button_beside_it(fresh_server: Server, page: Page) -> None:
    with fresh_server(SCRIPT) as url:
        open_page(page, url)
        own = page.get_by_role("button", name="Copy link")
        theirs = page.get_by_role("button", name="Reset")
        for name in ("height", "borderRadius", "borderColor", "color", "fontFamily"):
            style = f"button => getComputedStyle(button).{name}"
            assert own.evaluate(style) == theirs.evaluate(style), name
        ours, other = own.bounding_box(), theirs.bounding_box()
        assert ours is not None
        assert other is not None
        assert ours["y"] == pytest.approx(other["y"], abs=1)
