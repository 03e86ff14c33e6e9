"""From `streamlit run` to the first painted page, for the app and for one line."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser

from tests.benchmarks.harness import FLOORS, PATIENCE_MS, open_chromium, print_table, ratio, serve
from tests.serving import APP

ROUNDS = 5
GOAL = "1.3 ×"


@dataclass(slots=True, eq=False)
class Start:
    """A first visit to a fresh server: its name, the script, the address, and what was seen."""

    name: str
    script: Path
    address: str
    shown: str  # selector of what the visitor waits for
    goal: str = ""
    from_command_s: list[float] = field(default_factory=list)
    from_address_s: list[float] = field(default_factory=list)

    def measure(self, browser: Browser) -> None:
        """Start a server, open the address in a fresh profile, and keep both times."""
        with serve(self.script) as (server,):
            page = browser.new_context(locale="en-GB").new_page()
            opened_s = time.monotonic()
            page.goto(server.url + self.address, wait_until="commit")
            page.locator(self.shown).first.wait_for(timeout=PATIENCE_MS)
            page.evaluate("new Promise(requestAnimationFrame)")
            now_s = time.monotonic()
            page.context.close()
        self.from_command_s.append(now_s - server.started_s)
        self.from_address_s.append(now_s - opened_s)


def show_starts(starts: Sequence[Start]) -> None:
    """Print each start against the first one."""
    command = median(starts[0].from_command_s)
    address = median(starts[0].from_address_s)
    print_table(
        f"First page of a fresh server until painted, medians of {ROUNDS}",
        ["page", "s from the command", "÷ floor", "goal", "s from the address", "÷ floor"],
        [
            [
                start.name,
                f"{median(start.from_command_s):.2f}",
                ratio(median(start.from_command_s), command),
                start.goal,
                f"{median(start.from_address_s):.2f}",
                ratio(median(start.from_address_s), address),
            ]
            for start in starts
        ],
    )


def main() -> None:
    """Measure and print."""
    starts = (
        Start("floor: one line", FLOORS / "line.py", "/", "h1"),
        Start("home, at /", APP, "/", "h1", GOAL),
        Start("home, its last card", APP, "/", "[data-testid='stImage'] img >> nth=-1"),
        Start("/convolution as the first visit", APP, "/convolution", "h1", GOAL),
        Start("/convolution, its picture", APP, "/convolution", ".linked-grid[data-frame]"),
    )
    with open_chromium() as chrome:
        for _round in range(ROUNDS):
            for start in starts:
                start.measure(chrome)
    show_starts(starts)


if __name__ == "__main__":
    main()
