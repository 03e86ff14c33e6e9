"""The two functions in the whole app: drawn by hand, turned over, kept in the link."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

PATIENCE_MS = 60_000


def test_a_drawing_goes_into_the_link_and_comes_back(app_url: str, page: Page) -> None:
    page.goto(f"{app_url}/correlation?sliding_g=drawn")
    pad = page.locator(".pad")
    expect(pad).to_have_attribute("data-points", re.compile("^U"), timeout=PATIENCE_MS)
    before = pad.get_attribute("data-points")
    canvas = pad.locator("canvas")
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 10, box["y"] + box["height"] - 9)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 10, box["y"] + 9, steps=4)
    page.mouse.up()
    # From the lower left corner to the upper right one: −1 to 1 in even steps.
    expect(pad).to_have_attribute("data-points", re.compile("^[AB].*[no]$"))
    drawn = pad.get_attribute("data-points")
    assert drawn != before
    expect(page).to_have_url(re.compile(f"sliding_g_points={drawn}"), timeout=PATIENCE_MS)
    canvas.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowDown")
    expect(page).not_to_have_url(re.compile(f"sliding_g_points={drawn}"), timeout=PATIENCE_MS)
    address, lowered = page.url, pad.get_attribute("data-points")
    page.goto("about:blank")
    page.goto(address)
    expect(pad).to_have_attribute("data-points", lowered or "", timeout=PATIENCE_MS)


def test_the_switch_turns_the_kernel_over_and_a_pin_changes_the_formula(
    app_url: str, page: Page
) -> None:
    page.goto(f"{app_url}/correlation")
    view = page.locator(".sliding").first
    expect(view).to_have_attribute("data-flipped", "false", timeout=PATIENCE_MS)
    page.get_by_role("radio", name="∗ convolution").click()
    expect(view).to_have_attribute("data-flipped", "true", timeout=PATIENCE_MS)
    expect(view).to_have_attribute("data-turns", "1")
    stage = view.locator("canvas")
    box = stage.bounding_box()
    assert box is not None
    stage.click(position={"x": box["width"] * 0.6, "y": 60})
    place = re.compile(r"^t = ")
    told = view.locator(".place").filter(has_text=place).text_content()
    expect(page.locator("[data-testid='stMetricLabel']").first).to_have_text(
        f"At {told}", timeout=PATIENCE_MS
    )
    # A longer axis numbers the shifts anew: the pin stays at its shift.
    page.get_by_role("combobox", name="g, slides").click()
    page.get_by_role("option", name="exponential").click()
    slider = page.get_by_role("slider", name="width of g")
    slider.focus()
    page.keyboard.press("End")
    expect(view).to_have_attribute("data-pinned", re.compile(r"\d"), timeout=PATIENCE_MS)
    page.wait_for_timeout(1500)
    expect(view.locator(".place")).to_have_text(told or "")
    expect(page.locator("[data-testid='stMetricLabel']").first).to_have_text(f"At {told}")
    positions = int(view.get_by_role("slider", name="Position").get_attribute("max") or 0) + 1
    assert positions > 301  # −3 to 3 by 0.02 it was
