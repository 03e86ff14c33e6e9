"""The augmentation page's exported script: the recipe, and the same draws."""

from __future__ import annotations

from explorer.augmentation.recipe_script import recipe_script
from explorer.data.pictures import value_range
from explorer.ui.augmentation.compute import AugmentView
from explorer.ui.layout import code_section


def show_script(view: AugmentView) -> None:
    """Show the script that draws what is on screen."""
    load_code = view.picture.load_code.strip()
    low, high = value_range(view.picture)
    if (low, high) != (0, 1):
        load_code += f"\npicture = (picture - {low:g}) / {high - low:g}  # to [0, 1]"
    code_section(
        recipe_script(
            load_code,
            view.recipe,
            side=view.side,
            channels=len(view.picture.pixels),
            seed=view.seed,
            means=[float(draw.picture.mean()) for draw in view.draws],
        ),
        "augmentation.py",
    )
