"""Sample pictures by key: photographs of installed packages, and the lecture's small arrays.

Files are read by path with Pillow; neither scikit-image nor scikit-learn is imported.
"""

from __future__ import annotations

from functools import lru_cache

from PIL import Image

from explorer.data.pictures import (
    CUT_CODE,
    Picture,
    check_size,
    cut_square,
    pixels_code,
    to_pixels,
)
from explorer.data.sample_list import ARRAYS, PHOTOS, ArraySource, PhotoSource, find_folder
from explorer.errors import PictureError
from explorer.text import N_

SAMPLE_KEYS: tuple[str, ...] = (*ARRAYS, *PHOTOS)


def sample_titles() -> dict[str, str]:
    """Return title by key in the order to offer them, in English, marked for translation."""
    sources: dict[str, PhotoSource | ArraySource] = {**ARRAYS, **PHOTOS}
    return {key: source.title for key, source in sources.items()}


def load_sample(key: str, size: int | None = None) -> Picture:
    """Return a sample; a photograph `size` pixels wide and high (None: its middle square as it is).

    Arrays keep their own size. Raises PictureError for an unknown key, a size out of range, or a
    file that is not there.
    """
    if key in ARRAYS:
        return _load_array(key)
    if key not in PHOTOS:
        raise PictureError(
            N_("There is no sample picture {key}: choose one of {keys}."),
            key=repr(key[:40]),
            keys=", ".join(SAMPLE_KEYS),
        )
    if size is not None:
        check_size(size)
    return _load_photo(key, size)


@lru_cache(maxsize=len(ARRAYS))
def _load_array(key: str) -> Picture:
    source = ARRAYS[key]
    pixels = source.values()[None]  # (1, H, W)
    code = source.code or _written_out(pixels[0].tolist())
    return Picture(key, source.title, pixels, "array", source.credit, code)


@lru_cache(maxsize=24)  # 1.2 MB each at 320 pixels
def _load_photo(key: str, size: int | None) -> Picture:
    source = PHOTOS[key]
    path = find_folder(*source.folder) / source.file
    try:
        with Image.open(path) as opened:
            image = cut_square(_flatten(opened, source.mode))
    except OSError as error:
        raise PictureError(
            N_("The sample picture {file} of {package} cannot be read: install the package again."),
            file=source.file,
            package=source.folder[0],
        ) from error
    if size is not None:
        image = image.resize((size, size), Image.Resampling.LANCZOS)
    code = _photo_code(source, size)
    return Picture(key, source.title, to_pixels(image), "photo", source.credit, code)


def _flatten(image: Image.Image, mode: str) -> Image.Image:
    """Lay an image on white where it is transparent, and make it `mode` ("L" or "RGB")."""
    if image.has_transparency_data:
        above = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", above.size, "white"), above)
    return image.convert(mode)


def _photo_code(source: PhotoSource, size: int | None) -> str:
    package, folder = source.folder
    lines = [
        "from importlib.util import find_spec",
        "",
        "from PIL import Image",
        "",
        f'folder = find_spec("{package}").submodule_search_locations[0]',
        f'image = Image.open(folder + "/{folder}/{source.file}")',
    ]
    if source.transparent:
        lines += [
            'image = image.convert("RGBA")  # transparent: laid on white',
            'image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)',
        ]
    lines += [f'image = image.convert("{source.mode}")', CUT_CODE, *pixels_code(size, source.mode)]
    return "\n".join(lines)


def _written_out(rows: list[list[float]]) -> str:
    """Write an array of whole numbers as code."""
    inner = "".join(f"    {[round(value) for value in row]},\n" for row in rows)
    return f"picture = np.array([[\n{inner}]], dtype=np.float32)  # (1, H, W)"
