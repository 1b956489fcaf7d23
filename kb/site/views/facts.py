"""What the pages of datasets and of metrics show: all facts that the taxonomy holds of them, as a table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kb.identifiers import ConceptRef
from kb.model import DatasetFacts, MetricFacts, Role, Scope, Work
from kb.site.views.common import Count, Desk, authors_short
from kb.site.views.facts_table import (
    Cell,
    Choice,
    Column,
    Item,
    Place,
    Row,
    Table,
    choice,
    grouped,
    kind_value,
    kinds,
    mark,
    marks,
    places,
    sized,
    value_of,
)

DATASETS = (
    Column("papers", "Papers", "number"),
    Column(Role.PROPOSES, "Propose", "number"),
    Column(Role.EVALUATES, "Evaluate", "number"),
    Column("introduced", "Introduced by", "number"),
    Column("kind", "Kind", "order"),
    Column("domain", "Domain"),
    Column("text", "Text"),
    Column("users", "Users", "number"),
    Column("people", "People"),
    Column("records", "Records", "number"),
    Column("tasks", "Tasks", "number"),
    Column("truth", "Ground truth"),
    Column("license", "License"),
    Column("home", "Home"),
)
METRICS = (
    Column("papers", "Papers", "number"),
    Column("measures", "What it measures"),
    Column("better", "Better"),
    Column("range", "Range"),
    Column("introduced", "Introduced by", "number"),
    Column("kind", "Kind", "order"),
    Column("datasets", "Used with", "number"),
    Column("home", "Home"),
)
TEXT = {"short": "Short", "long": "Long", "none": "None"}
PEOPLE = {"real": "Real", "simulated": "Simulated", "mixed": "Both, or played"}
LICENSES = {"open": "Open", "non-commercial": "Non-commercial or research"}
NOT_STATED = "Not stated"
BETTER = {"higher": "Higher", "lower": "Lower"}


@dataclass(frozen=True)
class FactsView:
    """A table of facts and what is said above it: `known` counts the rows that have a fact."""

    table: Table
    known: dict[str, int]
    files: tuple[str, ...]


def datasets_view(desk: Desk) -> FactsView:
    """What the page of datasets shows."""
    where = places(desk.base, "dataset")
    rows = {ref: _dataset(desk, ref, place) for place in where for ref in place.members}
    held = {ref: desk.base.concept(ref).facts for ref in rows}
    facts = [f for f in held.values() if isinstance(f, DatasetFacts)]
    all_rows = tuple(rows.values())
    yes = {"yes": "Known"}
    choices = (
        choice("domain", "Domain", _values(d for f in facts for d in f.domain), all_rows),
        choice("text", "Text by the user", TEXT, all_rows),
        choice("truth", "Ground truth", _values(t for f in facts for t in f.ground_truth), all_rows),
        choice("people", "Real or simulated users", PEOPLE, all_rows, NOT_STATED),
        choice("size", "Users or records", yes, all_rows),
        choice("tasks", "Tasks", yes, all_rows),
        choice("license", "License", LICENSES, all_rows, NOT_STATED),
    )
    known = {
        "facts": len(facts),
        "size": sum(bool(f.users or f.records) for f in facts),
        "license": sum(bool(f.licence) for f in facts),
        "people": sum(bool(f.people) for f in facts),
        "tasks": sum(bool(f.tasks) for f in facts),
    }
    return _view(desk, "datasets", "sets", DATASETS, where, rows, choices, known)


def metrics_view(desk: Desk) -> FactsView:
    """What the page of metrics shows."""
    where = places(desk.base, "metric")
    used = _used_with(desk)
    rows = {ref: _metric(desk, ref, place, used.get(ref, ())) for place in where for ref in place.members}
    all_rows = tuple(rows.values())
    choices = (
        choice("better", "Better", BETTER, all_rows),
        choice("datasets", "Used with", {"yes": "A listed dataset"}, all_rows),
    )
    facts = [f for ref in rows if isinstance(f := desk.base.concept(ref).facts, MetricFacts)]
    known = {
        "facts": len(facts),
        "better": sum(bool(f.direction) for f in facts),
        "range": sum(bool(f.range) for f in facts),
    }
    return _view(desk, "metrics", "measures", METRICS, where, rows, choices, known)


def _view(
    desk: Desk,
    name: str,
    noun: str,
    columns: tuple[Column, ...],
    where: tuple[Place, ...],
    rows: dict[ConceptRef, Row],
    choices: tuple[Choice, ...],
    known: dict[str, int],
) -> FactsView:
    groups = grouped(desk, where, rows)
    offered = tuple(c for c in (kinds(where, desk, groups), *choices) if c.options)
    schemes = dict.fromkeys(ref.scheme for ref in rows)
    table = Table(name, noun, columns, groups, offered)
    return FactsView(table, known, tuple(desk.links.scheme_json(s) for s in schemes))


def _dataset(desk: Desk, ref: ConceptRef, place: Place) -> Row:
    facts = desk.base.concept(ref).facts
    if not isinstance(facts, DatasetFacts):
        facts = DatasetFacts()
    text = TEXT.get(facts.text or "", "")
    cells = (
        _papers(desk, ref),
        _papers(desk, ref, Role.PROPOSES),
        _papers(desk, ref, Role.EVALUATES),
        _introduced(desk, facts.introduced_by),
        _kind(desk, place),
        Cell(", ".join(facts.domain)),
        Cell(text),
        sized(facts.users),
        Cell(PEOPLE.get(facts.people or "", "")),
        sized(facts.records),
        _tasks(facts),
        Cell(", ".join(facts.ground_truth)),
        Cell(facts.licence or ""),
        _home(facts.url),
    )
    return _row(
        desk,
        ref,
        place,
        cells,
        *marks("domain", facts.domain),
        *marks("text", filter(None, [facts.text])),
        *marks("truth", facts.ground_truth),
        *marks("size", ["yes"] if facts.users or facts.records else []),
        *marks("tasks", ["yes"] if facts.tasks else []),
        *marks("people", filter(None, [facts.people])),
        *marks("license", filter(None, [facts.licence_class])),
    )


def _metric(desk: Desk, ref: ConceptRef, place: Place, used: tuple[ConceptRef, ...]) -> Row:
    concept = desk.base.concept(ref)
    facts = concept.facts if isinstance(concept.facts, MetricFacts) else MetricFacts()
    signs = [desk.sign(r) for r in used]
    cells = (
        _papers(desk, ref),
        Cell(concept.definition),
        Cell(BETTER.get(facts.direction or "", "")),
        Cell(facts.range or ""),
        _introduced(desk, facts.introduced_by),
        _kind(desk, place),
        Cell(sort=str(len(used)), items=tuple(Item(s.name, s.target) for s in signs)),
        _home(facts.url),
    )
    return _row(
        desk,
        ref,
        place,
        cells,
        *marks("better", filter(None, [facts.direction])),
        *marks("datasets", ["yes"] if used else []),
    )


def _row(desk: Desk, ref: ConceptRef, place: Place, cells: tuple[Cell, ...], *found: str) -> Row:
    own = (*((place.kind,) if place.kind else ()), *place.above)
    above = tuple(mark("kind", kind_value(desk, kind)) for kind in own)
    return Row(ref, desk.sign(ref), (*above, *found), cells)


def _papers(desk: Desk, ref: ConceptRef, role: Role | None = None) -> Cell:
    count = desk.count(ref)
    if role is not None:
        found = {a.paper for a in desk.base.assertions_below(ref) if a.role is role}
        number = sum(p.id in found for p in desk.holders(ref))
        count = Count(number, desk.links.explore(f"{ref}@{role} scope:{Scope.CORE}"))
    return Cell(str(count.number), count=count)


def _introduced(desk: Desk, work: Work | None) -> Cell:
    """The paper that has a record by its authors; any other by where and when it appeared."""
    if work is None:
        return Cell()
    paper = desk.base.papers.get(work.key) if work.key else None
    if paper is not None:
        text = f"{authors_short(paper)}, {paper.year}"
        target = desk.links.paper(paper.id)
        return Cell(text, str(paper.year), f"{paper.title} ({text})", target, title=paper.title)
    venue, year = work.venue or "", work.year or ""
    where = venue if year in venue else ", ".join(filter(None, (venue, year)))
    address = f"https://doi.org/{work.doi}" if work.doi else ""
    if not address and work.arxiv:
        address = f"https://arxiv.org/abs/{work.arxiv}"
    title = work.title or ""
    file = f"{title} ({where})" if title and where else title or where
    number = sized(year).sort
    return Cell(where or title, number, file, address=address, title=title if where else "")


def _kind(desk: Desk, place: Place) -> Cell:
    if place.kind is None:
        return Cell()
    sign = desk.sign(place.kind)
    return Cell(sign.name, target=sign.target)


def _tasks(facts: DatasetFacts) -> Cell:
    names = tuple(Item(t.pref_label) for t in facts.tasks)
    if not names:
        return Cell()
    file = "; ".join(item.text for item in names)
    return Cell(str(len(names)), str(len(names)), file, items=names, folded=True)


def _home(url: str | None) -> Cell:
    """The host is what the column sorts by; the file gets the whole address."""
    if not url:
        return Cell()
    host = url.partition("://")[2].partition("/")[0].removeprefix("www.")
    return Cell(host, sort=host, csv=url, address=url, icon="out")


def _values(texts: Iterable[str]) -> dict[str, str]:
    """The values that occur, in the order of their labels."""
    return {value_of(t): t[:1].upper() + t[1:] for t in sorted(set(texts), key=str.casefold)}


def _used_with(desk: Desk) -> dict[ConceptRef, tuple[ConceptRef, ...]]:
    """The datasets with a task that is scored by each metric, or by one below it."""
    base = desk.base
    metrics = {ref.id: ref for ref in base.concepts if base.schemes[ref.scheme].facts == "metric"}
    found: dict[ConceptRef, dict[ConceptRef, None]] = {}
    for ref, concept in base.concepts.items():
        if not isinstance(concept.facts, DatasetFacts):
            continue
        named = {metrics[m] for task in concept.facts.tasks for m in task.metric if m in metrics}
        for metric in {r for m in named for r in (m, *base.ancestors(m))}:
            found.setdefault(metric, {})[ref] = None
    return {metric: tuple(refs) for metric, refs in found.items()}
