"""Runs made beforehand: all there, as long as their settings say, and repeated by their script."""

from __future__ import annotations

from pathlib import Path

import pytest

from explorer.training.reference_runs import (
    EPOCHS,
    FOLDER,
    REFERENCES,
    SEEDS,
    Reference,
    accuracy_band,
    make_missing,
    read_references,
)


@pytest.mark.parametrize("reference", REFERENCES, ids=str)
def test_every_reference_has_a_whole_run_a_seed(reference: Reference) -> None:
    asked = (reference.pictures, reference.model, reference.source, reference.strategy)
    histories = read_references(*asked)
    assert len(histories) == len(SEEDS)
    epochs = 2 * EPOCHS if reference.strategy == "finetune" else EPOCHS
    for records in histories:
        assert [record.epoch for record in records] == list(range(1, epochs + 1))
        assert all(0 <= record.validation_accuracy <= 1 for record in records)
    band = accuracy_band(histories)
    assert len(band) == epochs
    assert all(low <= high for _epoch, low, high in band)


def test_nothing_else_is_there_and_others_have_none() -> None:
    expected = {reference.path(seed).name for reference in REFERENCES for seed in SEEDS}
    assert {path.name for path in FOLDER.glob("*.csv")} == expected
    assert read_references("textures", "resnet18", "imagenet", "frozen") == []


def test_the_script_repeats_a_run(tmp_path: Path) -> None:
    for reference in REFERENCES:
        for seed in SEEDS:
            if (reference.pictures, reference.model, seed) != ("faces", "lenet", 1):
                reference.path(seed, tmp_path).write_text("kept", encoding="utf-8")
    (line,) = make_missing(tmp_path)
    assert line.startswith("faces-lenet-random-scratch-1.csv")
    made = (tmp_path / "faces-lenet-random-scratch-1.csv").read_text(encoding="utf-8")
    shipped = (FOLDER / "faces-lenet-random-scratch-1.csv").read_text(encoding="utf-8")
    for one, other in zip(made.splitlines()[1:], shipped.splitlines()[1:], strict=True):
        mine, theirs = (list(map(float, line.split(",")))[:-1] for line in (one, other))
        assert mine == pytest.approx(theirs, rel=0.02, abs=0.06)  # other processors round otherwise
