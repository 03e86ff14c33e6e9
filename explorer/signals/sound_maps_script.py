"""The complete script of a kernel on a sound's picture, and of the mask it makes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.layers.script_text import literal
from explorer.signals.map_kernels import pads_of
from explorer.signals.sound_clip import SoundClip
from explorer.signals.sound_load_code import OWN_FILE, sample_file
from explorer.signals.spectrogram_maps import (
    MOST_ROWS,
    RANGE_DB,
    SILENCE,
    SoundPicture,
    window_length,
)


@dataclass(frozen=True, slots=True, eq=False)
class ShownMap:
    """What the page showed: the kernel and threshold, the answers (rows, columns), energy kept."""

    sound: SoundPicture
    kernel: NDArray[np.float64]
    threshold_db: float
    output: NDArray[np.float32]
    kept_share: float


def map_script(clip: SoundClip, guest: SoundClip | None, shown: ShownMap) -> str:
    """Write the script; `guest` is the sample that was mixed in, None for none."""
    lines = [
        '"""A kernel on a log mel spectrogram, and its answer as a mask that is heard."""',
        "",
        "import numpy as np",
        "import soundfile",
        "import torch",
        "from torch.nn import functional",
        "from torchaudio.functional import melscale_fbanks, resample",
        "",
        *_load_lines(clip, guest),
        "",
        *_picture_lines(shown.sound),
        "",
        *_kernel_lines(shown),
        "",
        *_mask_lines(shown),
        "",
        *_assert_lines(shown, exact=sample_file(clip) is not None),
    ]
    if guest is None:
        lines[6] = "from torchaudio.functional import melscale_fbanks"
    return "\n".join(lines) + "\n"


def _load_lines(clip: SoundClip, guest: SoundClip | None) -> list[str]:
    own = sample_file(clip) or OWN_FILE
    note = "your own, saved from its player" if own == OWN_FILE else "in the project's folder"
    lines = [
        f'samples, rate = soundfile.read("{own}", dtype="float32")  # {note}',
        f"assert rate == {clip.sample_rate_hz}",
        "sound = torch.from_numpy(samples)",
    ]
    if guest is None:
        return lines
    return [
        *lines,
        f'other, other_rate = soundfile.read("{sample_file(guest) or OWN_FILE}", dtype="float32")',
        "guest = torch.from_numpy(other)",
        "if other_rate != rate:",
        "    guest = resample(guest, other_rate, rate)",
        "guest = torch.from_numpy(np.resize(guest.numpy(), len(sound)))  # repeated, or cut",
        "guest = guest * (sound.square().mean() / guest.square().mean()).sqrt()  # as strong",
        "sound = sound + guest",
        "sound = sound * min(1.0, 0.9 / sound.abs().max().item())",
    ]


def _picture_lines(sound: SoundPicture) -> list[str]:
    length = window_length(sound.sample_rate_hz)
    rows, columns = sound.picture.shape
    top_hz = (
        f"min(8_000.0, rate / 2)  # {MOST_ROWS} mel bands up to here"
        if rows == MOST_ROWS
        else ("min(8_000.0, rate / 2)")
    )
    return [
        f"window, hop = {length}, {length // 2}  # 64 ms, half overlapped",
        "hann = torch.hann_window(window)",
        "padded = functional.pad(sound, (0, -len(sound) % hop))",
        "spectrum = torch.stft(",
        '    padded, window, hop, window=hann, pad_mode="constant", return_complex=True',
        f")  # ({len(sound.spectrum)} bins, {columns} frames)",
        f"top = {top_hz}",
        f"banks = melscale_fbanks(len(spectrum), 0.0, top, {rows}, rate)  # (bins, rows)",
        "power = banks.T @ spectrum.abs().square()",
        f"level = 10 * torch.log10(power.clamp(min={SILENCE}))",
        f"picture = (level - level.max() + {RANGE_DB:g}).clamp(min=0)",
        "picture = picture.flip(0)  # row 0 is the highest band: as one looks at it",
    ]


def _kernel_lines(shown: ShownMap) -> list[str]:
    top, bottom, left, right = pads_of(shown.kernel)
    return [
        "# a row further down is lower, a column to the right is later",
        f"kernel = torch.tensor({literal(shown.kernel)})",
        "# left, right, top, bottom: the outermost band repeated, silence before and after",
        f'around = functional.pad(picture[None, None], (0, 0, {top}, {bottom}), mode="replicate")',
        f"around = functional.pad(around, ({left}, {right}, 0, 0))",
        "answer = functional.conv2d(around, kernel[None, None])[0, 0]",
        "scale = max(kernel.clamp(min=0).sum().item(), (-kernel).clamp(min=0).sum().item()) or 1.0",
        "strength = answer.relu() / scale  # dB",
        f"mask = strength**2 / (strength**2 + {shown.threshold_db} ** 2)  # 0 to 1",
    ]


def _mask_lines(shown: ShownMap) -> list[str]:
    rows = len(shown.sound.row_hz)
    return [
        "# from rows to the bins of the transform, linearly between the middles of the bands",
        f"mels = np.arange(1, {rows + 1}) * 2595 * np.log10(1 + top / 700) / {rows + 1}",
        "middles = 700 * (10 ** (mels / 2595) - 1)",
        "hertz = np.linspace(0, rate / 2, len(spectrum))",
        f"spread = np.stack([np.interp(hertz, middles, row) for row in np.eye({rows})], axis=1)",
        "full = torch.from_numpy(spread).float() @ mask.flip(0)  # (bins, frames)",
        "kept = torch.istft(spectrum * full, window, hop, window=hann)[: len(sound)]",
        "share = (kept.square().sum() / sound.square().sum()).item()",
        'print("answer", tuple(answer.shape), "energy kept", share)',
        '# soundfile.write("kept.wav", kept.numpy(), rate)  # to hear it',
    ]


def _assert_lines(shown: ShownMap, *, exact: bool) -> list[str]:
    """Hold the answers to what was shown; a sound saved in 16 bits is only nearly the same."""
    shape = f"assert tuple(answer.shape) == {shown.output.shape}"
    if not exact:
        return [shape, f"assert abs(share - {shown.kept_share:.4f}) < 0.05"]
    row, column = np.unravel_index(np.abs(shown.output).argmax(), shown.output.shape)
    value = float(shown.output[row, column])
    tolerance = 1e-3 * max(1.0, float(np.abs(shown.kernel).sum()))
    return [
        shape,
        f"assert abs(answer[{row}, {column}].item() - {value:.6g}) < {tolerance:.3g}",
        f"assert abs(share - {shown.kept_share:.5f}) < 0.002",
    ]
