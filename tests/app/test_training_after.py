"""What came out of a run: answers, one picture, the gap to validation, files and script."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from explorer.ui.training.shelf import runner
from tests.app.test_training_page import QUICK, train
from tests.reading import Visit, metrics, problems, prose, settled

AFTER = {**QUICK, "train_view": "after", "train_labels": "20"}


@pytest.fixture
def ended(visit: Visit) -> AppTest:
    return train(visit("training", **AFTER, lr="0.003"))


def look_at(app: AppTest, look: str) -> AppTest:
    app.segmented_control(key="train_after").set_value(look).run()
    assert not problems(app)
    assert not app.warning
    return app


def test_before_a_run_it_says_what_to_do(visit: Visit) -> None:
    app = visit("training", **AFTER)
    assert "Nothing has come out yet" in " ".join(c.value for c in app.caption)
    assert not problems(app)


def test_every_look_tells_of_the_same_run(ended: AppTest) -> None:
    right, total = map(int, re.findall(r"\*\*(\d+) of (\d+)\*\* test pictures", prose(ended))[0])
    assert metrics(ended)["Test accuracy"] == f"{right / total:.1%}"
    look_at(ended, "pictures")
    assert "What the network calls it" in prose(ended)
    assert len(ended.get("progress")) == 3
    ended.session_state["train_picture"] = "0"
    ended.run()
    assert not problems(ended)
    ended.segmented_control(key="train_asked").set_value("own").run()
    assert not problems(ended)
    assert any("Brought to 8 px, grey" in c.value for c in ended.caption)
    look_at(ended, "gap")
    assert re.search(r"In epoch \d the curve of validation is \*\*", prose(ended)), prose(ended)
    assert "dropout with p = 0.25" in prose(ended)
    assert "the lecture divides by batches × 64" in prose(ended)
    look_at(ended, "files")
    labels = [button.label for button in ended.get("download_button")]
    assert {"History, CSV", "Weights, safetensors"} <= set(labels)


def test_the_script_repeats_the_run_on_the_page(ended: AppTest) -> None:
    script = look_at(ended, "files").code[-1].value
    made: dict[str, object] = {}
    exec(compile(script, "repeat_run.py", "exec", dont_inherit=True), made)  # noqa: S102
    shown = metrics(ended)
    best, validation = made["best"], made["validation"]
    assert isinstance(best, dict)
    assert shown["Validation accuracy"] == f"{best['right'] / len(validation):.1%}"  # type: ignore[arg-type]
    assert shown["Best epoch"] == str(best["epoch"])


def test_linear_layers_have_no_map_to_look_at(visit: Visit) -> None:
    app = train(visit("training", **{**AFTER, "model": "fc", "train_after": "pictures"}))
    assert not problems(app)
    assert "No Grad-CAM here" in " ".join(note.value for note in app.info)


def test_maps_of_random_frozen_convolutions_are_called_so(visit: Visit) -> None:
    link = {**AFTER, "strategy": "frozen", "train_after": "pictures", "epochs": "1"}
    app = train(visit("training", **link))
    assert not problems(app)
    told = "nothing in these maps was learned"
    assert told in " ".join(caption.value for caption in app.caption)
    app.selectbox(key="strategy").set_value("scratch").run()
    train(app)
    assert told not in " ".join(caption.value for caption in app.caption)


def test_one_of_two_runs_is_chosen(ended: AppTest) -> None:
    first = metrics(ended)["Test accuracy"]
    ended.selectbox(key="model").set_value("fc").run()
    train(ended)
    names = ended.selectbox(key="train_after_run").options
    assert names[0] == "The newest run"
    assert names[1].startswith("A · ")
    key = ended.session_state["run"].split(".")[0]
    ended.selectbox(key="train_after_run").set_value(key).run()
    assert not problems(ended)
    right, total = map(int, re.findall(r"\*\*(\d+) of (\d+)\*\* test pictures", prose(ended))[0])
    assert first == f"{right / total:.1%}"


@pytest.mark.parametrize(
    ("key", "value"),
    [("train_after", "x"), ("train_asked", "x"), ("train_picture", "-1"), ("train_after_run", "x")],
)
def test_a_bad_value_in_a_link_is_ignored(visit: Visit, key: str, value: str) -> None:
    app = visit("training", **{**AFTER, key: value})
    assert not problems(app)


def test_own_pictures_have_their_looks_and_a_script_without_figures(visit: Visit) -> None:
    app = visit("training", **{**AFTER, "dataset": "own", "train_labels": "3"})
    app.file_uploader[0].set_value(("my.zip", two_classes(), "application/zip")).run()
    train(settled(app))
    assert re.search(r"\*\*\d of 4\*\* test pictures", prose(app))
    for look in ("pictures", "gap", "files"):
        app.segmented_control(key="train_after").set_value(look).run()
        assert not problems(app)
    assert "pictures that only you have" in prose(app)
    assert 'Path("my_pictures")' in app.code[-1].value


def two_classes() -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, value in (("dark", 10), ("light", 200)):
            for number in range(8):
                picture = BytesIO()
                Image.new("RGB", (20, 20), (value + number, value, value)).save(picture, "PNG")
                archive.writestr(f"{name}/{number}.png", picture.getvalue())
    return packed.getvalue()


def test_a_network_let_go_leaves_its_answers(ended: AppTest) -> None:
    before = prose(ended)
    handle = runner().find(ended.session_state["run"])
    assert handle is not None
    handle.release()
    ended.run()
    assert not problems(ended)
    told = re.findall(r"\*\*\d+ of \d+\*\* test pictures", before)
    assert told == re.findall(r"\*\*\d+ of \d+\*\* test pictures", prose(ended))
    for look in ("pictures", "gap", "files"):
        look_at(ended, look)
        assert "not kept any more" in " ".join(caption.value for caption in ended.caption)
    assert [button.label for button in ended.get("download_button")] == ["History, CSV"]
