"""The torchaudio script of a spectrogram; it ends in asserts on what was shown."""

from __future__ import annotations

import numpy as np

from explorer.signals.sound_clip import SoundClip
from explorer.signals.sound_load_code import load_lines
from explorer.signals.spectrogram import TORCH_WINDOWS, Spectrogram, SpectrogramSettings

_TOLERANCE = 1e-2  # dB, or a share of the greatest value


def spectrogram_script(clip: SoundClip, file_name: str | None, found: Spectrogram) -> str:
    """Write the script that makes this spectrogram.

    `file_name`: a sample sound's, None for a visitor's own, in whose place the script makes a
    chirp, so that only shapes are asserted.
    """
    settings = found.settings
    lines = [
        '"""A spectrogram, as the page shows it."""',
        "",
        "import math",
        "",
        *([] if file_name else ["import numpy as np"]),
        *(["import soundfile"] if file_name else []),
        "import torch",
        "from torch.nn import functional",
        "from torchaudio import transforms",
        "",
        *load_lines(clip, file_name),
        "",
        *_transform_lines(settings),
        'print("spectrogram", tuple(picture.shape), "frequencies and frames")',
        "",
        f"assert tuple(picture.shape) == {found.values.shape}",
        f"assert picture.shape[-1] == 1 + (len(samples) + 2 * {settings.n_fft // 2} - "
        f"{settings.n_fft}) // {settings.hop_length}",
        *(_value_lines(found) if file_name else []),
        *_conv_lines(settings),
    ]
    return "\n".join(lines) + "\n"


def _transform_lines(settings: SpectrogramSettings) -> list[str]:
    kind = "power" if settings.power == 2 else "magnitude"
    lines = [
        "picture = transforms.Spectrogram(",
        f"    n_fft={settings.n_fft}, win_length={settings.win_length}, "
        f"hop_length={settings.hop_length},",
        f"    window_fn=torch.{TORCH_WINDOWS[settings.window]}, power={settings.power},",
        ")(samples)  # (F, T), low frequencies first",
    ]
    if settings.n_mels is not None:
        lines.append(
            f"picture = transforms.MelScale({settings.n_mels}, rate, "
            f"n_stft={settings.bins})(picture)"
        )
    if not settings.decibels:
        return lines
    lines.append("loudest = picture.max()")
    lines.append(f'picture = transforms.AmplitudeToDB("{kind}", {settings.top_db})(picture)')
    if settings.reference == "max":
        lines += [
            "if loudest > 1e-10:  # silence has no loudest cell to be measured against",
            "    picture = picture - picture.max()  # 0 dB is the loudest cell",
        ]
    return lines


def _value_lines(found: Spectrogram) -> list[str]:
    """Hold two cells: the loudest, and one in the middle of the picture."""
    values = found.values
    loudest = np.unravel_index(values.argmax(), values.shape)
    places = [loudest, (values.shape[0] // 2, values.shape[1] // 2)]
    scale = 1.0 if found.unit == "dB" else max(float(values.max()), 1e-6)
    return [
        f"assert math.isclose(picture[{int(row)}, {int(frame)}].item(), "
        f"{float(values[row, frame])!r}, abs_tol={_TOLERANCE * scale!r})"
        for row, frame in places
    ]


def _conv_lines(settings: SpectrogramSettings) -> list[str]:
    """Compute one row of the transform as a Conv1d, and compare."""
    n_fft, win, hop = settings.n_fft, settings.win_length, settings.hop_length
    left = (n_fft - win) // 2
    number = min(n_fft // 8, settings.bins - 1)
    return [
        "",
        "# the same as a Conv1d: for each frequency a cosine and a negative sine under the window",
        f"window = torch.{TORCH_WINDOWS[settings.window]}({win})",
        f"stft = torch.stft(samples, {n_fft}, {hop}, {win}, window, return_complex=True)",
        f"angle = 2 * math.pi * {number} * torch.arange({n_fft}, dtype=torch.float64) / {n_fft}",
        f"padded = functional.pad(window, ({left}, {n_fft - win - left}))",
        "kernels = (padded * torch.stack([angle.cos(), -angle.sin()])).float()  # (2, n_fft)",
        f"mirrored = functional.pad(samples[None, None], ({n_fft // 2}, {n_fft // 2}), "
        'mode="reflect")',
        f"real, imaginary = functional.conv1d(mirrored, kernels[:, None], stride={hop})[0]",
        f"gap = (torch.complex(real, imaginary) - stft[{number}]).abs().max()",
        "assert gap <= 1e-4 * (padded.abs().sum() * samples.abs().max())",
    ]
