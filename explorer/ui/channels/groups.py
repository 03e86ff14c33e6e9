"""The channels page's closer look at groups: which output sees which input, at what cost."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.data.pictures import Picture
from explorer.layers.grouping import (
    LayerPlan,
    changed_outputs,
    plan_layer,
    plan_separable,
    run_plan,
    with_pointwise,
)
from explorer.plots.connections import connection_picture
from explorer.ui.channels.compute import make_first_maps
from explorer.ui.channels.settings import GROUPED_CHANNELS, GROUPS, OUTPUT, POINTWISE
from explorer.ui.components.tile_wall import tile_wall
from explorer.ui.controls import draw_all
from explorer.ui.language import _, ngettext
from explorer.ui.lessons import lesson_section
from explorer.ui.link import set_controls

_SIDE = 128  # pixels: larger pictures are averaged down, 12 maps of them are drawn small anyway
Floats = NDArray[np.float32]


def show_groups(picture: Picture, kernel_size: int) -> None:
    """The connections as a matrix beside the maps; counts against one group; what is lost."""
    row = (GROUPS, POINTWISE)
    values = draw_all(row, st.columns([3, 2], vertical_alignment="bottom"))
    groups, output = int(values["channel_groups"]), int(OUTPUT.draw())
    maps, names = make_first_maps(picture, GROUPED_CHANNELS, _SIDE)
    plan = plan_layer(GROUPED_CHANNELS, kernel_size, groups)
    plan = with_pointwise(plan) if values["channel_pointwise"] else plan
    outputs = run_plan(maps, plan)
    matrix, wall = st.columns([2, 3])
    with matrix:
        _show_matrix(plan, output)
    with wall:
        tile_wall(
            outputs,
            names=[_("output {number}").format(number=n) for n in range(len(outputs))],
            selected=output,
            on_select=_mark,
            alt=_("{count} maps of the grouped layer").format(count=len(outputs)),
            key="channel_groups_wall",
        )
    st.markdown(_describe(plan, (maps, outputs), names, output))
    st.table(_count_rows(plan, kernel_size, maps.shape), hide_index=True)
    st.markdown(lesson_section("channels", "groups"))


def _mark(index: int | None) -> None:
    if index is not None:
        set_controls({OUTPUT.key: str(index)})


def _show_matrix(plan: LayerPlan, output: int) -> None:
    seen = plan.seen
    strengths = plan.strengths()
    most = strengths.max() or 1.0
    st.image(
        connection_picture(seen, strengths / most, output),
        alt=_("Matrix of {outputs} outputs and {inputs} inputs, {count} pairs connected").format(
            outputs=seen.shape[0], inputs=seen.shape[1], count=int(seen.sum())
        ),
        width="content",
        caption=_(
            "Rows: outputs 0 to 11, from the top. Columns: inputs 0 to 11. Filled: connected, "
            "darker by Σ|w|; a dot: not. Framed: output {number}, chosen on the wall."
        ).format(number=output),
    )


def _describe(plan: LayerPlan, run: tuple[Floats, Floats], names: list[str], output: int) -> str:
    maps, outputs = run
    seen = np.flatnonzero(plan.seen[output])
    told = ngettext(
        "Output {number} sees **{count}** of {total} inputs: {names}.",
        "Output {number} sees **{count}** of {total} inputs: {names}.",
        len(seen),
    ).format(
        number=output,
        count=len(seen),
        total=len(maps),
        names=", ".join(f"{n} “{names[n]}”" for n in seen),
    )
    silenced = int(seen[0])
    changed = int(changed_outputs(maps, outputs, plan, silenced).sum())
    return (
        told
        + " "
        + ngettext(
            "Tried out: with input {input} set to 0, {count} of {total} outputs changes.",
            "Tried out: with input {input} set to 0, {count} of {total} outputs change.",
            changed,
        ).format(input=silenced, count=changed, total=len(maps))
    )


def _count_rows(plan: LayerPlan, kernel_size: int, shape: tuple[int, ...]) -> dict[str, list[str]]:
    """One row a way to get from 12 maps to 12, the chosen one marked."""
    ways = {
        _("groups = 1"): plan_layer(GROUPED_CHANNELS, kernel_size, 1),
        _("depthwise: groups = 12"): plan_layer(GROUPED_CHANNELS, kernel_size, GROUPED_CHANNELS),
        _("depthwise, then 1 × 1"): plan_separable(GROUPED_CHANNELS, kernel_size),
    }
    if plan not in ways.values():
        name = _("groups = {groups}").format(groups=plan.layers[0].groups)
        if len(plan.layers) > 1:
            name = _("groups = {groups}, then 1 × 1").format(groups=plan.layers[0].groups)
        ways = {name: plan, **ways}
    _channels, height, width = shape
    whole = plan_layer(GROUPED_CHANNELS, kernel_size, 1).cost(height, width)
    columns: dict[str, list[str]] = {
        name: []
        for name in (
            "", _("weight"), _("parameters"), _("multiply-adds"), _("share of groups = 1"),
            _("inputs an output sees"),
        )
    }  # fmt: skip
    for name, way in ways.items():
        cost = way.cost(height, width)
        row = (
            f"▸ {name}" if way == plan else name,
            " + ".join("×".join(map(str, shape)) for shape in way.weight_shapes),
            f"{cost.parameters:,}",
            f"{cost.multiply_adds:,}",
            f"{100 * cost.multiply_adds / whole.multiply_adds:.1f} %",
            str(int(way.seen[0].sum())),
        )
        for column, cell in zip(columns.values(), row, strict=True):
            column.append(cell)
    return columns
