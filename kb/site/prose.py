"""Links from hand-written pages to generated ones: written `kb:technique:peft`, resolved in built HTML."""

from __future__ import annotations

import re
from html import escape, unescape

from kb.site.links import Links

_LINK = re.compile(r'(?<= href=")kb:([^"]*)(?=")')


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
