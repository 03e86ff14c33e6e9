"""Controls of the kernel that comes back turned."""

from __future__ import annotations

from explorer.layers.kernels import parse_kernel
from explorer.signals.flip_shapes import SCENES, SHAPES
from explorer.text import N_
from explorer.ui.controls import Choice, Control, Switch, Text, Whole
from explorer.ui.layout import Challenge

SCENE = Choice("flipped_scene", N_("Picture"), SCENES, "one")
SHAPE = Choice("flipped_kernel", N_("Kernel"), SHAPES, "letter", clears=("flipped_weights",))
WEIGHTS = Text(
    "flipped_weights",
    N_("Kernel by hand"),
    parse_kernel,
    placeholder="1,0,0;0,1,0;0,1,1",
    help=N_("Rows end with a semicolon, values with a comma; empty takes the kernel chosen."),
)
OPERATION = Choice(
    "flipped_operation",
    N_("Operation"),
    {"correlation": N_("⋆ cross-correlation"), "convolution": N_("∗ convolution")},
    "correlation",
    widget="segments",
    show_label=False,
)
VIEW = Choice(
    "flipped_view",
    N_("Look closer"),
    {
        "learn": N_("Learned either way"),
        "matters": N_("Where it matters"),
        "code": N_("PyTorch code"),
    },
    "learn",
    widget="segments",
    show_label=False,
)
LEARN_START = Choice(
    "flipped_start",
    N_("The convolution starts with"),
    {"mirrored": N_("the other's kernel, turned"), "same": N_("the same kernel")},
    "mirrored",
)
LEARN_STEPS = Whole("flipped_steps", N_("gradient steps"), 50, 500, 300)
LEARN_SEED = Whole("flipped_seed", N_("seed of the random start"), 0, 99, 0)
LEARN_CODE = Switch("flipped_code", N_("Show the PyTorch code of these runs"), False)
LEARN: tuple[Control, ...] = (LEARN_START, LEARN_STEPS, LEARN_SEED)

CONTROLS: tuple[Control, ...] = (SCENE, SHAPE, WEIGHTS, OPERATION, VIEW, *LEARN, LEARN_CODE)

CHALLENGES: tuple[Challenge, ...] = (
    Challenge(
        N_("Turn the arrow round"),
        {
            "correlation_part": "pictures",
            "flipped_scene": "three",
            "flipped_kernel": "arrow",
            "flipped_operation": "convolution",
        },
        N_("All three arrows point up. Which operation turns them, and what does a Sobel do?"),
    ),
)
