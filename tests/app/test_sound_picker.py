"""The sound picker on a small page of its own: samples, uploads, microphone, links, downloads."""

from __future__ import annotations

import hashlib
import time
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import soundfile
from streamlit.testing.v1 import AppTest

from explorer.data.remote_files import RemoteFile
from explorer.signals.sample_sounds import SAMPLE_SOUNDS
from explorer.ui.sound import lecture_set
from tests.file_server import FileServer
from tests.reading import Visit, settled
from tests.yesno_archive import NAMES, small_archive

PAGE = """
import streamlit as st
from explorer.ui.sound.picker import sound_picker

if not st.toggle("elsewhere"):  # another page: no picker
    clip = sound_picker()
    st.session_state["got"] = clip
    st.text(f"{clip.title} | {len(clip.samples)} | {clip.sample_rate_hz}")
"""


def file_of(samples: np.ndarray, rate: int = 8_000, name: str = "secret.wav") -> tuple:
    buffer = BytesIO()
    soundfile.write(buffer, samples, rate, format="WAV", subtype="FLOAT")
    return name, buffer.getvalue(), "audio/wav"


def tone(seconds: float = 1.0, rate: int = 8_000, hertz: float = 300) -> np.ndarray:
    return 0.5 * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)


GOOD = file_of(tone())
STEREO = file_of(np.stack([tone(31), 0 * tone(31)], axis=1))
SILENT = file_of(np.zeros(8_000))
TEXT = ("renamed.wav", b"no sound at all", "audio/wav")
BROKEN = file_of(np.full(8_000, np.nan))


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setattr(lecture_set, "archive_folder", lambda: tmp_path)
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


def test_the_default_is_the_chirp(app: AppTest) -> None:
    app.run()
    assert shown(app) == "Chirp | 48000 | 16000"
    assert button(app) == "Chirp · 3.0 s · 16 kHz"
    assert not dict(app.query_params)
    assert "Your sound" not in app.selectbox(key="sound").options
    assert "rises steadily from 100 Hz" in notices(app)
    assert "(computed by this project)" in notices(app)
    assert "memory; nothing is written to disk or kept" in notices(app)
    assert "link" not in notices(app)


@pytest.mark.parametrize("key", SAMPLE_SOUNDS)
def test_every_sample_can_be_chosen_and_is_named_bare_in_the_link(app: AppTest, key: str) -> None:
    app.run()
    app.selectbox(key="sound").set_value(key).run()
    sample = SAMPLE_SOUNDS[key]
    assert shown(app).startswith(sample.title + " | ")
    assert button(app).startswith(sample.title + " · ")
    assert sample.description in notices(app)
    assert linked(app, "sound") == (None if key == "chirp" else key)
    assert not app.error


@pytest.mark.parametrize("value", ["dog", "", "../../etc/passwd", "<b>`x`</b>", "Chirp", "7"])
def test_bad_links_are_ignored_and_told(visit: Visit, value: str) -> None:
    app = settled(visit("sound", sound=value, sound_recording="60"))
    assert button(app) == "Chirp · 3.0 s · 16 kHz"
    told = " ".join(each.value for each in (*app.info, *app.warning, *app.caption, *app.markdown))
    assert "Ignored from the link" in told
    assert "`sound=" in told
    assert "`sound_recording=60`" in told


def test_an_upload_becomes_the_sound(app: AppTest) -> None:
    app.run()
    app.file_uploader(key="sound_file").set_value(GOOD).run()
    assert shown(app) == "Your sound | 8000 | 8000"
    assert button(app) == "Your sound · 1.0 s · 8 kHz"
    assert app.session_state["got"].samples == pytest.approx(tone(), abs=1e-6)
    assert app.selectbox(key="sound").value == "upload"
    assert linked(app, "sound") == "upload"
    assert "secret" not in str(app.main)
    assert "Your sound:" not in notices(app)  # nothing was done to it
    app.selectbox(key="sound").set_value("drums").run()
    assert shown(app).startswith("Drums")
    app.selectbox(key="sound").set_value("upload").run()  # still there
    assert shown(app) == "Your sound | 8000 | 8000"


