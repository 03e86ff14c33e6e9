"""Why is validation above training? Answered from the run at hand."""

from __future__ import annotations

import streamlit as st

from explorer.training.evaluation import wilson_interval
from explorer.training.loop import TrainingRun
from explorer.training.orders import RunHandle
from explorer.training.validation_gap import ValidationGap
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section
from explorer.ui.training.after_network import gap_of


def show_gap(handle: RunHandle, run: TrainingRun) -> None:
    """The best epoch's training accuracy measured in four ways, and what lies between them."""
    with st.spinner(_("Asking about the training pictures once more …")):
        gap = gap_of(handle, run)
    best = handle.history.best
    epoch = best.epoch if best else 0
    st.markdown(lesson_section("training", "after_gap"))
    st.markdown(_verdict(run, gap, epoch))
    st.table(_rows(gap, epoch), hide_index=True)
    reasons = (_what_moved(gap), _what_is_on(gap), _how_few(run, gap), _lecture(run, gap))
    st.markdown("\n".join(f"- {reason}" for reason in reasons))


def _verdict(run: TrainingRun, gap: ValidationGap, epoch: int) -> str:
    curve, validation = gap.curve[0], gap.validation.accuracy
    told = (
        _("In epoch {epoch} the curve of validation is **above** that of training")
        if validation > curve
        else _("In epoch {epoch} the curve of validation is **not above** that of training")
    ).format(epoch=epoch)
    still = gap.still.accuracy
    like = (
        _("measured alike, training is above it after all")
        if still > validation >= curve
        else _("measured alike, training has {still}").format(still=f"{still:.1%}")
    )
    return _(
        "{told}: {validation} against {curve}; {like}. It was above in {count} of {total} epochs."
    ).format(
        told=told,
        validation=f"{validation:.1%}",
        curve=f"{curve:.1%}",
        like=like,
        count=gap.above,
        total=len(run.history.epochs),
    )


def _rows(gap: ValidationGap, epoch: int) -> dict[str, list[str]]:
    rows = [
        (_("Training, the curve: while the weights change"), *gap.curve),
        (
            _("Training, weights of epoch {epoch} standing still, in train()").format(epoch=epoch),
            gap.drawn.accuracy,
            gap.drawn.loss,
        ),
        (_("Training, the same weights in eval()"), gap.still.accuracy, gap.still.loss),
        (_("Validation, in eval()"), gap.validation.accuracy, gap.validation.loss),
    ]
    return {
        _("Measured"): [name for name, _accuracy, _loss in rows],
        _("Accuracy"): [f"{accuracy:.1%}" for _name, accuracy, _loss in rows],
        _("Loss"): [f"{loss:.3f}" for _name, _accuracy, loss in rows],
    }


def _points(after: float, before: float) -> str:
    return f"{100 * (after - before):+.1f}".replace("-", "−")


def _what_is_on(gap: ValidationGap) -> str:
    on = [_("dropout with p = {p}").format(p=f"{p:g}") for p in gap.dropouts]
    on += [_("augmentation")] if gap.augmented else []
    on += [_("batch statistics in {count} BatchNorm layers").format(count=gap.norms)] * bool(
        gap.norms
    )
    if not on:
        return _(
            "**What is on in training only:** nothing in this run; no dropout, no augmentation, no "
            "BatchNorm that learns."
        )
    return _(
        "**What is on in training only:** {on}. Switched off, with the same weights: {points} "
        "points."
    ).format(on=", ".join(on), points=_points(gap.still.accuracy, gap.drawn.accuracy))


def _what_moved(gap: ValidationGap) -> str:
    return _(
        "**When it is measured:** the curve averages over the epoch while the weights change. With "
        "those of its end: {points} points, loss {before} → {after}."
    ).format(
        points=_points(gap.drawn.accuracy, gap.curve[0]),
        before=f"{gap.curve[1]:.3f}",
        after=f"{gap.drawn.loss:.3f}",
    )


def _how_few(run: TrainingRun, gap: ValidationGap) -> str:
    total = len(run.split.validation)
    low, high = wilson_interval(gap.validation.right, total)
    still = gap.still.accuracy
    told = (
        _(
            "**Which pictures:** {total} validate, which leaves {low} to {high} open; the {still} "
            "of training in eval() lie within: chance could make that difference."
        )
        if low <= still <= high
        else _(
            "**Which pictures:** {total} validate, which leaves {low} to {high} open; the {still} "
            "of training in eval() lie outside: more than chance."
        )
    )
    return told.format(total=total, low=f"{low:.0%}", high=f"{high:.0%}", still=f"{still:.1%}")


def _lecture(run: TrainingRun, gap: ValidationGap) -> str:
    size = run.settings.batch_size
    train, validation = len(run.split.train), len(run.split.validation)
    return _(
        "**How it is counted:** the lecture divides by batches × {size}, and the last batch is "
        "shorter. It would have printed "
        "{training} for training ({train} pictures) and {validated} for validation "
        "({validation})."
    ).format(
        size=size,
        training=f"{gap.lecture_training:.1%}",
        train=train,
        validated=f"{gap.lecture_validation:.1%}",
        validation=validation,
    )
