"""A recorded gradient descent of one kernel, played in the browser."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.ui.components.inline import read_inline
from explorer.ui.components.packing import code_values, digest, fitting_size, shrink_maps
from explorer.ui.language import _

VALUE_BUDGET = 2_000_000  # bytes of responses sent; past it they are averaged down
CLIP = 1.5  # responses are coloured up to this many times the target's greatest |value|

_component = st.components.v2.component(
    "explorer_descent_player",
    css=read_inline("descent_player.css"),
    js=read_inline("drawing.js", "descent_player.js"),
)


def player_labels() -> dict[str, str]:
    """Every string the player shows, in the visitor's language."""
    return {
        "kernel_now": _("Kernel now"),
        "kernel_target": _("Target kernel"),
        "response_now": _("Its response"),
        "response_target": _("Target response"),
        "play": _("Play"),
        "pause": _("Pause"),
        "back": _("One frame back"),
        "forward": _("One frame forward"),
        "start": _("Back to the start"),
        "speed": _("Speed"),
        "frame": _("Recorded frame"),
        "step": _("Step"),
        "loss": _("Loss"),
        "step_axis": _("gradient step"),
        "loss_axis": _("loss (log scale)"),
        "diverged": _("diverged at step {step}: the loss is no number any more"),
        "scale": _("One scale for both"),
        "clipped": _("Stronger values are drawn at the ends of the scale."),
        "drawn_at": _("Responses drawn at {tile_height} × {tile_width} of {height} × {width}."),
    }


def descent_player(
    kernels: NDArray[np.float32],
    responses: NDArray[np.float32],
    steps: NDArray[np.integer[Any]],
    losses: NDArray[np.float32],
    *,
    limit: float,
    alt: str,
    key: str,
    target_kernel: NDArray[np.float32] | None = None,
    target_response: NDArray[np.float32] | None = None,
    labels: Mapping[str, str] | None = None,
    autoplay: bool = False,
) -> None:
    """Play recorded frames of a descent: the kernel, its response, the loss; nothing is sent back.

    `kernels`: (F, kh, kw) float32; `responses`: (F, h, w) float32, of each kernel on the picture;
    `steps`: (F,) the gradient step of each frame, rising; `losses`: (T + 1,) float32 at every
    step, where NaN and infinity mark a descent that diverged. `limit`: the |value| at the end of
    the kernels' colour scale. The responses share one zero-centred scale.
    """
    recording = build_recording(
        kernels,
        responses,
        steps,
        losses,
        target_kernel=target_kernel,
        target_response=target_response,
        labels={**player_labels(), **(labels or {})},
    )
    play_recording(recording, limit=limit, alt=alt, key=key, autoplay=autoplay)


def play_recording(
    recording: Mapping[str, Any], *, limit: float, alt: str, key: str, autoplay: bool = False
) -> None:
    """Play what `build_recording` collected, which a page may keep from run to run."""
    extras = {"limit": float(limit), "alt": alt, "autoplay": autoplay}
    _component(key=key, data={**recording, **extras})


def build_recording(
    kernels: NDArray[np.float32],
    responses: NDArray[np.float32],
    steps: NDArray[np.integer[Any]],
    losses: NDArray[np.float32],
    *,
    labels: Mapping[str, str],
    target_kernel: NDArray[np.float32] | None = None,
    target_response: NDArray[np.float32] | None = None,
) -> dict[str, Any]:
    """Collect what the browser plays; the arguments are those of `descent_player`."""
    kernels, responses, losses = (
        np.asarray(array, dtype=np.float32) for array in (kernels, responses, losses)
    )
    moments = np.asarray(steps, dtype=np.int64)
    _check_frames(kernels, responses, moments, losses)
    stack = responses
    if target_response is not None:
        stack = np.concatenate([responses, np.asarray(target_response, dtype=np.float32)[None]])
    limit, clipped = shared_limit(responses, target_response)
    numbers = _numbers(kernels, target_kernel, losses)
    pictures = _response_data(stack, limit, labels)
    return pictures | {
        "numbers": numbers,
        "frames": len(kernels),
        "kernel_shape": list(kernels.shape[1:]),
        "has_target_kernel": target_kernel is not None,
        "has_target_response": target_response is not None,
        "steps": moments.tolist(),
        "response_limit": limit,
        "clipped": clipped,
        "diverged_at": _first_lost(losses),
        "labels": dict(labels),
        "digest": digest(numbers, moments, pictures["codes"]),
    }


def shared_limit(
    responses: NDArray[np.float32], target: NDArray[np.float32] | None
) -> tuple[float, bool]:
    """Return the |value| at the end of the responses' scale, and whether some value passes it.

    The greatest finite |value|, but no more than CLIP times the target's: a descent that diverges
    would leave the target without colour.
    """
    finite = np.abs(responses[np.isfinite(responses)])
    greatest = float(finite.max(initial=0.0))
    if target is None:
        return greatest, False
    aim = float(np.abs(target).max(initial=0.0))
    if aim == 0.0 or greatest <= CLIP * aim:
        return max(greatest, aim), False
    return CLIP * aim, True


def _check_frames(
    kernels: NDArray[np.float32],
    responses: NDArray[np.float32],
    steps: NDArray[np.int64],
    losses: NDArray[np.float32],
) -> None:
    frames = len(steps)
    if kernels.ndim != 3 or responses.ndim != 3 or losses.ndim != 1 or frames == 0:
        raise ValueError(
            f"kernels (F, kh, kw), responses (F, h, w), losses (T + 1,), F at least 1; "
            f"got {kernels.shape}, {responses.shape}, {losses.shape}, F = {frames}"
        )
    if len(kernels) != frames or len(responses) != frames:
        raise ValueError(f"{frames} steps, {len(kernels)} kernels, {len(responses)} responses")
    if steps[0] < 0 or steps[-1] >= len(losses) or (np.diff(steps) <= 0).any():
        raise ValueError(f"steps rise from 0 to at most {len(losses) - 1}, got {steps.tolist()}")


def _numbers(
    kernels: NDArray[np.float32],
    target: NDArray[np.float32] | None,
    losses: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Kernels, target kernel, losses in one row; infinity becomes NaN, which the browser keeps."""
    parts = [kernels.ravel(), losses]
    if target is not None:
        parts.insert(1, np.asarray(target, dtype=np.float32).ravel())
    row = np.concatenate(parts)
    return np.where(np.isfinite(row), row, np.float32(np.nan))


def _first_lost(losses: NDArray[np.float32]) -> int | None:
    lost = np.flatnonzero(~np.isfinite(losses))
    return int(lost[0]) if len(lost) else None


def _response_data(
    stack: NDArray[np.float32], limit: float, text: Mapping[str, str]
) -> dict[str, Any]:
    """Responses as bytes between -limit and +limit, small enough for the wire."""
    height, width = stack.shape[-2:]
    size = fitting_size(len(stack), height, width, VALUE_BUDGET)
    ends = np.full(len(stack), limit, dtype=np.float32)
    drawn_at = text["drawn_at"].format(
        tile_height=size[0], tile_width=size[1], height=height, width=width
    )
    return {
        "codes": code_values(shrink_maps(stack, size), -ends, ends).ravel(),
        "response_shape": list(size),
        "caption": drawn_at if size != (height, width) else "",
    }
