"""Data sets on their authors' servers, and where those are kept that somebody asked for."""

from __future__ import annotations

from pathlib import Path

from explorer.data.remote_files import RemoteFile

# The binary version: its reader executes nothing, where the Python version is a pickle.
CIFAR10_ARCHIVE = RemoteFile(
    url="https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
    name="cifar-10-binary.tar.gz",
    digest="c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
    size_bytes=170_052_171,
)

# Sixty recordings of eight words in Hebrew; address and digest are those of torchaudio.datasets.
YESNO_ARCHIVE = RemoteFile(
    url="http://www.openslr.org/resources/1/waves_yesno.tar.gz",
    name="waves_yesno.tar.gz",
    digest="c3f49e0cca421f96b75b41640749167b52118f232498667ca7a5f9416aef8e73",
    size_bytes=4_703_754,
)


# Addresses and digests are torchvision's own (datasets/mnist.py, datasets/eurosat.py).
MNIST_IMAGES = RemoteFile(
    url="https://ossci-datasets.s3.amazonaws.com/mnist/t10k-images-idx3-ubyte.gz",
    name="mnist-t10k-images-idx3-ubyte.gz",
    digest="9fb629c4189551a2d022fa330f9573f3",
    size_bytes=1_648_877,
    algorithm="md5",
)
MNIST_LABELS = RemoteFile(
    url="https://ossci-datasets.s3.amazonaws.com/mnist/t10k-labels-idx1-ubyte.gz",
    name="mnist-t10k-labels-idx1-ubyte.gz",
    digest="ec29112dd5afa0611ce80d1b7f02629c",
    size_bytes=4_542,
    algorithm="md5",
)
EUROSAT_ARCHIVE = RemoteFile(
    url="https://huggingface.co/datasets/torchgeo/eurosat/resolve/"
    "c877bcd43f099cd0196738f714544e355477f3fd/EuroSAT.zip",
    name="EuroSAT.zip",
    digest="c8fa014336c82ac7804f0398fcb19387",
    size_bytes=94_280_567,
    algorithm="md5",
)


def archive_folder() -> Path:
    """Return the folder beside torch.hub's weights where data sets are kept."""
    import torch

    return Path(torch.hub.get_dir()) / "datasets"
