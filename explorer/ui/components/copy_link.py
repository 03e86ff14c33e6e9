"""A button that copies the address of the page as it stands."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import streamlit as st

_HERE = Path(__file__).parent

_component = st.components.v2.component(
    "explorer_copy_link",
    css=(_HERE / "copy_link.css").read_text(encoding="utf-8"),
    js=(_HERE / "copy_link.js").read_text(encoding="utf-8"),
)


def copy_link(
    *,
    label: str,
    done_label: str,
    manual_label: str,
    key: str,
    parameters: Mapping[str, str] | None = None,
) -> None:
    """Draw a button that puts the browser's address into the clipboard; no message to the server.

    `done_label` answers a copy that worked. Where the browser refuses (plain HTTP, no permission)
    a text field with the address appears, selected, under `manual_label`. `parameters` are set on
    the copied address alone; an empty string takes a parameter out.
    """
    _component(
        key=key,
        width="content",
        data={
            "label": label,
            "done_label": done_label,
            "manual_label": manual_label,
            "parameters": {name: str(value) for name, value in (parameters or {}).items()},
        },
    )
