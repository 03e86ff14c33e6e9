"""Controls of this part."""

from __future__ import annotations

from explorer.text import N_
from explorer.ui.controls import Choice, Control
from explorer.ui.layout import Challenge

VIEW = Choice(
    "sound_view",
    N_("Look closer"),
    {"code": N_("PyTorch code")},
    "code",
    widget="segments",
    show_label=False,
)

CONTROLS: tuple[Control, ...] = (VIEW,)

CHALLENGES: tuple[Challenge, ...] = ()
