"""The volume page's exported script."""

from __future__ import annotations

from explorer.signals.volume_scripts import volume_script
from explorer.ui.layout import code_section
from explorer.ui.volume.compute import VolumeView


def show_script(view: VolumeView) -> None:
    """Show the script that makes the answer on screen."""
    code_section(write_script(view), "volume.py")


def write_script(view: VolumeView) -> str:
    """Write a complete script for this clip and layer; it ends in asserts on what is shown."""
    state = view.state
    return volume_script(
        view.clip.load_code,
        state.settings,
        view.names,
        view.output,
        speed=state.speed,
        seed=state.seed,
        by_hand=state.by_hand,
    )
