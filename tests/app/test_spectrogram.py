"""The sound page's spectrogram: its links, its numbers, what it says of bad settings."""

from __future__ import annotations

import re

import pytest
import torch
from streamlit.testing.v1 import AppTest

from explorer.signals.sample_sounds import load_sound
from explorer.ui.spectrogram.settings import CHALLENGES, VIEW
from tests.reading import Visit, metrics, problems, prose

CHIRP = load_sound("chirp")


def open_part(visit: Visit, **link: str) -> AppTest:
    return visit("sound", sound_part="spectrogram", **link)


def test_the_default_is_torchaudios_shape(visit: Visit) -> None:
    from torchaudio.transforms import Spectrogram

    app = open_part(visit)
    assert not problems(app)
    theirs = Spectrogram(512, 512, 128)(torch.from_numpy(CHIRP.samples.copy()))
    rows, frames = theirs.shape
    shown = metrics(app)
    assert shown["Shape: frequencies × frames"] == f"{rows} × {frames}" == "257 × 376"
    assert shown["Bin width"] == "31.25 Hz"  # 16,000 / 512
    assert shown["Hop"] == "8 ms"
    assert shown["Values a sample"] == "2.01"  # 257 · 376 / 48,000
    formulas = " ".join(block.value for block in app.latex)
    assert r"\frac{48{,}000}{128} \right\rfloor = 376" in formulas


@pytest.mark.parametrize(
    ("link", "shape"),
    [
        ({"spectrogram_win_length": "400", "spectrogram_hop_length": "160"}, "257 × 301"),
        ({"spectrogram_n_fft": "2048"}, "1,025 × 376"),
        ({"spectrogram_mel": "true", "spectrogram_n_mels": "40"}, "40 × 376"),
        ({"spectrogram_db": "false", "spectrogram_power": "1"}, "257 × 376"),
    ],
)
def test_links_bring_settings_back(visit: Visit, link: dict[str, str], shape: str) -> None:
    app = open_part(visit, **link)
    assert not problems(app)
    assert metrics(app)["Shape: frequencies × frames"] == shape


@pytest.mark.parametrize(
    ("link", "remedy"),
    [
        ({"spectrogram_n_fft": "256"}, "raise n_fft to 512 or lower win_length to 256"),
        ({"spectrogram_hop_length": "600"}, "take a hop_length from 1 to 512"),
        (
            {"spectrogram_mel": "true", "spectrogram_win_length": "64"},
            "lower n_mels to 33 or raise n_fft",
        ),
        (
            {"spectrogram_view": "back", "spectrogram_hop_length": "512"},
            "lower hop_length to 256",
        ),
    ],
)
def test_what_cannot_be_tells_the_remedy(visit: Visit, link: dict[str, str], remedy: str) -> None:
    app = open_part(visit, **link)
    assert not problems(app)
    assert remedy in app.warning[0].value
    assert {"spectrogram_win_length"} <= {slider.key for slider in app.slider}, "the page stays"


def test_a_picked_frame_is_worked_out(visit: Visit) -> None:
    app = open_part(visit, spectrogram_pick="1.2,1.2,3060", spectrogram_view="slice")
    stft = torch.stft(
        torch.from_numpy(CHIRP.samples.copy()), 512, 128, window=torch.hann_window(512),
        return_complex=True,
    )  # fmt: skip
    frame = 150  # 1.2 s · 16,000 / 128
    top = int(stft[:, frame].abs().argmax())
    assert f"Strongest is bin {top}" in prose(app)
    assert "samples 18,944 to 19,455" in prose(app)  # 150 · 128 ∓ 256
    formulas = " ".join(block.value for block in app.latex)
    found = re.search(r"\|X\[98, 150\]\|\^2 &= .* = ([\d.]+)(?: \\cdot 10\^\{(\d+)\})?", formulas)
    assert found  # 3,060 / 31.25 = 97.9
    value = float(found[1]) * 10 ** int(found[2] or 0)
    assert value == pytest.approx(float(stft[98, frame].abs() ** 2), rel=0.01)


def test_a_pick_that_is_none_is_ignored(visit: Visit) -> None:
    app = open_part(visit, spectrogram_pick="here")
    assert not problems(app)
    assert "this is the loudest place" in prose(app)
    app = open_part(visit, spectrogram_pick="99,99,100")
    assert not problems(app)


def challenge(app: AppTest, number: int) -> AppTest:
    texts = [button.label for button in app.button]
    app.button[texts.index(CHALLENGES[number].text)].click().run()
    assert not problems(app)
    return app


def row(app: AppTest, name: str) -> list[str]:
    frame = app.table[0].value
    found = frame[frame.iloc[:, 0] == name]
    return [str(cell) for cell in found.iloc[0, 1:]]


def test_the_clicks_part_under_a_shorter_window(visit: Visit) -> None:
    app = challenge(open_part(visit), 0)
    assert row(app, "peaks in time at the place") == ["not parted", "not parted"]
    app.slider(key="spectrogram_short").set_value(64).run()
    assert row(app, "peaks in time at the place")[0].startswith("two, 8 ms apart")


def test_the_tones_part_under_a_longer_window(visit: Visit) -> None:
    app = challenge(open_part(visit), 1)
    assert row(app, "peaks in frequency there") == ["not parted", "not parted"]
    app.slider(key="spectrogram_long").set_value(2048).run()
    told = row(app, "peaks in frequency there")[1]
    gap = re.match(r"two, ([\d.]+) Hz apart", told)
    assert gap
    assert float(gap[1]) == pytest.approx(40, abs=3)


def test_with_phases_the_way_back_is_exact(visit: Visit) -> None:
    app = open_part(visit, spectrogram_view="back", spectrogram_iterations="8")
    shown = metrics(app)
    assert "10⁻" in shown["With phases: largest error"]
    before, after = shown["Convergence, no iteration"], shown["Convergence, 8 iterations"]
    assert float(after) < float(before)


def test_the_layer_agrees_with_torch(visit: Visit) -> None:
    app = open_part(visit, spectrogram_view="conv1d")
    assert not problems(app)
    assert "263,168 fixed weights" in prose(app)  # 2 · 257 · 512


@pytest.mark.parametrize("look", VIEW.options)
def test_every_look_bears_any_window(visit: Visit, look: str) -> None:
    app = open_part(
        visit, sound="two_chirps", spectrogram_view=look, spectrogram_win_length="16",
        spectrogram_iterations="1",
    )  # fmt: skip
    assert not problems(app)
    assert not app.warning
