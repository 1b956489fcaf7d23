"""The process of a preview that browsers talk to: it serves files, watches folders, and passes news on."""

from __future__ import annotations

import hashlib
import json
import os
import queue
import signal
import sys
import threading
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from kb.site.preview.files import OWN, SiteFiles

_CHANGES = frozenset(("created", "modified", "deleted", "moved"))  # opening and closing change nothing
_QUIET = 0.02  # seconds without another change before a change is told: an editor makes several at once
_PATIENCE = 50  # seconds that a question for news waits for an answer


class BusyPort(OSError):
    """The port cannot be had."""


class News:
    """What browsers are told: a number that grows with each event, and the findings that block."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._number = 0
        self._findings: list[str] = []

    def tell(self, findings: Sequence[str]) -> None:
        """Something happened; these findings stand now."""
        with self._changed:
            self._number, self._findings = self._number + 1, list(findings)
            self._changed.notify_all()

    def after(self, seen: int) -> tuple[int, list[str]]:
        """What stands, as soon as there is more than was seen, or when patience ends."""
        with self._changed:
            self._changed.wait_for(lambda: self._number != seen, _PATIENCE)
            return self._number, self._findings


def front(line: Connection, site: Path, glances: Path, watched: Sequence[Path], port: int) -> None:
    """Run until the other end of `line` closes.

    Says first "ready" and the address, or "busy" and why; from then on the paths that changed, in lists. Is
    told ("news" or "built", findings): what was glanced at changed, or the whole site did.
    """
    # An interruption is meant for the maker; this ends with it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    files, news = SiteFiles(site, glances), News()
    try:
        server = _Server(("127.0.0.1", port), _handler(files, news))
    except OSError as error:
        line.send(("busy", error.strerror))
        return
    threading.Thread(target=server.serve_forever, daemon=True).start()
    changes: queue.SimpleQueue[str] = queue.SimpleQueue()
    observer = Observer()
    for folder in watched:
        observer.schedule(_Changes(changes), str(folder), recursive=folder.is_dir())
    observer.start()
    line.send(("ready", f"http://127.0.0.1:{server.server_port}/"))
    threading.Thread(target=_pass_on, args=(changes, line), daemon=True).start()
    try:
        while True:
            what, findings = line.recv()
            if what == "built":
                files.refresh()
            news.tell(findings)
    except (EOFError, OSError):
        observer.stop()
        server.shutdown()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Tell of an error; that a browser went away before its answer is none."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def _pass_on(changes: queue.SimpleQueue[str], line: Connection) -> None:
    while True:
        paths = {changes.get()}
        try:
            while True:
                paths.add(changes.get(timeout=_QUIET))
        except queue.Empty:
            line.send(sorted(paths))


class _Changes(FileSystemEventHandler):
    def __init__(self, changes: queue.SimpleQueue[str]) -> None:
        self._changes = changes

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type not in _CHANGES or event.is_directory:
            return
        for name in map(os.fsdecode, (event.src_path, event.dest_path)):
            if name and not passing(Path(name)):
                self._changes.put(name)


def passing(path: Path) -> bool:
    """Whether a file is of the kind that tools leave about while they work."""
    # Files of an atlas all have a suffix; vim tries out a folder with one that has none.
    return path.suffix in ("", ".pyc", ".tmp", ".swp") or path.name.startswith(".") or path.name.endswith("~")


def _handler(files: SiteFiles, news: News) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            """Answer a question for news, or with a file."""
            url = urlsplit(self.path)
            if url.path == f"{OWN}news":
                self._news({name: values[0] for name, values in parse_qs(url.query).items()})
                return
            served = files.serve(url.path, "\n".join(news.after(-1)[1]))
            tag = f'"{hashlib.sha256(served.data).hexdigest()[:16]}"'
            if served.status == 200 and self.headers.get("If-None-Match") == tag:
                self._answer(304, served.kind, b"", tag=tag)
            else:
                self._answer(served.status, served.kind, served.data, served.to, tag)

        def _news(self, asked: dict[str, str]) -> None:
            seen = asked.get("seen", "")
            number, findings = news.after(int(seen) if seen.isdigit() else -1)
            told = json.dumps(
                {
                    "seen": number,
                    "page": files.digest(asked.get("page", "/")),
                    "look": files.look,
                    "builds": files.builds,
                    "findings": findings,
                }
            )
            self._answer(200, "application/json", told.encode())

        def _answer(self, status: int, kind: str, data: bytes, to: str = "", tag: str = "") -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            # Kept by the browser, but never shown without asking: a page loads quickly, and as it is now.
            self.send_header("Cache-Control", "no-cache")
            if to:
                self.send_header("Location", to)
            if tag:
                self.send_header("ETag", tag)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing: what is worth telling is told by the maker."""

    return Handler
