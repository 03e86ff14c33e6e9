"""One web request whose answer is read by a thread of its own.

Whoever waits for it can be stopped at any time: name look-up, handshake and a silent server block
only that thread, which ends by itself when the server has been silent for too long.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import Literal
from urllib.parse import urljoin, urlsplit

import requests
import urllib3

CHUNK_BYTES = 1 << 16
WAITING_CHUNKS = 32  # 2 MB at most between the network and the disk
CONNECT_S = 10.0
PUT_S = 0.25
THREAD_NAME = "reception"

FailureKind = Literal["unreachable", "silent", "cut", "busy", "untrusted", "redirected"]


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above an answer: its status and its fields, whose names are in lower case."""

    status: int
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class End:
    """How an answer ended; `failure` is None where the server says that this was all."""

    failure: FailureKind | None = None


Item = Head | bytes | End


class _AbandonedError(Exception):
    """Nobody waits for the answer any more."""


class _RedirectError(Exception):
    """The server points to an address that is not followed."""


class Reception:
    """Sends a request; its answer is taken piece by piece: a Head, bytes, and an End."""

    def __init__(self, url: str, fields: Mapping[str, str], silence_s: float) -> None:
        """Ask for `url` with these header fields; a silence of `silence_s` seconds is the end."""
        self._items: Queue[Item] = Queue(maxsize=WAITING_CHUNKS)
        self._closed = Event()
        arguments = (url, fields, silence_s)
        Thread(target=self._run, args=arguments, name=THREAD_NAME, daemon=True).start()

    def take(self, timeout_s: float) -> Item | None:
        """Return the next piece, None if there is none within `timeout_s` seconds."""
        try:
            return self._items.get(timeout=timeout_s)
        except Empty:
            return None

    def close(self) -> None:
        """Want no more of it."""
        self._closed.set()

    def _run(self, url: str, fields: Mapping[str, str], silence_s: float) -> None:
        with suppress(_AbandonedError):
            end = End("cut")  # also after what nobody has thought of
            try:
                self._read(url, fields, silence_s)
                end = End()
            except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
                end = End(_failure_kind(error))
            except (_RedirectError, ValueError):  # requests' word for an impossible address
                end = End("redirected")
            finally:
                self._put(end)

    def _read(self, url: str, fields: Mapping[str, str], silence_s: float) -> None:
        timeouts = (min(CONNECT_S, silence_s), silence_s)
        with requests.Session() as session:
            session.hooks["response"].append(_refuse_redirect)
            # As stored: a .tar.gz unpacked on the way would have another length and digest.
            headers = {**fields, "Accept-Encoding": "identity"}
            with session.get(url, headers=headers, stream=True, timeout=timeouts) as answer:
                named = {name.lower(): value for name, value in answer.headers.items()}
                self._put(Head(answer.status_code, named))
                while chunk := answer.raw.read1(CHUNK_BYTES, decode_content=False):
                    self._put(chunk)

    def _put(self, item: Item) -> None:
        while not self._closed.is_set():
            with suppress(Full):
                self._items.put(item, timeout=PUT_S)
                return
        raise _AbandonedError


def is_followed(url: str, target: str) -> bool:
    """Whether a redirection from `url` to `target` keeps the scheme, or makes it a safer one."""
    return urlsplit(target).scheme in {"https", urlsplit(url).scheme}


def _refuse_redirect(answer: requests.Response, **_options: object) -> None:
    """Raise before requests follows a redirection from https to http, to a file or the like."""
    if answer.is_redirect:
        target = urljoin(answer.url, answer.headers["location"])
        if not is_followed(answer.url, target):
            raise _RedirectError(target)


def _failure_kind(error: Exception) -> FailureKind:
    """Sort what requests and urllib3 raise by what can be done about it."""
    if isinstance(error, requests.exceptions.SSLError):
        return "untrusted"
    if isinstance(error, requests.TooManyRedirects | ValueError):  # or an impossible address
        return "redirected"
    if isinstance(error, requests.ConnectionError):  # a connection that timed out, too
        return "unreachable"
    if isinstance(error, requests.Timeout | urllib3.exceptions.TimeoutError):
        return "silent"
    return "cut"
