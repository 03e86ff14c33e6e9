"""Downloads from a server that is good, bad or silent: whole files only, and a word for others."""

from __future__ import annotations

import errno
import gzip
import hashlib
import io
import os
import socket
import subprocess
import sys
import threading
import time
from collections import namedtuple
from itertools import pairwise
from pathlib import Path

import pytest

from explorer.data import part_file, receiving
from explorer.data.downloading import discard_file, fetch_file, part_path
from explorer.data.part_file import size_of
from explorer.data.receiving import is_followed
from explorer.data.remote_files import RemoteFile, file_digest, find_file
from explorer.data.transfer import Pace, Patience, Transfer
from explorer.errors import DownloadError
from tests.file_server import Answer, FileServer
from tests.serving import ROOT

QUICK = Patience(silence_s=5, attempts=3, pause_s=0.01)
HASTY = Patience(silence_s=0.3, attempts=3, pause_s=0.01)
HALF = 300_000


def source_of(server: FileServer, **changed: object) -> RemoteFile:
    settings = {
        "url": server.url,
        "name": "weights.pth",
        "digest": hashlib.sha256(server.content).hexdigest()[:8],
        "size_bytes": len(server.content),
    }
    return RemoteFile(**{**settings, **changed})


def fetch(source: RemoteFile, folder: Path, patience: Patience = QUICK) -> list[Transfer]:
    return list(fetch_file(source, folder, threading.Event(), patience=patience))


def refusal(source: RemoteFile, folder: Path, patience: Patience = QUICK) -> str:
    """Fetch in vain; what is said. Nothing may lie under the file's name."""
    with pytest.raises(DownloadError) as caught:
        fetch(source, folder, patience)
    assert not (folder / source.name).exists()
    return str(caught.value)


def require_whole(server: FileServer, folder: Path) -> None:
    assert (folder / "weights.pth").read_bytes() == server.content
    assert names_in(folder) == ["weights.pth"]


def names_in(folder: Path) -> list[str]:
    """What lies in a folder, but for the lock."""
    return sorted(path.name for path in folder.iterdir() if path.suffix != ".lock")


def leave_part(server: FileServer, folder: Path, data: bytes) -> Path:
    part = part_path(source_of(server), folder)
    part.write_bytes(data)
    return part


