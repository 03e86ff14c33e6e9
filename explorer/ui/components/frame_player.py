"""A clip, the kernel that slides through it and its answer, played in step in the browser."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.layers.geometry import AxisGeometry
from explorer.signals.moving_clip import to_bytes
from explorer.ui.components.inline import read_inline
from explorer.ui.components.packing import digest
from explorer.ui.language import _

Floats = NDArray[np.float32]

LEVELS = 32_767  # answers travel as whole numbers of these steps; frames.js has it too
MOST_EDITED = 200  # weights that can be dragged: more would not fit into a link

_component = st.components.v2.component(
    "explorer_frame_player",
    css=read_inline("frame_player.css"),
    js=read_inline("drawing.js", "frames.js", "frame_player.js"),
)


@dataclass(frozen=True, slots=True, eq=False)
class FrameMark:
    """A box that follows something in the clip.

    `boxes` (T, 4): top, bottom, left, right in pixels from the middle of the first one; `arrow`
    says what it does, `value` what the kernel answers there.
    """

    boxes: NDArray[np.float64]
    arrow: str
    value: str


def frame_player(
    frames: Floats,
    kernel: Floats,
    answer: Floats,
    axes: Sequence[AxisGeometry],
    *,
    kernel_name: str,
    rate_hz: float,
    marks: Sequence[FrameMark] = (),
    on_edit: Callable[[NDArray[np.float64]], None] | None = None,
    alt: str,
    key: str,
) -> str:
    """Play (T, H, W) frames in [0, 1] beside (t, h, w) answers of a kernel (kt, kh, kw), in step.

    Returns the token under which `time_slices` finds what was sent.

    The clock counts output frames; `axes` say which input frames each is made of. Nothing is sent
    while it plays, is scrubbed or pointed at. `on_edit` gets a kernel whose weight was dragged,
    where it has at most 200.
    """

    def take_kernel() -> None:
        edited = read_edit((st.session_state.get(key) or {}).get("edited"), kernel.shape)
        if edited is not None and on_edit is not None:
            on_edit(edited)

    editable = on_edit is not None and kernel.size <= MOST_EDITED
    sent = frames_payload(frames, answer, axes, kernel)
    _component(
        key=key,
        data=sent
        | {
            "kernel": np.ascontiguousarray(kernel, dtype=np.float32).ravel(),
            "kernel_shape": list(kernel.shape),
            "kernel_title": kernel_name,
            "slice_names": slice_names(kernel.shape[0], axes[0].dilation),
            "rate": rate_hz,
            "tracks": [
                {"boxes": mark.boxes.ravel().tolist(), "arrow": mark.arrow, "value": mark.value}
                for mark in marks
            ],
            "editable": editable,
            "autoplay": True,
            "alt": alt,
            "labels": _labels(editable),
        },
        on_edited_change=take_kernel,
    )
    return str(sent["token"])


def frames_payload(
    frames: Floats, answer: Floats, axes: Sequence[AxisGeometry], *others: Floats
) -> dict[str, Any]:
    """Return clip and answer for the browser: bytes, whole numbers, and where windows fall."""
    limit = float(np.abs(answer).max(initial=0.0))
    steps = np.rint(answer * (LEVELS / limit)) if limit else np.zeros_like(answer)
    sent = to_bytes(frames), steps.astype(np.int16)
    places = places_payload(frames, answer, axes)
    return places | {
        "input": sent[0].ravel(),
        "output": sent[1].ravel(),
        "limit": limit,
        "token": digest(*sent, np.array(places["axes"]), np.array([limit]), *others),
    }


def places_payload(
    frames: Floats, answer: Floats, axes: Sequence[AxisGeometry]
) -> dict[str, list[Any]]:
    """Return the shapes of clip and answer, and where windows fall along each axis."""
    return {
        "shape": list(frames.shape),
        "output_shape": list(answer.shape),
        "axes": [[axis.stride, axis.before, axis.span, axis.dilation] for axis in axes],
    }


def slice_names(depth: int, dilation: int) -> list[str]:
    """Name each slice by the frame it lies on, counted from the window's middle."""
    if depth % 2 == 0 and dilation % 2:
        return [f"t + {index * dilation}" if index else "t" for index in range(depth)]
    steps = [round((index - (depth - 1) / 2) * dilation) for index in range(depth)]
    return ["t" if not step else f"t {'+' if step > 0 else '−'} {abs(step)}" for step in steps]


def read_edit(value: object, shape: tuple[int, ...]) -> NDArray[np.float64] | None:
    """Read the weights that the browser sent, three digits of the largest one.

    None for what is no kernel of this shape.
    """
    if not isinstance(value, list) or len(value) != int(np.prod(shape)):
        return None
    if not all(type(weight) in {int, float} for weight in value):
        return None
    weights = np.array(value, dtype=np.float64).reshape(shape)
    most = float(np.abs(weights).max())
    if not np.isfinite(most):
        return None
    return np.round(weights, 2 - int(np.floor(np.log10(most)))) + 0.0 if most else weights


def _labels(editable: bool) -> Mapping[str, str]:
    """Every string the player shows, in the visitor's language."""
    hint = _("Point at a pixel for its value; drag along the strip to move through time.")
    if editable:
        hint += " " + _("Drag a weight up or down to change it.")
    return {
        "play": _("Play"),
        "pause": _("Pause"),
        "back": _("One frame back"),
        "forward": _("One frame forward"),
        "start": _("Back to the start"),
        "speed": _("Speed"),
        "time": _("Output frame"),
        "edit": _("Drag a weight up or down to change it."),
        "legend": _("answer; one scale for all frames"),
        "input_title": _("Clip, frame {t}"),
        "output_title": _("Answer, frame {t}"),
        "status": _("Output frame {t} (0 to {end}), made of input frames {first} to {last}"),
        "hint": hint,
        "input_value": _("clip[{t}, {y}, {x}] = {value}"),
        "output_value": _("answer[{t}, {y}, {x}] = {value}, from frames {first} to {last}"),
        "weight_value": _("weight[{t}, {y}, {x}] = {value}"),
    }
