"""A click on a unit of the receptive-field page: until its box is drawn, and what it costs."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

from playwright.sync_api import Browser

from tests.benchmarks.harness import (
    FLOORS,
    PATIENCE_MS,
    WATCH,
    Visit,
    open_chromium,
    open_visit,
    print_table,
    processor_s,
    ratio,
    serve,
    step_in_turn,
)
from tests.serving import APP

STEPS = 20
UNITS = 27  # a side of AlexNet's features.3, the page's first layer
GOAL = "1.5 ×"
# What is watched, and the event from which it is: the browser's own box follows the pointer.
BOX, PICTURE = ("box", "pointermove"), ("image", "pointerdown")


@dataclass(eq=False)
class ClickVisit(Visit):
    """A page whose map is clicked, one unit after another."""

    event: str = "pointerdown"

    def __post_init__(self) -> None:
        self._places = (((5 * n) % UNITS, (7 * n) % UNITS) for n in count(1))

    def step(self) -> float:
        """Click the next unit; return ms until what is watched is painted anew."""
        self.page.bring_to_front()
        box = self.page.locator("canvas.map").bounding_box()
        if box is None:
            raise RuntimeError(f"{self.name}: the map has no place on the page")
        self.page.mouse.move(box["x"] - 20, box["y"] - 20)  # off the map
        self.settle()
        if not self.page.evaluate("([kind, event]) => watch.arm(kind, event)", self.watched):
            raise RuntimeError(f"{self.name}: no {self.kind} on the page")
        row, column = ((place + 0.5) / UNITS for place in next(self._places))
        self.page.mouse.click(box["x"] + column * box["width"], box["y"] + row * box["height"])
        took_ms = float(self.page.evaluate("watched"))
        self.settle()
        return took_ms

    @property
    def watched(self) -> list[str]:
        """The picture's kind and the event it is timed from, as watch.js takes them."""
        return [self.kind, self.event]


def open_clicks(browser: Browser, name: str, url: str, kind: str, event: str) -> ClickVisit:
    """Open the page in a fresh profile, wait until it is still, and click twice."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000}, locale="en-GB")
    page = context.new_page()
    page.add_init_script(WATCH)
    visit = ClickVisit(page, name, "", kind, event=event)
    page.on("websocket", visit.listen)
    page.goto(url)
    page.wait_for_function("kind => watch.arm(kind)", arg=kind, timeout=PATIENCE_MS)
    page.locator("canvas.map").scroll_into_view_if_needed()
    visit.settle()
    for _warm in range(2):
        visit.step()
    visit.forget()
    return visit


def main() -> None:
    """Measure and print."""
    with serve(FLOORS / "image.py", APP) as (floor, app), open_chromium() as chrome:
        address = f"{app.url}/receptive_field"
        visits = [
            open_visit(chrome, "floor: one st.image", floor.url, "step", "image"),
            open_clicks(chrome, "click, box on the photo (browser)", address, *BOX),
            open_clicks(chrome, "click, box picture (server)", address, *PICTURE),
        ]
        step_in_turn(visits, STEPS)
        costs_ms = []
        for visit, server in zip(visits, (floor, app, app), strict=True):
            before_s = processor_s(server)
            for _step in range(STEPS):
                visit.step()
            costs_ms.append((processor_s(server) - before_s) / STEPS * 1000)
    least = visits[0].median_ms
    print_table(
        f"A click on a unit of the receptive-field page, medians of {STEPS}",
        ["", "ms", "÷ floor", "goal", "server CPU, ms", "÷ floor"],
        [
            [
                visit.name,
                f"{visit.median_ms:.0f}",
                ratio(visit.median_ms, least),
                "" if visit is visits[0] else GOAL,
                f"{cost_ms:.0f}",
                ratio(cost_ms, costs_ms[0]),
            ]
            for visit, cost_ms in zip(visits, costs_ms, strict=True)
        ],
    )


if __name__ == "__main__":
    main()
