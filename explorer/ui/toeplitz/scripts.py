"""The exported script of the matrix."""

from __future__ import annotations

from explorer.signals.toeplitz_script import twin_script
from explorer.ui.layout import code_section
from explorer.ui.toeplitz.compute import TwinView


def show_script(view: TwinView) -> None:
    """Show the script of the layer on screen."""
    script = twin_script(
        view.layer,
        view.kernel,
        view.values,
        view.output,
        at=view.at,
        seed=view.seed,
        load_code=view.load_code,
    )
    code_section(script, "matrix.py")
