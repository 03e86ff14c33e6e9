"""A linked or a pooling grid in Chromium: opened, pointed at, and read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median

from playwright.sync_api import Browser, Locator, Page, WebSocket, expect

LIT_CELLS = """([canvas, rows, columns]) => {
    const margin = 6, ratio = devicePixelRatio, lit = [];
    const bytes = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    const height = canvas.height - 2 * margin * ratio, width = canvas.width - 2 * margin * ratio;
    for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) {
        const y = Math.round(margin * ratio + (r + 0.5) / rows * height);
        const x = Math.round(margin * ratio + (c + 0.5) / columns * width);
        if (bytes[4 * (y * canvas.width + x) + 3] > 0) lit.push([r, c]);
    }
    return lit;
}"""

KEEP_TEXTS = """
const draw = CanvasRenderingContext2D.prototype.fillText;
CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
    (this.canvas.texts ??= []).push([text, parseFloat(this.font.match(/[\\d.]+px/)[0])]);
    return draw.call(this, text, ...place);
};
const clear = CanvasRenderingContext2D.prototype.clearRect;
CanvasRenderingContext2D.prototype.clearRect = function (...place) {
    this.canvas.texts = [];
    return clear.call(this, ...place);
};"""


@dataclass(eq=False)
class Grid:
    """One grid on a page, addressed by pane, row and column."""

    page: Page
    sizes: dict[str, tuple[int, int]]
    sent: list[object] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def root(self) -> Locator:
        return self.page.locator(".linked-grid")

    def canvas(self, pane: str) -> Locator:
        return self.page.locator(f".over[data-pane={pane}]")

    def place(self, pane: str, row: int, column: int) -> tuple[float, float]:
        self.canvas(pane).scroll_into_view_if_needed()
        box = self.canvas(pane).locator("xpath=../canvas[1]").bounding_box()
        assert box is not None
        rows, columns = self.sizes[pane]
        return (
            box["x"] + (column + 0.5) / columns * box["width"],
            box["y"] + (row + 0.5) / rows * box["height"],
        )

    def hover(self, pane: str, row: int, column: int) -> None:
        self.page.mouse.move(*self.place(pane, row, column))
        expect(self.root).to_have_attribute("data-hover", f"{pane}:{row},{column}")

    def leave(self) -> None:
        self.page.mouse.move(2, 2)
        expect(self.root).to_have_attribute("data-hover", "")

    def told(self, name: str) -> str:
        return self.root.get_attribute(f"data-{name}") or ""

    def lit(self, pane: str) -> list[tuple[int, int]]:
        handle = self.canvas(pane).element_handle()
        return [tuple(cell) for cell in self.page.evaluate(LIT_CELLS, [handle, *self.sizes[pane]])]

    def pixels(self, pane: str) -> list[int]:
        base = self.canvas(pane).locator("xpath=../canvas[1]")
        return base.evaluate(
            "c => [...c.getContext('2d').getImageData(0, 0, c.width, c.height).data]"
        )

    def written(self, pane: str) -> list[tuple[str, float]]:
        """Numbers in the cells since the last layout, with the size of their letters."""
        base = self.canvas(pane).locator("xpath=../canvas[1]")
        return [(text, size) for text, size in base.evaluate("c => c.texts")]

    def expect_within(self, width: int) -> None:
        """Nothing of the page or of a picture reaches past `width` pixels."""
        assert self.page.evaluate("document.documentElement.scrollWidth") <= width
        for pane in ("input", "kernel", "output"):
            box = self.canvas(pane).locator("xpath=../canvas[1]").bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width
        assert self.errors == []

    def expect_quick_hovers(self, name: str) -> None:
        """Twelve hovers over the output are drawn within a frame each, and nothing is sent."""
        before = len(self.sent)
        times = []
        for number in range(12):
            self.hover("output", 10 + 3 * number, 20 + number)
            times.append(float(self.told("draw-ms")))
        print(f"{name}: hover redraw {median(times):.1f} ms (median of {len(times)})")
        assert median(times) < 16
        assert len(self.sent) == before

    def expect_text(self, text: str) -> None:
        expect(self.page.get_by_text(text, exact=True)).to_be_visible(timeout=15_000)


Open = Callable[..., Grid]


@contextmanager
def opener(server: str, chromium: Browser) -> Iterator[Open]:
    """Open cases of a server's script, each in a fresh profile: `open_case("cross", sizes)`."""
    contexts = []

    def open_case(
        case: str,
        sizes: dict[str, tuple[int, int]] | None = None,
        *,
        width: int = 1280,
        theme: str = "light",
        touch: bool = False,
    ) -> Grid:
        context = chromium.new_context(
            viewport={"width": width, "height": 1000}, color_scheme=theme, has_touch=touch
        )
        contexts.append(context)
        context.add_init_script(KEEP_TEXTS)
        grid = Grid(context.new_page(), sizes or {})
        grid.page.on("pageerror", lambda error: grid.errors.append(str(error)))
        grid.page.on("websocket", lambda socket: _listen(socket, grid))
        grid.page.goto(f"{server}/?case={case}")
        grid.page.locator(".linked-grid[data-frame]").wait_for(timeout=60_000)
        grid.page.locator("[data-test-script-state='notRunning']").wait_for(timeout=60_000)
        return grid

    try:
        yield open_case
    finally:
        for context in contexts:
            context.close()


def _listen(socket: WebSocket, grid: Grid) -> None:
    def keep(frame: object) -> None:
        grid.sent.append(frame)

    socket.on("framesent", keep)
