"""Files that are fetched on request: where they are, how they are known, and which are there."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Event
from typing import Literal
from urllib.parse import urlsplit

BLOCK_BYTES = 1 << 20
SHORTEST_PREFIX = 8  # hexadecimal digits: what torchvision's file names carry


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file on a server, known by its content.

    `digest`: the lower-case hexadecimal digest by `algorithm`, or at least its first eight digits;
    `size_bytes`: its size to within one per cent, which a visitor is told before it is fetched.
    Raises ValueError for what no file can have.
    """

    url: str
    name: str
    digest: str
    size_bytes: int
    algorithm: Literal["sha256", "md5"] = "sha256"

    def __post_init__(self) -> None:
        if urlsplit(self.url).scheme not in {"http", "https"} or not self.host:
            raise ValueError(f"{self.url!r} is no web address: give one that begins with https://")
        if self.name in {"", ".", ".."} or re.search(r'[/\\:*?"<>|\0]', self.name):
            raise ValueError(f"{self.name!r} is no file name: give one without folders")
        digits = hashlib.new(self.algorithm, usedforsecurity=False).digest_size * 2
        if not re.fullmatch(f"[0-9a-f]{{{SHORTEST_PREFIX},{digits}}}", self.digest):
            raise ValueError(
                f"digest {self.digest!r} is none of {self.algorithm}: give {SHORTEST_PREFIX} to "
                f"{digits} hexadecimal digits in lower case"
            )
        if self.size_bytes < 1:
            raise ValueError(f"size_bytes is {self.size_bytes}: give the size of the file")

    @property
    def host(self) -> str:
        """The server's name."""
        return urlsplit(self.url).hostname or ""

    @property
    def tolerance_bytes(self) -> int:
        """How far the size on the server may be from `size_bytes`."""
        return self.size_bytes // 100 + 4096


def file_digest(path: Path, algorithm: str, stop: Event | None = None) -> str | None:
    """Return the hexadecimal digest of a file's content; None as soon as `stop` is set."""
    found = hashlib.new(algorithm, usedforsecurity=False)
    with path.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            if stop is not None and stop.is_set():
                return None
            found.update(block)
    return found.hexdigest()


def find_file(source: RemoteFile, folder: Path) -> Path | None:
    """Return the path of a file in `folder` if it is there and its content is right.

    The content is read once; afterwards only size and time of change are looked at. Half, damaged
    or unreadable files count as not there.
    """
    path = folder / source.name
    try:
        state = path.stat()
        right = _is_right(path, source.algorithm, source.digest, state.st_size, state.st_mtime_ns)
    except OSError:
        return None
    return path if right else None


@lru_cache(maxsize=64)
def _is_right(path: Path, algorithm: str, digest: str, _size: int, _changed_ns: int) -> bool:
    """Whether a file of this size and time of change has the content it should have."""
    return (file_digest(path, algorithm) or "").startswith(digest)
