"""Papers, labels and terms as CSV; each column says what it holds, which the data page prints.

The first columns of the papers are those of the explore page's CSV, in the same order.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from kb.export.records import methods
from kb.identifiers import ConceptRef
from kb.knowledge_base import Assertion, KnowledgeBase
from kb.model import Paper

Row = TypeVar("Row")
# What a spreadsheet takes for a formula, whatever space stands before it.
_FORMULA = re.compile(r"[\s\ufeff]*[=+\-@＝＋－＠\t\r]")


@dataclass(frozen=True)
class Column(Generic[Row]):
    """A column: its name, what it holds, and its value for a row."""

    name: str
    what: str
    value: Callable[[KnowledgeBase, Row], object]


def cell(value: object) -> str:
    """A value as a cell that no spreadsheet takes for a formula: such a text gets an apostrophe before it.

    >>> cell("=1+1"), cell(None), cell(True)
    ("'=1+1", '', 'TRUE')
    """
    if value is None:
        return ""
    text = str(value).upper() if isinstance(value, bool) else str(value)
    return f"'{text}" if _FORMULA.match(text) else text


def table(base: KnowledgeBase, columns: Sequence[Column[Row]], rows: Iterable[Row]) -> bytes:
    """Rows as CSV in UTF-8, with the names of the columns above."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(column.name for column in columns)
    writer.writerows([cell(column.value(base, row)) for column in columns] for row in rows)
    return out.getvalue().encode()


def papers_csv(base: KnowledgeBase) -> bytes:
    """A row a paper, in the order of citekeys."""
    return table(base, PAPERS, base.papers.values())


def labels_csv(base: KnowledgeBase) -> bytes:
    """A row a label, paper by paper."""
    return table(base, LABELS, (a for paper in base.papers.values() for a in base.assertions(paper)))


def concepts_csv(base: KnowledgeBase) -> bytes:
    """A row a term, facet by facet, each term before those below it."""
    return table(base, CONCEPTS, (ref for scheme in base.schemes for _, ref in base.tree(scheme)))


def _joined(parts: Iterable[object]) -> str:
    return "; ".join(str(part) for part in parts)


def _labels(base: KnowledgeBase, paper: Paper) -> str:
    return _joined(f"{a.concept}@{a.role}" for a in base.assertions(paper))


def _statuses(base: KnowledgeBase, paper: Paper) -> str:
    found = ((scheme, base.status(paper, scheme)) for scheme in base.schemes)
    return _joined(f"{scheme}={status}" for scheme, status in found if status is not None)


def counted(base: KnowledgeBase, ref: ConceptRef) -> int:
    """How many papers printed counts give a term: core, not withdrawn, terms below it included."""
    return len(base.printed(a.paper for a in base.assertions_below(ref)))


def _authors(base: KnowledgeBase, paper: Paper) -> str:
    return _joined(a.display for a in paper.author)


def _label_withdrawn(base: KnowledgeBase, label: Assertion) -> bool:
    return base.papers[label.paper].withdrawn is not None


def _deprecated(base: KnowledgeBase, ref: ConceptRef) -> bool:
    return base.concept(ref).deprecated is not None


def _replacement(base: KnowledgeBase, ref: ConceptRef) -> object:
    deprecated = base.concept(ref).deprecated
    return deprecated.is_replaced_by if deprecated else None


def _replaced(base: KnowledgeBase, paper: Paper) -> object:
    return paper.withdrawn.is_replaced_by if paper.withdrawn else None


def _evidence_notes(base: KnowledgeBase, label: Assertion) -> str:
    evidence = base.papers[label.paper].evidence
    return _joined(note for e in label.evidence if (note := evidence[e].note))


PAPERS: tuple[Column[Paper], ...] = (
    Column("id", "Citekey", lambda b, p: p.id),
    Column("title", "Title", lambda b, p: p.title),
    Column("shortName", "Name of the method or dataset", lambda b, p: p.short_name),
    Column("authors", "Names in reading order, joined by ;", _authors),
    Column("issued", "Year or year-month of the version in venue", lambda b, p: p.issued),
    Column("venue", "Short name of the venue", lambda b, p: p.venue),
    Column("arxiv", "arXiv identifier; read it as text", lambda b, p: p.identifiers.arxiv),
    Column("doi", "DOI", lambda b, p: p.identifiers.doi),
    Column("code", "Address of the code", lambda b, p: p.links.code),
    Column("scope", "core, or background: in no count", lambda b, p: p.scope),
    Column("read", "Deepest reading: abstract or full-text", lambda b, p: p.read),
    Column("method", "Who labeled: machine, human, author", lambda b, p: _joined(methods(p))),
    Column("labels", "All labels as facet:term@role, joined by ;", _labels),
    Column("status", "Facets without a label as facet=reason, joined by ;", _statuses),
    Column("withdrawn", "Whether the record no longer counts", lambda b, p: p.withdrawn is not None),
    Column("replacedBy", "Citekey that replaces a withdrawn record", _replaced),
    Column("year", "Year of issued", lambda b, p: p.year),
    Column("firstPublic", "The earlier of issued and the preprint", lambda b, p: p.first_public),
    Column("acl", "ACL Anthology identifier", lambda b, p: p.identifiers.acl),
    Column("openreview", "OpenReview identifier", lambda b, p: p.identifiers.openreview),
    Column("summary", "What the paper is about, in our words", lambda b, p: p.summary),
)  # fmt: skip

LABELS: tuple[Column[Assertion], ...] = (
    Column("paper", "Citekey", lambda b, a: a.paper),
    Column("scheme", "Facet", lambda b, a: a.concept.scheme),
    Column("concept", "Term", lambda b, a: a.concept.id),
    Column("role", "What the paper does with it", lambda b, a: a.role),
    Column("strength", "explicit, or inferred from the text", lambda b, a: a.strength),
    Column("evidence", "Ids of the evidence, joined by ;", lambda b, a: _joined(a.evidence)),
    Column("note", "Why this term, where the evidence does not say", lambda b, a: a.note),
    Column("evidenceNote", "What the evidence shows, joined by ;", _evidence_notes),
    Column("scope", "Scope of the paper", lambda b, a: b.papers[a.paper].scope),
    Column("withdrawn", "Whether the paper no longer counts", _label_withdrawn),
)  # fmt: skip

CONCEPTS: tuple[Column[ConceptRef], ...] = (
    Column("scheme", "Facet", lambda b, r: r.scheme),
    Column("concept", "Term", lambda b, r: r.id),
    Column("label", "Name in full", lambda b, r: b.concept(r).pref_label),
    Column("altLabels", "Other names, joined by ;", lambda b, r: _joined(b.concept(r).alt_label)),
    Column("broader", "The term above", lambda b, r: getattr(b.broader(r), "id", None)),
    Column("depth", "How many terms are above", lambda b, r: len(b.ancestors(r))),
    Column("origin", "survey, or extension of the atlas", lambda b, r: b.concept(r).origin),
    Column("definition", "Definition", lambda b, r: b.concept(r).definition),
    Column("useWhen", "When the label is given", lambda b, r: b.concept(r).use_when),
    Column("deprecated", "Whether it should no longer be used", _deprecated),
    Column("replacedBy", "The term that replaces it", _replacement),
    Column("papers", "Papers with it or a term below it, as counted on the site", counted),
)  # fmt: skip
