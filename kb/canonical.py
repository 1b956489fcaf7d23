"""The canonical, shortest form of a record: keys in the order of the model, nothing that goes without saying.

Edits touch only what they change: comments, folding and spacing stay. The outcome is taken only if it makes
the very same record.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import partial

from kb.decode import decode
from kb.identifiers import Citekey, SchemeId
from kb.model import ConceptScheme, Evidence, Label, Layer, Paper, Strength
from kb.yamledit import Edit, apply
from kb.yamlsource import Mapping as Keys
from kb.yamlsource import Node, Scalar, Sequence, parse

ORDER = tuple(field.alias or name for name, field in Paper.model_fields.items())
LABEL = tuple(field.alias or name for name, field in Label.model_fields.items())


def canonical(
    path: str, citekey: Citekey, text: str, schemes: Mapping[SchemeId, ConceptScheme]
) -> str | None:
    """The canonical form of a record's text; the text itself if nothing can be said shorter.

    `path` and `citekey` name the record. None for a text that is no record: `kb check` says why.
    """
    before = _read(path, citekey, text)
    if before is None:
        return None
    node, paper = before
    new = text
    for edits in (_questions, partial(_labels, schemes=schemes), _evidence):
        edited = apply(new, edits(new, node))
        if edited == new:
            continue
        again = _read(path, citekey, edited)
        if again is None:
            return text
        new, node = edited, again[0]
    new = _in_order(new, node)
    if new == text:
        return text
    after = _read(path, citekey, new)
    same = after is not None and _meaning(after[1], schemes) == _meaning(paper, schemes)
    return new if same else text


def _read(path: str, citekey: Citekey, text: str) -> tuple[Keys, Paper] | None:
    node, _ = parse(path, text.encode())
    paper = decode(Paper, path, node, {"id": citekey})[0] if node else None
    return (node, paper) if node and paper else None


def _meaning(paper: Paper, schemes: Mapping[SchemeId, ConceptScheme]) -> Paper:
    """The record with the roles that go without saying."""
    facets = {}
    for name, facet in paper.classification.items():
        default = schemes[name].default_role if name in schemes else None
        labels = {
            c: label.model_copy(update={"role": label.role or default}) for c, label in facet.labels.items()
        }
        facets[name] = facet.model_copy(update={"labels": labels})
    return paper.model_copy(update={"classification": facets})


def _labels(text: str, node: Keys, schemes: Mapping[SchemeId, ConceptScheme]) -> Iterator[Edit]:
    """Labels without what their scheme says already, in their shortest form."""
    for scheme, facet in _entries(node, "classification"):
        default = str(schemes[SchemeId(scheme)].default_role) if scheme in schemes else ""
        for label in facet.entries if isinstance(facet, Keys) else ():
            value = facet.entries[label][1] if isinstance(facet, Keys) else facet
            start = _start(text, value)
            short = _short(text, value, {"role": default, "strength": Strength.EXPLICIT.value})
            if short is not None and short != text[start : value.end]:
                yield Edit(start, value.end, short)


def _short(text: str, value: Node, defaults: Mapping[str, str]) -> str | None:
    """The shortest form of a label that stands on one line; None for others, which stay as they are."""
    written = text[_start(text, value) : value.end]
    if "\n" in written or "#" in written or not written.startswith(("{", "[")):
        return None
    if isinstance(value, Sequence):
        return text[_start(text, value.items[0]) : value.items[0].end] if len(value.items) == 1 else None
    if not isinstance(value, Keys):
        return None
    kept = {}
    for key in sorted(value.entries, key=LABEL.index):
        inner = value.entries[key][1]
        if not (isinstance(inner, Scalar) and inner.text == defaults.get(key)):
            kept[key] = _short(text, inner, {}) or text[_start(text, inner) : inner.end]
    if list(kept) == ["evidence"]:
        return kept["evidence"]
    return f"{{{', '.join(f'{k}: {v}' for k, v in kept.items())}}}" if kept else None


def _evidence(text: str, node: Keys) -> Iterator[Edit]:
    """Evidence without the layer that goes without saying."""
    for _, evidence in _entries(node, "evidence"):
        if not isinstance(evidence, Keys) or len(evidence.entries) < 2 or "layer" not in evidence.entries:
            continue
        key, value = evidence.entries["layer"]
        start = text.rfind("\n", 0, _start(text, key)) + 1
        end = text.find("\n", value.end) + 1
        alone = text[start : _start(text, key)].isspace() and text[value.end : end].isspace()
        if (
            isinstance(value, Scalar)
            and value.text == Evidence.model_fields["layer"].default == Layer.ABSTRACT
            and alone
        ):
            yield Edit(start, end, "")


def _questions(text: str, node: Node, flow: bool = False) -> Iterator[Edit]:
    """Plain texts within brackets that end in a question mark in quotes: some readers refuse them."""
    start = _start(text, node)
    match node:
        case Scalar():
            if flow and text[start : node.end].endswith("?"):
                yield Edit(start, node.end, json.dumps(node.text, ensure_ascii=False))
        case Sequence():
            for item in node.items:
                yield from _questions(text, item, flow or text[start] == "[")
        case Keys():
            for _, value in node.entries.values():
                yield from _questions(text, value, flow or text[start] == "{")


def _in_order(text: str, node: Keys) -> str:
    """The text with its outermost keys in the order of the model, each with the comments above it."""
    keys = [key for key, _ in node.entries.values()]
    if [k.text for k in keys] == sorted((k.text for k in keys), key=ORDER.index) or keys[0].column != 1:
        return text
    starts = [
        _with_comments(text, _start(text, key)) if n else _start(text, key) for n, key in enumerate(keys)
    ]
    text = text if text.endswith("\n") else f"{text}\n"
    ends = [*starts[1:], len(text)]
    blocks = {key.text: text[a:b] for key, a, b in zip(keys, starts, ends, strict=True)}
    return text[: starts[0]] + "".join(blocks[k] for k in sorted(blocks, key=ORDER.index))


def _with_comments(text: str, start: int) -> int:
    """Where the lines of comment directly above a line begin."""
    while start and text[text.rfind("\n", 0, start - 1) + 1 : start].startswith("#"):
        start = text.rfind("\n", 0, start - 1) + 1
    return start


def _entries(node: Keys, key: str) -> Iterator[tuple[str, Node]]:
    inner = node.entries[key][1] if key in node.entries else None
    if isinstance(inner, Keys):
        yield from ((name, value) for name, (_, value) in inner.entries.items())


def _start(text: str, node: Node) -> int:
    at = 0
    for _ in range(node.line - 1):
        at = text.index("\n", at) + 1
    return at + node.column - 1
