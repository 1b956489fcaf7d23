"""Edits of YAML text that touch nothing else: comments, order, quotes and spacing stay byte for byte."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from kb.yamlsource import Mapping, Node


class Edit(NamedTuple):
    """That the characters from `start` to `end` of a text give way to `new`."""

    start: int
    end: int
    new: str


def set_key(text: str, mapping: Mapping, key: str, value: str) -> Edit:
    """Give a key of a mapping a value, which is YAML on one line; a new key comes last.

    `mapping` is a node of the parsed `text`, and not empty.
    """
    if key in mapping.entries:
        old = mapping.entries[key][1]
        start = _start(text, old)
        if start == old.end:  # nothing stands there, perhaps not even the colon
            return Edit(start, start, f" {value}" if text[start - 1] == ":" else f": {value}")
        return Edit(start, old.end, value + "\n" * text[start : old.end].endswith("\n"))
    if text[_start(text, mapping)] == "{":
        last = list(mapping.entries.values())[-1][1].end
        return Edit(last, last, f", {key}: {value}")
    indent = " " * (mapping.column - 1)
    line_end = text.find("\n", max(mapping.end - 1, 0))
    if line_end < 0:
        return Edit(len(text), len(text), f"\n{indent}{key}: {value}")
    return Edit(line_end + 1, line_end + 1, f"{indent}{key}: {value}\n")


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text with all edits made; those at one place in the order given."""
    made, done = [], 0
    for edit in sorted(edits, key=lambda e: e.start):
        made += [text[done : edit.start], edit.new]
        done = edit.end
    return "".join([*made, text[done:]])


def _start(text: str, node: Node) -> int:
    """How many characters stand before a node."""
    at = 0
    for _ in range(node.line - 1):
        at = text.index("\n", at) + 1
    return at + node.column - 1
