"""Where a control is drawn."""

from __future__ import annotations

from types import ModuleType

from streamlit.delta_generator import DeltaGenerator

Place = DeltaGenerator | ModuleType  # a column, a popover, or `st` itself
