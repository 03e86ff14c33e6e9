"""Closer looks: the weights untied, the matrix stored, the patches."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from explorer.signals.im2col import count_copies, multiply_patches, unfold
from explorer.signals.toeplitz import (
    Doubles,
    MatrixSize,
    build_sparse,
    scipy_mode,
    weigh_matrix,
    with_scipy,
)
from explorer.signals.untying import TIES, ShiftTrial, count_parameters, try_shift, untie
from explorer.ui.language import _, ngettext
from explorer.ui.lessons import lesson_section
from explorer.ui.numerals import show_number, tex_matrix, tex_number
from explorer.ui.toeplitz.compute import TwinView
from explorer.ui.toeplitz.matrices import show_patches
from explorer.ui.toeplitz.sentences import gap_text, share_text
from explorer.ui.wording import bytes_text, ratio

FEW_STORED = 60  # numbers of a sparse matrix that are written out
FEW_SHOWN = (16, 16)  # rows and columns of an array written as a formula


def show_untied(view: TwinView) -> None:
    """The three layers side by side: how many numbers, and whether the output moves along."""
    trials = {}
    for tie in TIES:
        layer = untie(view.layout, view.kernel, tie, view.seed)
        trials[tie] = try_shift(layer, view.values)
    layout = view.layout
    names = {
        "tied": _("convolution"),
        "local": _("locally connected"),
        "full": _("fully connected"),
    }
    formulas = {
        "tied": "K",
        "local": f"M · K = {layout.outputs:,} · {layout.weights}",
        "full": f"M · N = {layout.outputs:,} · {layout.inputs:,}",
    }
    st.table(
        {
            _("layer"): [names[tie] for tie in TIES],
            _("weights"): [_("the kernel"), *[_("random, seed {seed}").format(seed=view.seed)] * 2],
            _("how many"): [formulas[tie] for tie in TIES],
            _("parameters"): [f"{count_parameters(layout, tie):,}" for tie in TIES],
            _("input moved: output off by up to"): [_gap(trials[tie]) for tie in TIES],
        },
        hide_index=True,
    )
    _show_trial(view, trials[view.tie], names[view.tie])
    st.markdown(lesson_section("correlation", "matrix_untied"))


def _gap(trial: ShiftTrial) -> str:
    if trial.gap is None:
        return _("nothing to compare")
    return show_number(trial.gap) if trial.gap else _("0: it moves along")


def _show_trial(view: TwinView, trial: ShiftTrial, name: str) -> None:
    """The numbers of the chosen layer: the output moved, beside the output of the moved input."""
    compared = int(trial.compared.sum())
    st.markdown(
        _("**{layer}**: the input moved right by {cells}, one step of the window.").format(
            layer=name.capitalize(), cells=trial.cells
        )
        + " "
        + ngettext(
            "Compared is the {count} output whose window, before and after, holds no padding and "
            "nothing that came in at the edge.",
            "Compared are the {count} outputs whose windows, before and after, hold no padding and "
            "nothing that came in at the edge.",
            compared,
        ).format(count=f"{compared:,}")
    )
    if trial.before.shape[0] > FEW_SHOWN[0] or trial.before.shape[1] > FEW_SHOWN[1]:
        return
    left, right = st.columns(2)
    left.markdown(_("Output of the old input, moved right by one"))
    left.latex(_shaded(trial.moved, trial.compared))
    right.markdown(_("Output of the moved input"))
    right.latex(_shaded(trial.after, trial.compared))
    if view.tie != "tied":
        st.caption(_("The weights are random: another seed, other numbers."))


def _shaded(values: Doubles, compared: np.ndarray) -> str:
    """Write (h, w) numbers as a matrix, those that are not compared in grey, NaN as a dot."""
    rows = []
    for row, flags in zip(values, compared, strict=True):
        cells = []
        for value, counts in zip(row, flags, strict=True):
            text = r"\cdot" if np.isnan(value) else tex_number(float(value))
            cells.append(text if counts else rf"\textcolor{{gray}}{{{text}}}")
        rows.append(" & ".join(cells))
    return r"\begin{bmatrix}" + r"\\".join(rows) + r"\end{bmatrix}"


def show_sparse(view: TwinView) -> None:
    """The convolution's matrix in full and without its zeros: numbers, places, bytes."""
    layout = view.layout
    size = weigh_matrix(layout, view.kernel)
    st.table(_size_rows(view, size), hide_index=True)
    sparse = build_sparse(layout, view.kernel)
    distinct = len(np.unique(view.kernel))
    answer = sparse @ view.values.ravel()
    st.markdown(
        _(
            "{filled} cells of {cells} hold a weight, {distinct} different numbers; {share} are "
            "zeros. `A @ x` without the zeros and `{layer}` differ by at most {gap}."
        ).format(
            filled=f"{size.filled:,}",
            cells=f"{size.cells:,}",
            distinct=distinct,
            share=share_text(size.zero_share),
            layer=f"F.conv{layout.dimensions}d",
            gap=gap_text(answer, view.tied),
        )
    )
    if sparse.nnz <= FEW_STORED:
        st.code(
            "\n".join(
                f"{name:<8}= {np.array2string(part, separator=', ', max_line_width=96)}"
                for name, part in (
                    ("data", sparse.data),
                    ("indices", sparse.indices),
                    ("indptr", sparse.indptr),
                )
            ),
            language="python",
        )
    st.markdown(_scipy_told(view))
    st.markdown(lesson_section("correlation", "matrix_sparse"))


