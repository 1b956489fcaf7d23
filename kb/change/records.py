"""Records side by side, in the words of a reader: what stands in a new one, what differs in an old one.

A release keeps labels alone; two folders of data hold the summaries, passages and notes as well, and who
judges a proposal has to see those.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kb.change.diff import Difference, Entry, Move
from kb.knowledge_base import KnowledgeBase
from kb.model import Evidence, Paper


def told(made: Difference, old: KnowledgeBase, new: KnowledgeBase) -> Difference:
    """The difference of two data folders, with what their records say."""
    return replace(
        made,
        records_added=records_added(old, new),
        records_changed=records_changed(old, new),
        venues_changed=venues_changed(old, new),
    )


def records_added(old: KnowledgeBase, new: KnowledgeBase) -> tuple[Entry, ...]:
    """Every row of the records that only `new` has, by citekey."""
    keys = sorted(new.papers.keys() - old.papers.keys())
    return tuple(
        Entry(key, tuple(Move(name, "", text) for name, text in rows(new, new.papers[key]).items()))
        for key in keys
    )


def records_changed(old: KnowledgeBase, new: KnowledgeBase) -> tuple[Entry, ...]:
    """The rows that differ in records that both have; a passage stands with each of its labels."""
    found = []
    for key in sorted(old.papers.keys() & new.papers.keys()):
        if old.papers[key] == new.papers[key]:
            continue
        differ = tuple(_differing(rows(old, old.papers[key]), rows(new, new.papers[key])))
        found += [Entry(key, differ)] if differ else []
    return tuple(found)


def venues_changed(old: KnowledgeBase, new: KnowledgeBase) -> tuple[Move, ...]:
    """The venues that were added, removed or have another title, by short name."""
    titles = [{name: venue.container_title for name, venue in base.venues.items()} for base in (old, new)]
    return tuple(_differing(*titles))


def _differing(before: dict[str, str], after: dict[str, str]) -> Iterator[Move]:
    for name in [*before, *(n for n in after if n not in before)]:
        if before.get(name) != after.get(name):
            yield Move(name, before.get(name, ""), after.get(name, ""))


def rows(base: KnowledgeBase, paper: Paper) -> dict[str, str]:
    """What a record says, a name and a text a row; what it leaves out has no row."""
    told = {
        "title": paper.title,
        "name": paper.short_name or "",
        "authors": ", ".join(author.name for author in paper.author),
        "issued": paper.issued,
        "venue": paper.venue,
        **{k: str(v) for k, v in paper.identifiers.model_dump(exclude_none=True).items()},
        **{k: str(v) for k, v in paper.links.model_dump(exclude_none=True).items()},
        "summary": paper.summary,
        "scope": paper.scope,
        **_labels(base, paper),
        "labeled": "; ".join(f"{c.method}, from the {c.read}, {c.date}" for c in paper.curation),
        "withdrawn": _withdrawn(paper),
        "contested": "; ".join(f"{c.concept} by {c.who}: {c.why}" for c in paper.contested),
    }
    return {name: text for name, text in told.items() if text}


def _withdrawn(paper: Paper) -> str:
    gone = paper.withdrawn
    if gone is None:
        return ""
    return f"{gone.why} See {gone.is_replaced_by}." if gone.is_replaced_by else gone.why


def _labels(base: KnowledgeBase, paper: Paper) -> dict[str, str]:
    """A row for each label, with the passages it rests on; one for a facet that has a status instead."""
    found: dict[str, str] = {}
    for key, scheme in base.schemes.items():
        facet = paper.classification.get(key)
        if facet is not None and facet.status:
            found[scheme.pref_label] = facet.status.replace("-", " ")
        for label in (a for a in base.assertions(paper) if a.concept.scheme == key):
            parts = [f"{label.role}, {label.strength}"]
            parts += [label.note] if label.note else []
            parts += [_evidence(paper.evidence[name]) for name in label.evidence if name in paper.evidence]
            found[f"{scheme.pref_label}: {base.concepts[label.concept].pref_label}"] = "; ".join(parts)
    return found


def _evidence(shown: Evidence) -> str:
    """The words between which a passage stands, where it stands, and what it shows."""
    parts = [shown.layer.replace("-", " ")]
    parts += [shown.section] if shown.section else []
    if passage := shown.passage:
        parts.append(f'"{passage.from_} ... {passage.to}"' if passage.to else f'"{passage.from_}"')
        parts += [] if passage.digest else ["(not yet matched)"]
    where = " ".join(parts)
    return f"{where}: {shown.note}" if shown.note else where
