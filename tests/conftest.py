"""What tests of several kinds share."""

from __future__ import annotations

import os
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import HealthCheck, settings

from tests.file_server import FileServer, serve_file

# As in the app: layers this small are slower on many threads, and two workers share the processors.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# The machines are shared: how long one example takes says nothing.
settings.register_profile("shared", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared")


@pytest.fixture
def file_server() -> Iterator[FileServer]:
    """Serve 600,000 bytes that look the same nowhere; set `content` for others."""
    with serve_file(np.random.default_rng(3).bytes(600_000)) as server:
        yield server
