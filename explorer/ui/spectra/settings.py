"""Controls of the spectra of solutions, and what they stand for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from explorer.signals.fluorescence import (
    EXCITATION_NM,
    FLUOROPHORES,
    MOST_BASELINE,
    MOST_CONCENTRATION,
    MOST_SIGMA,
    PHOTONS,
    STEP_NM,
    NoiseKind,
    SolutionSettings,
)
from explorer.signals.spectral_kernels import LARGEST, SIGMAS, SMALLEST
from explorer.text import N_
from explorer.ui.controls import Choice, Control, Real, Switch, Whole
from explorer.ui.layout import Challenge

OF = Choice(
    "spectra_of",
    N_("Convolve"),
    {"curve": N_("1D: one emission spectrum"), "matrix": N_("2D: the whole matrix")},
    "curve",
    widget="segments",
    show_label=False,
)
KERNEL = Choice(
    "spectra_kernel",
    N_("Kernel"),
    {
        "average": N_("moving average"),
        "gaussian": N_("Gaussian"),
        "savgol": N_("Savitzky–Golay"),
        "first": N_("first derivative"),
        "second": N_("second derivative"),
    },
    "savgol",
    help=N_("The derivatives are those of the polynomial that Savitzky–Golay fits."),
)
KERNEL_SIZE = Real(
    "spectra_kernel_size",
    N_("kernel_size, points"),
    float(SMALLEST),
    float(LARGEST),
    15.0,
    2.0,
    N_("An odd number: the middle point is the one that gets the answer. A point is 2.5 nm."),
)
FILTER = Choice(
    "spectra_filter",
    N_("Kernel"),
    {"gaussian": N_("Gaussian"), "log": N_("Laplacian of Gaussian")},
    "log",
    help=N_("The second answers where a spot of its own size stands: it smooths and detects."),
)
FILTER_SIGMA = Real(
    "spectra_filter_sigma",
    N_("σ of the kernel, points"),
    *SIGMAS,
    4.0,
    0.5,
    N_("A point is 2.5 nm along both axes; the kernel reaches 3σ to each side."),
)
THRESHOLD = Real(
    "spectra_threshold",
    N_("threshold"),
    0.02,
    1.0,
    0.2,
    0.02,
    N_("A peak counts from this share of the strongest one on."),
)
SIGMA = Real(
    "spectra_sigma",
    N_("noise σ"),
    0.0,
    MOST_SIGMA,
    0.05,
    0.01,
    N_("Standard deviation, where a band of concentration 1 is 1 high."),
)
PHOTON_COUNT = Whole(
    "spectra_photons",
    N_("photons at height 1"),
    *PHOTONS,
    200,
    N_("Photons are counted: the more, the less noise, as the square root."),
)
EXCITATION = Real(
    "spectra_excitation",
    N_("excitation, nm"),
    float(EXCITATION_NM[0]),
    float(EXCITATION_NM[-1]),
    275.0,
    STEP_NM,
)
NOISE = Choice(
    "spectra_noise",
    N_("Noise"),
    {"gaussian": N_("Gaussian, the same everywhere"), "photons": N_("photon counts (Poisson)")},
    "gaussian",
)
ORDER = Whole(
    "spectra_order",
    N_("order of the polynomial"),
    2,
    5,
    2,
    N_("Of Savitzky–Golay and the derivatives; the middle of a cubic is that of a parabola."),
)
BASELINE = Real("spectra_baseline", N_("baseline at 280 nm"), 0.0, MOST_BASELINE, 0.1, 0.05)
SCATTER = Switch(
    "spectra_scatter",
    N_("Rayleigh scatter"),
    False,
    N_("Light of the lamp itself, where emission equals excitation."),
)
SEED = Whole("spectra_seed", N_("seed of the noise"), 0, 99, 0)
CONCENTRATIONS = tuple(
    Real(
        f"spectra_{fluorophore.key}",
        fluorophore.title,
        0.0,
        MOST_CONCENTRATION,
        concentration,
        0.05,
    )
    for fluorophore, concentration in zip(
        FLUOROPHORES, SolutionSettings().concentrations, strict=True
    )
)
VIEW = Choice(
    "spectra_view",
    N_("Look closer"),
    {
        "price": N_("Noise against distortion"),
        "peaks": N_("Found and true peaks"),
        "kernel": N_("The kernel"),
        "solution": N_("The solution"),
        "code": N_("PyTorch code"),
    },
    "price",
    widget="segments",
    show_label=False,
)

OF_SOLUTION: tuple[Control, ...] = (NOISE, BASELINE, SCATTER, SEED, *CONCENTRATIONS)
CONTROLS: tuple[Control, ...] = (
    OF,
    KERNEL,
    KERNEL_SIZE,
    FILTER,
    FILTER_SIGMA,
    THRESHOLD,
    SIGMA,
    PHOTON_COUNT,
    EXCITATION,
    ORDER,
    *OF_SOLUTION,
    VIEW,
)

CHALLENGES: tuple[Challenge, ...] = (
    Challenge(
        N_("Find the hidden band"),
        {
            "sound_part": "spectra",
            "spectra_kernel": "second",
            "spectra_kernel_size": 13.0,
            "spectra_sigma": 0.0,
            "spectra_threshold": 0.1,
        },
        N_(
            "The tyrosine-like band at 305 nm is a mere shoulder, yet the second derivative has "
            "a dip of its own there. Now add noise: how much of it until the dip is lost, and "
            "which kernel size brings it back?"
        ),
    ),
    Challenge(
        N_("Let scatter fool the detector"),
        {
            "sound_part": "spectra",
            "spectra_of": "matrix",
            "spectra_scatter": True,
            "spectra_filter": "log",
        },
        N_(
            "The line where emission equals excitation is no spot, and still it wins: the "
            "threshold is a share of the strongest answer. Which true bands are lost with it? "
            "Switch the scatter off under More."
        ),
    ),
)


def read_solution(values: Mapping[str, Any]) -> SolutionSettings:
    """Turn control values into a solution; those that are not drawn keep their default."""
    return SolutionSettings(
        concentrations=tuple(values[control.key] for control in CONCENTRATIONS),
        baseline=values["spectra_baseline"],
        scatter=values["spectra_scatter"],
        noise=cast("NoiseKind", values["spectra_noise"]),
        sigma=values.get("spectra_sigma", SIGMA.default),
        photons=values.get("spectra_photons", PHOTON_COUNT.default),
        seed=values["spectra_seed"],
    )


def odd_size(value: float) -> int:
    """Return the odd number of points a slider stands for; a link may hold an even one."""
    return 2 * (int(value) // 2) + 1
