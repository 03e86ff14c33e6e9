"""Reading what a page shows, for the tests of all pages."""

from __future__ import annotations

import time
from collections.abc import Callable

from streamlit.testing.v1 import AppTest

Visit = Callable[..., AppTest]


def problems(app: AppTest) -> list[str]:
    """Everything on a page that a visitor should never meet."""
    return [element.value for element in app.exception]


def settled(app: AppTest, patience_s: float = 120) -> AppTest:
    """Run a page until no background work is on its way."""
    deadline = time.monotonic() + patience_s
    while any(button.label == "Stop" for button in app.button):
        assert not problems(app)
        assert time.monotonic() < deadline, "the work was never finished"
        time.sleep(0.2)
        app.run()
    assert not problems(app)
    return app


def run_script(script: str, name: str, names: dict[str, object] | None = None) -> None:
    """Run an exported script as a file of its own: nothing of the test's module reaches it."""
    code = compile(script, name, "exec", dont_inherit=True)
    exec(code, {"__name__": "__main__"} if names is None else names)  # noqa: S102


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
