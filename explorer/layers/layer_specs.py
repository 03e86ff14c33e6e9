"""The layers a network is built of, as settings by PyTorch's names; nothing here runs them.

One class a layer, named as in https://pytorch.org/docs/stable/nn.html. An argument that PyTorch has
and a class here has not either changes no value (`inplace`) or stays at PyTorch's default.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from explorer.errors import SettingError
from explorer.layers.counting import LinearSettings
from explorer.layers.geometry import PADDING_MODES, ConvSettings, Padding, PaddingMode
from explorer.layers.layer_arguments import Limits, read_arguments
from explorer.layers.pool_geometry import PoolSettings
from explorer.text import N_

MOST_CHANNELS = 65_536
MOST_FEATURES = 2**24
LONGEST = 512  # pixels of a kernel, a stride, a padding, a dilation

Pair = tuple[int, int]

_KERNEL = Limits("pair", 1, LONGEST, code="k")
_STEP = Limits("pair", 1, LONGEST, code="s")
_POOL_STEP = Limits("pair", 1, LONGEST, empty=True, code="s")
_PADDING = Limits("pair", 0, LONGEST, words=("same", "valid"), code="p")
_POOL_PADDING = Limits("pair", 0, LONGEST, code="p")
_DILATION = Limits("pair", 1, LONGEST, code="d")


class LayerSpec:
    """Base of all layers: checks every argument on construction.

    Raises SettingError. `code` is the letter a link uses for the kind.
    """

    __slots__ = ()
    code: ClassVar[str]

    def __post_init__(self) -> None:
        """Keep each argument in its normal form: a pair where one number was given."""
        for argument in read_arguments(type(self)):
            value = argument.normalize(getattr(self, argument.name))
            object.__setattr__(self, argument.name, value)

    @property
    def kind(self) -> str:
        """PyTorch's name of the layer."""
        return type(self).__name__


class MapLayer(LayerSpec):
    """A layer that takes maps (C, H, W) and nothing else."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Conv2d(MapLayer):
    """The arguments of `torch.nn.Conv2d`; pairs are (rows, columns)."""

    code: ClassVar[str] = "c"
    in_channels: Annotated[int, Limits("whole", 1, MOST_CHANNELS)]
    out_channels: Annotated[int, Limits("whole", 1, MOST_CHANNELS)]
    kernel_size: Annotated[Pair, _KERNEL]
    stride: Annotated[Pair, _STEP] = (1, 1)
    padding: Annotated[Padding, _PADDING] = (0, 0)
    dilation: Annotated[Pair, _DILATION] = (1, 1)
    groups: Annotated[int, Limits("whole", 1, MOST_CHANNELS, code="g")] = 1
    bias: Annotated[bool, Limits("switch", code="nb")] = True
    padding_mode: Annotated[PaddingMode, Limits("choice", words=PADDING_MODES, code="m")] = "zeros"

    def __post_init__(self) -> None:
        """Raise SettingError for what `torch.nn.Conv2d` would refuse."""
        LayerSpec.__post_init__(self)
        _ = self.settings  # checks what concerns several arguments

    @property
    def settings(self) -> ConvSettings:
        """The same layer for the geometry of one convolution."""
        return ConvSettings(
            self.in_channels,
            self.out_channels,
            self.kernel_size,
            self.stride,
            self.padding,
            self.dilation,
            self.groups,
            self.bias,
            self.padding_mode,
        )


@dataclass(frozen=True, slots=True)
class ReLU(LayerSpec):
    """`torch.nn.ReLU`: max(0, x)."""

    code: ClassVar[str] = "r"


@dataclass(frozen=True, slots=True)
class ReLU6(LayerSpec):
    """`torch.nn.ReLU6`: min(max(0, x), 6), as in MobileNetV2."""

    code: ClassVar[str] = "q"


@dataclass(frozen=True, slots=True)
class Sigmoid(LayerSpec):
    """`torch.nn.Sigmoid`: 1 / (1 + e^−x)."""

    code: ClassVar[str] = "s"


@dataclass(frozen=True, slots=True)
class Tanh(LayerSpec):
    """`torch.nn.Tanh`."""

    code: ClassVar[str] = "t"


@dataclass(frozen=True, slots=True)
class GELU(LayerSpec):
    """`torch.nn.GELU`: x·Φ(x), exactly or by its tanh approximation."""

    code: ClassVar[str] = "g"
    approximate: Annotated[
        Literal["none", "tanh"], Limits("choice", words=("none", "tanh"), code="a")
    ] = "none"


@dataclass(frozen=True, slots=True)
class BatchNorm2d(MapLayer):
    """The arguments of `torch.nn.BatchNorm2d`; `momentum` None averages all batches alike."""

    code: ClassVar[str] = "b"
    num_features: Annotated[int, Limits("whole", 1, MOST_CHANNELS)]
    eps: Annotated[float, Limits("real", 1e-12, 1, code="e")] = 1e-05
    momentum: Annotated[float | None, Limits("real", 0, 1, empty=True, code="m")] = 0.1
    affine: Annotated[bool, Limits("switch", code="na")] = True
    track_running_stats: Annotated[bool, Limits("switch", code="nt")] = True


class PoolLayer(MapLayer):
    """What both poolings share: a `stride` that is the kernel's size is kept as None."""

    __slots__ = ()
    kernel_size: Pair
    stride: Pair | None
    padding: Pair
    ceil_mode: bool

    def __post_init__(self) -> None:
        """Raise SettingError for what the layer would refuse."""
        LayerSpec.__post_init__(self)
        if self.stride == self.kernel_size:
            object.__setattr__(self, "stride", None)

    @property
    def steps(self) -> Pair:
        """The stride in use."""
        return self.kernel_size if self.stride is None else self.stride


