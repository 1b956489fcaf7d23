"""A browser, and a server for it that compresses as static hosts do and counts what goes over the wire."""

from __future__ import annotations

import gzip
import mimetypes
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

LEVEL = 6  # what gzip and most hosts take if nothing else is said
# What the browser needs to run where there is no sandbox, and to ask nobody for anything of its own.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-sync",
]


def chrome() -> str | None:
    """The Chromium of this machine, if there is one."""
    return os.environ.get("CHROME") or shutil.which("chromium")


@contextmanager
def chromium(program: str) -> Iterator[Browser]:
    """It runs without a window, and asks nobody for anything of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield browser
        browser.close()


def _type(file: Path) -> str:
    if file.suffix == ".wasm":
        return "application/wasm"
    return mimetypes.guess_type(file.name)[0] or "application/octet-stream"


class Counter:
    """Bytes of bodies, compressed where that helps, and answers, since the last look."""

    def __init__(self) -> None:
        self.bytes = self.answers = 0
        self._lock = threading.Lock()

    def add(self, size: int) -> None:
        """One more answer of so many bytes."""
        with self._lock:
            self.bytes += size
            self.answers += 1

    def take(self) -> tuple[int, int]:
        """Bytes and answers until now; begins anew."""
        with self._lock:
            found = self.bytes, self.answers
            self.bytes = self.answers = 0
        return found


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, Counter]]:
    """Serve a folder; gives its address and what counts."""
    counter = Counter()

    class Handler(SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments, directory=str(folder))

        def do_GET(self) -> None:
            file = Path(self.translate_path(self.path))
            if not file.is_file():
                self.send_error(404)
                return
            plain = file.read_bytes()
            packed = gzip.compress(plain, LEVEL, mtime=0)
            body = min(plain, packed, key=len)
            self.send_response(200)
            self.send_header("Content-Type", _type(file))
            if body is packed:
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "max-age=3600")
            self.end_headers()
            self.wfile.write(body)
            if file.suffix != ".html":
                counter.add(len(body))

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is logged."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", counter
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
