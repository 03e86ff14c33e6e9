"""The house holds its shape: who may import whom, and how long a file may be."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from explorer.catalog import PAGES

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted(
    [*ROOT.glob("explorer/**/*.py"), *ROOT.glob("pages/*.py"), ROOT / "streamlit_app.py"]
)
# Lower numbers know nothing of higher ones; the same number means siblings.
LEVELS = {
    "text": 0, "errors": 1, "catalog": 1,
    "layers": 2, "data": 2,
    "networks": 3, "signals": 3, "augmentation": 3,
    "training": 4, "plots": 5, "ui": 6, "pages": 7, "streamlit_app": 7,
}  # fmt: skip


def area(path: Path) -> str:
    """Name the part of the house a file stands in."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    if parts == ("explorer", "__init__"):
        return "explorer"
    return parts[1] if parts[0] == "explorer" else parts[0]


def imported_modules(source: str) -> list[str]:
    """Every module a source imports anywhere, also inside functions."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.append(node.module)
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


def violations(where: str, source: str) -> list[str]:
    """List the imports a file in area `where` must not have."""
    wrong = []
    for module in imported_modules(source):
        top, _, rest = module.partition(".")
        if top == "streamlit" and where not in {"ui", "pages", "streamlit_app"}:
            wrong.append(f"{module}: streamlit stays in ui, pages and the entry file")
        if top == "plotly" and where != "plots":
            wrong.append(f"{module}: plotly stays in plots")
        target = {"explorer": rest.split(".")[0], "pages": "pages"}.get(top)
        if top == "pages":
            wrong.append(f"{module}: nobody imports a page")
        elif target in LEVELS and target != where and LEVELS[target] >= LEVELS[where]:
            wrong.append(f"{module}: {where} may not know {target}")
    return wrong


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_one_way(path: Path) -> None:
    where = area(path)
    if where != "explorer":  # the package's own __init__
        assert where in LEVELS, f"{path} stands in no known part of the house"
    assert violations(where, path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("where", "source"),
    [
        ("layers", "import streamlit as st"),
        ("data", "def f():\n    from plotly import graph_objects"),
        ("layers", "from explorer.data.samples import load_sample"),
        ("plots", "from explorer.ui import layout"),
        ("pages", "from pages import home"),
        ("ui", "import pages.home"),
        ("data", "from explorer import plots"),
    ],
)
def test_the_walk_sees_a_wrong_import(where: str, source: str) -> None:
    assert violations(where, source)


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_file_grows_past_its_size(path: Path) -> None:
    limit = {"pages": 150, "streamlit_app": 60}.get(area(path), 300)
    assert len(path.read_text(encoding="utf-8").splitlines()) <= limit


def test_every_page_file_is_in_the_catalog_and_the_other_way_round() -> None:
    assert {path.stem for path in ROOT.glob("pages/*.py")} == {entry.slug for entry in PAGES}


def test_the_library_imports_without_streamlit() -> None:
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in SOURCES
        if area(path) not in {"ui", "pages", "streamlit_app", "explorer"}
    ]
    script = "import sys\nsys.modules['streamlit'] = None\nimport importlib\n" + "\n".join(
        f"importlib.import_module({name.removesuffix('.__init__')!r})" for name in modules
    )
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True, timeout=300)
