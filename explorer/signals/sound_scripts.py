"""The PyTorch script of a Conv1d layer over a sound; it ends in asserts on what was shown."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from explorer.signals.aliasing import GUARD_TAPS, guard_cutoff_hz
from explorer.signals.filtering_1d import Conv1dSettings
from explorer.signals.sound_clip import SoundClip
from explorer.signals.sound_load_code import load_lines

Floats = NDArray[np.float32]

_TOLERANCE = 1e-4


def waveform_script(
    clip: SoundClip,
    file_name: str | None,
    layer: Conv1dSettings,
    weight: Floats,
    output: Floats,
    *,
    shown: int,
    guard: bool,
    random_seed: int | None,
) -> str:
    """Write the script of a layer over a sound that gave `output` (L_out,) for filter `shown`.

    `file_name`: a sample sound's, None for a visitor's own, in whose place the script makes a
    chirp. `guard`: a low-pass stood in front. `random_seed`: the weights are PyTorch's own.
    """
    lines = [
        *_header_lines(guard=guard, file=file_name is not None),
        *load_lines(clip, file_name),
        "",
        *(_guard_lines(clip, layer.stride) if guard else []),
        *([f"torch.manual_seed({random_seed})"] if random_seed is not None else []),
        f"layer = nn.Conv1d(1, {layer.out_channels}, {layer.kernel_size}, stride={layer.stride}, "
        f"padding={layer.padding!r}, dilation={layer.dilation})",
        "with torch.no_grad():",
        *([] if random_seed is not None else _weight_lines(weight)),
        "    layer.bias.zero_()  # a constant is not heard",
        "    output = layer(samples[None, None])[0]  # (O, L_out)",
        "parameters = sum(p.numel() for p in layer.parameters())",
        'print("output", tuple(output.shape), "at", rate / layer.stride[0], "Hz")',
        "",
        f"assert parameters == {layer.parameters}",
        f"assert tuple(output.shape) == {(layer.out_channels, len(output))}",
        *_window_lines(layer, shown, len(output)),
    ]
    if file_name:
        lines.append(_value_line(shown, output))
    return "\n".join(lines) + "\n"


def _value_line(shown: int, output: Floats) -> str:
    place = int(np.abs(output).argmax())
    return (
        f"assert math.isclose(output[{shown}, {place}].item(), {float(output[place])!r}, "
        f"abs_tol={_TOLERANCE})  # the strongest"
    )


def _header_lines(*, guard: bool, file: bool) -> list[str]:
    return [
        '"""A Conv1d layer over a sound, as the page shows it."""',
        "",
        "import math",
        "",
        "import numpy as np",
        *(["import soundfile"] if file else []),
        "import torch",
        "from torch import nn",
        *(["from torch.nn import functional"] if guard else []),
        "",
    ]


def _guard_lines(clip: SoundClip, stride: int) -> list[str]:
    cutoff = guard_cutoff_hz(clip.sample_rate_hz, stride)
    return [
        "# a low-pass, so that the stride has nothing to fold down",
        f"place = np.arange({GUARD_TAPS}) - {(GUARD_TAPS - 1) // 2}",
        f"taps = np.sinc(2 * {cutoff!r} / rate * place) * np.blackman({GUARD_TAPS})",
        "taps = torch.tensor(taps / taps.sum(), dtype=torch.float32)",
        'samples = functional.conv1d(samples[None, None], taps[None, None], padding="same")[0, 0]',
        "",
    ]


def _weight_lines(weight: Floats) -> list[str]:
    """Write the weights, (O, K), a filter a line or several."""
    lines = ["    layer.weight.copy_(torch.tensor([  # (O, 1, K)"]
    for row in weight:
        texts = [_short(tap) for tap in row]
        if len(texts) <= 12:
            lines.append(f"        [[{', '.join(texts)}]],")
            continue
        lines.append("        [[")
        lines += [
            f"            {', '.join(texts[start : start + 10])},"
            for start in range(0, len(texts), 10)
        ]
        lines.append("        ]],")
    return [*lines, "    ]))"]


def _short(value: np.floating) -> str:
    """Write a number with the fewest digits that give the same float32 back."""
    return str(np.float32(value) + np.float32(0))  # + 0 turns −0 into 0


def _window_lines(layer: Conv1dSettings, shown: int, length: int) -> list[str]:
    """Write one output as the sum of products that it is."""
    before, after = layer.pads()
    n = length // 2
    start = n * layer.stride
    step = f" : {layer.dilation}" if layer.dilation > 1 else ""
    padded = "samples"
    lines = []
    if before or after:
        lines.append(f"padded = torch.cat([torch.zeros({before}), samples, torch.zeros({after})])")
        padded = "padded"
    return [
        *lines,
        f"window = {padded}[{start} : {start + layer.span}{step}]  # of output {n}",
        f"by_hand = (layer.weight[{shown}, 0] * window).sum().item()",
        f"assert math.isclose(output[{shown}, {n}].item(), by_hand, abs_tol={_TOLERANCE})",
    ]
