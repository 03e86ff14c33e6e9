"""Controls of the look at shapes: which layer, and the visitor's own."""

from __future__ import annotations

from explorer.errors import SettingError
from explorer.signals.volumes import Triple
from explorer.text import N_
from explorer.ui.controls import Choice, Control, OptionalWhole, Text, Whole

_TRIPLE_HIGH = 16


def parse_triple(text: str, least: int = 0) -> Triple:
    """Read `2` or `2,1,1` (depth, rows, columns); raises SettingError for anything else."""
    parts = text.replace("(", "").replace(")", "").replace(" ", "").split(",")
    if len(parts) not in {1, 3} or not all(
        part.isascii() and part.isdecimal() and len(part) <= 3 for part in parts
    ):
        raise SettingError(
            N_("'{text}' is neither one number nor three: write 2, or 2,1,1 for D, H, W"),
            text=text[:20],
        )
    numbers = [int(part) for part in parts]
    for number in numbers:
        if not least <= number <= _TRIPLE_HIGH:
            raise SettingError(
                N_("{number} is out of range: write numbers from {least} to {most}"),
                number=number,
                least=least,
                most=_TRIPLE_HIGH,
            )
    first, *rest = numbers * 3 if len(numbers) == 1 else numbers
    return first, rest[0], rest[1]


def parse_step(text: str) -> Triple:
    """Read a stride, a dilation or a kernel size: as `parse_triple`, from 1 on."""
    return parse_triple(text, 1)


TRIPLE_FORM = N_("One number for all three axes, or three: depth, rows, columns.")
EXAMPLE = Choice(
    "volume_example",
    N_("Layer"),
    {
        "cubic": N_("Lecture: Conv3d(16, 33, 3, stride=2)"),
        "unequal": N_("Lecture: kernel (3, 5, 2)"),
        "above": N_("The layer above"),
        "own": N_("Your own"),
    },
    "unequal",
)
MID_CHANNELS = OptionalWhole(
    "volume_mid_channels",
    N_("M, channels between the two of (2+1)D"),
    1,
    1024,
    N_("Empty: the paper's M, which gives as many weights as the 3D kernel has."),
)
OWN_CHANNELS = Whole("volume_own_in", N_("in_channels"), 1, 64, 16)
OWN_FILTERS = Whole("volume_own_out", N_("out_channels"), 1, 64, 32)
OWN_GROUPS = Whole("volume_own_groups", N_("groups"), 1, 64, 1)


def _parse_size(text: str) -> Triple:
    """Read the volume's own D, H, W."""
    parts = text.replace(" ", "").split(",")
    fits = len(parts) == 3 and all(
        p.isascii() and p.isdecimal() and len(p) <= 3 and int(p) for p in parts
    )
    if not fits:
        raise SettingError(
            N_("'{text}' is no volume: write depth, rows and columns, like 10,50,100"),
            text=text[:20],
        )
    return int(parts[0]), int(parts[1]), int(parts[2])


OWN_SIZE = Text(
    "volume_own_size", N_("D, H, W of the input"), _parse_size, "10,50,100", default="10,50,100"
)
OWN_KERNEL = Text("volume_own_kernel", N_("kernel_size"), parse_step, "3,5,2", TRIPLE_FORM, "3,5,2")
OWN_STRIDE = Text("volume_own_stride", N_("stride"), parse_step, "2,1,1", TRIPLE_FORM, "2,1,1")
OWN_PADDING = Text("volume_own_padding", N_("padding"), parse_triple, "4,2,0", TRIPLE_FORM, "4,2,0")
OWN_DILATION = Text("volume_own_dilation", N_("dilation"), parse_step, "1", TRIPLE_FORM, "1")

OWN_NUMBERS: tuple[Control, ...] = (OWN_CHANNELS, OWN_FILTERS, OWN_GROUPS)
OWN_TEXTS: tuple[Control, ...] = (OWN_SIZE, OWN_KERNEL, OWN_STRIDE, OWN_PADDING, OWN_DILATION)
OF_SHAPES: tuple[Control, ...] = (EXAMPLE, MID_CHANNELS, *OWN_NUMBERS, *OWN_TEXTS)
