"""The offline pack's manifest: whose files these are, their hashes, and the figures they reach.

The figures stand nowhere else: a page that tells one reads it here.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from explorer.errors import WeightsError
from explorer.text import N_

MANIFEST_FILE = "manifest.toml"
_TOLD_DIGITS = 12  # of a hash: enough to tell two files apart


@dataclass(frozen=True, slots=True)
class PackFile:
    """A file of the pack; `sha256`: 64 hexadecimal digits of its whole content."""

    name: str
    origin: str
    licence: str
    sha256: str


@dataclass(frozen=True, slots=True)
class PublishedFigures:
    """What the pack reaches on CIFAR-10's test set, measured when it was published.

    `accuracy`: of the head of ten classes on AlexNet's features; `neighbours_mean` and `_spread`:
    of five nearest neighbours' votes; `templates_accuracy`: of the network 3072-64-10; all in
    [0, 1]. `clean`, `one_direction`: of conv1's 64 filters, over `directions` of 8. `input_size`:
    pixels a side. `recipe`: how the pack was trained, in words.
    """

    input_size: int
    accuracy: float
    neighbours_mean: float
    neighbours_spread: float
    clean: int
    one_direction: int
    directions: int
    templates_accuracy: float
    recipe: str


@dataclass(frozen=True, slots=True)
class PackManifest:
    """Every file of the pack, and its figures."""

    files: tuple[PackFile, ...]
    figures: PublishedFigures

    def find_file(self, name: str) -> PackFile | None:
        """Return a file's entry, None if it is not listed."""
        return next((file for file in self.files if file.name == name), None)

    def write(self, folder: Path) -> None:
        """Write the manifest into the pack's folder."""
        tables: list[tuple[str, Mapping[str, object]]] = [
            *(("[[file]]", asdict(file)) for file in self.files),
            ("[figures]", asdict(self.figures)),
        ]
        texts = [
            "\n".join([head, *(f"{key} = {_write_value(value)}" for key, value in table.items())])
            for head, table in tables
        ]
        text = "\n\n".join(["# Written by explorer.networks.pretrain --publish.", *texts]) + "\n"
        (folder / MANIFEST_FILE).write_text(text, encoding="utf-8")


def read_manifest(folder: Path) -> PackManifest | None:
    """Read the manifest of a pack's folder; None where the pack was not published yet."""
    try:
        found = tomllib.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    files = tuple(PackFile(**entry) for entry in found.get("file", ()))
    return PackManifest(files, PublishedFigures(**found["figures"]))


def hash_content(content: bytes) -> str:
    """Return the SHA-256 of a file's content, 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def check_content(path: Path, content: bytes) -> None:
    """Raise WeightsError if the manifest beside the file lists another content, or none."""
    manifest = read_manifest(path.parent)
    if manifest is None:
        return
    entry = manifest.find_file(path.name)
    if entry is None:
        raise WeightsError(
            N_(
                "{file} is not listed in {manifest} beside it: fetch the folder assets/weights of "
                "this project again."
            ),
            file=path.name,
            manifest=MANIFEST_FILE,
        )
    found = hash_content(content)
    if entry.sha256 != found:
        raise WeightsError(
            N_(
                "{file} is not the file that {manifest} lists: its SHA-256 begins with {found}, "
                "not {listed}. Fetch the folder assets/weights of this project again."
            ),
            file=path.name,
            manifest=MANIFEST_FILE,
            found=found[:_TOLD_DIGITS],
            listed=entry.sha256[:_TOLD_DIGITS],
        )


def _write_value(value: object) -> str:
    """Write a number or a text as TOML, whose basic strings are JSON's but for one character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", r"\u007f")
