"""Memory of the server: after one session has seen all pages, and with twenty sessions open."""

from __future__ import annotations

from playwright.sync_api import Browser, Page

from explorer.catalog import PAGES
from tests.benchmarks.harness import (
    FLOORS,
    IDLE,
    PATIENCE_MS,
    open_chromium,
    print_table,
    ratio,
    resident_mb,
    serve,
)
from tests.serving import APP, Server

SESSIONS = 20
GOAL = "1.25 ×"


def see(page: Page, address: str) -> None:
    """Open a page and wait until its script has ended."""
    page.goto(address)
    page.get_by_role("heading", level=1).wait_for(timeout=PATIENCE_MS)
    page.locator(IDLE).wait_for(timeout=PATIENCE_MS)
    page.wait_for_timeout(500)


def move_slider(page: Page) -> None:
    """Change the first slider, where there is one, so that the session has a rerun behind it."""
    slider = page.locator("input[type=range][aria-label]").first
    if slider.count():
        slider.focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(300)
        page.locator(IDLE).wait_for(timeout=PATIENCE_MS)


def measure(browser: Browser, server: Server) -> list[tuple[str, float]]:
    """Return what was open and the server's memory then, 2**20 bytes."""
    found = [("server, nobody yet", resident_mb(server))]
    context = browser.new_context(locale="en-GB")  # tabs of one profile are sessions of their own
    first = context.new_page()
    see(first, f"{server.url}/")
    found.append(("1 session, home", resident_mb(server)))
    for entry in PAGES:
        see(first, f"{server.url}/{entry.slug}")
        move_slider(first)
    found.append(("1 session, all pages seen once", resident_mb(server)))
    for number in range(SESSIONS - 1):
        tab = context.new_page()
        see(tab, f"{server.url}/{PAGES[number % len(PAGES)].slug}")
        move_slider(tab)
    found.append((f"{SESSIONS} sessions on all pages", resident_mb(server)))
    context.close()
    return found


def main() -> None:
    """Measure and print."""
    with open_chromium() as chrome:
        with serve(FLOORS / "line.py") as (floor,):
            tab = chrome.new_page()
            see(tab, floor.url)
            floor_mb = resident_mb(floor)
            tab.close()
        with serve(APP) as (app,):
            found = measure(chrome, app)
    one_mb = found[-2][1]
    rows = [[name, f"{mb:.0f}", ratio(mb, floor_mb), ratio(mb, one_mb), ""] for name, mb in found]
    rows[-1][-1] = GOAL
    print_table(
        "Resident memory of the server",
        ["open", "MiB", "÷ one line", "÷ one session", "goal"],
        [["floor: one line, 1 session", f"{floor_mb:.0f}", ratio(1, 1), "", ""], *rows],
    )


if __name__ == "__main__":
    main()
