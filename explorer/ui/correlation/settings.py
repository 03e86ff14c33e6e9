"""Which part of the correlation page is on show."""

from __future__ import annotations

from explorer.text import N_
from explorer.ui.controls import Choice

PART = Choice(
    "correlation_part",
    N_("Part of the page"),
    {
        "functions": N_("Two functions"),
        "pictures": N_("Pictures"),
        "matrix": N_("As a matrix"),
        "theorem": N_("Convolution theorem"),
    },
    "functions",
    widget="segments",
    show_label=False,
)
