"""What a reader sees of Markdown."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

import markdown
import markdown_it


@dataclass
class Seen(HTMLParser):
    """The text, links, tags and first heading of rendered Markdown."""

    html: str
    text: str = ""
    links: list[str] = field(default_factory=list)
    tags: set[str] = field(default_factory=set)
    heading: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self._in_heading = False
        self.feed(self.html)
        self.close()
        self.text = " ".join(self.text.split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self._in_heading |= tag == "h1"
        self.links += [value or "" for name, value in attrs if name == "href"]
        assert not [name for name, _ in attrs if name.startswith("on")]

    def handle_endtag(self, tag: str) -> None:
        self._in_heading &= tag != "h1"

    def handle_data(self, data: str) -> None:
        self.text += data
        self.heading += data if self._in_heading else ""


def seen(source: str) -> list[Seen]:
    """Rendered by two readers: Python's and one of CommonMark, raw HTML allowed in both."""
    return [Seen(markdown.markdown(source)), Seen(markdown_it.MarkdownIt("commonmark").render(source))]
