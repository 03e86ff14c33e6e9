"""What a Conv3d costs against the same spatial kernel in 2D, and against two thinner layers."""

from __future__ import annotations

from dataclasses import dataclass, replace

from explorer.layers.geometry import ConvSettings, lay_out
from explorer.signals.volumes import VolumeGeometry, VolumeSettings, lay_out_volume


@dataclass(frozen=True, slots=True)
class Rival:
    """One way to filter a volume; `output` is (C, D, H, W), or (C, H, W) where time is used up.

    `frames`: how many frames one output number sees.
    """

    key: str
    output: tuple[int, ...]
    parameters: int
    multiply_adds: int
    frames: int


def equal_middle(settings: VolumeSettings) -> int:
    """Return M of (2+1)D at which both layers have about as many weights as the 3D one.

    ⌊t·d²·N·N' / (d²·N + t·N')⌋ with the kernel t × d × d, N channels in and N' out: D. Tran and
    others, A Closer Look at Spatiotemporal Convolutions, CVPR 2018, section 3.5. Here d² is the
    kernel's rows times columns.
    """
    depth, rows, columns = settings.kernel_size
    channels = settings.in_channels // settings.groups
    whole = depth * rows * columns * channels * settings.out_channels
    return max(1, whole // (rows * columns * channels + depth * settings.out_channels))


def factorised(
    settings: VolumeSettings, mid_channels: int
) -> tuple[VolumeSettings, VolumeSettings]:
    """Split a layer: its spatial kernel a frame (1, kh, kw), then its depth (kt, 1, 1)."""
    (pd, ph, pw), mode = _numbers(settings), settings.padding_mode
    depth, rows, columns = settings.kernel_size
    stride, dilation = settings.stride, settings.dilation
    space = VolumeSettings(
        settings.in_channels,
        mid_channels,
        (1, rows, columns),
        stride=(1, *stride[1:]),
        padding=(0, ph, pw),
        dilation=(1, *dilation[1:]),
        bias=settings.bias,
        padding_mode=mode,
    )
    time = VolumeSettings(
        mid_channels,
        settings.out_channels,
        (depth, 1, 1),
        stride=(stride[0], 1, 1),
        padding=(pd, 0, 0),
        dilation=(dilation[0], 1, 1),
        bias=settings.bias,
        padding_mode=mode,
    )
    return space, time


def compare_rivals(geometry: VolumeGeometry, mid_channels: int | None = None) -> list[Rival]:
    """Count a Conv3d and three others on the same volume; M of (2+1)D by the paper if None.

    "frames": a Conv2d on each frame. "stacked": a Conv2d with the frames as channels. "factorised":
    (2+1)D. Groups are left out of the other three.
    """
    settings = geometry.settings
    sizes = [axis.size for axis in geometry.axes]
    flat = replace(
        settings,
        kernel_size=(1, *settings.kernel_size[1:]),
        stride=(1, *settings.stride[1:]),
        padding=(0, *_numbers(settings)[1:]),
        dilation=(1, *settings.dilation[1:]),
        groups=1,
    )
    frame = lay_out_volume(flat, *sizes)
    first, second = factorised(settings, mid_channels or equal_middle(settings))
    in_space = lay_out_volume(first, *sizes)
    in_time = lay_out_volume(second, *in_space.output_shape[1:])
    plane = ConvSettings(
        settings.in_channels * sizes[0],
        settings.out_channels,
        (settings.kernel_size[1], settings.kernel_size[2]),
        stride=(settings.stride[1], settings.stride[2]),
        padding=_numbers(settings)[1:],
        dilation=(settings.dilation[1], settings.dilation[2]),
        bias=settings.bias,
        padding_mode=settings.padding_mode,
    )
    stacked = lay_out(plane, sizes[1], sizes[2])
    return [
        Rival("volume", geometry.output_shape, settings.parameters, geometry.multiply_adds,
              geometry.depth.span),
        Rival("frames", frame.output_shape, flat.parameters, frame.multiply_adds, 1),
        Rival("stacked", stacked.output_shape, plane.parameters, stacked.multiply_adds, sizes[0]),
        Rival("factorised", in_time.output_shape, first.parameters + second.parameters,
              in_space.multiply_adds + in_time.multiply_adds, geometry.depth.span),
    ]  # fmt: skip


def _numbers(settings: VolumeSettings) -> tuple[int, int, int]:
    """Padding as numbers, the smaller side of an odd 'same'."""
    depth, rows, columns = (min(pad) for pad in settings.pads())
    return depth, rows, columns
