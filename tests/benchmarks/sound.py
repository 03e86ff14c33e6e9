"""How long the sound page takes from a parameter to what is heard or painted."""

from __future__ import annotations

import io
import wave
from dataclasses import dataclass

import numpy as np
from playwright.sync_api import Browser

from tests.benchmarks.harness import (
    FLOORS,
    PATIENCE_MS,
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
LONG_S, LONG_HZ = 10, 48_000


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement: a control of the page, and what follows it (a kind of watch.js).

    `own`: on a visitor's sound of ten seconds at 48 kHz, not on the chirp that comes along.
    """

    name: str
    address: str
    control: str
    kind: str
    goal: str
    own: bool = False


ROWS = (
    Row("cut-off → player ready, chirp", "sound", "cut-off, Hz", "player", "2 ×"),
    Row(
        "cut-off → player ready, 10 s at 48 kHz", "sound", "cut-off, Hz", "player", "2 ×", own=True
    ),
)


def long_sound() -> bytes:
    """Return ten seconds of a rising tone and some noise as a 16-bit WAV file."""
    time_s = np.arange(LONG_S * LONG_HZ) / LONG_HZ
    tone = 0.4 * np.sin(2 * np.pi * (100 * time_s + 1_000 * time_s**2))
    noise = 0.05 * np.random.default_rng(0).normal(size=len(time_s))
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setparams((1, 2, LONG_HZ, 0, "NONE", ""))
        sound.writeframes((np.clip(tone + noise, -1, 1) * 32_767).astype("<i2").tobytes())
    return file.getvalue()


def give_sound(visit: Visit) -> None:
    """Upload the long sound through the page's picker."""
    page = visit.page
    page.locator("[data-testid='stPopover'] button").first.click()
    page.locator("input[type=file]").first.set_input_files(
        {"name": "long.wav", "mimeType": "audio/wav", "buffer": long_sound()}
    )
    page.get_by_text(f"{LONG_S}.0 s · {LONG_HZ // 1000} kHz").first.wait_for(timeout=PATIENCE_MS)
    page.keyboard.press("Escape")
    visit.settle()
    for _warm in range(2):
        visit.step()
    visit.forget()


def open_rows(browser: Browser, app: str) -> list[Visit]:
    """Open a page a row, with its sound."""
    visits = []
    for row in ROWS:
        visit = open_visit(browser, row.name, f"{app}/{row.address}", row.control, row.kind)
        if row.own:
            give_sound(visit)
        visits.append(visit)
    return visits


def main() -> None:
    """Measure and print."""
    with serve(FLOORS / "image.py", APP) as (floor, app), open_chromium() as chrome:
        least = open_visit(chrome, "floor: one st.image", floor.url, "step", "image")
        visits = open_rows(chrome, app.url)
        step_in_turn([least, *visits], STEPS)
    goals = ["", *(row.goal for row in ROWS)]
    print_table(
        f"A parameter of the sound page, medians of {STEPS}",
        ["", "ms", "÷ floor", "goal", "KiB received"],
        [
            [
                visit.name,
                f"{visit.median_ms:.0f}",
                ratio(visit.median_ms, least.median_ms),
                goal,
                f"{visit.received_bytes / STEPS / 1024:.0f}",
            ]
            for visit, goal in zip([least, *visits], goals, strict=True)
        ],
    )


if __name__ == "__main__":
    main()
