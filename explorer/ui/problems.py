"""What is wrong, told in the visitor's language, with the rest of the page left standing."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from explorer.errors import ExplorerError
from explorer.ui.language import _


def tell(error: ExplorerError) -> str:
    """Return an error's sentence in the visitor's language."""
    return _(error.template).format(**error.values)


def guarded(draw: Callable[[], None]) -> None:
    """Draw a part of a page; an impossible setting is told in its place."""
    try:
        draw()
    except ExplorerError as error:
        st.warning(tell(error), icon=":material/build:")
