"""Completes the part of a file, over as many requests as it takes.

Resuming: https://www.rfc-editor.org/rfc/rfc9110#name-range-requests. A server that ignores the
range or has another file by now (If-Range) answers with the whole, and the part begins anew.
"""

from __future__ import annotations

import errno
import re
import shutil
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from threading import Event
from typing import BinaryIO

from explorer.data.receiving import End, FailureKind, Head, Item, Reception
from explorer.data.remote_files import RemoteFile
from explorer.data.transfer import Pace, Patience, Transfer
from explorer.errors import DownloadError
from explorer.text import N_

POLL_S = 0.25
SNAPSHOT_S = 0.1
FRUIT_BYTES = 1 << 16  # what a request must bring to be worth another one

FULL = {errno.ENOSPC, errno.EDQUOT}
_PASSING = {408, 425, 429, 500, 502, 503, 504}  # statuses that may be another one soon

_FAILURES: dict[FailureKind, str] = {
    "unreachable": N_(
        "There is no connection to {host}: check the network and start again. What has arrived is "
        "kept."
    ),
    "silent": N_(
        "{host} stopped sending, {attempts} times in a row: start again later, from where it "
        "ended ({megabytes:.1f} MB)."
    ),
    "cut": N_(
        "{host} cut the connection, {attempts} times in a row: start again later, from where it "
        "ended ({megabytes:.1f} MB)."
    ),
    "busy": N_("{host} is busy: start again in a few minutes. What has arrived is kept."),
    "untrusted": N_(
        "The certificate of {host} cannot be checked: is this computer's clock right? In a network "
        "with a proxy of its own, ask those who run it to let {host} through."
    ),
    "redirected": N_(
        "{host} points to an address that is not followed from here: try again later, or fetch "
        "{name} by hand."
    ),
}


