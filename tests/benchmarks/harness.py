"""What the benchmarks share: servers and pages, slider steps that are timed, tables of ratios.

Every figure is a ratio to a floor measured in the same run, step by step in turn: the machine's
other work then falls on both.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import psutil
from playwright.sync_api import Browser, Locator, Page, WebSocket, sync_playwright

from tests.serving import CHROMIUM_ARGUMENTS, Server, chromium_path, run_server

HERE = Path(__file__).parent
FLOORS = HERE / "floors"
PATIENCE_MS = 90_000
QUIET_MS = 120  # between two steps: what a step left to do in the browser is done

WATCH = (HERE / "watch.js").read_text(encoding="utf-8")
IDLE = "[data-testid='stApp'][data-test-script-state='notRunning']"


@contextmanager
def open_chromium() -> Iterator[Browser]:
    """Start a headless Chromium: the system's, or else Playwright's own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS
        )
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def serve(*scripts: Path) -> Iterator[list[Server]]:
    """Run one server a script until the block is left."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        yield [
            stack.enter_context(run_server(script, Path(folder) / f"{number}.log"))
            for number, script in enumerate(scripts)
        ]


@dataclass(eq=False)
class Visit:
    """One page in a browser profile of its own, with a control whose steps are timed.

    `control`: the label of a slider or stepper, or the words on two buttons that are pressed in
    turn. `kind`: which picture is watched, by its name in watch.js: `image`, `grid` (a linked
    grid's output), `box` (of a field view), `vector`, `channels`, `bars`, `frames` (a clip's),
    `wall` (a tile wall), `player` (the filtered sound's), `spectrogram` or `chart`.
    """

    page: Page
    name: str
    control: str | tuple[str, str]
    kind: str
    sent: int = 0
    received: int = 0
    received_bytes: int = 0
    times_ms: list[float] = field(default_factory=list)
    _key: str = "ArrowUp"
    _turn: int = 0

    @property
    def median_ms(self) -> float:
        return median(self.times_ms)

    @property
    def handle(self) -> Locator:
        """The slider's handle, the stepper's field, or the button whose turn it is."""
        if isinstance(self.control, tuple):
            return self.page.locator("button").filter(has_text=self.control[self._turn]).first
        field = "input:is([type=range], [type=number])"
        return self.page.locator(f"{field}[aria-label='{self.control}']")

    def step(self) -> float:
        """Press a key on the control; return ms until its picture is painted anew."""
        self.page.bring_to_front()
        self.handle.focus()
        self._choose_key()
        if not self.page.evaluate("kind => watch.arm(kind)", self.kind):
            raise RuntimeError(f"{self.name}: no {self.kind} on the page")
        self.page.keyboard.press(self._key)
        took_ms = float(self.page.evaluate("watched"))
        self._turn = 1 - self._turn
        self.settle()
        return took_ms

    def _choose_key(self) -> None:
        if isinstance(self.control, tuple):
            self._key = "Enter"
            return
        place = self.handle.evaluate("({value, min, max}) => (value - min) / (max - min)")
        if place in {0, 1}:  # at an end the steps turn back
            self._key = "ArrowDown" if place else "ArrowUp"

    def settle(self) -> None:
        """Wait until the script has ended and the browser is quiet."""
        self.page.locator(IDLE).wait_for(timeout=PATIENCE_MS)
        self.page.wait_for_timeout(QUIET_MS)

    def listen(self, socket: WebSocket) -> None:
        """Count the messages of a socket."""

        def receive(payload: str | bytes) -> None:
            self.received += 1
            self.received_bytes += len(payload)

        def send(_payload: str | bytes) -> None:
            self.sent += 1

        socket.on("framereceived", receive)
        socket.on("framesent", send)

    def forget(self) -> None:
        """Begin to count anew."""
        self.sent = self.received = self.received_bytes = 0
        self.times_ms.clear()


def open_visit(
    browser: Browser, name: str, url: str, control: str | tuple[str, str], kind: str
) -> Visit:
    """Open a page in a fresh profile, wait for its heading and picture, and take two steps."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000}, locale="en-GB")
    page = context.new_page()
    page.add_init_script(WATCH)
    visit = Visit(page, name, control, kind)
    page.on("websocket", visit.listen)
    page.goto(url)
    page.get_by_role("heading", level=1).wait_for(timeout=PATIENCE_MS)
    visit.handle.wait_for(timeout=PATIENCE_MS)
    page.wait_for_function("kind => watch.arm(kind)", arg=kind, timeout=PATIENCE_MS)
    visit.settle()
    for _warm in range(2):
        visit.step()
    visit.forget()
    return visit


def step_in_turn(visits: Sequence[Visit], steps: int) -> None:
    """Let each visit take `steps` steps, one of each in turn; times go to `times_ms`."""
    for _number in range(steps):
        for visit in visits:
            visit.times_ms.append(visit.step())


def processor_s(server: Server) -> float:
    """Processor time of the server since its start, user and system, seconds."""
    times = psutil.Process(server.process.pid).cpu_times()
    return float(times.user + times.system)


def resident_mb(server: Server) -> float:
    """Resident memory of the server, 2**20 bytes."""
    return float(psutil.Process(server.process.pid).memory_info().rss / 2**20)


def print_table(title: str, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table with aligned columns, and how busy the machine is."""
    lines = [list(heads), *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(f"\n{title}   ({os.cpu_count()} cores, load {load})")
    for number, line in enumerate(lines):
        cells = zip(line, widths, strict=True)
        first, *others = (
            cell.rjust(width) if column else cell.ljust(width)
            for column, (cell, width) in enumerate(cells)
        )
        print("  ".join([first, *others]).rstrip())
        if number == 0:
            print("  ".join("-" * width for width in widths))


def ratio(value: float, floor: float) -> str:
    """Write a ratio as `1.23 ×`."""
    return f"{value / floor:.2f} ×"
