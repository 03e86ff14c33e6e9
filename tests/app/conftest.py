"""The whole app without a browser, started the way `streamlit run` starts it."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.reading import Visit

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def visit() -> Visit:
    """Open a page by deep link: `visit("convolution", kernel_size="5")`."""

    def open_page(slug: str, **link: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60)
        app.run()
        for key, value in link.items():
            app.query_params[key] = value
        app.switch_page(f"pages/{slug}.py").run()
        return app

    return open_page
