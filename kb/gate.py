"""The gate: a folder of data in, everything known about it out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kb import repository, snapshot
from kb.diagnostics import Diagnostic, Report
from kb.index import built
from kb.knowledge_base import KnowledgeBase, link
from kb.repository import Records

if TYPE_CHECKING:
    from kb.evidence import Texts


@dataclass(frozen=True)
class CheckResult:
    """What was read, what it makes, and all findings. Publish only when `report.ok`."""

    records: Records
    base: KnowledgeBase
    report: Report


def check(root: Path, texts: Texts | None = None) -> CheckResult:
    """Read, link and judge the data below `root`; never raises for what the data holds.

    With the source texts at hand, passages are looked up in them, and summaries and notes compared with them.
    What the last check of the same folder found out is used again for the files that stand unchanged.
    """
    before = snapshot.load(root)
    records, found = repository.read(root, before.lines)
    base = link(records)
    state = snapshot.state(records, found)
    if before.state == state:
        judged = before.judged
        before.offer_index(base)
    else:
        before.offer_stems()
        judged = _judged(records, base)
        snapshot.save(root, records, state, judged, built(base))
    found += judged
    if texts is not None:
        found += _compared(records, texts)
    return CheckResult(records, base, Report(found))


def _judged(records: Records, base: KnowledgeBase) -> tuple[Diagnostic, ...]:
    """The findings that follow from the records alone."""
    from kb import change, rules

    return *rules.check(rules.Context(records, base)), *change.kept(records.releases)[1]


def _compared(records: Records, texts: Texts) -> list[Diagnostic]:
    """The findings of the records beside their sources."""
    from kb import evidence
    from kb.copied import copied

    matches = [m for p in records.papers.values() for m in evidence.match(p, texts)]
    return [*evidence.report(matches, records), *copied(records, texts)]
