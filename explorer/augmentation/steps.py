"""The transforms a recipe is made of, as settings by torchvision's names; nothing here runs them.

One class a transform of `torchvision.transforms.v2`
(https://pytorch.org/vision/stable/transforms.html); the lecture's salt and pepper is this
project's own. Sizes are left out: a crop gives back the picture's own size.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Annotated, Any, ClassVar

from explorer.errors import SettingError
from explorer.layers.layer_arguments import Argument, Limits, read_arguments
from explorer.text import N_

Span = tuple[float, float]

_P = Limits("real", 0, 1)
_RATIO = Limits("span", 0.1, 10)


@dataclass(frozen=True, slots=True)
class StepSpec:
    """Base of all transforms: checks every argument on construction; raises SettingError.

    `code` is the word a link uses for the kind, `title` its name in words (English).
    """

    code: ClassVar[str] = ""
    title: ClassVar[str] = ""
    own_chance: ClassVar[bool] = False  # it has a `p`, and with 1 - p changes nothing

    def __post_init__(self) -> None:
        """Keep each argument in its normal form."""
        for argument in self.arguments():
            value = argument.normalize(getattr(self, argument.name))
            object.__setattr__(self, argument.name, value)

    @classmethod
    def arguments(cls) -> tuple[Argument, ...]:
        """Return the arguments in torchvision's order."""
        return read_arguments(cls)

    @property
    def kind(self) -> str:
        """Torchvision's name of the transform."""
        return type(self).__name__

    def keywords(self, side: int) -> dict[str, Any]:  # noqa: ARG002 - a crop needs it
        """Return what the transform is built with, for pictures of `side` pixels."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


@dataclass(frozen=True, slots=True)
class RandomRotation(StepSpec):
    """Turned about the middle by an angle drawn evenly from the range, in degrees."""

    code: ClassVar[str] = "rot"
    title: ClassVar[str] = N_("Rotation")
    degrees: Annotated[Span, Limits("span", -180, 180)] = (-15.0, 15.0)

    def keywords(self, side: int) -> dict[str, Any]:  # noqa: ARG002
        """Bilinear, which the transform's default is not."""
        return {"degrees": self.degrees, "interpolation": "bilinear"}


@dataclass(frozen=True, slots=True)
class RandomHorizontalFlip(StepSpec):
    """Left and right swapped."""

    code: ClassVar[str] = "hflip"
    title: ClassVar[str] = N_("Horizontal flip")
    own_chance: ClassVar[bool] = True
    p: Annotated[float, _P] = 0.5


@dataclass(frozen=True, slots=True)
class RandomVerticalFlip(StepSpec):
    """Top and bottom swapped."""

    code: ClassVar[str] = "vflip"
    title: ClassVar[str] = N_("Vertical flip")
    own_chance: ClassVar[bool] = True
    p: Annotated[float, _P] = 0.5


@dataclass(frozen=True, slots=True)
class RandomResizedCrop(StepSpec):
    """A piece of a share `scale` of the area and a width-to-height `ratio`, enlarged again."""

    code: ClassVar[str] = "crop"
    title: ClassVar[str] = N_("Crop")
    scale: Annotated[Span, Limits("span", 0.01, 1)] = (0.5, 1.0)
    ratio: Annotated[Span, _RATIO] = (0.75, 1.3333)

    def keywords(self, side: int) -> dict[str, Any]:
        """The size it gives back is the picture's."""
        return {"size": side, "scale": self.scale, "ratio": self.ratio}


@dataclass(frozen=True, slots=True)
class RandomPerspective(StepSpec):
    """Seen from a slant: each corner moves inwards by up to half of `distortion_scale`."""

    code: ClassVar[str] = "persp"
    title: ClassVar[str] = N_("Perspective")
    own_chance: ClassVar[bool] = True
    distortion_scale: Annotated[float, Limits("real", 0, 1)] = 0.5
    p: Annotated[float, _P] = 0.5


@dataclass(frozen=True, slots=True)
class RandomAffine(StepSpec):
    """Turned, shifted by shares of the sides, scaled and sheared at once."""

    code: ClassVar[str] = "affine"
    title: ClassVar[str] = N_("Affine")
    degrees: Annotated[Span, Limits("span", -180, 180)] = (-10.0, 10.0)
    translate: Annotated[float, Limits("real", 0, 1)] = 0.1
    scale: Annotated[Span, Limits("span", 0.1, 4)] = (0.9, 1.1)
    shear: Annotated[Span, Limits("span", -60, 60)] = (0.0, 0.0)

    def keywords(self, side: int) -> dict[str, Any]:  # noqa: ARG002
        """One share for both axes, and bilinear, which the transform's default is not."""
        return {
            "degrees": self.degrees,
            "translate": (self.translate, self.translate),
            "scale": self.scale,
            "shear": self.shear,
            "interpolation": "bilinear",
        }


