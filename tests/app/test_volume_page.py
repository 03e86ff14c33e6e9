"""The volume page without a browser: what it shows for its links, clips and uploads."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from tests.reading import Visit, metrics, problems, prose


def moving_gif(count: int = 6) -> tuple[str, bytes, str]:
    """A bright bar that goes right, two pixels a frame."""
    frames = []
    for number in range(count):
        picture = np.zeros((48, 64), np.uint8)
        picture[:, 4 + 2 * number : 12 + 2 * number] = 255
        frames.append(Image.fromarray(picture))
    file = BytesIO()
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:], duration=80)
    return "party.gif", file.getvalue(), "image/gif"


def captions(app: AppTest) -> str:
    return " ".join(caption.value for caption in app.caption)


def formulas(app: AppTest) -> str:
    return " ".join(block.value for block in app.latex)


def test_the_claim_stands_on_the_first_screen(visit: Visit) -> None:
    app = visit("volume")
    assert not problems(app)
    seen = {label: float(value) for label, value in metrics(app).items()}
    assert seen["→ moves right"] > 5 * seen["← moves left"]
    assert seen["→ moves right"] > 10 * seen["■ stands still"]
    told = prose(app)
    assert "It answers most to what moves right: 0.104 on average in its box" in told
    assert "12.7 times as much as to what moves left" in told
    assert "takes 5 frames and fits 20 times in 24 frames" in told
    assert r"405" in formulas(app)
    assert "(5, 9, 9)" in captions(app)


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ({"volume_kernel": "left"}, "most to what moves left"),
        ({"volume_kernel": "difference"}, "to what stands still exactly 0"),
        ({"volume_kernel": "edge"}, "nearly as much"),
        ({"volume_kernel": "random", "volume_seed": "3"}, "start with seed 3, nothing learned"),
        ({"volume_backwards": "true"}, "most to what moves left"),
        ({"volume_weights": "-1|0|1"}, "The kernel is made by hand."),
        ({"volume_weights": "1"}, "one frame deep"),
        ({"volume_padding_rule": "same"}, "padded to 28"),
        ({"volume_stride": "7,1,1", "volume_depth": "2"}, "Along D"),
        ({"clip": "lamp"}, "most to what blinks"),
        ({"clip": "pan_coins"}, "To what moves left: the whole picture it answers"),
        ({"volume_weights": "0"}, "answers nothing that is in this clip"),
    ],
    ids=str,
)  # fmt: skip
def test_the_words_follow_the_state(visit: Visit, link: dict[str, str], words: str) -> None:
    app = visit("volume", **link)
    assert not problems(app)
    assert words in prose(app) + captions(app)


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ({"volume_kernel": "difference", "volume_depth": "1"}, "needs 2 taps"),
        ({"volume_side": "2"}, "along W and needs 3"),
        ({"volume_depth": "9", "volume_dilation": "4,1,1"}, "along D kernel 9 with dilation 4"),
        ({"volume_padding_rule": "same", "volume_stride": "2"}, "set stride to 1"),
    ],
    ids=str,
)
def test_an_impossible_layer_is_told_in_place(visit: Visit, link, words) -> None:
    app = visit("volume", **link)
    assert not problems(app)
    assert words in app.warning[0].value
    assert len(app.title) == 1


@pytest.mark.parametrize(
    ("example", "shape", "parameters"),
    [
        ("cubic", "20 × 16 × 10 × 50 × 100 → 20 × 33 × 4 × 24 × 49", "14{,}289"),
        ("unequal", "20 × 16 × 10 × 50 × 100 → 20 × 33 × 8 × 50 × 99", "15{,}873"),
        ("own", "20 × 16 × 10 × 50 × 100 → 20 × 32 × 8 × 50 × 99", "15{,}392"),
        ("above", "1 × 1 × 24 × 64 × 64 → 1 × 1 × 20 × 64 × 64", "405"),
    ],
)
def test_the_lectures_shapes(visit: Visit, example, shape, parameters) -> None:
    app = visit("volume", volume_view="shapes", volume_example=example)
    assert not problems(app)
    assert shape in prose(app)
    assert parameters in formulas(app)
    assert "PyTorch's own layer gives the same shape" in captions(app)


def test_own_layers_that_cannot_be_are_told_below_the_picture(visit: Visit) -> None:
    app = visit("volume", volume_view="shapes", volume_example="own", volume_own_groups="3")
    assert "groups must divide" in app.warning[0].value
    assert metrics(app)  # the picture above stands


def test_against_two_dimensions(visit: Visit) -> None:
    app = visit("volume", volume_view="plane")
    assert "the weights 2.99 times as many" in prose(app)
    cells = app.table[0].value.to_numpy().astype(str)
    assert "15,873" in cells
    assert "5,313" in cells
    assert any("M = 61" in cell for cell in cells.ravel())
    app = visit("volume", volume_view="plane", volume_mid_channels="16")
    assert any("M = 16" in cell for cell in app.table[0].value.to_numpy().astype(str).ravel())


def test_all_kernels_against_all_movements(visit: Visit) -> None:
    app = visit("volume", volume_view="kernels")
    table = app.table[0].value.set_index("kernel")
    assert table.loc["Rightward motion", "→ moves right"] == "**0.104**"
    assert table.loc["Leftward motion", "← moves left"].startswith("**")
    assert table.loc["Temporal difference", "■ stands still"] == "0.000"


def test_the_curve_is_put_into_words(visit: Visit) -> None:
    assert "times less" in prose(visit("volume", volume_view="direction"))
    app = visit("volume", volume_view="direction", volume_kernel="difference")
    assert "it tells no direction" in prose(app)


def test_challenges_set_the_state(visit: Visit) -> None:
    app = visit("volume")
    app.button(key="volume_challenge_0").click().run()
    assert app.selectbox(key="volume_kernel").value == "difference"
    assert metrics(app)["■ stands still"] == "0.000"
    app.button(key="volume_challenge_1").click().run()
    assert app.selectbox(key="clip").value == "lamp"
    app.button(key="volume_challenge_2").click().run()
    assert "20 × 33 × 8 × 50 × 99" in prose(app)
    app.button(key="volume_reset").click().run()
    assert app.selectbox(key="clip").value == "shapes"
    assert app.selectbox(key="volume_kernel").value == "right"


def test_bad_links_are_ignored_and_told(visit: Visit) -> None:
    app = visit("volume", clip="film", volume_depth="99", volume_weights="a|b", volume_stride="x")
    assert not problems(app)
    told = " ".join(info.value for info in app.info)
    for key in ("clip", "volume_depth", "volume_weights", "volume_stride"):
        assert f"{key}=" in told
    assert metrics(app)["→ moves right"] == "0.104"


def test_an_upload_becomes_the_clip_and_can_be_forgotten(visit: Visit) -> None:
    app = visit("volume", volume_kernel="difference")
    app.file_uploader(key="clip_file").set_value(moving_gif()).run()
    assert not problems(app)
    assert app.selectbox(key="clip").value == "upload"
    assert "6 frames of 48 × 64 pixels" in captions(app)
    assert "What moves in this clip, and where, is not known" in prose(app)
    assert float(metrics(app)["Largest |answer|"]) == pytest.approx(1, abs=0.01)
    assert "party" not in str(app.main)
    app.file_uploader(key="clip_file").set_value(("x.gif", b"nothing", "image/gif")).run()
    assert "choose an animated GIF" in app.error[0].value
    assert "6 frames" in captions(app)  # the last good one stays
    app.file_uploader(key="clip_file").set_value(None).run()
    assert not app.error
    app.button(key="clip_forget").click().run()
    assert app.selectbox(key="clip").value == "shapes"
    assert "upload" not in app.selectbox(key="clip").options


def test_an_upload_never_reaches_another_session(visit: Visit) -> None:
    app, other = visit("volume"), visit("volume")
    app.file_uploader(key="clip_file").set_value(moving_gif()).run()
    other.run()
    assert "Your clip" not in other.selectbox(key="clip").options
    assert "24 frames" in captions(other)


def test_a_link_made_with_an_upload_falls_back_and_says_so(visit: Visit) -> None:
    app = visit("volume", clip="upload")
    assert "made with an uploaded clip, which is not kept: **Moving shapes**" in captions(app)
    assert metrics(app)["→ moves right"] == "0.104"
    app.selectbox(key="clip").set_value("lamp").run()
    assert "made with an uploaded clip" not in captions(app)
