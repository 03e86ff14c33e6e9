"""Heavy imports, done once a server and kept out of garbage collection afterwards.

Streamlit collects garbage after every run and holds the answer back meanwhile: without the freeze
it walks all of torch each time.
"""

from __future__ import annotations

import gc
import os
import sys
from threading import Lock

import streamlit as st

from explorer.ui.language import _

_lock = Lock()
_modules_frozen = 0


def freeze_imports(*, collect: bool = True) -> None:
    """Take what new imports have allocated out of garbage collection; cheap if there are none."""
    global _modules_frozen  # noqa: PLW0603 - one process, one count
    with _lock:
        if len(sys.modules) == _modules_frozen:
            return
        if collect:
            gc.collect()
        gc.freeze()
        _modules_frozen = len(sys.modules)


@st.cache_resource(show_spinner=False)
def _import_torch() -> None:
    # Every visitor's run is a thread of its own, and torch would start helper threads for each:
    # ten times the processor's time for pictures this small. Must be set before the import.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    import torch

    torch.set_num_threads(1)
    freeze_imports()


def warm_up_torch() -> None:
    """Import torch once a server start, with a word to the visitor who waits for it."""
    with st.spinner(_("Loading PyTorch, once per server start …"), show_time=True):
        _import_torch()
