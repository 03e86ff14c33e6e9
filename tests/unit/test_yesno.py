"""The lecture's set out of its archive: names, words, order, and archives that are none."""

from __future__ import annotations

import tarfile
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from torchaudio.datasets import yesno as torchaudio_yesno

from explorer.data.archives import YESNO_ARCHIVE
from explorer.errors import SoundError
from explorer.signals import yesno
from explorer.signals.yesno import read_yesno
from tests.yesno_archive import NAMES, RATE, archive_of, small_archive, wav_of


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "waves_yesno.tar.gz"


def test_address_and_digest_are_torchaudios() -> None:
    release = torchaudio_yesno._RELEASE_CONFIGS["release1"]
    assert (YESNO_ARCHIVE.url, YESNO_ARCHIVE.digest) == (release["url"], release["checksum"])


def test_recordings_stand_in_torchaudios_order(path: Path, tmp_path: Path) -> None:
    path.write_bytes(small_archive())
    recordings = read_yesno(path)
    with tarfile.open(path) as archive:
        archive.extractall(tmp_path, filter="data")
    theirs = torchaudio_yesno.YESNO(tmp_path)._walker
    assert ["_".join("01"[word] for word in each.words) for each in recordings] == theirs
    assert theirs == sorted(NAMES)
    for recording in recordings:
        assert (recording.clip.sample_rate_hz, recording.clip.duration_s) == (RATE, 2)
        for number, word in enumerate(recording.words):
            part = recording.clip.samples[number * RATE // 4 : (number + 1) * RATE // 4]
            hertz = np.abs(np.fft.rfft(part)).argmax() * 4
            assert hertz == (400 if word else 200)


def test_nothing_is_written_and_paths_mean_nothing(path: Path, tmp_path: Path) -> None:
    path.write_bytes(
        archive_of(
            [
                (f"../../{NAMES[0]}.wav", wav_of(NAMES[0])),
                (f"/etc/{NAMES[1]}.wav", wav_of(NAMES[1])),
                ("waves_yesno/2_0_0_0_0_0_0_0.wav", wav_of(NAMES[0])),
                ("waves_yesno/1_0.wav", wav_of("1_0")),
            ]
        )
    )
    assert len(read_yesno(path)) == 2
    assert list(tmp_path.iterdir()) == [path]


def test_links_and_folders_are_left_alone(path: Path) -> None:
    buffer = BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE):
            member = tarfile.TarInfo(f"{NAMES[0]}.wav")
            member.type, member.linkname = kind, "/etc/passwd"
            archive.addfile(member)
    path.write_bytes(buffer.getvalue())
    with pytest.raises(SoundError, match="does not hold the recordings"):
        read_yesno(path)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no archive",
        archive_of([]),
        archive_of([("README", b"About")]),
        archive_of([(f"{NAMES[0]}.wav", b"no sound")]),
        small_archive()[:-300],
        archive_of([(f"{NAMES[0]}.wav", bytes(2 * 1024 * 1024))]),
    ],
    ids=["empty", "text", "no file", "readme", "no sound", "cut", "large"],
)
def test_another_archive_is_told(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(SoundError, match=r"delete it and download it again\.$"):
        read_yesno(path)


def test_an_endless_archive_is_not_read_to_its_end(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yesno, "_MOST_MEMBERS", 2)
    path.write_bytes(small_archive())
    assert len(read_yesno(path)) == 1  # README and one recording
