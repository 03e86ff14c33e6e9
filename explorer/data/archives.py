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


def archive_folder() -> Path:
    """Return the folder beside torch.hub's weights where data sets are kept."""
    import torch

    return Path(torch.hub.get_dir()) / "datasets"
