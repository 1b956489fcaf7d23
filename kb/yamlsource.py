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

# Without libyaml PyYAML reads as much, more slowly and with other words for what it cannot read.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MAX_BYTES = 256 * 1024
MAX_DEPTH = 20
MAX_LINE = 20_000
MAX_NODES = 40_000

# C0 and C1 controls but line feed; line and paragraph separators; what reorders, hides or looks like nothing;
# what XML cannot hold. Joiners stay: emoji and several scripts need them.
FORBIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069"
    "\u3164\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
_NAMES = {"\t": "a tab", "\r": "a carriage return", "\ufeff": "a byte order mark"}
_CURES = {"\t": "indent and separate with spaces", "\r": "end lines with a line feed alone"}
_QUOTE = "put the whole text in double quotes"
# What the parser says; the usual cause and its cure; whether the place is where the broken part begins.
_CAUSES = {
    "mapping values are not allowed in this context": (
        "a colon in a text, or a wrong indentation",
        _QUOTE,
        False,
    ),
    "found character that cannot start any token": ("no text can begin with this sign", _QUOTE, False),
    "did not find expected key": (
        "no key begins here",
        "indent keys alike, none below a line that still has its #; quote all of a text or nothing",
        False,
    ),
    "could not find expected ':'": (
        "this is no key with a value",
        "write key: value, or indent the line",
        True,
    ),
    "found unexpected end of stream": ("this quote is not closed", "end the text with the same quote", True),
    "did not find expected ',' or '}'": ("a { is not closed before this", f"add }} or {_QUOTE}", False),
    "did not find expected ',' or ']'": ("a [ is not closed before this", f"add ] or {_QUOTE}", False),
    "did not find expected '-' indicator": ("a list and keys are mixed", "indent each alike", False),
    "did not find expected <document start>": (
        "this belongs to no key",
        "begin keys where the first begins",
        False,
    ),
    "block sequence entries are not allowed in this context": (
        "a list begins here",
        "begin it on a new line",
        False,
    ),
    "found unknown escape character": ("a backslash stands here", "double it, or use single quotes", False),
}


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value, with the line and column (from 1) where it begins.

    `end` is how many characters of the file stand before its end, so that an edit touches nothing else.
    """

    text: str
    line: int
    column: int
    end: int


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes."""

    items: tuple[Node, ...]
    line: int
    column: int
    end: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys in the order written, each with its own place, and their values."""

    entries: dict[str, tuple[Scalar, Node]]
    line: int
    column: int
    end: int


Node = Scalar | Sequence | Mapping


class Refused(Exception):
    """What may not stand in a file: the code, line and column, message and hint of the finding."""

    def __init__(self, code: str, at: tuple[int, int], message: str, hint: str) -> None:
        self.finding = (code, at, message, hint)
        super().__init__(message)


def parse(path: str, data: bytes) -> tuple[Mapping | None, list[Diagnostic]]:
    """Read one YAML document whose top is a mapping.

    `path` is only used to name the place of findings. Returns the mapping, or None with the findings that
    prevented it. Never raises for bad input.
    """
    try:
        text = checked(data)
        node = _Builder().build(text)
        if not isinstance(node, Mapping):
            raise Refused(
                "KB107", (1, 1), "the file holds no mapping", "write keys and values, as in key: value"
            )
    except Refused as refused:
        code, at, message, hint = refused.finding
        return None, [Diagnostic(Location(path, *at), code, message, hint)]
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


def checked(data: bytes) -> str:
    """The text of a file that may be parsed; raises `Refused` for one that may not."""
    if len(data) > MAX_BYTES:
        raise Refused("KB101", (1, 1), f"the file has more than {MAX_BYTES:,} bytes", "split or shorten it")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        at = _end(data[: error.start].decode("utf-8"))
        raise Refused("KB102", at, "the text is not UTF-8", "save the file as UTF-8") from None
    if bad := FORBIDDEN.search(text):
        raise Refused("KB103", _end(text[: bad.start()]), *_unwanted(bad.group()))
    rows = text.split("\n") if len(text) > MAX_LINE else []
    for number, row in enumerate(rows, 1):
        if len(row) > MAX_LINE:
            message, hint = f"the line has {len(row):,} characters", f"at most {MAX_LINE:,} are allowed"
            raise Refused("KB104", (number, MAX_LINE + 1), message, hint)
    return text


def _end(text: str) -> tuple[int, int]:
    """Line and column of what would follow the text."""
    return text.count("\n") + 1, len(text) - text.rfind("\n")


def _unwanted(character: str) -> tuple[str, str]:
    """What to say of a forbidden character, and the cure."""
    name = _NAMES.get(character, f"the character U+{ord(character):04X}")
    return f"{name} is not allowed", _CURES.get(character, "remove this invisible or control character")


class _Builder:
    """Builds nodes from parser events with a stack of its own: depth cannot exhaust Python's."""

    def build(self, text: str) -> Node | None:
        documents = nodes = 0
        last = _end(text)
        root: Node | None = None
        stack: list[_Open] = []
        try:
            for event in yaml.parse(text, Loader=_LOADER):
                mark, stop = event.start_mark, event.end_mark
                # The parser adds a line feed where the last is missing: no place may lie behind the text.
                at = min((mark.line + 1, mark.column + 1), last) if mark else (1, 1)
                end = min(stop.index, len(text)) if stop else 0
                match event:
                    case yaml.DocumentStartEvent():
                        documents += 1
                        self._refuse_document(event, documents, at)
                    case yaml.AliasEvent():
                        cure = f"write the value out; for a text that begins with *, {_QUOTE}"
                        raise Refused("KB105", at, "an alias is not allowed", cure)
                    case yaml.NodeEvent():
                        nodes += 1
                        if nodes > MAX_NODES:
                            raise Refused("KB108", at, f"more than {MAX_NODES:,} values", "split the file")
                        self._refuse_node(event, at)
                        node = self._open_or_scalar(event, stack, at, end)
                        if node is not None:
                            root = self._place(node, stack)
                    case yaml.CollectionEndEvent():
                        root = self._place(stack.pop().close(end), stack)
        except yaml.MarkedYAMLError as error:
            raise self._explained(error, text) from None
        except (yaml.YAMLError, ValueError, OverflowError) as error:  # an escape that is no character
            raise Refused("KB106", (1, 1), f"not YAML: {str(error).splitlines()[0]}", "") from None
        return root

    @staticmethod
    def _explained(error: yaml.MarkedYAMLError, text: str) -> Refused:
        """The refusal in words that name the usual cause, at a place within the text."""
        otherwise = (error.problem or "it cannot be read", "check indentation, quotes and colons", False)
        what, hint, begins = _CAUSES.get(error.problem or "", otherwise)
        mark = (begins and error.context_mark) or error.problem_mark or error.context_mark
        at = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        return Refused("KB106", min(at, _end(text.rstrip("\n"))), f"not YAML: {what}", hint)

    @staticmethod
    def _refuse_document(event: yaml.DocumentStartEvent, number: int, at: tuple[int, int]) -> None:
        if number > 1:
            raise Refused("KB105", at, "a second document begins", "keep one record a file")
        if event.version or event.tags:
            raise Refused("KB105", at, "a YAML directive is not allowed", "remove the % line")

    @staticmethod
    def _refuse_node(event: yaml.NodeEvent, at: tuple[int, int]) -> None:
        if event.anchor is not None:
            cure = f"write the value out each time; for a text that begins with &, {_QUOTE}"
            raise Refused("KB105", at, "an anchor is not allowed", cure)
        if getattr(event, "tag", None) is not None:
            cure = f"remove the ! and the word after it; for a text that begins with !, {_QUOTE}"
            raise Refused("KB105", at, "a tag is not allowed", cure)

    @staticmethod
    def _open_or_scalar(
        event: yaml.NodeEvent, stack: list[_Open], at: tuple[int, int], end: int
    ) -> Node | None:
        if isinstance(event, yaml.ScalarEvent):
            # An escape such as "\u202e" brings in what the text itself may not hold.
            if bad := FORBIDDEN.search(event.value):
                raise Refused("KB103", at, *_unwanted(bad.group()))
            return Scalar(event.value, *at, end)
        if len(stack) >= MAX_DEPTH:
            raise Refused("KB108", at, f"nested deeper than {MAX_DEPTH}", "flatten the structure")
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        stack.append(_Open(is_mapping, at, bool(getattr(event, "flow_style", False))))
        return None

    @staticmethod
    def _place(node: Node, stack: list[_Open]) -> Node:
        if stack:
            stack[-1].add(node)
        return node


