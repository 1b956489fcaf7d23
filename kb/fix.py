"""Mends what is surely meant otherwise: slips with one near name, names for ids, replaced concepts.

Only a single word of a record is ever replaced, by the one that the hint of its finding names. Whatever takes
judgement (which evidence, which of two labels) stays with people.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from kb.diagnostics import Diagnostic
from kb.gate import CheckResult
from kb.identifiers import SchemeId
from kb.knowledge_base import KnowledgeBase
from kb.model import ConceptScheme
from kb.repository import paper_path
from kb.words import fold_label
from kb.yamledit import Edit, apply
from kb.yamlsource import Mapping, Node, Scalar, Sequence, parse
from kb.yamltext import scalar

NEAR = 0.8  # likeness from which on a word is taken for a slip of another
_HINT = re.compile(r'(?:did you mean|use) "([^"\\]+)"\??')


@dataclass(frozen=True, slots=True)
class Fix:
    """A file with all its safe edits, and the findings that they answer."""

    path: str
    text: str
    findings: tuple[Diagnostic, ...]


def fixes(result: CheckResult, texts: dict[str, str]) -> Iterator[Fix]:
    """The fixes of records, a file at a time; `texts` holds the text of each path with findings."""
    for path, text in texts.items():
        node = result.records.nodes.get(path)
        found = [d for d in result.report if d.location.path == path]
        if node is None:
            continue
        edits, answered = dict[int, Edit](), list[Diagnostic]()
        for finding in found:
            if (edit := _edit(finding, text, node, result.base)) and edit.start not in edits:
                edits[edit.start] = edit
                answered.append(finding)
        new = apply(text, edits.values())
        if edits and parse(path, new.encode())[0] is not None:  # a key that would stand twice is not safe
            yield Fix(path, new, tuple(answered))


def fixable(result: CheckResult) -> list[str]:
    """The paths of the records that have findings."""
    known = [*result.records.papers, *result.records.unreadable]
    records = {paper_path(key) for key in known}
    return sorted({d.location.path for d in result.report} & records)


def _edit(finding: Diagnostic, text: str, node: Node, base: KnowledgeBase) -> Edit | None:
    """The one word to replace; None where nothing is sure."""
    at = (finding.location.line, finding.location.column)
    word = next((s for s in _scalars(node) if (s.line, s.column) == at), None)
    scheme = _scheme_of_label(node, at)
    if word and scheme and scheme in base.schemes:
        right = _concept(base.schemes[SchemeId(scheme)], word.text) or _hinted(
            finding, word.text, surely=True
        )
    else:
        right = _hinted(finding, word.text) if word else None
    if word is None or right is None or right == word.text:
        return None
    start = sum(len(row) + 1 for row in text.split("\n")[: word.line - 1]) + word.column - 1
    # On one line alone: a folded text is no slip.
    return None if "\n" in text[start : word.end] else Edit(start, word.end, scalar(right, flow=True))


def _hinted(finding: Diagnostic, word: str, surely: bool = False) -> str | None:
    """The word that a hint names; one that is merely near only if it is very like, and not for `surely`."""
    hint = _HINT.fullmatch(finding.hint)
    if hint is None:
        return None
    certain = finding.hint.startswith("use ")
    return hint[1] if certain or (not surely and _likeness(word, hint[1]) >= NEAR) else None


def _concept(scheme: ConceptScheme, word: str) -> str | None:
    """The id of the concept that has this name, or else the only id that is near; None for an id."""
    ids = [c.id for c in scheme.concepts]
    if word in ids:
        return None
    named = [
        c.id
        for c in scheme.concepts
        if fold_label(word) in map(fold_label, (c.id, c.pref_label, *c.alt_label))
    ]
    near = named or [i for i in ids if _likeness(word, i) >= NEAR]
    return near[0] if len(near) == 1 else None


def _scheme_of_label(node: Node, at: tuple[int, int]) -> str | None:
    """The facet whose label begins at a place."""
    facets = node.entries.get("classification") if isinstance(node, Mapping) else None
    for name, (_, facet) in facets[1].entries.items() if facets and isinstance(facets[1], Mapping) else ():
        if isinstance(facet, Mapping) and any((k.line, k.column) == at for k, _ in facet.entries.values()):
            return name
    return None


def _likeness(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one[:80], other[:80]).ratio()


def _scalars(node: Node) -> Iterator[Scalar]:
    match node:
        case Scalar():
            yield node
        case Sequence():
            for item in node.items:
                yield from _scalars(item)
        case Mapping():
            for key, value in node.entries.values():
                yield key
                yield from _scalars(value)