def test_a_file_arrives_whole(file_server: FileServer, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    transfers = fetch(source_of(file_server), folder)
    require_whole(file_server, folder)
    assert transfers[0] == Transfer(0, 600_000, None)
    assert transfers[-1] == Transfer(600_000, 600_000, 0.0)
    assert all(a.done_bytes <= b.done_bytes for a, b in pairwise(transfers))


def test_what_is_there_is_not_fetched_again(file_server: FileServer, tmp_path: Path) -> None:
    source = source_of(file_server)
    assert find_file(source, tmp_path) is None
    fetch(source, tmp_path)
    assert fetch(source, tmp_path) == [Transfer(600_000, 600_000, 0.0)]
    assert find_file(source, tmp_path) == tmp_path / "weights.pth"
    assert len(file_server.ranges) == 1


def test_a_damaged_file_does_not_count_and_is_replaced(
    file_server: FileServer, tmp_path: Path
) -> None:
    source = source_of(file_server)
    (tmp_path / "weights.pth").write_bytes(file_server.content[:-1] + b"?")
    assert find_file(source, tmp_path) is None
    fetch(source, tmp_path)
    require_whole(file_server, tmp_path)


def test_a_file_that_changes_after_it_was_checked_is_checked_again(
    file_server: FileServer, tmp_path: Path
) -> None:
    source = source_of(file_server)
    fetch(source, tmp_path)
    assert find_file(source, tmp_path) is not None
    (tmp_path / "weights.pth").write_bytes(b"short")
    assert find_file(source, tmp_path) is None


def test_other_digests(file_server: FileServer, tmp_path: Path) -> None:
    md5 = hashlib.md5(file_server.content, usedforsecurity=False).hexdigest()
    fetch(source_of(file_server, digest=md5, algorithm="md5"), tmp_path)
    require_whole(file_server, tmp_path)


def test_a_part_is_completed(file_server: FileServer, tmp_path: Path) -> None:
    leave_part(file_server, tmp_path, file_server.content[:HALF])
    transfers = fetch(source_of(file_server), tmp_path)
    require_whole(file_server, tmp_path)
    assert file_server.ranges == ["bytes=300000-"]
    assert transfers[0].done_bytes == HALF


def test_a_whole_part_only_takes_its_name(file_server: FileServer, tmp_path: Path) -> None:
    leave_part(file_server, tmp_path, file_server.content)
    fetch(source_of(file_server), tmp_path)  # answered with 416, */600000
    require_whole(file_server, tmp_path)
    assert file_server.ranges == ["bytes=600000-"]


@pytest.mark.parametrize("extra", [b"x", b"x" * 100_000])
def test_a_part_that_is_too_long_is_begun_anew(
    file_server: FileServer, tmp_path: Path, extra: bytes
) -> None:
    leave_part(file_server, tmp_path, file_server.content + extra)
    fetch(source_of(file_server), tmp_path)
    require_whole(file_server, tmp_path)
    assert file_server.ranges[-1] is None


def test_a_part_of_another_file_is_begun_anew(file_server: FileServer, tmp_path: Path) -> None:
    leave_part(file_server, tmp_path, b"?" * HALF)
    fetch(source_of(file_server), tmp_path)
    require_whole(file_server, tmp_path)
    assert file_server.ranges == ["bytes=300000-", None]


def test_416_without_a_length_begins_anew(file_server: FileServer, tmp_path: Path) -> None:
    leave_part(file_server, tmp_path, file_server.content[:HALF])
    file_server.answers = [Answer(status=416), Answer()]
    fetch(source_of(file_server), tmp_path)
    require_whole(file_server, tmp_path)


def test_a_server_without_ranges(file_server: FileServer, tmp_path: Path) -> None:
    leave_part(file_server, tmp_path, file_server.content[:HALF])
    file_server.answers = [Answer(ranges=False)]
    fetch(source_of(file_server), tmp_path)
    require_whole(file_server, tmp_path)


@pytest.mark.parametrize("place", ["bytes 7-599999/600000", "bytes 300000-/600000", "pages 1"])
def test_a_range_that_was_not_asked_for(
    file_server: FileServer, tmp_path: Path, place: str
) -> None:
    leave_part(file_server, tmp_path, file_server.content[:HALF])
    file_server.answers = [Answer(fields={"Content-Range": place}), Answer()]
    fetch(source_of(file_server), tmp_path)
    require_whole(file_server, tmp_path)
    assert file_server.ranges == ["bytes=300000-", None]


def test_a_cut_connection_is_taken_up(file_server: FileServer, tmp_path: Path) -> None:
    file_server.answers = [Answer(cut_after=200_000), Answer(cut_after=200_000), Answer()]
    fetch(source_of(file_server), tmp_path)
    require_whole(file_server, tmp_path)
    assert file_server.ranges == [None, "bytes=200000-", "bytes=400000-"]
    conditions = [fields.get("If-Range") for fields in file_server.requests]
    assert conditions == [None, '"first"', '"first"']


def test_a_weak_tag_is_no_condition(file_server: FileServer, tmp_path: Path) -> None:
    file_server.answers = [Answer(cut_after=HALF, etag='W/"first"'), Answer()]
    fetch(source_of(file_server), tmp_path)
    require_whole(file_server, tmp_path)
    assert "If-Range" not in file_server.requests[1]


def test_an_archive_arrives_packed(file_server: FileServer, tmp_path: Path) -> None:
    file_server.content = gzip.compress(file_server.content)
    file_server.answers = [Answer(fields={"Content-Encoding": "gzip"})]
    fetch(source_of(file_server), tmp_path)
    require_whole(file_server, tmp_path)
    assert file_server.requests[0]["Accept-Encoding"] == "identity"


def test_a_file_that_is_another_one_after_the_cut(file_server: FileServer, tmp_path: Path) -> None:
    old = Answer(cut_after=HALF, content=b"?" * 600_000)
    file_server.answers = [old, Answer(etag='"second"')]
    fetch(source_of(file_server), tmp_path)
    require_whole(file_server, tmp_path)
    assert file_server.ranges == [None, "bytes=300000-"]  # answered with the whole


def test_a_body_without_a_length(file_server: FileServer, tmp_path: Path) -> None:
    file_server.answers = [Answer(chunked=True, cut_after=599_000), Answer(chunked=True)]
    transfers = fetch(source_of(file_server, size_bytes=598_000), tmp_path)
    require_whole(file_server, tmp_path)
    assert all(each.done_bytes <= each.total_bytes for each in transfers)


def test_a_server_that_always_cuts(file_server: FileServer, tmp_path: Path) -> None:
    file_server.answers = [Answer(cut_after=100)]
    message = refusal(source_of(file_server), tmp_path)
    assert "cut the connection, 3 times in a row" in message
    assert len(file_server.ranges) == 3
    assert part_path(source_of(file_server), tmp_path).stat().st_size == 300  # kept


def test_a_server_that_cuts_and_knows_no_ranges_is_given_up(
    file_server: FileServer, tmp_path: Path
) -> None:
    file_server.answers = [Answer(cut_after=HALF, ranges=False)]
    refusal(source_of(file_server), tmp_path)
    assert len(file_server.ranges) == 4  # the first brought something new, three did not


def test_a_silent_server_is_asked_again(file_server: FileServer, tmp_path: Path) -> None:
    file_server.answers = [Answer(stall_after=200_000), Answer()]
    transfers = fetch(source_of(file_server), tmp_path, HASTY)
    require_whole(file_server, tmp_path)
    assert any(each.done_bytes == 200_000 for each in transfers)  # told while waiting


def test_a_server_that_stays_silent(file_server: FileServer, tmp_path: Path) -> None:
    file_server.answers = [Answer(stall_after=0)]
    assert "stopped sending, 3 times in a row" in refusal(source_of(file_server), tmp_path, HASTY)


def test_a_stop_ends_a_silent_download_within_a_second(
    file_server: FileServer, tmp_path: Path
) -> None:
    file_server.answers = [Answer(stall_after=1000), Answer()]
    source, stop = source_of(file_server), threading.Event()
    for transfer in fetch_file(source, tmp_path, stop):  # patient for 20 s
        assert size_of(part_path(source, tmp_path)) == transfer.done_bytes  # on the disk
        if transfer.done_bytes == 1000 and not stop.is_set():
            stop.set()
            stopped_s = time.monotonic()
    assert time.monotonic() - stopped_s < 1
    assert names_in(tmp_path) == ["weights.pth.part"]
    fetch(source, tmp_path)
    require_whole(file_server, tmp_path)
    assert file_server.ranges == [None, "bytes=1000-"]


def test_a_stop_ends_the_wait_for_an_answer_within_a_second(tmp_path: Path) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()  # takes the call and says nothing
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/file.bin"
        stop = threading.Event()
        download = fetch_file(RemoteFile(url, "weights.pth", "0" * 8, 1000), tmp_path, stop)
        assert [next(download).done_bytes for _ in range(3)] == [0, 0, 0]
        stop.set()
        stopped_s = time.monotonic()
        assert list(download) == []
        assert time.monotonic() - stopped_s < 1


def test_the_time_left_is_that_of_the_last_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    now_s = [100.0]
    monkeypatch.setattr("explorer.data.transfer.time.monotonic", lambda: now_s[0])
    pace = Pace()

    def after(seconds: float, done: int) -> float | None:
        now_s[0] += seconds
        return pace.seconds_left(done, 1000)

    assert after(0, 100) is None  # what a former download left tells no speed
    assert after(0.1, 110) is None
    assert after(0.9, 200) == pytest.approx(800 / (100 / 1.0))
    assert after(9, 290) == pytest.approx(710 / (90 / 9.0))  # the first second is forgotten
    assert after(9, 290) is None  # nothing arrives
    assert after(1, 0) is None  # begun anew


def test_a_stop_in_the_middle_and_the_time_left(file_server: FileServer, tmp_path: Path) -> None:
    file_server.answers = [Answer(piece_s=0.05), Answer()]  # 37 pieces: 1.8 s
    source, stop = source_of(file_server), threading.Event()
    lefts = []
    for transfer in fetch_file(source, tmp_path, stop):
        if transfer.seconds_left is not None:
            lefts.append(transfer.seconds_left)
            stop.set()
    assert 0.2 < lefts[0] < 5
    assert 0 < part_path(source, tmp_path).stat().st_size < 600_000
    fetch(source, tmp_path)
    require_whole(file_server, tmp_path)


def test_a_generator_left_early_gives_the_lock_back(
    file_server: FileServer, tmp_path: Path
) -> None:
    download = fetch_file(source_of(file_server), tmp_path, threading.Event())
    next(download)
    with pytest.raises(DownloadError, match="being fetched right now"):
        discard_file(source_of(file_server), tmp_path)
    download.close()
    discard_file(source_of(file_server), tmp_path)
    assert names_in(tmp_path) == []


def test_no_thread_stays_behind(
    file_server: FileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "WAITING_CHUNKS", 1)
    file_server.answers = [Answer(piece_s=0.02)]
    download = fetch_file(source_of(file_server), tmp_path, threading.Event())
    while next(download).done_bytes == 0:
        pass
    download.close()
    names: list[str] = [receiving.THREAD_NAME]
    deadline_s = time.monotonic() + 5
    while receiving.THREAD_NAME in names and time.monotonic() < deadline_s:
        time.sleep(0.02)
        names = [thread.name for thread in threading.enumerate()]
    assert receiving.THREAD_NAME not in names


def test_a_length_that_is_a_little_too_long(file_server: FileServer, tmp_path: Path) -> None:
    file_server.answers = [Answer(announced=600_500), Answer()]
    fetch(source_of(file_server), tmp_path)  # the second answer says that there is no more
    require_whole(file_server, tmp_path)
    file_server.answers = [Answer(announced=600_500, ranges=False)]
    discard_file(source_of(file_server), tmp_path)
    assert "cut the connection" in refusal(source_of(file_server), tmp_path)


def test_a_length_that_is_a_little_too_short(file_server: FileServer, tmp_path: Path) -> None:
    file_server.answers = [Answer(announced=599_500)]
    assert "is not that file" in refusal(source_of(file_server), tmp_path)
    assert names_in(tmp_path) == []


@pytest.mark.parametrize(
    "answer",
    [
        Answer(content=b"<html>log in first</html>"),
        Answer(announced=10**12),
        Answer(content=bytes(900_000), chunked=True),
    ],
    ids=["a login page", "announced far too long", "too long without a word"],
)
def test_another_size_is_not_fetched(
    file_server: FileServer, tmp_path: Path, answer: Answer
) -> None:
    file_server.answers = [answer]
    assert "which has 0.60 MB, so it was not kept" in refusal(source_of(file_server), tmp_path)
    assert names_in(tmp_path) == []
    assert len(file_server.ranges) == 1


def test_wrong_bytes_are_deleted_and_named(file_server: FileServer, tmp_path: Path) -> None:
    source = source_of(file_server)
    file_server.answers = [Answer(content=bytes(600_000))]
    message = refusal(source, tmp_path)
    assert hashlib.sha256(bytes(600_000)).hexdigest()[:8] in message
    assert source.digest in message
    assert names_in(tmp_path) == []


@pytest.mark.parametrize("status", [404, 403, 204])
def test_a_status_that_will_stay(file_server: FileServer, tmp_path: Path, status: int) -> None:
    file_server.answers = [Answer(status=status)]
    assert f"(HTTP {status})" in refusal(source_of(file_server), tmp_path)
    assert len(file_server.ranges) == 1


def test_a_busy_server_is_asked_again_but_not_for_ever(
    file_server: FileServer, tmp_path: Path
) -> None:
    file_server.answers = [Answer(status=503)]
    assert "is busy" in refusal(source_of(file_server), tmp_path)
    assert len(file_server.ranges) == 3
    file_server.answers = [Answer(status=503), Answer()]
    fetch(source_of(file_server), tmp_path)
    require_whole(file_server, tmp_path)


def test_a_redirection_on_the_same_scheme_is_followed(
    file_server: FileServer, tmp_path: Path
) -> None:
    file_server.answers = [Answer(status=302, fields={"Location": "/elsewhere"}), Answer()]
    fetch(source_of(file_server), tmp_path)
    require_whole(file_server, tmp_path)


@pytest.mark.parametrize(
    "target", ["file:///etc/hostname", "ftp://127.0.0.1/file.bin", "/round/and/round", "http://"]
)
def test_other_redirections_are_not(file_server: FileServer, tmp_path: Path, target: str) -> None:
    file_server.answers = [Answer(status=301, fields={"Location": target})]
    assert "is not followed from here" in refusal(source_of(file_server), tmp_path)


def test_no_redirection_leaves_https(
    file_server: FileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert is_followed("https://a.org/x", "https://b.org/x")
    assert is_followed("http://a.org/x", "https://a.org/x")
    assert not is_followed("https://a.org/x", "http://a.org/x")
    monkeypatch.setattr(receiving, "is_followed", lambda *_addresses: False)
    file_server.answers = [Answer(status=302, fields={"Location": "/elsewhere"})]
    assert "is not followed from here" in refusal(source_of(file_server), tmp_path)
    assert len(file_server.requests) == 1


def test_no_network(tmp_path: Path) -> None:
    with socket.socket() as listener:  # a port where nobody answers
        listener.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/file.bin"
        source = RemoteFile(url, "weights.pth", "0" * 8, 1000)
        assert "no connection to 127.0.0.1: check the network" in refusal(source, tmp_path)


def test_a_certificate_nobody_vouches_for_is_told_at_once(
    file_server: FileServer, tmp_path: Path
) -> None:
    source = source_of(file_server, url=file_server.url.replace("http:", "https:"))
    assert "certificate of 127.0.0.1" in refusal(source, tmp_path)


def test_two_at_once_fetch_one_file_once(file_server: FileServer, tmp_path: Path) -> None:
    file_server.answers = [Answer(piece_s=0.02)]
    source = source_of(file_server)
    seen: list[list[Transfer]] = []
    threads = [
        threading.Thread(target=lambda: seen.append(fetch(source, tmp_path))) for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    require_whole(file_server, tmp_path)
    assert file_server.ranges == [None]
    assert [transfers[-1].done_bytes for transfers in seen] == [600_000] * 3
    assert all(any(0 < each.done_bytes < 600_000 for each in transfers) for transfers in seen)


def test_the_second_goes_on_where_the_first_is_stopped(
    file_server: FileServer, tmp_path: Path
) -> None:
    file_server.answers = [Answer(stall_after=HALF), Answer()]
    source, stop = source_of(file_server), threading.Event()
    first = fetch_file(source, tmp_path, stop)
    while next(first).done_bytes < HALF:
        pass
    second = fetch_file(source, tmp_path, threading.Event(), patience=QUICK)
    assert next(second).total_bytes == 600_000
    stop.set()
    assert list(first) == []
    assert list(second)[-1].done_bytes == 600_000
    require_whole(file_server, tmp_path)
    assert file_server.ranges == [None, "bytes=300000-"]


def test_whoever_waits_for_another_can_be_stopped(file_server: FileServer, tmp_path: Path) -> None:
    first = fetch_file(source_of(file_server), tmp_path, threading.Event())
    next(first)
    stop = threading.Event()
    second = fetch_file(source_of(file_server), tmp_path, stop)
    next(second)
    stop.set()
    assert list(second) == []
    first.close()


def test_a_second_process_waits_and_a_killed_one_leaves_its_part(
    file_server: FileServer, tmp_path: Path
) -> None:
    file_server.answers = [Answer(stall_after=HALF), Answer()]
    source = source_of(file_server)
    script = (
        "import sys, threading\nfrom pathlib import Path\n"
        "from explorer.data.downloading import fetch_file\n"
        "from explorer.data.remote_files import RemoteFile\n"
        f"source = {source!r}\n"
        "for transfer in fetch_file(source, Path(sys.argv[1]), threading.Event()):\n"
        "    print(transfer.done_bytes, flush=True)\n"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    while int(other.stdout.readline()) < HALF:
        pass
    own = fetch_file(source, tmp_path, threading.Event(), patience=QUICK)
    assert next(own).seconds_left is None
    with pytest.raises(DownloadError, match="being fetched right now"):
        discard_file(source, tmp_path)
    other.kill()
    other.wait()
    other.stdout.close()
    assert list(own)[-1].done_bytes == 600_000
    require_whole(file_server, tmp_path)
    assert file_server.ranges == [None, "bytes=300000-"]


class FullFile(io.FileIO):
    def write(self, _data: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_gives_its_room_back(
    file_server: FileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave_part(file_server, tmp_path, file_server.content[:HALF])
    real = Path.open
    monkeypatch.setattr(
        Path, "open", lambda path, mode="r": (FullFile if mode == "ab" else real)(path, mode)
    )
    assert "no room for 1 MB" in refusal(source_of(file_server), tmp_path)
    assert names_in(tmp_path) == []


def test_a_disk_that_is_too_small_is_told_beforehand(
    file_server: FileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "free")
    monkeypatch.setattr(part_file.shutil, "disk_usage", lambda _: usage(299_999))
    leave_part(file_server, tmp_path, file_server.content[: HALF - 1])
    assert "no room" in refusal(source_of(file_server), tmp_path)
    monkeypatch.setattr(part_file.shutil, "disk_usage", lambda _: usage(300_001))
    fetch(source_of(file_server), tmp_path)
    require_whole(file_server, tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="folders have no such mode")
def test_a_read_only_folder(
    file_server: FileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "shut"
    folder.mkdir(mode=0o500)
    if os.access(folder, os.W_OK):  # root may write anywhere

        def refuse(*_arguments: object, **_options: object) -> None:
            raise PermissionError(errno.EACCES, "Permission denied")

        monkeypatch.setattr("explorer.data.downloading.FileLock.acquire", refuse)
    assert "Nothing may be written to" in refusal(source_of(file_server), folder)


def test_a_folder_that_is_a_file(file_server: FileServer, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    message = refusal_in_a_file(source_of(file_server), tmp_path / "file" / "folder")
    assert "choose another folder" in message


def refusal_in_a_file(source: RemoteFile, folder: Path) -> str:
    with pytest.raises(DownloadError) as caught:
        fetch(source, folder)
    return str(caught.value)


def test_what_is_there_needs_no_lock(file_server: FileServer, tmp_path: Path) -> None:
    fetch(source_of(file_server), tmp_path)
    tmp_path.chmod(0o500)
    assert len(fetch(source_of(file_server), tmp_path)) == 1
    tmp_path.chmod(0o700)


def test_a_digest_can_be_stopped(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"abc")
    stop = threading.Event()
    assert file_digest(tmp_path / "file", "sha256", stop) == hashlib.sha256(b"abc").hexdigest()
    stop.set()
    assert file_digest(tmp_path / "file", "sha256", stop) is None


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"url": "ftp://a.org/x"}, "no web address"),
        ({"url": "https:///x"}, "no web address"),
        ({"name": "../x"}, "no file name"),
        ({"name": ".."}, "no file name"),
        ({"digest": "1234567"}, "none of sha256"),
        ({"digest": "1234567G"}, "none of sha256"),
        ({"digest": "0" * 33, "algorithm": "md5"}, "none of md5"),
        ({"size_bytes": 0}, "size_bytes is 0"),
    ],
)
def test_what_no_remote_file_can_be(changed: dict[str, object], word: str) -> None:
    settings = {"url": "https://a.org/x", "name": "x", "digest": "0" * 8, "size_bytes": 1}
    with pytest.raises(ValueError, match=word):
        RemoteFile(**{**settings, **changed})
