"""Training: head training against the lecture's own loop, what a run costs others, stop, memory."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import psutil
import torch
from playwright.sync_api import Browser
from torch.nn import functional

from explorer.data.labelled_pictures import LabelledPictures
from explorer.data.offline_sets import load_offline_set
from explorer.training.models import ModelChoice
from explorer.training.orders import RunHandle, RunOrder
from explorer.training.runner import ThreadRunner, begin_run
from explorer.training.settings import RunSettings
from tests.benchmarks.harness import (
    IDLE,
    PATIENCE_MS,
    open_chromium,
    open_visit,
    print_table,
    ratio,
    serve,
)
from tests.serving import APP

PICTURES, CLASSES, SIDE = 2_700, 10, 112  # 2,160 to learn from, 270 and 270 to ask about
EPOCHS, TIMED_EPOCHS = 20, 2  # of the lecture's loop a tenth is run; all its epochs are alike
SEEDS = 10
STEPS = 20
RUNS = 10


def many_pictures() -> LabelledPictures:
    """As many pictures as the lecture's; noise does for the time."""
    generator = np.random.default_rng(0)
    pixels = generator.integers(0, 256, (PICTURES, 3, SIDE, SIDE), dtype=np.uint8)
    labels = np.arange(PICTURES) % CLASSES
    names = tuple(map(str, range(CLASSES)))
    return LabelledPictures("noise", "Noise", pixels, labels, names, "", "")


def order_of(pictures: LabelledPictures, choice: ModelChoice, settings: RunSettings) -> RunOrder:
    return RunOrder("benchmark", pictures, choice, settings, "run")


def lecture_epochs(order: RunOrder, epochs: int) -> Iterator[float]:
    """Run the lecture's loop: every picture through the frozen network, every epoch.

    Yields the validation accuracy (counted rightly). The network is in `train()`, as there.
    """
    run = begin_run(order)
    feeder, model, settings = run.feeder, run.model, order.settings
    model.trunk.requires_grad_(requires_grad=False)
    optimizer = torch.optim.Adam(model.head.parameters(), lr=settings.lr)
    train, asked = (torch.from_numpy(part) for part in (run.split.train, run.split.validation))
    for _epoch in range(epochs):
        model.trunk.train()
        model.head.train()
        for chosen in torch.split(train[torch.randperm(len(train))], settings.batch_size):
            loss = functional.cross_entropy(model(feeder.feed(chosen)), feeder.labels[chosen])
            optimizer.zero_grad()
            torch.autograd.backward(loss)
            optimizer.step()
        model.trunk.eval()
        model.head.eval()
        with torch.no_grad():
            right = sum(
                int((model(feeder.feed(chosen)).argmax(1) == feeder.labels[chosen]).sum())
                for chosen in torch.split(asked, settings.batch_size)
            )
        yield right / len(asked)


def show_speed() -> None:
    """Twenty epochs of a new head on MobileNetV2 (random weights), ours and the lecture's."""
    settings = RunSettings("frozen", epochs=EPOCHS)
    order = order_of(many_pictures(), ModelChoice("mobilenet_v2"), settings)
    began = time.process_time()
    for _accuracy in lecture_epochs(order, TIMED_EPOCHS):
        pass
    theirs = (time.process_time() - began) * EPOCHS / TIMED_EPOCHS
    began = time.process_time()
    for _progress in begin_run(order).steps():
        pass
    ours = time.process_time() - began
    print_table(
        f"{EPOCHS} epochs of head training, MobileNetV2, 2,160 pictures at {SIDE} px, 1 thread",
        ["loop", "s of processor", "faster", "goal"],
        [
            [f"the lecture's ({TIMED_EPOCHS} epochs run, times 10)", f"{theirs:.0f}", "", ""],
            ["features kept", f"{ours:.1f}", ratio(theirs, ours), "20 ×"],
        ],
    )


