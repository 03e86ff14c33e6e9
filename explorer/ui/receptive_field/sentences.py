"""What the receptive-field page says about the unit on screen."""

from __future__ import annotations

from explorer.layers.axis_field import MapAxis
from explorer.networks.tracing import LayerField
from explorer.ui.language import _, ngettext
from explorer.ui.receptive_field.compute import FieldView
from explorer.ui.receptive_field.networks import SEED


def in_pixels(rows: int | None, columns: int | None) -> str:
    """Write a number of pixels an axis; one number where both are the same."""
    if rows is None or columns is None:
        return _("none")
    both = f"{rows}" if rows == columns else f"{rows} × {columns}"
    return _("{count} px").format(count=both.replace("-", "−"))


def size_text(layer: LayerField) -> str:
    """Write a layer's receptive field: pixels, a range of them, or that it is everything."""
    field = layer.field
    if field.whole_image:
        return _("whole image")
    if field.status == "regular":
        return in_pixels(field.rows.size, field.columns.size)
    low, high = _widths(field.rows)
    return _("{low}–{high} px").format(low=low, high=high)


def _widths(axis: MapAxis) -> tuple[int, int]:
    widths = axis.last - axis.first + 1
    return int(widths.min()), int(widths.max())


def shape_text(shape: tuple[int, ...]) -> str:
    """Write a shape with × between its sides."""
    return " × ".join(f"{side:,}" for side in shape)


def status_text(layer: LayerField) -> str:
    """Say in a few words what kind of field a layer has."""
    status = {
        "regular": _("one size for all units"),
        "irregular": _("sizes differ"),
        "whole image": _("whole image"),
    }[layer.field.status]
    if layer.field.global_context and not layer.field.whole_image:
        status += ", " + _("and all of it through a global operation")
    return status


def describe_unit(view: FieldView) -> list[str]:
    """Say in two to four sentences what the chosen unit sees."""
    if view.layer.field.whole_image:
        return [_whole(view), whose_weights()]
    return [_place(view), *_border(view), *_overlap(view), *_global(view), whose_weights()]


def _whole(view: FieldView) -> str:
    height, width = view.sides
    return _(
        "`{layer}` comes after an operation that merges all places: each of its units sees the "
        "whole picture, {height} × {width} pixels, and jump and padding no longer mean anything."
    ).format(layer=view.layer.name, height=height, width=width)


def _place(view: FieldView) -> str:
    box = view.box
    return (
        _(
            "Unit [{row}, {column}] of `{layer}` sees {height} × {width} pixels: rows {top} to "
            "{bottom}, columns {left} to {right}."
        )
        .format(
            row=view.unit[0],
            column=view.unit[1],
            layer=view.layer.name,
            height=box.bottom - box.top,
            width=box.right - box.left,
            top=box.top,
            bottom=box.bottom - 1,
            left=box.left,
            right=box.right - 1,
        )
        .replace(" -", " −")
    )


def _border(view: FieldView) -> list[str]:
    height, width = view.sides
    box = view.box
    if box.bottom - box.top > height or box.right - box.left > width:
        return [
            _(
                "The box is larger than the picture ({height} × {width}): {share} of it lies past "
                "the border, where there is only padding."
            ).format(height=height, width=width, share=percent(1 - view.share_inside))
        ]
    if view.share_inside == 1:
        return [_("All of the box lies within the picture.")]
    return [
        _("{share} of the box lies past the border, where there is only padding.").format(
            share=percent(1 - view.share_inside)
        )
    ]


def _overlap(view: FieldView) -> list[str]:
    columns = view.layer.field.columns
    if columns.size is None or columns.jump is None or columns.units == 1:
        return []
    shared = max(columns.size - columns.jump, 0)
    jump = ngettext(
        "The next unit's box lies {jump} pixel further",
        "The next unit's box lies {jump} pixels further",
        columns.jump,
    ).format(jump=columns.jump)
    return [
        jump
        + ngettext(
            ", so that {shared} of {size} columns is shared.",
            ", so that {shared} of {size} columns are shared.",
            shared,
        ).format(shared=shared, size=columns.size)
    ]


def _global(view: FieldView) -> list[str]:
    if not view.layer.field.global_context:
        return []
    return [
        _(
            "That is the local path; through a global operation before it (such as a "
            "squeeze-and-excitation block) the whole picture acts on the unit as well."
        )
    ]


def whose_weights() -> str:
    """Say which weights made the map."""
    return _(
        "Weights: random with seed {seed}, nothing learned; the box needs no weights at all."
    ).format(seed=SEED)


def percent(share: float) -> str:
    """Write a share as a percentage that does not claim all or nothing falsely."""
    if 0 < share < 0.001:
        return _("less than 0.1 %")
    if 0.999 < share < 1:
        return _("more than 99.9 %")
    return _("{share} %").format(share=f"{100 * share:.3g}")
