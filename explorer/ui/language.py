"""The visitor's language: a value of the session, its gettext catalogue, and the choice of it.

English is what the sources say and needs no catalogue. The others are read from their `.po` files
into memory, so a translator needs no compile step. Outside a session everything is English.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

LOCALES = Path(__file__).resolve().parents[2] / "assets" / "locale"
DOMAIN = "explorer"

_KEY = "lang"  # the picker's key and the URL parameter
_SESSION = "_language"  # what every text of this session is written in
_LINK = "_language_link"  # the URL value this session last read or wrote


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the interface; `complete` promises that no message and no lesson is missing."""

    code: str
    name: str
    complete: bool


LANGUAGES: dict[str, Language] = {
    "en": Language("en", "English", complete=True),
    "ru": Language("ru", "Русский", complete=False),
}
SOURCE_LANGUAGE = "en"


def catalogue_path(language: str) -> Path:
    """Where the messages of a language stand (English, the source, has no such file)."""
    return LOCALES / language / "LC_MESSAGES" / f"{DOMAIN}.po"


@lru_cache(maxsize=len(LANGUAGES))
def translations(language: str) -> NullTranslations:
    """Return the catalogue of a language, empty for English; fuzzy messages are left out."""
    if language == SOURCE_LANGUAGE:
        return NullTranslations()
    # Babel is imported late: an English visitor never needs it.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po
    from babel.support import Translations

    with catalogue_path(language).open("rb") as source:
        catalogue = read_po(source, locale=language, domain=DOMAIN)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled, domain=DOMAIN)


def current_language() -> str:
    """Return the code of this session's language, 'en' outside a session."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return SOURCE_LANGUAGE
    language = st.session_state.get(_SESSION)
    if language not in LANGUAGES:
        language = _take_from_link() or st.session_state.get(_KEY)
        if language not in LANGUAGES:
            language = browser_language()
        st.session_state[_SESSION] = language
    return str(language)


def browser_language() -> str:
    """Return the browser's language if the app speaks it, else English."""
    locale = st.context.locale or SOURCE_LANGUAGE
    code = locale.replace("_", "-").partition("-")[0].lower()
    return code if code in LANGUAGES else SOURCE_LANGUAGE


def _(text: str) -> str:
    """Return `text` in the visitor's language; what no catalogue has stays English."""
    # gettext keeps a catalogue's header under the empty text.
    return translations(current_language()).gettext(text) if text else ""


def ngettext(singular: str, plural: str, n: int) -> str:
    """Return the form that goes with the number `n` in the visitor's language."""
    return translations(current_language()).ngettext(singular, plural, n)


def language_picker() -> str:
    """Draw the language choice in the sidebar and return the code; the entry file calls it.

    Called on every run of every page, so that `lang` stays in the URL: Streamlit drops parameters
    that nothing on the page binds. `bind` itself would put the label there instead of the code.
    """
    before = current_language()
    linked = _take_from_link()  # the browser's back button changes the URL within a session
    if linked is not None and linked != before:
        st.session_state[_SESSION] = linked
        st.session_state[_KEY] = linked
        st.rerun()
    st.session_state[_KEY] = before
    st.sidebar.selectbox(
        _("Language"),
        list(LANGUAGES),
        format_func=lambda code: LANGUAGES[code].name,
        key=_KEY,
        on_change=_keep_choice,
        label_visibility="collapsed",
    )
    if not LANGUAGES[before].complete:
        st.sidebar.caption(_("Partly translated: what is missing appears in English."))
    _put_into_link(before)
    return before


def _keep_choice() -> None:
    chosen = st.session_state.get(_KEY)
    if chosen in LANGUAGES:
        st.session_state[_SESSION] = chosen


def _take_from_link() -> str | None:
    """Return the URL's language if it is one, and one this session has not answered yet."""
    raw = st.query_params.get(_KEY)
    if raw is None or raw not in LANGUAGES or raw == st.session_state.get(_LINK):
        return None
    st.session_state[_LINK] = raw
    return raw


def _put_into_link(language: str) -> None:
    """Write the language into the URL, or take it out where the browser would ask for it anyway."""
    if language == browser_language():
        st.session_state[_LINK] = None
        if _KEY in st.query_params:
            del st.query_params[_KEY]
    elif st.query_params.get(_KEY) != language:
        st.session_state[_LINK] = language
        st.query_params[_KEY] = language
