"""`kb todo`: which records most deserve work."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from typing import Annotated

import typer

from kb.cli.common import Root, count, load
from kb.needs import Need, in_words


class Form(StrEnum):
    """How the list is printed."""

    TEXT = "text"
    JSON = "json"


def todo(
    kind: Annotated[Need | None, typer.Option("--kind", help="Only records that lack this.")] = None,
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
    tasks = [t for t in found if not kind or any(r.need is kind for r in t.reasons)]
    if form is Form.JSON:
        print(
            json.dumps(
                [
                    {
                        "paper": t.paper,
                        "path": paper_path(t.paper),
                        "points": t.points,
                        "reasons": [
                            {"kind": r.need, "number": r.number, "facets": r.schemes, "points": r.points}
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
        told = "; ".join(in_words(r.need, r.number, r.schemes) for r in task.reasons)
        print(f"{task.points:3}  {paper_path(task.paper)}: {told}")
    print(f"{count(len(tasks), 'record')} to work on, {min(most, len(tasks)):,} listed", file=sys.stderr)
