"""The exported script of two functions or two rows."""

from __future__ import annotations

from explorer.signals.sliding_scripts import curves_script, rows_script
from explorer.ui.layout import code_section
from explorer.ui.sliding.curves import CurvesView
from explorer.ui.sliding.rows import RowsView


def show_script(view: CurvesView | RowsView, shift: float) -> None:
    """Show the script of both operations on what is on screen."""
    if isinstance(view, RowsView):
        script = rows_script(view.signal, view.kernel, view.edges)
    else:
        script = curves_script(view.f, view.g, shift, view.operation)
    code_section(script, "sliding.py")