@dataclass(frozen=True, slots=True)
class GaussianBlur(StepSpec):
    """Blurred with a Gaussian whose deviation, in pixels, is drawn from the range."""

    code: ClassVar[str] = "blur"
    title: ClassVar[str] = N_("Gaussian blur")
    kernel_size: Annotated[int, Limits("whole", 1, 31)] = 5
    sigma: Annotated[Span, Limits("span", 0.05, 10)] = (0.1, 2.0)

    def __post_init__(self) -> None:
        """Raise SettingError for a kernel without a middle, as torchvision does."""
        StepSpec.__post_init__(self)
        if self.kernel_size % 2 == 0:
            raise SettingError(
                N_("kernel_size {size} has no middle: choose {lower} or {higher}"),
                size=self.kernel_size,
                lower=self.kernel_size - 1,
                higher=self.kernel_size + 1,
            )


@dataclass(frozen=True, slots=True)
class ColorJitter(StepSpec):
    """Brightness, contrast and saturation times a factor around 1, hue shifted; in any order."""

    code: ClassVar[str] = "jitter"
    title: ClassVar[str] = N_("Colour jitter")
    brightness: Annotated[float, Limits("real", 0, 2)] = 0.3
    contrast: Annotated[float, Limits("real", 0, 2)] = 0.3
    saturation: Annotated[float, Limits("real", 0, 2)] = 0.3
    hue: Annotated[float, Limits("real", 0, 0.5)] = 0.05


@dataclass(frozen=True, slots=True)
class RandomGrayscale(StepSpec):
    """Made grey, in as many channels as before."""

    code: ClassVar[str] = "gray"
    title: ClassVar[str] = N_("Grey scale")
    own_chance: ClassVar[bool] = True
    p: Annotated[float, _P] = 0.1


@dataclass(frozen=True, slots=True)
class RandomErasing(StepSpec):
    """A box of a share `scale` of the area painted over (Zhong et al. 2017, arXiv:1708.04896)."""

    code: ClassVar[str] = "erase"
    title: ClassVar[str] = N_("Random erasing")
    own_chance: ClassVar[bool] = True
    p: Annotated[float, _P] = 0.5
    scale: Annotated[Span, Limits("span", 0.01, 0.95)] = (0.02, 0.33)
    ratio: Annotated[Span, _RATIO] = (0.3, 3.3)


@dataclass(frozen=True, slots=True)
class SaltAndPepper(StepSpec):
    """Single pixels turned white or black: the lecture's own transform."""

    code: ClassVar[str] = "salt"
    title: ClassVar[str] = N_("Salt and pepper")
    amount: Annotated[float, Limits("real", 0, 1)] = 0.05
    salt: Annotated[float, Limits("real", 0, 1)] = 0.5


@dataclass(frozen=True, slots=True)
class RandomAutocontrast(StepSpec):
    """Stretched so that the darkest value is black and the lightest white."""

    code: ClassVar[str] = "auto"
    title: ClassVar[str] = N_("Auto-contrast")
    own_chance: ClassVar[bool] = True
    p: Annotated[float, _P] = 0.5


@dataclass(frozen=True, slots=True)
class RandomPosterize(StepSpec):
    """Only `bits` bits of each value kept."""

    code: ClassVar[str] = "poster"
    title: ClassVar[str] = N_("Posterise")
    own_chance: ClassVar[bool] = True
    bits: Annotated[int, Limits("whole", 1, 8)] = 3
    p: Annotated[float, _P] = 0.5


@dataclass(frozen=True, slots=True)
class RandomSolarize(StepSpec):
    """Values from the threshold upwards turned round, as in an over-exposed film."""

    code: ClassVar[str] = "solar"
    title: ClassVar[str] = N_("Solarise")
    own_chance: ClassVar[bool] = True
    threshold: Annotated[float, Limits("real", 0, 1)] = 0.7
    p: Annotated[float, _P] = 0.5


STEPS: Mapping[str, type[StepSpec]] = MappingProxyType(
    {
        each.code: each
        for each in (
            RandomRotation,
            RandomHorizontalFlip,
            RandomVerticalFlip,
            RandomResizedCrop,
            RandomPerspective,
            RandomAffine,
            GaussianBlur,
            ColorJitter,
            RandomGrayscale,
            RandomErasing,
            SaltAndPepper,
            RandomAutocontrast,
            RandomPosterize,
            RandomSolarize,
        )
    }
)