@dataclass(frozen=True, slots=True)
class MaxPool2d(PoolLayer):
    """The arguments of `torch.nn.MaxPool2d`; pairs are (rows, columns).

    With dilation a window can have all its taps in the padding: its maximum is −∞, as in PyTorch.
    """

    code: ClassVar[str] = "m"
    kernel_size: Annotated[Pair, _KERNEL]
    stride: Annotated[Pair | None, _POOL_STEP] = None
    padding: Annotated[Pair, _POOL_PADDING] = (0, 0)
    dilation: Annotated[Pair, _DILATION] = (1, 1)
    ceil_mode: Annotated[bool, Limits("switch", code="c")] = False

    def __post_init__(self) -> None:
        """Raise SettingError where padding passes half of kernel_size, whatever the dilation."""
        PoolLayer.__post_init__(self)
        PoolSettings("max", self.kernel_size, self.stride, self.padding)

    @property
    def spans(self) -> Pair:
        """Pixels from a window's first tap to its last, both counted: d·(K − 1) + 1."""
        rows, columns = (
            d * (k - 1) + 1 for d, k in zip(self.dilation, self.kernel_size, strict=True)
        )
        return rows, columns


@dataclass(frozen=True, slots=True)
class AvgPool2d(PoolLayer):
    """The arguments of `torch.nn.AvgPool2d`; pairs are (rows, columns)."""

    code: ClassVar[str] = "a"
    kernel_size: Annotated[Pair, _KERNEL]
    stride: Annotated[Pair | None, _POOL_STEP] = None
    padding: Annotated[Pair, _POOL_PADDING] = (0, 0)
    ceil_mode: Annotated[bool, Limits("switch", code="c")] = False
    count_include_pad: Annotated[bool, Limits("switch", code="ni")] = True

    def __post_init__(self) -> None:
        """Raise SettingError where padding passes half of a window."""
        PoolLayer.__post_init__(self)
        PoolSettings("average", self.kernel_size, self.stride, self.padding)


@dataclass(frozen=True, slots=True)
class AdaptiveAvgPool2d(MapLayer):
    """The argument of `torch.nn.AdaptiveAvgPool2d`; a None in the pair keeps that side."""

    code: ClassVar[str] = "z"
    output_size: Annotated[
        tuple[int | None, int | None], Limits("pair", 1, LONGEST, gaps=True, code="k")
    ]


@dataclass(frozen=True, slots=True)
class Flatten(LayerSpec):
    """The arguments of `torch.nn.Flatten`; axis 0 is the batch, which a layer here leaves alone."""

    code: ClassVar[str] = "f"
    start_dim: Annotated[int, Limits("whole", -3, 3, code="s")] = 1
    end_dim: Annotated[int, Limits("whole", -3, 3, code="e")] = -1

    def __post_init__(self) -> None:
        """Raise SettingError where the pictures of a batch would run into one."""
        LayerSpec.__post_init__(self)
        if self.start_dim == 0:
            raise SettingError(
                N_("start_dim 0 joins the pictures of a batch into one: set start_dim to 1")
            )


@dataclass(frozen=True, slots=True)
class Dropout(LayerSpec):
    """The argument of `torch.nn.Dropout`: the share of values set to 0 while training."""

    code: ClassVar[str] = "o"
    p: Annotated[float, Limits("real", 0, 1, code="p")] = 0.5


@dataclass(frozen=True, slots=True)
class Linear(LayerSpec):
    """The arguments of `torch.nn.Linear`; it works along the last axis."""

    code: ClassVar[str] = "l"
    in_features: Annotated[int, Limits("whole", 1, MOST_FEATURES)]
    out_features: Annotated[int, Limits("whole", 1, MOST_FEATURES)]
    bias: Annotated[bool, Limits("switch", code="nb")] = True

    @property
    def settings(self) -> LinearSettings:
        """The same layer for counting."""
        return LinearSettings(self.in_features, self.out_features, self.bias)


@dataclass(frozen=True, slots=True)
class Identity(LayerSpec):
    """`torch.nn.Identity`: hands on what it gets."""

    code: ClassVar[str] = "i"


Stack = tuple[LayerSpec, ...]
