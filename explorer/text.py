"""Marks text for translation where no visitor's language is known."""

from __future__ import annotations


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for "translate later"
    """Return `text` unchanged; the catalogue extractor collects it, the interface translates it."""
    return text
