"""A run to take away: its weights as safetensors, its history as TensorBoard's event files."""

from __future__ import annotations

import io
import tempfile
import zipfile
from importlib.util import find_spec
from pathlib import Path

from explorer.training.history import History
from explorer.training.loop import TrainingRun
from explorer.training.orders import RunOrder


def best_weights(order: RunOrder, run: TrainingRun) -> bytes:
    """Write the best epoch's weights: `trunk.…` and `head.…`, with what they are in the metadata.

    Raises ValueError where no epoch has ended.
    """
    from safetensors.torch import save

    best = run.history.best
    if run.best_state is None or best is None:
        raise ValueError("no epoch has ended yet")
    told = {
        "network": order.choice.name,
        "begun_with": order.choice.source,
        "pictures": order.pictures.key,
        "classes": ", ".join(order.pictures.classes),
        "strategy": run.settings.strategy,
        "seed": str(run.settings.seed),
        "epoch": str(best.epoch),
        "validation_accuracy": f"{best.validation_accuracy:.6g}",
    }
    tensors = {name: tensor.contiguous() for name, tensor in run.best_state.items()}
    return save(tensors, metadata=told)


def has_tensorboard() -> bool:
    """Whether the optional package that writes event files is installed."""
    return find_spec("tensorboard") is not None


def event_files(history: History, run_name: str) -> bytes:
    """Write a history as TensorBoard reads it, a folder of event files in a zip.

    Scalars a batch: `loss/batch`; an epoch: loss and accuracy of training and validation, and the
    learning rate. Needs the package tensorboard.
    """
    from torch.utils.tensorboard import SummaryWriter

    with tempfile.TemporaryDirectory() as folder:
        with SummaryWriter(folder) as writer:
            for number, loss in enumerate(history.batch_losses, start=1):
                writer.add_scalar("loss/batch", loss, number)
            for record in history.epochs:
                writer.add_scalar("loss/training", record.train_loss, record.epoch)
                writer.add_scalar("loss/validation", record.validation_loss, record.epoch)
                writer.add_scalar("accuracy/training", record.train_accuracy, record.epoch)
                writer.add_scalar("accuracy/validation", record.validation_accuracy, record.epoch)
                writer.add_scalar("learning_rate", record.lr, record.epoch)
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(Path(folder).iterdir()):
                archive.write(path, f"{run_name}/{path.name}")
        return packed.getvalue()