def test_what_was_done_to_a_file_is_said(app: AppTest) -> None:
    app.run()
    app.file_uploader(key="sound_file").set_value(STEREO).run()
    assert shown(app) == "Your sound | 240000 | 8000"
    assert "Your sound: mean of 2 channels; cut to its first 30 s." in notices(app)


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (TEXT, "not a sound: choose"),
        (SILENT, "silent: choose"),
        (BROKEN, "no numbers: save it again"),
        (("e.wav", b"", "audio/wav"), "empty: choose"),
        (file_of(tone(0.1)), "at least 0.2 s"),
    ],
)
def test_a_bad_upload_is_told_and_the_last_good_sound_stays(
    app: AppTest, bad: tuple[str, bytes, str], words: str
) -> None:
    app.run()
    app.selectbox(key="sound").set_value("chord").run()
    app.file_uploader(key="sound_file").set_value(bad).run()
    assert words in app.error[0].value
    assert shown(app).startswith("Chord ")
    app.file_uploader(key="sound_file").set_value(GOOD).run()
    assert not app.error
    app.file_uploader(key="sound_file").set_value(bad).run()
    assert words in app.error[0].value
    assert shown(app) == "Your sound | 8000 | 8000"
    app.file_uploader(key="sound_file").set_value(None).run()  # takes the bad file away
    assert not app.error
    assert shown(app) == "Your sound | 8000 | 8000"


def test_the_microphone_exists_only_on_request_and_gives_a_sound(app: AppTest) -> None:
    app.run()
    assert not app.audio_input
    app.toggle(key="sound_microphone").set_value(True).run()
    assert app.audio_input(key="sound_recorded").sample_rate == 16_000
    app.audio_input(key="sound_recorded").set_value(file_of(tone(2, 16_000), 16_000)).run()
    assert shown(app) == "Your sound | 32000 | 16000"
    app.audio_input(key="sound_recorded").set_value(file_of(np.zeros(32_000), 16_000)).run()
    assert "record it closer to the microphone" in app.error[0].value
    assert shown(app) == "Your sound | 32000 | 16000"


def test_a_sound_can_be_forgotten(app: AppTest) -> None:
    app.run()
    app.file_uploader(key="sound_file").set_value(GOOD).run()
    assert "sound_forget" not in {each.key for each in app.button}
    app.toggle[0].set_value(True).run()
    app.toggle[0].set_value(False).run()
    assert shown(app) == "Your sound | 8000 | 8000"
    app.button(key="sound_forget").click().run()
    assert shown(app).startswith("Chirp ")
    assert app.session_state["_own_sound"].kept is None
    assert "sound" not in app.query_params


def test_taking_the_file_away_forgets_the_sound(app: AppTest) -> None:
    app.run()
    app.file_uploader(key="sound_file").set_value(GOOD).run()
    app.file_uploader(key="sound_file").set_value(None).run()
    assert shown(app).startswith("Chirp ")
    assert "Your sound" not in app.selectbox(key="sound").options


def test_a_bad_file_dropped_onto_a_good_one_leaves_the_good_one(app: AppTest) -> None:
    """The browser takes the old file out before it hands in the new one."""
    app.run()
    app.file_uploader(key="sound_file").set_value(GOOD).run()
    app.selectbox(key="sound").set_value("drums").run()
    app.file_uploader(key="sound_file").set_value(None).run()
    app.file_uploader(key="sound_file").set_value(TEXT).run()
    assert "not a sound" in app.error[0].value
    assert shown(app).startswith("Drums ")  # as it was chosen
    app.selectbox(key="sound").set_value("upload").run()
    assert shown(app) == "Your sound | 8000 | 8000"


def test_what_is_taken_away_for_good_is_gone_a_run_later(app: AppTest) -> None:
    app.run()
    app.file_uploader(key="sound_file").set_value(GOOD).run()
    app.file_uploader(key="sound_file").set_value(None).run()
    app.run()
    assert app.session_state["_own_sound"].parting is None
    app.file_uploader(key="sound_file").set_value(TEXT).run()
    assert shown(app).startswith("Chirp ")


def test_an_emptied_upload_leaves_the_recording_alone(app: AppTest) -> None:
    app.run()
    app.file_uploader(key="sound_file").set_value(GOOD).run()
    app.toggle(key="sound_microphone").set_value(True).run()
    app.audio_input(key="sound_recorded").set_value(file_of(tone(2), name="r.wav")).run()
    app.file_uploader(key="sound_file").set_value(None).run()
    assert shown(app) == "Your sound | 16000 | 8000"


