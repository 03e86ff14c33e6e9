"""What the convolution page says about the layer on screen."""

from __future__ import annotations

from explorer.errors import SettingError
from explorer.layers.geometry import AxisGeometry, ConvSettings, LayerGeometry, lay_out
from explorer.layers.remedies import (
    Remedies,
    lost_only_at_the_end,
    remedies_for_pixels,
    remedies_for_remainder,
    stride_without_gaps,
)
from explorer.ui.language import _, ngettext
from explorer.ui.wording import tex

OTHER_SIDES = (32, 100)  # pixels: the two inputs the lecture gives to one layer


def describe_layer(geometry: LayerGeometry) -> list[str]:
    """Say in two to four sentences what fits, what is lost and what would mend it."""
    return [_windows(geometry), *_losses(geometry), *_border(geometry)]


def output_size_formula(geometry: LayerGeometry) -> str:
    """Return the output size with the numbers substituted, as LaTeX."""
    lines = [
        _axis_formula("H", geometry.rows),
        _axis_formula("W", geometry.columns),
    ]
    if geometry.rows == geometry.columns:
        lines = lines[:1]
    return r"\begin{aligned}" + r"\\".join(lines) + r"\end{aligned}"


def count_formulas(geometry: LayerGeometry) -> str:
    """Return parameters and multiply-adds with the numbers substituted, as LaTeX."""
    out, depth, rows, columns = geometry.settings.weight_shape
    weights = rf"{out} \cdot {depth} \cdot {rows} \cdot {columns}"
    bias = f" + {out}" if geometry.settings.bias else ""
    _channels, height, width = geometry.output_shape
    return (
        r"\begin{aligned}"
        rf"\text{{{_('parameters')}}} &= {weights}{bias} = {tex(geometry.settings.parameters)}\\"
        rf"\text{{{_('multiply-adds')}}} &= {weights} \cdot {height} \cdot {width} "
        rf"= {tex(geometry.multiply_adds)}"
        r"\end{aligned}"
    )


def describe_other_sizes(settings: ConvSettings) -> str:
    """Say what the same weights make of the lecture's two input sizes."""
    outputs = {}
    for side in OTHER_SIDES:
        try:
            shape = lay_out(settings, side, side).output_shape
        except SettingError:
            return ""  # a kernel this wide has nothing to say of small pictures
        outputs[side] = " × ".join(map(str, shape))
    given = "; ".join(f"{side} × {side} → {shape}" for side, shape in outputs.items())
    return _("The same {count} parameters serve every input size: {given}.").format(
        count=f"{settings.parameters:,}", given=given
    )


def _axis_formula(letter: str, axis: AxisGeometry) -> str:
    pads = f"2 \\cdot {axis.before}" if axis.before == axis.after else f"{axis.before + axis.after}"
    return (
        rf"{letter}_\text{{out}} &= \left\lfloor \frac{{{axis.size} + {pads} - "
        rf"{axis.dilation} \cdot ({axis.kernel} - 1) - 1}}{{{axis.stride}}} \right\rfloor + 1 \\"
        rf"&= \left\lfloor \frac{{{axis.padded - axis.span}}}{{{axis.stride}}} \right\rfloor + 1 "
        rf"= {axis.output}"
    )


def _windows(geometry: LayerGeometry) -> str:
    settings = geometry.settings
    _out, depth, rows, columns = settings.weight_shape
    return _(
        "Each output number is a sum of {products} products ({rows} × {columns} taps in {depth} "
        "of {channels} channels){bias}. {height} × {width} windows fit on {size}."
    ).format(
        products=depth * rows * columns,
        rows=rows,
        columns=columns,
        depth=depth,
        channels=settings.in_channels,
        bias=" " + _("and one bias") if settings.bias else "",
        height=geometry.rows.output,
        width=geometry.columns.output,
        size=_size(geometry),
    )


def _size(geometry: LayerGeometry) -> str:
    rows, columns = geometry.rows, geometry.columns
    plain = f"{rows.size} × {columns.size}"
    if rows.padded == rows.size and columns.padded == columns.size:
        return plain
    return _("{plain} pixels, padded to {rows} × {columns}").format(
        plain=plain, rows=rows.padded, columns=columns.padded
    )


