"""What the browser is sent of a matrix."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.ui.components.matrix_twin import TwinMatrix, build_payload

CELLS = np.array([[0, 0, 0], [0, 2, 1], [2, 1, 0]], dtype=np.int32)  # the second row is empty
MATRIX = TwinMatrix((3, 3), CELLS, np.array([5.0, 4.0]), "ab", "shared")


def test_rows_are_told_by_where_they_begin() -> None:
    payload = build_payload(MATRIX, np.zeros(3), np.zeros(3), 1)
    assert payload["starts"].tolist() == [0, 2, 2, 3]
    assert payload["places"].tolist() == [0, 2, 1]
    assert payload["ids"].tolist() == [0, 1, 0]
    assert payload["weights"].tolist() == [5, 4]
    assert not payload["full"]


def test_a_full_matrix_sends_its_weights_alone() -> None:
    full = TwinMatrix((2, 3), None, np.arange(6, dtype=np.int8), (), "none")
    payload = build_payload(full, np.zeros(3), np.zeros(2), 0)
    assert payload["full"]
    assert payload["places"].size == 0
    assert payload["weights"].nbytes == 6


@pytest.mark.parametrize(
    ("matrix", "inputs", "outputs", "at"),
    [
        (MATRIX, 4, 3, 0),
        (MATRIX, 3, 2, 0),
        (MATRIX, 3, 3, 3),
        (TwinMatrix((3, 3), CELLS, np.array([5.0]), "a", "shared"), 3, 3, 0),
        (TwinMatrix((3, 3), None, np.arange(8), (), "none"), 3, 3, 0),
    ],
)
def test_what_does_not_fit_is_refused(
    matrix: TwinMatrix, inputs: int, outputs: int, at: int
) -> None:
    with pytest.raises(ValueError, match=r"takes|no output|weight"):
        build_payload(matrix, np.zeros(inputs), np.zeros(outputs), at)
