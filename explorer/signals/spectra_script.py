"""Complete scripts that make the synthetic measurement, run the kernel and find its peaks."""

from __future__ import annotations

import inspect
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from explorer.signals import fluorescence as model
from explorer.signals.spectral_kernels import CurveKernel, MatrixKernel, gaussian_width
from explorer.signals.spectral_peaks import DECIMALS, LEAST_DISTANCE, crossings

Floats64 = NDArray[np.float64]


def curve_script(
    settings: model.SolutionSettings,
    kernel: CurveKernel,
    row: int,
    threshold: float,
    expected: tuple[Floats64, Sequence[float]],
) -> str:
    """Write the script of a kernel along one emission spectrum.

    `expected`: the answer (L,) and the wavelengths of the accepted peaks.
    """
    answer, found_nm = expected
    lines = [
        '"""A kernel along one emission spectrum of a synthetic solution. No measured data."""',
        "",
        *_imports("find_peaks, savgol_coeffs" if kernel.fits_polynomial else "find_peaks"),
        *_model_lines(settings),
        f"spectrum = measured[{row}]  # excitation {model.EXCITATION_NM[row]:g} nm",
        *_curve_weights(kernel),
        "",
        "# Conv1d is a cross-correlation: y[n] = sum over j of w[j] x[n + j]",
        f"layer = nn.Conv1d(1, 1, {kernel.kernel_size}, padding='same', "
        "padding_mode='replicate', bias=False, dtype=torch.float64)",
        "with torch.no_grad():",
        "    layer.weight.copy_(torch.from_numpy(weights.copy())[None, None])",
        "    answer = layer(torch.from_numpy(spectrum.copy())[None, None])[0, 0].numpy()",
        'print("noise is multiplied by", np.sqrt((weights**2).sum()))',
        "",
        *_curve_peaks(kernel, threshold),
        "",
        *_value_assert("answer", answer),
        f"assert np.allclose(peaks_nm, {[float(nm) for nm in found_nm]})",
    ]
    return "\n".join(lines) + "\n"


def matrix_script(
    settings: model.SolutionSettings,
    kernel: MatrixKernel,
    threshold: float,
    expected: tuple[Floats64, Sequence[Sequence[float]]],
) -> str:
    """Write the script of a kernel on the whole matrix; `expected`: the answer, and its spots."""
    answer, found_nm = expected
    reach = kernel.reach
    lines = [
        '"""A kernel on the matrix of a synthetic solution, and its spots. No measured data."""',
        "",
        *_imports(None),
        *_model_lines(settings),
        f"impulse = np.zeros(({2 * reach + 1}, {2 * reach + 1}))",
        f"impulse[{reach}, {reach}] = 1",
        *_matrix_weights(kernel),
        "",
        f"layer = nn.Conv2d(1, 1, {2 * reach + 1}, padding='same', "
        "padding_mode='replicate', bias=False, dtype=torch.float64)",
        "with torch.no_grad():",
        "    layer.weight.copy_(torch.from_numpy(weights)[None, None])",
        "    answer = layer(torch.from_numpy(measured)[None, None])[0, 0].numpy()",
        'print("noise is multiplied by", np.sqrt((weights**2).sum()))',
        "",
        f"answer = answer.round({DECIMALS})  # what is equal but for rounding is equal",
        "places = peak_local_max(",
        f"    answer, min_distance={LEAST_DISTANCE}, threshold_abs=0.0, exclude_border=False",
        ")",
        "strengths = answer[tuple(places.T)]",
        f"spots = places[strengths >= {threshold!r} * strengths.max(initial=0)]",
        "spots_nm = np.stack([EXCITATION_NM[spots[:, 0]], EMISSION_NM[spots[:, 1]]], axis=1)",
        "print(spots_nm)",
        "",
        *_value_assert("answer", answer),
        f"expected = np.array({[[float(nm) for nm in spot] for spot in found_nm]})",
        "assert np.allclose(spots_nm, expected.reshape(-1, 2))",
    ]
    return "\n".join(lines) + "\n"


def _imports(signal_names: str | None) -> list[str]:
    libraries = (
        [f"from scipy.signal import {signal_names}"]
        if signal_names
        else ["from scipy import ndimage", "from skimage.feature import peak_local_max"]
    )
    return ["import numpy as np", "import torch", *libraries, "from torch import nn", ""]


