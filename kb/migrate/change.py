"""One change, carried through the files of the schemes, the papers and what stands beside them."""

from __future__ import annotations

from collections.abc import Iterator

from kb.gate import CheckResult
from kb.identifiers import ConceptRef
from kb.migrate import concepts, labels
from kb.migrate.workspace import Workspace
from kb.model import Deprecate, Merge, Migration, Move, Paper, Rename, Split
from kb.repository import SECOND_OPINIONS, crosswalk_path, paper_path, scheme_path
from kb.yamlsource import Scalar


def carry_out(migration: Migration, result: CheckResult, workspace: Workspace) -> None:
    """Make one change in the copy; raises `ValueError` for a file that it cannot change."""
    change, base = migration.change, result.base
    ref, concept = change.ref, base.concept(change.ref)
    since = base.release.version if base.release else "unreleased"
    scheme = workspace.document(scheme_path(ref.scheme))
    match change:
        case Rename(to=to, pref_label=label):
            concepts.rename(scheme, concept, to, label, (since, migration.why))
            _follow(ref, to, result, workspace)
        case Merge(into=into):
            if ref in base.ancestors(ConceptRef(ref.scheme, into)):
                concepts.place_under(scheme, into, concept.broader)
            concepts.give_up(scheme, ref.id, into, since, migration.why)
            _follow(ref, into, result, workspace)
        case Split(into=parts):
            concepts.add_parts(scheme, ref.id, tuple(p for p in parts if p.pref_label))
            _split(change, result, workspace)
        case Move(under=under):
            concepts.place_under(scheme, ref.id, under)
        case Deprecate():
            concepts.give_up(scheme, ref.id, None, since, migration.why)


def _follow(old: ConceptRef, new: str, result: CheckResult, workspace: Workspace) -> None:
    """All that named the old concept names the new one."""
    base = result.base
    concepts.repoint(workspace.document(scheme_path(old.scheme)), old.id, new, workspace.note)
    if base.schemes[old.scheme].facts == "metric":
        for other, scheme in base.schemes.items():
            if scheme.facts == "dataset":
                concepts.repoint_metrics(workspace.document(scheme_path(other)), old.id, new)
    for paper in _carrying(old, result):
        document = workspace.document(paper_path(paper.id))
        labels.relabel(document, paper, old, new, base.schemes[old.scheme].default_role, workspace.note)
    _crosswalks(old, new, result, workspace)
    _sheets(old, new, result, workspace)


def _split(change: Split, result: CheckResult, workspace: Workspace) -> None:
    base, ref, left = result.base, change.ref, 0
    for paper in _carrying(ref, result):
        part = labels.part_for(change, paper, base)
        if part is None:
            left += 1
            continue
        document = workspace.document(paper_path(paper.id))
        labels.relabel(document, paper, ref, part, base.schemes[ref.scheme].default_role, workspace.note)
    if left:
        workspace.note(f"{scheme_path(ref.scheme)}: {left} of the labels {ref.id} fit no part and stay")


def _carrying(ref: ConceptRef, result: CheckResult) -> Iterator[Paper]:
    """The papers with exactly this label, withdrawn ones too."""
    return (paper for paper in result.records.papers.values() if paper.label(ref))


def _crosswalks(old: ConceptRef, new: str, result: CheckResult, workspace: Workspace) -> None:
    now = f"{old.scheme}:{new}"
    for name, crosswalk in result.records.crosswalks.items():
        for number, node in enumerate(crosswalk.nodes):
            matched = [mapping.concept for mapping in node.mappings]
            if str(old) not in matched:
                continue
            document, place = workspace.document(crosswalk_path(name)), matched.index(str(old))
            steps = ("nodes", number, "mappings")
            if now in matched:
                document.remove(*steps, place)
                workspace.note(f"{document.path}: {node.id} was matched with both {old} and {now}")
                continue
            word = document.at(*steps, place, "concept")
            if isinstance(word, Scalar):
                document.write(word, now)


def _sheets(old: ConceptRef, new: str, result: CheckResult, workspace: Workspace) -> None:
    for name, reading in result.records.second_readings.items():
        for sheet, file in ((reading.first, "first.yaml"), (reading.second, "second.yaml")):
            for paper, facets in sheet.papers.items():
                facet = facets.get(old.scheme)
                if not isinstance(facet, tuple) or old.id not in facet:
                    continue
                document = workspace.document(f"{SECOND_OPINIONS}/{name}/{file}")
                concepts.reword(document, ("papers", paper, old.scheme), old.id, new)
                if new in facet:
                    workspace.note(f"{SECOND_OPINIONS}/{name}: measure it anew with kb agreement")
