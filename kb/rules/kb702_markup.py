"""KB702: text holds markup.

All text is plain: a `<` before a letter or `/`, a `&name;` or a Markdown link would stand on the page as
written. Write the words alone; a bare `<` in a formula needs a space after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.diagnostics import Diagnostic, Location, quote
from kb.rules.context import Context
from kb.yamlsource import Mapping, Node, Scalar, Sequence

MARKUP = re.compile(r"</?[A-Za-z!][^\n]{0,40}|&#?\w{2,10};|\]\(")


def check(context: Context) -> Iterator[Diagnostic]:
    """Look at every key and value of every file."""
    for path, content in context.records.content.items():
        text = content.decode()
        # An escape can hide a sign; otherwise a value holds no markup that its file does not hold.
        if "\\" not in text and not MARKUP.search(text):
            continue
        for scalar in _scalars(context.records.nodes[path]):
            if found := MARKUP.search(scalar.text):
                yield Diagnostic(
                    Location(path, scalar.line, scalar.column),
                    "KB702",
                    f"markup in text: {quote(found.group(), 40)}",
                    "write the words alone, without markup",
                )


def _scalars(node: Node) -> Iterator[Scalar]:
    stack = [node]
    while stack:
        match stack.pop():
            case Scalar() as scalar:
                yield scalar
            case Sequence(items=items):
                stack.extend(items)
            case Mapping(entries=entries):
                stack.extend(node for entry in entries.values() for node in entry)
