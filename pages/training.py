"""Training: from scratch, frozen, fine-tuned, with live curves."""

from __future__ import annotations

from typing import Any

import streamlit as st

from explorer.text import N_
from explorer.ui.controls import draw_all
from explorer.ui.layout import Challenge, page_end, page_part, plain_toolbar, try_this
from explorer.ui.lessons import lesson_section
from explorer.ui.problems import guarded
from explorer.ui.shell import start_page
from explorer.ui.training.settings import CONTROLS, FROM_ELSEWHERE, MAIN, MORE, VIEW

_SMALL = {"dataset": "digits", "model": "lenet", "strategy": "scratch"}
CHALLENGES = (
    Challenge(
        N_("LeNet on digits, in seconds"),
        {**_SMALL, "epochs": 10},
        N_("Press Train. From which epoch on does it name nine of ten digits it never saw?"),
    ),
    Challenge(
        N_("Learn ten pictures by heart"),
        {**_SMALL, "epochs": 60, "lr": "0.005", "train_labels": 1},
        N_(
            "One picture a class: does the training loss reach 0? If a network cannot do that, "
            "something is wrong with it. And what is the validation accuracy worth meanwhile?"
        ),
    ),
    Challenge(
        N_("A rate too high"),
        {**_SMALL, "model": "fc", "lr": "10", "train_optimizer": "sgd", "train_batch": "4"},
        N_("What becomes of the loss? Lower the rate with the slider and continue."),
    ),
    Challenge(
        N_("A rate too low"),
        {**_SMALL, "lr": "0.00001", "epochs": 20},
        N_("The curves move, and hardly. Multiply the rate with the slider while it runs."),
    ),
    Challenge(
        N_("Five labels a class: frozen"),
        {"dataset": "textures", "model": "alexnet", "strategy": "frozen", "train_labels": 5},
        N_(
            "Train it, then once more from scratch, with the first run's curve still there. How "
            "many labels does scratch need to come as far?"
        ),
    ),
    Challenge(
        N_("All pixels in another order"),
        {**_SMALL, "epochs": 15, "train_permuted": True},
        N_(
            "The same fixed order for every picture. Train it with and without, then linear "
            "layers alone: who loses? On 8 × 8 digits a 5 × 5 kernel sees most of the picture: "
            "now try faces and textures."
        ),
    ),
)

start_page("training", (*CONTROLS, *FROM_ELSEWHERE))


def present(values: dict[str, Any]) -> None:
    """Draw the runs and the chosen closer look."""
    from explorer.ui.training import advice, after, baselines, data, lab  # they need torch
    from explorer.ui.training.choosing import choose_pictures

    pictures = choose_pictures(values["dataset"])
    order = lab.make_order(values, pictures)
    handles = lab.show_lab(order)
    newest = handles[-1] if handles else None
    st.caption(lesson_section("training", "guide"))
    look = VIEW.draw(st)
    closer = {
        "data": lambda: data.show_data(pictures, order.settings),
        "after": lambda: after.show_after(handles),
        "baselines": lambda: baselines.show_baselines(pictures, order.settings, newest),
        "advice": lambda: advice.show_advice(handles),
    }
    guarded(closer[look])


further = plain_toolbar("training", CONTROLS, MORE)
try_this("training", CHALLENGES, CONTROLS[:-1], picture=False)
with st.container(key="page_choices"):
    places = st.columns(len(MAIN), vertical_alignment="bottom")
chosen = {**further, **draw_all(MAIN, places)}
chosen |= {control.key: control.draw() for control in FROM_ELSEWHERE}
page_part(lambda: present(chosen))
page_end("training")