def _losses(geometry: LayerGeometry) -> list[str]:
    if not geometry.never_visited:
        return [_nothing_lost(geometry)]
    lost = ngettext(
        "**{count} pixel is touched by no window.**",
        "**{count} pixels are touched by no window.**",
        geometry.never_visited,
    ).format(count=f"{geometry.never_visited:,}")
    axis = geometry.columns if geometry.columns.lost.size else geometry.rows
    remedies = remedies_for_pixels(axis)
    if not remedies.exists:
        return [lost, _gap(axis)]
    if lost_only_at_the_end(axis):
        lost += " " + _end_of_axis(geometry, axis)
    return [lost, _mend(remedies)]


def _nothing_lost(geometry: LayerGeometry) -> str:
    axis = max(geometry.columns, geometry.rows, key=lambda a: a.remainder)
    if not axis.remainder:
        return _("The last window ends flush with the border: every pixel is used.")
    told = ngettext(
        "{count} pixel at the {side} is reached by no window, but it is padding: "
        "no real pixel is lost.",
        "{count} pixels at the {side} are reached by no window, but they are padding: "
        "no real pixel is lost.",
        axis.remainder,
    ).format(count=axis.remainder, side=_sides(geometry.rows.remainder, geometry.columns.remainder))
    if remedies_for_remainder(axis).padding is None:
        told += " " + _("No symmetric padding makes this remainder 0.")
    return told


def _end_of_axis(geometry: LayerGeometry, axis: AxisGeometry) -> str:
    text = ngettext(
        "After the last window {count} pixel is left over at the {side}: "
        "({padded} − {span}) mod {stride} = {remainder}.",
        "After the last window {count} pixels are left over at the {side}: "
        "({padded} − {span}) mod {stride} = {remainder}.",
        int(axis.lost.size),
    ).format(
        count=axis.lost.size,
        side=_sides(geometry.rows.lost.size, geometry.columns.lost.size),
        padded=axis.padded,
        span=axis.span,
        stride=axis.stride,
        remainder=axis.remainder,
    )
    if remedies_for_remainder(axis).padding is None:
        text += " " + _("No symmetric padding makes this remainder 0.")
    return text


def _sides(of_rows: int, of_columns: int) -> str:
    """Name the ends at which something is left over."""
    if of_rows and of_columns:
        return _("right and bottom")
    return _("right") if of_columns else _("bottom")


def _mend(remedies: Remedies) -> str:
    """Name the smallest change of each kind."""
    ways = []
    if remedies.padding is not None:
        ways.append(_("padding {padding}").format(padding=remedies.padding))
    if remedies.extra is not None:
        ways.append(
            _("{extra} more padding at the right and bottom alone").format(extra=remedies.extra)
        )
    sizes = [str(s) for s in (remedies.smaller, remedies.larger) if s is not None]
    if sizes:
        ways.append(_("an input of {sizes} pixels").format(sizes=_(" or ").join(sizes)))
    return _("Smallest change that saves them: {ways}.").format(ways="; ".join(ways))


def _gap(axis: AxisGeometry) -> str:
    if axis.stride > axis.span:
        return _(
            "Stride {stride} is longer than a window's span of {span} px, so gaps of {gap} px stay "
            "between the windows, which no padding closes; a stride of {fitting} does."
        ).format(
            stride=axis.stride,
            span=axis.span,
            gap=axis.stride - axis.span,
            fitting=stride_without_gaps(axis),
        )
    return _(
        "With dilation {dilation} and stride {stride} the taps keep landing on the same pixels "
        "and leave holes between them, which no padding closes; a stride of {fitting} does."
    ).format(stride=axis.stride, dilation=axis.dilation, fitting=stride_without_gaps(axis))


def _border(geometry: LayerGeometry) -> list[str]:
    rows, columns = geometry.rows, geometry.columns
    if (rows.output, columns.output) == (rows.size, columns.size) and rows.before:
        return [_("Output and input have the same size.")]
    return []


def describe_settings(settings: ConvSettings) -> str:
    """Write the layer as PyTorch prints it."""
    padding = settings.padding if isinstance(settings.padding, str) else settings.padding[0]
    parts = [
        str(settings.in_channels),
        str(settings.out_channels),
        f"kernel_size={settings.kernel_size}",
        f"stride={settings.stride[0]}",
        f"padding={padding!r}",
    ]
    extras = {
        "dilation": (settings.dilation[0], 1),
        "groups": (settings.groups, 1),
        "bias": (settings.bias, True),
        "padding_mode": (settings.padding_mode, "zeros"),
    }
    parts += [f"{name}={value!r}" for name, (value, usual) in extras.items() if value != usual]
    return f"nn.Conv2d({', '.join(parts)})"
