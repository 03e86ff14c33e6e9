"""The one list of pages: what exists, in which chapter, and which lecture headings it answers."""

from __future__ import annotations

from explorer.catalog.entry import PageEntry
from explorer.catalog.first_chapters import FIRST_PAGES
from explorer.catalog.later_chapters import LATER_PAGES

PAGES: tuple[PageEntry, ...] = (*FIRST_PAGES, *LATER_PAGES)


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
