"""Every word that the linked grid and the pooling grid show, in the visitor's language."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from explorer.ui.language import _


@dataclass(frozen=True, slots=True)
class GridLabels:
    """Words of the linked grid; `{…}` in braces is filled in by the browser.

    Counts stand behind a colon ("windows that use it: 4"), so that no language needs a plural.
    """

    input: str
    kernel: str
    cross_correlation: str
    output: str
    colour: str
    padding: str
    bias: str
    weight: str
    values: str
    uses: str
    unvisited: str
    never_visited: str
    used_by: str
    weight_meets: str
    all_products: str
    channel: str
    tap: str
    product: str
    sum: str
    server: str
    preview: str
    stripes: str
    stripes_sum: str
    same_scale: str
    play: str
    pause: str
    back: str
    forward: str
    speed: str
    cell: str
    pinned: str
    input_help: str
    kernel_help: str
    kernel_edit_help: str
    output_help: str
    edit_weight: str
    edit_hint: str


@dataclass(frozen=True, slots=True)
class GridAxes:
    """What the rows and columns of a grid stand for, where they are no pixels.

    `rows` and `columns` name the input's own cells (padding has no names), `out_rows` and
    `out_columns` the output's, each with its unit; `up` and `across` are written beside the
    pictures and say which way the axes run.
    """

    up: str
    across: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    out_rows: tuple[str, ...]
    out_columns: tuple[str, ...]


def grid_labels() -> GridLabels:
    """Return the grid's words in the visitor's language."""
    return GridLabels(
        input=_("input"),
        kernel=_("kernel"),
        cross_correlation=_("cross-correlation"),
        output=_("output"),
        colour=_("colour"),
        padding=_("padding"),
        bias=_("bias"),
        weight=_("weight"),
        values=_("values"),
        uses=_("uses"),
        unvisited=_("never visited: {count}"),
        never_visited=_("no window touches this cell"),
        used_by=_("windows that use it: {count}"),
        weight_meets=_("input cells it is multiplied with, one a window: {count}"),
        all_products=_("All products"),
        channel=_("channel"),
        tap=_("tap"),
        product=_("product"),
        sum=_("sum"),
        server=_("PyTorch"),
        preview=_("preview in the browser"),
        stripes=_("stripes: weight in each channel"),
        stripes_sum=_("Σ: sum of the three products"),
        same_scale=_("one scale for all channels"),
        play=_("Play: walk the window over the output"),
        pause=_("Pause"),
        back=_("One cell back"),
        forward=_("One cell forward"),
        speed=_("Cells a second"),
        cell=_("cell {number} of {count}"),
        pinned=_("pinned"),
        input_help=_("Input: arrow keys choose a cell and show which output cells use it."),
        kernel_help=_("Kernel: arrow keys choose a weight and show which input cells it meets."),
        kernel_edit_help=_(
            "Drag a weight up or down to change it. Keys: arrows choose, + and − change by 0.1, "
            "with Shift by 1, Enter types a number."
        ),
        output_help=_(
            "Output: arrow keys move the window, Enter pins it, Escape lets go, Space plays."
        ),
        edit_weight=_("New value of the weight"),
        edit_hint=_("drag a weight up or down"),
    )


@dataclass(frozen=True, slots=True)
class PoolingLabels(GridLabels):
    """Words of the pooling grid: those of the linked grid, some said otherwise, and its own."""

    sign: str
    wins: str
    from_cell: str
    tie: str
    won: str
    never_wins: str
    divided_by: str
    shares: str
    beyond: str
    not_counted: str
    position: str
    position_meets: str
    position_won: str
    place: str
    value: str
    share: str
    largest: str
    average: str


def pooling_labels(kind: str) -> PoolingLabels:
    """Return the pooling grid's words in the visitor's language; `kind` is "max" or "average"."""
    said_otherwise = {
        "kernel": _("window"),
        "kernel_help": _(
            "Window: arrow keys choose a position and show which input cells stand there."
        ),
        "all_products": _("All values of the window"),
    }
    return PoolingLabels(
        **{**asdict(grid_labels()), **said_otherwise},
        sign=_("max") if kind == "max" else _("avg"),
        wins=_("the largest wins"),
        from_cell=_("from {place}"),
        tie=_("first of equals: {count}"),
        won=_("it won: {count}"),
        never_wins=_("−∞ never wins"),
        divided_by=_("each sum is divided by {count}"),
        shares=_("its shares add up to {sum}"),
        beyond=_("past the edge"),
        not_counted=_("not counted"),
        position=_("position"),
        position_meets=_("input cells that stand there, one a window: {count}"),
        position_won=_("windows won from there: {count}"),
        place=_("cell"),
        value=_("value"),
        share=_("share"),
        largest=_("largest"),
        average=_("average"),
    )
