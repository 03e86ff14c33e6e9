"""Three answers side by side: the theoretical box, the effective field, the occlusion map."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.networks.occlusion import OcclusionMap
from explorer.plots.field_pictures import (
    DECADES,
    box_picture,
    effective_picture,
    frame_box,
    occlusion_picture,
    spread_change,
)
from explorer.ui.language import _
from explorer.ui.numerals import show_number
from explorer.ui.receptive_field.compute import FieldView
from explorer.ui.receptive_field.sentences import percent


def show_answers(
    view: FieldView,
    field: NDArray[np.float32],
    hidden: tuple[OcclusionMap, int] | None,
) -> None:
    """Draw what is known of the unit; `hidden` is an occlusion map and its patch in pixels."""
    box = view.box
    frame = frame_box((box.top, box.left, box.bottom, box.right), *view.sides)
    first, second, third = st.columns(3)
    first.image(
        box_picture(view.photo, frame),
        width="stretch",
        caption=_("Theoretical box: what the unit can see; grey is past the border")
        + ("; " + _("it goes on past the drawing") if frame.cuts else ""),
        alt=_("The picture with the box, {share} of it in the picture").format(
            share=percent(view.share_inside)
        ),
    )
    second.image(
        effective_picture(field, frame),
        width="stretch",
        caption=_(
            "Effective field: mean |gradient|, logarithmic scale from {least} of its "
            "maximum (dark) to the maximum (light)"
        ).format(least=show_number(10.0**-DECADES, 1)),
        alt=_("Where the influence on the unit lies, on a logarithmic scale"),
    )
    if hidden is None:
        third.caption(
            _("The occlusion map takes longer: start it under “{view}”.").format(
                view=_("Occlusion")
            )
        )
        return
    found, patch = hidden
    limit = float(np.abs(found.change).max())
    change = spread_change(found.change, found.known, (found.tops, found.lefts), patch, view.sides)
    third.image(
        occlusion_picture(change, limit, frame),
        width="stretch",
        caption=_(
            "Occlusion: change of the unit's value {value} with a patch of {patch} px hidden, "
            "from −{limit} (blue) to {limit} (orange)"
        ).format(value=show_number(found.value), patch=patch, limit=show_number(limit))
        + ("" if found.known.all() else "; " + _("grey is not tried yet")),
        alt=_("How the unit changes where the picture is hidden, {done} of {total} places").format(
            done=found.done, total=found.total
        ),
    )
