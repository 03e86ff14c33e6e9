"""The pooling page's exported scripts."""

from __future__ import annotations

from explorer.layers.pooling_scripts import pooling_script, shift_script
from explorer.ui.layout import code_section
from explorer.ui.pooling.compute import PoolView
from explorer.ui.pooling.meter import ShiftState


def show_script(view: PoolView) -> None:
    """Show the script of the layer on screen."""
    load_code = view.picture.load_code.strip()
    if len(view.pixels) < len(view.picture.pixels):
        load_code += "\npicture = picture.mean(axis=0, keepdims=True)  # grey = RGB/3"
    code_section(pooling_script(load_code, view.settings, view.result), "pooling.py")


def show_shift_script(view: PoolView, state: ShiftState) -> None:
    """Show the script of the shift on screen."""
    height, width = view.pixels.shape[1:]
    code_section(
        shift_script(
            view.picture.load_code, (height, width), state.settings, state.curves, state.shift
        ),
        "shift_meter.py",
    )
