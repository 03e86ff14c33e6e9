"""What chance drew for a step, in words and numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from explorer.augmentation.drawing import Draw, StepDraw
from explorer.augmentation.steps import SaltAndPepper
from explorer.ui.language import _
from explorer.ui.numerals import show_number

Params = Mapping[str, Any]


def draw_lines(draw: Draw) -> list[str]:
    """One line a step that was taken: its name, and the numbers drawn."""
    return [_step_line(step) for step in draw.steps if step.params is not None] or [
        _("nothing changed")
    ]


def _step_line(drawn: StepDraw) -> str:
    tell = _TELLERS.get(drawn.step.kind)
    numbers = tell(drawn.params or {}) if tell else ""
    if isinstance(drawn.step, SaltAndPepper):
        numbers = _salt(drawn.params or {}, drawn.step)
    title = _(drawn.step.title)
    return f"{title}: {numbers}" if numbers else title


def _turn(params: Params) -> str:
    return f"{show_number(params['angle'])}°"


def _crop(params: Params) -> str:
    return _("{width} × {height} from ({left}, {top})").format(**params)


def _affine(params: Params) -> str:
    across, down = params["translate"]
    return _("{angle}°, moved ({across}, {down}), × {scale}, shear {shear}°").format(
        angle=show_number(params["angle"], 2),
        across=show_number(across),
        down=show_number(down),
        scale=show_number(params["scale"]),
        shear=show_number(params["shear"][0], 2),
    )


def _blur(params: Params) -> str:
    return f"σ {show_number(params['sigma'][0])} px"


def _jitter(params: Params) -> str:
    names = {
        "brightness_factor": _("brightness"),
        "contrast_factor": _("contrast"),
        "saturation_factor": _("saturation"),
    }
    parts = [
        f"{name} × {show_number(params[key])}"
        for key, name in names.items()
        if params[key] is not None
    ]
    if params["hue_factor"] is not None:
        parts.append(_("hue {angle}°").format(angle=show_number(360 * params["hue_factor"], 2)))
    return ", ".join(parts)


def _erase(params: Params) -> str:
    if params["v"] is None:
        return _("no box fitted")
    return _("{w} × {h} at ({j}, {i})").format(**params)


def _perspective(params: Params) -> str:
    """Where the old corner (0, 0) went; the coefficients lead from a new place to the old one.

    There a x + b y + c and d x + e y + f are 0.
    """
    a, b, c, d, e, f, *_rest = params["coefficients"]
    area = a * e - b * d
    across, down = round((b * f - c * e) / area), round((c * d - a * f) / area)
    return _("top left corner to ({across}, {down})").format(across=across, down=down)


def _salt(params: Params, step: SaltAndPepper) -> str:
    chance = params["chance"]
    white = int((chance < step.amount * step.salt).sum())
    hit = int((chance < step.amount).sum())
    return _("{white} white, {black} black").format(white=white, black=hit - white)


_TELLERS: Mapping[str, Callable[[Params], str]] = MappingProxyType(
    {
        "RandomRotation": _turn,
        "RandomResizedCrop": _crop,
        "RandomAffine": _affine,
        "GaussianBlur": _blur,
        "ColorJitter": _jitter,
        "RandomErasing": _erase,
        "RandomPerspective": _perspective,
    }
)