def test_a_file_is_decoded_once(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    from explorer.ui.sound import own_sound

    decoded = []
    real = own_sound.read_sound
    monkeypatch.setattr(own_sound, "read_sound", lambda data: decoded.append(1) or real(data))
    app.run()
    app.file_uploader(key="sound_file").set_value(GOOD).run()
    first = app.session_state["got"]
    app.run()
    assert decoded == [1]
    assert app.session_state["got"] is first


def test_a_link_with_an_upload_falls_back_and_says_so(app: AppTest) -> None:
    app.query_params["sound"] = "upload"
    app.run()
    assert shown(app).startswith("Chirp ")
    assert "which is not kept: **Chirp** stands in for it" in notices(app)
    assert "sound" not in app.query_params
    app.run()
    assert "not kept: **Chirp**" in notices(app)  # until something else is chosen
    app.selectbox(key="sound").set_value("drums").run()
    assert "not kept: **Chirp**" not in notices(app)


def test_nothing_crosses_sessions() -> None:
    one, other = (AppTest.from_string(PAGE, default_timeout=30).run() for _ in range(2))
    one.file_uploader(key="sound_file").set_value(GOOD).run()
    other.run()
    assert shown(other).startswith("Chirp ")
    assert "Your sound" not in other.selectbox(key="sound").options


def test_a_sample_that_cannot_be_read_leaves_the_page_up(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from explorer.signals import sample_sounds

    monkeypatch.setattr(sample_sounds, "SOUNDS_FOLDER", tmp_path)
    sample_sounds.load_sound.cache_clear()
    app.query_params["sound"] = "string"
    app.run()
    assert "fetch the folder assets/sounds" in app.error[0].value
    assert shown(app) == "Chirp | 48000 | 16000"
    sample_sounds.load_sound.cache_clear()


@pytest.fixture
def archive(file_server: FileServer, monkeypatch: pytest.MonkeyPatch) -> RemoteFile:
    """The lecture's set on a server of the test."""
    file_server.content = small_archive()
    digest = hashlib.sha256(file_server.content).hexdigest()
    source = RemoteFile(
        file_server.url, f"waves-{digest[:8]}.tar.gz", digest, len(file_server.content)
    )
    monkeypatch.setattr(lecture_set, "YESNO_ARCHIVE", source)
    return source


def test_the_lectures_set_comes_on_request(
    app: AppTest, archive: RemoteFile, file_server: FileServer
) -> None:
    app.query_params["sound"] = "yesno"
    app.query_params["sound_recording"] = "2"
    app.run()
    assert shown(app).startswith("Yes, no, yes, no | ")
    assert "**Yes, no, yes, no** stands in for them" in notices(app)
    assert file_server.requests == []
    assert len(app.selectbox) == 1  # a number is chosen once there is something to hear
    next(each for each in app.button if each.label == "Download").click().run()
    end = time.monotonic() + 30
    while "stands in" in notices(app):
        assert time.monotonic() < end
        time.sleep(0.1)
        app.run()
    assert shown(app) == "Yes and no in Hebrew | 16000 | 8000"
    names = sorted(NAMES)
    assert app.selectbox(key="sound_recording").value == "2"
    assert app.selectbox(key="sound_recording").options == [
        f"{number} · {name.replace('_', ' ')}" for number, name in enumerate(names)
    ]
    third = app.session_state["got"]
    app.selectbox(key="sound_recording").set_value("0").run()
    assert app.session_state["got"] is not third
    assert linked(app, "sound_recording") is None
    app.selectbox(key="sound_recording").set_value("2").run()
    assert app.session_state["got"] is third  # read once
    assert linked(app, "sound_recording") == "2"
    assert "openslr.org/1" in notices(app)


def test_a_wrong_archive_is_told_and_something_stands_in(
    app: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = b"another file"
    source = RemoteFile(
        "http://127.0.0.1/x", "other.tar.gz", hashlib.sha256(content).hexdigest(), len(content)
    )
    monkeypatch.setattr(lecture_set, "YESNO_ARCHIVE", source)
    (tmp_path / source.name).write_bytes(content)
    app.query_params["sound"] = "yesno"
    app.run()
    assert "delete it and download it again" in app.error[0].value
    assert shown(app).startswith("Yes, no, yes, no | ")
