"""What the bars are told to draw."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.ui.components.product_bars import ProductBar, bars_payload


def bar(first: float, second: float) -> ProductBar:
    return ProductBar("bar", first, second, "", "", "")


def test_the_lectures_layers_by_hand() -> None:
    payload = bars_payload([bar(100, 1000), bar(1, 1)])
    # 100 · 1000 = 10⁵, so the axis has five decades: two for the first factor, three for the other
    assert payload["bars"][0]["shares"] == pytest.approx([2 / 5, 3 / 5])
    assert payload["bars"][1]["shares"] == [0, 0]
    assert [tick["label"] for tick in payload["ticks"]] == ["1", "", "", "1 k", "", ""]
    assert payload["ticks"][3]["share"] == 3 / 5


@given(st.lists(st.tuples(st.integers(1, 10**9), st.integers(1, 10**9)), min_size=1, max_size=4))
def test_bars_stay_on_the_axis_and_in_order(factors: list[tuple[int, int]]) -> None:
    payload = bars_payload([bar(*pair) for pair in factors])
    ends = [sum(drawn["shares"]) for drawn in payload["bars"]]
    assert all(0 <= end <= 1 + 1e-9 for end in ends)
    products = [first * second for first, second in factors]
    longest = max(range(len(products)), key=products.__getitem__)
    assert ends[longest] == pytest.approx(max(ends))
    assert payload["ticks"][-1]["share"] == 1


def test_a_product_of_one_has_an_axis_all_the_same() -> None:
    assert bars_payload([bar(1, 1)])["ticks"] == [
        {"share": 0.0, "label": "1"},
        {"share": 1.0, "label": ""},
    ]


def test_large_powers_have_their_prefix() -> None:
    labels = [tick["label"] for tick in bars_payload([bar(2.0**54, 1)])["ticks"]]
    assert [label for label in labels if label] == ["1", "1 k", "1 M", "1 G", "1 T", "1 P"]


@pytest.mark.parametrize("factors", [(0.5, 3), (3, 0)])
def test_what_has_no_place_on_the_axis_is_refused(factors: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="1 or more"):
        bars_payload([bar(*factors)])


def test_no_bars_are_refused() -> None:
    with pytest.raises(ValueError, match="1 or more"):
        bars_payload([])
