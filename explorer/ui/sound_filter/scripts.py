"""The exported script of Conv1d on a waveform."""

from __future__ import annotations

from explorer.signals.sound_load_code import sample_file
from explorer.signals.sound_scripts import waveform_script
from explorer.ui.layout import code_section
from explorer.ui.sound_filter.compute import LayerView


def show_script(view: LayerView) -> None:
    """Show the script that makes the filtered sound."""
    state = view.state
    script = waveform_script(
        view.clip,
        sample_file(view.clip),
        state.layer,
        view.bank.weight,
        view.output,
        shown=state.shown,
        guard=state.guard,
        random_seed=state.filter.seed if set(view.bank.kinds) == {"random"} else None,
    )
    code_section(script, "conv1d.py")
