"""The exported script of a kernel on a picture, both ways."""

from __future__ import annotations

from explorer.signals.flipping_scripts import flipping_script
from explorer.ui.flipped.compute import FlipView
from explorer.ui.layout import code_section


def show_script(view: FlipView) -> None:
    """Show the script of both operations on what is on screen."""
    script = flipping_script(
        view.photo.load_code,
        view.scene,
        view.kernel,
        operation=view.operation,
        shown=view.answer,
        apart=view.apart,
    )
    code_section(script, "flipped.py")
