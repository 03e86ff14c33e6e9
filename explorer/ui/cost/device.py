"""Which device the layers of this app run on, and how code chooses one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from explorer.ui.language import _
from explorer.ui.lessons import lesson_section

if TYPE_CHECKING:
    from explorer.layers.timing import DeviceReport  # needs torch, imported late

_CHOICE = """\
device = "cpu"
if torch.cuda.is_available():
    device = "cuda"
elif torch.backends.mps.is_available():
    device = "mps"
layer.to(device)  # a module moves itself
picture = picture.to(device)  # a tensor is copied
"""


def show_device() -> None:
    """What PyTorch finds on this server, and the lines that choose a device anywhere."""
    from explorer.layers.timing import describe_device  # it needs torch

    report = describe_device()
    facts, code = st.columns(2)
    facts.table(_rows(report), hide_index=True)
    if report.accelerator is None:
        told = _(
            "PyTorch finds no accelerator here: every layer of this app runs on the server's CPU."
        )
    else:
        told = _(
            "PyTorch finds an accelerator here, {name}. The app leaves it alone: its layers run on "
            "the server's CPU, so that every server shows the same."
        ).format(name=report.accelerator)
    facts.markdown(told)
    code.code(_CHOICE, language="python")
    code.markdown(lesson_section("cost", "device"))


def _rows(report: DeviceReport) -> dict[str, list[str]]:
    found, missing = _("found"), _("not found")
    rows = {
        _("processor"): report.processor,
        _("vector instructions PyTorch uses"): report.instructions,
        _("cores this process may run on"): str(report.cores),
        _("threads a layer uses here"): str(report.threads),
        "PyTorch": report.torch_version,
        "CUDA": found if report.cuda else missing,
        "Apple MPS": found if report.mps else missing,
    }
    return {"": list(rows), _("here"): list(rows.values())}
