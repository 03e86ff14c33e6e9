"""The filters page's controls, and the kernel they stand for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from explorer.layers.kernels import (
    ANGLE_RANGE,
    KERNELS,
    MAX_SIDE,
    SIGMA_RANGE,
    WAVELENGTH_RANGE,
    Kernel,
    KernelSettings,
    build_kernel,
    parse_kernel,
)
from explorer.text import N_
from explorer.ui.controls import Choice, Control, Real, Switch, Text, Whole
from explorer.ui.kept_state import Kept

FILTER = Choice(
    "filter",
    N_("Filter"),
    {name: family.title for name, family in KERNELS.items()},
    "sobel_x",
    clears=("filter_kernel",),
)
SIZE = Whole("filter_size", N_("Size"), 1, MAX_SIDE, 5, N_("Rows and columns of the kernel."))
SIGMA = Real("filter_sigma", N_("σ, pixels"), *SIGMA_RANGE, 1.0, 0.1)
ANGLE = Real("filter_angle", N_("Angle, degrees"), *ANGLE_RANGE, 45.0, 5.0)
WAVELENGTH = Real("filter_wavelength", N_("Wavelength, pixels"), *WAVELENGTH_RANGE, 4.0, 0.5)
KERNEL = Text(
    "filter_kernel",
    N_("Kernel by hand"),
    parse_kernel,
    placeholder="1,0,-1;2,0,-2;1,0,-1",
    help=N_(
        "Drag a weight in the picture below, or type the values here: rows end with a semicolon, "
        "values with a comma. Up to 11 × 11; empty takes the filter chosen."
    ),
)
VIEW = Choice(
    "filter_view",
    N_("Look closer"),
    {
        "learn": N_("From made to learned"),
        "race": N_("Three ways to compute it"),
        "harris": N_("Harris corners"),
        "haar": N_("Haar-like features"),
        "compare": N_("A / B"),
        "code": N_("PyTorch code"),
    },
    "learn",
    widget="segments",
    show_label=False,
)
LEARN_TARGET = Choice(
    "learn_target",
    N_("Target response of"),
    {"sobel_x": N_("Sobel x"), "gaussian": N_("Gaussian blur"), "current": N_("the filter above")},
    "sobel_x",
)
LEARN_SIZE = Whole(
    "learn_kernel_size",
    N_("learned kernel_size"),
    1,
    MAX_SIDE,
    3,
    N_("May be larger than the target: the rim then has to learn zeros."),
)
LEARN_RATE = Real(
    "learn_lr",
    N_("lr ÷ largest stable lr"),
    0.05,
    1.25,
    0.8,
    0.05,
    N_("Above 1 the loss grows without end; below, it falls."),
)
LEARN_OPTIMIZER = Choice(
    "learn_optimizer",
    N_("optimizer"),
    {"sgd": N_("plain SGD"), "momentum": N_("SGD, momentum 0.9")},
    "momentum",
)
LEARN_STEPS = Whole("learn_steps", N_("gradient steps"), 10, 1000, 200)
LEARN_SEED = Whole("learn_seed", N_("seed of the random start"), 0, 99, 0)
LEARN_NORMALIZE = Switch(
    "learn_normalize",
    N_("normalise the picture"),
    True,
    N_("Mean 0 and standard deviation 1; without it the loss is a far longer valley."),
)
LEARN_CODE = Switch("learn_code", N_("Show the PyTorch code of this run"), False)
HARRIS_K = Real("harris_k", N_("k"), 0.02, 0.2, 0.05, 0.01)
HARRIS_SIGMA = Real("harris_sigma", N_("σ, pixels"), 0.5, 5.0, 1.0, 0.5)
HARRIS_DISTANCE = Whole("harris_min_distance", N_("least distance, pixels"), 1, 20, 5)
HARRIS_THRESHOLD = Real("harris_threshold", N_("threshold, relative"), 0.01, 1.0, 0.05, 0.01)
HAAR_KIND = Choice(
    "haar_kind",
    N_("Boxes"),
    {
        "type-2-x": N_("two, side by side"),
        "type-2-y": N_("two, one above the other"),
        "type-3-x": N_("three, side by side"),
        "type-3-y": N_("three, one above the other"),
        "type-4": N_("four, like a chessboard"),
    },
    "type-2-y",
)
HAAR_WIDTH = Whole("haar_width", N_("width of a box, pixels"), 1, 12, 8)
HAAR_HEIGHT = Whole("haar_height", N_("height of a box, pixels"), 1, 12, 4)
HAAR_RANK = Whole("haar_rank", N_("which of the ten best on faces"), 1, 10, 1)

SHAPE: tuple[Control, ...] = (SIZE, SIGMA, ANGLE, WAVELENGTH)
LEARN: tuple[Control, ...] = (LEARN_TARGET, LEARN_OPTIMIZER, LEARN_RATE)
LEARN_MORE: tuple[Control, ...] = (LEARN_SIZE, LEARN_STEPS, LEARN_SEED, LEARN_NORMALIZE)
HARRIS: tuple[Control, ...] = (HARRIS_K, HARRIS_SIGMA, HARRIS_DISTANCE, HARRIS_THRESHOLD)
HAAR: tuple[Control, ...] = (HAAR_KIND, HAAR_WIDTH, HAAR_HEIGHT)
COMPARE = Kept("filter_compare", (FILTER, *SHAPE, KERNEL))
CONTROLS: tuple[Control, ...] = (
    FILTER,
    *SHAPE,
    KERNEL,
    VIEW,
    *LEARN,
    *LEARN_MORE,
    LEARN_CODE,
    *HARRIS,
    *HAAR,
    HAAR_RANK,
    COMPARE.code,
)
_PARAMETER = {
    "filter_size": "size",
    "filter_sigma": "sigma",
    "filter_angle": "angle_deg",
    "filter_wavelength": "wavelength",
}


def controls_of(name: str) -> list[Control]:
    """Return the sliders that shape this family of kernels."""
    used = set(KERNELS[name].parameters)
    return [control for control in SHAPE if _PARAMETER[control.key] in used]


def read_kernel(values: Mapping[str, Any]) -> Kernel:
    """Turn control values into a kernel; raises SettingError for an impossible one."""
    if values["filter_kernel"]:
        return parse_kernel(values["filter_kernel"])
    name = values["filter"]
    shape = {_PARAMETER[key]: values[key] for key in _PARAMETER if key in values}
    if "size" in shape:  # a family without even sizes takes the odd one above
        shape["size"] = min(
            KERNELS[name].sizes, key=lambda fitting: (abs(fitting - shape["size"]), -fitting)
        )
    return build_kernel(KernelSettings(name, **shape))
