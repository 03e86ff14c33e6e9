"""Uploads: every kind of picture is read right, everything else is told and nothing more."""

from __future__ import annotations

import struct
import warnings
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from explorer.data.uploads import MAX_PIXELS, decode_upload, picture_from_upload
from explorer.errors import PictureError

pytestmark = [  # Pillow warns of what is refused here anyway
    pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning:PIL"),
]

RNG = np.random.default_rng(7)
NOISE = RNG.integers(0, 256, (24, 24, 3), dtype=np.uint8)
CORNERS = np.full((20, 20, 3), 40, np.uint8)
CORNERS[:10, :10] = [250, 10, 10]  # red above left,
CORNERS[:10, 10:] = [10, 250, 10]  # green above right,
CORNERS[10:, :10] = [10, 10, 250]  # blue below left


def saved(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    buffer = BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def read(data: bytes, size: int = 20) -> np.ndarray:
    return picture_from_upload(decode_upload(data), size).pixels


def colours_at_corners(pixels: np.ndarray) -> list[list[int]]:
    """Colours in the middle of the four quarters: above left, above right, below left, right."""
    places = [(5, 5), (5, 15), (15, 5), (15, 15)]
    return [np.rint(pixels[:, i, j] * 255).astype(int).tolist() for i, j in places]


RED, GREEN, BLUE, DARK = [250, 10, 10], [10, 250, 10], [10, 10, 250], [40, 40, 40]


@pytest.mark.parametrize("kind", ["PNG", "BMP", "TIFF", "GIF"])
def test_lossless_formats(kind: str) -> None:
    pixels = read(saved(Image.fromarray(CORNERS), kind))
    assert pixels.shape == (3, 20, 20)
    assert pixels.dtype == np.float32
    assert colours_at_corners(pixels) == [RED, GREEN, BLUE, DARK]


@pytest.mark.parametrize(("kind", "options"), [("JPEG", {"quality": 95}), ("WEBP", {})])
def test_lossy_formats(kind: str, options: dict[str, object]) -> None:
    found = colours_at_corners(read(saved(Image.fromarray(CORNERS), kind, **options)))
    assert np.abs(np.array(found) - [RED, GREEN, BLUE, DARK]).max() < 25


def test_values_come_through_unchanged_at_their_own_size() -> None:
    assert np.array_equal(
        read(saved(Image.fromarray(NOISE)), 24), NOISE.transpose(2, 0, 1).astype(np.float32) / 255
    )


def test_palette() -> None:
    image = Image.fromarray(CORNERS).convert("P", palette=Image.Palette.ADAPTIVE)
    assert image.mode == "P"
    assert colours_at_corners(read(saved(image))) == [RED, GREEN, BLUE, DARK]


def test_grey_and_one_bit_have_one_channel() -> None:
    grey = Image.fromarray(NOISE[:, :, 0])
    assert np.array_equal(read(saved(grey), 24)[0], NOISE[:, :, 0].astype(np.float32) / 255)
    black_white = Image.fromarray(NOISE[:, :, 0] > 127)
    assert black_white.mode == "1"
    assert np.array_equal(
        read(saved(black_white), 24)[0], (NOISE[:, :, 0] > 127).astype(np.float32)
    )


def test_cmyk_jpeg() -> None:
    image = Image.fromarray(CORNERS).convert("CMYK")
    with Image.open(BytesIO(saved(image, "JPEG", quality=95))) as opened:
        assert opened.mode == "CMYK"
    found = colours_at_corners(read(saved(image, "JPEG", quality=95, subsampling=0)))
    assert np.abs(np.array(found) - [RED, GREEN, BLUE, DARK]).max() < 25


@pytest.mark.parametrize("mode", ["I;16", "I;16B", "I", "F"])
@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_deep_pictures_keep_their_order_and_their_steps(mode: str, kind: str) -> None:
    if kind == "PNG" and mode != "I;16":
        pytest.skip("PNG holds at most 16 bits")
    ramp = np.arange(64 * 64).reshape(64, 64) * 16  # 4,096 steps, far more than 8 bits tell apart
    dtype = {"I;16": "<u2", "I;16B": ">u2", "I": "<i4", "F": "<f4"}[mode]
    image = Image.frombytes(mode, (64, 64), ramp.astype(dtype).tobytes())
    pixels = read(saved(image, kind), 64)
    assert pixels.shape == (1, 64, 64)
    assert np.allclose(pixels[0], ramp / 65535, atol=1e-6)
    assert (np.diff(pixels.ravel()) > 0).all()


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([[0.0, 0.5], [1.0, 0.25]], [[0, 0.5], [1, 0.25]]),  # as it is
        ([[0.0, 51.0], [255.0, 102.0]], [[0, 0.2], [1, 0.4]]),  # of 255
        ([[-3.0, 1.0], [5.0, -1.0]], [[0, 0.5], [1, 0.25]]),  # from least to most: -3 to 5
        ([[1e6, 3e6], [2e6, 5e6]], [[0, 0.5], [0.25, 1]]),  # 1e6 to 5e6
        ([[7e7, 7e7], [7e7, 7e7]], [[0, 0], [0, 0]]),  # flat
        ([[np.nan, 1.0], [0.5, np.inf]], [[0, 1], [0.5, 0]]),  # what is no number is black
    ],
)
def test_float_pictures_are_scaled(values: list[list[float]], expected: list[list[float]]) -> None:
    data = saved(Image.fromarray(np.array(values, np.float32)), "TIFF")
    assert np.allclose(read(data, 2)[0], expected, atol=1e-6)


