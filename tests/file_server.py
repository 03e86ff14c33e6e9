"""A small web server for downloads that serves one file, well or badly, as a test wants it."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PIECE = 16_384


@dataclass(frozen=True, slots=True)
class Answer:
    """How one request is answered; by default as a good server would.

    `cut_after`, `stall_after`: bytes of the body after which the connection ends, or falls silent;
    `announced`: a Content-Length that may be a lie; `content`: other bytes than the file's;
    `piece_s`: seconds before every 16 KiB; `fields`: header fields of its own.
    """

    status: int | None = None
    cut_after: int | None = None
    stall_after: int | None = None
    announced: int | None = None
    content: bytes | None = None
    ranges: bool = True
    chunked: bool = False
    piece_s: float = 0.0
    etag: str = '"first"'
    fields: Mapping[str, str] = field(default_factory=dict)


class FileServer(ThreadingHTTPServer):
    """Serves `content` at every address. The n-th request gets the n-th answer; the last stays."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, content: bytes) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.content = content
        self.answers: list[Answer] = [Answer()]
        self.requests: list[Mapping[str, str]] = []  # header fields of those so far
        self.released = threading.Event()  # ends every stall
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/file.bin"

    @property
    def ranges(self) -> list[str | None]:
        """Which part each request so far asked for, None where it was the whole."""
        return [fields.get("Range") for fields in self.requests]

    def next_answer(self, fields: Mapping[str, str]) -> Answer:
        with self._lock:
            self.requests.append(fields)
            return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: clients that hang up are what is tested."""


class _Handler(BaseHTTPRequestHandler):
    server: FileServer
    protocol_version = "HTTP/1.1"

    def log_message(self, *_arguments: object) -> None:
        """Stay silent."""

    def do_GET(self) -> None:
        answer = self.server.next_answer(self.headers)
        self.close_connection = True
        content = self.server.content if answer.content is None else answer.content
        begin = self._begin(answer)
        if answer.status is not None:
            self._head(answer, answer.status, b"")
        elif begin >= len(content) > 0 and begin:
            self._head(answer, 416, b"", {"Content-Range": f"bytes */{len(content)}"})
        else:
            place = f"bytes {begin}-{len(content) - 1}/{len(content)}"
            body = content[begin:]
            self._head(
                answer, 206 if begin else 200, body, {"Content-Range": place} if begin else {}
            )
            self._body(answer, body)

    def _begin(self, answer: Answer) -> int:
        wanted = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        same = self.headers.get("If-Range", answer.etag) == answer.etag
        return int(wanted[1]) if wanted and same and answer.ranges else 0

    def _head(
        self, answer: Answer, status: int, body: bytes, more: Mapping[str, str] | None = None
    ) -> None:
        self.send_response(status)
        length = len(body) if answer.announced is None else answer.announced
        framing = {"Content-Length": str(length)}
        if answer.chunked:
            framing = {"Transfer-Encoding": "chunked"}
        fields = {"ETag": answer.etag, "Connection": "close", **framing, **(more or {})}
        for name, value in {**fields, **answer.fields}.items():
            self.send_header(name, value)
        self.end_headers()

    def _body(self, answer: Answer, body: bytes) -> None:
        end = min(
            each for each in (answer.cut_after, answer.stall_after, len(body)) if each is not None
        )
        for start in range(0, end, PIECE):
            time.sleep(answer.piece_s)
            piece = body[start : min(end, start + PIECE)]
            if answer.chunked:
                piece = b"%x\r\n%s\r\n" % (len(piece), piece)
            self.wfile.write(piece)
            self.wfile.flush()
        if answer.stall_after is not None:
            self.server.released.wait(30)
        elif answer.chunked and end == len(body):
            self.wfile.write(b"0\r\n\r\n")


@contextmanager
def serve_file(content: bytes) -> Iterator[FileServer]:
    """Serve `content` until the block is left."""
    with FileServer(content) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.released.set()
            server.shutdown()
            thread.join()
