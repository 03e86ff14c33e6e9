"""Clips that come along and clips that are uploaded: what they hold, and what is refused."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from explorer.errors import ClipError
from explorer.signals import moving_upload
from explorer.signals.moving_clip import MovingClip, Track
from explorer.signals.moving_samples import clip_titles, load_clip
from explorer.signals.moving_shapes import draw_shape
from explorer.signals.moving_upload import decode_clip

KEYS = list(clip_titles())


def animation(
    count: int = 4,
    size: tuple[int, int] = (40, 30),
    kind: str = "GIF",
    duration: int | list[int] = 50,
    mode: str = "L",
) -> bytes:
    """Frames that get brighter one by one; the first is black."""
    frames = [
        Image.new("L", size, 255 * n // max(1, count - 1)).convert(mode) for n in range(count)
    ]
    file = BytesIO()
    extra = {"lossless": True} if kind == "WEBP" else {}
    frames[0].save(
        file, kind, save_all=True, append_images=frames[1:], duration=duration, loop=0, **extra
    )
    return file.getvalue()


@pytest.mark.parametrize("key", KEYS)
def test_samples_are_made_again_by_their_own_code(key) -> None:
    clip = load_clip(key)
    names: dict[str, object] = {"np": np}
    exec(compile(clip.load_code, key, "exec"), names)  # noqa: S102
    np.testing.assert_array_equal(names["clip"], clip.frames)
    assert clip.shape == (24, 64, 64)
    assert not clip.frames.flags.writeable
    bytes_ = clip.frames * 255
    np.testing.assert_allclose(bytes_, np.rint(bytes_), atol=1e-4)
    turned = clip.backwards()
    exec(compile(turned.load_code, key, "exec"), names)  # noqa: S102
    np.testing.assert_array_equal(names["clip"], clip.frames[::-1])


def test_boxes_hold_their_shapes_in_every_frame() -> None:
    clip = load_clip("shapes")
    down, right = np.mgrid[0:64, 0:64]
    for track in clip.tracks:
        middles = []
        for frame, (top, bottom, left, far) in zip(clip.frames, track.boxes, strict=True):
            inside = (down >= top) & (down <= bottom) & (right >= left) & (right <= far)
            bright = np.where(inside, frame - clip.frames.min(), 0)
            assert bright.sum() > 20
            middles.append([(bright * grid).sum() / bright.sum() for grid in (down, right)])
        steps = np.diff(np.array(middles), axis=0)
        np.testing.assert_allclose(steps, [track.velocity] * 23, atol=0.02)
        assert track.follows


def test_a_shape_covers_its_area_wherever_it_stands() -> None:
    for shift in (0.0, 0.25, 0.5, 0.8):
        square = draw_shape((32, 32), "square", 15 + shift, 14, 5)
        assert square.sum() == pytest.approx(10 * 10, rel=0.02)  # ten pixels wide


def test_an_unknown_clip_is_told() -> None:
    with pytest.raises(ClipError, match="choose one of shapes"):
        load_clip("film")


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_an_animation_of_each_format(kind) -> None:
    clip = decode_clip(animation(kind=kind))
    assert clip.shape == (4, 48, 64)  # 40 × 30 becomes 64 × 48
    np.testing.assert_allclose(clip.frames.mean(axis=(1, 2)), [0, 1 / 3, 2 / 3, 1], atol=0.01)
    assert clip.rate_hz == pytest.approx(20)
    assert clip.key.startswith("upload_")
    assert not clip.tracks
    assert not clip.notes


def test_its_code_reads_the_same_frames(tmp_path, monkeypatch) -> None:
    noise = [
        Image.fromarray(np.random.default_rng(n).integers(0, 255, (150, 70, 3), dtype=np.uint8))
        for n in range(3)
    ]
    noise[0].save(tmp_path / "my_clip.gif", save_all=True, append_images=noise[1:], duration=40)
    monkeypatch.chdir(tmp_path)
    clip = decode_clip((tmp_path / "my_clip.gif").read_bytes())
    assert clip.shape == (3, 96, 64)  # too tall: top and bottom are cut
    names: dict[str, object] = {"np": np}
    exec(compile(clip.load_code, "upload", "exec"), names)  # noqa: S102
    np.testing.assert_array_equal(names["clip"], clip.frames)


def test_grey_is_the_mean_of_red_green_and_blue() -> None:
    frames = [Image.new("RGB", (64, 64), colour) for colour in ((255, 0, 0), (0, 255, 0))]
    file = BytesIO()
    frames[0].save(file, "PNG", save_all=True, append_images=frames[1:], duration=100)
    np.testing.assert_allclose(decode_clip(file.getvalue()).frames, 1 / 3, atol=1e-6)


def test_what_is_transparent_lies_on_white() -> None:
    frames = [Image.new("RGBA", (64, 64), (0, 0, 0, alpha)) for alpha in (0, 255)]
    file = BytesIO()
    frames[0].save(file, "PNG", save_all=True, append_images=frames[1:], blend=0, duration=100)
    clip = decode_clip(file.getvalue())
    assert clip.frames[0].min() == 1.0
    assert clip.frames[1].max() == 0.0


def test_long_clips_and_uneven_frames_are_told() -> None:
    clip = decode_clip(animation(40, duration=[20, 200] * 20))
    assert clip.shape[0] == 32
    told = " ".join(str(note) for note in clip.notes)
    assert "first 32 frames" in told
    assert "20 to 200 ms" in told
    assert decode_clip(animation(3, duration=0)).rate_hz == 10  # as browsers play it


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"hello", "not an animation"),
        (b"\x00\x00\x00\x20ftypisom" + bytes(40), "not a video"),
        (b"GIF89a", "damaged"),
        (animation(1), "nothing moves"),
        (animation(1, kind="PNG"), "nothing moves"),
        (animation(4)[:60], "damaged|nothing moves"),
        (animation(2, (2100, 2000)), "4 million pixels"),
        (animation(2, (600, 20)), "a strip"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{len(value)} bytes",
)
def test_what_is_no_clip_is_told_with_what_to_do(data, words) -> None:
    with pytest.raises(ClipError, match=words) as told:
        decode_clip(data)
    assert any(way in str(told.value) for way in ("choose", "save", "make"))


def test_a_frame_that_grows_past_the_limit_is_refused_before_it_is_decoded() -> None:
    data = bytearray(animation(3, (40, 30)))
    place = data.index(b"\x2c", data.index(b"\x2c") + 20)  # the second frame's descriptor
    while data[place + 1 : place + 5] != bytes(4):
        place = data.index(b"\x2c", place + 1)
    data[place + 5 : place + 9] = (60_000).to_bytes(2, "little") * 2
    with pytest.raises(ClipError, match=r"million pixels"):
        decode_clip(bytes(data))


def test_a_large_file_is_refused_unread(monkeypatch) -> None:
    monkeypatch.setattr(moving_upload, "MAX_BYTES", 1_000_000)
    with pytest.raises(ClipError, match="2 million bytes"):
        decode_clip(bytes(2_000_000))


@settings(max_examples=150)
@given(
    data=st.data(),
    kind=st.sampled_from(["GIF", "WEBP", "PNG"]),
    cut=st.integers(0, 400),
)
def test_damaged_files_end_in_a_message_or_a_clip(data, kind, cut) -> None:
    file = bytearray(animation(3, (24, 16), kind))
    for _number in range(data.draw(st.integers(0, 6))):
        file[data.draw(st.integers(0, len(file) - 1))] = data.draw(st.integers(0, 255))
    file = file[: len(file) - cut] if data.draw(st.booleans()) and cut < len(file) else file
    try:
        clip = decode_clip(bytes(file))
    except ClipError:
        return
    assert np.isfinite(clip.frames).all()
    assert clip.frames.min() >= 0
    assert clip.frames.max() <= 1


def test_a_clip_needs_two_frames_and_its_form() -> None:
    with pytest.raises(ClipError, match="one frame"):
        MovingClip("k", "t", np.zeros((1, 64, 64), np.float32), 10, "", "")
    with pytest.raises(ValueError, match="not for this page"):
        MovingClip("k", "t", np.zeros((2, 64, 65), np.float32), 10, "", "")
    assert Track("k", "t", np.zeros((2, 4)), (1.0, 0.0)).arrow == "↓"
