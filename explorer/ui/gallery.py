"""Pictures side by side, words under each: one element of the page for all of them."""

from __future__ import annotations

import html
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

import numpy as np
import streamlit as st
import torch
from PIL import Image

from explorer.plots.colours import enlarge

_LEAST_SIDE = 96  # pixels: smaller pictures are enlarged with sharp pixels
_QUALITY = 92
_STYLE = """
<style>
.gallery {
  display: grid;
  grid-template-columns: repeat(auto-fill, minmax(8rem, 1fr));
  gap: 0.9rem;
}
.gallery figure { margin: 0; }
.gallery img { width: 100%; display: block; border-radius: 4px; image-rendering: auto; }
.gallery img.pixels { image-rendering: pixelated; }
.gallery figcaption { font-size: 0.8125rem; line-height: 1.35; margin-top: 0.25rem; opacity: 0.9; }
.gallery b { font-weight: 600; }
@media (max-width: 640px) { .gallery { grid-template-columns: repeat(2, 1fr); } }
</style>
"""


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """A picture, (1 or 3, H, W) float32 in [0, 1], a title, and lines under it."""

    picture: torch.Tensor
    title: str
    lines: Sequence[str] = ()


def show_gallery(pictures: Sequence[Shown]) -> None:
    """Draw the pictures in rows that fit the page; all words are escaped."""
    figures = "".join(_figure(shown) for shown in pictures)
    st.html(f'{_STYLE}<div class="gallery">{figures}</div>')


def _figure(shown: Shown) -> str:
    values = _eight_bits(shown.picture)
    small = max(values.shape[:2]) < _LEAST_SIDE
    lines = "<br>".join(html.escape(line) for line in shown.lines)
    alt = html.escape("; ".join([shown.title, *shown.lines]), quote=True)
    source = _encode(enlarge(values, _LEAST_SIDE) if small else values, sharp=small)
    kind = ' class="pixels"' if small else ""
    return (
        f'<figure><img{kind} src="{source}" alt="{alt}">'
        f"<figcaption><b>{html.escape(shown.title)}</b><br>{lines}</figcaption></figure>"
    )


def _eight_bits(picture: torch.Tensor) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    colour = picture.expand(3, -1, -1).permute(1, 2, 0)  # (H, W, 3)
    return np.asarray((colour.clamp(0, 1) * 255).round().to(torch.uint8).numpy())


def _encode(values: np.ndarray[tuple[int, ...], np.dtype[np.uint8]], *, sharp: bool) -> str:
    """Encode as a data address: PNG where pixels must stay sharp, else JPEG."""
    buffer = BytesIO()
    if sharp:
        Image.fromarray(values).save(buffer, "PNG")
    else:
        Image.fromarray(values).save(buffer, "JPEG", quality=_QUALITY)
    kind = "png" if sharp else "jpeg"
    return f"data:image/{kind};base64,{b64encode(buffer.getvalue()).decode()}"
