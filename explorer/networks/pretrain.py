"""Makes the offline weights: `python -m explorer.networks.pretrain --help`.

Trains AlexNet's convolutions on CIFAR-10 and a thousand photographs, and the fully connected
network whose templates are shown beside them, and writes the files that the app ships. Stopped at
any time, it goes on from its last checkpoint when started again.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import torch

from explorer.networks.first_layer import start_first_layer
from explorer.networks.pack import (
    TEMPLATES_FILE,
    measure_pack,
    read_pack,
    read_tensors,
    save_pack,
    save_tensors,
)
from explorer.networks.pack_manifest import MANIFEST_FILE
from explorer.networks.photo_data import PictureSet, read_class_folders, read_photos
from explorer.networks.publishing import publish_pack
from explorer.networks.templates import measure_templates, train_templates
from explorer.networks.training_run import PretrainingRun, Progress, RunSettings

PHOTOS = "photos.zip"
CIFAR_TRAIN = "cifar10_train.zip"
CIFAR_TEST = "cifar10_test.zip"
CHECKPOINT = "checkpoint.pt"
FIRST_LAYER = "first_layer_{seed}.pt"
LINE_EVERY = 20  # steps


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, report on a pack or publish it, as the command line says."""
    options = build_parser().parse_args(arguments)
    torch.set_num_threads(options.threads)
    if options.publish is not None:
        publish(options)
        return
    if not options.report:
        train(options)
    report(options)


def build_parser() -> argparse.ArgumentParser:
    """Name every option with its meaning and default."""
    parser = argparse.ArgumentParser(
        prog="python -m explorer.networks.pretrain",
        description="Train the offline weights, report their figures, or publish them.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument(
        "--data",
        type=Path,
        required=True,
        help=f"folder with {PHOTOS}, {CIFAR_TRAIN}, {CIFAR_TEST}",
    )
    parser.add_argument(
        "--out", type=Path, required=True, help="folder of the pack and its checkpoint"
    )
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument("--report", action="store_true", help="only print the figures of --out")
    instead.add_argument(
        "--publish",
        type=Path,
        metavar="FOLDER",
        help="only measure the pack of --out and write it into FOLDER with its manifest",
    )
    length = parser.add_mutually_exclusive_group()
    length.add_argument(
        "--minutes", type=float, help="how long to work; a processor's pauses do not count"
    )
    length.add_argument("--epochs", type=float, help="how many passes over CIFAR-10")
    parser.add_argument("--device", default="cpu", help="cpu or cuda")
    parser.add_argument("--batch", type=int, default=128, help="pictures a step")
    parser.add_argument("--lr", type=float, default=0.1, help="largest learning rate")
    parser.add_argument("--seed", type=int, default=0, help="of every random choice")
    parser.add_argument("--threads", type=int, default=2, help="processor threads")
    parser.add_argument(
        "--restore-first-layer",
        action="store_true",
        help="when a run goes on, put its first layer back to its start",
    )
    parser.add_argument("--amp", action="store_true", help="train in bfloat16 where it is safe")
    parser.add_argument(
        "--save-every", type=float, default=120, help="seconds between two checkpoints"
    )
    return parser


def train(options: argparse.Namespace) -> None:
    """Train from the start or from the checkpoint in `--out` to the end, then write the pack."""
    settings = RunSettings(
        minutes=options.minutes if options.epochs is None else None,
        epochs=options.epochs,
        batch=options.batch,
        lr=options.lr,
        seed=options.seed,
        amp=options.amp,
    )
    options.out.mkdir(parents=True, exist_ok=True)
    run = prepare_run(settings, options)
    checkpoint = options.out / CHECKPOINT
    if checkpoint.exists():
        run.resume(checkpoint)
        say(f"goes on from step {run.step}, {run.done:.1%} of the run")
        if options.restore_first_layer:
            run.restore_first_layer()
    saved = time.monotonic()
    for progress in run.run():
        if progress.step % LINE_EVERY == 0:
            say(progress_line(progress))
        if time.monotonic() - saved > options.save_every:
            run.save(checkpoint)
            saved = time.monotonic()
    run.save(checkpoint)
    save_pack(options.out, run.trunk.fold(), run.heads.state_dict())
    templates = options.out / TEMPLATES_FILE
    if not templates.exists():
        say("trains the fully connected network, 3072-64-10")
        save_tensors(templates, train_templates(run.source.cifar, settings.seed))


def prepare_run(settings: RunSettings, options: argparse.Namespace) -> PretrainingRun:
    """Read the pictures, find the first layer's start (kept in `--out`) and set up the network."""
    device = torch.device(options.device)
    photos = read_photos(options.data / PHOTOS)
    say(f"read {len(photos):,} photographs")
    cifar = read_class_folders(options.data / CIFAR_TRAIN)
    say(f"read {len(cifar):,} pictures of {len(cifar.classes)} classes")
    start = options.out / FIRST_LAYER.format(seed=settings.seed)
    if not start.exists():
        say("looks for independent components of photo patches")
        torch.save(start_first_layer(photos, settings.seed), start)
    first_layer = torch.load(start, weights_only=True)
    return PretrainingRun(settings, cifar.to(device), photos.to(device), first_layer)


def report(options: argparse.Namespace) -> None:
    """Print the figures of the pack in `--out`, if the test set is at hand."""
    if not (options.data / CIFAR_TEST).exists():
        say(f"no figures without {CIFAR_TEST}")
        return
    convolutions, heads = read_pack(options.out)
    test = read_test(options)
    for line in measure_pack(convolutions, heads, test).lines():
        say(line)
    templates = measure_templates(read_tensors(options.out / TEMPLATES_FILE), test)
    say(f"3072-64-10, fully connected: {templates:.2%} on CIFAR-10's test set")


def publish(options: argparse.Namespace) -> None:
    """Write the pack in `--out` and its manifest into the folder that `--publish` names."""
    manifest = publish_pack(
        options.out, options.publish, read_test(options), options.out / CHECKPOINT
    )
    names = [*(file.name for file in manifest.files), MANIFEST_FILE]
    say(f"wrote {', '.join(names)} into {options.publish}")
    for name, value in asdict(manifest.figures).items():
        say(f"{name}: {value}")


def read_test(options: argparse.Namespace) -> PictureSet:
    """Read CIFAR-10's test set."""
    return read_class_folders(options.data / CIFAR_TEST).to(torch.device(options.device))


def progress_line(progress: Progress) -> str:
    """Tell in one line where a run stands."""
    speed = progress.pictures / max(progress.worked_s, 1e-9)
    return (
        f"{progress.done:6.1%}  step {progress.step:,}  {progress.size} px  "
        f"{progress.pictures:,} pictures, {speed:.0f}/s  "
        f"CIFAR-10 loss {progress.cifar_loss:.3f}, {progress.cifar_accuracy:.0%} right  "
        f"photo loss {progress.photo_loss:.3f}"
    )


def say(line: str) -> None:
    """Print a line at once, also into a file."""
    sys.stdout.write(f"{time.strftime('%H:%M:%S')} [{os.getpid()}] {line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
