"""A network as PyTorch prints it, in which some lines can be chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from explorer.ui.components.inline import read_inline

_component = st.components.v2.component(
    "explorer_printed_network",
    css=read_inline("printed_network.css"),
    js=read_inline("drawing.js", "printed_network.js"),
)


def printed_network(
    lines: Sequence[tuple[str, str]],
    chosen: str,
    *,
    alt: str,
    key: str,
    on_choose: Callable[[str], None],
) -> None:
    """Draw lines of text; those with a name can be clicked, and `chosen` is marked.

    `on_choose(name)` runs before the page does, as a callback.
    """
    names = {name for _text, name in lines if name}

    def take() -> None:
        name = (st.session_state.get(key) or {}).get("picked")
        if isinstance(name, str) and name in names:
            on_choose(name)

    _component(
        key=key,
        data={"lines": [list(line) for line in lines], "chosen": chosen, "alt": alt},
        on_picked_change=take,
    )
