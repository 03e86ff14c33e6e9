"""The lecture's Dataset and DataLoader: the recipe at work on a batch, its shape and its code."""

from __future__ import annotations

import streamlit as st

from explorer.augmentation.drawing import draw_batch
from explorer.augmentation.recipe_script import loader_script
from explorer.data.offline_sets import load_offline_set
from explorer.ui.augmentation.compute import AugmentView
from explorer.ui.augmentation.mixing import batch_of, choose_batch
from explorer.ui.augmentation.settings import DATA
from explorer.ui.gallery import Shown, show_gallery
from explorer.ui.language import _
from explorer.ui.layout import code_section
from explorer.ui.lessons import lesson_section

BATCH = 16


def show_batch(view: AugmentView) -> None:
    """A batch drawn from a data set, with labels, its shape, and the script that makes it."""
    narrow, _rest = st.columns([1, 3])
    pictures = load_offline_set(DATA.draw(narrow))
    chosen = choose_batch(pictures, view.seed, BATCH)
    images, labels = batch_of(pictures, chosen)
    three = images.expand(-1, 3, -1, -1)  # grey in all three channels, as networks take it
    drawn = draw_batch(view.recipe, three, view.seed)
    shape = " × ".join(map(str, drawn.shape))
    st.markdown(
        _("One batch: pictures **{shape}** (N × C × H × W), labels **{count}**.").format(
            shape=shape, count=len(labels)
        )
    )
    names = [_(name) for name in pictures.classes]
    show_gallery(
        [Shown(picture, names[int(label)]) for picture, label in zip(drawn, labels, strict=True)]
    )
    st.markdown(lesson_section("augmentation", "batch"))
    code_section(
        loader_script(pictures.load_code, view.recipe, side=pictures.side, batch=BATCH),
        "augmented_dataset.py",
    )
