"""The sounds that come along: 16-bit FLAC files of assets/sounds, made by this project."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from explorer.errors import SoundError
from explorer.signals.sound_clip import SoundClip
from explorer.text import N_

DEFAULT_SOUND = "chirp"
RATE_HZ = 16_000
SOUNDS_FOLDER = Path(__file__).resolve().parents[2] / "assets" / "sounds"


@dataclass(frozen=True, slots=True)
class SampleSound:
    """A sound that comes along: its title, what is heard, who made it (English)."""

    title: str
    description: str
    credit: str


_COMPUTED = N_("computed by this project")

SAMPLE_SOUNDS: dict[str, SampleSound] = {
    "chirp": SampleSound(
        N_("Chirp"), N_("One tone that rises steadily from 100 Hz to 7,500 Hz."), _COMPUTED
    ),
    "two_chirps": SampleSound(
        N_("Chirps, tones, clicks"),
        N_(
            "Two chirps that cross between 400 and 3,400 Hz, then two tones 40 Hz apart (1,000 and "
            "1,040 Hz), then two clicks 8 ms apart (at 2.65 s)."
        ),
        _COMPUTED,
    ),
    "chord": SampleSound(
        N_("Chord"),
        N_("C major, its notes entering one after another: 262, 330, 392 and 523 Hz."),
        _COMPUTED,
    ),
    "string": SampleSound(
        N_("Plucked string"),
        N_("Three strings left to ring: 166, 221 and 330 Hz."),
        N_("computed by this project after K. Karplus and A. Strong, 1983"),
    ),
    "drums": SampleSound(
        N_("Drums"), N_("Kick, snare and hi-hat at 150 beats a minute."), _COMPUTED
    ),
    "vowels": SampleSound(
        N_("Vowels"),
        N_("The vowels of heed, head, hod, hawed and who'd, 0.6 s each, in a falling voice."),
        N_("computed by this project; formants of G. Peterson and H. Barney, 1952"),
    ),
    "yes_no": SampleSound(
        N_("Yes, no, yes, no"),
        N_("Four English words by a speech synthesiser, like the lecture's set of yes and no."),
        N_("made by this project with eSpeak NG"),
    ),
}


def sound_titles() -> dict[str, str]:
    """Return the English title of each sound by its key."""
    return {key: sound.title for key, sound in SAMPLE_SOUNDS.items()}


@lru_cache(maxsize=len(SAMPLE_SOUNDS))
def load_sound(key: str) -> SoundClip:
    """Return a sound by key.

    Raises KeyError if there is none, SoundError if its file cannot be read.
    """
    import soundfile

    sound = SAMPLE_SOUNDS[key]
    path = SOUNDS_FOLDER / f"{key}.flac"
    try:
        samples, rate = soundfile.read(path, dtype="float32")
    except (OSError, soundfile.SoundFileError) as error:
        raise SoundError(
            N_("{file} cannot be read: fetch the folder assets/sounds of this project again."),
            file=path.name,
        ) from error
    samples.flags.writeable = False
    return SoundClip(samples, rate, sound.title, sound.credit)
