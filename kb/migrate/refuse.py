"""Why a change cannot be made, told before anything is touched."""

from __future__ import annotations

from kb.identifiers import ConceptRef
from kb.knowledge_base import KnowledgeBase
from kb.model import Change, Deprecate, Merge, Move, Rename, Split


def refusal(change: Change, base: KnowledgeBase, lock: dict[str, int]) -> tuple[str, str] | None:
    """What is wrong with a change of these data, and what would be right; None when it can be made."""
    ref = change.ref
    if ref.scheme not in base.schemes or ref not in base.concepts:
        return f"there is no concept {ref}", "name it as scheme:id, as it stands in the taxonomy"
    if base.concept(ref).deprecated and not isinstance(change, Move):
        return f"{ref} is deprecated already", "change the concept that replaced it"
    match change:
        case Rename(to=to):
            return _taken(ConceptRef(ref.scheme, to), base, lock)
        case Merge(into=into):
            return _living(ConceptRef(ref.scheme, into), ref, base)
        case Move(under=under):
            return _above(ConceptRef(ref.scheme, under), ref, base) if under else None
        case Split():
            return _split(change, base, lock)
        case Deprecate():
            return _in_use(ref, base)


def _taken(ref: ConceptRef, base: KnowledgeBase, lock: dict[str, int]) -> tuple[str, str] | None:
    if ref in base.concepts:
        other = "deprecated; an id is never used again" if base.concept(ref).deprecated else "there already"
        return f"{ref} is {other}", "choose another id, or merge the two"
    if any(entry.split(" ")[0] == str(ref) for entry in lock):
        return f"{ref} was released once; an id is never used again", "choose another id"
    return None


def _living(ref: ConceptRef, old: ConceptRef, base: KnowledgeBase) -> tuple[str, str] | None:
    if ref == old:
        return f"{ref} cannot become itself", "name another concept"
    if ref not in base.concepts:
        return f"there is no concept {ref}", "name one of the same facet by its id"
    if base.concept(ref).deprecated:
        return f"{ref} is deprecated", "name the concept that replaced it"
    return None


def _above(above: ConceptRef, ref: ConceptRef, base: KnowledgeBase) -> tuple[str, str] | None:
    if found := _living(above, ref, base):
        return found
    if ref in base.ancestors(above):
        return f"{above} stands below {ref}", "move that one first"
    return None


def _split(change: Split, base: KnowledgeBase, lock: dict[str, int]) -> tuple[str, str] | None:
    ids = [part.id for part in change.into]
    for part in change.into:
        ref = ConceptRef(change.ref.scheme, part.id)
        if part.pref_label is None:
            if change.ref not in (base.ancestors(ref) if ref in base.concepts else ()):
                return f"{ref} is not below {change.ref}", "give prefLabel and definition for a new concept"
            if base.concept(ref).deprecated:
                return f"{ref} is deprecated", "name the concept that replaced it"
        elif part.definition is None:
            return f"the new concept {ref} has no definition", "add definition"
        elif found := _taken(ref, base, lock):
            return found
    if len(set(ids)) < len(ids):
        return "two parts have the same id", "name each once"
    if change.otherwise not in (None, *ids):
        return f"{change.otherwise} is none of the parts", "name one of them under otherwise, or leave it out"
    return None


def _in_use(ref: ConceptRef, base: KnowledgeBase) -> tuple[str, str] | None:
    if carried := base.by_concept.get(ref):
        return f"{ref} is carried, by {carried[0].paper} for one", "merge it, or remove the labels first"
    if below := [r for r in base.narrower(ref) if not base.concept(r).deprecated]:
        return f"{below[0]} stands below {ref}", "move it first"
    for name, crosswalk in base.crosswalks.items():
        if any(mapping.ref == ref for _, mapping in crosswalk.mappings):
            return f"{ref} is matched in taxonomy/crosswalks/{name}.yaml", "take out the match first"
    return None
