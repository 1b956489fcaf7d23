"""What a change of the taxonomy does to the files of the schemes."""

from __future__ import annotations

from collections.abc import Callable

from kb.migrate.document import Document
from kb.model import Concept, Part, Source
from kb.yamlsource import Mapping, Scalar, Sequence
from kb.yamltext import keyed, scalar

# What a concept that is given up still says: how it was called, what it meant.
_KEPT = ("id", "prefLabel", "shortLabel", "altLabel", "broader", "origin", "source", "definition")
Note = Callable[[str], None]


def position(document: Document, concept: str) -> int:
    """Where a concept stands in its file; raises `ValueError` when it is not written as a block."""
    node = document.at("concepts")
    for n, item in enumerate(node.items if isinstance(node, Sequence) else ()):
        if document.word("concepts", n, "id") == concept:
            if not (document.is_block(item) and node and document.is_block(node)):
                raise ValueError(
                    f"{document.path}:{item.line}:{item.column}: write {concept} without brackets"
                )
            return n
    raise ValueError(f"{document.path}: no concept {concept}")


def rename(document: Document, old: Concept, new: str, label: str | None, gone: tuple[str, str]) -> None:
    """The concept goes on under a new id; behind it stays what leads from the old one to it.

    `gone` is since which release, and why.
    """
    n = position(document, old.id)
    document.insert_after(document.items("concepts")[n], tombstone(old, new, *gone, _indent(document, n)))
    for key, value in (("id", new), ("prefLabel", label)):
        node = document.at("concepts", n, key)
        if value and isinstance(node, Scalar):
            document.write(node, value)


def give_up(document: Document, old: str, new: str | None, since: str, why: str) -> None:
    """A concept stays as what it was called and what it meant, and says what replaced it."""
    n = position(document, old)
    for key in list(document.mapping("concepts", n)):
        if key not in _KEPT:
            document.remove("concepts", n, key)
    document.insert_after(document.items("concepts")[n], _deprecated(new, since, why, _indent(document, n)))


def add_parts(document: Document, above: str, parts: tuple[Part, ...]) -> None:
    """New concepts behind the one above them."""
    n = position(document, above)
    indent = _indent(document, n)
    made = "".join(_part(part, above, indent) for part in parts)
    document.insert_after(document.items("concepts")[n], made)


def place_under(document: Document, concept: str, above: str | None) -> None:
    """Give a concept another broader one, or none."""
    n = position(document, concept)
    if above:
        document.put(above, "concepts", n, "broader")
    elif "broader" in document.mapping("concepts", n):
        document.remove("concepts", n, "broader")


def repoint(document: Document, old: str, new: str, note: Note) -> None:
    """Every pointer of the scheme from the old concept to the new one; what would point at itself goes."""
    for n in range(len(document.items("concepts"))):
        here = ("concepts", n)
        own = document.word(*here, "id")
        for steps in (("broader",), ("deprecated", "isReplacedBy")):
            node = document.at(*here, *steps)
            if isinstance(node, Scalar) and node.text == old and own != new:
                document.write(node, new)
        near = document.at(*here, "nearMiss", "instead")
        if isinstance(near, Scalar) and near.text == old:
            if own == new:
                document.remove(*here, "nearMiss")
                note(f"{document.path}: {own} loses its nearMiss, which was labeled {old}")
            else:
                document.write(near, new)
        others = document.mapping(*here, "notWhen")
        if old not in others:
            continue
        if own != new and new not in others:
            document.write(others[old][0], new)
            continue
        document.remove(*here, "notWhen", *([old] if len(others) > 1 else []))
        if own != old:
            note(f"{document.path}: {own} loses what it said of {old} under notWhen")


def repoint_metrics(document: Document, old: str, new: str) -> None:
    """The metrics of the tasks of datasets."""
    for n in range(len(document.items("concepts"))):
        for task in range(len(document.items("concepts", n, "facts", "tasks"))):
            steps = ("concepts", n, "facts", "tasks", task, "metric")
            reword(document, steps, old, new)


def reword(document: Document, steps: tuple[str | int, ...], old: str, new: str) -> None:
    """One id for another in a list or single value; never twice in a list."""
    words = [item.text if isinstance(item, Scalar) else "" for item in document.items(*steps)]
    if old not in words:
        return
    found = document.items(*steps)[words.index(old)]
    if new in words:
        document.remove(*steps, words.index(old))
    elif isinstance(found, Scalar):
        document.write(found, new)


def tombstone(old: Concept, new: str, since: str, why: str, indent: int) -> str:
    """What stays of a concept that goes on under another id."""
    lines = [
        keyed("prefLabel", old.pref_label, indent),
        keyed("broader", old.broader, indent) if old.broader else "",
        keyed("origin", str(old.origin), indent),
        f"{' ' * indent}source: {_source(old.source)}\n" if old.source else "",
        keyed("definition", old.definition, indent),
        _deprecated(new, since, why, indent),
    ]
    return f"{' ' * (indent - 2)}- id: {old.id}\n" + "".join(lines)


def _deprecated(new: str | None, since: str, why: str, indent: int) -> str:
    inner = indent + 2
    now = keyed("isReplacedBy", new, inner) if new else ""
    return f"{' ' * indent}deprecated:\n{now}{keyed('since', since, inner)}{keyed('why', why, inner)}"


def _source(source: Source) -> str:
    section = f", section: {scalar(source.section, flow=True)}" if source.section else ""
    return f"{{paper: {source.paper}{section}}}"


def _part(part: Part, above: str, indent: int) -> str:
    alt = ", ".join(scalar(label, flow=True) for label in part.alt_label)
    lines = [
        keyed("prefLabel", part.pref_label or part.id, indent),
        keyed("shortLabel", part.short_label, indent) if part.short_label else "",
        f"{' ' * indent}altLabel: [{alt}]\n" if alt else "",
        keyed("broader", above, indent),
        keyed("origin", str(part.origin), indent),
        keyed("definition", part.definition or "", indent),
        keyed("useWhen", part.use_when, indent) if part.use_when else "",
    ]
    return f"{' ' * (indent - 2)}- id: {part.id}\n" + "".join(lines)


def _indent(document: Document, n: int) -> int:
    node = document.at("concepts", n)
    return node.column - 1 if isinstance(node, Mapping) else 4
