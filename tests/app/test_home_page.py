"""Home and the shell: light, linked, and in the visitor's language."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from explorer.catalog import PAGES
from explorer.plots.cards import CARDS
from tests.reading import Visit, problems, prose

ROOT = Path(__file__).resolve().parents[2]

HEAVY = ("torch", "scipy", "sklearn", "skimage")  # Streamlit itself imports plotly


def test_home_draws_without_the_heavy_imports() -> None:
    script = f"""
import sys
from streamlit.testing.v1 import AppTest
app = AppTest.from_file("streamlit_app.py", default_timeout=60).run()
assert not app.exception, app.exception
assert app.title[0].value
print([name for name in {HEAVY!r} if name in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip().splitlines()[-1] == "[]"


def test_every_lecture_heading_is_listed(visit: Visit) -> None:
    app = visit("home")
    assert not problems(app)
    listed = list(app.table[0].value["In the lecture"])
    assert listed == [heading for entry in PAGES for heading in entry.lecture]
    assert all(entry.lecture for entry in PAGES if entry.slug != "home")


def test_every_lesson_has_a_card(visit: Visit) -> None:
    assert set(CARDS) == {entry.slug for entry in PAGES} - {"home"}
    text = prose(visit("home"))
    for entry in PAGES[1:]:
        assert entry.question in text


def test_russian_is_loaded_from_the_link(visit: Visit) -> None:
    app = visit("home", lang="ru")
    assert not problems(app)
    assert app.selectbox(key="lang").value == "ru"
