"""A visitor's own zip on the training page: learned from, forgotten, and zips that cannot be."""

from __future__ import annotations

import io
import time
import zipfile

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from tests.reading import Visit, metrics, problems, prose

LINK = {"dataset": "own", "model": "lenet", "strategy": "scratch", "epochs": "1"}


def packed(each: int, *, alike: bool = False) -> tuple[str, bytes, str]:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for label, folder in enumerate(("cat", "dog")):
            for number in range(each):
                colour = (90, 90, 90) if alike else (200 * label, 9 * number, 50)
                picture = io.BytesIO()
                Image.new("RGB", (16, 16), colour).save(picture, "PNG")
                archive.writestr(f"{folder}/{number}.png", picture.getvalue())
    return ("pets.zip", buffer.getvalue(), "application/zip")


def upload(app: AppTest, zipped: tuple[str, bytes, str]) -> AppTest:
    app.file_uploader(key="feature_zip").set_value(zipped).run()
    return wait(app, "feature_zip_stop")


def wait(app: AppTest, button: str, patience_s: float = 60) -> AppTest:
    deadline = time.monotonic() + patience_s
    while any(each.key == button for each in app.button):
        assert time.monotonic() < deadline
        time.sleep(0.1)
        app.run()
    return app


def train(app: AppTest) -> AppTest:
    app.button(key="train_start").click().run()
    return wait(app, "train_stop")


def test_own_pictures_are_split_and_learned_from(visit: Visit) -> None:
    app = upload(visit("training", **LINK, train_view="data"), packed(10))
    assert not problems(app)
    table = app.table[0].value
    assert table["Class"].tolist() == ["cat", "dog", "all"]
    assert table["training"].tolist() == [6, 6, 12]  # 10 − 2 − 2 of each
    train(app)
    assert not problems(app)
    assert metrics(app)["Best epoch"] == "1"
    app.file_uploader(key="feature_zip").set_value(None).run()
    assert not problems(app)
    assert any("stand in for them" in caption.value for caption in app.caption)


def test_two_pictures_a_class_are_too_few_for_three_parts(visit: Visit) -> None:
    app = upload(visit("training", **LINK), packed(2))
    train(app)
    assert not problems(app)
    assert "2 pictures of cat are too few" in app.error[0].value
    assert app.button(key="train_start")


def test_one_picture_a_class_is_told_with_what_to_do(visit: Visit) -> None:
    app = upload(visit("training", **LINK), packed(1))
    assert not problems(app)
    assert "Fewer than two pictures in cat, dog" in app.error[0].value


def test_pictures_all_alike_are_a_leak_and_guesswork(visit: Visit) -> None:
    app = upload(visit("training", **LINK, train_view="data"), packed(10, alike=True))
    assert any("stand in two parts" in warning.value for warning in app.warning)
    train(app)
    assert not problems(app)
    assert metrics(app)["Test accuracy"] == "50.0%"  # of two classes that look the same


@pytest.mark.parametrize("content", [b"", b"no zip at all"])
def test_what_is_no_zip_keeps_the_page(visit: Visit, content: bytes) -> None:
    app = upload(visit("training", **LINK), ("pets.zip", content, "application/zip"))
    assert not problems(app)
    assert "not a zip archive" in app.error[0].value
    assert "Train" in {button.label for button in app.button}
    assert "No run yet" in " ".join([prose(app), *(caption.value for caption in app.caption)])