def test_transparent_pictures_lie_on_white() -> None:
    values = np.zeros((4, 4, 4), np.uint8)  # black
    values[0, 0, 3], values[0, 1, 3], values[0, 2, 3] = 255, 51, 0  # opaque, a fifth, not at all
    row = read(saved(Image.fromarray(values)), 4)[:, 0, :3]
    assert np.allclose(row, [[0, 1 - 51 / 255, 1]] * 3, atol=1e-6)


def test_grey_with_transparency() -> None:
    values = np.zeros((2, 2, 2), np.uint8)
    values[0, 0, 1] = 255
    assert read(saved(Image.fromarray(values, "LA")), 2)[:, 0].tolist() == [[0, 1]] * 3


@pytest.mark.parametrize("mode", ["P", "L", "RGB", "1"])
def test_one_transparent_colour(mode: str) -> None:
    image = Image.new(mode, (4, 4), 0)
    clear: object = (0, 0, 0) if mode == "RGB" else 0
    pixels = read(saved(image, transparency=clear), 4)
    assert (pixels == 1).all()


def test_the_first_picture_of_an_animation() -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue", "lime")]
    for kind in ("GIF", "WEBP", "PNG", "TIFF"):
        data = saved(frames[0], kind, save_all=True, append_images=frames[1:])
        red, green, blue = read(data, 8).mean(axis=(1, 2))
        assert red > 0.9
        assert max(green, blue) < 0.1


def test_a_phones_jpeg_with_a_second_picture_inside() -> None:
    first, second = Image.new("RGB", (8, 8), "red"), Image.new("RGB", (8, 8), "blue")
    data = saved(first, "MPO", save_all=True, append_images=[second])
    assert read(data, 8)[:, 0, 0].round().tolist() == [1, 0, 0]


