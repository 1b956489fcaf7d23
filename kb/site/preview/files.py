"""The files of a preview: what was glanced at stands before the whole site, and pages carry a script."""

from __future__ import annotations

import hashlib
import mimetypes
from dataclasses import dataclass
from html import escape
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

OWN = "/_live/"  # where the parts of the preview itself are served
_HERE = Path(__file__).parent
_PARTS = {"live.js": "text/javascript", "live.css": "text/css"}
_TYPES = {".js": "text/javascript", ".md": "text/markdown; charset=utf-8", ".bib": "text/plain"}
_LOOK = ("assets/css", "assets/js")


@dataclass(frozen=True)
class Served:
    """An answer: its status, content type and bytes; `to` is where else to look."""

    status: int
    kind: str
    data: bytes
    to: str = ""


class SiteFiles:
    """Finds the file for an address in the folder of glances, then in the site."""

    def __init__(self, site: Path, glances: Path) -> None:
        self._folders = (glances, site)
        self._site = site
        self.builds = 0
        self.refresh()

    def refresh(self) -> None:
        """Note that the whole site was built anew."""
        self.builds += 1
        found = hashlib.sha256()
        for folder in _LOOK:
            for path in sorted(p for p in (self._site / folder).glob("*") if p.is_file()):
                found.update(path.name.encode() + path.read_bytes())
        self.look = found.hexdigest()[:16]  # styles and scripts, in few letters

    def digest(self, address: str) -> str:
        """What a page says now, in few letters."""
        found = self._file(address)
        return hashlib.sha256(found.read_bytes() if found else b"").hexdigest()[:16]

    def serve(self, address: str, instead: str) -> Served:
        """The answer for an address; `instead` is told where no page can be while nothing was built."""
        part = address.removeprefix(OWN)
        if part in _PARTS and part != address:
            return Served(200, _PARTS[part], (_HERE / part).read_bytes())
        found = self._file(address)
        if found is None:
            return Served(404, "text/html; charset=utf-8", self._live(address, self._missing(instead)))
        if not address.endswith("/") and found.name == "index.html" and not address.endswith("index.html"):
            return Served(302, "text/plain", b"", f"{address}/")
        data = found.read_bytes()
        if found.suffix == ".html":
            return Served(200, "text/html; charset=utf-8", self._live(address, data))
        kind = _TYPES.get(found.suffix) or mimetypes.guess_type(found.name)[0] or "application/octet-stream"
        return Served(200, kind, data)

    def _missing(self, instead: str) -> bytes:
        page = self._site / "404.html"
        if page.is_file():
            return page.read_bytes()
        head = "<!doctype html><meta charset=utf-8><title>Not built</title>"
        return f"{head}<pre>{escape(instead)}</pre>".encode()

    def _file(self, address: str) -> Path | None:
        parts = PurePosixPath(unquote(address).lstrip("/")).parts
        if ".." in parts or any("\\" in part or "\0" in part for part in parts):
            return None
        for folder in self._folders:
            path = folder.joinpath(*parts)
            path = path / "index.html" if path.is_dir() else path
            if path.is_file():
                return path
        return None

    def _live(self, address: str, page: bytes) -> bytes:
        tags = (
            f'<link rel="stylesheet" href="{OWN}live.css">'
            f'<script src="{OWN}live.js" data-page="{self.digest(address)}" data-look="{self.look}"></script>'
        ).encode()
        at = page.rfind(b"</body>")
        return page + tags if at < 0 else page[:at] + tags + page[at:]
