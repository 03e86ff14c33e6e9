"""What is known of a page."""

from __future__ import annotations

from dataclasses import dataclass


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
