"""The correlation page's convolution theorem: what is said is what was computed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from explorer.signals import fourier_timing as timing
from explorer.ui.fourier.measured import race_desk
from explorer.ui.fourier.settings import CHALLENGES
from tests.reading import Visit, metrics, problems, prose, settled

HERE = {"correlation_part": "theorem"}


@pytest.fixture
def short_races(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Races of a moment, and nobody's results before or after."""
    monkeypatch.setitem(timing.RACES, "signal", ((256,), (3, 15, 31)))
    monkeypatch.setattr(timing, "SECONDS_A_TIMING", 0.001)
    race_desk.clear()
    yield
    race_desk.clear()


def test_with_room_nothing_comes_round(visit: Visit) -> None:
    app = visit("correlation", **HERE)
    assert not problems(app)
    shown = metrics(app)
    assert shown["FFT length M"] == str(64 + 15 - 1)
    assert shown["Samples that came round"] == "0"
    assert shown["FLOPs, sum → FFT"].startswith("1,920 → ")  # 2 · 64 · 15
    assert "room for all of the linear answer" in prose(app)


def test_the_challenge_leaves_out_the_zeros(visit: Visit) -> None:
    app = visit("correlation")
    button = next(each for each in app.button if each.label == CHALLENGES[0].text)
    button.click().run()
    assert not problems(app)
    shown = metrics(app)
    assert (shown["FFT length M"], shown["Samples that came round"]) == ("64", "23")
    assert "23 samples of the linear answer" in prose(app)
    app.slider(key="fourier_zeros").set_value(100).run()
    assert metrics(app)["Samples that came round"] == "0"


def test_a_single_sample_as_kernel_and_a_kernel_longer_than_the_signal(visit: Visit) -> None:
    for size, length in (("1", "64"), ("64", "64")):
        link = {"fourier_kernel_size": size, "fourier_signal_size": "16", "fourier_zeros": "0"}
        for operation in ("convolution", "correlation"):
            app = visit("correlation", **HERE, **link, fourier_operation=operation)
            assert not problems(app)
            expected = "16" if size == "1" else length
            assert metrics(app)["FFT length M"] == expected


@pytest.mark.usefixtures("short_races")
def test_a_race_is_measured_and_named(visit: Visit) -> None:
    app = visit("correlation", **HERE, fourier_view="measured")
    assert "Nothing is measured yet" in " ".join(each.value for each in app.caption)
    app.button(key="fourier_measure").click().run()
    settled(app)
    app.run()
    words = prose(app)
    assert "Here, now:" in words
    assert "Both gave the same numbers" in words
    # whoever comes later sees it too
    assert "Here, now:" in prose(visit("correlation", **HERE, fourier_view="measured"))
