"""Every visible text can be translated, and no language claims more than its catalogue holds."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from explorer.ui import language as language_module
from explorer.ui import lessons
from explorer.ui.language import (
    LANGUAGES,
    LOCALES,
    SOURCE_LANGUAGE,
    _,
    catalogue_path,
    current_language,
    ngettext,
    translations,
)

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(
    [*ROOT.glob("explorer/**/*.py"), *ROOT.glob("pages/*.py"), ROOT / "streamlit_app.py"]
)
OTHERS = [code for code in LANGUAGES if code != SOURCE_LANGUAGE]
Message = str | tuple[str, ...]


# --- what is visible ------------------------------------------------------------------------


def extracted_messages() -> set[Message]:
    """Every message `pybabel extract` finds with the project's own babel.cfg."""
    with (LOCALES / "babel.cfg").open(encoding="utf-8") as config:
        methods, options = parse_mapping_cfg(config, filename="babel.cfg")
    found: set[Message] = set()
    for _file, _line, message, _comments, _context in extract_from_dir(ROOT, methods, options):
        found.add(tuple(message) if isinstance(message, (tuple, list)) else message)
    return found


def calls(source: str, *names: str) -> Iterator[tuple[str, ast.Call]]:
    """Calls of functions with these plain names."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", None) in names:
            yield ast.unparse(node.func), node


def is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def is_variable(value: ast.expr) -> bool:
    """A name, an attribute, an entry: what it holds is marked with N_ where it is written."""
    looked_up = isinstance(value, ast.Call) and getattr(value.func, "attr", None) == "get"
    return looked_up or isinstance(value, (ast.Name, ast.Attribute, ast.Subscript))


def untranslatable(source: str) -> list[str]:
    """Calls whose text the extractor cannot see: f-strings, sums, calls inside."""
    return [
        ast.unparse(call)
        for name, call in calls(source, "_", "N_", "ngettext")
        for text in (call.args[:2] if name == "ngettext" else call.args[:1])
        if not (is_text(text) or (name == "_" and is_variable(text)))
    ]


def written_messages(source: str) -> set[Message]:
    """Every message that stands as plain text in a call."""
    found: set[Message] = set()
    for name, call in calls(source, "_", "N_", "ngettext"):
        texts = call.args[:2] if name == "ngettext" else call.args[:1]
        values = [ast.literal_eval(text) for text in texts if is_text(text)]
        if len(values) == len(texts):
            found.add(tuple(values) if name == "ngettext" else values[0])
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_marked_text_is_a_plain_string(path: Path) -> None:
    assert untranslatable(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_extractor_sees_every_marked_text(path: Path, messages: set[Message]) -> None:
    # It sees no call inside an f-string before Python 3.12: give the text a name first.
    assert written_messages(path.read_text(encoding="utf-8")) - messages - {""} == set()


@pytest.mark.parametrize(
    "source",
    ['_(f"{n} cells")', '_("a" + b)', '_("{}".format(n))', "N_(text)", 'ngettext(a, "b", n)'],
)
def test_a_text_the_extractor_cannot_see_is_found(source: str) -> None:
    assert untranslatable(source)


@pytest.fixture(scope="module")
def messages() -> set[Message]:
    return extracted_messages()


# --- what a catalogue holds -----------------------------------------------------------------


def gaps(messages: set[Message], catalogue: Catalog) -> list[str]:
    """Messages without a translation, with a fuzzy one, or with a plural form missing."""
    missing = []
    for message in messages:
        key = message if isinstance(message, str) else message[0]
        entry = catalogue.get(key)
        forms = () if entry is None else entry.string
        forms = (forms,) if isinstance(forms, str) else forms
        wanted = 1 if isinstance(message, str) else catalogue.num_plurals
        if entry is None or entry.fuzzy or len(forms) != wanted or not all(forms):
            missing.append(key)
    return sorted(missing)


def names_in(text: str) -> set[str]:
    """The `{names}` a text wants filled in."""
    return {name for _text, name, _spec, _how in string.Formatter().parse(text) if name is not None}


def renamed(catalogue: Catalog) -> list[str]:
    """Messages whose translation fills in other names than the source."""
    wrong = []
    for entry in catalogue:
        sources = entry.id if isinstance(entry.id, (tuple, list)) else (entry.id,)
        forms = entry.string if isinstance(entry.string, (tuple, list)) else (entry.string,)
        wanted = set().union(*map(names_in, sources))
        if entry.id and any(form and names_in(form) != wanted for form in forms):
            wrong.append(sources[0])
    return wrong


def catalogue_of(text: str) -> Catalog:
    header = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    return read_po(BytesIO((header + text).encode()), locale="ru")


def read_catalogue(code: str) -> Catalog:
    with catalogue_path(code).open("rb") as source:
        return read_po(source, locale=code)


def test_a_complete_catalogue_has_every_message(messages: set[Message]) -> None:
    complete = [code for code in OTHERS if LANGUAGES[code].complete]
    assert {code: gaps(messages, read_catalogue(code)) for code in complete} == {
        code: [] for code in complete
    }


@pytest.mark.parametrize("code", OTHERS)
def test_translations_fill_in_the_same_names(code: str) -> None:
    assert renamed(read_catalogue(code)) == []


def test_a_hole_in_a_catalogue_is_found() -> None:
    messages: set[Message] = {"Reset", "Copy link", "Try this", ("{n} cell", "{n} cells")}
    catalogue = catalogue_of(
        'msgid "Reset"\nmsgstr "Сбросить"\n\n'
        'msgid "Copy link"\nmsgstr ""\n\n'
        '#, fuzzy\nmsgid "Try this"\nmsgstr "Попробуйте"\n\n'
        'msgid "{n} cell"\nmsgid_plural "{n} cells"\n'
        'msgstr[0] "{n} клетка"\nmsgstr[1] "{n} клетки"\nmsgstr[2] ""\n'
    )
    assert gaps(messages, catalogue) == ["Copy link", "Try this", "{n} cell"]
    assert gaps({"Absent"}, catalogue) == ["Absent"]
    assert gaps({"Reset"}, catalogue) == []


def test_a_renamed_placeholder_is_found() -> None:
    catalogue = catalogue_of('msgid "Download {file}"\nmsgstr "Скачать {файл}"\n')
    assert renamed(catalogue) == ["Download {file}"]


# --- lessons --------------------------------------------------------------------------------


def texts_of(source: str, value: ast.expr) -> set[str]:
    """What an argument can be: a text, or a name that a loop takes from a tuple of texts."""
    if is_text(value):
        return {ast.literal_eval(value)}
    return {
        ast.literal_eval(text)
        for loop in ast.walk(ast.parse(source))
        if isinstance(loop, ast.For) and ast.unparse(loop.target) == ast.unparse(value)
        for text in getattr(loop.iter, "elts", [])
        if is_text(text)
    }


def referenced_sections() -> set[tuple[str, str]]:
    """Every (page, section) the code asks for by name; `page_end` asks for two on its own."""
    found: set[tuple[str, str]] = set()
    for path in SOURCES:
        source = path.read_text(encoding="utf-8")
        for _name, call in calls(source, "lesson_section", "lesson_title"):
            if len(call.args) >= 2:
                pages, keys = (texts_of(source, argument) for argument in call.args[:2])
                found |= {(page, key) for page in pages for key in keys}
        for _name, call in calls(source, "page_end"):
            pages = texts_of(source, call.args[0])
            found |= {(page, key) for page in pages for key in ("misconceptions", "sources")}
    return found


def lesson_gaps(
    source: Mapping[str, lessons.LessonSection], translated: Mapping[str, lessons.LessonSection]
) -> list[str]:
    """Sections missing from a translation, empty in it, or wanting other values."""
    return sorted(
        key
        for key, section in source.items()
        if key not in translated
        or not translated[key].body
        or translated[key].placeholders != section.placeholders
    )


def test_english_has_every_section_the_code_asks_for() -> None:
    missing = {
        (page, key)
        for page, key in referenced_sections()
        if key not in lessons.read_lesson(SOURCE_LANGUAGE, page)
    }
    assert missing == set()
    assert {("home", "intro"), ("home", "offline")} <= referenced_sections(), "the walk sees them"


def test_every_section_is_shown_somewhere() -> None:
    written = {
        (path.stem, key)
        for path in (lessons.LESSONS / SOURCE_LANGUAGE).glob("*.md")
        for key in lessons.read_lesson(SOURCE_LANGUAGE, path.stem)
    }
    assert written - referenced_sections() == set()


def test_a_complete_language_has_every_section() -> None:
    holes = {
        (code, path.stem, key)
        for code in OTHERS
        if LANGUAGES[code].complete
        for path in (lessons.LESSONS / SOURCE_LANGUAGE).glob("*.md")
        for key in lesson_gaps(
            lessons.read_lesson(SOURCE_LANGUAGE, path.stem), lessons.read_lesson(code, path.stem)
        )
    }
    assert holes == set()


def test_a_hole_in_a_lesson_is_found() -> None:
    english = lessons.parse_lesson("## A {#a}\nten\n## B {#b}\n{{n}}\n## C {#c}\nx\n## D {#d}\ny")
    russian = lessons.parse_lesson("## А {#a}\nдесять\n## Б {#b}\n{{m}}\n## В {#c}\n")
    assert lesson_gaps(english, russian) == ["b", "c", "d"]


def test_sections_keep_their_latex_and_take_values() -> None:
    text = (
        "# Page\n\nbefore\n\n## First *one* {#first}\n\n"
        "$\\frac{K - 1}{2}$ of {{n}}, {n} and {{m}}\n\n### Inner\n\nmore\n\n"
        "## Second {#second}\nend\n"
    )
    sections = lessons.parse_lesson(text)
    assert list(sections) == ["first", "second"]
    assert sections["first"].title == "First *one*"
    assert sections["first"].body.endswith("### Inner\n\nmore")
    assert sections["first"].placeholders == {"n", "m"}
    assert sections["second"].body == "end"
    with pytest.raises(ValueError, match="two sections"):
        lessons.parse_lesson("## A {#a}\n## B {#a}\n")


@pytest.fixture
def two_languages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A lesson in English, half translated into Russian, for a visitor who reads Russian."""
    for code, text in {
        "en": "## A {#a}\n{{n}} {{m}} {n}\n## B {#b}\nten",
        "ru": "## А {#a}\nда {{n}}",
    }.items():
        (tmp_path / code).mkdir()
        (tmp_path / code / "page.md").write_text(text, encoding="utf-8")
    monkeypatch.setattr(lessons, "LESSONS", tmp_path)
    monkeypatch.setattr(lessons, "current_language", lambda: "ru")
    return tmp_path


