"""`kb todo`: which records most deserve work."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from kb.cli.common import Root, count, load

if TYPE_CHECKING:
    from kb.insight.health import Reason


class Form(StrEnum):
    """How the list is printed."""

    TEXT = "text"
    JSON = "json"


class Wanted(StrEnum):
    """What a list can be narrowed to; the kinds of the health page."""

    CONTESTED = "contested"
    UNREAD = "unread"
    UNMATCHED = "unmatched"
    UNFOUNDED = "unfounded"
    PREPRINT = "preprint"
    INFERRED = "inferred"
    MOSTLY_INFERRED = "mostly-inferred"
    SILENT = "silent"


def todo(
    kind: Annotated[Wanted | None, typer.Option("--kind", help="Only records that lack this.")] = None,
    most: Annotated[int, typer.Option("-n", "--most", min=1, help="How many records to list.")] = 20,
    form: Annotated[Form, typer.Option("--format", help="How to print the list.")] = Form.TEXT,
    root: Root = None,
) -> None:
    """List the records that most deserve work, the most needy first; the health page shows the same.

    Contested labels, facets that nobody read, passages not matched, labels without a passage, preprints grown
    old. Examples: kb todo
                   kb todo --kind preprint -n 50
                   kb todo --format json
    """
    from kb.index import Index
    from kb.insight.health import health
    from kb.repository import paper_path

    base = load(root).base
    found = health(base, Index.build(base)).tasks
    tasks = [t for t in found if not kind or any(r.kind.value == kind.value for r in t.reasons)]
    if form is Form.JSON:
        print(
            json.dumps(
                [
                    {
                        "paper": t.paper,
                        "path": paper_path(t.paper),
                        "points": t.points,
                        "reasons": [
                            {"kind": r.kind, "number": r.number, "facets": r.schemes, "points": r.points}
                            for r in t.reasons
                        ],
                    }
                    for t in tasks[:most]
                ],
                indent=2,
            )
        )
        return
    for task in tasks[:most]:
        print(f"{task.points:3}  {paper_path(task.paper)}: {'; '.join(map(_told, task.reasons))}")
    print(f"{count(len(tasks), 'record')} to work on, {min(most, len(tasks)):,} listed", file=sys.stderr)


def _told(reason: Reason) -> str:
    """A reason in words."""
    from kb.insight.health import Kind

    facets = ", ".join(reason.schemes)
    match reason.kind:
        case Kind.CONTESTED:
            return f"{count(reason.number, 'contested label')}"
        case Kind.UNREAD:
            return f"not read: {facets}"
        case Kind.UNMATCHED:
            return f"{count(reason.number, 'passage')} not matched"
        case Kind.UNFOUNDED:
            return f"{count(reason.number, 'label')} without a passage"
        case Kind.PREPRINT:
            return "an old preprint: look for a published version"
        case Kind.INFERRED:
            return "no label that the text says outright"
        case Kind.MOSTLY_INFERRED:
            return "most labels inferred"
        case Kind.SILENT:
            return f"only the full text can answer: {facets}"
