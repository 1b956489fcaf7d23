"""What the about page shows of second readings: a row a facet, a column a round."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kb.knowledge_base import KnowledgeBase
from kb.model import Measure


@dataclass(frozen=True, slots=True)
class Column:
    """A round: its name, how many papers were read twice, and when."""

    name: str
    papers: int
    date: str


@dataclass(frozen=True, slots=True)
class Row:
    """A facet with its measure in each round; None where the round has none."""

    scheme: str
    label: str
    measures: tuple[Measure | None, ...]


def agreement(base: KnowledgeBase) -> dict[str, Any]:
    """The columns and rows of the table, for its template; rounds without kept figures are left out."""
    kept = {name: r for name, r in base.second_readings.items() if r.agreement}
    columns = [Column(name, len(r.second.papers), r.second.date) for name, r in kept.items()]
    rows = [
        Row(key, scheme.pref_label, tuple(r.agreement.facets.get(key) for r in kept.values() if r.agreement))
        for key, scheme in base.schemes.items()
    ]
    return {"rounds": columns, "rows": rows}