class _Open:
    """A mapping or sequence whose end has not been met yet."""

    __slots__ = ("at", "entries", "flow", "items", "key", "last")

    def __init__(self, is_mapping: bool, at: tuple[int, int], flow: bool) -> None:
        self.at, self.flow, self.last = at, flow, 0
        self.entries: dict[str, tuple[Scalar, Node]] | None = {} if is_mapping else None
        self.items: list[Node] = []
        self.key: Scalar | None = None

    def add(self, node: Node) -> None:
        self.last = node.end
        if self.entries is None:
            self.items.append(node)
        elif self.key is None:
            self.key = self._checked_key(node, self.entries)
        else:
            self.entries[self.key.text] = (self.key, node)
            self.key = None

    @staticmethod
    def _checked_key(node: Node, entries: dict[str, tuple[Scalar, Node]]) -> Scalar:
        at = (node.line, node.column)
        if not isinstance(node, Scalar):
            raise Refused("KB106", at, "a key must be a word", "write key: value")
        if node.text == "<<":
            raise Refused("KB105", at, "a merge key is not allowed", "write the keys out")
        if node.text in entries:
            line = entries[node.text][0].line
            cure = f"it stands on line {line} already; keep one"
            raise Refused("KB109", at, f"the key {quote(node.text)} stands twice", cure)
        return node

    def close(self, end: int) -> Node:
        # Without brackets the parser sees the end only where something else begins.
        end = end if self.flow else self.last
        if self.entries is None:
            return Sequence(tuple(self.items), *self.at, end)
        return Mapping(self.entries, *self.at, end)
