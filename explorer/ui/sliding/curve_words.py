"""The two functions in words, numbers and formulas."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explorer.signals.functions import STEP, FunctionSettings
from explorer.signals.sliding import TOLERANCE, moments, product_areas
from explorer.ui.language import _
from explorer.ui.layout import what_you_see
from explorer.ui.numerals import show_number, tex_number
from explorer.ui.sliding.curves import CurvesView
from explorer.ui.wording import aligned, tex_text


def show_numbers(view: CurvesView, shift: float) -> None:
    """The four results, what they mean, and the formulas with the numbers in them."""
    result, whole = view.result, moments(view.result)
    peak = int(np.abs(result).argmax())
    value = float(result[round(shift / STEP) + len(result) // 2])
    numbers = {
        _("At t = {shift}").format(shift=show_number(shift)): show_number(value),
        _("Area of the result"): show_number(whole.area),
        _("Peak at t"): show_number((peak - len(result) // 2) * STEP),
        _("⋆ and ∗ differ by up to"): show_number(view.pair.apart),
    }
    for place, (label, told) in zip(st.columns(len(numbers)), numbers.items(), strict=True):
        place.metric(label, told)
    what_you_see(_sentences(view))
    given, sums = st.columns([2, 3])
    given.latex(aligned(_function_formula("f", view.f), _function_formula("g", view.g)))
    sums.latex(result_formula(view, shift))


def _sentences(view: CurvesView) -> list[str]:
    if view.operation == "convolution":
        how = _("**Convolution:** g is turned over to g(−τ) and moved by t; then it slides.")
    else:
        how = _(
            "**Cross-correlation:** g slides as it is, as the kernel of a network's layer does."
        )
    f, g = moments(view.pair.f).area, moments(view.pair.g).area
    areas = _("The areas multiply: {f} · {g} = {product}.").format(
        f=show_number(f), g=show_number(g), product=show_number(f * g)
    )
    return [how, *_known_result(view), _agreement(view), areas]


def _agreement(view: CurvesView) -> str:
    if view.pair.apart == 0:
        if is_symmetric(view):
            return _("This g is its own mirror image, so ⋆ and ∗ agree at every shift.")
        return _("⋆ and ∗ agree here.")
    return _("g is not its own mirror image about 0: ⋆ and ∗ differ, by up to {apart}.").format(
        apart=show_number(view.pair.apart)
    )


def is_symmetric(view: CurvesView) -> bool:
    """Whether g(−τ) = g(τ)."""
    g = view.pair.g
    return bool(np.allclose(g, g[::-1], atol=TOLERANCE * float(np.abs(g).max(initial=0.0))))


def _known_result(view: CurvesView) -> list[str]:
    """What a textbook says of this pair, where it says something."""
    f, g = view.f, view.g
    turned = view.operation == "convolution"
    told = ""
    if g.is_impulse:
        told = _("An impulse reproduces f, moved by {moved}.").format(
            moved=show_number(g.shift if turned else -g.shift)
        )
    elif f.is_impulse and turned:
        told = _("Over an impulse the kernel comes back as it is.")
    elif f.is_impulse:
        told = _("Over an impulse the kernel comes back mirrored.")
    elif f.shape == g.shape == "gaussian":
        spreads = [(one.width / 4) ** 2 for one in (f, g)]
        told = _("Two Gaussians make a Gaussian; variances add: {f} + {g} = {sum}.").format(
            f=show_number(spreads[0]), g=show_number(spreads[1]), sum=show_number(sum(spreads))
        )
    elif f.shape == g.shape == "box" and f.width == g.width:
        told = _("Two equal boxes make a triangle.")
    elif f.shape == g.shape == "box":
        told = _("Two unequal boxes make a trapezium, flat where one lies inside the other.")
    elif {f.shape, g.shape} == {"box", "exponential"} and turned:
        told = _("The box charges and the exponential decays, as in a circuit of R and C.")
    return [told] if told else []


def _function_formula(name: str, function: FunctionSettings) -> str:
    """One function with its numbers: LaTeX, an alignment mark before its sign."""
    width, moved = function.width, _moved(function.shift)
    half, quarter = tex_number(width / 2), tex_number(width / 4)
    steps = f"({moved})" if function.shift else moved
    inside = rf"|{moved}| < {half}"
    bodies = {
        "box": _cases("1", inside),
        "triangle": rf"\max\left(0,\; 1 - \tfrac{{|{moved}|}}{{{half}}}\right)",
        "gaussian": rf"e^{{-\frac{{{steps}^2}}{{2 \cdot {quarter}^2}}}}",
        "saw": _cases(rf"\tfrac{{{moved}}}{{{tex_number(width)}}} + \tfrac12", inside),
        "exponential": _cases(rf"e^{{-{steps} / {quarter}}}", f"{moved} > 0"),
        "impulse": rf"\delta({moved})",
        "drawn": tex_text(_("25 points drawn by hand")),
    }
    return rf"{name}(\tau) &= {bodies[function.shape]}"


def _cases(value: str, where: str) -> str:
    """A value in one place, 0 elsewhere."""
    otherwise = tex_text(_("elsewhere"))
    return rf"\begin{{cases}} {value} & {where} \\ 0 & {otherwise} \end{{cases}}"


def _moved(shift: float) -> str:
    if abs(shift) < STEP / 2:
        return r"\tau"
    return rf"\tau {'-' if shift > 0 else '+'} {tex_number(abs(shift))}"


def result_formula(view: CurvesView, shift: float) -> str:
    """The operation's definition, and its value at the shift on show."""
    positive, negative = product_areas(view.pair, round(shift / STEP), view.operation)
    at = tex_number(shift)
    if view.operation == "convolution":
        lines = [r"(f \ast g)(t) &= \int f(\tau)\, g(t - \tau)\, d\tau"]
        left, factor = rf"(f \ast g)({at})", rf"g({at} - \tau_i)"
    else:
        lines = [
            r"(g \star f)(t) &= \int g(\tau)\, f(\tau + t)\, d\tau"
            r" = \int f(\tau)\, g(\tau - t)\, d\tau"
        ]
        sign = "-" if shift >= 0 else "+"
        left, factor = rf"(g \star f)({at})", rf"g(\tau_i {sign} {tex_number(abs(shift))})"
    total = tex_number(positive - negative)
    parts = f"{tex_number(positive)} - {tex_number(negative)} = {total}" if negative else total
    lines.append(rf"{left} &\approx \sum_i f(\tau_i)\, {factor} \cdot {STEP:g} = {parts}")
    return aligned(*lines)
