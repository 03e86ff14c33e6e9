"""Arrays, sizes and asserts as the Python text of a script."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from explorer.layers.geometry import ConvSettings

TOLERANCE = 2e-5  # relative to Σ|x||w|: float32 sums in another order differ by less


def literal(values: NDArray[np.floating], indent: str = "") -> str:
    """Write an array as nested lists, a row of the first axis a line."""
    rows = "".join(f"{indent}    {_flat(row)},\n" for row in values)
    return f"[\n{rows}{indent}]"


def size_text(value: object) -> str:
    """Write a pair of equal numbers as one, as PyTorch takes it."""
    if isinstance(value, tuple) and value[0] == value[1]:
        return repr(value[0])
    return repr(value)


def pad_lines(settings: ConvSettings) -> list[str]:
    """Pad `planes` as the settings say, or nothing."""
    (top, bottom), (left, right) = settings.pads()
    if not any((top, bottom, left, right)):
        return []
    mode = "constant" if settings.padding_mode == "zeros" else settings.padding_mode
    return [
        "# left, right, top, bottom",
        f'planes = functional.pad(planes, ({left}, {right}, {top}, {bottom}), mode="{mode}")',
    ]


def value_asserts(name: str, expected: NDArray[np.float32], reach: str) -> list[str]:
    """Assert the shape and the strongest answer; `reach` is code for a bound of Σ|x||w|."""
    place = tuple(int(i) for i in np.unravel_index(np.abs(expected).argmax(), expected.shape))
    index = ", ".join(map(str, place))
    return [
        f"assert tuple({name}.shape) == {expected.shape}",
        f"strongest = {name}[{index}].item()",
        f"largest = {reach}  # of any sum",
        f"tolerance = {TOLERANCE} * largest.item() + 1e-6  # float32",
        f"assert math.isclose(strongest, {_flat(np.asarray(expected[place]))}, abs_tol=tolerance)",
    ]


def _flat(values: NDArray[np.floating]) -> str:
    """Write an array in one line with the fewest digits that give the same float32 back."""
    if values.ndim == 0:
        return str(np.float32(values) + np.float32(0))  # + 0 turns −0 into 0
    return f"[{', '.join(_flat(row) for row in values)}]"