def _model_lines(settings: model.SolutionSettings) -> list[str]:
    """Write the model with the settings' numbers, and the noise."""
    lines = [
        f"STEP_NM = {model.STEP_NM}",
        f"EXCITATION_NM = np.arange({model.EXCITATION_NM[0]:g}, "
        f"{model.EXCITATION_NM[-1]:g} + STEP_NM, STEP_NM)",
        f"EMISSION_NM = np.arange({model.EMISSION_NM[0]:g}, "
        f"{model.EMISSION_NM[-1]:g} + STEP_NM, STEP_NM)",
        "FLUOROPHORES = [  # concentration, excitation bands (centre, width, height), emission",
    ]
    for fluorophore, amount in zip(model.FLUOROPHORES, settings.concentrations, strict=True):
        bands = [(b.centre_nm, b.width_nm, b.height) for b in fluorophore.excitation]
        emission = fluorophore.emission
        entry = (amount, bands, (emission.centre_nm, emission.width_nm, emission.height))
        lines.append(f"    {entry!r},  # {fluorophore.title}")
    lines += [
        "]",
        "",
        "",
        "def bell(nm: np.ndarray, centre: float, width: float, height: float) -> np.ndarray:",
        "    return height * np.exp(-(((nm - centre) / width) ** 2) / 2)",
        "",
        "",
        "truth = np.zeros((len(EXCITATION_NM), len(EMISSION_NM)))",
        "for amount, bands, emission in FLUOROPHORES:",
        "    excited = sum(bell(EXCITATION_NM, *band) for band in bands)",
        "    truth += amount * np.outer(excited, bell(EMISSION_NM, *emission))",
        f"truth += {settings.baseline!r} * "
        f"np.exp(-(EMISSION_NM - EMISSION_NM[0]) / {model.BASELINE_DECAY_NM})",
    ]
    if settings.scatter:
        lines.append(
            f"truth += bell(EMISSION_NM - EXCITATION_NM[:, None], 0, {model.SCATTER_WIDTH_NM}, "
            f"{model.SCATTER_HEIGHT})  # Rayleigh"
        )
    lines.append(f"generator = np.random.default_rng({settings.seed})")
    if settings.noise == "photons":
        lines.append(
            f"measured = generator.poisson({settings.photons} * truth) / {settings.photons}"
        )
    else:
        lines.append(
            f"measured = truth + {settings.sigma!r} * generator.standard_normal(truth.shape)"
        )
    return [*lines, ""]


def _curve_weights(kernel: CurveKernel) -> list[str]:
    size = kernel.kernel_size
    if kernel.name == "average":
        return [f"weights = np.full({size}, 1 / {size})"]
    if kernel.name == "gaussian":
        return [
            f"places = np.arange(-{kernel.reach}, {kernel.reach + 1})",
            f"weights = np.exp(-(places**2) / (2 * {gaussian_width(size)}**2))",
            "weights /= weights.sum()",
        ]
    return [
        "weights = savgol_coeffs(",
        f'    {size}, {kernel.order}, deriv={kernel.derivative}, delta=STEP_NM, use="dot"',
        ")",
    ]


def _matrix_weights(kernel: MatrixKernel) -> list[str]:
    arguments = f'{kernel.sigma!r}, mode="constant", radius={kernel.reach}'
    if kernel.name == "gaussian":
        return [
            f"weights = ndimage.gaussian_filter(impulse, {arguments})",
            "weights /= weights.sum()",
        ]
    return [
        f"weights = -({kernel.sigma!r}**2) * ndimage.gaussian_laplace(impulse, {arguments})",
        "weights -= weights.mean()  # a flat area answers 0",
    ]


def _curve_peaks(kernel: CurveKernel, threshold: float) -> list[str]:
    if kernel.derivative == 1:
        found = [
            *inspect.getsource(crossings).splitlines(),
            "",
            "",
            "places, strengths = crossings(answer)",
        ]
        found = ["", *found]
    elif kernel.derivative == 2:
        found = [
            "places, found = find_peaks(-answer, height=1e-12)  # a band is a dip",
            'strengths = found["peak_heights"]',
        ]
    else:
        found = [
            "places, found = find_peaks(answer, prominence=1e-12)",
            'strengths = found["prominences"]',
        ]
    return [
        f"answer = answer.round({DECIMALS})  # what is equal but for rounding is equal",
        *found,
        f"peaks_nm = EMISSION_NM[places[strengths >= {threshold!r} * strengths.max(initial=0)]]",
        "print(peaks_nm)",
    ]


def _value_assert(name: str, expected: Floats64) -> list[str]:
    place = tuple(int(i) for i in np.unravel_index(np.abs(expected).argmax(), expected.shape))
    index = ", ".join(map(str, place))
    return [
        f"assert {name}.shape == {expected.shape}",
        f"assert np.isclose({name}[{index}], {float(expected[place])!r}, rtol=1e-6)",
    ]
