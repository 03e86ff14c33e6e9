"""The matrix of a convolution, its untied and unfolded forms and its gradient, held to torch."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.errors import SettingError
from explorer.signals import im2col, toeplitz, transposed, untying
from explorer.signals.toeplitz import TwinLayout
from explorer.signals.typed_numbers import parse_numbers

LECTURE = np.array([[1.0, 2, 4, 5, 3, 0]])
KERNEL = np.array([[5.0, 4]])


@st.composite
def twins(draw: st.DrawFn) -> tuple[TwinLayout, np.ndarray, np.ndarray]:
    """Draw any layout that exists, with whole numbers, whose sums float64 holds exactly."""
    dimensions = draw(st.sampled_from([1, 2]))
    dilation = draw(st.integers(1, 3))
    padding = draw(st.integers(0, 4))
    kernel = (1 if dimensions == 1 else draw(st.integers(1, 3)), draw(st.integers(1, 4)))
    least = [max(1, dilation * (side - 1) + 1 - 2 * padding) for side in kernel]
    sizes = [draw(st.integers(low, low + 6)) for low in least]
    if dimensions == 1:
        sizes[0] = 1
    layout = TwinLayout(
        (sizes[0], sizes[1]), kernel, draw(st.integers(1, 4)), padding, dilation,
        draw(st.booleans()), dimensions,
    )  # fmt: skip
    whole = np.random.default_rng(draw(st.integers(0, 99)))
    return (
        layout,
        whole.integers(-9, 10, kernel).astype(float),
        whole.integers(-9, 10, layout.input_size).astype(float),
    )


def test_the_lectures_matrix_is_worked_out_by_hand() -> None:
    layout = TwinLayout((1, 6), (1, 2), dimensions=1)
    matrix = toeplitz.build_matrix(layout, KERNEL)
    assert matrix.tolist() == [
        [5, 4, 0, 0, 0, 0],
        [0, 5, 4, 0, 0, 0],
        [0, 0, 5, 4, 0, 0],
        [0, 0, 0, 5, 4, 0],
        [0, 0, 0, 0, 5, 4],
    ]
    answers = [1 * 5 + 2 * 4, 2 * 5 + 4 * 4, 4 * 5 + 5 * 4, 5 * 5 + 3 * 4, 3 * 5 + 0 * 4]
    assert (matrix @ LECTURE[0]).tolist() == answers == [13, 26, 40, 37, 15]
    size = toeplitz.weigh_matrix(layout, KERNEL)
    assert (size.cells, size.filled, size.dense) == (5 * 6, 5 * 2, 5 * 6 * 4)
    assert size.sparse == 10 * 4 + 10 * 4 + (5 + 1) * 4
    assert size.zero_share == pytest.approx(20 / 30)


def test_the_reference_of_28_by_28() -> None:
    layout = TwinLayout((28, 28), (3, 3))
    kernel = np.arange(1.0, 10).reshape(3, 3)
    matrix = toeplitz.build_sparse(layout, kernel)
    assert matrix.shape == (26 * 26, 28 * 28) == (676, 784)
    assert matrix.nnz == 26 * 26 * 9 == 6084
    assert len(np.unique(matrix.data)) == 9
    size = toeplitz.weigh_matrix(layout, kernel)
    assert size.sparse == 6084 * 4 + 6084 * 4 + 677 * 4
    assert size.blocks == 26 * 3 * (26 * 28 * 4) + 26 * 3 * 4 + 27 * 4  # values, places, starts
    counts = [untying.count_parameters(layout, tie) for tie in untying.TIES]
    assert counts == [9, 676 * 9, 676 * 784]


@given(twins())
def test_each_form_gives_what_torch_gives(case: tuple[TwinLayout, np.ndarray, np.ndarray]) -> None:
    layout, kernel, values = case
    expected = toeplitz.run_layer(layout, kernel, values).ravel()
    matrix = toeplitz.build_matrix(layout, kernel)
    assert np.array_equal(matrix @ values.ravel(), expected)
    assert np.array_equal(toeplitz.apply_matrix(layout, kernel, values), expected)
    sparse = toeplitz.build_sparse(layout, kernel)
    assert np.array_equal(sparse.toarray(), matrix)
    assert np.array_equal(sparse @ values.ravel(), expected)
    assert sparse.indices.tolist() == layout.filled[:, 1].tolist()
    if layout.dimensions == 2:
        assert np.array_equal(toeplitz.build_blocks(layout, kernel).toarray(), matrix)
    patches = im2col.unfold(layout, values)
    assert patches.shape == (layout.weights, layout.outputs)
    assert np.array_equal(im2col.multiply_patches(layout, kernel, patches), expected)
    read = layout.taps[layout.taps >= 0]
    copies = np.bincount(read, minlength=layout.inputs).reshape(layout.input_size)
    assert np.array_equal(im2col.count_copies(layout), copies)


@given(twins())
def test_scipy_builds_the_same_matrix(case: tuple[TwinLayout, np.ndarray, np.ndarray]) -> None:
    from scipy.linalg import convolution_matrix

    layout, kernel, _values = case
    by_scipy = toeplitz.with_scipy(layout, kernel)
    assert (by_scipy is None) == (layout.dimensions == 2 or layout.stride > 1)
    matrix = toeplitz.build_matrix(layout, kernel)
    if by_scipy is not None:
        assert np.array_equal(by_scipy, matrix)
    mode = toeplitz.scipy_mode(layout)
    if mode:
        turned = toeplitz.laid_on(layout, kernel)[0, ::-1]
        assert np.array_equal(convolution_matrix(turned, layout.inputs, mode=mode), matrix)


@given(twins(), st.integers(0, 9))
def test_the_gradient_is_the_transposed_product(
    case: tuple[TwinLayout, np.ndarray, np.ndarray], seed: int
) -> None:
    layout, kernel, values = case
    arriving = np.random.default_rng(seed).integers(-4, 5, layout.output_size).astype(float)
    ours = transposed.by_matrix(layout, kernel, values, arriving)
    matrix = toeplitz.build_matrix(layout, kernel)
    assert np.array_equal(ours.values.ravel(), matrix.T @ arriving.ravel())
    theirs = transposed.by_autograd(layout, kernel, values, arriving)
    assert np.array_equal(ours.values, theirs.values)
    assert np.array_equal(ours.kernel, theirs.kernel)
    assert np.array_equal(transposed.by_conv_transpose(layout, kernel, arriving), theirs.values)
    by_layer = transposed.kernel_by_correlation(layout, values, arriving)
    assert np.array_equal(by_layer, theirs.kernel)


@given(twins(), st.integers(0, 99))
def test_untied_layers_are_their_matrices(
    case: tuple[TwinLayout, np.ndarray, np.ndarray], seed: int
) -> None:
    layout, kernel, values = case
    local = untying.untie(layout, kernel, "local", seed)
    assert local.weights.size == local.parameters == layout.outputs * layout.weights
    by_hand = [
        sum(w * values.ravel()[i] for w, i in zip(row, places, strict=True) if i >= 0)
        for row, places in zip(local.weights, layout.taps, strict=True)
    ]
    assert local.apply(values).tolist() == by_hand
    full = untying.untie(layout, kernel, "full", seed)
    assert full.weights.size == full.parameters
    assert np.array_equal(full.apply(values), full.weights @ values.ravel())
    for layer in (local, full):
        assert set(np.abs(layer.weights).ravel()) <= {1, 2, 3, 4, 5}
    tied = untying.untie(layout, kernel, "tied", seed)
    assert np.array_equal(tied.apply(values), toeplitz.run_layer(layout, kernel, values).ravel())


@given(twins())
def test_only_the_tied_layer_moves_along(case: tuple[TwinLayout, np.ndarray, np.ndarray]) -> None:
    layout, kernel, values = case
    trial = untying.try_shift(untying.untie(layout, kernel, "tied", 0), values)
    assert trial.gap in {None, 0.0}
    assert np.isnan(trial.moved[:, 0]).all()


def test_untied_weights_do_not_move_along() -> None:
    layout = TwinLayout((1, 6), (1, 2), dimensions=1)
    gaps = {}
    for tie in untying.TIES:
        trial = untying.try_shift(untying.untie(layout, KERNEL, tie, 0), LECTURE)
        assert trial.shifted.tolist() == [[0, 1, 2, 4, 5, 3]]
        gaps[tie] = trial.gap
    assert gaps["tied"] == 0
    assert gaps["local"]
    assert gaps["full"]


def test_the_kernels_gradient_by_hand() -> None:
    layout = TwinLayout((1, 6), (1, 2), dimensions=1)
    ours = transposed.by_matrix(layout, KERNEL, LECTURE, np.ones((1, 5)))
    assert ours.kernel.tolist() == [[1 + 2 + 4 + 5 + 3, 2 + 4 + 5 + 3 + 0]]
    assert ours.values.tolist() == [[5, 9, 9, 9, 9, 4]]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1,2,4,5,3,0", [[1, 2, 4, 5, 3, 0]]),
        ("[1 2 4 5 3 0]", [[1, 2, 4, 5, 3, 0]]),
        ("1, -0.5; −2 .5", [[1, -0.5], [-2, 0.5]]),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, values: list[list[float]]) -> None:
    assert parse_numbers(text, most_rows=2, most_columns=6).tolist() == values


@pytest.mark.parametrize("text", ["", ";", "1,2;3", "1;2;3", "x", "1e3", "nan", "1001", "1 " * 7])
def test_other_texts_are_refused_with_a_remedy(text: str) -> None:
    with pytest.raises(SettingError):
        parse_numbers(text, most_rows=2, most_columns=6)


def test_a_kernel_that_does_not_fit_is_refused() -> None:
    with pytest.raises(SettingError, match="raise padding to"):
        TwinLayout((1, 3), (1, 2), dilation=3, dimensions=1)
