"""Two filters on one picture side by side: A, kept in the link, and B, the present one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st

from explorer.plots.colours import diverging_picture, enlarge
from explorer.ui.filters.lab import FilterView, apply_filter, describe_answers
from explorer.ui.filters.settings import COMPARE
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section

_LEAST_SIDE = 480


def show_comparison(view: FilterView, present: Mapping[str, Any]) -> None:
    """Keep the present filter as A, or show the kept one beside the present one."""
    kept = COMPARE.draw(present)
    st.markdown(lesson_section("filters", "compare"))
    if kept is None:
        return
    views = {"A": apply_filter(view.picture, kept), "B": view}
    limit = max(float(np.abs(shown.response).max()) for shown in views.values())
    for place, (name, shown) in zip(st.columns(2), views.items(), strict=True):
        place.markdown(f"**{name} · {shown.title}**")
        place.image(
            enlarge(diverging_picture(shown.response, limit or None), min_side=_LEAST_SIDE),
            caption=describe_answers(shown),
            alt=_("Response of filter {name}").format(name=name),
            width="stretch",
        )
    st.caption(
        _("One scale for both, from {low} to {high}, zero in the middle.").format(
            low=f"{-limit:.3g}", high=f"{limit:.3g}"
        )
    )
