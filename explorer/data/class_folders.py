"""A visitor's zip of class folders, read safely: in memory, bounded, its paths never used as paths.

`cat/1.jpg`, `dog/2.jpg`; all of it may lie in one folder more, as packing a folder gives it.
"""

from __future__ import annotations

import hashlib
import re
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import numpy as np

from explorer.data.labelled_pictures import LabelledPictures
from explorer.data.uploads import EXTENSIONS, decode_upload, picture_from_upload
from explorer.errors import PictureError
from explorer.text import N_

_JUNK = re.compile(r"(^|/)(__MACOSX/|\.[^/]+|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
_DRIVE = re.compile(r"^[A-Za-z]:")
_DAMAGE = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError)
_LONGEST_NAME = 40
_MANY_TOLD = 3  # classes that a message names

# Python that reads the unpacked folders alike: `pixels`, `labels`, `regions`
FOLDER_CODE = """\
from pathlib import Path

folders = sorted(path for path in Path("my_pictures").iterdir() if path.is_dir())  # your own
pixels, labels, regions = [], [], None
for label, folder in enumerate(folders):
    for path in sorted(folder.iterdir()):
        image = Image.open(path).convert("RGB")
        side = min(image.size)
        left, top = (image.width - side) // 2, (image.height - side) // 2
        image = image.crop((left, top, left + side, top + side)).resize(({side}, {side}))
        pixels.append(np.asarray(image).transpose(2, 0, 1))
        labels.append(label)
pixels, labels = np.stack(pixels), np.array(labels)"""


@dataclass(frozen=True, slots=True)
class ZipLimits:
    """What is read at most; sizes in bytes after unpacking."""

    members: int = 5_000
    pictures: int = 500
    classes: int = 20
    one_bytes: int = 30_000_000
    all_bytes: int = 400_000_000


@dataclass(frozen=True, slots=True, eq=False)
class ZipReading:
    """How far a zip is read: `done` of `total` pictures, `skipped` of them unreadable.

    `others`: members that are no pictures by their name; `pictures`: what was read, at the end.
    """

    done: int
    total: int
    skipped: int
    others: int
    pictures: LabelledPictures | None = None


@dataclass(frozen=True, slots=True)
class _Member:
    info: zipfile.ZipInfo
    parts: tuple[str, ...]


def read_class_zip(
    data: bytes, side: int, *, limits: ZipLimits | None = None
) -> Iterator[ZipReading]:
    """Read a zip's pictures one by one, each cut to its middle square of `side` pixels, in RGB.

    Gives how far it is, and the pictures with the last one; a folder's name is the class. A
    picture that cannot be read is skipped and counted. Raises PictureError for a zip that cannot
    be used, which says what to do.
    """
    limits = limits or ZipLimits()
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except _DAMAGE as error:
        raise PictureError(
            N_("This file is not a zip archive: pack your class folders as .zip and upload that.")
        ) from error
    with archive:
        members, others = _list_members(archive, limits)
        yield from _read_members(
            archive, members, others, side=side, limits=limits, digest=_digest(data)
        )


def _read_members(
    archive: zipfile.ZipFile,
    members: list[_Member],
    others: int,
    *,
    side: int,
    limits: ZipLimits,
    digest: str,
) -> Iterator[ZipReading]:
    pixels, names, unpacked = [], [], 0
    yield ZipReading(0, len(members), 0, others)
    for number, member in enumerate(members, start=1):
        content = _unpack(archive, member.info, limits)
        unpacked += len(content)
        if unpacked > limits.all_bytes:
            raise _bomb(limits)
        try:
            picture = picture_from_upload(decode_upload(content), side).pixels
        except PictureError:
            picture = None
        if picture is not None:
            eight_bits = np.rint(picture * 255).astype(np.uint8)
            pixels.append(np.broadcast_to(eight_bits, (3, side, side)))
            names.append(member.parts[0])
        if number < len(members):
            yield ZipReading(number, len(members), number - len(names), others)
    _require_classes(names, len(members) - len(names), limits)
    classes = tuple(sorted(set(names)))
    labels = np.array([classes.index(name) for name in names])
    shown = tuple(_plain(name) for name in classes)
    made = LabelledPictures(
        f"own_{digest}", N_("Your own zip"), np.stack(pixels), labels, shown,
        N_("uploaded by you"), "", private=True,
    )  # fmt: skip
    yield ZipReading(len(members), len(members), len(members) - len(names), others, made)


