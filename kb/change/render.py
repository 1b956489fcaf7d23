"""A difference in words, as JSON and as Markdown."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable, Iterator

from kb.change.diff import Change, Difference, Entry, Move, Name

MOST_COUNTS = 3
LONG = 60  # letters of two texts from which on each has a line of its own
Rows = Iterator[tuple[str, list[str]]]


def summary(made: Difference, most: int = MOST_COUNTS) -> str:
    """One sentence: how much of each kind, and the counts that changed most.

    "adds 3 papers; adds 40 labels; technique:peft 41 -> 44"
    """
    added, removed, changed = made.labels()
    parts = [
        _many("adds", len(made.papers_added), "paper"),
        _many("removes", len(made.papers_removed), "paper"),
        _many("withdraws", len(made.papers_withdrawn), "paper"),
        _many("restores", len(made.papers_restored), "paper"),
        _many("adds", len(made.concepts_added), "concept"),
        _many("removes", len(made.concepts_removed), "concept"),
        _many("renames", len(made.concepts_renamed), "concept"),
        _many("moves", len(made.concepts_moved), "concept"),
        _many("deprecates", len(made.concepts_deprecated), "concept"),
        _many("revives", len(made.concepts_revived), "concept"),
        _many("adds", added, "label", " to papers known before"),
        _many("removes", removed, "label"),
        _many("changes role or strength of", changed, "label"),
        _many("changes", sum(len(c.statuses) for c in made.papers_changed), "status", plural="statuses"),
        _many("renames", sum(bool(c.title) for c in made.papers_changed), "paper"),
        _many("changes the scope of", sum(c.scope is not None for c in made.papers_changed), "paper"),
        _many("changes what stands in", len(made.records_changed), "record"),
        _many("changes the list of venues by", len(made.venues_changed), "line"),
    ]
    best = sorted(made.counts, key=lambda c: (-abs(c.after - c.before), c.id))[:most]
    parts += [f"{c.id} {c.before} -> {c.after}" for c in best]
    return "; ".join(filter(None, parts)) or "nothing differs"


def _many(verb: str, number: int, noun: str, rest: str = "", plural: str = "") -> str:
    if not number:
        return ""
    return f"{verb} {number:,} {noun if number == 1 else plural or noun + 's'}{rest}"


def to_text(made: Difference) -> str:
    """The summary, then every difference, one a line; no character that a terminal would obey."""
    lines = [" -> ".join(_sides(made)), summary(made)]
    for heading, rows in _sections(made, str):
        lines += ["", heading, *(f"  {row}" for row in rows)]
    return "".join(f"{_harmless(line)}\n" for line in lines)


def to_markdown(made: Difference) -> str:
    """The same for a change log."""
    lines = [f"# {_escape(' to '.join(_sides(made)))}", "", _escape(summary(made))]
    for heading, rows in _sections(made, _escape):
        lines += ["", f"## {heading}", "", *(f"- {row}" for row in rows)]
    return "".join(f"{_harmless(line)}\n" for line in lines)


def to_json(made: Difference) -> str:
    """All of it, in the names of the fields; ASCII alone."""
    return json.dumps({"summary": summary(made), **dataclasses.asdict(made)}, indent=2) + "\n"


def _sides(made: Difference) -> tuple[str, str]:
    """What both states are called; a proposal goes by the release that it is made for."""
    if made.old == made.new and (made.records_added or made.records_changed or made.venues_changed):
        return f"{_stamp(made.old)} as it stands", "as proposed"
    return _stamp(made.old), _stamp(made.new)


def _stamp(name: Name) -> str:
    return f"{name.id} ({name.label})" if name.label else name.id


def _sections(made: Difference, clean: Callable[[str], str]) -> Rows:
    """Every kind of difference that there is, with a line each."""

    def names(items: tuple[Name, ...]) -> list[str]:
        return [f"{i.id}  {clean(i.label)}" for i in items]

    def moves(items: tuple[Move, ...]) -> list[str]:
        return [f"{i.id}  {clean(i.before) or '(top)'} -> {clean(i.after) or '(top)'}" for i in items]

    deprecated = [
        f"{m.id}  {clean(m.before)}{f', use {m.after}' if m.after else ''}" for m in made.concepts_deprecated
    ]
    for heading, rows in (
        ("Papers added", names(made.papers_added)),
        ("Papers removed", names(made.papers_removed)),
        ("Papers withdrawn", names(made.papers_withdrawn)),
        ("Papers restored", names(made.papers_restored)),
        ("Papers changed", [line for c in made.papers_changed for line in _change(c, clean)]),
        ("Concepts added", names(made.concepts_added)),
        ("Concepts removed", names(made.concepts_removed)),
        ("Concepts renamed", moves(made.concepts_renamed)),
        ("Concepts moved", moves(made.concepts_moved)),
        ("Concepts deprecated", deprecated),
        ("Concepts in use again", names(made.concepts_revived)),
        ("Records added, in full", [line for e in made.records_added for line in _record(e, clean)]),
        ("Records changed, line by line", [line for e in made.records_changed for line in _record(e, clean)]),
        ("Venues", [f"{clean(m.id)}: {_turned(m, clean)}" for m in made.venues_changed]),
        (
            "Papers by concept, among all core papers",
            [f"{c.id}  {c.before} -> {c.after}" for c in made.counts],
        ),
    ):
        if rows:
            yield heading, rows


def _record(entry: Entry, clean: Callable[[str], str]) -> Iterator[str]:
    """The rows of a record; as before, each line names the paper."""
    for row in entry.rows:
        key = f"{entry.paper}  {clean(row.id)}"
        if row.before and row.after and len(row.before) + len(row.after) > LONG:
            yield f"{key}, before: {clean(row.before)}"
            yield f"{key}, now: {clean(row.after)}"
        else:
            yield f"{key}: {_turned(row, clean)}"


def _turned(row: Move, clean: Callable[[str], str]) -> str:
    """What a row says; of one that said something else, both."""
    if not row.before:
        return clean(row.after)
    return f"{clean(row.before)} -> {clean(row.after) or '(nothing)'}"


def _change(change: Change, clean: Callable[[str], str]) -> Iterator[str]:
    """One line a difference, each with the paper: a line can be searched for by itself."""
    key = change.paper.id
    if change.title:
        yield f"{key}  was called {clean(change.title)}"
    if change.scope:
        yield f"{key}  {change.scope.before} -> {change.scope.after}"
    yield from (f"{key}  + {label}" for label in change.added)
    yield from (f"{key}  - {label}" for label in change.removed)
    yield from (f"{key}  {m.id}: {m.before} -> {m.after}" for m in change.changed)
    yield from (f"{key}  {m.id}: {m.before or 'labeled'} -> {m.after or 'labeled'}" for m in change.statuses)


def _escape(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>#|&~])", r"\\\1", text)


def _harmless(line: str) -> str:
    # A title may hold anything: nothing that a terminal obeys, nor `##[command]`, which a workflow does.
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in line).replace("##[", "#\\u0023[")
