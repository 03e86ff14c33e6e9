"""Runs made beforehand, to compare one's own with: as CSV in assets/reference_runs.

`python -m explorer.training.reference_runs` makes those that are missing, a file a run, on the
offline data sets alone: CIFAR-10's labels are what the offline pack was trained with.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from explorer.data.offline_sets import load_offline_set
from explorer.networks.network_list import Source
from explorer.training.history import EpochRecord, read_history_csv
from explorer.training.models import ModelChoice
from explorer.training.orders import RunOrder
from explorer.training.runner import begin_run
from explorer.training.settings import RunSettings, Strategy

FOLDER = Path(__file__).resolve().parents[2] / "assets" / "reference_runs"
SEEDS = (0, 1, 2)
EPOCHS = 20


@dataclass(frozen=True, slots=True)
class Reference:
    """What was run: pictures (a key of OFFLINE_SETS), network, whose weights, strategy."""

    pictures: str
    model: str
    source: Source
    strategy: Strategy

    def path(self, seed: int, folder: Path = FOLDER) -> Path:
        """Return where a run's history is kept."""
        return folder / f"{self.pictures}-{self.model}-{self.source}-{self.strategy}-{seed}.csv"

    @property
    def settings(self) -> RunSettings:
        """The settings of all its runs but the seed: the page's defaults."""
        return RunSettings(self.strategy, epochs=EPOCHS, more_epochs=EPOCHS)


_PRETRAINED: tuple[tuple[Source, Strategy], ...] = (
    ("offline", "frozen"),
    ("random", "scratch"),
    ("offline", "finetune"),
)
REFERENCES: tuple[Reference, ...] = (
    *(
        Reference(pictures, "alexnet", source, strategy)
        for pictures in ("textures", "faces")
        for source, strategy in _PRETRAINED
    ),
    Reference("all_digits", "lenet", "random", "scratch"),
    Reference("all_digits", "fc", "random", "scratch"),
    Reference("textures", "lenet", "random", "scratch"),
    Reference("faces", "lenet", "random", "scratch"),
)


def read_references(
    pictures: str, model: str, source: str, strategy: str, folder: Path = FOLDER
) -> list[list[EpochRecord]]:
    """Return the histories of all seeds of a reference, none where there is no such."""
    for reference in REFERENCES:
        asked = (reference.pictures, reference.model, reference.source, reference.strategy)
        if asked == (pictures, model, source, strategy):
            paths = (reference.path(seed, folder) for seed in SEEDS)
            return [read_history_csv(path.read_text("utf-8")) for path in paths if path.exists()]
    return []


def accuracy_band(histories: list[list[EpochRecord]]) -> list[tuple[float, float, float]]:
    """Return (epoch, least, greatest) validation accuracy in [0, 1] over runs of equal length."""
    return [
        (
            records[0].epoch,
            min(record.validation_accuracy for record in records),
            max(record.validation_accuracy for record in records),
        )
        for records in zip(*histories, strict=False)
    ]


def make_missing(folder: Path) -> Iterator[str]:
    """Run what is not there yet, and tell each run in a line."""
    folder.mkdir(parents=True, exist_ok=True)
    for seed in SEEDS:
        for reference in REFERENCES:
            path = reference.path(seed, folder)
            if path.exists():
                continue
            order = RunOrder(
                owner="",
                pictures=load_offline_set(reference.pictures),
                choice=ModelChoice(reference.model, reference.source),
                settings=replace(reference.settings, seed=seed),
                name=path.stem,
            )
            run = begin_run(order)
            for _progress in run.steps():
                pass
            part = path.with_suffix(".part")
            part.write_text(run.history.to_csv(), encoding="utf-8")
            part.replace(path)
            best = run.history.best
            yield f"{path.name}: best epoch {best.epoch if best else '-'}"


def main() -> None:
    """Make the missing runs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    torch.set_num_threads(1)
    for line in make_missing(parser.parse_args().folder):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