def _list_members(archive: zipfile.ZipFile, limits: ZipLimits) -> tuple[list[_Member], int]:
    """Check everything that the zip says of itself; return its pictures, and how many others."""
    infos = [info for info in archive.infolist() if not info.is_dir()]
    if len(infos) > limits.members:
        raise PictureError(
            N_("The zip holds {count:,} files, {most:,} at most are read: leave some out."),
            count=len(infos),
            most=limits.members,
        )
    found, others = [], 0
    for info in infos:
        name = info.filename.replace("\\", "/")
        _require_inside(name)
        if _JUNK.search(name) or stat.S_ISLNK(info.external_attr >> 16):
            continue
        if name.rpartition(".")[2].lower() not in EXTENSIONS:
            others += 1
            continue
        if info.flag_bits & 1:
            raise PictureError(
                N_("The zip is locked with a password: pack the folders again without one.")
            )
        found.append(_Member(info, tuple(part for part in name.split("/") if part != ".")))
    found = _without_top(found)
    _require_folders(found, limits)
    declared = sum(member.info.file_size for member in found)
    largest = max(member.info.file_size for member in found)
    if declared > limits.all_bytes or largest > limits.one_bytes:
        raise _bomb(limits)
    return sorted(found, key=lambda member: member.parts), others


def _without_top(members: list[_Member]) -> list[_Member]:
    """Leave out folders that all pictures share, but for the class folders themselves."""
    while members and min(len(m.parts) for m in members) > 2:
        if len({m.parts[0] for m in members}) > 1:
            break
        members = [_Member(m.info, m.parts[1:]) for m in members]
    return members


def _require_folders(members: list[_Member], limits: ZipLimits) -> None:
    if not members:
        raise PictureError(
            N_(
                "The zip holds no picture: put PNG or JPEG files into one folder for each class "
                "and pack these folders."
            )
        )
    for member in members:
        if len(member.parts) == 1:
            raise PictureError(
                N_(
                    "{file} lies in no folder: put each picture into a folder named after its "
                    "class and pack these folders."
                ),
                file=_plain(member.parts[0]),
            )
        if len(member.parts) > 2:
            raise PictureError(
                N_(
                    "{file} lies in a folder within the folder {folder}: put the pictures of each "
                    "class straight into the class's folder and pack again."
                ),
                file=_plain(member.parts[-1]),
                folder=_plain(member.parts[0]),
            )
    if len(members) > limits.pictures:
        raise PictureError(
            N_(
                "The zip holds {count:,} pictures, {most:,} at most are read: leave some out of "
                "each folder."
            ),
            count=len(members),
            most=limits.pictures,
        )
    _require_classes([member.parts[0] for member in members], 0, limits)


def _require_classes(names: list[str], skipped: int, limits: ZipLimits) -> None:
    counts = Counter(names)
    if len(counts) < 2:
        raise PictureError(
            N_(
                "There are pictures of {classes} class (unreadable files: {skipped}), and a class "
                "can only be told from another: pack two folders or more, at least two pictures "
                "in each."
            ),
            classes=len(counts),
            skipped=skipped,
        )
    if len(counts) > limits.classes:
        raise PictureError(
            N_("The zip holds {count} classes, {most} at most are read: leave some folders out."),
            count=len(counts),
            most=limits.classes,
        )
    few = sorted(_plain(name) for name, count in counts.items() if count < 2)
    if few:
        raise PictureError(
            N_(
                "Fewer than two pictures in {names} (unreadable files: {skipped}): one is "
                "asked about, so another must be known. Add pictures there or leave the folder out."
            ),
            skipped=skipped,
            names=", ".join(few[:_MANY_TOLD]) + (" …" if len(few) > _MANY_TOLD else ""),
        )


def _require_inside(name: str) -> None:
    """Refuse names that lead out of the zip; nothing here is written, but others might."""
    if name.startswith("/") or _DRIVE.match(name) or ".." in name.split("/"):
        raise PictureError(
            N_(
                "The zip names a file outside of itself ({file}): such archives are not read. "
                "Pack the class folders again, with your system's own command."
            ),
            file=_plain(name),
        )


def _unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limits: ZipLimits) -> bytes:
    """Return a member's content, nothing where it is damaged; refuse one larger than declared."""
    try:
        with archive.open(info) as member:
            content = member.read(limits.one_bytes + 1)
    except (*_DAMAGE, RuntimeError):
        return b""
    if len(content) > limits.one_bytes:
        raise _bomb(limits)
    return content


def _bomb(limits: ZipLimits) -> PictureError:
    return PictureError(
        N_(
            "Unpacked, the zip is larger than is read here ({one} MB a picture, {all} MB "
            "together): make the pictures smaller, 256 × 256 pixels are plenty."
        ),
        one=limits.one_bytes // 1_000_000,
        all=limits.all_bytes // 1_000_000,
    )


def _plain(name: str) -> str:
    """Make a foreign name safe to be shown: letters, digits and a few signs, not too long."""
    return re.sub(r"[^\w .,+()-]", "·", name)[:_LONGEST_NAME].strip() or "·"


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]
