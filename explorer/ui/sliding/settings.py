"""Controls of the two functions, and of the numbers typed by hand."""

from __future__ import annotations

from typing import Literal

from explorer.signals.functions import (
    DRAWN_DEFAULT,
    SHAPES,
    SHIFT_STEP,
    SHIFTS,
    WIDTH_STEP,
    WIDTHS,
    parse_points,
)
from explorer.signals.number_rows import parse_signal, parse_taps
from explorer.text import N_
from explorer.ui.controls import Choice, Code, Control, Real, Text
from explorer.ui.layout import Challenge

Operation = Literal["correlation", "convolution"]

DOMAIN = Choice(
    "sliding_domain",
    N_("What slides"),
    {"curves": N_("Functions"), "numbers": N_("Numbers by hand")},
    "curves",
    widget="segments",
    show_label=False,
)
OPERATION = Choice(
    "sliding_operation",
    N_("Operation"),
    {"correlation": N_("⋆ cross-correlation"), "convolution": N_("∗ convolution")},
    "correlation",
    widget="segments",
    show_label=False,
)
F = Choice("sliding_f", N_("f, stands still"), SHAPES, "box")
G = Choice("sliding_g", N_("g, slides: the kernel"), SHAPES, "saw")
_WIDE = N_("Of a Gaussian from −2σ to 2σ; an exponential falls by e in a quarter of it.")
F_WIDTH = Real("sliding_f_width", N_("width of f"), *WIDTHS, 2.0, WIDTH_STEP, _WIDE)
G_WIDTH = Real("sliding_g_width", N_("width of g"), *WIDTHS, 1.2, WIDTH_STEP, _WIDE)
F_SHIFT = Real("sliding_f_shift", N_("f moved to the right by"), *SHIFTS, 0.0, SHIFT_STEP)
G_SHIFT = Real("sliding_g_shift", N_("g moved to the right by"), *SHIFTS, 0.0, SHIFT_STEP)
F_POINTS = Code("sliding_f_points", parse_points, DRAWN_DEFAULT)
G_POINTS = Code("sliding_g_points", parse_points, DRAWN_DEFAULT)
SIGNAL = Text(
    "sliding_signal",
    N_("signal x"),
    parse_signal,
    placeholder="1 2 4 5 3 0",
    help=N_("Up to 24 numbers with spaces between them."),
    default="1 2 4 5 3 0",
)
KERNEL = Text(
    "sliding_kernel",
    N_("kernel w"),
    parse_taps,
    placeholder="5 4",
    help=N_("Up to 8 numbers with spaces between them."),
    default="5 4",
)
EDGES = Choice(
    "sliding_edges",
    N_("At the ends"),
    {"valid": N_("valid: only whole windows"), "full": N_("full: zeros around it")},
    "valid",
)
VIEW = Choice(
    "sliding_view",
    N_("Look closer"),
    {
        "side": N_("Both side by side"),
        "laws": N_("Laws, measured"),
        "libraries": N_("Who computes which"),
        "code": N_("PyTorch code"),
    },
    "side",
    widget="segments",
    show_label=False,
)

CONTROLS: tuple[Control, ...] = (
    DOMAIN,
    OPERATION,
    F,
    G,
    F_WIDTH,
    G_WIDTH,
    F_SHIFT,
    G_SHIFT,
    F_POINTS,
    G_POINTS,
    SIGNAL,
    KERNEL,
    EDGES,
    VIEW,
)

CHALLENGES: tuple[Challenge, ...] = (
    Challenge(
        N_("Make both operations agree"),
        {
            "correlation_part": "functions",
            "sliding_g": "exponential",
            "sliding_operation": "convolution",
        },
        N_(
            "The difference of the two stands among the numbers. Find a g that brings it to 0, "
            "without touching f. Does moving that g to the right spoil it?"
        ),
    ),
)
