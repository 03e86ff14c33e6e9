"""Conv1d on a waveform: what is counted, said and refused, and what a link brings back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from explorer.signals.filters_1d import FILTERS
from tests.reading import Visit, metrics, problems, prose


def payloads(app: AppTest, name: str) -> list[dict[str, Any]]:
    """What the components of a kind were handed, arrays left out."""
    return [
        json.loads(element.proto.mixed.json or "{}")
        for element in app.get("bidi_component")
        if element.proto.component_name.endswith(name)
    ]


def looks(app: AppTest) -> list[str]:
    """How each curve of the two spectra is drawn."""
    spectrum = payloads(app, "frequency_chart")[0]["panels"][0]
    return [curve["look"] for curve in spectrum["curves"]]


def test_the_low_pass_on_the_chirp(visit: Visit) -> None:
    app = visit("sound")
    assert not problems(app)
    assert not app.warning
    assert metrics(app) == {
        "Output shape": "1 × 47,900",  # 48,000 − 101 + 1
        "Parameters": "102",
        "Multiply-adds": "4,837,900",  # 47,900 · 101
        "Output, samples a second": "16,000",
    }
    assert "Keeps what is slower" in prose(app)
    assert "comes through" in prose(app)
    assert [track["name"] for track in payloads(app, "sound_track")] == ["Before", "After"]


def test_the_lectures_layer(visit: Visit) -> None:
    app = visit("sound")
    button = next(b for b in app.button if b.label.startswith("The lecture's Conv1d"))
    button.click().run()
    assert not problems(app)
    found = metrics(app)
    assert found["Output shape"] == "16 × 23,999"  # (48,000 − 3) // 2 + 1
    assert found["Parameters"] == "64"  # 16 · 3 + 16
    assert found["Multiply-adds"] == f"{16 * 3 * 23_999:,}"
    assert found["Output, samples a second"] == "8,000"
    assert "nothing learned" in " ".join(caption.value for caption in app.caption)
    (rows,) = payloads(app, "wave_rows")
    assert len(rows["names"]) == 16


def test_the_stride_folds_and_the_low_pass_in_front_prevents_it(visit: Visit) -> None:
    link = {"sound_filter": "average", "sound_kernel_size": "1", "sound_stride": "4"}
    app = visit("sound", sound_view="alias", **link)
    assert not problems(app)
    assert "comes back lower, as an alias" in prose(app)
    # |5000 − 1 · 4000|
    assert any(r"- 1 \cdot 4{,}000 \right| = 1{,}000" in block.value for block in app.latex)
    assert "peak at 1,000.0 Hz" in prose(app)
    assert "folded" in looks(app)
    app.toggle(key="sound_antialias").set_value(True).run()
    assert not problems(app)
    assert "nothing folds down" in prose(app)
    assert "nothing is heard" in prose(app)
    assert "folded" not in looks(app)


@pytest.mark.parametrize("kind", FILTERS)
def test_every_filter_answers(visit: Visit, kind: str) -> None:
    app = visit("sound", sound_filter=kind, sound_out_channels="3", sound_view="bank")
    assert not problems(app)
    assert not app.warning
    assert metrics(app)["Output shape"].startswith("3 × ")


def test_a_control_that_the_filter_does_not_read_is_not_there(visit: Visit) -> None:
    app = visit("sound", sound_filter="band_pass", sound_cutoff="500", sound_cutoff_high="900")
    assert [app.slider(key=key).value for key in ("sound_cutoff", "sound_cutoff_high")] == [
        500,
        900,
    ]
    app.selectbox(key="sound_filter").set_value("average").run()
    assert not {"sound_cutoff", "sound_cutoff_high"} & {slider.key for slider in app.slider}
    app.selectbox(key="sound_filter").set_value("comb").run()
    assert "sound_kernel_size" not in {slider.key for slider in app.slider}
    assert metrics(app)["Parameters"] == "18"  # a delay of 16 samples: 17 taps and a bias


@pytest.mark.parametrize(
    ("link", "told"),
    [
        ({"sound_filter": "high_pass", "sound_kernel_size": "64"}, "set kernel_size to 63"),
        ({"sound_stride": "2", "sound_padding_rule": "same"}, "set stride to 1"),
        (
            {"sound_filter": "band_pass", "sound_cutoff": "900", "sound_cutoff_high": "900"},
            "is empty",
        ),
    ],
)
def test_what_cannot_be_says_what_to_do(visit: Visit, link: dict[str, str], told: str) -> None:
    app = visit("sound", **link)
    assert not problems(app)
    assert told in " ".join(warning.value for warning in app.warning)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("sound_taps", "1;2"),
        ("sound_channel", "99"),
        ("sound_at", "soon"),
        ("sound_compare", "sound_filter:none"),
        ("sound_stride", "17"),
    ],
)
def test_bad_values_in_a_link_are_told_and_ignored(visit: Visit, key: str, value: str) -> None:
    app = visit("sound", **{key: value})
    assert not problems(app)
    assert key in " ".join(block.value for block in [*app.info, *app.warning, *app.toast])
    assert metrics(app)["Output shape"] == "1 × 47,900"


def test_taps_from_a_link_are_the_kernel(visit: Visit) -> None:
    app = visit("sound", sound_filter="hand", sound_taps="0.5,0,-0.5", sound_kernel_size="5")
    assert not problems(app)
    (kernel,) = payloads(app, "kernel_bars")
    assert kernel["by_finger"]
    assert metrics(app)["Parameters"] == "6"
    app.text_input(key="sound_taps").set_value("1,two").run()
    assert not problems(app)
    assert "not a number" in " ".join(error.value for error in app.error)


def test_two_states_side_by_side(visit: Visit) -> None:
    app = visit("sound", sound_filter="band_pass", sound_view="compare")
    app.button(key="keep_sound_compare").click().run()
    app.selectbox(key="sound_filter").set_value("average").run()
    assert not problems(app)
    names = [track["name"] for track in payloads(app, "sound_track")]
    assert names[-2:] == ["A · Band-pass", "B · Average"]


def test_the_place_that_was_clicked_is_the_one_shown(visit: Visit) -> None:
    app = visit("sound", sound_at="2000", sound_stride="2", sound_padding="40")
    assert not problems(app)
    (slide,) = payloads(app, "sliding_product")
    (mark,) = payloads(app, "sound_track")[0]["marks"]
    assert mark[0] < 2.0 < mark[1]
    assert slide["window"][:2] == [2, 1]


def test_a_place_beyond_the_end_shows_the_end(visit: Visit) -> None:
    for padding in ("0", "2000"):
        app = visit("sound", sound_at="999999", sound_padding=padding)
        assert not problems(app)
        (mark,) = payloads(app, "sound_track")[0]["marks"]
        assert mark[1] == pytest.approx(3.0, abs=0.01)
