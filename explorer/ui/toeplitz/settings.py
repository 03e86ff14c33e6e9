"""Controls of this part."""

from __future__ import annotations

from explorer.data.sample_list import ARRAYS
from explorer.errors import SettingError
from explorer.signals.typed_numbers import parse_numbers
from explorer.text import N_
from explorer.ui.controls import Choice, Code, Control, Text, Whole, parse_whole
from explorer.ui.layout import Challenge

MOST_NUMBERS, MOST_TAPS = 16, 8  # of a signal and its kernel
MOST_SIDE, MOST_KERNEL_SIDE = 8, 3  # of a picture and its kernel
LARGE_SIDE = 28  # pixels of the photograph, the size of DESIGN's reference
LARGE = "camera"
SAMPLES = ("pooling_4x4", "cross_5x5", "column_7x7", "digit_8x8")

NUMBERS_HELP = N_("Numbers with commas or spaces between them, rows with semicolons.")


def _check_signal(text: str) -> None:
    parse_numbers(text, most_rows=1, most_columns=MOST_NUMBERS, least_columns=2)


def _check_kernel(text: str) -> None:
    parse_numbers(text, most_rows=1, most_columns=MOST_TAPS)


def _check_picture(text: str) -> None:
    parse_numbers(text, most_rows=MOST_SIDE, most_columns=MOST_SIDE, least_columns=2)


def _check_kernel_2d(text: str) -> None:
    parse_numbers(text, most_rows=MOST_KERNEL_SIDE, most_columns=MOST_KERNEL_SIDE)


def _check_arriving(text: str) -> None:
    parse_numbers(text, most_rows=MOST_SIDE + 8, most_columns=MOST_NUMBERS + 8)


def _check_place(text: str) -> None:
    if parse_whole(text, 0, 9_999) is None:
        raise SettingError(N_("there is no output {number}: click one"), number=text[:20])


INPUT = Choice(
    "toeplitz_input",
    N_("Input"),
    {
        "typed": N_("1D: numbers you type"),
        "random": N_("1D: random whole numbers"),
        "picture": N_("2D: a picture you type"),
        **{key: ARRAYS[key].title for key in SAMPLES},
        LARGE: N_("Photographer, 28 × 28"),
    },
    "typed",
)
SIGNAL = Text(
    "toeplitz_signal",
    N_("Signal x"),
    _check_signal,
    placeholder="1 2 4 5 3 0",
    default="1 2 4 5 3 0",
    help=NUMBERS_HELP,
)
PICTURE = Text(
    "toeplitz_picture",
    N_("Picture x"),
    _check_picture,
    placeholder="1 2 3; 4 5 6; 7 8 9",
    default="1 2 0 1; 0 3 1 2; 2 1 4 0; 1 0 2 3",
    help=NUMBERS_HELP,
)
KERNEL = Text(
    "toeplitz_kernel",
    N_("Kernel"),
    _check_kernel,
    placeholder="5 4",
    default="5 4",
    help=NUMBERS_HELP,
)
KERNEL_2D = Text(
    "toeplitz_kernel_2d",
    N_("Kernel"),
    _check_kernel_2d,
    placeholder="1 2; 3 4",
    default="1 2 3; 4 5 6; 7 8 9",
    help=NUMBERS_HELP,
)
TIE = Choice(
    "toeplitz_weights",
    N_("Weights"),
    {
        "tied": N_("Convolution"),
        "local": N_("Local"),
        "full": N_("Full"),
    },
    "tied",
    widget="segments",
    help=N_(
        "Convolution: shared by all outputs. Locally connected: own ones for each output. Fully "
        "connected: one for each pair of output and input. What is not shared is drawn at random."
    ),
)
FLIPPED = Choice(
    "toeplitz_operation",
    N_("Operation"),
    {"correlation": N_("correlation, as PyTorch"), "convolution": N_("true convolution")},
    "correlation",
    widget="segments",
    help=N_("True convolution lays the kernel on turned."),
)
STRIDE = Whole("toeplitz_stride", N_("stride"), 1, 4, 1)
PADDING = Whole("toeplitz_padding", N_("padding"), 0, 4, 0)
DILATION = Whole("toeplitz_dilation", N_("dilation"), 1, 3, 1)
LENGTH = Whole("toeplitz_length", N_("numbers of the random signal"), 2, MOST_NUMBERS, 10)
SEED = Whole(
    "toeplitz_seed",
    N_("seed"),
    0,
    99,
    0,
    N_("Of the random signal, and of the weights that are not shared."),
)
ARRIVING = Choice(
    "toeplitz_arriving",
    N_("Gradient g that arrives at the outputs"),
    {"ones": N_("1 everywhere"), "one": N_("1 at the chosen output"), "typed": N_("typed")},
    "ones",
    widget="segments",
    help=N_("1 everywhere is the gradient of the outputs' sum."),
)
TYPED_ARRIVING = Text(
    "toeplitz_g",
    N_("g"),
    _check_arriving,
    placeholder="1 0 -1 0 2",
    default="1 0 -1 0 2",
    help=NUMBERS_HELP,
)
AT = Code("toeplitz_at", _check_place, "0")  # the output on show

VIEW = Choice(
    "toeplitz_view",
    N_("Look closer"),
    {
        "untied": N_("Weights untied"),
        "sparse": N_("Stored sparsely"),
        "im2col": N_("Patches as columns"),
        "gradient": N_("Gradient"),
        "code": N_("PyTorch code"),
    },
    "untied",
    widget="segments",
    show_label=False,
)

MORE: tuple[Control, ...] = (STRIDE, PADDING, DILATION, LENGTH, SEED)
CONTROLS: tuple[Control, ...] = (
    INPUT,
    SIGNAL,
    PICTURE,
    KERNEL,
    KERNEL_2D,
    TIE,
    FLIPPED,
    *MORE,
    AT,
    VIEW,
    ARRIVING,
    TYPED_ARRIVING,
)

CHALLENGES: tuple[Challenge, ...] = (
    Challenge(
        N_("3 × 3 on 28 × 28"),
        {"correlation_part": "matrix", "toeplitz_input": LARGE, "toeplitz_view": "sparse"},
        N_(
            "Each pixel is a column now, each output a row: how many of the cells are zeros, and "
            "how many different numbers stand in the others?"
        ),
    ),
    Challenge(
        N_("Untie the weights"),
        {
            "correlation_part": "matrix",
            "toeplitz_input": "typed",
            "toeplitz_weights": "local",
            "toeplitz_view": "untied",
        },
        N_(
            "The same zeros, but no cell shares its weight any more. Further down the input is "
            "moved by one: what does the output no longer do?"
        ),
    ),
)
