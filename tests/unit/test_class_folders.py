"""A visitor's zip of class folders: read safely, and each fault told with what to do."""

from __future__ import annotations

import io
import zipfile

import numpy as np
import pytest
from PIL import Image

from explorer.data.class_folders import ZipLimits, ZipReading, read_class_zip
from explorer.errors import PictureError

SIDE = 8


def picture(value: int = 100, size: tuple[int, int] = (12, 10), kind: str = "PNG") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, (value, 0, 255)).save(buffer, kind)
    return buffer.getvalue()


def packed(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def two_classes(prefix: str = "") -> dict[str, bytes]:
    return {
        f"{prefix}{folder}/{number}.png": picture(50 * number)
        for folder in ("cat", "dog")
        for number in (1, 2, 3)
    }


def read(data: bytes, limits: ZipLimits | None = None) -> ZipReading:
    *_, last = read_class_zip(data, SIDE, limits=limits)
    return last


@pytest.mark.parametrize("prefix", ["", "pets/", "a/b/pets/", "./"])
def test_folders_become_classes_whatever_they_all_lie_in(prefix: str) -> None:
    reading = read(packed(two_classes(prefix)))
    assert (reading.done, reading.total, reading.skipped, reading.others) == (6, 6, 0, 0)
    pictures = reading.pictures
    assert pictures is not None
    assert pictures.private
    assert pictures.classes == ("cat", "dog")
    assert pictures.labels.tolist() == [0, 0, 0, 1, 1, 1]
    assert pictures.pixels.shape == (6, 3, SIDE, SIDE)
    assert pictures.pixels[:, 0, 0, 0].tolist() == [50, 100, 150] * 2
    assert (pictures.pixels[:, 2] == 255).all()


def test_progress_is_told_picture_by_picture() -> None:
    steps = list(read_class_zip(packed(two_classes()), SIDE))
    assert [step.done for step in steps] == [0, 1, 2, 3, 4, 5, 6]
    assert [step.pictures is None for step in steps] == [True] * 6 + [False]


def test_grey_and_transparent_pictures_become_rgb() -> None:
    buffer = io.BytesIO()
    Image.new("L", (9, 9), 77).save(buffer, "PNG")
    files = two_classes() | {"cat/grey.png": buffer.getvalue(), "cat/odd.JPG": picture(kind="JPEG")}
    pictures = read(packed(files)).pictures
    assert pictures is not None
    assert pictures.pixels.shape == (8, 3, SIDE, SIDE)
    assert any((row == 77).all() for row in pictures.pixels)


def test_what_cannot_be_read_is_skipped_and_counted_and_what_is_no_picture_too() -> None:
    files = two_classes() | {
        "cat/broken.png": b"\x89PNG\r\n\x1a\nnothing",
        "cat/empty.png": b"",
        "dog/page.png": b"<html>",
        "dog/notes.txt": b"text",
    }
    reading = read(packed(files))
    assert (reading.skipped, reading.others) == (3, 1)
    assert reading.pictures is not None
    assert len(reading.pictures) == 6


def test_a_member_with_a_wrong_checksum_is_skipped() -> None:
    data = packed(two_classes())
    inside = zipfile.ZipFile(io.BytesIO(data)).getinfo("cat/1.png")
    start = inside.header_offset + 30 + len("cat/1.png")
    broken = data[: start + 3] + bytes([data[start + 3] ^ 255]) + data[start + 4 :]
    reading = read(broken)
    assert reading.skipped == 1


def test_a_macs_own_files_and_hidden_ones_are_left_out() -> None:
    junk = {
        "__MACOSX/cat/._1.png": b"resource",
        "cat/._1.png": b"resource",
        "cat/.DS_Store": b"x",
        "Thumbs.db": b"x",
        ".git/1.png": b"x",
    }
    reading = read(packed(two_classes() | junk))
    assert (reading.total, reading.skipped, reading.others) == (6, 0, 0)


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({}, "holds no picture"),
        ({"cat/a.txt": b"x"}, "holds no picture"),
        ({"1.png": picture(), "2.png": picture()}, "1.png lies in no folder"),
        (two_classes() | {"loose.png": picture()}, "loose.png lies in no folder"),
        ({"cat/1.png": picture(), "cat/2.png": picture()}, "1 class (unreadable files: 0)"),
        (
            {"pets/cat/1.png": picture(), "pets/cat/2.png": picture()},
            "1 class (unreadable files: 0",
        ),
        (two_classes() | {"cow/1.png": picture()}, "Fewer than two pictures in cow"),
        (
            two_classes() | {"cow/1.png": picture(), "cow/2.png": b"x"},
            "two pictures in cow (unreadable files: 1",
        ),
        (two_classes() | {"cat/kittens/1.png": picture()}, "1.png lies in a folder within"),
        ({"t/cat/1.png": picture(), "v/cat/1.png": picture()}, "in a folder within the folder"),
        (two_classes() | {"../cat/9.png": picture()}, "outside of itself"),
        (two_classes() | {"/etc/9.png": picture()}, "outside of itself"),
        (two_classes() | {"C:\\cat\\9.png": picture()}, "outside of itself"),
        (two_classes() | {"cat\\..\\..\\9.png": picture()}, "outside of itself"),
        (dict.fromkeys(two_classes(), b"x"), "0 class (unreadable files: 6)"),
    ],
)
def test_what_is_wrong_is_told(files: dict[str, bytes], told: str) -> None:
    with pytest.raises(PictureError) as error:
        read(packed(files))
    assert told in str(error.value)
    assert ":" in str(error.value) or "." in str(error.value)[:-1]  # what to do follows


