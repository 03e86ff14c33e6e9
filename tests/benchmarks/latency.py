"""How long a slider step takes until its picture is painted, and what a hover costs."""

from __future__ import annotations

from statistics import median

from playwright.sync_api import Browser

from tests.benchmarks.harness import (
    FLOORS,
    Visit,
    open_chromium,
    open_visit,
    print_table,
    ratio,
    serve,
    step_in_turn,
)
from tests.serving import APP

STEPS = 20
HOVERS = 100
COVERAGE = "convolution, coverage"
GOAL = "1.3 ×"
WALL = "activations, 256 maps: before, after"
REVISIT = "activations, to and fro between two pictures"
GOALS = {COVERAGE: "2.5 ×", WALL: "2 ×"}
# Page, its main slider, and the picture that follows it.
PAGES = (
    ("pixels", "Width in pixels", "vector"),
    ("filters?filter=gaussian&filter_size=9", "σ, pixels", "grid"),
    ("convolution", "kernel_size", "grid"),
    ("channels", "Bias of this filter", "channels"),
    ("pooling", "kernel_size", "grid"),
    ("cost", "height and width", "bars"),
    ("weights", "Filter, 0 to 63", "grid"),
    ("feature_space?feature_data=faces", "k, neighbours that vote", "chart"),
    ("activations", "Opacity of the map", "image"),
    ("volume?volume_kernel=blur", "Depth: frames it sees", "frames"),
)
# Name, address, the two buttons that are pressed in turn, and the picture that follows them.
CHANGES = (
    (
        WALL,
        "activations?layer=features.8&input_size=224",
        ("before the activation", "after it"),
        "wall",
    ),
    (
        REVISIT,
        "activations",
        ("What does the ReLU throw away?", "A cup of coffee among ten classes"),
        "image",
    ),
)
KERNELS = "weights, conv2's 64 kernels"


def open_visits(browser: Browser, image: str, chart: str, app: str) -> list[Visit]:
    """Open the two floors and the pages; the image's floor comes first."""
    coverage = f"{app}/convolution?conv_view=coverage"
    kernels = "weights?layer=features.3&weights_view=code"
    return [
        open_visit(browser, "floor: one st.image", image, "step", "image"),
        open_visit(browser, "floor: one plotly chart", chart, "step", "chart"),
        *(
            open_visit(browser, address.split("?")[0], f"{app}/{address}", slider, kind)
            for address, slider, kind in PAGES
        ),
        open_visit(browser, COVERAGE, coverage, "kernel_size", "chart"),
        open_visit(browser, KERNELS, f"{app}/{kernels}", "Filter, 0 to 191", "wall"),
        *(
            open_visit(browser, name, f"{app}/{address}", buttons, kind)
            for name, address, buttons, kind in CHANGES
        ),
    ]


def show_steps(browser: Browser, urls: list[str]) -> None:
    """Time slider steps on each page, in turn, and print them against the floors."""
    visits = open_visits(browser, *urls)
    step_in_turn(visits, STEPS)
    image, chart = visits[0].median_ms, visits[1].median_ms
    print_table(
        f"A slider step until the picture is painted, medians of {STEPS}",
        ["page", "ms", "÷ image", "÷ chart", "goal (÷ image)", "messages", "KiB received"],
        [
            [
                visit.name,
                f"{visit.median_ms:.0f}",
                ratio(visit.median_ms, image),
                ratio(visit.median_ms, chart),
                GOALS.get(visit.name, "" if visit in visits[:2] else GOAL),
                f"{visit.received / STEPS:.0f}",
                f"{visit.received_bytes / STEPS / 1024:.0f}",
            ]
            for visit in visits
        ],
    )
    for visit in visits:
        visit.page.context.close()


def show_hover(browser: Browser, app: str) -> None:
    """Hover over a 64 × 64 output and print messages sent and the time of a redraw."""
    address = f"{app}/convolution?image_size=64&padding=1"
    visit = open_visit(browser, "hover", address, "kernel_size", "grid")
    visit.page.keyboard.press("ArrowLeft")  # back from the warming steps: 3 × 3 keeps the size
    visit.settle()
    pane = visit.page.locator(".linked-grid .over[data-pane=output]")
    pane.scroll_into_view_if_needed()
    box = pane.bounding_box()
    if box is None:
        raise RuntimeError("the output has no place on the page")
    visit.page.evaluate("watch.countRedraws()")
    visit.forget()
    for number in range(HOVERS):
        across, down = (number * 7 % HOVERS + 0.5) / HOVERS, (number + 0.5) / HOVERS
        left, top = across * (box["width"] - 20), down * (box["height"] - 20)
        visit.page.mouse.move(box["x"] + 10 + left, box["y"] + 10 + top)
        visit.page.evaluate("new Promise(requestAnimationFrame)")
    visit.page.wait_for_timeout(300)
    redraws = sorted(visit.page.evaluate("redraws"))
    print_table(
        f"{HOVERS} hovers over the convolution page's 64 × 64 grid",
        ["", "measured", "goal"],
        [
            ["messages sent", visit.sent, "0"],
            ["redraws", len(redraws), ""],
            ["median ms a redraw", f"{median(redraws):.1f}", "< 16"],
            ["95th percentile", f"{redraws[int(0.95 * len(redraws))]:.1f}", "< 16"],
        ],
    )


def main() -> None:
    """Measure and print."""
    with serve(FLOORS / "image.py", FLOORS / "chart.py", APP) as servers, open_chromium() as chrome:
        urls = [server.url for server in servers]
        show_steps(chrome, urls)
        show_hover(chrome, urls[-1])


if __name__ == "__main__":
    main()
