"""What this part says about the layer on screen, in words and formulas."""

from __future__ import annotations

import numpy as np

from explorer.signals.toeplitz import Doubles
from explorer.signals.untying import TIES, Tie, count_parameters
from explorer.ui.language import _, ngettext
from explorer.ui.numerals import show_number, tex_number
from explorer.ui.toeplitz.compute import TwinView
from explorer.ui.wording import aligned, tex, tex_text

MOST_TERMS = 6  # of a sum written as a formula
_ROOM = 18  # signs that a formula has room for


def share_text(share: float) -> str:
    """Write a share in per cent; what is not quite all is not called all."""
    if 0.999 < share < 1:
        return f"{int(share * 10_000) / 100:g}%"
    return f"{100 * share:.3g}%"


def describe_twin(view: TwinView) -> list[str]:
    """Say what fills the matrix, how much is zero, what falls on padding, which way it lies."""
    layout = view.layout
    cells = layout.outputs * layout.inputs
    filled = len(layout.filled)
    told = [_weights_told(view)]
    if view.tie != "full":
        told.append(
            _("**{zeros} of {cells} cells ({share}) are zeros: no weight reaches them.**").format(
                zeros=f"{cells - filled:,}",
                cells=f"{cells:,}",
                share=share_text(1 - filled / cells),
            )
        )
    missing = layout.outputs * layout.weights - filled
    if missing:
        told.append(
            ngettext(
                "{count} product falls on the padding, which has no column in A.",
                "{count} products fall on the padding, which has no column in A.",
                missing,
            ).format(count=f"{missing:,}")
        )
    if layout.flipped and view.tie == "tied":
        told.append(_("True convolution lays the kernel on turned, the last weight first."))
    return told


def _weights_told(view: TwinView) -> str:
    layout = view.layout
    if view.tie == "tied":
        return _(
            "Each output has a row, each input a column. {weights} weights fill the matrix by "
            "standing in every row again, {step} further right each time{block}."
        ).format(
            weights=layout.weights,
            step=ngettext("{count} column", "{count} columns", layout.stride).format(
                count=layout.stride
            ),
            block=_(", and a block further for each row of the picture")
            if layout.dimensions == 2
            else "",
        )
    count = f"{count_parameters(layout, view.tie):,}"
    if view.tie == "local":
        return _(
            "Each output keeps its place and gets {weights} weights of its own: {count} numbers, "
            "drawn at random (seed {seed}), none of them shared."
        ).format(weights=layout.weights, count=count, seed=view.seed)
    return _(
        "Each output reads every input: {count} numbers, drawn at random (seed {seed}). No cell "
        "has to be zero any more, and nothing says who is whose neighbour."
    ).format(count=count, seed=view.seed)


def parameter_formula(view: TwinView) -> str:
    """The three counts of parameters with their numbers, the chosen one in bold, as LaTeX."""
    layout = view.layout
    m, n, k = (tex(value) for value in (layout.outputs, layout.inputs, layout.weights))
    lines = {
        "tied": (_("convolution"), "K"),
        "local": (_("locally connected"), rf"M \cdot K = {m} \cdot {k}"),
        "full": (_("fully connected"), rf"M \cdot N = {m} \cdot {n}"),
    }
    return aligned(*(_count_line(view, tie, *lines[tie]) for tie in TIES))


def _count_line(view: TwinView, tie: Tie, name: str, formula: str) -> str:
    count = tex(count_parameters(view.layout, tie))
    shown = rf"\boldsymbol{{{count}}}" if tie == view.tie else count
    return rf"{tex_text(name)}: && {formula} &= {shown}"


def size_formula(view: TwinView) -> str:
    """The number of outputs a side with the numbers substituted, as LaTeX."""
    layout = view.layout
    axes = [("M", layout.columns)]
    if layout.dimensions == 2:
        axes = [(r"M_\text{rows}", layout.rows), (r"M_\text{columns}", layout.columns)]
        if layout.rows == layout.columns:
            axes = [(r"M_\text{rows} = M_\text{columns}", layout.columns)]
    return aligned(
        *(
            rf"{name} &= \left\lfloor \frac{{{axis.size} + 2 \cdot {axis.before} - "
            rf"{axis.dilation} \cdot ({axis.kernel} - 1) - 1}}{{{axis.stride}}} \right\rfloor + 1 "
            rf"= {axis.output}"
            for name, axis in axes
        )
    )


def output_formula(view: TwinView) -> str:
    """The output on show: its row of the matrix times x, with the numbers, as LaTeX."""
    layout, at = view.layout, view.at
    if view.tie == "full":
        factors = list(zip(view.values.ravel(), view.layer.weights[at], strict=True))
    else:
        taps = layout.taps[at]
        weights = (
            view.kernel.ravel()[layout.tap_weights]
            if view.tie == "tied"
            else view.layer.weights[at]
        )
        read = np.where(taps >= 0, view.values.ravel()[taps], 0.0)
        factors = list(zip(read, weights, strict=True))
    terms = [_product(float(x), float(w)) for x, w in factors]
    most = MOST_TERMS
    while most > 3 and len("".join(terms[:most]).replace(r" \cdot ", "")) > _ROOM:
        most -= 1
    if len(terms) > most:
        terms = [*terms[: most - 1], r"\dots", terms[-1]]
    total = tex_number(float(view.output[at]), 5)
    return rf"y_{{{at}}} = " + " + ".join(terms) + rf" = {total}"


def _product(x: float, w: float) -> str:
    weight = tex_number(w)
    return rf"{tex_number(x)} \cdot " + (rf"({weight})" if w < 0 else weight)


def gap_text(one: Doubles, other: Doubles) -> str:
    """Write the largest difference of two arrays."""
    gap = float(np.abs(one - other).max(initial=0.0))
    return show_number(gap, 2) if gap else "0"
