"""A trained pack made ready to be shipped: three files, their hashes, their figures and recipe."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import torch

from explorer.networks import templates, training_run
from explorer.networks.pack import (
    CONVOLUTIONS_FILE,
    HEADS_FILE,
    INPUT_SIZE,
    TEMPLATES_FILE,
    PackFigures,
    State,
    measure_pack,
    read_pack,
    read_tensors,
    save_tensors,
)
from explorer.networks.pack_manifest import PackFile, PackManifest, PublishedFigures, hash_content
from explorer.networks.photo_data import PictureSet

LICENCE = "MIT"
TRAINED = "trained by this project, explorer.networks.pretrain, on CIFAR-10 (A. Krizhevsky, 2009)"
ORIGINS = {
    CONVOLUTIONS_FILE: f"{TRAINED} and a thousand photographs, one of each ImageNet class; "
    "torchvision's layout of AlexNet",
    HEADS_FILE: f"{TRAINED}: ten classes from the pooled conv5, calibrated on the test set",
    TEMPLATES_FILE: f"{TRAINED}: the fully connected network 3072-64-10",
}


def publish_pack(trained: Path, folder: Path, test: PictureSet, checkpoint: Path) -> PackManifest:
    """Measure the pack in `trained` on `test` and write it with its manifest into `folder`.

    The heads keep CIFAR-10's and get their calibration; `checkpoint` knows how the run went.
    Raises WeightsError for a missing file, FileNotFoundError for a missing checkpoint.
    """
    recipe = tell_recipe(torch.load(checkpoint, map_location="cpu", weights_only=True))
    convolutions, heads = read_pack(trained)
    measured = measure_pack(convolutions, heads, test)
    figures = PublishedFigures(
        input_size=INPUT_SIZE,
        accuracy=_rounded(measured.accuracy),
        neighbours_mean=_rounded(measured.neighbours.mean),
        neighbours_spread=_rounded(measured.neighbours.spread),
        clean=measured.clean,
        one_direction=measured.one_direction,
        directions=measured.directions,
        templates_accuracy=_rounded(
            templates.measure_templates(read_tensors(trained / TEMPLATES_FILE), test)
        ),
        recipe=recipe,
    )
    folder.mkdir(parents=True, exist_ok=True)
    for name in (CONVOLUTIONS_FILE, TEMPLATES_FILE):
        shutil.copyfile(trained / name, folder / name)
    save_tensors(folder / HEADS_FILE, choose_heads(heads, measured))
    files = [
        PackFile(name, origin, LICENCE, hash_content((folder / name).read_bytes()))
        for name, origin in ORIGINS.items()
    ]
    manifest = PackManifest(tuple(files), figures)
    manifest.write(folder)
    return manifest


def choose_heads(heads: State, measured: PackFigures) -> State:
    """Keep CIFAR-10's head and what was measured of it; the photographs are nobody's classes."""
    kept = {name: tensor for name, tensor in heads.items() if name.startswith("cifar10.")}
    return kept | measured.calibration.state() | measured.familiarity.state()


def tell_recipe(checkpoint: dict[str, Any]) -> str:
    """Tell in words how a run went, from what its last checkpoint holds."""
    run = training_run.RunSettings(**checkpoint["settings"])
    sizes = ", ".join(str(size) for _, size in training_run.STAGES)
    minutes = checkpoint["worked_s"] / 60
    restored = [f"{step:,}" for step in checkpoint.get("restored", [])]
    put_back = f", put back to them at step {', '.join(restored)}" if restored else ""
    return (
        f"AlexNet's convolutions: {checkpoint['step']:,} steps of {run.batch} pictures in "
        f"{minutes:.0f} minutes, {run.photos} of each batch photographs that are a class of their "
        f"own, random crops fed at {sizes} pixels in turn. Stochastic gradient descent, momentum "
        f"0.9, learning rate {run.lr:g} falling as half a cosine, weight decay "
        f"{training_run.DECAY:g}, of conv1 {training_run.FIRST_LAYER_DECAY:g}; conv1 begins with "
        f"independent components of photo patches{put_back}. Batch normalisation behind each "
        f"convolution, folded into it afterwards. Seed {run.seed}. "
        f"3072-64-10: {templates.EPOCHS} epochs of CIFAR-10, pictures mirrored and slid by up to "
        f"{templates.LARGEST_SHIFT} pixels, batches of {templates.BATCH}, learning rate "
        f"{templates.RATE:g}, weight decay {templates.DECAY:g}, of the templates "
        f"{templates.TEMPLATE_DECAY:g}."
    )


def _rounded(share: float) -> float:
    return round(share, 4)  # a ten-thousandth: one picture of the test set
