"""Confirmed labels, statuses and a summary written into the text of a record; all else stays as it is.

What `kb new` left as comments goes where it has been answered: a line once its term is confirmed or refused,
a facet once it has an answer, the instructions once no facet is left.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kb.identifiers import Citekey, ConceptRef, EvidenceId, SchemeId
from kb.intake.leftover import Schemes, behind, heading, is_left, without_answered
from kb.intake.skeleton import OPEN, SUMMARY, read_back
from kb.knowledge_base import KnowledgeBase
from kb.model import Label, Paper, Passage, Role, Status, Strength
from kb.words import fold_evidence, fold_label
from kb.yamledit import Edit, apply, set_key
from kb.yamlsource import Mapping as Keys
from kb.yamlsource import Node, Scalar, parse
from kb.yamltext import WIDTH, keyed, scalar


class NotWritten(ValueError):
    """That a record is written in a form that cannot be added to; says what would have come of it."""


ORDER = tuple(f.alias or name for name, f in Paper.model_fields.items())


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A label that somebody confirmed, with the passages it rests on; `role` None is the scheme's own."""

    concept: ConceptRef
    passages: tuple[Passage, ...]
    role: Role | None = None
    strength: Strength = Strength.EXPLICIT
    note: str = ""


@dataclass(frozen=True)
class Answers:
    """All that somebody confirmed of a record; `refused` are concepts that it does not deserve."""

    labels: tuple[Confirmed, ...] = ()
    statuses: Mapping[SchemeId, Status] = field(default_factory=dict)
    summary: str = ""
    refused: frozenset[ConceptRef] = frozenset()
    stand: tuple[ConceptRef, ...] = ()  # labels asked for that the record has already

    def __bool__(self) -> bool:
        return bool(self.labels or self.statuses or self.summary or self.refused)


def labeled(text: str, citekey: Citekey, answers: Answers, schemes: Schemes, day: str) -> str:
    """The text of a record with the answers in it; raises `NotWritten` where that cannot be.

    A label that stands already gets the passages that it lacks, and nothing else changes of it. `day` goes
    into new evidence as the day on which it was matched, where it is not that of the last curation.
    """
    paper = _read(citekey, text)
    text = text if text.endswith("\n") else f"{text}\n"
    checked = f"{{date: {day}}}" if day != max(c.date for c in paper.curation) else ""
    for label in answers.labels:
        names = []
        for passage in label.passages:
            text, name = _with_evidence(text, citekey, label.concept.id, passage, checked)
            names.append(name)
        text = _with_label(text, _read(citekey, text), label, names, schemes)
    for scheme, status in answers.statuses.items():
        text = _with_facet(text, scheme, f" {status}\n", schemes)
    if answers.summary:
        text = _with_summary(text, answers.summary)
    done = {*answers.refused, *(label.concept for label in answers.labels)}
    return without_answered(text, _read(citekey, text), done, schemes)


def specific(base: KnowledgeBase, labels: Iterable[Confirmed]) -> list[Confirmed]:
    """The labels without those that a narrower one of them implies in the same role."""
    labels = list(labels)

    def role(label: Confirmed) -> Role:
        return label.role or base.schemes[label.concept.scheme].default_role

    implied = {(above, role(label)) for label in labels for above in base.ancestors(label.concept)}
    return [label for label in labels if (label.concept, role(label)) not in implied]


def named(base: KnowledgeBase, scheme: SchemeId, name: str) -> ConceptRef | None:
    """The term of a facet that has this id or name, if there is one only."""
    terms = [ref for _, ref in base.terms(scheme)]
    by_name = [
        ref
        for ref in terms
        if fold_label(name) in map(fold_label, (base.concept(ref).pref_label, *base.concept(ref).alt_label))
    ]
    found = [ref for ref in terms if ref.id == name] or by_name
    return found[0] if len(found) == 1 else None


def open_summary(paper: Paper) -> bool:
    """Whether a record still waits for its summary."""
    return paper.summary == OPEN


def _read(citekey: Citekey, text: str) -> Paper:
    made = read_back(citekey, text)
    if isinstance(made, Paper):
        return made
    raise NotWritten(str(made[0]))


