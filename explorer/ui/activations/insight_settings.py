"""The controls of the closer looks: best crops, exciting pictures, saliency, dead filters."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.errors import SettingError
from explorer.networks.exciting import ExciteSettings
from explorer.text import N_
from explorer.ui.controls import Choice, Control, Real, Switch, Text, Whole, parse_whole

MOST_CLASSES = 1000
MOST_CHANNELS = 4096
MOST_SILENCED = 64
PREDICTED = "predicted"
_NUMBERS = {str(number): str(number) for number in range(MOST_CLASSES)}
_USUAL = ExciteSettings()


def read_channels(text: str) -> tuple[int, ...]:
    """Read channels written as `3,7,12`, each once; raises SettingError for anything else."""
    if not text.strip():
        return ()
    parts = [part.strip() for part in text.split(",")]
    numbers = [parse_whole(part, 0, MOST_CHANNELS - 1) for part in parts]
    if len(parts) > MOST_SILENCED or None in numbers:
        raise SettingError(
            N_("{text} is no list of channels: write up to {limit} numbers like 3,7,12"),
            text=repr(text[:40]),
            limit=MOST_SILENCED,
        )
    return tuple(dict.fromkeys(number for number in numbers if number is not None))


TARGET = Choice(
    "excite_target",
    N_("What is excited"),
    {
        "channel": N_("the channel, over the whole map"),
        "unit": N_("its middle unit"),
        "class": N_("a class"),
    },
    "channel",
    widget="segments",
)
EXCITE_CLASS = Choice("excite_class", N_("Class"), _NUMBERS, "0", literal=True)
STEPS = Choice(
    "excite_steps",
    N_("Steps"),
    {count: count for count in ("32", "64", "128", "256", "512")},
    str(_USUAL.steps),
    widget="segments",
    literal=True,
)
WAVES = Switch(
    "excite_waves",
    N_("Sum of waves"),
    _USUAL.waves,
    N_("The picture is made of waves, slow ones first as in photographs. Off: of pixels."),
)
COLOURS = Switch(
    "excite_colours",
    N_("Colours laid apart"),
    _USUAL.colours,
    N_("Climb along the directions in which photographs' colours vary. Off: red, green, blue."),
)
JITTER = Whole("excite_jitter", N_("jitter, px"), 0, 32, _USUAL.jitter)
SCALE = Real("excite_scale", N_("scale, ±"), 0.0, 0.5, _USUAL.scale, 0.05)
TURN = Whole("excite_turn", N_("rotation, ±°"), 0, 45, int(_USUAL.turn_deg))
BLUR = Real(
    "excite_blur", N_("blur, px"), 0.0, 4.0, _USUAL.blur, 0.25, N_("Gaussian, every 8 steps.")
)
RATE = Real("excite_rate", N_("learning rate"), 0.01, 0.3, _USUAL.rate, 0.01)
SEED = Whole("excite_seed", N_("seed"), 0, 99, _USUAL.seed, N_("Of the faint noise at the start."))

SALIENCY_CLASS = Choice(
    "saliency_class",
    N_("Class"),
    {PREDICTED: N_("the predicted one"), **_NUMBERS},
    PREDICTED,
)
GRADIENT = Choice(
    "saliency_gradient",
    N_("Gradient"),
    {
        "plain": N_("its size"),
        "times_input": N_("× input"),
        "smooth": N_("SmoothGrad"),
    },
    "plain",
    widget="segments",
    help=N_(
        "Its size: the largest of the three colours. × input: with its sign, times the normalised "
        "picture. SmoothGrad: the size, averaged over 16 noisy copies."
    ),
)
PATCH = Whole("saliency_patch", N_("patch, px"), 4, 64, 16, N_("Side of the square that hides."))
STEP = Whole("saliency_step", N_("step, px"), 2, 32, 8, N_("Pixels from place to place."))

PICTURES = Whole(
    "dead_pictures",
    N_("pictures"),
    1,
    60,
    20,
    N_("The sample photographs first, then crops from their corners."),
)
ABLATE = Text(
    "dead_ablate",
    N_("Channels set to zero"),
    read_channels,
    "3,7,12",
    N_("Numbers of channels, or click points of the chart. Empty: none."),
)
DEAD_RATE = Choice(
    "dead_rate",
    N_("Learning rate far too high"),
    {rate: rate for rate in ("0.3", "0.5", "1", "2", "5")},
    "2",
    widget="segments",
    literal=True,
)
DEAD_SEED = Whole("dead_seed", N_("seed"), 0, 9, 0, N_("Of the start and the order of batches."))

EXCITE_MORE: tuple[Control, ...] = (JITTER, SCALE, TURN, BLUR, RATE, SEED)
INSIGHT_CONTROLS: tuple[Control, ...] = (
    TARGET,
    EXCITE_CLASS,
    STEPS,
    WAVES,
    COLOURS,
    *EXCITE_MORE,
    SALIENCY_CLASS,
    GRADIENT,
    PATCH,
    STEP,
    PICTURES,
    ABLATE,
    DEAD_RATE,
    DEAD_SEED,
)


def class_choice(control: Choice, names: Sequence[str], *, literal: bool = False) -> Choice:
    """Narrow a choice of class to one network's; `names`: of its outputs in order, English."""
    options = {str(number): name for number, name in enumerate(names)}
    if PREDICTED in control.options:
        options = {PREDICTED: control.options[PREDICTED], **options}
    return Choice(
        control.key, control.label, options, control.default, help=control.help, literal=literal
    )
