"""The pixels page's controls, and the pixel and the width that stand in its link as text."""

from __future__ import annotations

from explorer.errors import SettingError
from explorer.layers.flattening import Pixel
from explorer.text import N_
from explorer.ui.controls import (
    Choice,
    Code,
    Control,
    OptionalWhole,
    Switch,
    Whole,
    parse_whole,
)

LARGEST_SIDE = 64  # pixels

WIDTH = Whole(
    "pixel_width", N_("Width in pixels"), 1, LARGEST_SIDE, 32, N_("Columns of the picture.")
)
HEIGHT = Whole(
    "pixel_height", N_("Height in pixels"), 1, LARGEST_SIDE, 32, N_("Rows of the picture.")
)
LAYOUT = Choice(
    "pixel_layout",
    N_("Flattened as"),
    {
        "grey": N_("grey (H, W)"),
        "chw": N_("(C, H, W)"),
        "hwc": N_("(H, W, C)"),
    },
    "chw",
    widget="segments",
    help=N_(
        "(C, H, W) is one plane after another, as PyTorch has it; (H, W, C) keeps the colours of a "
        "pixel side by side, as files do. Grey is the mean of red, green and blue; a grey picture "
        "fills all three alike."
    ),
)
OUT_FEATURES = Whole(
    "pixel_out_features", N_("out_features"), 1, 128, 6, N_("Outputs of the linear layer.")
)
UNITS = Choice(
    "pixel_values",
    N_("Write values"),
    {"unit": N_("0 to 1, as a network gets them"), "byte": N_("0 to 255, as a file holds them")},
    "unit",
    help=N_("Of photographs; small arrays keep the numbers they are written with."),
)
VIEW = Choice(
    "pixel_view",
    N_("Look closer"),
    {
        "fold": N_("Fold it back"),
        "orders": N_("Three orders"),
        "shuffle": N_("Shuffle the pixels"),
        "templates": N_("Learned templates"),
        "cost": N_("What it costs"),
        "code": N_("PyTorch code"),
    },
    "fold",
    widget="segments",
    show_label=False,
)
SEED = Whole("pixel_seed", N_("seed of shuffle and weights"), 0, 99, 0)

LARGEST_SLIDE = 8  # pixels of 32: a quarter of the picture
SLIDE = Whole(
    "pixel_template_shift",
    N_("Slide the picture, pixels"),
    -LARGEST_SLIDE,
    LARGEST_SLIDE,
    0,
    N_("To the right, or to the left below 0, in pixels of 32; the edge column is repeated."),
)
TEMPLATE = OptionalWhole(
    "pixel_template",
    N_("Hidden unit"),
    0,
    63,
    N_(
        "One of 64; left empty, the one whose answer falls most when the picture slides to either "
        "side."
    ),
    placeholder=N_("automatic"),
)
FILTER = OptionalWhole(
    "pixel_filter",
    N_("Filter of the convolution"),
    0,
    63,
    N_("One of 64; left empty, the one whose strongest answer on the picture is the greatest."),
    placeholder=N_("automatic"),
)
TEMPLATE_CODE = Switch("pixel_template_code", N_("PyTorch code of this answer"), default=False)


def parse_pixel(text: str) -> Pixel:
    """Read "channel,row,column"; raises SettingError if it is no pixel of the largest picture."""
    parts = text.split(",")
    numbers = [parse_whole(part, 0, LARGEST_SIDE - 1) for part in parts]
    channel = parse_whole(parts[0], 0, 2)
    if len(parts) != 3 or channel is None or numbers[1] is None or numbers[2] is None:
        raise SettingError(
            N_("{text} is no pixel: write channel,row,column, as in 0,16,16"), text=text[:40]
        )
    return Pixel(channel, numbers[1], numbers[2])


def write_pixel(pixel: Pixel) -> str:
    """Write a pixel as `parse_pixel` reads it."""
    return f"{pixel.channel},{pixel.row},{pixel.column}"


def parse_fold(text: str) -> int:
    """Read the width at which the vector is folded; raises SettingError if it is none."""
    width = parse_whole(text, 1, 3 * LARGEST_SIDE * 3)
    if width is None:
        raise SettingError(N_("{text} is no width: write a whole number"), text=text[:40])
    return width


def _check_fold(text: str) -> None:
    if text:
        parse_fold(text)


AT = Code("pixel_at", parse_pixel, "0,16,16")  # the pinned pixel, chosen in the picture
FOLD = Code("pixel_fold", _check_fold)  # empty: one short of a true row

MAIN: tuple[Control, ...] = (WIDTH, OUT_FEATURES, LAYOUT)  # a phone lays two sliders in a line
MORE: tuple[Control, ...] = (HEIGHT, UNITS)
OF_TEMPLATES: tuple[Control, ...] = (TEMPLATE, SLIDE, FILTER)
CONTROLS: tuple[Control, ...] = (
    *MAIN, *MORE, AT, VIEW, FOLD, SEED, *OF_TEMPLATES, TEMPLATE_CODE,
)  # fmt: skip
