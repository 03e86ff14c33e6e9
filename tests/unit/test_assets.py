"""Every file that is not this project's text stands in its folder's manifest, unchanged."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

import pytest

ASSETS = Path(__file__).resolve().parents[2] / "assets"
TEXT = {".md", ".po", ".toml", ".cfg", ".pot", ".mo"}  # the last two are made, and not kept


def problems(folder: Path) -> list[str]:
    """Files of a folder that its manifest lacks, has wrong, or has without a reason."""
    files = {path.name: path for path in folder.iterdir() if path.is_file()}
    manifest = files.get("manifest.toml")
    listed = tomllib.loads(manifest.read_text(encoding="utf-8"))["file"] if manifest else []
    entries = {entry["name"]: entry for entry in listed}
    wrong = [f"{name} is listed and missing" for name in entries if name not in files]
    for name, path in sorted(files.items()):
        if path.suffix in TEXT or name.startswith("."):
            continue
        found = hashlib.sha256(path.read_bytes()).hexdigest()
        entry = entries.get(name, {})
        if entry.get("sha256") != found:
            wrong.append(f'{name} is not listed with sha256 = "{found}"')
        elif not (entry.get("origin") and entry.get("licence")):
            wrong.append(f"{name} has no origin or no licence")
    return wrong


FOLDERS = [ASSETS, *sorted(path for path in ASSETS.rglob("*") if path.is_dir())]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: str(path.relative_to(ASSETS)))
def test_every_file_is_accounted_for(folder: Path) -> None:
    assert problems(folder) == []


def test_an_unlisted_a_changed_and_a_missing_file_are_found(tmp_path: Path) -> None:
    (tmp_path / "new.png").write_bytes(b"new")
    (tmp_path / "old.png").write_bytes(b"changed")
    (tmp_path / "notes.md").write_text("text")
    (tmp_path / "manifest.toml").write_text(
        '[[file]]\nname = "old.png"\norigin = "o"\nlicence = "MIT"\nsha256 = "00"\n'
        '[[file]]\nname = "gone.png"\norigin = "o"\nlicence = "MIT"\nsha256 = "00"\n'
    )
    assert [line.split()[0] for line in problems(tmp_path)] == ["gone.png", "new.png", "old.png"]
