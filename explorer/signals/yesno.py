"""The lecture's set of yes and no out of its archive: recordings and their words, in memory only.

OpenSLR resource 1 (https://www.openslr.org/1/), made for the Kaldi project by a contributor who
prefers to remain anonymous: one man says yes (ken) and no (lo) in Hebrew, eight words a recording,
at 8,000 Hz. A file's name holds its words, as 0_1_1_0_0_1_0_1.wav, 1 for yes and 0 for no.
"""

from __future__ import annotations

import re
import tarfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from explorer.errors import SoundError
from explorer.signals.sound_clip import SoundClip
from explorer.signals.sound_reading import read_sound
from explorer.text import N_

COUNT = 60
WORDS = 8
TITLE = N_("Yes and no in Hebrew")
CREDIT = N_("YesNo, by an anonymous contributor to Kaldi; its terms stand at openslr.org/1")
_NAME = re.compile(r"([01](?:_[01]){7})\.wav")
_LARGEST_BYTES = 1024 * 1024  # a recording has about 100,000
_MOST_MEMBERS = 200


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """One recording and its eight words, True for yes."""

    clip: SoundClip
    words: tuple[bool, ...]


def read_yesno(path: Path) -> tuple[Recording, ...]:
    """Read the recordings, in torchaudio's order: by name.

    Nothing is written anywhere. Raises SoundError for an archive that holds none of them.
    """
    try:
        with tarfile.open(path, "r:gz") as archive:
            found = dict(_recordings(archive))
    except (tarfile.TarError, OSError, EOFError, zlib.error, SoundError) as error:
        raise _not_yesno(path) from error
    if not found:
        raise _not_yesno(path)
    return tuple(found[name] for name in sorted(found))


def _recordings(archive: tarfile.TarFile) -> Iterator[tuple[str, Recording]]:
    for number, member in enumerate(archive):
        name = _NAME.fullmatch(member.name.rpartition("/")[2])
        if number >= _MOST_MEMBERS or member.size > _LARGEST_BYTES:
            return
        content = archive.extractfile(member) if name and member.isfile() else None
        if name is None or content is None:
            continue
        words = tuple(word == "1" for word in name[1].split("_"))
        clip = read_sound(content.read(_LARGEST_BYTES), TITLE, CREDIT).clip
        yield name[1], Recording(clip, words)


def _not_yesno(path: Path) -> SoundError:
    return SoundError(
        N_("{file} does not hold the recordings of yes and no: delete it and download it again."),
        file=path.name,
    )
