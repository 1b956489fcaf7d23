"""The gate: a folder of data in, everything known about it out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kb import change, evidence, repository, rules
from kb.copied import copied
from kb.diagnostics import Report
from kb.evidence import Texts
from kb.knowledge_base import KnowledgeBase, link
from kb.repository import Records


@dataclass(frozen=True)
class CheckResult:
    """What was read, what it makes, and all findings. Publish only when `report.ok`."""

    records: Records
    base: KnowledgeBase
    report: Report


def check(root: Path, texts: Texts | None = None) -> CheckResult:
    """Read, link and judge the data below `root`; never raises for what the data holds.

    With the source texts at hand, passages are looked up in them, and summaries and notes compared with them.
    """
    records, found = repository.read(root)
    base = link(records)
    found += rules.check(rules.Context(records, base))
    found += change.kept(records.releases)[1]
    if texts is not None:
        found += evidence.report(
            [m for p in records.papers.values() for m in evidence.match(p, texts)], records
        )
        found += copied(records, texts)
    return CheckResult(records, base, Report(found))
