"""A sound as the first lines of an exported script."""

from __future__ import annotations

from explorer.signals.sample_sounds import SAMPLE_SOUNDS, SOUNDS_FOLDER, load_sound
from explorer.signals.sound_clip import SoundClip

OWN_FILE = "sound.wav"


def sample_file(clip: SoundClip) -> str | None:
    """Return where a sample sound's file lies, seen from the project's folder; None for others."""
    for key, sound in SAMPLE_SOUNDS.items():
        if sound.title == clip.title and load_sound(key) is clip:
            return "/".join((*SOUNDS_FOLDER.parts[-2:], f"{key}.flac"))
    return None


def load_lines(clip: SoundClip, file_name: str | None) -> list[str]:
    """Write what makes `samples`, (N,) float32, and `rate`.

    `file_name`: what `sample_file` gives; in place of a visitor's own sound stands a chirp. The
    script imports numpy as np, torch, and soundfile where there is a file.
    """
    if file_name:
        return [
            "# a file of this project, or the sound saved from the page",
            f'wave, rate = soundfile.read("{file_name}", dtype="float32")',
            "samples = torch.from_numpy(wave)  # (N,)",
        ]
    return [
        "# Your own sound stays in your browser's session: a chirp of its length and rate stands",
        f'# in for it. To read a file: wave, rate = soundfile.read("{OWN_FILE}", dtype="float32")',
        f"rate, length = {clip.sample_rate_hz}, {len(clip.samples)}",
        "time = np.arange(length) / rate",
        "sweep = 100 * time + (0.45 * rate - 100) / 2 * time**2 / time[-1]",
        "samples = torch.tensor(0.5 * np.sin(2 * np.pi * sweep), dtype=torch.float32)  # (N,)",
    ]
