"""Labels that somebody names in words, such as `technique:rag@uses`, with the passages they rest on."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kb.diagnostics import Diagnostic, Location, did_you_mean, quote
from kb.identifiers import ConceptRef, SchemeId
from kb.intake.label import Answers, Confirmed, named
from kb.intake.named import Names
from kb.intake.passages import Source, unseen
from kb.knowledge_base import KnowledgeBase
from kb.model import ConceptScheme, Paper, Passage, Role, Status, Strength

_TERM = re.compile(r"([^:@]+):([^:@]+)(?:[:@](.*))?")
_WRITTEN = (Status.NOT_REPORTED, Status.NOT_APPLICABLE)
Term = tuple[ConceptRef, Role | None] | tuple[SchemeId, Status]


def told(
    base: KnowledgeBase,
    paper: Paper,
    terms: Iterable[str],
    source: Source | None,
    said: Iterable[str],
    inferred: str = "",
) -> Answers | Diagnostic:
    """The labels and statuses that words mean; the first that cannot be had is a finding.

    Each label rests on the passages `said`, or else on the words of the text that name it. `inferred` is the
    note that says how labels follow.
    """
    passages = _passages(source, said)
    if isinstance(passages, Diagnostic):
        return passages
    names = Names(base) if source and not passages else None
    labels, statuses, stand = dict[ConceptRef, Confirmed](), dict[SchemeId, Status](), list[ConceptRef]()
    for number, word in enumerate(terms, 1):
        at = Location("term", number)
        term = parsed(base, word, at)
        if isinstance(term, Diagnostic):
            return term
        if isinstance(term[1], Status):
            statuses[SchemeId(str(term[0]))] = term[1]
            continue
        ref, role = ConceptRef(*term[0]), term[1]
        if paper.label(ref) and not passages:
            stand.append(ref)
            continue
        found = passages or _around(names, source, ref)
        if not found:
            return _unnamed(base, ref, source, at)
        strength = Strength.INFERRED if inferred else Strength.EXPLICIT
        labels.setdefault(ref, Confirmed(ref, found, role, strength, inferred))
    wrong = _both(paper, labels, statuses)
    implied = frozenset(above for ref in labels for above in base.ancestors(ref))
    return wrong or Answers(tuple(labels.values()), statuses, refused=implied, stand=tuple(stand))


def parsed(base: KnowledgeBase, word: str, at: Location) -> Term | Diagnostic:
    """The term and role, or the facet and status, that a word names."""
    parts = _TERM.fullmatch(word)
    if not parts:
        owners = [str(ref) for s in base.schemes if (ref := named(base, s, word))]
        cure = f"did you mean {quote(owners[0])}?" if owners else "write facet:term, as in technique:peft"
        return Diagnostic(at, "KB301", f"{quote(word)} names no facet and term", cure)
    facet, name, role = parts.groups()
    scheme = next((s for s in base.schemes.values() if s.scheme == facet), None)
    if scheme is None:
        cure = did_you_mean(facet, base.schemes, f"the facets are {', '.join(base.schemes)}")
        return Diagnostic(at, "KB302", f"unknown facet {quote(facet)}", cure)
    if role is not None and role not in list(Role):
        cure = did_you_mean(role, list(Role), f"the roles are {', '.join(Role)}")
        return Diagnostic(at, "KB203", f"{quote(role)} is no role", cure)
    if name in _WRITTEN and role is None:
        return scheme.scheme, Status(name)
    ref = named(base, scheme.scheme, name)
    return (ref, Role(role) if role else None) if ref else _unknown(base, scheme, name, at)


def _unknown(base: KnowledgeBase, scheme: ConceptScheme, name: str, at: Location) -> Diagnostic:
    """What may be meant by a word that is no term of its facet."""
    shown = quote(f"{scheme.scheme}:{name}")
    old = next((c.deprecated for c in scheme.concepts if c.id == name), None)
    if old:
        cure = f"use {quote(f'{scheme.scheme}:{old.is_replaced_by}')}" if old.is_replaced_by else old.why
        return Diagnostic(at, "KB605", f"{shown} is deprecated since {old.since}", cure)
    elsewhere = [str(ref) for s in base.schemes if (ref := named(base, s, name))]
    near = did_you_mean(
        name, [c.id for c in scheme.concepts], f"the concepts stand in taxonomy/{scheme.scheme}.yaml"
    )
    cure = f"did you mean {quote(elsewhere[0])}?" if elsewhere else near
    return Diagnostic(at, "KB301", f"unknown concept {shown}", cure)


def _passages(source: Source | None, said: Iterable[str]) -> tuple[Passage, ...] | Diagnostic:
    """The passages that words mean, found in the text where there is one."""
    found = list[Passage]()
    for number, words in enumerate(said, 1):
        at = Location("passage", number)
        passage = source.pointed(words, at) if source else unseen(words, at)
        if isinstance(passage, Diagnostic):
            return passage
        found.append(passage)
    return tuple(found)


def _around(names: Names | None, source: Source | None, ref: ConceptRef) -> tuple[Passage, ...]:
    found = source.around(names.stems(ref)) if names and source else None
    return (found,) if found else ()


def _unnamed(base: KnowledgeBase, ref: ConceptRef, source: Source | None, at: Location) -> Diagnostic:
    concept = base.concept(ref)
    names = ", ".join((concept.pref_label, *concept.alt_label)[:4])
    if source:
        cure = "give the words that show it with --passage"
        return Diagnostic(at, "KB601", f"the text does not name {ref} ({names})", cure)
    cure = "give the abstract with --text, or the words that show it with --passage"
    return Diagnostic(at, "KB601", f"no passage for {ref}", cure)


def _both(paper: Paper, labels: Iterable[ConceptRef], statuses: Iterable[SchemeId]) -> Diagnostic | None:
    """The finding on a facet that would have labels and a status."""
    carried = {scheme: list(facet.labels) for scheme, facet in paper.classification.items()}
    for ref in labels:
        carried.setdefault(ref.scheme, []).append(ref.id)
    for scheme in statuses:
        if has := carried.get(scheme):
            cure = "a facet has labels or a status"
            return Diagnostic(Location("term"), "KB203", f"{scheme} has {', '.join(has)}", cure)
    return None
