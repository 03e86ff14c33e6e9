"""Makes the clips that the app ships: `python -m explorer.signals.publish_clips`.

Writes assets/sounds: 16-bit FLAC files and the manifest that says where each comes from. The spoken
clip needs eSpeak NG (`espeak-ng`); without it `--keep-speech` leaves that file as it is.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tomllib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from explorer.signals.clip_synthesis import RATE_HZ, SYNTHESES
from explorer.signals.sample_sounds import SOUNDS_FOLDER
from explorer.signals.sound_clip import Samples
from explorer.signals.speech_synthesis import OPTIONS, WORDS, speak_yes_no, tell_program

MANIFEST_FILE = "manifest.toml"
SPEECH = "yes_no"
MADE = "made by this project, explorer.signals.publish_clips: {what}"
WHAT = {
    "chirp": "a linear chirp from 100 Hz to 7,500 Hz",
    "two_chirps": "two crossing chirps, two tones 40 Hz apart, two clicks 8 ms apart",
    "chord": "C major, six harmonics a note",
    "string": "plucked strings after K. Karplus and A. Strong (1983)",
    "drums": "kick, snare and hi-hat out of falling tones and noise",
    "vowels": "a source and a filter; formants of G. Peterson and H. Barney (1952), bandwidths "
    "after D. Klatt (1980)",
}
SPOKEN = (
    'the words "{words}" spoken by {program} with {options}, trimmed, resampled and put together; '
    "the program itself (GPL-3.0-or-later, https://github.com/espeak-ng/espeak-ng) is not shipped"
)
# GPL-3.0, section 2: "The output from running a covered work is covered by this License only if
# the output, given its content, constitutes a covered work." Four spoken words are none.
SPEECH_LICENCE = (
    "MIT, as far as anything in it is ours; eSpeak NG states no terms for the sound it makes, and "
    "its GPL-3.0 (section 2) covers output only where that is itself a covered work"
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the clips and their manifest, as the command line says."""
    parser = argparse.ArgumentParser(
        prog="python -m explorer.signals.publish_clips", description="Make the app's sounds."
    )
    parser.add_argument("--folder", type=Path, default=SOUNDS_FOLDER, help="where they go")
    parser.add_argument(
        "--keep-speech", action="store_true", help="leave the spoken clip as it is: no eSpeak NG"
    )
    options = parser.parse_args(arguments)
    publish_clips(options.folder, keep_speech=options.keep_speech)


def publish_clips(folder: Path, *, keep_speech: bool = False) -> None:
    """Write every clip and the manifest into a folder.

    `keep_speech` leaves the spoken clip and its entry; raises FileNotFoundError if it is not there,
    or, where it is to be made, if eSpeak NG is not.
    """
    spoken = _read_entry(folder, SPEECH) if keep_speech else None
    folder.mkdir(parents=True, exist_ok=True)
    entries = []
    for key, make in SYNTHESES.items():
        write_clip(folder / f"{key}.flac", make())
        entries.append(_entry(folder, key, MADE.format(what=WHAT[key]), "MIT"))
    if spoken is None:
        write_clip(folder / f"{SPEECH}.flac", speak_yes_no())
        told = SPOKEN.format(
            words=", ".join(WORDS), program=tell_program(), options=" ".join(OPTIONS)
        )
        spoken = _entry(folder, SPEECH, MADE.format(what=told), SPEECH_LICENCE)
    tables = [
        "\n".join(["[[file]]", *(f"{key} = {json.dumps(text)}" for key, text in entry.items())])
        for entry in (*entries, spoken)
    ]
    text = "\n\n".join(["# Written by explorer.signals.publish_clips.", *tables]) + "\n"
    (folder / MANIFEST_FILE).write_text(text, encoding="utf-8")


def to_sixteen_bits(samples: Samples) -> NDArray[np.int16]:
    """Return (N,) float32 in [-1, 1) as 16-bit numbers, one step being 1/32,768."""
    steps = np.rint(samples * 32_768.0).clip(-32_768, 32_767)
    return np.asarray(steps, dtype=np.int16)


def write_clip(path: Path, samples: Samples) -> None:
    """Write (N,) float32 samples at 16,000 Hz as a 16-bit FLAC file."""
    import soundfile

    soundfile.write(path, to_sixteen_bits(samples), RATE_HZ, format="FLAC", subtype="PCM_16")


def _entry(folder: Path, key: str, origin: str, licence: str) -> dict[str, str]:
    name = f"{key}.flac"
    digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    return {"name": name, "origin": origin, "licence": licence, "sha256": digest}


def _read_entry(folder: Path, key: str) -> dict[str, str]:
    listed = tomllib.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))["file"]
    entry = next((entry for entry in listed if entry["name"] == f"{key}.flac"), None)
    if entry is None or not (folder / f"{key}.flac").exists():
        raise FileNotFoundError(f"{key}.flac is not in {folder}: make it with eSpeak NG")
    return dict(entry)


if __name__ == "__main__":
    main()
