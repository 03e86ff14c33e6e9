"""The filters page's exported script."""

from __future__ import annotations

from explorer.layers.scripts import filter_script
from explorer.ui.filters.lab import FilterView
from explorer.ui.layout import code_section


def show_script(view: FilterView) -> None:
    """Show the script that makes the response on screen."""
    script = filter_script(
        view.picture.load_code, view.kernel, view.response[None], padding="valid"
    )
    code_section(script, "filter.py")
