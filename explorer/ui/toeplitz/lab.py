"""What this part of the page shows."""

from __future__ import annotations

from typing import Any

import streamlit as st

from explorer.data.samples import load_sample
from explorer.ui.controls import Control, draw_all
from explorer.ui.language import _
from explorer.ui.layout import what_you_see
from explorer.ui.lessons import lesson_section
from explorer.ui.problems import guarded
from explorer.ui.toeplitz import gradient, views
from explorer.ui.toeplitz.compute import TwinView, run_twin
from explorer.ui.toeplitz.matrices import show_twin
from explorer.ui.toeplitz.scripts import show_script
from explorer.ui.toeplitz.sentences import (
    describe_twin,
    output_formula,
    parameter_formula,
    share_text,
    size_formula,
)
from explorer.ui.toeplitz.settings import (
    AT,
    CONTROLS,
    FLIPPED,
    INPUT,
    KERNEL,
    KERNEL_2D,
    LARGE,
    LARGE_SIDE,
    LENGTH,
    MORE,
    PICTURE,
    SIGNAL,
    TIE,
    VIEW,
)


def present() -> None:
    """Draw the controls, the picture, its numbers and the chosen closer look."""
    values = _choose()
    view = run_twin(values)
    show_twin(view)
    st.caption(lesson_section("correlation", "matrix"))
    _show_numbers(view)
    look = VIEW.draw(st)
    closer = {
        "untied": lambda: views.show_untied(view),
        "sparse": lambda: views.show_sparse(view),
        "im2col": lambda: views.show_im2col(view),
        "gradient": lambda: gradient.show_gradient(view),
        "code": lambda: show_script(view),
    }
    guarded(closer[look])


def _choose() -> dict[str, Any]:
    """Draw the controls that this input has; the others keep their defaults."""
    values: dict[str, Any] = {control.key: control.default for control in CONTROLS}
    with st.container(key="page_choices"):
        places = st.columns([1.15, 1.2, 0.95, 0.6], vertical_alignment="bottom")
        chosen = values[INPUT.key] = INPUT.draw(places[0])
        flat = chosen in {"typed", "random"}
        drawn: list[Control] = [KERNEL if flat else KERNEL_2D]
        where = [places[2]]
        written: dict[str, Control] = {"typed": SIGNAL, "random": LENGTH, "picture": PICTURE}
        if chosen in written:
            drawn.append(written[chosen])
            where.append(places[1])
        else:
            places[1].caption(_credit(chosen))
        values |= draw_all(drawn, where)
        more = [c for c in MORE if c is not LENGTH]
        with places[3].popover(_("More"), icon=":material/tune:", width="stretch"):
            values |= draw_all(more, [st] * len(more))
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        values[TIE.key] = TIE.draw(st)
        values[FLIPPED.key] = FLIPPED.draw(st)
    values[AT.key] = AT.draw()
    return values


def _credit(key: str) -> str:
    """Where a sample picture comes from."""
    picture = load_sample(key, LARGE_SIDE if key == LARGE else None)
    grey = _("photograph, 0 black to 1 white") if picture.kind == "photo" else _("numbers")
    return f"{_(picture.credit)} · {grey}"


def _show_numbers(view: TwinView) -> None:
    """The four results, the sentences, and the formulas with the numbers in them."""
    layout = view.layout
    cells = layout.outputs * layout.inputs
    filled = cells if view.tie == "full" else len(layout.filled)
    numbers = {
        _("Matrix"): f"{layout.outputs:,} × {layout.inputs:,}",
        _("Cells that hold a weight"): f"{filled:,}",
        _("Zeros"): share_text(1 - filled / cells),
        _("Parameters"): f"{view.layer.parameters:,}",
    }
    for place, (label, value) in zip(st.columns(len(numbers)), numbers.items(), strict=True):
        place.metric(label, value)
    what_you_see(describe_twin(view))
    counts, sizes = st.columns(2)
    counts.latex(parameter_formula(view))
    sizes.latex(output_formula(view))
    sizes.latex(size_formula(view))
    if view.random_input:
        st.caption(_("x: random whole numbers from 0 to 9, seed {seed}").format(seed=view.seed))
