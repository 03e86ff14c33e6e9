from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from explorer.errors import SettingError
from explorer.layers.kernels import (
    ANGLE_RANGE,
    KERNELS,
    SIGMA_RANGE,
    WAVELENGTH_RANGE,
    KernelSettings,
    build_kernel,
    format_kernel,
    parse_kernel,
)

KERNEL_VALUES = st.floats(-1000, 1000, allow_nan=False)
EDITED = st.tuples(st.integers(1, 11), st.integers(1, 11)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=KERNEL_VALUES)
)


@st.composite
def settings_of_any_family(draw: st.DrawFn) -> KernelSettings:
    name = draw(st.sampled_from(list(KERNELS)))
    return KernelSettings(
        name,
        size=draw(st.sampled_from(KERNELS[name].sizes)),
        sigma=draw(st.floats(*SIGMA_RANGE)),
        angle_deg=draw(st.floats(*ANGLE_RANGE)),
        wavelength=draw(st.floats(*WAVELENGTH_RANGE)),
    )


@given(settings_of_any_family())
def test_every_kernel_is_finite_square_and_not_all_zero(settings: KernelSettings) -> None:
    kernel = build_kernel(settings)
    assert kernel.shape == (settings.size, settings.size)
    assert kernel.dtype == np.float64
    assert np.isfinite(kernel).all()
    assert np.abs(kernel).sum() > 0.5


@given(settings_of_any_family())
def test_sums_are_what_the_descriptions_say(settings: KernelSettings) -> None:
    zero_sum = {"sobel_x", "sobel_y", "prewitt_x", "prewitt_y", "laplacian", "gabor"}
    wanted = 0 if settings.name in zero_sum else 5 if settings.name == "cross" else 1
    assert build_kernel(settings).sum() == pytest.approx(wanted, abs=1e-9)


def test_values_written_by_hand() -> None:
    assert build_kernel(KernelSettings("sobel_x")).tolist() == [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
    assert (
        build_kernel(KernelSettings("sobel_y")) == build_kernel(KernelSettings("sobel_x")).T
    ).all()
    assert build_kernel(KernelSettings("box", size=2)).tolist() == [[1 / 4, 1 / 4], [1 / 4, 1 / 4]]
    assert build_kernel(KernelSettings("identity", size=5))[2, 2] == 1
    gaussian = build_kernel(KernelSettings("gaussian", size=3, sigma=0.8))
    assert gaussian[1, 0] / gaussian[1, 1] == pytest.approx(math.exp(-1 / (2 * 0.8**2)))
    assert gaussian[0, 0] / gaussian[1, 1] == pytest.approx(math.exp(-2 / (2 * 0.8**2)))
    laplacian, identity = build_kernel(KernelSettings("laplacian")), np.zeros((3, 3))
    identity[1, 1] = 1
    assert (build_kernel(KernelSettings("sharpen")) == identity - laplacian).all()


def test_cross_detector_answers_the_lectures_cross() -> None:
    picture = np.eye(5) + np.eye(5)[::-1]
    picture[2, 2] = 1
    kernel = build_kernel(KernelSettings("cross"))
    answers = [[(picture[i : i + 3, j : j + 3] * kernel).sum() for j in range(3)] for i in range(3)]
    # a corner window holds one diagonal (1 + 1 + 1), the middle both (5), the others no match
    assert answers == [[3, 0, 3], [0, 5, 0], [3, 0, 3]]


@pytest.mark.parametrize("angle_deg", [0.0, 45.0, 90.0, 135.0])
def test_gabor_answers_most_to_stripes_along_its_angle(angle_deg: float) -> None:
    kernel = build_kernel(KernelSettings("gabor", 11, 2.5, angle_deg, 5.0))
    down, right = np.mgrid[-5:6, -5:6]

    def answer(stripes_deg: float) -> float:
        angle = math.radians(stripes_deg)
        along = right * math.cos(angle) + down * math.sin(angle)
        return float((kernel * np.cos(2 * math.pi * along / 5)).sum())

    answers = {a: answer(a) for a in (0.0, 45.0, 90.0, 135.0)}
    assert max(answers, key=lambda a: answers[a]) == angle_deg


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "no such kernel"},
        {"name": "box", "size": 12},
        {"name": "box", "size": 0},
        {"name": "identity", "size": 4},
        {"name": "gaussian", "sigma": 0.0},
        {"name": "gaussian", "sigma": math.nan},
        {"name": "gabor", "wavelength": math.inf},
        {"name": "gabor", "angle_deg": -1.0},
    ],
)
def test_impossible_settings_say_what_to_choose(changed: dict[str, object]) -> None:
    with pytest.raises(SettingError, match="choose"):
        KernelSettings(**changed)  # type: ignore[arg-type]


def test_parameters_that_a_family_does_not_use_are_not_checked() -> None:
    unused = KernelSettings("sobel_x", size=9, sigma=math.nan)
    assert build_kernel(unused).shape == (3, 3)


@given(EDITED)
def test_text_gives_the_kernel_back_to_six_digits(kernel: np.ndarray) -> None:
    text = format_kernel(kernel)
    read = parse_kernel(text)
    assert read.shape == kernel.shape
    np.testing.assert_allclose(read, kernel, rtol=5.0001e-6, atol=1e-320)
    assert format_kernel(read) == text
    assert len(text) <= 2000
    assert "-0," not in f"{text},".replace(";", ",")


def test_text_is_compact() -> None:
    kernel = [[1.0, -0.0, -1.5], [1 / 3, 1e-3, 1000]]
    assert format_kernel(kernel) == "1,0,-1.5;0.333333,0.001,1000"
    assert parse_kernel("1, 0 ,-1; 2,0,-2;1,0,-1").tolist() == [[1, 0, -1], [2, 0, -2], [1, 0, -1]]
    assert parse_kernel(".5,2e-3,+1.").tolist() == [[0.5, 0.002, 1.0]]


@pytest.mark.parametrize(
    "text",
    [
        "",
        ",",
        ";",
        "1,2;3",
        "1,2;",
        "nan",
        "inf,1",
        "1e4",
        "-1000.1",
        "1_0",
        "0x1",
        "١",
        "1 2",
        "1\n",
        "one",
        ",".join(["1"] * 12),
        ";".join(["1"] * 12),
        "1," * 5000,
        "1e999",
    ],
)
def test_bad_text_is_refused_with_a_remedy(text: str) -> None:
    with pytest.raises(SettingError, match=r": (write|give|keep|shorten)"):
        parse_kernel(text)


@given(st.text(alphabet="0123456789.,;-+e naif_\n", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        kernel = parse_kernel(text)
    except SettingError:
        return
    assert np.isfinite(kernel).all()
    assert parse_kernel(format_kernel(kernel)).shape == kernel.shape


@pytest.mark.parametrize("kernel", [np.zeros(3), np.zeros((12, 1)), [[math.nan]], [[1001]]])
def test_format_refuses_what_parse_could_not_read(kernel: np.ndarray) -> None:
    with pytest.raises(SettingError):
        format_kernel(kernel)
