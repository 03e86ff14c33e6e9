"""The exported script of this part."""

from __future__ import annotations

from explorer.signals.sound_maps_script import ShownMap, map_script
from explorer.ui.layout import code_section
from explorer.ui.sound_maps.compute import MapView, MaskedSound


def show_script(view: MapView, masked: MaskedSound) -> None:
    """Show the script of the answer and the mask on screen."""
    shown = ShownMap(
        view.sound, view.kernel, view.state.threshold_db, view.answer.output, masked.kept_share
    )
    code_section(map_script(view.clip, view.heard.guest, shown), "sound_mask.py")
