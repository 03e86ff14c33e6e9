"""Onsets and tones: peaks of answers added up along one axis, and sounds shifted along each."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.signals.known_events import known_onsets, known_tones
from explorer.signals.map_kernels import MAP_KERNELS
from explorer.signals.map_peaks import (
    NEAR_COLUMNS,
    NEAR_ROWS,
    clicks_at,
    find_peaks,
    match_times,
    onset_strength,
    tone_frequencies,
    tone_strength,
)
from explorer.signals.sample_sounds import load_sound
from explorer.signals.sound_clip import SoundClip
from explorer.signals.sound_shifts import (
    add_hertz,
    move_later,
    play_faster,
    rows_moved,
    strongest_tones,
)
from explorer.signals.spectrogram_maps import picture_sound
from explorer.signals.spectrogram_masks import answer, positive_part

RATE = 16_000
TIME = np.arange(RATE) / RATE


def strength_of(samples: np.ndarray, name: str) -> np.ndarray:
    kernel = MAP_KERNELS[name].values
    return positive_part(answer(picture_sound(samples, RATE).picture, kernel).output, kernel)


def test_peaks_by_hand() -> None:
    values = np.array([5.0, 1, 0, 3, 3, 0, 0, 0.4, 0])
    assert find_peaks(values, 0.1, 2).tolist() == [0, 3]  # of the equals the first; 0.4 is too low
    assert find_peaks(values, 0.05, 2).tolist() == [0, 3, 7]
    assert find_peaks(np.zeros(4), 0.1, 2).tolist() == []
    assert find_peaks(np.empty(0), 0.1, 2).tolist() == []


def test_peaks_are_scipys() -> None:
    from scipy.signal import find_peaks as scipys

    values = np.random.default_rng(0).uniform(0, 1, 200)
    expected, _rest = scipys(np.concatenate([[0], values, [0]]), height=0.3 * values.max())
    assert find_peaks(values, 0.3, 1).tolist() == (expected - 1).tolist()


def test_each_found_time_is_used_once() -> None:
    found = np.array([0.10, 0.52, 0.9])
    assert match_times(found, np.array([0.11, 0.12, 0.5, 2.0])) == 2
    assert match_times(np.empty(0), np.array([1.0])) == 0


@pytest.mark.parametrize(
    ("sound", "kernel"),
    [("drums", "onset"), ("drums", "hit"), ("chord", "onset"), ("string", "onset")],
)
def test_every_onset_that_was_put_in_is_found(sound: str, kernel: str) -> None:
    clip = load_sound(sound)
    known = known_onsets(clip)
    assert known is not None
    picture = picture_sound(clip.samples, RATE)
    strength = onset_strength(strength_of(clip.samples, kernel))
    found = picture.column_s[find_peaks(strength, 0.1, NEAR_COLUMNS)]
    assert match_times(found, known) == len(known)
    ends = found > clip.duration_s - 0.1  # a chord that is cut off ends with a click
    assert len(found[~ends]) == len(known)


def test_only_the_projects_own_samples_are_known() -> None:
    drums = load_sound("drums")
    assert known_onsets(SoundClip(drums.samples, RATE, drums.title)) is None  # an upload's title
    assert known_tones(drums) is None
    known = known_onsets(drums)
    assert known is not None
    assert known[:2].tolist() == pytest.approx([0.01, 0.21])  # a hi-hat every half beat of 0.4 s


def test_frequencies_are_read_finer_than_a_bin() -> None:
    harmonics = [441.3, 882.6, 1_323.9]
    samples = sum(np.sin(2 * np.pi * hertz * TIME) / 4 for hertz in harmonics).astype(np.float32)
    peaks = find_peaks(tone_strength(strength_of(samples, "tone")), 0.3, NEAR_ROWS)
    found = tone_frequencies(picture_sound(samples, RATE), peaks)
    assert found == pytest.approx(harmonics, abs=1.5)  # a bin is 15.6 Hz


def test_the_chords_notes_are_among_the_strongest_tones() -> None:
    notes = [440 * 2 ** (steps / 12) for steps in (-9, -5, -2, 3)]  # C4, E4, G4, C5
    found = strongest_tones(picture_sound(load_sound("chord").samples, RATE))
    assert found == pytest.approx(notes, abs=2)


def test_clicks_begin_where_they_are_told_to() -> None:
    ticks = clicks_at(np.array([0.25, 0.999, 2.0]), RATE, RATE)
    assert ticks.shape == (RATE,)
    assert np.flatnonzero(ticks)[0] - 4_000 in {0, 1}  # a sine begins at 0
    assert not ticks[4_400:15_900].any()
    assert np.abs(ticks).max() <= 0.5


def test_hertz_are_added_and_ratios_are_lost() -> None:
    samples = (np.sin(2 * np.pi * 300 * TIME) + np.sin(2 * np.pi * 600 * TIME)).astype(np.float32)
    moved = add_hertz(samples / 4, RATE, 50.0)
    spectrum = np.abs(np.fft.rfft(moved.samples))
    assert sorted(np.argsort(spectrum)[-2:].tolist()) == [350, 650]  # one bin is 1 Hz
    np.testing.assert_allclose(add_hertz(samples, RATE, 0.0).samples, samples, atol=1e-5)


def test_what_would_pass_half_the_rate_does_not_come_back_as_an_alias() -> None:
    samples = np.sin(2 * np.pi * 7_900 * TIME).astype(np.float32)
    assert np.abs(add_hertz(samples, RATE, 200.0).samples).max() < 1e-5


def test_later_moves_the_picture_by_columns_and_nothing_else() -> None:
    samples = load_sound("string").samples
    before = picture_sound(samples, RATE)
    after = picture_sound(move_later(samples, RATE, 5 * 512).samples, RATE)
    np.testing.assert_allclose(after.picture[:, 5:], before.picture, atol=1e-3)
    kernel = MAP_KERNELS["rising"].values
    np.testing.assert_allclose(
        answer(after.picture, kernel).output[:, 10:],
        answer(before.picture, kernel).output[:, 5:],
        atol=1e-2,
    )


def test_faster_is_a_factor_and_rows_are_mels() -> None:
    assert play_faster(TIME.astype(np.float32), RATE, 12).sample_rate_hz == pytest.approx(2 * RATE)
    sound = picture_sound(np.sin(2 * np.pi * 440 * TIME).astype(np.float32), RATE)
    first, second = sound.row_hz[40], sound.row_hz[39]
    assert rows_moved(sound, first, second) == pytest.approx(1)
