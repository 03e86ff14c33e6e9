"""The controls of the closer look "What came out"."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.errors import SettingError
from explorer.text import N_
from explorer.ui.controls import Choice, Code, parse_whole

NEWEST = "newest"
MOST_PICTURES = 100_000


def _check_number(text: str) -> None:
    if text and parse_whole(text, 0, MOST_PICTURES) is None:
        raise SettingError(
            N_("there is no picture {number}: click one on the wall"), number=text[:20]
        )


AFTER = Choice(
    "train_after",
    N_("What came out"),
    {
        "answers": N_("Right and wrong"),
        "pictures": N_("One picture"),
        "gap": N_("Why is validation above training?"),
        "files": N_("Files and script"),
    },
    "answers",
    widget="segments",
    show_label=False,
)
ASKED = Choice(
    "train_asked",
    N_("Which picture"),
    {"test": N_("A test picture"), "own": N_("Any picture")},
    "test",
    widget="segments",
    show_label=False,
)
PICTURE = Code("train_picture", _check_number)  # of the test set; empty: the surest mistake

AFTER_CONTROLS = (AFTER, ASKED, PICTURE)


def run_choice(runs: Sequence[tuple[str, str]]) -> Choice:
    """Return the choice among runs, (key, name) each; the newest is the default."""
    return Choice(
        "train_after_run", N_("Run"), {NEWEST: N_("The newest run"), **dict(runs)}, NEWEST
    )
