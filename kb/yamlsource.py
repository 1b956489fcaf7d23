"""YAML text to nodes with places; the only reader of YAML, and the gate for everything YAML may not do here.

The text is refused, at its place, when it is too large, not UTF-8, or holds control, invisible or
direction-changing characters. Parsing works on events, so that aliases, anchors, tags, merge keys,
directives, several documents, duplicate keys and deep nesting are errors before anything is built. Every
scalar stays the text that was written: the model converts it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import yaml

from kb.diagnostics import Diagnostic, Location, quote

MAX_BYTES = 256 * 1024
MAX_DEPTH = 20
MAX_LINE = 20_000

# C0 and C1 controls but line feed; line and paragraph separators; what reorders or hides text. Joiners stay:
# emoji and several scripts need them.
_FORBIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
_NAMES = {"\t": "a tab", "\r": "a carriage return", "\ufeff": "a byte order mark"}
_CURES = {"\t": "indent and separate with spaces", "\r": "end lines with a line feed alone"}


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value as written, with the line and column (from 1) where it begins."""

    text: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes."""

    items: tuple[Node, ...]
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys in the order written, each with its own place, and their values."""

    entries: dict[str, tuple[Scalar, Node]]
    line: int
    column: int


Node = Scalar | Sequence | Mapping


class _Refused(Exception):
    def __init__(self, code: str, line: int, column: int, message: str, hint: str) -> None:
        self.finding = (code, line, column, message, hint)
        super().__init__(message)


def parse(path: str, data: bytes) -> tuple[Mapping | None, list[Diagnostic]]:
    """Read one YAML document whose top is a mapping.

    `path` is only used to name the place of findings. Returns the mapping, or None with the findings that
    prevented it. Never raises for bad input.
    """
    try:
        text = _text(data)
        node = _Builder().build(text)
        if not isinstance(node, Mapping):
            raise _Refused(
                "KB107", 1, 1, "the file holds no mapping", "write keys and values, as in key: value"
            )
    except _Refused as refused:
        code, line, column, message, hint = refused.finding
        return None, [Diagnostic(Location(path, line, column), code, message, hint)]
    return node, []


def plain(node: Node) -> Any:
    """The node as strings, lists and dictionaries, places forgotten."""
    match node:
        case Scalar():
            return node.text
        case Sequence():
            return [plain(item) for item in node.items]
        case Mapping():
            return {key: plain(value) for key, (_, value) in node.entries.items()}


def place(path: str, node: Node, steps: Iterable[object], key: bool = False) -> Location:
    """Where the value reached by `steps` (keys and positions) stands; as deep as the steps lead.

    The place of a collection in a mapping is that of its key; with `key` that of a single value is too.
    """
    line, column = node.line, node.column
    for step in steps:
        if isinstance(node, Mapping) and str(step) in node.entries:
            name, node = node.entries[str(step)]
            line, column = name.line, name.column
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
            line, column = node.line, node.column
        elif isinstance(node, Scalar):
            break
    if isinstance(node, Scalar) and not key:
        line, column = node.line, node.column
    return Location(path, line, column)