def show_accuracy() -> None:
    """Best validation accuracy of both loops on the textures, seed by seed."""
    textures = load_offline_set("textures")
    differences = []
    for seed in range(SEEDS):
        settings = RunSettings("frozen", epochs=EPOCHS, seed=seed)
        order = order_of(textures, ModelChoice("alexnet", "offline"), settings)
        torch.manual_seed(seed)
        theirs = max(lecture_epochs(order, EPOCHS))
        run = begin_run(order)
        for _progress in run.steps():
            pass
        best = run.history.best
        differences.append((best.validation_accuracy if best else 0.0) - theirs)
    mean, spread = float(np.mean(differences)), float(np.std(differences, ddof=1))
    half = 2.262 * spread / SEEDS**0.5  # Student's t for 9 degrees of freedom, 95 %
    print_table(
        f"Validation accuracy minus the lecture's loop, textures, offline pack, {SEEDS} seeds",
        ["mean", "95 % interval", "goal"],
        [[f"{mean:+.4f}", f"{mean - half:+.4f} … {mean + half:+.4f}", "not below 0"]],
    )


def show_neighbour(browser: Browser) -> None:
    """Steps of a slider on another page, idle and while a run goes on."""
    with serve(APP) as (app,):
        visit = open_visit(browser, "convolution", f"{app.url}/convolution", "kernel_size", "grid")
        idle = [visit.step() for _step in range(STEPS)]
        trainer = browser.new_page()
        link = "dataset=textures&model=alexnet&strategy=scratch&epochs=60"
        trainer.goto(f"{app.url}/training?{link}")
        trainer.locator(IDLE).wait_for(timeout=PATIENCE_MS)
        trainer.get_by_role("button", name="Train", exact=True).click()
        trainer.get_by_text("pictures a second").wait_for(timeout=PATIENCE_MS)
        busy = [visit.step() for _step in range(STEPS)]
        trainer.bring_to_front()
        began = time.monotonic()
        trainer.get_by_role("button", name="Stop", exact=True).click()
        trainer.get_by_role("button", name="Continue").wait_for(timeout=PATIENCE_MS)
        stopped = time.monotonic() - began
    quiet, loud = float(np.median(idle)), float(np.median(busy))
    print_table(
        f"While AlexNet trains from scratch on one thread, medians of {STEPS}",
        ["", "ms", "÷ idle", "goal"],
        [
            ["slider on another page, idle", f"{quiet:.0f}", ratio(1, 1), ""],
            ["slider on another page, busy", f"{loud:.0f}", ratio(loud, quiet), "1.3 ×"],
            ["stop until the page shows it", f"{1000 * stopped:.0f}", "", "1,000 ms"],
        ],
    )


def show_memory() -> None:
    """Resident memory after one run and after ten."""
    runner, found = ThreadRunner(), []
    textures = load_offline_set("textures")
    for number in range(RUNS):
        settings = replace(RunSettings("finetune", epochs=1, more_epochs=1), seed=number)
        handle = runner.submit(order_of(textures, ModelChoice("alexnet", "offline"), settings))
        _await(handle)
        gc.collect()
        found.append(psutil.Process(os.getpid()).memory_info().rss / 2**20)
    print_table(
        "Resident memory after runs of AlexNet, fine-tuned",
        ["after", "MiB", "÷ one", "goal"],
        [
            ["1 run", f"{found[0]:.0f}", ratio(1, 1), ""],
            [f"{RUNS} runs", f"{found[-1]:.0f}", ratio(found[-1], found[0]), "1.1 ×"],
        ],
    )


def _await(handle: RunHandle) -> None:
    while handle.live:
        time.sleep(0.05)


def main() -> None:
    """Measure and print."""
    torch.set_num_threads(1)
    show_memory()
    show_accuracy()
    with open_chromium() as chrome:
        show_neighbour(chrome)
    show_speed()


if __name__ == "__main__":
    main()
