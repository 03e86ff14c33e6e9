"""The feature-space page's controls.

`feature_layer` is a key of its own: on the pages before, `layer` begins at the first convolution,
and coming from there nobody has chosen that one as the place to take features from.
"""

from __future__ import annotations

from collections.abc import Sequence

from explorer.errors import SettingError
from explorer.text import N_
from explorer.ui.controls import Choice, Code, Control, OptionalWhole, Whole, parse_whole
from explorer.ui.networks.settings import INPUT_SIZE, NETWORK, SOURCE, check_layer

OWN = "own"
CIFAR10 = "cifar10"
MOST_PICTURES = 100_000


def _check_query(text: str) -> None:
    if text and parse_whole(text, 0, MOST_PICTURES) is None:
        raise SettingError(
            N_("there is no picture {number}: click one on the map"), number=text[:20]
        )


QUERY = Code("feature_query", _check_query)  # empty: the first
LAYER = Code("feature_layer", check_layer)  # empty: the last; its select box: `layer_choice`
DATA = Choice(
    "feature_data",
    N_("Pictures"),
    {
        "textures": N_("Textures"),
        "digits": N_("Digits, 8 × 8"),
        "faces": N_("Faces, 25 × 25"),
        CIFAR10: N_("CIFAR-10 (download)"),
        OWN: N_("Your own zip"),
    },
    "textures",
    clears=(QUERY.key,),
)
PLANE = Choice(
    "feature_plane",
    N_("Plane"),
    {"pca": "PCA", "tsne": "t-SNE"},
    "pca",
    widget="segments",
    literal=True,
    help=N_("How hundreds of numbers a picture are laid out on a plane."),
)
PERPLEXITY = Whole(
    "feature_perplexity",
    N_("perplexity"),
    2,
    100,
    30,
    N_("Of t-SNE: about how many neighbours each picture tries to keep."),
)
NEIGHBOURS = Whole(
    "feature_k",
    N_("k, neighbours that vote"),
    1,
    50,
    5,
    N_("The class that most of the k nearest known pictures have is told."),
)
VIEW = Choice(
    "feature_view",
    N_("Look closer"),
    {
        "accuracy": N_("Who tells classes apart"),
        "confusion": N_("What is mistaken for what"),
        "clusters": N_("Groups without labels"),
        "code": N_("PyTorch code"),
    },
    "accuracy",
    widget="segments",
    show_label=False,
)
SPACE = Choice(
    "feature_space_shown",
    N_("Space"),
    {"features": N_("Features"), "pixels": N_("Pixels")},
    "features",
    widget="segments",
    show_label=False,
)
GROUPS = OptionalWhole(
    "feature_groups",
    N_("groups"),
    2,
    20,
    N_("How many groups k-means makes. Empty: as many as there are classes."),
)

# All that a link may hold; the shared ones are narrowed to the network when they are drawn.
CONTROLS: tuple[Control, ...] = (
    DATA, NETWORK, SOURCE, LAYER, INPUT_SIZE, PLANE, PERPLEXITY, NEIGHBOURS, QUERY, VIEW, SPACE,
    GROUPS,
)  # fmt: skip


def layer_choice(names: Sequence[str]) -> Choice:
    """Return the select box of a network's convolutions: bare module names, the last the usual."""
    return Choice(
        LAYER.key,
        N_("Features behind"),
        {name: name for name in names},
        names[-1],
        literal=True,
        help=N_(
            "The convolution, its activation and a pooling that follows; the mean over all places "
            "is taken. The last one gives what the classifier is fed."
        ),
    )


def read_query(text: str, count: int) -> tuple[int, bool]:
    """Return the chosen picture, and whether it had to be the first: `text` is none of this set."""
    number = parse_whole(text, 0, count - 1)
    return number or 0, bool(text) and number is None