# Where the stored picture's corners come to stand, by the EXIF standard: orientation n tells which
# side of the scene the stored rows and columns begin at.
A, B, C, D = RED, GREEN, BLUE, DARK  # stored: A B above C D
UPRIGHT = {
    1: [A, B, C, D],  # as stored
    2: [B, A, D, C],  # mirrored left to right
    3: [D, C, B, A],  # turned by 180 degrees
    4: [C, D, A, B],  # mirrored top to bottom
    5: [A, C, B, D],  # transposed
    6: [C, A, D, B],  # turned clockwise by 90 degrees
    7: [D, B, C, A],  # transposed along the other diagonal
    8: [B, D, A, C],  # turned counter-clockwise by 90 degrees
}


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_exif_orientation(orientation: int, kind: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    options = {"JPEG": {"quality": 95}, "WEBP": {"lossless": True}}.get(kind, {})
    data = saved(Image.fromarray(CORNERS), kind, exif=exif, **options)
    found = np.array(colours_at_corners(read(data)))
    assert np.abs(found - UPRIGHT[orientation]).max() < 25


def test_the_middle_square_of_a_wide_and_of_a_high_picture() -> None:
    wide = np.zeros((10, 30), np.uint8)
    wide[:, 10:20] = 200
    assert np.array_equal(read(saved(Image.fromarray(wide)), 10)[0] * 255, np.full((10, 10), 200))
    high = np.ascontiguousarray(wide.T)
    upload = decode_upload(saved(Image.fromarray(high)))
    assert (upload.width, upload.height) == (10, 30)
    assert upload.pixels.shape == (10, 10)
    assert upload.pixels.min() == 200


def test_large_pictures_are_kept_small() -> None:
    upload = decode_upload(saved(Image.new("RGB", (3000, 2000), "teal"), "JPEG"))
    assert upload.pixels.shape == (1024, 1024, 3)
    assert (upload.width, upload.height) == (3000, 2000)


def test_the_key_tells_contents_apart_and_nothing_of_the_name() -> None:
    one, other = (saved(Image.new("L", (4, 4), shade)) for shade in (10, 20))
    keys = [picture_from_upload(decode_upload(data), 4).key for data in (one, other, one)]
    assert keys[0] == keys[2] != keys[1]
    assert keys[0].startswith("upload_")
    assert keys[0].isascii()


VARIANTS = {
    "colour": saved(Image.fromarray(NOISE)),
    "grey": saved(Image.fromarray(NOISE[:, :20, 0])),
    "transparent": saved(Image.fromarray(RNG.integers(0, 256, (24, 20, 4), dtype=np.uint8))),
    "palette": saved(Image.fromarray(NOISE).convert("P")),
    "deep": saved(Image.fromarray(RNG.integers(0, 65536, (24, 24), dtype=np.uint16))),
    "signed": saved(Image.fromarray(RNG.normal(size=(24, 24)).astype(np.float32)), "TIFF"),
    "cmyk": saved(Image.fromarray(NOISE).convert("CMYK"), "JPEG"),
    "large": saved(Image.fromarray(RNG.integers(0, 256, (1300, 1100, 3), dtype=np.uint8)), "JPEG"),
}


@pytest.mark.parametrize("name", VARIANTS)
@pytest.mark.parametrize("size", [16, 24])
def test_the_code_reads_the_same_picture_from_a_file(
    name: str, size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = picture_from_upload(decode_upload(VARIANTS[name]), size)
    assert '"my_picture.png"' in picture.load_code
    (tmp_path / "my_picture.png").write_bytes(VARIANTS[name])
    monkeypatch.chdir(tmp_path)
    namespace: dict[str, object] = {"np": np}
    exec(picture.load_code, namespace)  # noqa: S102 - own code
    made = namespace["picture"]
    assert isinstance(made, np.ndarray)
    assert made.dtype == np.float32
    assert np.array_equal(made, picture.pixels)


# What cannot be read


def refusal(data: bytes, **options: int) -> str:
    with pytest.raises(PictureError) as caught:
        decode_upload(data, **options)
    error = caught.value
    assert str(error) == error.template.format(**error.values)
    return str(error)


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds next to nothing."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = chunk(b"IDAT", zlib.compress(bytes(1000)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + data + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("width", "height"), [(50_000, 50_000), (10_000, 10_000), (8000, 5001), (40_000_001, 2)]
)
def test_claims_of_more_than_40_megapixels(width: int, height: int) -> None:
    assert "more than 40 million pixels: make it smaller" in refusal(png_header(width, height))


def test_pillows_warning_about_bombs_as_an_error_says_the_same() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert "more than 40 million pixels" in refusal(png_header(10_000, 10_000))


def test_exactly_the_limit_is_read() -> None:
    data = saved(Image.new("L", (20, 30), 9))
    assert decode_upload(data, max_pixels=600).width == 20
    assert "more than 0.000599 million" in refusal(data, max_pixels=599)
    assert MAX_PIXELS == 40_000_000


@pytest.mark.parametrize(("width", "height"), [(1, 50), (50, 1), (1, 1)])
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP"])
def test_one_pixel_wide_or_high(width: int, height: int, kind: str) -> None:
    message = refusal(saved(Image.new("RGB", (width, height)), kind))
    assert f"{width} × {height} pixels" in message
    assert "at least 2 × 2" in message


@pytest.mark.parametrize(("width", "height"), [(0, 50), (50, 0), (0, 0)])
def test_no_pixels_at_all(width: int, height: int) -> None:
    message = refusal(png_header(width, height))
    assert "at least 2 × 2" in message or "damaged" in message


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP"])
@pytest.mark.parametrize("share", [0.02, 0.1, 0.3, 0.5, 0.8, 0.97])
def test_truncated_files(kind: str, share: float) -> None:
    big = Image.fromarray(RNG.integers(0, 256, (60, 60, 3), dtype=np.uint8))
    data = saved(big, kind)
    cut = data[: max(1, int(len(data) * share))]
    assert "damaged or incomplete" in refusal(cut) or len(cut) < 16


def archive() -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as pack:
        pack.writestr("picture.png", saved(Image.fromarray(NOISE)))
    return buffer.getvalue()


SVG = b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect width='9'/></svg>"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (bytes(4096), "not a picture"),
        (b"just some text, renamed picture.png", "not a picture"),
        (b"\x00", "not a picture"),
        (archive(), "ZIP"),
        (SVG, "SVG"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n' + SVG, "SVG"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "HEIC"),
        (b"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00", "AVIF"),
        (saved(Image.fromarray(NOISE), "PPM"), "not a picture"),
        (saved(Image.fromarray(NOISE), "ICO"), "ICO"),
        (saved(Image.fromarray(NOISE), "TGA"), "not a picture"),
    ],
)
def test_what_is_no_picture_of_ours(data: bytes, words: str) -> None:
    message = refusal(data)
    assert words in message
    assert any(remedy in message for remedy in ("choose", "save the picture"))


