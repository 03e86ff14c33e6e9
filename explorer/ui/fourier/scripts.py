"""The exported scripts of the convolution theorem."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from explorer.signals.fourier import Theorem
from explorer.ui.layout import code_section


def show_script(view: Theorem, values: Mapping[str, Any]) -> None:
    """Show the script of this state."""
    from explorer.signals.fourier_script import theorem_script  # it needs torch

    script = theorem_script(view, values["fourier_signal"], values["fourier_kernel"])
    code_section(script, "convolution_theorem.py")


def show_race_script(name: str) -> None:
    """Show the script that measures what the page measures."""
    from explorer.signals.fourier_script import race_script  # it needs torch

    code_section(race_script(name), "fft_race.py")