@pytest.mark.parametrize("data", [b"", b"no zip", picture(), packed(two_classes())[:200]])
def test_what_is_no_zip_is_told(data: bytes) -> None:
    with pytest.raises(PictureError, match="not a zip archive"):
        read(data)


def test_a_locked_zip_is_told() -> None:
    data = bytearray(packed(two_classes()))
    place = 0
    while (place := data.find(b"PK\x01\x02", place)) >= 0:  # the flag in the central directory
        data[place + 8] |= 1
        place += 4
    with pytest.raises(PictureError, match="password"):
        read(bytes(data))


@pytest.mark.parametrize(
    ("limits", "told"),
    [
        (ZipLimits(members=5), "holds 6 files, 5 at most"),
        (ZipLimits(pictures=5), "holds 6 pictures, 5 at most"),
        (ZipLimits(classes=1), "holds 2 classes, 1 at most"),
        (ZipLimits(one_bytes=10), "Unpacked, the zip is larger"),
        (ZipLimits(all_bytes=300), "Unpacked, the zip is larger"),
    ],
)
def test_too_much_is_told(limits: ZipLimits, told: str) -> None:
    with pytest.raises(PictureError) as error:
        read(packed(two_classes()), limits)
    assert told in str(error.value)


def test_a_bomb_is_refused_by_what_it_declares_without_unpacking() -> None:
    bomb = packed(two_classes() | {"cat/bomb.png": bytes(2_000_000)})
    assert len(bomb) < 20_000
    with pytest.raises(PictureError, match="Unpacked"):
        read(bomb, ZipLimits(one_bytes=1_000_000))


def test_a_bomb_that_declares_little_gives_no_more_than_it_declares() -> None:
    data = bytearray(packed(two_classes() | {"cat/bomb.png": bytes(2_000_000)}))
    whole = (2_000_000).to_bytes(4, "little")
    assert data.count(whole) == 2
    lying = bytes(data).replace(whole, (1_000).to_bytes(4, "little"))
    reading = read(lying, ZipLimits(one_bytes=1_000_000))
    assert reading.skipped == 1  # cut short, so its checksum is wrong


def test_a_picture_of_too_many_pixels_is_skipped() -> None:
    large = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(large, "PNG")
    reading = read(packed(two_classes() | {"cat/large.png": large.getvalue()}))
    assert reading.skipped == 1


def test_foreign_names_are_made_safe_to_show() -> None:
    files = {
        f"{folder}/{number}.png": picture()
        for folder in ("<b>cat</b>", "x" * 200)
        for number in (1, 2)
    }
    # "</b>" holds a slash: the folder is "<b>cat<" and the rest a folder within it.
    with pytest.raises(PictureError) as error:
        read(packed(files))
    assert "<" not in str(error.value)
    pictures = read(packed({name.replace("</b>", ""): c for name, c in files.items()})).pictures
    assert pictures is not None
    assert pictures.classes == ("·b·cat", "x" * 40)


def test_the_key_tells_contents_apart() -> None:
    first, second = (read(packed(two_classes(p))).pictures for p in ("", "pets/"))
    assert first is not None
    assert second is not None
    assert first.key != second.key
    assert np.array_equal(first.pixels, second.pixels)
