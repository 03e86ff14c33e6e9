"""A session's language: its link, its picker, its browser, and nobody else's."""

from __future__ import annotations

import threading

import pytest
from streamlit.testing.v1 import AppTest

from explorer.ui import language as language_module


def _shell(wait: object = None) -> None:
    import streamlit as st

    from explorer.ui.language import _, current_language, language_picker

    if callable(wait):
        wait(timeout=30)  # both sessions are inside their scripts now
    language_picker()
    if callable(wait):
        wait(timeout=30)
    st.text(current_language())
    st.text(_("Reset"))


def _texts(app: AppTest) -> list[str]:
    assert not app.exception
    return [element.value for element in app.text]


def _session(link: str | None = None, wait: object = None) -> AppTest:
    app = AppTest.from_function(_shell, kwargs={"wait": wait}, default_timeout=60)
    if link is not None:
        app.query_params["lang"] = link
    return app


def test_the_link_chooses_the_language_and_nonsense_is_ignored() -> None:
    assert _texts(_session("ru").run()) == ["ru", "Сбросить"]
    for nonsense in ("xx", "RU", "", "ru-RU", "<b>", "../ru"):
        app = _session(nonsense).run()
        assert _texts(app) == ["en", "Reset"]
        assert "lang" not in app.query_params


def test_the_picker_changes_the_language_and_the_link() -> None:
    app = _session().run()
    assert _texts(app) == ["en", "Reset"]
    assert "lang" not in app.query_params
    app.sidebar.selectbox(key="lang").set_value("ru").run()
    assert _texts(app) == ["ru", "Сбросить"]
    assert app.query_params["lang"] == "ru"
    app.sidebar.selectbox(key="lang").set_value("en").run()
    assert _texts(app) == ["en", "Reset"]
    assert "lang" not in app.query_params


def test_a_lost_parameter_comes_back() -> None:
    app = _session("ru").run()
    del app.query_params["lang"]  # what a page switch does
    assert _texts(app.run()) == ["ru", "Сбросить"]
    assert app.query_params["lang"] == "ru"


def test_the_browsers_language_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    class Context:
        locale: str | None = "ru-RU"

    monkeypatch.setattr(language_module.st, "context", Context)
    assert language_module.browser_language() == "ru"
    for other in ("de-DE", "en-GB", None, ""):
        Context.locale = other
        assert language_module.browser_language() == "en"


def test_two_sessions_at_once_do_not_cross() -> None:
    barrier = threading.Barrier(2)
    sessions = {code: _session(code, barrier.wait) for code in ("en", "ru")}
    threads = [threading.Thread(target=app.run) for app in sessions.values()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert _texts(sessions["en"]) == ["en", "Reset"]
    assert _texts(sessions["ru"]) == ["ru", "Сбросить"]
