"""The picture picker on a small page of its own: samples, uploads, links, page switches."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from explorer.data.samples import SAMPLE_KEYS

PAGE = """
import streamlit as st
from explorer.ui.picture_picker import picture_picker

if not st.toggle("elsewhere"):  # another page: no picker
    picture = picture_picker()
    st.session_state["got"] = picture
    st.text(f"{picture.key} {picture.pixels.shape} {picture.pixels.mean():.4f}")
"""


def file_of(image: Image.Image, kind: str = "PNG") -> tuple[str, bytes, str]:
    buffer = BytesIO()
    image.save(buffer, kind)
    return f"holiday.{kind.lower()}", buffer.getvalue(), f"image/{kind.lower()}"


GREEN = file_of(Image.new("RGB", (40, 30), (0, 255, 0)))
GREY = file_of(Image.new("L", (30, 40), 51))
TEXT = ("renamed.png", b"no picture at all", "image/png")
NARROW = file_of(Image.new("RGB", (1, 50)))


@pytest.fixture
def app() -> AppTest:
    return AppTest.from_string(PAGE, default_timeout=30)


def notices(app: AppTest) -> str:
    return " ".join(caption.value for caption in app.caption)


def button(app: AppTest) -> str:
    """What stands on the button that opens the picker."""
    return str(app.get("popover")[0].proto.popover.label)


def shown(app: AppTest) -> str:
    assert not app.exception
    return app.text[0].value


def linked(app: AppTest, key: str) -> str | None:
    """What the address says; AppTest keeps texts and lists."""
    value = app.query_params.get(key)
    return value[0] if isinstance(value, list) else value


def test_the_default_is_the_cat_at_128_pixels(app: AppTest) -> None:
    app.run()
    assert shown(app).startswith("cat (3, 128, 128)")
    assert not dict(app.query_params)
    assert len(app.selectbox) == 1
    assert app.selectbox(key="image").options[0] == "Cross, 5 × 5"
    assert "Your picture" not in app.selectbox(key="image").options
    assert "memory; nothing is written to disk or kept" in notices(app)
    assert "link" not in notices(app)


@pytest.mark.parametrize("key", SAMPLE_KEYS)
def test_every_sample_can_be_chosen_and_is_named_bare_in_the_link(app: AppTest, key: str) -> None:
    app.run()
    app.selectbox(key="image").set_value(key).run()
    assert shown(app).startswith(f"{key} (")
    assert linked(app, "image") == (None if key == "cat" else key)
    assert not app.error


@pytest.mark.parametrize("size", [16, 32, 64, 100, 128, 224, 320])
def test_every_size(app: AppTest, size: int) -> None:
    app.query_params["image"] = "coins"
    app.query_params["image_size"] = str(size)
    app.run()
    assert shown(app).startswith(f"coins (1, {size}, {size})")
    assert button(app) == f"Coins · {size}"


def test_arrays_keep_their_native_size_and_say_so(app: AppTest) -> None:
    app.query_params["image"] = "column_7x7"
    app.query_params["image_size"] = "224"
    app.run()
    assert shown(app).startswith("column_7x7 (1, 7, 7)")
    assert "native size: 7 × 7" in notices(app)
    assert button(app) == "Column of 99s, 7 × 7"
    app.selectbox(key="image").set_value("moon").run()
    assert shown(app).startswith("moon (1, 224, 224)")  # the size chosen before is still there
    assert "native" not in notices(app)


@pytest.mark.parametrize("value", ["dog", "", "../../etc/passwd", "<b>`x`</b>", "Cat", "7"])
@pytest.mark.parametrize("key", ["image", "image_size"])
def test_bad_links_are_ignored_and_told(app: AppTest, key: str, value: str) -> None:
    app.query_params[key] = value
    app.run()
    assert shown(app).startswith("cat (3, 128, 128)")
    assert "Ignored from the link" in notices(app)
    assert key in notices(app)


def test_an_upload_becomes_the_picture(app: AppTest) -> None:
    app.run()
    app.file_uploader(key="picture_file").set_value(GREEN).run()
    assert "(3, 128, 128) 0.3333" in shown(app)
    assert app.session_state["got"].key.startswith("upload_")
    assert app.selectbox(key="image").value == "upload"
    assert "Your picture" in app.selectbox(key="image").options
    assert linked(app, "image") == "upload"
    assert "holiday" not in str(app.main)


def test_an_upload_follows_the_size(app: AppTest) -> None:
    app.query_params["image_size"] = "32"
    app.run()
    app.file_uploader(key="picture_file").set_value(GREY).run()
    assert "(1, 32, 32) 0.2000" in shown(app)
    app.segmented_control(key="image_size").set_value("320").run()
    assert "(1, 320, 320) 0.2000" in shown(app)


@pytest.mark.parametrize(
    ("bad", "words"),
    [(TEXT, "not a picture"), (NARROW, "1 × 50"), (("e.png", b"", "image/png"), "empty")],
)
def test_a_bad_upload_is_told_and_the_last_good_picture_stays(
    app: AppTest, bad: tuple[str, bytes, str], words: str
) -> None:
    app.run()
    app.selectbox(key="image").set_value("moon").run()
    app.file_uploader(key="picture_file").set_value(bad).run()
    assert words in app.error[0].value
    assert "choose" in app.error[0].value
    assert shown(app).startswith("moon ")
    app.file_uploader(key="picture_file").set_value(GREEN).run()
    assert not app.error
    good = shown(app)
    app.file_uploader(key="picture_file").set_value(bad).run()
    assert words in app.error[0].value
    assert shown(app) == good
    app.file_uploader(key="picture_file").set_value(None).run()  # takes the bad file away
    assert not app.error
    assert shown(app) == good


def test_a_bad_file_dropped_onto_a_good_one_leaves_the_good_one(app: AppTest) -> None:
    """The browser takes the old file out before it hands in the new one."""
    app.run()
    app.file_uploader(key="picture_file").set_value(GREEN).run()
    good = shown(app)
    app.file_uploader(key="picture_file").set_value(None).run()
    app.file_uploader(key="picture_file").set_value(TEXT).run()
    assert "not a picture" in app.error[0].value
    assert shown(app) == good
    app.file_uploader(key="picture_file").set_value(None).run()
    app.button(key="picture_forget").click().run()
    app.run()
    app.file_uploader(key="picture_file").set_value(TEXT).run()
    assert shown(app).startswith("cat ")  # what was forgotten stays away


def test_an_address_from_before_it_was_forgotten_brings_no_notice(app: AppTest) -> None:
    app.run()
    app.file_uploader(key="picture_file").set_value(GREEN).run()
    app.file_uploader(key="picture_file").set_value(None).run()
    app.query_params["image"] = "upload"  # on its way while the session wrote another one
    app.run()
    assert shown(app).startswith("cat ")
    assert "link" not in notices(app)


def test_a_file_is_decoded_once(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    from explorer.ui import uploading

    decoded = []
    real = uploading.decode_upload
    monkeypatch.setattr(uploading, "decode_upload", lambda data: decoded.append(1) or real(data))
    app.run()
    app.file_uploader(key="picture_file").set_value(GREEN).run()
    first = app.session_state["got"]
    app.run()
    app.selectbox(key="image").set_value("cat").run()
    app.selectbox(key="image").set_value("upload").run()
    assert decoded == [1]
    assert app.session_state["got"] is first


def test_choice_and_upload_survive_a_page_switch(app: AppTest) -> None:
    app.query_params["image_size"] = "64"
    app.run()
    app.file_uploader(key="picture_file").set_value(GREEN).run()
    before = shown(app)
    app.toggle[0].set_value(True).run()
    assert not app.selectbox
    app.toggle[0].set_value(False).run()
    assert shown(app) == before
    app.selectbox(key="image").set_value("coins").run()
    app.toggle[0].set_value(True).run()
    app.toggle[0].set_value(False).run()
    assert shown(app).startswith("coins (1, 64, 64)")
    app.selectbox(key="image").set_value("upload").run()  # still there
    assert shown(app) == before


def test_taking_the_file_away_forgets_the_picture(app: AppTest) -> None:
    app.run()
    app.file_uploader(key="picture_file").set_value(GREEN).run()
    assert not app.button
    app.file_uploader(key="picture_file").set_value(None).run()
    assert shown(app).startswith("cat ")
    assert "Your picture" not in app.selectbox(key="image").options
    assert "image" not in app.query_params


def test_a_picture_brought_along_can_be_forgotten(app: AppTest) -> None:
    app.run()
    app.file_uploader(key="picture_file").set_value(GREEN).run()
    app.toggle[0].set_value(True).run()
    app.toggle[0].set_value(False).run()
    assert "(3, 128, 128) 0.3333" in shown(app)
    app.button(key="picture_forget").click().run()
    assert shown(app).startswith("cat ")
    assert app.session_state["_upload"].kept is None


def test_a_link_with_an_upload_falls_back_and_says_so(app: AppTest) -> None:
    app.query_params["image"] = "upload"
    app.query_params["image_size"] = "64"
    app.run()
    assert shown(app).startswith("cat (3, 64, 64)")
    assert "made with an uploaded picture, which is not kept: **Cat**" in notices(app)
    assert "image" not in app.query_params
    app.run()
    assert "made with an uploaded picture" in notices(app)  # until something else is chosen
    app.selectbox(key="image").set_value("coins").run()
    app.run()
    assert "made with an uploaded picture" not in notices(app)


def test_uploading_answers_the_notice(app: AppTest) -> None:
    app.query_params["image"] = "upload"
    app.run()
    app.file_uploader(key="picture_file").set_value(GREEN).run()
    assert "(3, 128, 128) 0.3333" in shown(app)
    assert "made with an uploaded picture" not in notices(app)


def test_nothing_crosses_sessions() -> None:
    one, other = (AppTest.from_string(PAGE, default_timeout=30).run() for _ in range(2))
    one.file_uploader(key="picture_file").set_value(GREEN).run()
    other.run()
    assert shown(other).startswith("cat ")
    assert "Your picture" not in other.selectbox(key="image").options


def test_the_camera_exists_only_on_request(app: AppTest) -> None:
    app.run()
    assert not app.get("camera_input")
    app.toggle(key="picture_camera").set_value(True).run()
    assert not app.exception
    assert len(app.get("camera_input")) == 1


def test_a_picture_that_cannot_be_read_leaves_the_page_up(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    from explorer.data import sample_list

    monkeypatch.setattr(sample_list, "find_spec", lambda _name: None)
    app.query_params["image"] = "gravel"
    app.query_params["image_size"] = "100"
    app.run()
    assert "install it" in app.error[0].value
    assert shown(app).startswith("step_16x16 (1, 16, 16)")


def test_pages_may_have_their_own_default_and_sizes() -> None:
    page = PAGE.replace(
        "picture_picker()", "picture_picker(sizes=(32, 64), default='digit_8x8', default_size=64)"
    )
    app = AppTest.from_string(page, default_timeout=30).run()
    assert shown(app).startswith("digit_8x8 (1, 8, 8)")
    assert app.segmented_control(key="image_size").options == ["32", "64"]
    app.selectbox(key="image").set_value("cat").run()
    assert shown(app).startswith("cat (3, 64, 64)")
    assert linked(app, "image") == "cat"


def test_the_pixels_are_the_uploaded_ones(app: AppTest) -> None:
    noise = np.random.default_rng(3).integers(0, 256, (32, 32, 3), dtype=np.uint8)
    app.query_params["image_size"] = "32"
    app.run()
    app.file_uploader(key="picture_file").set_value(file_of(Image.fromarray(noise))).run()
    expected = noise.transpose(2, 0, 1).astype(np.float32) / 255
    assert np.array_equal(app.session_state["got"].pixels, expected)


OWN_SIZE = PAGE.replace("picture_picker()", "picture_picker(own_size=224)")


def test_a_page_that_sets_the_size_names_and_offers_none() -> None:
    app = AppTest.from_string(OWN_SIZE, default_timeout=30)
    app.query_params["image"] = "coins"
    app.query_params["image_size"] = "dog"  # of another page, and no fault on this one
    app.run()
    assert shown(app).startswith("coins (1, 224, 224)")
    assert button(app) == "Coins"
    assert not app.segmented_control
    assert "This page sets the size" in notices(app)
    assert "link" not in notices(app)
    app.selectbox(key="image").set_value("column_7x7").run()
    assert button(app) == "Column of 99s, 7 × 7"
    assert "This page sets the size" not in notices(app)


@pytest.mark.parametrize("chosen", ["coins", "column_7x7", "upload"])
def test_the_chosen_picture_is_had_at_any_size(chosen: str) -> None:
    page = OWN_SIZE.replace("import picture_picker", "import chosen_picture, picture_picker")
    page = page.replace('["got"] = picture', '["got"] = chosen_picture(32)')
    app = AppTest.from_string(page, default_timeout=30).run()
    if chosen == "upload":
        app.file_uploader(key="picture_file").set_value(GREEN).run()
    else:
        app.selectbox(key="image").set_value(chosen).run()
    assert not app.exception
    assert app.session_state["got"].key.startswith(chosen)
    assert app.session_state["got"].width == (7 if chosen == "column_7x7" else 32)