def _size_rows(view: TwinView, size: MatrixSize) -> dict[str, list[str]]:
    kept = {
        _("the kernel alone"): (view.layout.weights, 4 * view.layout.weights),
        _("dense: every cell"): (size.cells, size.dense),
        _("CSR: weight and column, and where each row begins"): (size.filled, size.sparse),
    }
    if size.blocks is not None:
        stored = size.blocks // 4
        kept[_("BSR: whole blocks, one a pair of picture rows that meet")] = (stored, size.blocks)
    return {
        _("kept as"): list(kept),
        _("bytes"): [bytes_text(count) for _stored, count in kept.values()],
        _("of the dense matrix"): [
            _("{times} ×").format(times=ratio(count / size.dense))
            for _stored, count in kept.values()
        ],
    }


def _scipy_told(view: TwinView) -> str:
    """Which of scipy's functions builds this matrix, checked here and now."""
    layout = view.layout
    if not layout.is_toeplitz:
        if layout.dimensions == 2 and layout.stride == 1:
            return _(
                "A is doubly blocked: Toeplitz blocks, themselves in Toeplitz order. scipy has no "
                "function for it; `torch.eye` through the layer gives its columns (see the code)."
            )
        return _(
            "With stride {stride} each row moves {stride} columns: A is no Toeplitz matrix, its "
            "diagonals hold different numbers. `scipy.linalg.toeplitz` cannot build it."
        ).format(stride=layout.stride)
    built = with_scipy(layout, view.kernel)
    told = _(
        "Each diagonal holds one number, so A is a Toeplitz matrix: "
        "`scipy.linalg.toeplitz(A[:, 0], A[0])` builds the same one{verdict}."
    ).format(verdict="" if built is None else _(" (checked)"))
    mode = scipy_mode(layout)
    if mode:
        kernel = "kernel" if layout.flipped else "kernel[::-1]"
        told += " " + _(
            "So does `scipy.linalg.convolution_matrix({kernel}, {inputs}, mode='{mode}')`{why}."
        ).format(
            kernel=kernel,
            inputs=layout.inputs,
            mode=mode,
            why="" if layout.flipped else _(": it means true convolution, hence the turn"),
        )
    return told


def show_im2col(view: TwinView) -> None:
    """Patches as columns: the same outputs from one row times a matrix of copies."""
    layout = view.layout
    show_patches(view)
    patches = unfold(layout, view.values)
    copies = count_copies(layout)
    product = multiply_patches(layout, view.kernel, patches)
    st.markdown(
        _(
            "`F.unfold` writes {count} numbers for {inputs} inputs: {bytes} instead of {before}, "
            "{times} × as many. An input is copied {low} to {high} times. The kernel row times "
            "this matrix and `{layer}` differ by at most {gap}."
        ).format(
            count=f"{patches.size:,}",
            inputs=f"{layout.inputs:,}",
            bytes=bytes_text(4 * patches.size),
            before=bytes_text(4 * layout.inputs),
            times=ratio(patches.size / layout.inputs),
            low=int(copies.min()),
            high=int(copies.max()),
            layer=f"F.conv{layout.dimensions}d",
            gap=gap_text(product, view.tied),
        )
    )
    if copies.shape[0] <= FEW_SHOWN[0] and copies.shape[1] <= FEW_SHOWN[1]:
        st.markdown(_("How often each input is copied:"))
        st.latex(tex_matrix(copies.astype(np.float64)))
    st.markdown(lesson_section("correlation", "matrix_im2col"))
    st.caption(_library_told())


def _library_told() -> str:
    """Whether the PyTorch that runs here has oneDNN, which convolves without a patch matrix."""
    import torch

    library: Any = torch.backends.mkldnn  # oneDNN's older name
    has = library.is_available()
    return _("PyTorch {version} on this server: oneDNN is {state}.").format(
        version=torch.__version__, state=_("available") if has else _("not available")
    )
