"""How two snapshots differ: papers, labels, statuses and concepts.

Papers are compared by citekey, labels by concept: one that only got another role or strength is changed, not
removed and added. Counts are those that pages print: core papers that are not withdrawn, with the concept
or one below it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from kb.change.snapshot import Kept, Snapshot


@dataclass(frozen=True, slots=True)
class Name:
    """A paper by its id, with its title; or a concept with its label."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Move:
    """Something that has another value: `before` and `after`, either empty when there was none."""

    id: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Count:
    """How many papers carried a concept, and how many do."""

    id: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Change:
    """What changed in a paper that stands on both sides.

    `added` and `removed` name labels as `technique:peft@proposes`; `changed` gives role and strength, and
    `statuses` what is known of a facet that carries no label.
    """

    paper: Name
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[Move, ...] = ()
    statuses: tuple[Move, ...] = ()
    title: str = ""
    scope: Move | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """Rows of one record: what each is called, what it said and what it says."""

    paper: str
    rows: tuple[Move, ...]


@dataclass(frozen=True)
class Difference:
    """All that differs between two snapshots; each part is sorted by id.

    `records_added`, `records_changed` and `venues_changed` are known of two data folders alone.
    """

    old: Name
    new: Name
    papers_added: tuple[Name, ...] = ()
    papers_removed: tuple[Name, ...] = ()
    papers_withdrawn: tuple[Name, ...] = ()
    papers_restored: tuple[Name, ...] = ()
    papers_changed: tuple[Change, ...] = ()
    concepts_added: tuple[Name, ...] = ()
    concepts_removed: tuple[Name, ...] = ()
    concepts_renamed: tuple[Move, ...] = ()
    concepts_moved: tuple[Move, ...] = ()
    concepts_deprecated: tuple[Move, ...] = ()
    concepts_revived: tuple[Name, ...] = ()
    records_added: tuple[Entry, ...] = ()
    records_changed: tuple[Entry, ...] = ()
    venues_changed: tuple[Move, ...] = ()
    counts: tuple[Count, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing differs."""
        records = self.papers_changed, self.records_changed, self.venues_changed
        return not any((*self._papers(), *self._concepts(), *records, self.counts))

    def _papers(self) -> tuple[tuple[Name, ...], ...]:
        return self.papers_added, self.papers_removed, self.papers_withdrawn, self.papers_restored

    def _concepts(self) -> tuple[tuple[object, ...], ...]:
        return (
            self.concepts_added,
            self.concepts_removed,
            self.concepts_renamed,
            self.concepts_moved,
            self.concepts_deprecated,
            self.concepts_revived,
        )

    def labels(self) -> tuple[int, int, int]:
        """How many labels were added, removed and changed in papers that stand on both sides."""
        changes = self.papers_changed
        return (
            sum(len(c.added) for c in changes),
            sum(len(c.removed) for c in changes),
            sum(len(c.changed) for c in changes),
        )


def diff(old: Snapshot, new: Snapshot) -> Difference:
    """What became of `old` in `new`."""
    both = sorted(old.papers.keys() & new.papers.keys())
    shared = sorted(old.concepts.keys() & new.concepts.keys())
    pairs = [(key, old.concepts[key], new.concepts[key]) for key in shared]
    before, after = counts(old), counts(new)
    changes = (_change(key, old.papers[key], new.papers[key]) for key in both)
    return Difference(
        old=Name(old.name, old.date or ""),
        new=Name(new.name, new.date or ""),
        papers_added=_papers(new, new.papers.keys() - old.papers.keys()),
        papers_removed=_papers(old, old.papers.keys() - new.papers.keys()),
        papers_withdrawn=_papers(
            new, {k for k in both if new.papers[k].withdrawn and not old.papers[k].withdrawn}
        ),
        papers_restored=_papers(
            new, {k for k in both if old.papers[k].withdrawn and not new.papers[k].withdrawn}
        ),
        papers_changed=tuple(c for c in changes if c is not None),
        concepts_added=_concepts(new, new.concepts.keys() - old.concepts.keys()),
        concepts_removed=_concepts(old, old.concepts.keys() - new.concepts.keys()),
        concepts_renamed=tuple(Move(k, o.label, n.label) for k, o, n in pairs if o.label != n.label),
        concepts_moved=tuple(
            Move(k, o.broader or "", n.broader or "") for k, o, n in pairs if o.broader != n.broader
        ),
        concepts_deprecated=tuple(
            Move(k, n.label, n.is_replaced_by or "") for k, o, n in pairs if n.deprecated and not o.deprecated
        ),
        concepts_revived=_concepts(new, {k for k, o, n in pairs if o.deprecated and not n.deprecated}),
        counts=tuple(
            Count(key, before[key], after[key])
            for key in sorted(before.keys() | after.keys())
            if before[key] != after[key]
        ),
    )


def counts(made: Snapshot) -> Counter[str]:
    """The papers that carry each concept or one below it, as pages count them."""
    found: Counter[str] = Counter()
    for paper in made.papers.values():
        if paper.counts:
            found.update({above for ref in paper.held for above in _line(made, ref)})
    return found


def _line(made: Snapshot, ref: str) -> set[str]:
    """A concept and all above it; a file may hold a circle."""
    line: set[str] = set()
    step: str | None = ref
    while step is not None and step not in line:
        line.add(step)
        term = made.concepts.get(step)
        step = term.broader if term else None
    return line


def _change(key: str, old: Kept, new: Kept) -> Change | None:
    before, after = old.held, new.held
    change = Change(
        Name(key, new.title),
        tuple(f"{ref}@{after[ref][0]}" for ref in sorted(after.keys() - before.keys())),
        tuple(f"{ref}@{before[ref][0]}" for ref in sorted(before.keys() - after.keys())),
        tuple(
            Move(ref, ", ".join(before[ref]), ", ".join(after[ref]))
            for ref in sorted(before.keys() & after.keys())
            if before[ref] != after[ref]
        ),
        tuple(
            Move(scheme, str(old.statuses.get(scheme, "")), str(new.statuses.get(scheme, "")))
            for scheme in sorted(old.statuses.keys() | new.statuses.keys())
            if old.statuses.get(scheme) != new.statuses.get(scheme)
        ),
        old.title if old.title != new.title else "",
        Move(key, str(old.scope), str(new.scope)) if old.scope != new.scope else None,
    )
    return None if change == Change(change.paper) else change


def _papers(made: Snapshot, keys: AbstractSet[str]) -> tuple[Name, ...]:
    return tuple(Name(k, p.title) for k, p in sorted(made.papers.items()) if k in keys)


def _concepts(made: Snapshot, keys: AbstractSet[str]) -> tuple[Name, ...]:
    return tuple(Name(k, c.label) for k, c in sorted(made.concepts.items()) if k in keys)
