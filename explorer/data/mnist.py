"""MNIST's test pictures out of its two files: Y. LeCun, C. Cortes, C. Burges.

A file is a head of big-endian numbers (magic, count, rows, columns) and a byte a value, packed with
gzip: http://yann.lecun.com/exdb/mnist/.
"""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from explorer.data.labelled_pictures import LabelledPictures
from explorer.errors import PictureError
from explorer.text import N_

EACH = 200  # pictures of each digit that are used here
SIDE = 28
_IMAGES, _LABELS = 2051, 2049  # magic numbers: unsigned bytes in 3 axes, in 1
_MOST_BYTES = 60_000 * SIDE * SIDE + 16  # what the training file holds, the largest there is

_CODE = f"""\
import gzip

images = gzip.open("mnist-t10k-images-idx3-ubyte.gz").read()  # put both files there
targets = np.frombuffer(gzip.open("mnist-t10k-labels-idx1-ubyte.gz").read()[8:], np.uint8)
pixels = np.frombuffer(images[16:], np.uint8).reshape(-1, 1, {SIDE}, {SIDE})
labels = targets.astype(int)
chosen = np.concatenate([np.flatnonzero(labels == d)[:{EACH}] for d in range(10)])
pixels, labels, regions = pixels[chosen], labels[chosen], None"""


def read_mnist(images: Path, labels: Path) -> LabelledPictures:
    """Read the first 200 pictures of each digit; raises PictureError for other files."""
    count, pixels = _read(images, _IMAGES, 16)
    told, digits = _read(labels, _LABELS, 8)
    if count != told or len(pixels) != count * SIDE * SIDE or len(digits) != count or count == 0:
        raise _not_mnist(images)
    if digits.max() > 9:
        raise _not_mnist(labels)
    named = digits.astype(np.int64)
    chosen = np.concatenate([np.flatnonzero(named == digit)[:EACH] for digit in range(10)])
    return LabelledPictures(
        "mnist",
        N_("MNIST"),
        pixels.reshape(-1, 1, SIDE, SIDE)[chosen],
        named[chosen],
        tuple(str(digit) for digit in range(10)),
        N_("Y. LeCun, C. Cortes, C. Burges: MNIST, from NIST's handwritten digits"),
        _CODE,
    )


def _read(path: Path, magic: int, head: int) -> tuple[int, NDArray[np.uint8]]:
    """Return the count a file tells and its bytes behind the head."""
    try:
        with gzip.open(path) as file:
            content = file.read(_MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise _not_mnist(path) from error
    if not head < len(content) <= _MOST_BYTES or int.from_bytes(content[:4], "big") != magic:
        raise _not_mnist(path)
    return int.from_bytes(content[4:8], "big"), np.frombuffer(content[head:], np.uint8)


def _not_mnist(path: Path) -> PictureError:
    return PictureError(
        N_("{file} does not hold MNIST's test pictures: delete it and download it again."),
        file=path.name,
    )
