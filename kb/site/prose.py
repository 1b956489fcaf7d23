"""What hand-written pages take from the data: links, written `kb:technique:peft`, and `{{ tables }}`.

Both are filled in when the page is HTML already.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape, unescape

from kb.site.links import Links

_LINK = re.compile(r'(?<= href=")kb:([^"]*)(?=")')
_TABLE = re.compile(r"<p>\{\{ ([a-z-]+) \}\}</p>")


def fill(html: str, tables: Mapping[str, str], source: str, name: str) -> tuple[str, list[str]]:
    """The HTML with each paragraph `{{ name }}` replaced by that table, and a line for each unknown name."""
    problems = []
    for wanted in _TABLE.findall(html):
        if wanted not in tables:
            lines = enumerate(source.splitlines(), 1)
            line = next((n for n, text in lines if f"{{{{ {wanted} }}}}" in text), 1)
            problems.append(f"{name}:{line}: there is no table {wanted}; known are {', '.join(tables)}")
    return _TABLE.sub(lambda found: tables.get(found[1], ""), html), problems


def resolve(html: str, page: str, links: Links, source: str, name: str) -> tuple[str, list[str]]:
    """The HTML of the page at a path, its `kb:` links resolved, and a line for each that leads nowhere.

    `source` is the text the page was written in and `name` its file, so that a problem can name the line.
    """
    problems: list[str] = []

    def target(found: re.Match[str]) -> str:
        wanted = unescape(found[1])
        try:
            return escape(links.relative(links.prose(wanted), page))
        except KeyError as error:
            problems.append(f"{name}:{_line(source, wanted)}: kb:{wanted}: {error.args[0]}")
            return found[0]

    return _LINK.sub(target, html), problems


def _line(source: str, target: str) -> int:
    return next((n for n, line in enumerate(source.splitlines(), 1) if f"kb:{target}" in line), 1)
