"""Fetches a file: with progress, to be stopped and resumed, and never half under its own name.

It arrives in `<name>.part`, and its digest is checked before the part takes its name. The empty
`<name>.lock` keeps a second download of it away, of this process or of another; it stays, since a
lock that is deleted while another waits for it locks nothing.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from filelock import FileLock, Timeout

from explorer.data.part_file import FULL, PartDownload, no_room, size_of
from explorer.data.remote_files import RemoteFile, file_digest, find_file
from explorer.data.transfer import Patience, Transfer
from explorer.errors import DownloadError
from explorer.text import N_

LOOK_AGAIN_S = 0.2  # for another's download to end

_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


def fetch_file(
    source: RemoteFile, folder: Path, stop: Event, *, patience: Patience | None = None
) -> Iterator[Transfer]:
    """Fetch a file into `folder`, going on where a former download ended.

    Gives a snapshot at once and then several a second, also while the server is silent; the last
    one has all bytes, and `find_file` finds the file then. Ends early, within a second, when `stop`
    is set; what has arrived waits in the part. A file that is there and right is not fetched; one
    that is damaged is replaced. Where the file is being fetched already, this waits and tells the
    other's progress. Close the generator when you leave it early: it holds a lock.

    Raises DownloadError where the network, the server, the disk or the content is at fault.
    """
    with _told(source, folder):
        if find_file(source, folder) is None:
            yield from _fetch_locked(source, folder, stop, patience or Patience())
        else:
            yield _whole(folder / source.name)


def discard_file(source: RemoteFile, folder: Path) -> None:
    """Delete a file and its part, so that the next download begins anew.

    Raises DownloadError if it is being fetched right now, or may not be deleted.
    """
    with _told(source, folder):
        lock = _lock(source, folder)
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            raise DownloadError(
                N_("{name} is being fetched right now: stop the download first."), name=source.name
            ) from error
        try:
            (folder / source.name).unlink(missing_ok=True)
            part_path(source, folder).unlink(missing_ok=True)
        finally:
            lock.release()


def part_path(source: RemoteFile, folder: Path) -> Path:
    """Return where a file is kept until it is whole."""
    return folder / f"{source.name}.part"


def _lock(source: RemoteFile, folder: Path) -> FileLock:
    # A generator may be taken further by another thread than the one that began it.
    return FileLock(folder / f"{source.name}.lock", thread_local=False)


def _fetch_locked(
    source: RemoteFile, folder: Path, stop: Event, patience: Patience
) -> Iterator[Transfer]:
    """Wait until nobody else fetches the file, then fetch it unless it is there by then."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = _lock(source, folder)
    while True:
        try:
            lock.acquire(timeout=0)
            break
        except Timeout:
            done = size_of(part_path(source, folder))
            yield Transfer(done, max(done, source.size_bytes), None)
        if stop.wait(LOOK_AGAIN_S):
            return
    try:
        if find_file(source, folder) is None:
            yield from _fetch(source, folder, stop, patience)
        else:
            yield _whole(folder / source.name)
    finally:
        lock.release()


def _fetch(source: RemoteFile, folder: Path, stop: Event, patience: Patience) -> Iterator[Transfer]:
    """Fetch a file whose lock is held; a resumed part that turns out wrong is begun anew, once."""
    part = part_path(source, folder)
    while True:
        resumed = size_of(part) > 0
        yield from PartDownload(source, part, stop, patience).run()
        found = None if stop.is_set() else file_digest(part, source.algorithm, stop)
        if found is None:
            return
        if found.startswith(source.digest):
            part.replace(folder / source.name)
            yield _whole(folder / source.name)
            return
        part.unlink()
        if not resumed:
            raise DownloadError(
                N_(
                    "What {host} sent as {name} is not that file (its {algorithm} begins with "
                    "{found}, not with {expected}), so it was deleted. Try again later or from "
                    "another network."
                ),
                host=source.host,
                name=source.name,
                algorithm=source.algorithm,
                found=found[:8],
                expected=source.digest[:8],
            )


def _whole(path: Path) -> Transfer:
    size = size_of(path)
    return Transfer(size, size, 0.0)


@contextmanager
def _told(source: RemoteFile, folder: Path) -> Iterator[None]:
    """Turn what the file system raises into a sentence."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise no_room(source.size_bytes, folder) from error
        if error.errno in _FORBIDDEN:
            raise DownloadError(
                N_(
                    "Nothing may be written to {folder}: allow it for whoever runs this app, or "
                    "put {name} there by hand."
                ),
                folder=folder,
                name=source.name,
            ) from error
        raise DownloadError(
            N_("{name} cannot be kept in {folder} ({reason}): choose another folder."),
            name=source.name,
            folder=folder,
            reason=error.strerror or type(error).__name__,
        ) from error