def _text(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise _Refused("KB101", 1, 1, f"the file has {len(data)} bytes", f"at most {MAX_BYTES} are allowed")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _Refused("KB102", line, 1, "the text is not UTF-8", "save the file as UTF-8") from None
    if bad := _FORBIDDEN.search(text):
        character = bad.group()
        start = text.rfind("\n", 0, bad.start()) + 1
        raise _Refused(
            "KB103",
            text.count("\n", 0, bad.start()) + 1,
            bad.start() - start + 1,
            *_unwanted(character),
        )
    for number, row in enumerate(text.split("\n"), 1):
        if len(row) > MAX_LINE:
            raise _Refused("KB104", number, MAX_LINE, f"the line has {len(row)} characters", "break it")
    return text


def _unwanted(character: str) -> tuple[str, str]:
    """What to say of a forbidden character, and the cure."""
    name = _NAMES.get(character, f"the character U+{ord(character):04X}")
    return f"{name} is not allowed", _CURES.get(character, "remove this invisible or control character")


class _Builder:
    """Builds nodes from parser events with a stack of its own: depth cannot exhaust Python's."""

    def build(self, text: str) -> Node | None:
        documents = 0
        root: Node | None = None
        stack: list[_Open] = []
        try:
            for event in yaml.parse(text, Loader=yaml.CSafeLoader):
                mark = event.start_mark
                line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
                match event:
                    case yaml.DocumentStartEvent():
                        documents += 1
                        self._refuse_document(event, documents, line, column)
                    case yaml.AliasEvent():
                        raise _Refused(
                            "KB105", line, column, "an alias is not allowed", "write the value out"
                        )
                    case yaml.NodeEvent():
                        self._refuse_node(event, line, column)
                        node = self._open_or_scalar(event, stack, line, column)
                        if node is not None:
                            root = self._place(node, stack)
                    case yaml.CollectionEndEvent():
                        root = self._place(stack.pop().close(), stack)
        except yaml.MarkedYAMLError as error:
            at = error.problem_mark or error.context_mark
            line, column = (at.line + 1, at.column + 1) if at else (1, 1)
            what = error.problem or "the text cannot be read"
            hint = f"{error.context}; check indentation, quotes and colons" if error.context else ""
            raise _Refused("KB106", line, column, f"not YAML: {what}", hint) from None
        except yaml.YAMLError as error:
            raise _Refused("KB106", 1, 1, f"not YAML: {str(error).splitlines()[0]}", "") from None
        return root

    @staticmethod
    def _refuse_document(event: yaml.DocumentStartEvent, number: int, line: int, column: int) -> None:
        if number > 1:
            raise _Refused("KB105", line, column, "a second document begins", "keep one record a file")
        if event.version or event.tags:
            raise _Refused("KB105", line, column, "a YAML directive is not allowed", "remove the % line")

    @staticmethod
    def _refuse_node(event: yaml.NodeEvent, line: int, column: int) -> None:
        if event.anchor is not None:
            raise _Refused("KB105", line, column, "an anchor is not allowed", "write the value out each time")
        if getattr(event, "tag", None) is not None:
            raise _Refused("KB105", line, column, "a tag is not allowed", "remove the ! and what follows it")

    @staticmethod
    def _open_or_scalar(event: yaml.NodeEvent, stack: list[_Open], line: int, column: int) -> Node | None:
        if isinstance(event, yaml.ScalarEvent):
            # An escape such as "\u202e" brings in what the text itself may not hold.
            if bad := _FORBIDDEN.search(event.value):
                raise _Refused("KB103", line, column, *_unwanted(bad.group()))
            return Scalar(event.value, line, column)
        if len(stack) >= MAX_DEPTH:
            raise _Refused("KB108", line, column, f"nested deeper than {MAX_DEPTH}", "flatten the structure")
        stack.append(_Open(isinstance(event, yaml.MappingStartEvent), line, column))
        return None

    @staticmethod
    def _place(node: Node, stack: list[_Open]) -> Node:
        if stack:
            stack[-1].add(node)
        return node


class _Open:
    """A mapping or sequence whose end has not been met yet."""

    __slots__ = ("column", "entries", "items", "key", "line")

    def __init__(self, is_mapping: bool, line: int, column: int) -> None:
        self.line, self.column = line, column
        self.entries: dict[str, tuple[Scalar, Node]] | None = {} if is_mapping else None
        self.items: list[Node] = []
        self.key: Scalar | None = None

    def add(self, node: Node) -> None:
        if self.entries is None:
            self.items.append(node)
        elif self.key is None:
            self.key = self._checked_key(node, self.entries)
        else:
            self.entries[self.key.text] = (self.key, node)
            self.key = None

    @staticmethod
    def _checked_key(node: Node, entries: dict[str, tuple[Scalar, Node]]) -> Scalar:
        if not isinstance(node, Scalar):
            raise _Refused("KB106", node.line, node.column, "a key must be a word", "write key: value")
        if node.text == "<<":
            raise _Refused(
                "KB105", node.line, node.column, "a merge key is not allowed", "write the keys out"
            )
        if node.text in entries:
            first = entries[node.text][0]
            raise _Refused(
                "KB109",
                node.line,
                node.column,
                f"the key {quote(node.text)} stands twice",
                f"it stands on line {first.line} already; keep one",
            )
        return node

    def close(self) -> Node:
        if self.entries is None:
            return Sequence(tuple(self.items), self.line, self.column)
        return Mapping(self.entries, self.line, self.column)
