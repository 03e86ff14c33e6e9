"""One check for every parameter that has a range."""

from __future__ import annotations

from explorer.errors import SettingError
from explorer.text import N_


def require_within(parameter: str, value: float, low: float, high: float) -> None:
    """Raise SettingError unless low <= value <= high; nan is refused too."""
    if not low <= value <= high:
        raise SettingError(
            N_("{parameter} is {value:g}: choose a value from {low:g} to {high:g}"),
            parameter=parameter,
            value=value,
            low=low,
            high=high,
        )
