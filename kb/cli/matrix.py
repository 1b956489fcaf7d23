"""`kb matrix`: two facets against each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from kb.cli.common import Source, atlas, fail
from kb.cli.complete import of_facet
from kb.cli.table import TableFormat, Value, print_table

if TYPE_CHECKING:
    from kb.insight import Cell, Matrix


def matrix(
    rows: Annotated[str, typer.Argument(help="The facet of the rows.", autocompletion=of_facet)],
    columns: Annotated[str, typer.Argument(help="The facet of the columns.", autocompletion=of_facet)],
    role: Annotated[
        str | None, typer.Option("--role", help="Count in a row only papers with its term in this role.")
    ] = None,
    root: Source = None,
    form: Annotated[TableFormat, typer.Option("--format", help="How to print it.")] = TableFormat.TEXT,
) -> None:
    """Count the papers that join a term of one facet with one of another; surveys are left out.

    Instead of a number, "gap" marks an empty pair where chance would put at least three papers, "few" one
    whose terms are too rare to say anything, "unread" one for which too few papers were read.

    Examples:
      kb matrix technique application
      kb matrix technique application --role proposes --format csv > matrix.csv
    """
    from kb.model import Role

    asked = atlas(root)
    for name in (rows, columns):
        if name not in asked.facets:
            fail(f"no facet is called {name!r}", f"the facets are {', '.join(asked.facets)}")
    if role is not None and role not in list(Role):
        fail(f"no role is called {role!r}", f"the roles are {', '.join(Role)}")
    try:
        found = asked.matrix(rows, columns, role)
    except ValueError as error:
        fail(str(error))
    lines: list[list[Value]] = [
        [ref.id, *map(_said, cells), number]
        for ref, cells, number in zip(found.rows, found.cells, found.of_row, strict=True)
    ]
    last: list[Value] = ["all", *found.of_column, found.papers]
    print_table([rows, *(ref.id for ref in found.columns), "all"], [*lines, last], form, _plain(found))


def _said(cell: Cell) -> str | int:
    from kb.insight import State

    names = {State.GAP: "gap", State.FEW_EXPECTED: "few", State.FEW_READ: "unread"}
    return names.get(cell.state, cell.count)


def _plain(found: Matrix) -> list[dict[str, str | int | float]]:
    return [
        {
            "row": str(row),
            "column": str(column),
            "papers": cell.count,
            "state": cell.state.value,
            "read": cell.read,
            "expected": cell.expected,
        }
        for row, cells in zip(found.rows, found.cells, strict=True)
        for column, cell in zip(found.columns, cells, strict=True)
    ]