def size_of(path: Path) -> int:
    """Return the size of a file, 0 where there is none."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def no_room(needed_bytes: int, folder: Path) -> DownloadError:
    """Say that the disk is too full."""
    return DownloadError(
        N_("There is no room for {megabytes:.0f} MB in {folder}: free some and start again."),
        megabytes=needed_bytes / 1e6,
        folder=folder,
    )


class PartDownload:
    """One download of a part, by whoever holds the lock."""

    def __init__(self, source: RemoteFile, part: Path, stop: Event, patience: Patience) -> None:
        self._source, self._part, self._stop, self._patience = source, part, stop, patience
        self._done = self._furthest = size_of(part)
        self._total: int | None = None  # until the server has told it
        self._tag = ""  # names the version that the server sends
        self._worthless = False
        self._pace, self._told_s = Pace(), 0.0

    def run(self) -> Iterator[Transfer]:
        """Send requests until the part is as long as the server says, or `stop` is set.

        Raises DownloadError where another request would be in vain, and OSError.
        """
        yield self._snapshot()
        fruitless = 0
        while not self._stop.is_set():
            before = self._furthest
            failure = yield from self._attempt()
            if failure is None:
                return
            fruitless = 0 if self._furthest - before >= FRUIT_BYTES else fruitless + 1
            if fruitless >= self._patience.attempts or failure in {"untrusted", "redirected"}:
                raise self._failed(failure)
            yield self._snapshot()
            self._stop.wait(self._patience.pause_s * 2 ** max(fruitless - 1, 0))

    def _attempt(self) -> Generator[Transfer, None, FailureKind | None]:
        """Send one request and keep what it brings; return why that is not all, or None."""
        reception = Reception(self._source.url, self._fields(), self._patience.silence_s)
        try:
            head = yield from self._take(reception)
            if not isinstance(head, Head):
                return head.failure if isinstance(head, End) else None
            if head.status == 416 and self._done:
                return self._judge_end(head)
            if head.status in _PASSING:
                return "busy"
            self._require_success(head)
            with self._part.open("ab") as file:
                if not self._place(head, file):
                    return "cut"
                self._require_room()
                return (yield from self._receive(reception, file))
        except OSError as error:
            self._worthless = error.errno in FULL  # cannot be finished, and others want the room
            raise
        finally:
            reception.close()
            if self._worthless:
                self._part.unlink(missing_ok=True)

    def _receive(
        self, reception: Reception, file: BinaryIO
    ) -> Generator[Transfer, None, FailureKind | None]:
        """Write an answer's body to the end of the part; return why it is not whole, or None."""
        most = self._source.size_bytes + self._source.tolerance_bytes
        while isinstance(chunk := (yield from self._take(reception)), bytes):
            file.write(chunk)
            file.flush()  # whoever is killed leaves all of it, whoever waits sees it
            self._done += len(chunk)
            self._furthest = max(self._furthest, self._done)
            if self._done > most:
                raise self._other_size(self._done)
        if not isinstance(chunk, End):  # stopped
            return None
        if self._total is not None:
            whole = self._done >= self._total
        else:
            least = self._source.size_bytes - self._source.tolerance_bytes
            whole = chunk.failure is None and self._done >= least
        return None if whole else chunk.failure or "cut"

    def _take(self, reception: Reception) -> Generator[Transfer, None, Item | None]:
        """Wait for a piece of the answer, telling how far it is; None when stopped."""
        while not self._stop.is_set():
            item = reception.take(POLL_S)
            if item is None or time.monotonic() - self._told_s > SNAPSHOT_S:
                yield self._snapshot()
            if item is not None:
                return item
        return None

    def _fields(self) -> dict[str, str]:
        """Return what asks for the rest of the part, if it is still of the same version."""
        if not self._done:
            return {}
        wanted = {"Range": f"bytes={self._done}-"}
        return {**wanted, "If-Range": self._tag} if self._tag else wanted

    def _place(self, head: Head, file: BinaryIO) -> bool:
        """Cut the part to where this answer begins; False where that is nowhere in it."""
        tag = head.fields.get("etag", "")
        self._tag = tag if tag.startswith('"') else ""  # a weak one may not be used for ranges
        length = head.fields.get("content-length", "")
        begin, self._total = 0, int(length) if length.isdecimal() else None
        if head.status == 206:
            told = re.fullmatch(
                r"bytes (\d+)-\d+/(\d+|\*)", head.fields.get("content-range", "").strip()
            )
            begin = int(told[1]) if told else -1
            self._total = int(told[2]) if told and told[2] != "*" else None
        fits = begin in {0, self._done}
        self._done = begin if fits else 0
        file.truncate(self._done)
        self._require_size()
        return fits

    def _judge_end(self, head: Head) -> FailureKind | None:
        """Tell a part that is whole from one that is too long, where nothing is left to send."""
        if head.fields.get("content-range", "").strip() == f"bytes */{self._done}":
            return None
        self._part.unlink(missing_ok=True)
        self._done = 0
        return "cut"

    def _require_success(self, head: Head) -> None:
        """Raise DownloadError unless the status says that the file, or a part of it, follows."""
        if head.status in {200, 206}:
            return
        raise DownloadError(
            N_(
                "{host} does not give {name} (HTTP {status}): if it stays so, tell whoever runs "
                "this app that the address has changed."
            ),
            host=self._source.host,
            name=self._source.name,
            status=head.status,
        )

    def _require_size(self) -> None:
        """Raise DownloadError where the server announces what cannot be this file."""
        expected = self._source.size_bytes
        if self._total and abs(self._total - expected) > self._source.tolerance_bytes:
            raise self._other_size(self._total)

    def _other_size(self, size: int) -> DownloadError:
        self._worthless = True
        return DownloadError(
            N_(
                "{host} sends {megabytes:.2f} MB as {name}, which has {expected:.2f} MB, so it was "
                "not kept. Where the network wants a login first, log in and try again."
            ),
            host=self._source.host,
            name=self._source.name,
            megabytes=size / 1e6,
            expected=self._source.size_bytes / 1e6,
        )

    def _require_room(self) -> None:
        """Raise DownloadError where the rest would not fit on the disk."""
        missing = (self._total or self._source.size_bytes) - self._done
        if missing > shutil.disk_usage(self._part.parent).free:
            raise no_room(missing, self._part.parent)

    def _failed(self, failure: FailureKind) -> DownloadError:
        return DownloadError(
            _FAILURES[failure],
            host=self._source.host,
            name=self._source.name,
            attempts=self._patience.attempts,
            megabytes=self._done / 1e6,
        )

    def _snapshot(self) -> Transfer:
        self._told_s = time.monotonic()
        total = max(self._total or self._source.size_bytes, self._done)
        return Transfer(self._done, total, self._pace.seconds_left(self._done, total))
