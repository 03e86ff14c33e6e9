"""What is said of a convolution through spectra, and the formulas with its numbers."""

from __future__ import annotations

import numpy as np

from explorer.signals.fourier import Theorem
from explorer.signals.fourier_cost import counted_crossing, direct_flops, fft_flops
from explorer.signals.fourier_inputs import KERNEL_SIZES
from explorer.ui.language import _, ngettext
from explorer.ui.numerals import show_number, tex_number
from explorer.ui.wording import aligned


def headline_numbers(view: Theorem) -> dict[str, str]:
    """Return the four results by label."""
    direct = direct_flops(len(view.signal), len(view.kernel))
    return {
        _("FFT length M"): str(view.n_fft),
        _("Samples that came round"): str(int(view.strays.sum())),
        _("Difference by rounding"): show_number(view.rounding, 2),
        _("FLOPs, sum → FFT"): f"{direct:,} → {fft_flops(view.n_fft):,.0f}",
    }


def describe(view: Theorem) -> list[str]:
    """Say what the product of the spectra gives, what wraps, and what it costs."""
    told = [
        _(
            "Both spectra are multiplied bin by bin; transformed back, the product has {count} "
            "samples."
        ).format(count=view.n_fft)
    ]
    if view.operation == "correlation":
        told.append(
            _(
                "The kernel's spectrum is conjugated first, which turns the kernel round in time: "
                "so the product gives the cross-correlation."
            )
        )
    return [*told, _tell_wrap(view), _tell_cost(view)]


def _tell_wrap(view: Theorem) -> str:
    strays = int(view.strays.sum())
    if not strays:
        return _(
            "M is at least N + K − 1 = {needed}, so there is room for all of the linear answer: "
            "the two differ by {difference} at most, which is float64 rounding."
        ).format(needed=view.needed, difference=show_number(view.rounding, 2))
    return ngettext(
        "M is {count} short of N + K − 1 = {needed}: {count} sample of the linear answer, up to "
        "{most} large, comes round the end and is added to another one (crosses).",
        "M is {count} short of N + K − 1 = {needed}: {count} samples of the linear answer, up to "
        "{most} large, come round the end and are added to others (crosses).",
        strays,
    ).format(count=strays, needed=view.needed, most=show_number(view.wrap_error)) + _(
        " That is the circular convolution, and the FFT computes it exactly: the {rest} other "
        "samples agree with the linear one."
    ).format(rest=view.n_fft - int(view.wrapped.sum()))


def _tell_cost(view: Theorem) -> str:
    size = len(view.signal)
    direct, fast = direct_flops(size, len(view.kernel)), fft_flops(view.n_fft)
    crossing = counted_crossing(size, KERNEL_SIZES[1])
    if crossing is None:
        told = _("for N = {size} the plain sum needs fewer up to K = {most}")
        return _("By count, ") + told.format(size=size, most=KERNEL_SIZES[1]) + "."
    less = _("more") if fast > direct else _("less")
    return _(
        "By count the FFT's way takes {less} here ({fast} FLOPs against {direct}); for N = {size} "
        "it wins from K = {crossing} on."
    ).format(less=less, fast=f"{fast:,.0f}", direct=f"{direct:,}", size=size, crossing=crossing)


def theorem_formula(view: Theorem) -> str:
    """Write the theorem, and the product at its strongest bin with the numbers, as LaTeX."""
    correlation = view.operation == "correlation"
    sign, kernel = (r"\star", r"\overline{\mathcal{F}k}") if correlation else (
        "*", r"\mathcal{F}k"
    )  # fmt: skip
    strongest = _strongest_bin(view)
    factors = (view.signal_spectrum, view.kernel_spectrum, view.product)
    x, k, y = (_tex_complex(complex(values[strongest])) for values in factors)
    return aligned(
        rf"x {sign} k &= \mathcal{{F}}^{{-1}}\left(\mathcal{{F}}x \cdot {kernel}\right)",
        rf"Y_{{{strongest}}} &= ({x})\,({k})",
        rf"&= {y}",
    )


def wrap_formula(view: Theorem) -> str:
    """Write the place with the largest stray as the sum it is, or one that has none, as LaTeX."""
    folded = r"y_n &= \sum_r (x * k)_{n + rM}"
    if view.operation == "correlation":
        folded = r"y_n &= \sum_r (x \star k)_{n + rM}"
    strays = np.flatnonzero(view.strays)
    if len(strays):
        largest = strays[np.abs(view.direct[strays]).argmax()]
        place = int(view.places[largest])
    else:
        place = int(view.places[np.abs(view.direct).argmax()])
    here = np.flatnonzero(view.places == place)
    terms = [tex_number(float(view.direct[at])) for at in here]
    total = tex_number(float(view.result[place]))
    shown = " + ".join(f"({term})" if term.startswith("-") else term for term in terms)
    places = ",".join(str(int(view.own_places[at])) for at in here)
    return aligned(
        folded,
        rf"y_{{{place}}} &= {shown} = {total}" if len(terms) > 1 else rf"y_{{{place}}} &= {total}",
        rf"&\quad n + rM \in \{{{places}\}},\ M = {view.n_fft}",
    )


def cost_formula(view: Theorem) -> str:
    """Write both counts with the numbers, as LaTeX."""
    length, kernel = len(view.signal), len(view.kernel)
    n_fft = view.n_fft
    fast = f"{fft_flops(n_fft):,.0f}".replace(",", "{,}")
    direct = f"{direct_flops(length, kernel):,}".replace(",", "{,}")
    return aligned(
        rf"2NK &= 2 \cdot {length} \cdot {kernel} = {direct}",
        r"3 \cdot 2.5\, M \log_2 M + 6\,(\lfloor M/2 \rfloor + 1)"
        rf" &= {fast}",
    )


def _strongest_bin(view: Theorem) -> int:
    """Return the bin above frequency 0 with the largest product."""
    return 1 + int(np.abs(view.product[1:]).argmax()) if len(view.product) > 1 else 0


def _tex_complex(value: complex) -> str:
    sign = "-" if value.imag < 0 else "+"
    return f"{tex_number(value.real)} {sign} {tex_number(abs(value.imag))}\\,i"
