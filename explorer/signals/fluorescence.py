"""A synthetic fluorescence measurement: an excitation × emission matrix from a stated model.

Nothing here was measured. Each fluorophore is an excitation spectrum times an emission spectrum,
since what is emitted does not depend on the excitation (Kasha and Vavilov); all bands are
Gaussians in nanometres. The centres stand near those that P. G. Coble found in natural waters
(Marine Chemistry 51, 1996, 325-346: B 275/310, T 275/340, A 260/380-460, C 320-360/420-460); the
widths are this project's. Left out: inner filter, quenching, Raman scatter, longer red tails.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from explorer.errors import SettingError
from explorer.layers.limits import require_within
from explorer.text import N_

Floats64 = NDArray[np.float64]
NoiseKind = Literal["gaussian", "photons"]

STEP_NM = 2.5
EXCITATION_NM = np.arange(220, 450 + STEP_NM, STEP_NM)  # (93,)
EMISSION_NM = np.arange(280, 560 + STEP_NM, STEP_NM)  # (113,)
BASELINE_DECAY_NM = 150.0
SCATTER_HEIGHT, SCATTER_WIDTH_NM = 3.0, 5.0
COUNTED_SHARE = 0.1  # of the strongest band: what is weaker is not counted among the true ones
MOST_CONCENTRATION, MOST_BASELINE, MOST_SIGMA = 2.0, 1.0, 0.5
PHOTONS = (5, 2_000)  # at height 1
_ROOM = 5.0  # standard deviations to either side of a lone band


@dataclass(frozen=True, slots=True)
class Band:
    """A Gaussian over wavelength; `width_nm` is its standard deviation."""

    centre_nm: float
    width_nm: float
    height: float = 1.0

    def values(self, wavelengths_nm: Floats64) -> Floats64:
        """Return height · exp(−(λ − centre)² / (2 width²)), of the shape of `wavelengths_nm`."""
        distance = (wavelengths_nm - self.centre_nm) / self.width_nm
        values: Floats64 = self.height * np.exp(-(distance**2) / 2)
        return values


@dataclass(frozen=True, slots=True)
class Fluorophore:
    """Something that glows: its excitation bands, and its one emission band."""

    key: str
    title: str
    excitation: tuple[Band, ...]
    emission: Band

    def excited(self, wavelengths_nm: Floats64) -> Floats64:
        """Return its excitation spectrum, of the shape of `wavelengths_nm`."""
        return np.asarray(sum(band.values(wavelengths_nm) for band in self.excitation))


FLUOROPHORES = (
    Fluorophore("tyrosine", N_("tyrosine-like"), (Band(275, 14),), Band(305, 13)),
    Fluorophore("tryptophan", N_("tryptophan-like"), (Band(275, 16),), Band(340, 24)),
    Fluorophore("fulvic", N_("fulvic-like"), (Band(320, 22),), Band(410, 30)),
    Fluorophore("humic", N_("humic-like"), (Band(260, 18), Band(350, 26, 0.6)), Band(455, 36)),
)


@dataclass(frozen=True, slots=True)
class SolutionSettings:
    """What is in the solution, and what the instrument adds.

    `concentrations`: one a fluorophore, in units that give a band of height 1; `baseline`: its
    height at 280 nm; `sigma`: of Gaussian noise, in units of height; `photons`: counted at height
    1, for noise of the kind "photons". Raises SettingError for values out of range.
    """

    concentrations: tuple[float, ...] = (0.5, 1.0, 0.6, 0.8)
    baseline: float = 0.1
    scatter: bool = False
    noise: NoiseKind = "gaussian"
    sigma: float = 0.05
    photons: int = 200
    seed: int = 0

    def __post_init__(self) -> None:
        if len(self.concentrations) != len(FLUOROPHORES):
            raise ValueError(f"{len(self.concentrations)} concentrations, not {len(FLUOROPHORES)}")
        if self.noise not in get_args(NoiseKind):
            raise SettingError(
                N_("there is no noise called {noise}: take one of {known}"),
                noise=self.noise,
                known=", ".join(get_args(NoiseKind)),
            )
        for concentration in self.concentrations:
            require_within("concentration", concentration, 0, MOST_CONCENTRATION)
        require_within("baseline", self.baseline, 0, MOST_BASELINE)
        require_within("sigma", self.sigma, 0, MOST_SIGMA)
        require_within("photons", self.photons, *PHOTONS)


@dataclass(frozen=True, slots=True, eq=False)
class Measurement:
    """A synthetic matrix, its noise known.

    `fluorescence`: of the bands alone; `truth`: with baseline and scatter; `measured`: with noise.
    All (93 excitations, 113 emissions) float64, in units in which concentration 1 gives height 1.
    """

    settings: SolutionSettings
    fluorescence: Floats64
    truth: Floats64
    measured: Floats64

    @property
    def noise(self) -> Floats64:
        """What was added to the truth."""
        noise: Floats64 = self.measured - self.truth
        return noise


@dataclass(frozen=True, slots=True)
class TrueBand:
    """One band the model has: whose, where, how strong, and its standard deviations."""

    title: str
    excitation_nm: float
    emission_nm: float
    strength: float
    widths_nm: tuple[float, float]  # along excitation, along emission


def measure_solution(settings: SolutionSettings) -> Measurement:
    """Make the matrix of a solution: the model's, and the same with noise of the given seed."""
    fluorescence = np.zeros((len(EXCITATION_NM), len(EMISSION_NM)))
    for fluorophore, concentration in zip(FLUOROPHORES, settings.concentrations, strict=True):
        excited = fluorophore.excited(EXCITATION_NM)
        emitted = fluorophore.emission.values(EMISSION_NM)
        fluorescence += concentration * np.outer(excited, emitted)  # (93, 113)
    baseline = settings.baseline * np.exp(-(EMISSION_NM - EMISSION_NM[0]) / BASELINE_DECAY_NM)
    truth = fluorescence + baseline
    if settings.scatter:
        distance = EMISSION_NM - EXCITATION_NM[:, None]  # 0 on the line λ_em = λ_ex
        truth = truth + Band(0, SCATTER_WIDTH_NM, SCATTER_HEIGHT).values(distance)
    generator = np.random.default_rng(settings.seed)
    return Measurement(settings, fluorescence, truth, _add_noise(truth, settings, generator))


