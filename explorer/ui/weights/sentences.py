"""What the weights page says of a layer and a filter, and its formulas with the numbers in them."""

from __future__ import annotations

import math

from explorer.networks.filter_pictures import FilterFigures
from explorer.networks.filter_quality import DIRECTIONS
from explorer.networks.layer_weights import holders_of, strongest
from explorer.ui.language import _, ngettext
from explorer.ui.numerals import show_number, tex_number
from explorer.ui.weights.compute import WeightsView
from explorer.ui.wording import aligned

COLOURS = ("R", "G", "B")


def describe_quality(figures: FilterFigures) -> str:
    """Say how many filters of a first layer are clean, directed and colourful."""
    quality = figures.quality
    counts = quality.direction_counts
    return _(
        "Clean: {clean} of {count}. One direction: {directed}, over {sectors} of {directions} "
        "directions. Clean and coloured: {colourful}."
    ).format(
        clean=int(quality.clean.sum()),
        count=len(quality.clean),
        directed=int(quality.one_direction.sum()),
        sectors=int((counts > 0).sum()),
        directions=DIRECTIONS,
        colourful=int(figures.colourful.sum()),
    )


def describe(view: WeightsView) -> list[str]:
    """Say what the chosen filter is."""
    return {
        "colour": _describe_colour,
        "depthwise": _describe_depthwise,
        "pointwise": _describe_pointwise,
        "maps": _describe_maps,
    }[view.bank.kind](view)


def _describe_colour(view: WeightsView) -> list[str]:
    figures, number = view.figures, view.number
    quality = figures.quality
    rank = int((figures.norm > figures.norm[number]).sum()) + 1
    said = [
        _("Filter {number} has norm {norm}, place {rank} of {count}.").format(
            number=number,
            norm=show_number(float(figures.norm[number])),
            rank=rank,
            count=len(figures.norm),
        )
    ]
    if quality.one_direction[number]:
        said.append(
            _(
                "It has **one direction**: it changes along {angle}° (0° is across upright edges)."
            ).format(angle=f"{float(quality.angle_deg[number]):.0f}")
        )
    else:
        said.append(_("It has **no single direction**."))
    said.append(_describe_hue(figures, number))
    return said


def _describe_hue(figures: FilterFigures, number: int) -> str:
    share = f"{float(figures.colour[number]):.0%}"
    if not figures.quality.clean[number]:
        return _("It is **not clean**: fine noise, {share} of its energy in colour.").format(
            share=share
        )
    if not figures.colourful[number]:
        return _("Only {share} of its energy is colour: it is near to grey.").format(share=share)
    hue = float(figures.hue_deg[number])
    return _(
        "{share} of its energy is colour; the main one is {hue}, the other end {other}."
    ).format(share=share, hue=_name_hue(hue), other=_name_hue(hue + 180))


def _name_hue(hue_deg: float) -> str:
    """Name the nearest of six hues, and the angle."""
    names = (_("red"), _("yellow"), _("green"), _("cyan"), _("blue"), _("magenta"))
    return f"{names[round(hue_deg / 60) % 6]} ({hue_deg % 360:.0f}°)"


def _describe_maps(view: WeightsView) -> list[str]:
    norms = view.bank.kernel_norms(view.number)
    channels, height, width = view.weight.shape
    places, shares = strongest(norms, 1)
    seen = view.bank.inputs_of(view.number)
    return [
        _(
            "Filter {number} is {channels} kernels of {height} × {width}: {count} weights. Its "
            "inputs are not three colours but {channels} maps, so it has no picture of its own."
        ).format(
            number=view.number,
            channels=channels,
            height=height,
            width=width,
            count=f"{view.weight.size:,}",
        ),
        ngettext(
            "Half of its Σw² lies in {half} of the kernels,",
            "Half of its Σw² lies in {half} of the kernels,",
            holders_of(norms, 0.5),
        ).format(half=holders_of(norms, 0.5))
        + " "
        + _("the strongest, for channel {channel}, has {share}.").format(
            channel=seen[int(places[0])], share=f"{float(shares[0]):.1%}"
        ),
        _("What a kernel does to a map says little before one knows what the map shows."),
    ]


def _describe_depthwise(view: WeightsView) -> list[str]:
    _channels, height, width = view.weight.shape
    return [
        _(
            "A depthwise layer (`groups={groups}`): filter {number} is one kernel of {height} × "
            "{width} over map {channel} alone."
        ).format(
            groups=view.bank.groups,
            number=view.number,
            height=height,
            width=width,
            channel=view.input_channel,
        ),
        _("Its shape can be read (a blur, an edge), but it acts on a map, not on the picture."),
    ]


def _describe_pointwise(view: WeightsView) -> list[str]:
    norms = view.bank.kernel_norms(view.number)
    return [
        _(
            "A 1 × 1 layer looks at one place and mixes {count} maps: filter {number} is {count} "
            "numbers and has no shape."
        ).format(count=len(norms), number=view.number),
        _("Half of its Σw² lies in {half} of them.").format(half=holders_of(norms, 0.5)),
    ]


def norm_formula(view: WeightsView) -> str:
    """Write the filter's norm, or the chosen kernel's share of it, with the numbers."""
    norms = view.bank.kernel_norms(view.number).astype(float)
    total = math.sqrt(float((norms**2).sum()))
    if view.bank.kind == "colour":
        squares = " + ".join(f"{tex_number(float(norm))}^2" for norm in norms)
        letters = " + ".join(rf"\lVert w_{{{name}}} \rVert^2" for name in COLOURS)
        return aligned(
            rf"\lVert w_{{{view.number}}} \rVert &= \sqrt{{{letters}}}",
            rf"&= \sqrt{{{squares}}} = {tex_number(total)}",
        )
    if view.bank.kind == "depthwise" or total == 0:
        return rf"\lVert w_{{{view.number}}} \rVert = \sqrt{{\sum w^2}} = {tex_number(total)}"
    chosen = float(norms[view.kernel])
    share = 100 * chosen**2 / total**2
    return (
        rf"\frac{{\lVert w_{{{view.number},{view.input_channel}}} \rVert^2}}"
        rf"{{\lVert w_{{{view.number}}} \rVert^2}} = "
        rf"\frac{{{tex_number(chosen)}^2}}{{{tex_number(total)}^2}} = {tex_number(share)}\,\%"
    )
