"""What the page makes of a kernel on a sound: both parts heard, and places in the whole sound."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.signals.map_kernels import MAP_KERNELS
from explorer.signals.sound_clip import SoundClip
from explorer.signals.spectrogram_maps import picture_sound
from explorer.signals.spectrogram_masks import answer, positive_part, soft_mask
from explorer.ui.sound_maps.compute import HeardSound, MapView, mask_sound
from explorer.ui.sound_maps.sentences import place_of, strongest
from explorer.ui.sound_maps.settings import MapState

RATE = 16_000


def hits(*seconds: float) -> np.ndarray:
    sound = np.random.default_rng(4).normal(0, 1e-4, 10 * RATE).astype(np.float32)
    for number, second in enumerate(seconds):
        sound[round(second * RATE)] = 0.9 / (number + 1)
    return sound


def view_of(samples: np.ndarray, start_share: float) -> MapView:
    picture = picture_sound(samples, RATE)
    kernel = MAP_KERNELS["hit"].values
    result = answer(picture.picture, kernel)
    strength = positive_part(result.output, kernel)
    return MapView(
        SoundClip(samples, RATE, "hits"),
        HeardSound(samples, picture),
        MapState("hit", None, 3.0, "none", 0.1, start_share),
        kernel,
        result,
        strength,
        soft_mask(strength, 3.0),
    )


def test_what_is_kept_and_the_rest_add_up_to_the_sound() -> None:
    samples = hits(1.0, 5.0)
    masked = mask_sound(view_of(samples, 0.0))
    np.testing.assert_allclose(masked.kept + masked.rest, samples, atol=1e-6)
    assert 0 < masked.kept_share < 1
    assert masked.of_stems == ()


@pytest.mark.parametrize(("start_share", "second"), [(0.0, 1.024), (1.0, 8.0)])
def test_the_strongest_place_is_one_of_the_excerpt(start_share: float, second: float) -> None:
    view = view_of(hits(1.024, 8.0), start_share)
    row, column = strongest(view)
    assert view.excerpt.start <= column < view.excerpt.stop
    assert view.sound.column_s[column] == pytest.approx(second, abs=0.04)
    assert place_of(view, row, column).endswith(f"{view.sound.column_s[column]:.2f} s")


def test_peaks_are_those_of_the_whole_sound_whatever_the_excerpt() -> None:
    found = [view_of(hits(1.0, 5.0, 8.0), share).onsets.tolist() for share in (0.0, 1.0)]
    assert found[0] == found[1]
    # 1.0, 5.0 and 8.0 s in columns of 0.032 s; the faint noise begins and ends as well
    assert found[0][1:-1] == [31, 156, 250]
