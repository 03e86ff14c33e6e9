"""The theorem on a picture: three spectra, and the picture that comes back."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.data.pictures import to_grey
from explorer.data.samples import load_sample
from explorer.plots.colours import enlarge, grey_picture, sequential_picture
from explorer.signals.fourier import PictureTheorem, apply_to_picture
from explorer.ui.fourier.settings import PICTURE_KERNEL_SIZE, PICTURE_PADDED
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section
from explorer.ui.numerals import show_number

_SIDE = 128  # pixels of the photograph
_LEAST_SIDE = 256
_DECADES = 5.0


def show_picture() -> None:
    """A photograph, its spectrum, the kernel's, their product, and the way back."""
    size_place, padded_place, _rest = st.columns([2, 2, 3], vertical_alignment="bottom")
    kernel_size = PICTURE_KERNEL_SIZE.draw(size_place)
    padded = PICTURE_PADDED.draw(padded_place)
    photo = load_sample("camera", _SIDE)
    grey = to_grey(photo.pixels)[0].astype(np.float64)
    kernel = np.full((kernel_size, kernel_size), 1 / kernel_size**2)
    result = apply_to_picture(grey, kernel, padded=padded)
    pictures = {
        _("the picture"): grey_picture(grey, 0, 1),
        _("its spectrum"): _magnitudes(result.signal_spectrum),
        _("the kernel's"): _magnitudes(result.kernel_spectrum),
        _("their product"): _magnitudes(result.product),
        _("back again"): grey_picture(result.result, 0, 1),
    }
    for place, (name, painted) in zip(st.columns(len(pictures)), pictures.items(), strict=True):
        place.image(enlarge(painted, _LEAST_SIDE), caption=name, alt=name, width="stretch")
    st.markdown(" ".join(_describe(result, kernel_size, padded=padded)))
    st.caption(
        _(
            "{title}: {credit}. Spectra: frequency 0 in the middle, magnitudes on a logarithmic "
            "scale over {decades} powers of ten, each from its own greatest down."
        ).format(title=_(photo.title), credit=_(photo.credit), decades=f"{_DECADES:g}")
    )
    st.markdown(lesson_section("correlation", "theorem_picture"))


def _magnitudes(spectrum: NDArray[np.complex128]) -> NDArray[np.uint8]:
    magnitudes = np.abs(spectrum)
    greatest = float(magnitudes.max()) or 1.0
    logs = np.log10(np.maximum(magnitudes / greatest, 10.0**-_DECADES))
    return sequential_picture(logs, -_DECADES, 0.0)


def _describe(result: PictureTheorem, kernel_size: int, *, padded: bool) -> list[str]:
    rows, columns = result.result.shape
    told = [
        _(
            "An average over {size} × {size} pixels. The product, back again, is {rows} × "
            "{columns} and differs from the plain sum, laid on the same circles, by {difference} "
            "at most."
        ).format(
            size=kernel_size,
            rows=rows,
            columns=columns,
            difference=show_number(result.difference, 2),
        )
    ]
    if padded:
        told.append(_("With zeros around the picture nothing comes round: the border is dark."))
    elif kernel_size > 1:
        told.append(
            _(
                "Without zero-padding the picture is a tile on an endless floor: the upper "
                "{count} rows and left {count} columns are mixed with the opposite ones."
            ).format(count=kernel_size - 1)
        )
    return told
