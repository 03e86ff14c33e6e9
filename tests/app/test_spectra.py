"""The sound page's spectra of solutions: what is said is what was computed."""

from __future__ import annotations

import re

import pytest

from explorer.ui.spectra.settings import CHALLENGES, VIEW
from tests.reading import Visit, metrics, problems, prose

HERE = {"sound_part": "spectra"}


def test_the_numbers_of_the_first_sight_agree_with_each_other(visit: Visit) -> None:
    app = visit("sound", **HERE)
    assert not problems(app)
    shown = metrics(app)
    before, after = map(float, shown["Signal to noise"].split(" → "))
    assert after > 2 * before
    hits, misses, alarms = map(int, shown["Hits · misses · false alarms"].split(" · "))
    assert (hits, misses, alarms) == (2, 1, 0)
    words = prose(app)
    assert "Synthetic data" in words
    assert "missed: tyrosine-like (305 nm)" in words
    factor = re.search(r"multiplies the noise's spread by ([\d.]+).*√Σw² says (\d+\.\d+)", words)
    assert factor is not None
    assert float(factor[1]) == pytest.approx(float(factor[2]), rel=0.05)


def test_a_longer_average_costs_height_and_width(visit: Visit) -> None:
    kept = []
    for size in ("3.0", "21.0"):
        app = visit("sound", **HERE, spectra_kernel="average", spectra_kernel_size=size)
        kept.append(float(metrics(app)["Narrowest band: height kept"].rstrip("%")))
    assert kept[1] < kept[0] - 20


def test_the_challenges_do_what_they_promise(visit: Visit) -> None:
    app = visit("sound")
    for challenge in CHALLENGES:
        button = next(each for each in app.button if each.label == challenge.text)
        button.click().run()
        assert not problems(app)
        found = metrics(app)["Hits · misses · false alarms"]
        if "spectra_scatter" in challenge.values:
            assert int(found.split(" · ")[1]) > 0
            assert int(found.split(" · ")[2]) > 0
        else:
            assert found == "3 · 0 · 0"


def test_the_matrix_is_seen_whole_and_its_spots_are_found(visit: Visit) -> None:
    app = visit("sound", **HERE, spectra_of="matrix")
    assert not problems(app)
    assert metrics(app)["Hits · misses · false alarms"] == "5 · 0 · 0"


@pytest.mark.parametrize("look", VIEW.options)
def test_nothing_in_the_solution_breaks_nothing(visit: Visit, look: str) -> None:
    empty = {f"spectra_{name}": "0.0" for name in ("tyrosine", "tryptophan", "fulvic", "humic")}
    for of in ("curve", "matrix"):
        link = {"spectra_of": of, "spectra_sigma": "0.0", "spectra_baseline": "0.0"}
        app = visit("sound", **HERE, **empty, **link, spectra_view=look)
        assert not problems(app)
        assert "No fluorophore is in the solution" in prose(app)


def test_a_polynomial_without_enough_points_is_told_in_words(visit: Visit) -> None:
    app = visit("sound", **HERE, spectra_kernel_size="3.0", spectra_order="4")
    assert not problems(app)
    assert any("raise the kernel size to 5" in warning.value for warning in app.warning)


def test_an_even_size_in_a_link_becomes_the_odd_one_above(visit: Visit) -> None:
    app = visit("sound", **HERE, spectra_kernel_size="10.0", spectra_view="code")
    assert not problems(app)
    assert "nn.Conv1d(1, 1, 11," in str(app.code[0].value)
