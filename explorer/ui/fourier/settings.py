"""Controls of the convolution theorem."""

from __future__ import annotations

from explorer.signals.fourier_inputs import KERNEL_SIZES, KERNELS, SIGNAL_SIZES, SIGNALS
from explorer.text import N_
from explorer.ui.controls import Choice, Control, Switch, Whole
from explorer.ui.layout import Challenge

OPERATION = Choice(
    "fourier_operation",
    N_("Operation"),
    {"convolution": N_("convolution x ∗ k"), "correlation": N_("cross-correlation x ⋆ k")},
    "convolution",
    widget="segments",
    show_label=False,
)
SIGNAL = Choice(
    "fourier_signal", N_("Signal x"), {key: title for key, (title, _f) in SIGNALS.items()}, "blocks"
)
KERNEL = Choice(
    "fourier_kernel", N_("Kernel k"), {key: title for key, (title, _f) in KERNELS.items()}, "decay"
)
KERNEL_SIZE = Whole("fourier_kernel_size", N_("K, samples of the kernel"), *KERNEL_SIZES, 15)
ZEROS = Whole(
    "fourier_zeros",
    N_("zero-padding, %"),
    0,
    100,
    100,
    N_("Sets the FFT's length: from max(N, K) at 0 % to N + K − 1 at 100 %."),
)
SIGNAL_SIZE = Whole("fourier_signal_size", N_("N, samples of the signal"), *SIGNAL_SIZES, 64)
VIEW = Choice(
    "fourier_view",
    N_("Look closer"),
    {
        "counts": N_("Counted operations"),
        "measured": N_("Measured here"),
        "picture": N_("On a picture"),
        "networks": N_("Why networks rarely use it"),
        "code": N_("PyTorch code"),
    },
    "counts",
    widget="segments",
    show_label=False,
)
RACE = Choice(
    "fourier_race",
    N_("What is convolved"),
    {"signal": N_("a signal of 16,384 samples"), "picture": N_("a picture of 256 × 256")},
    "signal",
    widget="segments",
)
PICTURE_KERNEL_SIZE = Whole("fourier_picture_kernel", N_("K × K, pixels"), 1, 31, 15)
PICTURE_PADDED = Switch("fourier_picture_padded", N_("zero-padding"), False)
SIDE = Whole("fourier_side", N_("maps of side, pixels"), 7, 224, 56)

MAIN: tuple[Control, ...] = (SIGNAL, KERNEL, KERNEL_SIZE, ZEROS)
CONTROLS: tuple[Control, ...] = (
    OPERATION,
    *MAIN,
    SIGNAL_SIZE,
    VIEW,
    RACE,
    PICTURE_KERNEL_SIZE,
    PICTURE_PADDED,
    SIDE,
)

CHALLENGES: tuple[Challenge, ...] = (
    Challenge(
        N_("Leave out the zeros"),
        {
            "correlation_part": "theorem",
            "fourier_signal": "impulses",
            "fourier_kernel_size": 24,
            "fourier_zeros": 0,
        },
        N_(
            "The last impulse's tail leaves at the end and comes in at the beginning. How many "
            "per cent of zero-padding until the last cross is gone?"
        ),
    ),
)
