"""One picture: what the trained network calls it, and where it looks (Grad-CAM)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st
import torch
from torch import Tensor

from explorer.data.pictures import Picture, value_range
from explorer.errors import ExplorerError
from explorer.networks.saliency import enlarge_map, find_gradient, scale_to_one
from explorer.plots.heat import heat_picture, photo_picture
from explorer.training.best_network import as_pixels
from explorer.training.evaluation import Answers
from explorer.training.loop import TrainingRun
from explorer.training.orders import RunHandle
from explorer.ui.activations.predictions import share_text
from explorer.ui.components.tile_wall import tile_wall
from explorer.ui.controls import parse_whole
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section
from explorer.ui.link import set_controls
from explorer.ui.numerals import show_number
from explorer.ui.picture_picker import picture_picker
from explorer.ui.place import Place
from explorer.ui.problems import tell
from explorer.ui.training.after_network import best_of, traced
from explorer.ui.training.after_settings import ASKED, PICTURE
from explorer.ui.wording import class_names

TOP = 3
MOST_TILES = 400


def show_picture(handle: RunHandle, run: TrainingRun) -> None:
    """Choose a test picture or any other; see three answers and where they come from."""
    best = best_of(handle, run)
    answers = handle.test
    number = None
    if ASKED.draw(st) == "own" or answers is None:
        pixels, true = _any_picture(handle), None
    else:
        number = _chosen_number(answers)
        index = int(run.split.test[number])
        pixels = torch.from_numpy(handle.order.pictures.pixels[index][None].copy())
        true = int(answers.labels[number])
    chances = best.ask(pixels)[0]
    inputs = best.feed(pixels)
    photo = best.seen(inputs)[0].expand(3, -1, -1).numpy()
    seen, told, *places = st.columns([3, 4, 3, 3])
    seen.image(
        photo_picture(photo),
        width="stretch",
        caption=_("As the network is fed it, {side} px").format(side=photo.shape[-1]),
        alt=_("The picture"),
    )
    _show_top(told, handle, chances, true)
    _show_cams(places, handle, run, (inputs[0].numpy(), photo), _classes_asked(chances, true))
    if number is not None and answers is not None:
        _show_wall(handle, run, answers, number)
    st.markdown(lesson_section("training", "after_cam"))


def _chosen_number(answers: Answers) -> int:
    """Return the chosen test picture's number; the surest mistake where none is chosen."""
    count = min(len(answers.labels), MOST_TILES)
    asked = parse_whole(PICTURE.draw(), 0, count - 1)
    if asked is not None:
        return asked
    return next((n for n in answers.mistakes(len(answers.labels)).tolist() if n < count), 0)


def _show_wall(handle: RunHandle, run: TrainingRun, answers: Answers, number: int) -> None:
    """Draw the test pictures, one of them chosen; a click chooses another."""
    pictures, count = handle.order.pictures, min(len(answers.labels), MOST_TILES)
    names = class_names(pictures)
    pixels = pictures.pixels[run.split.test[:count]].astype(np.float32) / np.float32(255)
    titles = [
        _("{number}: {name}").format(number=place, name=names[true])
        if true == guess
        else _("{number}: {name}, told as {told}").format(
            number=place, name=names[true], told=names[guess]
        )
        for place, (true, guess) in enumerate(
            zip(answers.labels[:count].tolist(), answers.guesses[:count].tolist(), strict=True)
        )
    ]
    tile_wall(
        np.ascontiguousarray(np.broadcast_to(pixels, (count, 3, *pixels.shape[2:]))),
        names=titles,
        alt=_("The {count} test pictures; one of them can be chosen").format(count=count),
        key="train_test_wall",
        selected=number,
        labels={"hint": _("Point at a picture for its name, click to choose it.")},
        on_select=_keep_picture,
    )


def _keep_picture(number: int | None) -> None:
    set_controls({PICTURE.key: "" if number is None else str(number)})


def _any_picture(handle: RunHandle) -> Tensor:
    """Draw the app's picker and return its picture in the data set's form, (1, C, S, S) uint8."""
    pictures = handle.order.pictures
    picture = picture_picker(own_size=pictures.side)
    st.caption(
        _(
            "Brought to {side} px, {colour}, as what it learned from. It must spread 100 % over "
            "its {count} classes, whatever it is shown."
        ).format(
            side=pictures.side,
            colour=_("grey") if pictures.channels == 1 else _("in colour"),
            count=len(pictures.classes),
        )
    )
    return as_pixels(_in_unit_range(picture), pictures)


def _in_unit_range(picture: Picture) -> Tensor:
    low, high = value_range(picture)
    return (torch.from_numpy(picture.pixels.copy()) - low) / (high - low)


def _show_top(place: Place, handle: RunHandle, chances: Tensor, true: int | None) -> None:
    names = class_names(handle.order.pictures)
    place.markdown("**" + _("What the network calls it") + "**")
    for index in chances.argsort(descending=True)[:TOP].tolist():
        share = float(chances[index])
        mark = " ✓" if index == true else ""
        place.progress(min(1.0, share), text=f"{names[index]} · {share_text(share)}{mark}")
    if true is not None:
        place.caption(_("It is {name}.").format(name=f"**{names[true]}**"))


def _classes_asked(chances: Tensor, true: int | None) -> list[int]:
    """Return the likeliest class, and the true one where that is another."""
    guess = int(chances.argmax())
    return [guess] if true is None or true == guess else [guess, true]


def _trunk_ever_learned(handle: RunHandle, run: TrainingRun) -> bool:
    """Whether the best epoch's convolutions hold anything learned, here or before."""
    best = run.history.best
    until = run.stages[: best.stage + 1] if best is not None else []
    return handle.order.choice.source != "random" or any(stage.trained > 0 for stage in until)


def _show_cams(
    places: Sequence[Place],
    handle: RunHandle,
    run: TrainingRun,
    shown: tuple[np.ndarray, np.ndarray],
    classes: list[int],
) -> None:
    """Grad-CAM on the last convolution for one class or two, or why there is none."""
    try:
        network = traced(handle, run)
    except ExplorerError as problem:
        places[0].info(tell(problem))
        return
    if not network.convolutions:
        places[0].info(
            _(
                "No Grad-CAM here: it weighs the maps of a convolution, and linear layers alone "
                "have no maps. Their numbers keep no place in the picture."
            )
        )
        return
    if not _trunk_ever_learned(handle, run):
        places[0].caption(
            _("The convolutions are random and frozen: nothing in these maps was learned.")
        )
    inputs, photo = shown
    layer, names = network.convolutions[-1], class_names(handle.order.pictures)
    for place, number in zip(places, classes, strict=False):
        cam = find_gradient(network, inputs, layer.after or layer.before, number).class_map
        shares = scale_to_one(cam)
        if shares is None:
            place.info(
                _(
                    "Grad-CAM for {name} is nowhere above 0: the last convolution speaks against "
                    "it everywhere, or not at all."
                ).format(name=names[number])
            )
            continue
        place.image(
            heat_picture(photo, enlarge_map(shares, photo.shape[-1])),
            width="stretch",
            caption=_(
                "Grad-CAM for {name}, last convolution, {rows} × {columns} places, enlarged; "
                "negatives set to 0, divided by its maximum {most}"
            ).format(
                name=names[number],
                rows=cam.shape[0],
                columns=cam.shape[1],
                most=show_number(float(cam.max())),
            ),
            alt=_("Which places of the last convolution speak for {name}").format(
                name=names[number]
            ),
        )
