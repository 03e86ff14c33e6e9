"""What the pixels page says about the vector on screen."""

from __future__ import annotations

from explorer.layers.counting import linear_cost
from explorer.layers.flattening import Flattening, Pixel, Side
from explorer.ui.language import _, ngettext
from explorer.ui.pixels.compute import PixelsView
from explorer.ui.wording import tex


def describe_flattening(view: PixelsView) -> list[str]:
    """Say in two to four sentences where the pinned pixel went, and its neighbours."""
    return [_distances(view), *_border(view), *_colours(view), _nothing_lost(view)]


def name_pixel(flattening: Flattening, pixel: Pixel) -> str:
    """Write a pixel as the tensor is indexed, in the tensor's own order."""
    if flattening.channels == 1:
        return f"x[{pixel.row}, {pixel.column}]"
    if flattening.order == "chw":
        return f"x[{pixel.channel}, {pixel.row}, {pixel.column}]"
    return f"x[{pixel.row}, {pixel.column}, {pixel.channel}]"


def reshape_code(flattening: Flattening) -> str:
    """Write how PyTorch turns the vector back into the picture."""
    shape = flattening.shape[flattening.channels == 1 :]
    return f"vector.reshape({', '.join(map(str, shape))})"


def index_formula(view: PixelsView) -> str:
    """Return the pinned pixel's place with the numbers substituted, as LaTeX."""
    flattening, pixel = view.flattening, view.pinned
    c, i, j = pixel.channel, pixel.row, pixel.column
    height, width, channels = flattening.height, flattening.width, flattening.channels
    if channels == 1:
        terms, numbers = r"i \cdot W + j", rf"{i} \cdot {width} + {j}"
    elif flattening.order == "chw":
        terms = r"c \cdot H W + i \cdot W + j"
        numbers = rf"{c} \cdot {height * width} + {i} \cdot {width} + {j}"
    else:
        terms = r"i \cdot W C + j \cdot C + c"
        numbers = rf"{i} \cdot {width * channels} + {j} \cdot {channels} + {c}"
    return (
        rf"\begin{{aligned}}\text{{{_('place')}}} &= {terms}\\&= {numbers} = {view.index}"
        r"\end{aligned}"
    )


def layer_formula(view: PixelsView) -> str:
    """Return the linear layer's parameters with the numbers substituted, as LaTeX."""
    flattening, layer = view.flattening, view.layer
    out = layer.out_features
    sides = rf"{flattening.channels} \cdot {flattening.height} \cdot {flattening.width}"
    total = tex(linear_cost(layer).parameters)
    return (
        rf"\begin{{aligned}}\text{{{_('parameters')}}} &= N \cdot \text{{out}} + \text{{out}}"
        rf"\\&= {sides} \cdot {out} + {out} = {total}\end{{aligned}}"
    )


def _distances(view: PixelsView) -> str:
    flattening = view.flattening
    inputs = ngettext("one input", "{count} inputs", flattening.length).format(
        count=f"{flattening.length:,}"
    )
    if flattening.width > 1 and flattening.height > 1:
        told = _(
            "Left and right went **{across}** apart, above and below **{down}**: to the linear "
            "layer all four are just some of {inputs}."
        )
    elif flattening.width > 1:
        told = _(
            "One row: left and right went **{across}** apart, and nobody is above or below. The "
            "linear layer has {inputs}."
        )
    elif flattening.height > 1:
        told = _(
            "One column: above and below went **{down}** apart, and nobody is left or right. The "
            "linear layer has {inputs}."
        )
    else:
        told = _("A single pixel has no neighbours; the linear layer has {inputs}.")
    return told.format(across=flattening.across, down=flattening.down, inputs=inputs)


def _border(view: PixelsView) -> list[str]:
    """At the end of a row the next number is a neighbour in the vector only."""
    flattening, pixel = view.flattening, view.pinned
    sides: tuple[Side, ...] = ("right", "left")
    for side in sides:
        if flattening.width == 1 or flattening.neighbours(pixel)[side] is not None:
            continue
        step = flattening.across if side == "right" else -flattening.across
        place = view.index + step
        if not 0 <= place < flattening.length:
            continue
        there = flattening.pixel(place)
        told = (
            _("The pinned pixel ends its row: {step} further stands {pixel}, {where}.")
            if side == "right"
            else _("The pinned pixel begins its row: {step} back stands {pixel}, {where}.")
        )
        where = (
            _("at the other side of the picture")
            if there.channel == pixel.channel
            else _("in another plane")
        )
        return [told.format(step=abs(step), pixel=name_pixel(flattening, there), where=where)]
    return []


def _colours(view: PixelsView) -> list[str]:
    flattening = view.flattening
    if flattening.channels == 1:
        return []
    if flattening.order == "hwc":
        return [_("Red, green and blue of one pixel stay side by side, 1 apart.")]
    return [
        _("Red, green and blue of one pixel went {distance} apart, a whole plane.").format(
            distance=f"{flattening.between_channels:,}"
        )
    ]


def _nothing_lost(view: PixelsView) -> str:
    return _(
        "Nothing is lost: `{code}` is the picture again. The layer is just not told which inputs "
        "were neighbours."
    ).format(code=reshape_code(view.flattening))