def test_a_missing_section_falls_back_to_english(two_languages: Path) -> None:
    assert lessons.lesson_section("page", "a", n=3) == "да 3"
    assert lessons.lesson_title("page", "a") == "А"
    assert lessons.lesson_section("page", "b") == "ten"
    (two_languages / "ru" / "page.md").unlink()
    assert lessons.lesson_section("page", "a", n=3) == "3 {{m}} {n}"
    with pytest.raises(KeyError, match=r"no section \{#c\}"):
        lessons.lesson_section("page", "c")
    with pytest.raises(KeyError, match=r"no section \{#a\}"):
        lessons.lesson_section("elsewhere", "a")


# --- the functions -------------------------------------------------------------------------


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_has_a_catalogue_that_loads(code: str) -> None:
    assert LANGUAGES[code].code == code
    assert code == SOURCE_LANGUAGE or catalogue_path(code).is_file()
    assert translations(code) is translations(code)


def test_outside_a_session_all_is_english() -> None:
    assert current_language() == "en"
    assert _("Reset") == "Reset"
    assert _("") == ""
    assert [ngettext("{n} cell", "{n} cells", n) for n in (0, 1, 2)] == [
        "{n} cells", "{n} cell", "{n} cells",
    ]  # fmt: skip


def test_russian_has_three_plural_forms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    header = catalogue_path("ru").read_text(encoding="utf-8").partition("\n\n")[0]
    body = 'msgid "{n} cell"\nmsgid_plural "{n} cells"\n' + "".join(
        f'msgstr[{index}] "{{n}} {form}"\n'
        for index, form in enumerate(("клетка", "клетки", "клеток"))
    )
    path = tmp_path / "explorer.po"
    path.write_text(f"{header}\n\n{body}", encoding="utf-8")
    monkeypatch.setattr(language_module, "catalogue_path", lambda _language: path)
    russian = translations.__wrapped__("ru")  # past the cache
    forms = {
        n: russian.ngettext("{n} cell", "{n} cells", n) for n in (1, 2, 5, 11, 12, 21, 22, 111)
    }
    assert forms == {
        1: "{n} клетка", 21: "{n} клетка",
        2: "{n} клетки", 22: "{n} клетки",
        5: "{n} клеток", 11: "{n} клеток", 12: "{n} клеток", 111: "{n} клеток",
    }  # fmt: skip
