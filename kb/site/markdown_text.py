"""Words as Markdown: whatever a record says stays text, in CommonMark and in older readers alike."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

from kb.site.links import Links

# `&`, `<`, `>` and `~` as entities: not every reader knows a backslash before them.
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "~": "&#126;"}
_SIGNS = re.compile(r"[\\`*_\[\]#&<>~]")
_BEGINNING = re.compile(r"^(\d{1,9})([.)])(?=\s|$)|^([-+])")
_WEB = re.compile(r"https?://")
_IN_ADDRESS = "!#$%+,-./:;=?@_"
_TWINS = ("papers/", "taxonomy/")

Point = Callable[[str, str], str]


def text(words: str) -> str:
    """Words as they are, on one line: no sign of them is taken for markup."""
    line = " ".join(words.split())
    line = _SIGNS.sub(lambda sign: _ENTITIES.get(sign[0], f"\\{sign[0]}"), line)
    return _BEGINNING.sub(lambda found: f"{found[1] or ''}\\{found[2] or found[3]}", line)


def sentence(words: str) -> str:
    """Words as a sentence: with a full stop, unless they end in a sign of their own."""
    return text(words) if words.rstrip().endswith((".", "!", "?")) else f"{text(words)}."


def link(words: str, target: str) -> str:
    """Words that lead somewhere; just the words when there is no target."""
    return f"[{text(words)}]({_address(target)})" if target else text(words)


def code(words: object) -> str:
    """A name that programs know: identifiers have no sign that could end it."""
    return f"`{words}`"


def bare(target: str) -> str:
    """An address of the web that stands for itself; text when it is none."""
    return f"<{quote(target, safe=f'{_IN_ADDRESS}&()')}>" if _WEB.match(target) else text(target)


def _address(target: str) -> str:
    return quote(target, safe=f"{_IN_ADDRESS}&").replace("&", "&amp;")


def twin(target: str) -> str:
    """The Markdown twin of a page of the site; the page itself where it has none."""
    path, mark, rest = target.partition("#")
    if path.startswith(_TWINS) and path.endswith(".html"):
        return f"{path.removesuffix('.html')}.md{mark}{rest}"
    return target


def pointer(links: Links, page: str) -> Point:
    """How the twin at a path links: to other twins where there are some, relative to where it stands."""

    def point(words: str, target: str) -> str:
        return link(words, links.relative(twin(target), page))

    return point


def item(words: str, depth: int = 0) -> str:
    """A point of a list; four spaces a level, which every reader takes for one."""
    return f"{'    ' * depth}- {words}"


def join(*parts: str) -> str:
    """Sentences and remarks one after the other, without those that are empty."""
    return " ".join(part for part in parts if part)


def section(heading: str, lines: list[str]) -> list[str]:
    """A section with its heading; nothing when it has no lines. An empty line stands around each part."""
    return [f"## {heading}", "", *lines, ""] if lines else []


def document(lines: list[str]) -> bytes:
    """Lines as a file, never two empty ones in a row."""
    kept = [line for n, line in enumerate(lines) if line or (n and lines[n - 1])]
    return ("\n".join(kept).strip() + "\n").encode()
