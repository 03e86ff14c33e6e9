"""A state of a page kept aside as A: compact text in the link, compared with the present one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from explorer.errors import SettingError
from explorer.text import N_
from explorer.ui.controls import Code, Control
from explorer.ui.language import _
from explorer.ui.link import set_controls

_NOTHING_CHANGED = "-"


@dataclass(frozen=True, slots=True)
class Kept:
    """The kept state of some controls, `key:value` pairs in one URL parameter."""

    key: str
    controls: tuple[Control, ...]

    @property
    def code(self) -> Code:
        """The text itself, as a control without a widget."""
        return Code(self.key, self.unpack)

    def pack(self, values: Mapping[str, Any]) -> str:
        """Write the values that differ from their defaults."""
        pairs = (
            f"{control.key}:{_bare(values[control.key])}"
            for control in self.controls
            if values.get(control.key, control.default) != control.default
        )
        return "~".join(pairs) or _NOTHING_CHANGED

    def unpack(self, text: str) -> dict[str, Any]:
        """Read what `pack` wrote; raises SettingError if it is malformed."""
        values: dict[str, Any] = {control.key: control.default for control in self.controls}
        known = {control.key: control for control in self.controls}
        for pair in text.split("~") if text not in {"", _NOTHING_CHANGED} else []:
            key, _colon, raw = pair.partition(":")
            value = known[key].parse(raw) if key in known else None
            if value is None:
                raise SettingError(
                    N_("the link's kept state A holds {pair}, which is no setting: keep A again"),
                    pair=pair[:40],
                )
            values[key] = value
        return values

    def draw(self, present: Mapping[str, Any]) -> dict[str, Any] | None:
        """Draw the two buttons; return the kept values, None if nothing is kept."""
        kept = self.code.draw()
        with st.container(horizontal=True):
            st.button(
                _("Keep as A"),
                on_click=set_controls,
                args=({self.key: self.pack(present)},),
                icon=":material/push_pin:",
                key=f"keep_{self.key}",
            )
            st.button(
                _("Drop A"),
                on_click=set_controls,
                args=({self.key: ""},),
                disabled=not kept,
                key=f"drop_{self.key}",
            )
        return self.unpack(kept) if kept else None


def _bare(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
