"""What a network calls a picture: names and probabilities, and what these are worth."""

from __future__ import annotations

import torch

from explorer.networks.loaded_network import CIFAR_CLASSES
from explorer.ui.language import _
from explorer.ui.networks.viewing import NetworkView
from explorer.ui.numerals import show_number
from explorer.ui.place import Place

SHOWN = 5


def show_predictions(view: NetworkView, place: Place) -> None:
    """The five most probable classes as bars, or why there are none."""
    place.markdown("**" + _("What the network calls it") + "**")
    if not view.network.classes:
        place.caption(
            _(
                "Nothing: these weights are random, so the {count} outputs mean nothing and have "
                "no names."
            ).format(count=f"{len(view.scores):,}")
        )
        return
    doubt = tell_doubt(view)
    if doubt:
        place.warning(doubt, icon=":material/help:")
    for name, share in top_classes(view):
        place.progress(share, text=f"{name} · {share_text(share)}")
    place.caption(_scope(view))


def top_classes(view: NetworkView) -> list[tuple[str, float]]:
    """Return name and probability of the five most probable classes, the first one first."""
    chances = view.network.calibration.probabilities(torch.from_numpy(view.scores)[None])[0]
    best = chances.argsort(descending=True)[:SHOWN].tolist()
    return [(class_name(view, index), float(chances[index])) for index in best]


def class_name(view: NetworkView, index: int) -> str:
    """Name an output: a class in the visitor's language where it has one, else its number."""
    classes = view.network.classes
    if not classes:
        return _("output {number}").format(number=index)
    return _(classes[index]) if classes == CIFAR_CLASSES else classes[index]


def tell_doubt(view: NetworkView) -> str:
    """Say that the picture is probably of none of the classes, and why; "" where it may be."""
    known = view.network.familiarity
    if known is None or view.features is None:
        return ""
    features = torch.from_numpy(view.features)[None]
    if not known.probably_none(features).item():
        return ""
    return _(
        "**Probably none of these ten**, or nothing it can judge, however sure it sounds: its "
        "{count} features are "
        "{distance} deviations away from the nearest class. Of CIFAR-10's own test pictures 95 % "
        "are within {greatest}; they have 32 × 32 pixels, enlarged, and a sharp photograph is "
        "unlike all of them."
    ).format(
        count=len(view.features),
        distance=show_number(known.distances(features).item(), 2),
        greatest=show_number(known.greatest, 2),
    )


def share_text(share: float) -> str:
    """Write a probability; one that rounds to nothing or to all is not told as 0 or 100 %."""
    if share < 0.001:
        return _("under 0.1 %")
    if share > 0.999:
        return _("over 99.9 %")
    return f"{100 * share:.1f} %"


def _scope(view: NetworkView) -> str:
    count = len(view.network.classes)
    if view.network.source != "offline":
        return _("The network knows {count} classes, ImageNet's, and has no others to say.").format(
            count=f"{count:,}"
        )
    names = ", ".join(_(name) for name in view.network.classes)
    return _(
        "It knows these ten words only, CIFAR-10's: {names}. Whatever it is shown, it must spread "
        "100 % over them."
    ).format(names=names)
