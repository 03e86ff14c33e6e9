"""The one list of pages: what exists, in which chapter, and which lecture headings it answers."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.text import N_


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One page: `slug` is its file name and URL; texts are English and marked for translation.

    `name` stands in the navigation, `title` on the page; `lecture` are the headings it answers.
    """

    slug: str
    chapter: str
    icon: str
    name: str
    title: str
    question: str
    builds_on: tuple[str, ...] = ()
    lecture: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """The page's file, from the repository's root."""
        return f"pages/{self.slug}.py"


WHY = N_("Why convolutions")
LAYER = N_("The layer")

PAGES: tuple[PageEntry, ...] = (
    PageEntry(
        slug="home",
        chapter=WHY,
        icon=":material/home:",
        name=N_("Home"),
        title=N_("Convolutional networks, hands on"),
        question=N_("Where do I start?"),
    ),
    PageEntry(
        slug="filters",
        chapter=WHY,
        icon=":material/grid_on:",
        name=N_("Filters"),
        title=N_("Filters: made by hand, then learned"),
        question=N_("How can nine numbers find an edge, and who chooses them?"),
        lecture=(
            N_("Edges, blurs and other filters made by hand"),
            N_("The cross detector on a 5 × 5 picture"),
            N_("Harris corners and Haar-like features"),
            N_("A filter as a linear layer over patches"),
            N_("From made to learned: gradient descent on a filter's weights"),
        ),
    ),
    PageEntry(
        slug="convolution",
        chapter=LAYER,
        icon=":material/layers:",
        name=N_("Convolution"),
        title=N_("The convolution layer"),
        question=N_("Why did the last column disappear?"),
        builds_on=("filters",),
        lecture=(
            N_("Kernel size, stride, padding, dilation"),
            N_("The output size, and what happens to the remainder"),
            N_("Channels in, channels out, bias: weights and their shapes"),
            N_("Two layers stacked: 32 → 28 → 24"),
            N_("(H, W, C) or (C, H, W): the usual first error"),
            N_("One layer for every input size: 32 × 32 and 100 × 100"),
        ),
    ),
)


def find_page(slug: str) -> PageEntry:
    """Return the entry of `slug`; raises KeyError if there is no such page."""
    for entry in PAGES:
        if entry.slug == slug:
            return entry
    raise KeyError(slug)


def chapters() -> dict[str, list[PageEntry]]:
    """Pages by chapter, in reading order."""
    grouped: dict[str, list[PageEntry]] = {}
    for entry in PAGES:
        grouped.setdefault(entry.chapter, []).append(entry)
    return grouped


def neighbours(slug: str) -> tuple[PageEntry | None, PageEntry | None]:
    """Return the pages before and after `slug` in reading order."""
    index = PAGES.index(find_page(slug))
    before = PAGES[index - 1] if index else None
    after = PAGES[index + 1] if index + 1 < len(PAGES) else None
    return before, after
