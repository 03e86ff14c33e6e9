"""A tenth of EuroSAT, as the lecture uses it, out of its zip: satellite pictures of land.

P. Helber, B. Bischke, A. Dengel, D. Borth: EuroSAT, 2019, arXiv:1709.00029. The zip holds
`2750/<class>/<class>_<number>.jpg`, 27,000 pictures of 64 × 64 pixels, RGB.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from explorer.data.labelled_pictures import LabelledPictures
from explorer.errors import PictureError
from explorer.text import N_

TENTH = 10  # every tenth picture of each class
SIDE = 64
CLASSES = {
    "AnnualCrop": N_("annual crop"),
    "Forest": N_("forest"),
    "HerbaceousVegetation": N_("herbaceous vegetation"),
    "Highway": N_("highway"),
    "Industrial": N_("industrial"),
    "Pasture": N_("pasture"),
    "PermanentCrop": N_("permanent crop"),
    "Residential": N_("residential"),
    "River": N_("river"),
    "SeaLake": N_("sea or lake"),
}
_NAME = re.compile(r"(?:[^/]+/)*([A-Za-z]+)/\1_([0-9]{1,5})\.jpg")
_MOST_BYTES = 100_000  # of one picture; theirs have 3,000 or so
_DAMAGE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError)

_CODE = f"""\
import zipfile

pixels, labels = [], []
with zipfile.ZipFile("EuroSAT.zip") as archive:  # put the file there
    names = [name for name in archive.namelist() if name.endswith(".jpg")]
    for label, kind in enumerate({list(CLASSES)}):
        members = [name for name in names if f"/{{kind}}/" in name]
        members.sort(key=lambda name: int(name.rsplit("_", 1)[1][:-4]))
        for name in members[::{TENTH}]:
            pixels.append(np.asarray(Image.open(archive.open(name)).convert("RGB")))
            labels.append(label)
pixels = np.stack(pixels).transpose(0, 3, 1, 2)
labels, regions = np.array(labels), None"""


def read_eurosat(path: Path) -> LabelledPictures:
    """Read every tenth picture of each class; raises PictureError for another file."""
    pixels, labels = [], []
    try:
        with zipfile.ZipFile(path) as archive:
            for label, members in enumerate(_list_members(archive)):
                for info in members[::TENTH]:
                    pixels.append(_read_picture(archive, info))
                    labels.append(label)
    except _DAMAGE as error:
        raise _not_eurosat(path) from error
    if len(set(labels)) < len(CLASSES):
        raise _not_eurosat(path)
    return LabelledPictures(
        "eurosat",
        N_("EuroSAT, a tenth"),
        np.stack(pixels),
        np.array(labels, dtype=np.int64),
        tuple(CLASSES.values()),
        N_("P. Helber and others: EuroSAT, MIT licence; contains Copernicus Sentinel data"),
        _CODE,
    )


def _list_members(archive: zipfile.ZipFile) -> list[list[zipfile.ZipInfo]]:
    """Return each class's pictures by number."""
    found: dict[str, list[tuple[int, zipfile.ZipInfo]]] = {name: [] for name in CLASSES}
    for info in archive.infolist():
        match = _NAME.fullmatch(info.filename)
        if match and match[1] in found and info.file_size <= _MOST_BYTES:
            found[match[1]].append((int(match[2]), info))
    return [[info for _number, info in sorted(each, key=lambda p: p[0])] for each in found.values()]


def _read_picture(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> NDArray[np.uint8]:
    with archive.open(info) as file, Image.open(BytesIO(file.read(_MOST_BYTES + 1))) as image:
        if image.size != (SIDE, SIDE):
            raise ValueError(f"{info.filename} is {image.size}")
        return np.asarray(image.convert("RGB")).transpose(2, 0, 1)


def _not_eurosat(path: Path) -> PictureError:
    return PictureError(
        N_("{file} does not hold EuroSAT's pictures: delete it and download it again."),
        file=path.name,
    )
