"""Passages matched against their source: digests written once, verified again at any time.

The source text never enters the project. A passage is its first and last words; the digest over everything
from the one to the other shows later that the source still says the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from kb.diagnostics import Diagnostic, Location, quote
from kb.files import replace_file
from kb.identifiers import Citekey, EvidenceId
from kb.model import Layer, Paper, Passage
from kb.repository import Records, paper_path
from kb.words import fold_evidence
from kb.yamledit import Edit, apply, set_key
from kb.yamlsource import Mapping as YamlMapping
from kb.yamlsource import Node, parse

Texts = Mapping[tuple[str, Layer], str]


class Outcome(StrEnum):
    """What became of a passage when it was looked for in a text."""

    MATCHED = "matched"
    NEW = "new"
    CHANGED = "changed"
    NOT_FOUND = "not found"
    AMBIGUOUS = "ambiguous"
    NO_TEXT = "no text"


@dataclass(frozen=True)
class Match:
    """One passage, what was found, and its digest when it was found."""

    paper: Citekey
    evidence: EvidenceId
    outcome: Outcome
    digest: str | None = None

    @property
    def holds(self) -> bool:
        """Whether the passage stands in the text and does not contradict the record."""
        return self.outcome in (Outcome.MATCHED, Outcome.NEW)


def digest(passage: str) -> str:
    """`sha256-` and the first 16 hex digits of the SHA-256 of a folded passage in UTF-8."""
    return f"sha256-{hashlib.sha256(fold_evidence(passage).encode()).hexdigest()[:16]}"


def locate(passage: Passage, text: str) -> tuple[Outcome, str | None]:
    """Find a passage in a text: `from` must stand once, `to` is its first occurrence after it.

    Compared after `fold_evidence`, whole words only. Returns the outcome and the digest found, if any.
    """
    folded = f" {fold_evidence(text)} "
    first = f" {fold_evidence(passage.from_)} "
    start = folded.find(first)
    if start < 0 or not first.strip():
        return Outcome.NOT_FOUND, None
    if folded.find(first, start + 1) >= 0:
        return Outcome.AMBIGUOUS, None
    end = start + len(first) - 1
    if passage.to is not None:
        last = f" {fold_evidence(passage.to)} "
        found = folded.find(last, end)
        if found < 0:
            return Outcome.NOT_FOUND, None
        end = found + len(last) - 1
    seen = digest(folded[start:end])
    if passage.digest is None:
        return Outcome.NEW, seen
    return (Outcome.MATCHED if seen == passage.digest else Outcome.CHANGED), seen


def match(paper: Paper, texts: Texts) -> Iterator[Match]:
    """Look for every passage of a paper in the text of its layer."""
    for name, evidence in paper.evidence.items():
        if evidence.passage is None:
            continue
        text = texts.get((paper.id, evidence.layer))
        if text is None:
            yield Match(paper.id, name, Outcome.NO_TEXT)
        else:
            yield Match(paper.id, name, *locate(evidence.passage, text))


def read_texts(file: Path) -> tuple[dict[tuple[str, Layer], str], list[Diagnostic]]:
    """Read source texts from JSON Lines.

    Each line is an object with `key` (the citekey) and `abstract`, or with `key`, `layer` and `text`; with
    neither text, or with `null`, there is none for that paper. Any other line is reported (KB114) and passed
    over. Raises `OSError` when the file cannot be read.
    """
    texts: dict[tuple[str, Layer], str] = {}
    found: list[Diagnostic] = []
    with file.open(encoding="utf-8", errors="replace") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                key, layer = Citekey(row["key"]), Layer(row.get("layer", Layer.ABSTRACT))
                given = {Layer.ABSTRACT: row["abstract"]} if "abstract" in row else {layer: row.get("text")}
                for layer, text in given.items():
                    if isinstance(text, str):
                        texts[key, layer] = text
                    elif text is not None:
                        raise TypeError
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                message, hint = (
                    "not a JSON object with a key and a text",
                    'write {"key": ..., "abstract": ...}',
                )
                found.append(Diagnostic(Location(str(file), number), "KB114", message, hint))
    return texts, found


def lock(root: Path, records: Records, texts: Texts, day: str) -> list[Match]:
    """Write the digests of all passages found; everything else in the records stays byte for byte.

    A passage gets a digest when it has none or the text has changed, and `checked` when `day` is not that of
    the last curation. Records whose passages all match are not touched. Returns every match made.
    """
    made: list[Match] = []
    for paper in records.papers.values():
        matches = list(match(paper, texts))
        fresh = [m for m in matches if m.outcome in (Outcome.NEW, Outcome.CHANGED)]
        if fresh:
            file = root / paper_path(paper.id)
            replace_file(file, _with_digests(file.read_bytes(), paper, fresh, day))
        made += matches
    return made


def _with_digests(data: bytes, paper: Paper, fresh: list[Match], day: str) -> bytes:
    text, (record, _) = data.decode(), parse("", data)
    edits: list[Edit] = []
    for found in fresh:
        entry = _below(record, "evidence", found.evidence)
        edits.append(set_key(text, _below(entry, "passage"), "digest", str(found.digest)))
        if "checked" in entry.entries or day != max(c.date for c in paper.curation):
            edits.append(set_key(text, entry, "checked", f"{{date: {day}}}"))
    return apply(text, edits).encode()


def _below(node: Node | None, *keys: str) -> YamlMapping:
    for key in keys:
        assert isinstance(node, YamlMapping)
        node = node.entries[key][1]
    assert isinstance(node, YamlMapping), "what a record was made of"
    return node


def report(matches: list[Match], records: Records) -> list[Diagnostic]:
    """The passages that do not hold, as findings at their place (KB610 to KB612)."""
    messages = {
        Outcome.NOT_FOUND: ("KB610", "is not in the text", "take from and to from the text itself"),
        Outcome.AMBIGUOUS: ("KB611", "begins at more than one place", "make from longer or begin elsewhere"),
        Outcome.CHANGED: ("KB612", "no longer has the digest on record", "read it again, then lock"),
    }
    found = []
    for m in matches:
        if m.outcome in messages:
            code, problem, hint = messages[m.outcome]
            place = records.place(paper_path(m.paper), "evidence", m.evidence, "passage", "from")
            found.append(Diagnostic(place, code, f"the passage of {quote(m.evidence)} {problem}", hint))
    return found
