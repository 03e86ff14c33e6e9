"""Conv2d on a spectrogram: its numbers, its closer looks, its links, and kernels that are none."""

from __future__ import annotations

import io
import json
from typing import Any

import numpy as np
import pytest
import soundfile
import torch
from streamlit.testing.v1 import AppTest

from explorer.signals.map_kernels import MAP_KERNELS
from explorer.signals.sample_sounds import load_sound
from explorer.signals.spectrogram_maps import picture_sound
from explorer.signals.spectrogram_masks import (
    answer,
    energy_share,
    hear_mask,
    positive_part,
    soft_mask,
)
from explorer.ui.sound_maps.settings import CHALLENGES, CHOSEN, VIEW
from tests.reading import Visit, metrics, problems, prose


def opened(visit: Visit, **link: str) -> AppTest:
    app = visit("sound", sound_part="maps", **link)
    assert not problems(app)
    return app


def kept_share(sound: str, kernel: np.ndarray, threshold_db: float) -> float:
    clip = load_sound(sound)
    seen = picture_sound(clip.samples, clip.sample_rate_hz)
    mask = soft_mask(positive_part(answer(seen.picture, kernel).output, kernel), threshold_db)
    return energy_share(hear_mask(seen, mask), clip.samples)


@pytest.mark.parametrize(("name", "threshold"), [("tone", 3.0), ("hit", 12.5)])
def test_the_numbers_are_the_kernels(visit: Visit, name: str, threshold: float) -> None:
    app = opened(visit, sound="string", sound_maps_filter=name, sound_maps_threshold=str(threshold))
    shown = metrics(app)
    share = kept_share("string", MAP_KERNELS[name].values, threshold)
    assert shown["Energy kept"] == f"{share:.1%}"
    frames = -(-len(load_sound("string").samples) // 512) + 1
    assert shown["Output shape"] == f"96 × {frames}"


def test_found_onsets_are_told_beside_those_that_were_put_in(visit: Visit) -> None:
    app = opened(visit, sound="drums", sound_maps_view="onsets")
    assert metrics(app)["Onsets found"] == "16 of 16"
    assert metrics(app)["Tones found"] == "–"
    assert "16 of 16 beginnings have a peak within 50 ms" in prose(app)


def test_a_tone_kernel_counts_tones_and_no_onsets(visit: Visit) -> None:
    app = opened(visit, sound="chord", sound_maps_filter="tone", sound_maps_view="tones")
    assert metrics(app)["Onsets found"] == "–"
    assert "Found, in hertz: 261, 330, 392, 523, 659" in prose(app)
    assert "Put in: 262, 330, 392, 523, 659" in prose(app)


def test_a_mix_tells_what_comes_through_of_each(visit: Visit) -> None:
    link = {"sound": "chord", "sound_maps_mix": "drums"}
    told = prose(opened(visit, sound_maps_filter="hit", **link))
    assert "comes 1% of the energy of “Chord” and 62% of that of “Drums”" in told
    told = prose(opened(visit, sound_maps_filter="tone", **link))
    assert "comes 57% of the energy of “Chord” and 13% of that of “Drums”" in told


def test_a_kernel_by_hand_replaces_the_chosen_one_until_another_is_chosen(visit: Visit) -> None:
    app = opened(visit, sound_maps_kernel="-1,2,-1")
    assert "Made by hand" in prose(app)
    share = kept_share("chirp", np.array([[-1.0, 2, -1]]), 3.0)
    assert metrics(app)["Energy kept"] == f"{share:.1%}"
    app.selectbox(key="sound_maps_filter").set_value("blur").run()
    assert app.text_input(key="sound_maps_kernel").value == ""
    assert "the mean of nine" in prose(app)


def test_a_kernel_that_is_none_is_told_and_the_chosen_one_stays(visit: Visit) -> None:
    app = opened(visit)
    app.text_input(key="sound_maps_kernel").set_value("1,2;3").run()
    assert not problems(app)
    assert "rows have from 1 to 2 values" in " ".join(error.value for error in app.error)
    assert "Onset: later minus earlier" in prose(app)


def test_a_kernel_of_zeros_is_silence_and_says_so(visit: Visit) -> None:
    app = opened(visit, sound_maps_kernel="0,0;0,0")
    assert metrics(app)["Energy kept"] == "0.0%"
    assert "silence is heard" in prose(app)


def test_the_formula_is_one_window_of_the_page(visit: Visit) -> None:
    app = opened(visit, sound="drums", sound_maps_threshold="20")
    clip = load_sound("drums")
    kernel = MAP_KERNELS["onset"].values
    seen = picture_sound(clip.samples, clip.sample_rate_hz)
    output = answer(seen.picture, kernel).output
    strongest = torch.from_numpy(output).max().item()
    formula = app.latex[0].value
    assert f"= {strongest:.3g}" in formula
    level = strongest / 3
    assert rf"\frac{{{level:.3g}^2}}{{{level:.3g}^2 + 20^2}}" in formula
    assert f"= {level**2 / (level**2 + 400):.3g}" in formula


@pytest.mark.parametrize("kind", ["later", "hertz", "ratio"])
def test_a_shift_keeps_ratios_or_loses_them(visit: Visit, kind: str) -> None:
    app = opened(
        visit,
        sound="chord",
        sound_maps_view="axes",
        sound_maps_shift=kind,
        sound_maps_steps="4",
    )
    # C4, E4, G4, C5; with 200 Hz more each: 461.6, 529.6, 592, 723.3
    after = "1 : 1.15 : 1.28 : 1.57" if kind == "hertz" else "1 : 1.26 : 1.5 : 2"
    assert f"stand as 1 : 1.26 : 1.5 : 2 before and as {after} after" in prose(app)


def test_a_challenge_sets_all_it_needs_and_takes_the_hand_made_kernel_away(visit: Visit) -> None:
    app = opened(visit, sound_maps_kernel="1,2,3")
    number = next(
        index for index, button in enumerate(app.button) if button.label == CHALLENGES[0].text
    )
    app.button[number].click().run()
    assert not problems(app)
    assert app.selectbox(key="sound").value == "chord"
    assert app.selectbox(key=CHOSEN.key).value == "hit"
    assert app.text_input(key="sound_maps_kernel").value == ""
    assert "“Drums”" in prose(app)


def uploaded(app: AppTest, samples: np.ndarray, rate: int) -> AppTest:
    buffer = io.BytesIO()
    soundfile.write(buffer, samples, rate, format="WAV")
    app.file_uploader(key="sound_file").set_value(("own.wav", buffer.getvalue(), "audio/wav")).run()
    assert not problems(app)
    assert app.selectbox(key="sound").value == "upload"
    return app


def component(app: AppTest, name: str) -> dict[str, Any]:
    """The plain part of what a component was sent."""
    for element in app.get("bidi_component"):
        if element.proto.component_name.endswith(name):
            return dict(json.loads(element.proto.mixed.json))
    raise AssertionError(f"no {name} on the page")


def test_the_grids_excerpt_is_named_by_its_own_moments(visit: Visit) -> None:
    app = opened(visit, sound_maps_kernel="1,0,0,0,-1", sound_maps_from="100")
    uploaded(app, np.random.default_rng(2).uniform(-0.5, 0.5, 160_000).astype(np.float32), 16_000)
    axes = component(app, "linked_grid")["axes"]
    # 314 columns of 32 ms, the last 104 of them; two real ones before, and padding behind
    assert axes["out_columns"][0] == "6.72 s"  # 210 · 0.032
    assert axes["columns"][:3] == ["6.66 s", "6.69 s", "6.72 s"]
    assert axes["out_columns"][-1] == axes["columns"][-1] == "10.02 s"  # 313 · 0.032
    assert axes["rows"][0] == "7,777 Hz"
    assert axes["rows"][-1] == "18 Hz"


def test_a_long_sound_is_masked_whole_and_shown_in_excerpts(visit: Visit) -> None:
    app = opened(visit, sound_maps_filter="hit")
    assert "excerpt" not in " ".join(caption.value for caption in app.caption)
    beats = np.zeros(10 * 16_000, np.float32)
    beats[8_000::8_000] = 0.9  # a click at each half second but the first: 19
    uploaded(app, beats, 16_000)
    assert metrics(app)["Output shape"] == "96 × 314"  # 160,000 / 512 = 312.5, up, and one more
    assert metrics(app)["Onsets found"] == "19"
    told = " ".join(caption.value for caption in app.caption)
    assert "The grid shows 0.0 to 3.3 of 10.0 s" in told
    app.slider(key="sound_maps_from").set_value(100).run()
    told = " ".join(caption.value for caption in app.caption)
    assert "The grid shows 6.7 to 10.0 of 10.0 s" in told
    assert metrics(app)["Onsets found"] == "19"


@pytest.mark.parametrize("look", list(VIEW.options))
@pytest.mark.parametrize(("count", "rate"), [(2_000, 1_000), (40_000, 192_000)])
def test_odd_sounds_break_no_look(visit: Visit, look: str, count: int, rate: int) -> None:
    app = opened(visit, sound_maps_view=look, sound_maps_mix="drums")
    noise = np.random.default_rng(3).uniform(-0.5, 0.5, count).astype(np.float32)
    uploaded(app, noise, rate)
    assert metrics(app)["Output shape"].startswith("23 ×" if rate == 1_000 else "96 ×")


def test_an_uploads_script_says_which_file_it_wants(visit: Visit) -> None:
    app = opened(visit, sound_maps_view="code")
    uploaded(app, np.random.default_rng(3).uniform(-0.5, 0.5, 8_000).astype(np.float32), 8_000)
    script = app.code[0].value
    assert 'soundfile.read("sound.wav", dtype="float32")  # your own' in script
    assert "assert rate == 8000" in script
