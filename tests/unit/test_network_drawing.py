"""What the drawing of a network is told to draw."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.ui.components.network_drawing import NetworkBlock, drawing_payload


def test_sizes_are_doublings() -> None:
    blocks = [
        NetworkBlock("Input", (1, 32, 32)),
        NetworkBlock("0 Conv2d", (64, 16, 16)),
        NetworkBlock("1 Flatten", (16_384,)),
    ]
    drawn = drawing_payload(blocks)["blocks"]
    # 32 = 2⁵, 16 = 2⁴, 64 = 2⁶, 16,384 = 2¹⁴; a single pixel or channel is one step
    assert [block["tall"] for block in drawn] == [1 + 5, 1 + 4, 1 + 14]
    assert [block["wide"] for block in drawn] == [1, 1 + 6, 0]
    assert [block["vector"] for block in drawn] == [False, False, True]
    assert [block["side"] for block in drawn] == ["32²", "16²", "16,384"]
    assert [block["depth"] for block in drawn] == ["1", "64", ""]


def test_a_map_that_is_no_square_names_both_sides() -> None:
    drawn = drawing_payload([NetworkBlock("Input", (3, 4, 8))])["blocks"][0]
    assert drawn["side"] == "4×8"
    assert drawn["tall"] == 1 + 3


def test_shares_by_hand() -> None:
    blocks = [
        NetworkBlock("Input", (1, 28, 28)),
        NetworkBlock("0 Conv2d", (3, 24, 24), parameters=78, multiply_adds=43_200),
        NetworkBlock("1 Linear", (10,), parameters=234, multiply_adds=14_400),
    ]
    shares = [block["shares"] for block in drawing_payload(blocks)["blocks"]]
    assert shares == [[0, 0], [78 / 312, 43_200 / 57_600], [234 / 312, 14_400 / 57_600]]
    assert shares[1] == [0.25, 0.75]


def test_without_any_parameter_no_share_is_made_up() -> None:
    drawn = drawing_payload([NetworkBlock("Input", (1, 2, 2)), NetworkBlock("0 ReLU", (1, 2, 2))])
    assert [block["shares"] for block in drawn["blocks"]] == [[0.0, 0.0], [0.0, 0.0]]


@given(st.lists(st.tuples(st.integers(0, 10**12), st.integers(0, 10**15)), min_size=1))
def test_shares_add_up_to_one_or_to_nothing(counts: list[tuple[int, int]]) -> None:
    blocks = [NetworkBlock("x", (1,), p, m) for p, m in counts]
    drawn = drawing_payload(blocks)["blocks"]
    for row in (0, 1):
        total = sum(block["shares"][row] for block in drawn)
        expected = 1 if any(count[row] for count in counts) else 0
        assert total == pytest.approx(expected)


def test_an_unknown_shape_has_no_size() -> None:
    lost = NetworkBlock("5 Linear", (), status="misfit", details="why")
    drawn = drawing_payload([NetworkBlock("Input", (1, 2, 2)), lost])["blocks"][1]
    assert (drawn["tall"], drawn["wide"], drawn["status"]) == (0, 0, "misfit")


def test_a_drawing_without_an_input_is_refused() -> None:
    with pytest.raises(ValueError, match="input"):
        drawing_payload([])
