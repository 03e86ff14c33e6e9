"""The sounds that come along: made again by their script, and what can be measured in them."""

from __future__ import annotations

import shutil
import subprocess
import tomllib
from pathlib import Path

import numpy as np
import pytest
import soundfile

from explorer.errors import SoundError
from explorer.signals import clip_synthesis as clips
from explorer.signals import publish_clips, sample_sounds, speech_synthesis
from explorer.signals.sample_sounds import (
    SAMPLE_SOUNDS,
    SOUNDS_FOLDER,
    load_sound,
    sound_titles,
)
from explorer.signals.vowel_synthesis import VOWEL_S, VOWELS, formants_hz, mouth_response

RATE = 16_000


def part(key: str, start_s: float, end_s: float) -> np.ndarray:
    return load_sound(key).samples[round(start_s * RATE) : round(end_s * RATE)].astype(float)


def spectrum(sound: np.ndarray, count: int = 1 << 17) -> np.ndarray:
    """Magnitudes of a windowed part, one a RATE / count hertz."""
    return np.abs(np.fft.rfft(sound * np.hanning(len(sound)), count))


def peaks_hz(sound: np.ndarray, share: float, count: int = 1 << 17) -> list[float]:
    """Frequencies of all local maxima above a share of the largest."""
    found = spectrum(sound, count)
    top = (found[1:-1] > found[:-2]) & (found[1:-1] >= found[2:])
    where = np.flatnonzero(top & (found[1:-1] > share * found.max())) + 1
    return [float(each) * RATE / count for each in where]


@pytest.mark.parametrize("key", SAMPLE_SOUNDS)
def test_every_sound_is_short_clean_and_of_a_level(key: str) -> None:
    sound = load_sound(key)
    assert sound.sample_rate_hz == RATE
    assert 2 <= sound.duration_s <= 4
    assert 0.49 <= np.abs(sound.samples).max() <= 0.8
    assert np.abs(sound.samples[[0, -1]]).max() < 1e-3
    assert abs(sound.samples.mean()) < 1e-2
    assert load_sound(key) is sound  # read once
    assert not sound.samples.flags.writeable
    with soundfile.SoundFile(SOUNDS_FOLDER / f"{key}.flac") as file:
        assert (file.channels, file.subtype) == (1, "PCM_16")


@pytest.mark.parametrize("key", clips.SYNTHESES)
def test_the_script_makes_the_same_sound_again(key: str) -> None:
    made = clips.SYNTHESES[key]()
    assert np.abs(made - load_sound(key).samples).max() <= 1 / 32_768