def repeat_noise(truth: Floats64, settings: SolutionSettings, repeats: int) -> Floats64:
    """Return the noise alone of so many further measurements of one spectrum (L,): (repeats, L)."""
    generator = np.random.default_rng((settings.seed, 1))  # other numbers than the shown matrix's
    rows = np.broadcast_to(truth, (repeats, *truth.shape))
    noise: Floats64 = _add_noise(rows, settings, generator) - rows
    return noise


def _add_noise(
    truth: Floats64, settings: SolutionSettings, generator: np.random.Generator
) -> Floats64:
    if settings.noise == "photons":
        return generator.poisson(settings.photons * truth) / settings.photons
    return truth + settings.sigma * generator.standard_normal(truth.shape)


def excitation_row(wavelength_nm: float) -> int:
    """Return the row of the matrix nearest to an excitation wavelength."""
    return int(np.abs(EXCITATION_NM - wavelength_nm).argmin())


def bands_at(settings: SolutionSettings, excitation_nm: float) -> tuple[TrueBand, ...]:
    """Return the emission bands at one excitation: each fluorophore's, strong enough to count."""
    here = np.array([excitation_nm])
    bands = [
        TrueBand(
            fluorophore.title,
            excitation_nm,
            fluorophore.emission.centre_nm,
            concentration * float(fluorophore.excited(here)[0]) * fluorophore.emission.height,
            (fluorophore.excitation[0].width_nm, fluorophore.emission.width_nm),
        )
        for fluorophore, concentration in zip(FLUOROPHORES, settings.concentrations, strict=True)
    ]
    return _strong_ones(bands)


def bands_of_matrix(settings: SolutionSettings) -> tuple[TrueBand, ...]:
    """Return the spots of the whole matrix: one a pair of excitation and emission band."""
    bands = [
        TrueBand(
            fluorophore.title,
            band.centre_nm,
            fluorophore.emission.centre_nm,
            concentration * band.height * fluorophore.emission.height,
            (band.width_nm, fluorophore.emission.width_nm),
        )
        for fluorophore, concentration in zip(FLUOROPHORES, settings.concentrations, strict=True)
        for band in fluorophore.excitation
    ]
    return _strong_ones(bands)


def lone_band(band: TrueBand, axes: int) -> Floats64:
    """Return a band of height 1 alone, in the middle of enough room: (L,), for two axes (H, W)."""
    widths = band.widths_nm[-axes:]
    bells = []
    for width in widths:
        points = math.ceil(_ROOM * width / STEP_NM)
        places = np.arange(-points, points + 1, dtype=np.float64)
        bells.append(Band(0, width).values(STEP_NM * places))
    return bells[0] if axes == 1 else np.outer(*bells)


def _strong_ones(bands: list[TrueBand]) -> tuple[TrueBand, ...]:
    least = COUNTED_SHARE * max(band.strength for band in bands)
    return tuple(band for band in bands if band.strength > 0 and band.strength >= least)
