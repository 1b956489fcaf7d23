"""What a change of the taxonomy does to the labels of a paper."""

from __future__ import annotations

from kb.identifiers import ConceptRef
from kb.knowledge_base import KnowledgeBase
from kb.migrate.concepts import Note
from kb.migrate.document import Document
from kb.model import Label, Paper, Role, Split, Strength, When
from kb.words import stems
from kb.yamlsource import Scalar
from kb.yamltext import scalar


def relabel(document: Document, paper: Paper, old: ConceptRef, new: str, default: Role, note: Note) -> None:
    """The label of one concept becomes that of another; of two comes one, resting on the evidence of both.

    `default` is the role of a label of the facet that names none.
    """
    facet = ("classification", old.scheme)
    entries = document.mapping(*facet)
    one, other = paper.label(old), paper.label(ConceptRef.parse(f"{old.scheme}:{new}"))
    if one is None:
        return
    if other is None:
        document.write(entries[old.id][0], new)
    else:
        joined = join(one, other, default)
        document.put(written(joined, default), *facet, new)
        document.remove(*facet, old.id)
        roles = {one.role or default, other.role or default}
        told = f", as {joined.role or default}" if len(roles) > 1 else ""
        note(f"{document.path}: {old.id} and {new} become one label{told}")
    contest(document, str(old), f"{old.scheme}:{new}")


def join(one: Label, other: Label, default: Role) -> Label:
    """Two labels as one: all evidence; the role that says more of the paper; inferred only if both are."""
    role = min(one.role or default, other.role or default, key=list(Role).index)
    sure = Strength.EXPLICIT in (one.strength, other.strength)
    notes = dict.fromkeys(label.note for label in (other, one) if label.note)
    return Label(
        evidence=tuple(dict.fromkeys((*other.evidence, *one.evidence))),
        role=None if role is default else role,
        strength=Strength.EXPLICIT if sure else Strength.INFERRED,
        note=" ".join(notes) or None,
    )


def written(label: Label, default: Role) -> str:
    """A label as YAML on one line, in its shortest form."""
    evidence = ", ".join(label.evidence)
    evidence = evidence if len(label.evidence) == 1 else f"[{evidence}]"
    more = [
        f"role: {label.role}" if label.role and label.role is not default else "",
        f"strength: {label.strength}" if label.strength is not Strength.EXPLICIT else "",
        f"note: {scalar(label.note, flow=True)}" if label.note else "",
    ]
    if not any(more):
        return evidence
    return "{" + ", ".join(filter(None, [f"evidence: {evidence}" if label.evidence else "", *more])) + "}"


def drop_implied(document: Document, paper: Paper, above: ConceptRef, below: ConceptRef, note: Note) -> None:
    """Take out a label that a narrower one implies, with the evidence that nothing else rests on."""
    label = paper.label(above)
    if label is None:
        return
    document.remove("classification", above.scheme, above.id)
    contest(document, str(above), str(below))
    rest = {
        e
        for scheme, facet in paper.classification.items()
        for concept, other in facet.labels.items()
        if (scheme, concept) != (above.scheme, above.id)
        for e in other.evidence
    }
    lost = [e for e in label.evidence if e not in rest]
    for name in lost:
        document.remove("evidence", *([name] if len(document.mapping("evidence")) > 1 else []))
    told = f", with the evidence {', '.join(lost)}" if lost else ""
    note(f"{document.path}: {above.id} is implied by {below.id} now and goes{told}")


def contest(document: Document, old: str, new: str) -> None:
    """A disagreement follows its label."""
    single = bool(document.mapping("contested"))
    for n in range(len(document.items("contested"))):
        steps = ("contested", "concept") if single else ("contested", n, "concept")
        node = document.at(*steps)
        if isinstance(node, Scalar) and node.text == old:
            document.write(node, new)


def part_for(split: Split, paper: Paper, base: KnowledgeBase) -> str | None:
    """The part that a paper's label goes to; None where it stays."""
    label = paper.label(split.ref)
    if label is None:
        return None
    takes = (p.id for p in split.into if p.when and _holds(p.when, label, paper, base))
    return next(takes, split.otherwise)


def _holds(when: When, label: Label, paper: Paper, base: KnowledgeBase) -> bool:
    if not (when.evidence or when.label):
        return False
    told = [label.note or ""]
    for name in label.evidence:
        evidence = paper.evidence.get(name)
        if evidence:
            passage = evidence.passage
            told += [evidence.note or "", *(filter(None, (passage.from_, passage.to)) if passage else ())]
    said = any(_stands(phrase, text) for phrase in when.evidence for text in told)
    carried = {a.concept for a in base.assertions(paper)}
    carried |= {above for ref in carried for above in base.ancestors(ref)}
    has = any(ConceptRef.parse(ref) in carried for ref in when.label)
    return (said or not when.evidence) and (has or not when.label)


def _stands(phrase: str, text: str) -> bool:
    wanted, words = stems(phrase), stems(text)
    return bool(wanted) and any(
        words[n : n + len(wanted)] == wanted for n in range(len(words) - len(wanted) + 1)
    )