@given(st.binary(max_size=400))
def test_random_bytes_raise_nothing_else(data: bytes) -> None:
    try:
        decode_upload(data)
    except PictureError:
        return
    pytest.fail("random bytes were read as a picture")


SEEDS = [
    *(
        saved(Image.fromarray(NOISE), kind)
        for kind in ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")
    ),
    saved(Image.fromarray(NOISE), "TIFF", compression="tiff_lzw"),
    saved(Image.fromarray(NOISE).convert("P"), "PNG", optimize=True),
    saved(Image.fromarray(NOISE).convert("CMYK"), "JPEG"),
]


@settings(max_examples=300)
@given(
    st.sampled_from(SEEDS),
    st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=12),
    st.integers(0, 10_000),
)
def test_spoilt_pictures_raise_nothing_else(
    data: bytes, changes: list[tuple[int, int]], keep: int
) -> None:
    spoilt = bytearray(data)
    for place, value in changes:
        spoilt[place % min(len(spoilt), 200)] = value
    try:
        upload = decode_upload(bytes(spoilt[: max(keep, 40)]), max_pixels=1_000_000)
    except PictureError:
        return
    pixels = picture_from_upload(upload, 8).pixels
    assert np.isfinite(pixels).all()
    assert 0 <= pixels.min() <= pixels.max() <= 1
