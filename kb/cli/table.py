"""Answers that are tables: drawn on a terminal, lines with tabs in a pipe, or what `--format` names."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

Value = str | int | float


class TableFormat(StrEnum):
    """How a table is printed."""

    TEXT = "text"
    CSV = "csv"
    JSON = "json"


def print_table(heads: Sequence[str], rows: Sequence[Sequence[Value]], form: TableFormat, plain: Any) -> None:
    """Print rows under their heads; `plain` is what JSON gets, made of lists, dicts, texts and numbers."""
    if form is TableFormat.JSON:
        print(json.dumps(plain, ensure_ascii=False, indent=2))
    elif form is TableFormat.CSV:
        csv.writer(sys.stdout, lineterminator="\n").writerows([heads, *rows])
    elif sys.stdout.isatty():
        _draw(heads, rows)
    else:
        for row in (heads, *rows):
            print("\t".join(map(str, row)))


def _draw(heads: Sequence[str], rows: Sequence[Sequence[Value]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    short = _shortened(heads, rows, console.width)
    table = Table(box=None, pad_edge=False)
    for n, head in enumerate(short):
        number = any(isinstance(row[n], int | float) for row in rows)
        table.add_column(Text(head), justify="right" if number else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(str(value)) for value in row))
    console.print(table)
    if said := [f"{mark}\u00a0{head}" for head, mark in zip(heads, short, strict=True) if head != mark]:
        console.print(Text("\n" + ", ".join(said)))


def _shortened(heads: Sequence[str], rows: Sequence[Sequence[Value]], width: int) -> list[str]:
    """Numbers instead of the heads that are wider than what they head, where only so the table fits."""
    cells = [max((len(str(row[n])) for row in rows), default=0) for n in range(len(heads))]
    found = [str(n) if n and len(head) > cells[n] else head for n, head in enumerate(heads)]

    def wide(names: Sequence[str]) -> int:
        return sum(max(len(name), cell) + 2 for name, cell in zip(names, cells, strict=True))

    return found if wide(heads) > width >= wide(found) else list(heads)
