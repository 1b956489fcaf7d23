"""The gate: a folder of data in, everything known about it out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kb import repository, rules
from kb.diagnostics import Report
from kb.knowledge_base import KnowledgeBase, link
from kb.repository import Records


@dataclass(frozen=True)
class CheckResult:
    """What was read, what it makes, and all findings. Publish only when `report.ok`."""

    records: Records
    base: KnowledgeBase
    report: Report


def check(root: Path) -> CheckResult:
    """Read, link and judge the data below `root`; never raises for what the data holds."""
    records, found = repository.read(root)
    base = link(records)
    return CheckResult(records, base, Report([*found, *rules.check(rules.Context(records, base))]))