def _top(text: str) -> Keys:
    node, _ = parse("", text.encode())
    assert node, "what was a record"
    return node


def _with_evidence(
    text: str, citekey: Citekey, wanted: str, passage: Passage, checked: str
) -> tuple[str, EvidenceId]:
    """The text with an entry of evidence, and the name of it; one with the same passage does as well."""
    known = _read(citekey, text).evidence
    for name, entry in known.items():
        if entry.passage and _same(entry.passage, passage):
            return text, name
    number, free = 2, wanted
    while free in known:
        free, number = f"{wanted[:70]}-{number}", number + 1
    told = {"from": passage.from_, "to": passage.to or "", "digest": passage.digest or ""}
    rows = f"  {free}:\n" + f"    passage: {_flow(told)}\n"
    rows += f"    checked: {checked}\n" if checked and passage.digest else ""
    flow = f"{free}: {{passage: {_flow(told)}{f', checked: {checked}' if checked else ''}}}"
    return _below(text, "evidence", rows, flow), EvidenceId(free)


def _same(one: Passage, other: Passage) -> bool:
    return all(
        fold_evidence(a or "") == fold_evidence(b or "")
        for a, b in ((one.from_, other.from_), (one.to, other.to))
    )


def _with_label(text: str, paper: Paper, label: Confirmed, names: list[EvidenceId], schemes: Schemes) -> str:
    scheme, concept = label.concept
    stands = paper.label(label.concept)
    if stands:
        return _with_more(text, label.concept, stands, names)
    told = {
        "evidence": names[0] if len(names) == 1 else f"[{', '.join(names)}]",
        "role": "" if label.role in (None, schemes[scheme].default_role) else str(label.role),
        "strength": "" if label.strength is Strength.EXPLICIT else str(label.strength),
        "note": label.note and scalar(label.note, flow=True),
    }
    told = {key: value for key, value in told.items() if value}
    short = told["evidence"] if len(told) == 1 else f"{{{', '.join(f'{k}: {v}' for k, v in told.items())}}}"
    row = f"    {concept}: {short}\n"
    if len(row) > WIDTH and label.note:
        rows = [f"      {k}: {v}\n" for k, v in told.items() if k != "note"]
        row = f"    {concept}:\n{''.join(rows)}{keyed('note', label.note, 6)}"
    facet = paper.classification.get(scheme)
    if facet and facet.labels:
        inner = _entry(_top(text), "classification", scheme)
        assert isinstance(inner, Keys)
        if _in_brackets(text, inner):
            return apply(text, [set_key(text, inner, concept, short)])
        return _insert(text, _behind(text, inner), _moved(row, inner, 4))
    return _with_facet(text, scheme, f"\n{row}", schemes, flow=f"{{{concept}: {short}}}")


def _with_more(text: str, ref: ConceptRef, stands: Label, names: list[EvidenceId]) -> str:
    """The text with a label that rests on more evidence than before."""
    all_names = list(dict.fromkeys([*stands.evidence, *names]))
    if len(all_names) == len(stands.evidence):
        return text
    told = f"[{', '.join(all_names)}]"
    value = _entry(_top(text), "classification", *ref)
    if isinstance(value, Keys):
        return apply(text, [set_key(text, value, "evidence", told)])
    facet = _entry(_top(text), "classification", ref.scheme)
    assert isinstance(facet, Keys)
    return apply(text, [set_key(text, facet, ref.id, told)])


def _with_facet(text: str, scheme: SchemeId, rows: str, schemes: Schemes, flow: str = "") -> str:
    """The text with a facet, or with one in place of its status; `rows` begin right behind its colon."""
    top = _top(text)
    facets = _entry(top, "classification")
    if not isinstance(facets, Keys):
        return _below(text, "classification", f"  {scheme}:{rows}")
    value = _entry(facets, scheme)
    if isinstance(value, Scalar):
        start, end = _start(text, value), text.index("\n", value.end)
        if _in_brackets(text, facets):
            return apply(text, [Edit(start, value.end, flow or rows.strip())])
        first, _, others = rows.partition("\n")
        beside = f"{first}{text[value.end : end].rstrip()}\n{_moved(others, facets, 2)}"
        return apply(text, [Edit(len(text[:start].rstrip()), end + 1, beside)])
    if _in_brackets(text, facets):
        return apply(text, [set_key(text, facets, scheme, flow or rows.strip())])
    rows = _moved(f"  {scheme}:{rows}", facets, 2)
    if head := heading(text, scheme):
        return _insert(text, head.end(), rows)
    order = {name: number for number, name in enumerate(schemes)}
    later = (k for n, (k, _) in facets.entries.items() if order.get(SchemeId(n), 0) > order[scheme])
    follows = next(later, None)
    at = _line(text, follows) if follows else _behind(text, facets)
    return _insert(text, at, rows)


