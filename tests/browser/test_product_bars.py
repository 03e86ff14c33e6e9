"""Product bars in Chromium: where the bars end, what moves, and what a narrow screen leaves."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = pytest.mark.browser

SCRIPT = Path(__file__).parent / "scripts" / "product_bars_app.py"
PATIENCE_MS = 60_000
Server = Callable[[Path], AbstractContextManager[str]]


def open_bars(page: Page, url: str) -> Locator:
    page.emulate_media(reduced_motion="reduce")  # bars jump to their ends
    page.goto(url)
    figure = page.get_by_role("figure", name="Weights times uses")
    expect(figure).to_be_visible(timeout=PATIENCE_MS)
    return figure


def box(locator: Locator) -> dict[str, float]:
    found = locator.bounding_box()
    assert found is not None
    return dict(found)


def enter(page: Page, label: str, value: str) -> None:
    field = page.get_by_role("spinbutton", name=label)
    field.fill(value)
    field.press("Enter")


def test_bars_end_at_their_product_and_move_with_it(fresh_server: Server, page: Page) -> None:
    with fresh_server(SCRIPT) as url:
        figure = open_bars(page, url)
        axis = box(figure.locator(".plot"))["width"]
        parts = figure.locator(".part")
        # 100 · 1,000 = 10⁵: five decades, two of them weights; 100,000 · 1 ends at the same place
        assert box(parts.nth(0))["width"] == pytest.approx(2 / 5 * axis, abs=1)
        assert box(parts.nth(1))["width"] == pytest.approx(3 / 5 * axis, abs=1)
        assert box(parts.nth(2))["width"] == pytest.approx(axis, abs=1)
        first = figure.locator(".bar").first
        first.evaluate("bar => { bar.kept = true; }")
        enter(page, "uses", "10")
        expect(figure.locator(".product").first).to_have_text("1,000 products")
        # the axis still ends at 10⁵, the longest of the others
        assert box(parts.nth(1))["width"] == pytest.approx(1 / 5 * axis, abs=1)
        assert first.evaluate("bar => bar.kept"), "the same element, so that it can move"


def test_a_longer_axis_brings_no_line_over_the_bars(fresh_server: Server, page: Page) -> None:
    with fresh_server(SCRIPT) as url:
        figure = open_bars(page, url)
        enter(page, "uses", "1000000")
        expect(figure.locator(".line")).to_have_count(9)  # 10⁸: eight decades and their start
        bar = box(figure.locator(".track").first)
        place = {"x": box(figure.locator(".line").nth(7))["x"], "y": bar["y"] + bar["height"] / 2}
        top = figure.evaluate(
            "(root, at) => root.getRootNode().elementFromPoint(at.x, at.y).className", place
        )
        assert top == "part second"


def test_words_are_text_and_bars_come_and_go(fresh_server: Server, page: Page) -> None:
    with fresh_server(SCRIPT) as url:
        figure = open_bars(page, url)
        expect(figure.locator(".name")).to_have_text(["few", "many", "<b>one</b>"])
        expect(figure.locator(".tick").nth(3)).to_have_text("1 k")
        assert figure.locator("b").count() == 0, "a name is text, never markup"
        enter(page, "bars", "1")
        expect(figure.locator(".bar")).to_have_count(1)
        enter(page, "bars", "2")
        expect(figure.locator(".name")).to_have_text(["few", "many"])
        expect(page.get_by_role("figure", name="Weights times uses")).to_have_count(1)


def test_the_second_part_is_hatched_in_both_themes(fresh_server: Server, chromium: Browser) -> None:
    with fresh_server(SCRIPT) as url:
        for scheme in ("light", "dark"):
            context = chromium.new_context(color_scheme=scheme)  # type: ignore[arg-type]
            figure = open_bars(context.new_page(), url)
            background = "part => getComputedStyle(part).backgroundImage"
            assert figure.locator(".part.first").first.evaluate(background) == "none"
            hatching = figure.locator(".part.second").first.evaluate(background)
            assert "repeating-linear-gradient" in hatching
            context.close()


def test_nothing_sticks_out_on_a_phone(fresh_server: Server, chromium: Browser) -> None:
    with fresh_server(SCRIPT) as url:
        context = chromium.new_context(viewport={"width": 390, "height": 844})
        figure = open_bars(context.new_page(), url)
        right = box(figure)["x"] + box(figure)["width"]
        for inner in [*figure.locator(".words").all(), *figure.locator(".part").all()]:
            edges = box(inner)
            assert edges["x"] + edges["width"] <= right + 1
        context.close()
