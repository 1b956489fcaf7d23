"""A page as a tree, and a ledger of which of its numbers somebody has counted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from html.parser import HTMLParser
from posixpath import dirname, join, normpath
from urllib.parse import parse_qs, urlsplit

_VOID = "area base br col embed hr img input link meta source track wbr"
VOID = frozenset(_VOID.split())
NUMBER = re.compile(r"(?<![\w.-])\d[\d,]*(?:\.\d+)?(?![\w]|-\w)")
Step = tuple[str | None, frozenset[str], tuple[tuple[str, str, str], ...]]
_STEP = re.compile(r"([a-z][a-z0-9]*)?((?:\.[\w-]+)*)((?:\[[\w-]+(?:=[^\]]*)?\])*)$")


@dataclass(eq=False)
class Node:
    """A tag: what stands in it, in order, is texts and tags."""

    tag: str
    attrs: dict[str, str]
    parent: Node | None = None
    inside: list[Node | str] = field(default_factory=list)

    @cached_property
    def text(self) -> str:
        return " ".join("".join(n if isinstance(n, str) else n.raw for n in self.inside).split())

    @cached_property
    def raw(self) -> str:
        return "".join(n if isinstance(n, str) else n.raw for n in self.inside)

    @property
    def tags(self) -> list[Node]:
        return [n for n in self.inside if isinstance(n, Node)]

    @cached_property
    def below(self) -> list[Node]:
        return [node for tag in self.tags for node in (tag, *tag.below)]

    @property
    def texts(self) -> Iterator[str]:
        for node in self.inside:
            yield from [node] if isinstance(node, str) else node.texts

    @property
    def above(self) -> Iterator[Node]:
        if self.parent:
            yield self.parent
            yield from self.parent.above

    def all(self, selector: str) -> list[Node]:
        """The tags that a selector of names, classes, attributes and descent finds, in order."""
        *before, last = map(_step, selector.split())
        found = [node for node in self.below if node.meets(last)]
        for step in reversed(before):
            found = [node for node in found if any(up.meets(step) for up in node.above)]
        return found

    def one(self, selector: str) -> Node:
        found = self.all(selector)
        assert len(found) == 1, f"{len(found)} times {selector} in {self.text[:80]!r}"
        return found[0]

    def meets(self, step: Step) -> bool:
        tag, classes, attributes = step
        return (
            tag in (None, self.tag)
            and (not classes or classes <= set(self.attrs.get("class", "").split()))
            and all(self.attrs.get(k) == v if eq else k in self.attrs for k, eq, v in attributes)
        )


@cache
def _step(text: str) -> Step:
    parts = _STEP.match(text)
    assert parts, text
    tag, classes, attributes = parts.groups()
    pairs = tuple(a.partition("=") for a in re.findall(r"\[([^\]]+)\]", attributes))
    return tag, frozenset(classes.split(".")[1:]), pairs


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.at = self.root = Node("page", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_startendtag(tag, attrs)
        if tag not in VOID:
            self.at = self.at.tags[-1]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.at.inside.append(Node(tag, {k: v or "" for k, v in attrs}, self.at))

    def handle_endtag(self, tag: str) -> None:
        assert self.at.tag == tag and self.at.parent, f"</{tag}> in <{self.at.tag}>"
        self.at = self.at.parent

    def handle_data(self, data: str) -> None:
        self.at.inside.append(data)


def tree(html: str) -> Node:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.at is reader.root
    return reader.root


def numbers(text: str) -> list[str]:
    """The numbers in a text, without commas; those inside of words and dates are none."""
    return [n.replace(",", "") for n in NUMBER.findall(text)]


class Ledger:
    """A page with what was counted on it, and what was counted otherwise."""

    def __init__(self, path: str, html: str) -> None:
        self.path, self.root = path, tree(html)
        self.wrong: list[str] = []
        self._counted: set[int] = set()

    def all(self, selector: str) -> list[Node]:
        return self.root.all(selector)

    def one(self, selector: str) -> Node:
        return self.root.one(selector)

    def says(self, node: Node, text: str) -> None:
        """The text of a tag is just this one."""
        self.equal(node.text, text, node.tag)
        self.pass_over(node)

    def counts(self, node: Node, *found: float | str) -> None:
        """The numbers in a tag are just these."""
        self.equal(
            [n for text in node.texts for n in numbers(text)], [str(n) for n in found], node.text[:100]
        )
        self.pass_over(node)

    def equal(self, printed: object, counted: object, where: str = "") -> None:
        if printed != counted:
            self.wrong.append(f"{self.path}: prints {printed!r}, counted {counted!r} ({where})")

    def pass_over(self, *nodes: Node) -> None:
        """What stands in a tag needs no other look."""
        for node in nodes:
            self._counted.add(id(node))
            self._counted.update(map(id, node.below))

    def skip(self, *selectors: str) -> None:
        for selector in selectors:
            self.pass_over(*self.all(selector))

    def done(self, node: Node) -> bool:
        return id(node) in self._counted

    def left(self) -> Iterable[str]:
        """The texts with numbers that nobody has counted."""
        for node in (self.root, *self.root.below):
            if not self.done(node):
                for text in node.inside:
                    if isinstance(text, str) and numbers(text):
                        marks = f"{node.tag}.{node.attrs.get('class', '')}"
                        yield f"{self.path}: nobody counts {' '.join(text.split())[:120]!r} in {marks}"

    def place(self, href: str) -> str:
        """The page that a link leads to, by its path in the site."""
        return normpath(join(dirname(self.path), urlsplit(href).path))

    def query(self, href: str) -> str | None:
        """The query of a link into the explore page."""
        asked = parse_qs(urlsplit(href).query).get("q")
        return asked[0] if asked and self.place(href) == "explore.html" else None
