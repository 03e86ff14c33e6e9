"""CIFAR-10's test pictures out of its archive in the binary format, which needs no pickle.

A. Krizhevsky: Learning multiple layers of features from tiny images, 2009. A record is one byte of
label and 3 × 32 × 32 bytes of red, green and blue (https://www.cs.toronto.edu/~kriz/cifar.html).
"""

from __future__ import annotations

import tarfile
from pathlib import Path

import numpy as np

from explorer.data.labelled_pictures import LabelledPictures
from explorer.errors import PictureError
from explorer.text import N_

MEMBER = "cifar-10-batches-bin/test_batch.bin"
EACH = 50  # pictures of each class that are used here
CLASSES = (
    N_("airplane"), N_("automobile"), N_("bird"), N_("cat"), N_("deer"),
    N_("dog"), N_("frog"), N_("horse"), N_("ship"), N_("truck"),
)  # fmt: skip
_RECORD = 1 + 3 * 32 * 32

_CODE = f"""\
import tarfile

with tarfile.open("cifar-10-binary.tar.gz") as archive:  # put the file there
    records = np.frombuffer(archive.extractfile("{MEMBER}").read(), np.uint8)
records = records.reshape(-1, {_RECORD})  # the label, then red, green and blue
labels = records[:, 0].astype(int)
chosen = np.concatenate([np.flatnonzero(labels == c)[:{EACH}] for c in range(10)])
pixels = records[chosen, 1:].reshape(-1, 3, 32, 32)
labels, regions = labels[chosen], None"""


def read_cifar10(path: Path) -> LabelledPictures:
    """Read the first 50 test pictures of each class; raises PictureError for another file."""
    try:
        with tarfile.open(path, "r:gz") as archive:
            member = archive.extractfile(MEMBER)
            content = b"" if member is None else member.read()
    except (tarfile.TarError, KeyError, OSError, EOFError) as error:
        raise _not_cifar(path) from error
    if not content or len(content) % _RECORD:
        raise _not_cifar(path)
    records = np.frombuffer(content, np.uint8).reshape(-1, _RECORD)
    labels = records[:, 0].astype(np.int64)
    chosen = np.concatenate([np.flatnonzero(labels == c)[:EACH] for c in range(len(CLASSES))])
    return LabelledPictures(
        "cifar10",
        N_("CIFAR-10"),
        records[chosen, 1:].reshape(-1, 3, 32, 32),
        labels[chosen],
        CLASSES,
        N_("A. Krizhevsky, V. Nair, G. Hinton: CIFAR-10"),
        _CODE,
    )


def _not_cifar(path: Path) -> PictureError:
    return PictureError(
        N_("{file} does not hold CIFAR-10's test pictures: delete it and download it again."),
        file=path.name,
    )
