"""The panel that offers a file: what a visitor sees of a download, good, stopped or failed."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.file_server import Answer, FileServer

PATIENCE_S = 20


def script(url: str, folder: str, digest: str, size_bytes: int) -> None:
    from pathlib import Path

    import streamlit as st

    from explorer.data.remote_files import RemoteFile, find_file
    from explorer.ui.downloads import download_panel

    name = f"weights-{digest[:8]}.pth"
    source = RemoteFile(url=url, name=name, digest=digest, size_bytes=size_bytes)
    if find_file(source, Path(folder)) is None:
        download_panel(source, Path(folder), "Weights of a test.")
    else:
        st.success("here")


@pytest.fixture
def panel(file_server: FileServer, tmp_path: Path) -> Callable[[], AppTest]:
    digest = hashlib.sha256(file_server.content).hexdigest()

    def build() -> AppTest:
        arguments = (file_server.url, str(tmp_path), digest, len(file_server.content))
        return AppTest.from_function(script, args=arguments, default_timeout=PATIENCE_S).run()

    return build


def run_until(at: AppTest, reached: Callable[[AppTest], bool]) -> AppTest:
    end = time.monotonic() + PATIENCE_S
    while not reached(at):
        assert time.monotonic() < end, [each.value for each in (*at.markdown, *at.warning)]
        time.sleep(0.1)
        at.run()
        assert not at.exception
    return at


def button(at: AppTest, label: str) -> object:
    return next(each for each in at.button if each.label.startswith(label))


def labels(at: AppTest) -> list[str]:
    return [each.label for each in at.button]


def test_the_size_is_told_before_anything_is_fetched(
    panel: Callable[[], AppTest], file_server: FileServer
) -> None:
    at = panel()
    assert labels(at) == ["Download"]
    assert at.caption[0].value == "1 MB from 127.0.0.1"  # 600,000 bytes
    assert file_server.requests == []


def test_a_file_comes_and_takes_the_panels_place(panel: Callable[[], AppTest]) -> None:
    at = panel()
    button(at, "Download").click().run()
    run_until(at, lambda at: bool(at.success))
    assert labels(at) == []


def test_a_stopped_download_goes_on_where_it_was(
    panel: Callable[[], AppTest], file_server: FileServer, tmp_path: Path
) -> None:
    file_server.answers = [Answer(piece_s=0.15), Answer()]
    at = panel()
    button(at, "Download").click().run()
    run_until(at, lambda _: any(part.stat().st_size > 20_000 for part in tmp_path.glob("*.part")))
    at.run()
    assert labels(at) == ["Stop"]
    button(at, "Stop").click().run()
    run_until(at, lambda at: len(labels(at)) == 2)
    assert labels(at)[0].startswith("Go on at 0.")
    assert labels(at)[1] == "Begin anew"
    button(at, "Go on").click().run()
    run_until(at, lambda at: bool(at.success))
    first, second = file_server.ranges
    assert first is None
    assert second is not None
    assert int(second.removeprefix("bytes=").removesuffix("-")) > 0


def test_a_fault_is_told_and_can_be_tried_again(
    panel: Callable[[], AppTest], file_server: FileServer
) -> None:
    file_server.answers = [Answer(status=404), Answer()]
    at = panel()
    button(at, "Download").click().run()
    run_until(at, lambda at: bool(at.warning))
    assert labels(at) == ["Download"]
    assert "404" in at.warning[0].value
    button(at, "Download").click().run()
    run_until(at, lambda at: bool(at.success))


def test_beginning_anew_forgets_what_has_arrived(
    panel: Callable[[], AppTest], file_server: FileServer, tmp_path: Path
) -> None:
    digest = hashlib.sha256(file_server.content).hexdigest()
    (tmp_path / f"weights-{digest[:8]}.pth.part").write_bytes(b"x" * 1000)
    at = panel()
    button(at, "Begin anew").click().run()
    run_until(at, lambda at: bool(at.success))
    assert file_server.ranges == [None]