def _below(text: str, key: str, rows: str, flow: str = "") -> str:
    """The text with rows at the end of one of its outermost keys, which is made if it is not there."""
    top = _top(text)
    inner = _entry(top, key)
    if isinstance(inner, Keys) and inner.entries:
        if _in_brackets(text, inner):
            last = list(inner.entries.values())[-1][1].end
            return apply(text, [Edit(last, last, f", {flow}")])
        return _insert(text, _behind(text, inner), _moved(rows, inner, 2))
    if inner:  # nothing stands in its brackets
        end = text.index("\n", inner.end)
        rest = text[inner.end : end].rstrip()
        return apply(text, [Edit(top.entries[key][0].end, end + 1, f":{rest}\n{rows}")])
    commented = re.search(rf"^# {key}:\n", text, re.M)
    if commented and key == "classification" and (head := heading(text, rows.partition(":")[0].strip())):
        edits = [Edit(commented.start(), commented.end(), f"{key}:\n"), Edit(head.end(), head.end(), rows)]
        return apply(text, edits)
    if commented:
        return apply(text, [Edit(commented.start(), commented.end(), f"{key}:\n{rows}")])
    follows = next((k for n, (k, _) in top.entries.items() if ORDER.index(n) > ORDER.index(key)), None)
    return _insert(text, _line(text, follows) if follows else len(text), f"{key}:\n{rows}")


def _with_summary(text: str, summary: str) -> str:
    key, value = _top(text).entries["summary"]
    end = text.index("\n", max(value.end - 1, 0)) + 1
    text = apply(text, [Edit(_start(text, key), end, keyed("summary", summary))])
    return text.replace(SUMMARY, "", 1)


def _moved(rows: str, beside: Keys, indent: int) -> str:
    """Rows indented by `indent` as what they come to stand beside is."""
    by = beside.column - 1 - indent
    lines = rows.splitlines(keepends=True)
    return "".join(" " * by + row if by >= 0 else row[-by:] for row in lines)


def _flow(values: Mapping[str, str]) -> str:
    return f"{{{', '.join(f'{k}: {scalar(v, flow=True)}' for k, v in values.items() if v)}}}"


def _insert(text: str, at: int, rows: str) -> str:
    """The text with rows at the beginning of a line; the last line may lack its end."""
    return f"{text[:at]}{'' if not at or text[at - 1] == chr(10) else chr(10)}{rows}{text[at:]}"


def _behind(text: str, node: Keys) -> int:
    """Where the line after the last of a mapping begins."""
    end = text.find("\n", max(node.end - 1, 0))
    at = len(text) if end < 0 else end + 1
    return behind(text, at)


def _line(text: str, key: Scalar) -> int:
    """Where the line of a key begins, with the comments directly above it."""
    start = _start(text, key) - (key.column - 1)
    while start:
        above = text.rfind("\n", 0, start - 1) + 1
        line = text[above : start - 1]
        if not line.lstrip().startswith("#") or is_left(line):
            break
        start = above
    return start


def _entry(node: Node, *keys: str) -> Node | None:
    for key in keys:
        if not isinstance(node, Keys) or key not in node.entries:
            return None
        node = node.entries[key][1]
    return node


def _in_brackets(text: str, node: Keys) -> bool:
    return text[_start(text, node)] == "{"


def _start(text: str, node: Node) -> int:
    at = 0
    for _ in range(node.line - 1):
        at = text.index("\n", at) + 1
    return at + node.column - 1
