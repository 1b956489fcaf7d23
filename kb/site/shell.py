"""The theme's pages as shells: cut at their sentinels, filled with generated pages.

A sentinel is an HTML comment `<!--kb:title-->` that the theme's templates leave where a page's own words
belong. Cutting happens once a shell, before any data is near; filling is one join a page.
"""

from __future__ import annotations

import base64
import hashlib
import posixpath
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from html import escape

from kb.site.page import Page
from kb.site.settings import SiteSettings

_SENTINEL = re.compile(r"<!--kb:([a-z-]*)-->")
_EMPTY_LINES = re.compile(r"\n\s*\n")
_POLICY = "<!--kb:policy-->"
_INLINE_SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<code>.*?)</script>", re.DOTALL | re.IGNORECASE)
_NOT_RUN = re.compile(r"""\btype=["']?application/(?:ld\+)?json\b""")

_FILL: Mapping[str, Callable[[Page, SiteSettings], str]] = {
    "title": lambda page, _: escape(page.title),
    "description": lambda page, _: escape(page.description),
    "kind": lambda page, _: escape(page.kind),
    "canonical": lambda page, settings: _canonical(settings.canonical(page.path)),
    "head": lambda page, _: page.head,
    "body": lambda page, _: page.body,
}
_NEEDED = frozenset({"title", "description", "head", "body"})


class ShellError(ValueError):
    """A page of the theme that cannot serve as a shell, or a page for which there is none."""


class Shell:
    """A built page of the theme, cut at its sentinels. Build one with `Shell.cut`."""

    __slots__ = ("_names", "path", "pieces")

    def __init__(self, path: str, pieces: list[str]) -> None:
        self.path = path
        self.pieces = pieces
        self._names = pieces[1::2]

    @classmethod
    def cut(cls, path: str, html: str) -> Shell:
        """Cut a built page; `ShellError` when a sentinel is unknown or one that is needed is missing."""
        pieces = _SENTINEL.split(_EMPTY_LINES.sub("\n", html))
        names = set(pieces[1::2])
        if unknown := names - set(_FILL):
            raise ShellError(f"{path}: no sentinel is named {', '.join(sorted(unknown))}")
        if missing := _NEEDED - names:
            raise ShellError(f"{path}: the sentinel for {', '.join(sorted(missing))} is missing")
        return cls(path, pieces)

    def stamp(self, page: Page, settings: SiteSettings) -> str:
        """The whole page."""
        pieces = self.pieces.copy()
        pieces[1::2] = [_FILL[name](page, settings) for name in self._names]
        return "".join(pieces)


class Shells:
    """All shells of a site, by the path at which the theme built them.

    A page at the very path of a shell takes that one. Any other takes `_shell.html` of its folder; a folder
    whose name begins with `_` stands for every folder there.
    """

    def __init__(self, shells: Iterable[Shell]) -> None:
        self._shells = {shell.path: shell for shell in shells}
        self._by_folder = cache(self._find)

    def __contains__(self, path: object) -> bool:
        return path in self._shells

    def of(self, path: str) -> Shell:
        """The shell for a page; `ShellError` when there is none."""
        found = self._shells.get(path)
        if found is not None and posixpath.basename(path) != "_shell.html":
            return found
        return self._by_folder(posixpath.dirname(path))

    def told(self) -> str:
        """All shells in one text."""
        return repr([(path, shell.pieces) for path, shell in sorted(self._shells.items())])

    def single(self) -> frozenset[str]:
        """The paths of the shells that serve one page only: each must be filled."""
        return frozenset(p for p in self._shells if posixpath.basename(p) != "_shell.html")

    def _find(self, folder: str) -> Shell:
        parts = folder.split("/")
        for path, shell in sorted(self._shells.items(), reverse=True):
            own = path.split("/")
            if (
                own[-1] == "_shell.html"
                and len(own) == len(parts) + 1
                and all(o == p or o.startswith("_") for o, p in zip(own[:-1], parts, strict=True))
            ):
                return shell
        raise ShellError(f"no shell serves the folder {folder or '.'}")


def add_policy(html: str, active: bool = True) -> str:
    """A built page with a Content-Security-Policy that allows its inline scripts and nothing from elsewhere.

    The place is the sentinel `<!--kb:policy-->`; with `active` false it is only removed. To be called before
    a shell is filled, so that no script of a record is ever allowed.
    """
    if not active:
        return html.replace(_POLICY, "")
    hashes = sorted(
        {
            f"'sha256-{_digest(found['code'])}'"
            for found in _INLINE_SCRIPT.finditer(html)
            if found["code"] and not _NOT_RUN.search(found["attributes"])
        }
    )
    policy = "; ".join(
        [
            "default-src 'none'",
            " ".join(["script-src 'self'", *hashes]),
            "style-src 'self'",
            "img-src 'self' data:",
            "form-action 'self'",
            "base-uri 'none'",
        ]
    )
    return html.replace(_POLICY, f'<meta http-equiv="Content-Security-Policy" content="{policy}">')


def _digest(code: str) -> str:
    return base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()


def _canonical(address: str) -> str:
    return f'<link rel="canonical" href="{escape(address)}">' if address else ""
