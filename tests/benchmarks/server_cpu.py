"""Processor time of the server for one rerun of each page's main control."""

from __future__ import annotations

from statistics import median

from playwright.sync_api import Browser

from tests.benchmarks.harness import (
    FLOORS,
    Visit,
    open_chromium,
    open_visit,
    print_table,
    processor_s,
    ratio,
    serve,
    step_in_turn,
)
from tests.benchmarks.latency import PAGES
from tests.serving import APP, Server

ROUNDS = 3
STEPS = 12  # in one round
BUDGET_MS = 40  # thirty learners, one change every two seconds each, one core: 15 runs a second


def steps_cost_ms(visit: Visit, server: Server) -> float:
    """Take `STEPS` steps; return the server's processor time for one of them, ms."""
    before_s = processor_s(server)
    step_in_turn([visit], STEPS)
    return (processor_s(server) - before_s) / STEPS * 1000


def open_visits(browser: Browser, floor: str, app: str) -> list[Visit]:
    """Open the floor, then the pages, each with its main control."""
    looks = (
        ("convolution, 64 maps", "convolution?out_channels=64", "kernel_size", "grid"),
        ("convolution, coverage", "convolution?conv_view=coverage", "kernel_size", "grid"),
        ("convolution, code", "convolution?conv_view=code", "kernel_size", "grid"),
        ("pixels, shuffle", "pixels?pixel_view=shuffle", "Width in pixels", "vector"),
        ("channels, 1 × 1", "channels?channel_view=mix", "Bias of this filter", "channels"),
        ("channels, 64 → 32", "channels?channel_view=shrink", "Bias of this filter", "channels"),
        ("channels, groups", "channels?channel_view=groups", "Bias of this filter", "channels"),
        ("pooling, shift meter", "pooling?pool_view=shift", "kernel_size", "grid"),
        ("pooling, rivals", "pooling?pool_view=convolution", "kernel_size", "grid"),
        ("cost, memory", "cost?cost_view=memory", "height and width", "bars"),
    )
    plain = ((address.split("?")[0], address, slider, kind) for address, slider, kind in PAGES)
    return [
        open_visit(browser, "floor: one st.image", floor, "step", "image"),
        *(
            open_visit(browser, name, f"{app}/{address}", slider, kind)
            for name, address, slider, kind in (*plain, *looks)
        ),
    ]


def main() -> None:
    """Measure and print."""
    with serve(FLOORS / "image.py", APP) as (floor, app), open_chromium() as chrome:
        visits = open_visits(chrome, floor.url, app.url)
        costs: dict[str, list[float]] = {visit.name: [] for visit in visits}
        for _round in range(ROUNDS):
            for visit in visits:
                server = floor if visit is visits[0] else app
                costs[visit.name].append(steps_cost_ms(visit, server))
    least = median(costs[visits[0].name])
    print_table(
        f"Processor time of the server for a rerun, {ROUNDS} rounds of {STEPS} slider steps",
        ["page", "ms", "÷ floor", f"÷ budget of {BUDGET_MS} ms"],
        [
            [
                name,
                f"{median(all_ms):.0f}",
                ratio(median(all_ms), least),
                ratio(median(all_ms), BUDGET_MS),
            ]
            for name, all_ms in costs.items()
        ],
    )


if __name__ == "__main__":
    main()
