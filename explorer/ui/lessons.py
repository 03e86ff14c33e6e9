"""Lesson prose: Markdown that a teacher can edit, one file a page and language.

A file is `assets/lessons/<language>/<page>.md`; its sections begin with `## Title {#key}`. Numbers
that change with the page are written `{{name}}`: LaTeX needs `$` and single braces for itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from explorer.ui.language import SOURCE_LANGUAGE, current_language

LESSONS = Path(__file__).resolve().parents[2] / "assets" / "lessons"

_HEADING = re.compile(r"^#{2,6} +(?P<title>.+?) *\{#(?P<key>[a-z][a-z0-9_-]*)\} *$", re.MULTILINE)
_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")


@dataclass(frozen=True, slots=True)
class LessonSection:
    """One section of a lesson: its heading, and its text as Markdown."""

    title: str
    body: str

    @property
    def placeholders(self) -> frozenset[str]:
        """The names this section wants values for."""
        return frozenset(_PLACEHOLDER.findall(self.body))


def parse_lesson(text: str) -> Mapping[str, LessonSection]:
    """Split a lesson into its sections by key; raises ValueError if a key stands twice."""
    sections: dict[str, LessonSection] = {}
    headings = list(_HEADING.finditer(text))
    ends = [heading.start() for heading in headings[1:]] + [len(text)]
    for heading, end in zip(headings, ends, strict=True):
        if heading["key"] in sections:
            raise ValueError(f"two sections are called {heading['key']!r}")
        body = text[heading.end() : end].strip()
        sections[heading["key"]] = LessonSection(heading["title"], body)
    return MappingProxyType(sections)


def read_lesson(language: str, page: str) -> Mapping[str, LessonSection]:
    """Return a page's sections in one language, none if there is no such file."""
    path = LESSONS / language / f"{page}.md"
    try:
        changed = path.stat().st_mtime_ns
    except FileNotFoundError:
        return MappingProxyType({})
    return _read_file(path, changed)


@lru_cache(maxsize=128)
def _read_file(path: Path, changed: int) -> Mapping[str, LessonSection]:  # noqa: ARG001 - cache key
    # The time of the last change is part of the key: a teacher's edit shows on the next click.
    return parse_lesson(path.read_text(encoding="utf-8"))


def find_section(page: str, key: str) -> LessonSection:
    """Return a section in the visitor's language or in English; raises KeyError if in neither."""
    for language in (current_language(), SOURCE_LANGUAGE):
        section = read_lesson(language, page).get(key)
        if section is not None:
            return section
    raise KeyError(f"assets/lessons/{SOURCE_LANGUAGE}/{page}.md has no section {{#{key}}}")


def lesson_section(page: str, key: str, **values: object) -> str:
    """Return a section's Markdown, `{{name}}` replaced by the value handed in.

    A name without a value stays as it is written; the tests hold the names of all languages equal.
    """
    body = find_section(page, key).body
    return _PLACEHOLDER.sub(lambda match: str(values.get(match[1], match[0])), body)


def lesson_title(page: str, key: str) -> str:
    """Return a section's heading, without marks."""
    return find_section(page, key).title
