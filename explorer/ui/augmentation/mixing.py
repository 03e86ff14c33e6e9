"""Mixup and CutMix on a small batch: two pictures in one, and both labels with their shares."""

from __future__ import annotations

import streamlit as st
import torch

from explorer.augmentation.mixing import MixedBatch, MixKind, draw_shares, mix_batch
from explorer.data.labelled_pictures import LabelledPictures
from explorer.data.offline_sets import load_offline_set
from explorer.plots.augmentation import lambda_figure
from explorer.ui.augmentation.compute import AugmentView
from explorer.ui.augmentation.settings import ALPHA, DATA, MIX
from explorer.ui.gallery import Shown, show_gallery
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section
from explorer.ui.numerals import show_number

BATCH = 6
_SHARES = 20_000


def show_mixing(view: AugmentView) -> None:
    """The batch before and after, the labels in numbers, and where λ falls."""
    how, strength, data = st.columns(3, vertical_alignment="bottom")
    kind: MixKind = "cutmix" if MIX.draw(how) == "cutmix" else "mixup"
    alpha = ALPHA.draw(strength)
    pictures = load_offline_set(DATA.draw(data))
    chosen = choose_batch(pictures, view.seed, BATCH)
    images, labels = batch_of(pictures, chosen)
    mixed = mix_batch(
        images, labels, kind, alpha=alpha, classes=len(pictures.classes), seed=view.seed
    )
    names = [_(name) for name in pictures.classes]
    titles = [names[int(label)] for label in labels]
    pairs = zip(images, titles, strict=True)
    st.markdown("**" + _("The batch as it is") + "**")
    show_gallery([Shown(image, title) for image, title in pairs])
    st.markdown("**" + _("Mixed, each with the one before it") + "**")
    show_gallery(
        [
            Shown(image, _label_text(row, names))
            for image, row in zip(mixed.pictures, mixed.labels, strict=True)
        ]
    )
    st.markdown(_tell(mixed, kind, images.shape[-1]))
    st.latex(_formula(mixed, kind))
    st.plotly_chart(
        lambda_figure(
            draw_shares(alpha, _SHARES, view.seed).numpy(),
            mixed.share,
            axis_label=_("λ from Beta(α, α) with α = {alpha}").format(alpha=f"{alpha:g}"),
            drawn_label=_("λ here"),
        ),
        width="stretch",
        key="augment_lambda",
        alt=_("Histogram of λ for α = {alpha}").format(alpha=f"{alpha:g}"),
    )
    st.markdown(lesson_section("augmentation", "mix"))


def choose_batch(pictures: LabelledPictures, seed: int, count: int) -> list[int]:
    """Return the numbers of the pictures of a batch; the same seed gives the same."""
    generator = torch.Generator().manual_seed(seed)
    found: list[int] = torch.randperm(len(pictures), generator=generator)[:count].tolist()
    return found


def batch_of(pictures: LabelledPictures, chosen: list[int]) -> tuple[torch.Tensor, torch.Tensor]:
    """Return pictures (N, C, S, S) float32 in [0, 1] and labels (N,) int64."""
    values = torch.from_numpy(pictures.pixels[chosen]).float() / 255
    return values, torch.from_numpy(pictures.labels[chosen])


def _label_text(row: torch.Tensor, names: list[str]) -> str:
    parts = [f"{float(row[k]):.2f} {names[k]}" for k in range(len(names)) if row[k] > 0]
    return " + ".join(parts)


def _tell(mixed: MixedBatch, kind: MixKind, side: int) -> str:
    if kind == "mixup" or mixed.box is None:
        return _(
            "λ = **{share}** was drawn: each picture keeps that share of itself and gets the rest "
            "of the one before it, and so does its label."
        ).format(share=show_number(mixed.share))
    left, top, right, bottom = mixed.box
    return _(
        "A box of {width} × {height} pixels is cut from the one before it, "
        "{area} of {all} pixels; the label keeps what is left, λ = **{share}**."
    ).format(
        width=right - left,
        height=bottom - top,
        area=(right - left) * (bottom - top),
        all=side * side,
        share=show_number(mixed.share),
    )


def _formula(mixed: MixedBatch, kind: MixKind) -> str:
    share, rest = f"{mixed.share:.3g}", f"{1 - mixed.share:.3g}"
    label = rf"\tilde y = {share}\, y_i + {rest}\, y_{{i-1}}"
    if kind == "mixup":
        return rf"\tilde x = {share}\, x_i + {rest}\, x_{{i-1}} \qquad {label}"
    return label
