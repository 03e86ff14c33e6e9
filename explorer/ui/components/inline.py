"""CSS and JavaScript of the components, which Streamlit takes as one text each."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent


def read_inline(*names: str) -> str:
    """Return files of this folder one after another; a script's parts share one scope.

    An inline script cannot import a file beside it, so what several components use (`drawing.js`)
    stands in front of each, and a long script is put together from its parts.
    """
    return "\n".join((_HERE / name).read_text(encoding="utf-8") for name in names)
