"""Reading what a page shows, for the tests of all pages."""

from __future__ import annotations

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

Visit = Callable[..., AppTest]


def problems(app: AppTest) -> list[str]:
    """Everything on a page that a visitor should never meet."""
    return [element.value for element in app.exception]


def metrics(app: AppTest) -> dict[str, str]:
    """The page's metrics by label; a label that stands twice is an error."""
    found: dict[str, str] = {}
    for metric in app.metric:
        assert metric.label not in found, f"{metric.label} stands twice"
        found[metric.label] = metric.value
    return found


def prose(app: AppTest) -> str:
    """All Markdown of a page in one string."""
    return " ".join(block.value for block in app.markdown)
