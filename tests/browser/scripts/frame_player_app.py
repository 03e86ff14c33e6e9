"""A clip with a kernel and its answer; ?stride=2 and ?padding=1 change time, ?size=1 the kernel."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explorer.signals.moving_samples import load_clip
from explorer.signals.volume_kernels import build_volume
from explorer.signals.volume_run import run_volume
from explorer.signals.volumes import VolumeSettings, lay_out_volume
from explorer.ui.components.frame_player import FrameMark, frame_player
from explorer.ui.components.time_slices import SlicePath, time_slices

st.set_page_config(layout="wide")
stride = int(st.query_params.get("stride", "1"))
padding = int(st.query_params.get("padding", "0"))
name = st.selectbox("kernel", ["difference", "blur"])

clip = load_clip("shapes")
kernel = build_volume(name, (3, 3, 3)).astype(np.float32)
settings = VolumeSettings(
    1, 1, (3, 3, 3), stride=(stride, 1, 1), padding=(padding, 1, 1), bias=False
)
geometry = lay_out_volume(settings, *clip.shape)
answer = run_volume(clip.frames, kernel[None, None], None, settings)[0]


def keep(weights: np.ndarray) -> None:
    st.session_state["told"] = f"edited {weights.ravel().tolist()}"


def keep_row(row: int) -> None:
    st.session_state["told"] = f"row {row}"


st.text(st.session_state.get("told", "nothing yet"))
token = frame_player(
    clip.frames,
    kernel,
    answer,
    geometry.axes,
    kernel_name="Kernel",
    rate_hz=clip.rate_hz,
    marks=[FrameMark(track.boxes, track.arrow, "0.5") for track in clip.tracks],
    on_edit=keep,
    alt="A clip and its answer",
    key="player",
)
time_slices(
    clip.frames,
    answer,
    geometry.axes,
    token=token,
    row=11,
    paths=[SlicePath(track.boxes, track.title) for track in clip.tracks],
    on_row=keep_row,
    alt="Slices",
    key="slices",
)
st.button("Run again")