def test_the_chirp_rises_along_its_line() -> None:
    turns = np.unwrap(np.angle(analytic(part("chirp", 0, 3)))) / (2 * np.pi)
    inner = slice(RATE // 10, -RATE // 10)
    time_s = (np.arange(len(turns) - 1) + 0.5) / RATE
    expected = clips.instantaneous_chirp_hz(time_s)
    assert expected[[0, -1]] == pytest.approx([100, 7_500], abs=0.5)
    assert np.median(np.abs(np.diff(turns) * RATE - expected)[inner]) < 1
    assert clips.instantaneous_chirp_hz(np.array([1.5]))[0] == (100 + 7_500) / 2


def analytic(sound: np.ndarray) -> np.ndarray:
    """The sound without its negative frequencies, whose angle is the phase."""
    half = np.fft.fft(sound)
    half[1 : len(sound) // 2] *= 2
    half[len(sound) // 2 + 1 :] = 0
    return np.fft.ifft(half)


def test_tones_and_clicks_are_as_far_apart_as_told() -> None:
    low, high = peaks_hz(part("two_chirps", *clips.TONES_S), 0.5)
    assert (low, high) == pytest.approx((1_000, 1_040), abs=0.5)
    clicks = np.flatnonzero(part("two_chirps", 2.5, 3))
    assert clicks.tolist() == [round(0.15 * RATE), round(0.15 * RATE) + 128]  # 8 ms
    middle = 0.1 + (1.4 - 0.1) / 2  # where the chirps cross: (400 + 3,400) / 2
    crossing = spectrum(part("two_chirps", middle - 0.02, middle + 0.02))
    assert crossing.argmax() * RATE / (1 << 17) == pytest.approx(1_900, abs=60)


def test_the_chords_notes() -> None:
    notes = list(clips.CHORD_HZ)
    assert notes == pytest.approx([261.63, 329.63, 392.0, 523.25], abs=0.01)
    found = peaks_hz(part("chord", 1.2, 3), 0.15)
    for note in clips.CHORD_HZ:
        assert min(abs(each - note) for each in found) < 1
    assert max(peaks_hz(part("chord", 0.05, 0.35), 0.4)) == pytest.approx(261.63, abs=1)


def test_the_strings_pitches() -> None:
    """The loop's delay is N + 1/2 samples: the half is the averaging."""
    assert clips.string_pitches_hz() == pytest.approx((16_000 / 96.5, 16_000 / 72.5, 16_000 / 48.5))
    ends = (*clips.STRING_ENTRIES_S[1:], clips.STRING_S)
    for pitch, entry, end in zip(
        clips.string_pitches_hz(), clips.STRING_ENTRIES_S, ends, strict=True
    ):
        found = spectrum(part("string", entry + 0.05, end - 0.01))
        near = slice(round(0.97 * pitch / RATE * (1 << 17)), round(1.03 * pitch / RATE * (1 << 17)))
        top = (near.start + found[near].argmax()) * RATE / (1 << 17)
        assert top == pytest.approx(pitch, abs=0.5)
        assert found[near].max() > 0.1 * found.max()


def test_the_kick_is_low_and_the_hat_is_high() -> None:
    def share_below(hertz: float, beat: float) -> float:
        start = beat * clips.BEAT_S + clips.FADE_S
        power = spectrum(part("drums", start, start + 0.1)) ** 2
        return float(power[: round(hertz / RATE * (1 << 17))].sum() / power.sum())

    assert share_below(200, 0) > 0.9  # kick, with a hat on it
    assert share_below(200, 2) < 0.02  # hat alone
    assert share_below(3_000, 2) < 0.3
    assert 0.2 < share_below(3_000, 1) < 0.95  # snare


def test_a_mouth_answers_most_at_its_formants() -> None:
    hertz = np.arange(1.0, 3_300)
    table = formants_hz((np.arange(len(VOWELS)) + 0.5) * VOWEL_S)  # (5, vowels), in the middles
    for number, vowel in enumerate(VOWELS):
        column = np.repeat(table[:, number : number + 1], len(hertz), axis=1)
        level = np.abs(mouth_response(hertz, column))
        tops = hertz[1:-1][(level[1:-1] > level[:-2]) & (level[1:-1] > level[2:])]
        for formant in vowel.formants_hz:
            assert np.abs(tops - formant).min() < 15, vowel
    assert abs(mouth_response(np.zeros(1), table[:, :1])[0]) == pytest.approx(1)


@pytest.mark.parametrize("number", range(len(VOWELS)))
def test_the_formants_stand_in_the_vowels_spectrum(number: int) -> None:
    """The loudest harmonic near the first formant is one of the two beside it."""
    middle = (number + 0.5) * VOWEL_S
    first = VOWELS[number].formants_hz[0]
    found = peaks_hz(part("vowels", middle - 0.1, middle + 0.1), 0.02, 1 << 15)
    pitch = found[0]
    assert 100 < pitch < 135
    level = spectrum(part("vowels", middle - 0.1, middle + 0.1), 1 << 15)
    tops = [hertz for hertz in found if pitch * 1.5 < hertz < 900]
    loudest = max(tops, key=lambda hertz: level[round(hertz / RATE * (1 << 15))] * hertz)
    assert abs(loudest - first) < pitch


def test_the_words_stand_where_they_should() -> None:
    sound = load_sound("yes_no")
    for word, start in zip(speech_synthesis.WORDS, speech_synthesis.WORD_STARTS_S, strict=True):
        spoken = part("yes_no", start, start + 0.8)
        before = part("yes_no", start - 0.05, start)
        assert np.abs(before).max() < 0.01
        assert np.abs(spoken).max() > 0.3
        loud = np.flatnonzero(np.abs(spoken) > 0.01)
        last = spoken[loud[-1] - RATE // 20 : loud[-1]]
        hiss = np.abs(np.diff(last)).mean() / np.abs(last).mean()
        assert (hiss > 0.8) == (word == "yes"), word  # an s is noise, an o is none
    assert sound.duration_s == speech_synthesis.SPOKEN_S


def test_the_manifest_names_every_sound_and_the_program_that_spoke() -> None:
    text = (SOUNDS_FOLDER / "manifest.toml").read_text(encoding="utf-8")
    listed = {entry["name"]: entry for entry in tomllib.loads(text)["file"]}
    assert list(listed) == [f"{key}.flac" for key in (*clips.SYNTHESES, "yes_no")]
    assert list(sound_titles()) == [*clips.SYNTHESES, "yes_no"]
    for words in ("eSpeak NG", "-v en-us", "GPL-3.0", "not shipped"):
        assert words in listed["yes_no.flac"]["origin"]


def test_publishing_without_the_synthesiser_keeps_the_spoken_clip(tmp_path: Path) -> None:
    for name in ("manifest.toml", "yes_no.flac"):
        shutil.copyfile(SOUNDS_FOLDER / name, tmp_path / name)
    publish_clips.publish_clips(tmp_path, keep_speech=True)
    listed = tomllib.loads((tmp_path / "manifest.toml").read_text(encoding="utf-8"))["file"]
    kept = tomllib.loads((SOUNDS_FOLDER / "manifest.toml").read_text(encoding="utf-8"))["file"]
    assert listed[-1] == kept[-1]
    (tmp_path / "yes_no.flac").unlink()
    with pytest.raises(FileNotFoundError, match="make it with eSpeak NG"):
        publish_clips.publish_clips(tmp_path, keep_speech=True)


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="needs eSpeak NG")
def test_the_words_are_made_again() -> None:
    """Other versions may speak a little otherwise; the words stay where they are."""
    said = speech_synthesis.speak_yes_no()
    assert said.shape == load_sound("yes_no").samples.shape
    assert speech_synthesis.tell_program().startswith("eSpeak NG")
    if speech_synthesis.tell_program() in (SOUNDS_FOLDER / "manifest.toml").read_text():
        assert np.abs(said - load_sound("yes_no").samples).max() <= 1 / 32_768


def test_sixteen_bits_and_full_scale() -> None:
    steps = publish_clips.to_sixteen_bits(np.array([0, 0.5, -1, 1, -3], np.float32))
    assert steps.tolist() == [0, 16_384, -32_768, 32_767, -32_768]


def test_a_missing_file_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sample_sounds, "SOUNDS_FOLDER", tmp_path)
    load_sound.cache_clear()
    with pytest.raises(SoundError, match="fetch the folder assets/sounds"):
        load_sound("drums")
    (tmp_path / "drums.flac").write_bytes(b"no sound")
    with pytest.raises(SoundError, match=r"drums\.flac cannot be read"):
        load_sound("drums")
    load_sound.cache_clear()
    with pytest.raises(KeyError):
        load_sound("cat")


def test_sounds_load_without_torch() -> None:
    """The page's first picture must not wait for what only the other parts need."""
    code = (
        "import sys; from explorer.signals.sample_sounds import load_sound; load_sound('chirp'); "
        "sys.exit('torch' in sys.modules or 'scipy' in sys.modules)"
    )
    import sys

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
