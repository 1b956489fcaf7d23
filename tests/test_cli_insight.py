"""`kb matrix`, `kb gaps`, `kb related`: the numbers of the pages, in the shell."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import subprocess
import sys

import pytest

import kb as package
from kb.cli.table import _shortened
from tests.conftest import REPOSITORY, Atlas
from tests.test_cli_check import kb

REAL = ("--root", str(REPOSITORY))


def test_a_matrix_has_the_cells_of_python() -> None:
    told, _ = kb("matrix", "granularity", "usage", "--format", "json", *REAL, exit_code=0)
    found = package.load(REPOSITORY).matrix("granularity", "usage")
    cells = [(c.count, c.state, c.read, c.expected) for row in found.cells for c in row]
    assert [(c["papers"], c["state"], c["read"], c["expected"]) for c in json.loads(told)] == cells
    printed, _ = kb("matrix", "granularity", "usage", "--format", "csv", *REAL, exit_code=0)
    heads, *rows, last = csv.reader(io.StringIO(printed))
    assert heads == ["granularity", *(ref.id for ref in found.columns), "all"]
    assert [row[0] for row in rows] == [ref.id for ref in found.rows]
    assert last == ["all", *map(str, found.of_column), str(found.papers)]
    plain, _ = kb("matrix", "granularity", "usage", *REAL, exit_code=0)
    assert plain == printed.replace(",", "\t")


def test_gaps_are_those_of_python() -> None:
    told, _ = kb("gaps", "--format", "json", *REAL, exit_code=0)
    found = package.load(REPOSITORY).gaps()
    assert [(g["term"], g["with"], g["expected"]) for g in json.loads(told)] == [
        (str(g.row), str(g.column), g.cell.expected) for g in found
    ]
    facet = found[0].row.scheme
    some, said = kb("gaps", facet, *REAL, exit_code=0)
    assert len(some.splitlines()) - 1 == sum(facet in (g.row.scheme, g.column.scheme) for g in found)
    assert said.endswith("gaps\n")


def test_related_papers_are_those_of_python() -> None:
    told, _ = kb("related", "tan2024democratizing", "--most", "3", "--format", "json", *REAL, exit_code=0)
    found = package.load(REPOSITORY).related("tan2024democratizing", 3)
    assert [(r["paper"], r["authors"]) for r in json.loads(told)] == [(n.paper, n.authors) for n in found]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["matrix", "methods", "dataset"], "no facet is called 'methods'"),
        (["matrix", "method", "dataset", "--role", "loves"], "no role is called 'loves'"),
        (["gaps", "method:nothing"], "no facet or term"),
        (["related", "ada2024frist"], "did you mean ada2024first"),
    ],
)
def test_an_unknown_name_is_told_with_what_there_is(atlas: Atlas, words: list[str], said: str) -> None:
    assert said in kb(*words, "--root", str(atlas.root), exit_code=2)[1]


def test_a_terminal_gets_a_table(atlas: Atlas) -> None:
    ours, theirs = pty.openpty()
    words = [sys.executable, "-m", "kb.cli", "matrix", "method", "dataset", "--root", str(atlas.root)]
    subprocess.run(words, stdout=theirs, check=True, env=os.environ | {"COLUMNS": "80", "TERM": "xterm"})
    os.close(theirs)
    shown = re.sub(r"\x1b\[[0-9;]*m", "", os.read(ours, 100_000).decode())
    os.close(ours)
    assert re.match(r"method +toy-set +all *\r\n", shown)


def test_wide_heads_become_numbers_where_only_so_a_table_fits() -> None:
    heads, rows = ["kind", "a-long-name", "another-long-name"], [["one", 1, 2]]
    assert _shortened(heads, rows, 80) == heads
    assert _shortened(heads, rows, 20) == ["kind", "1", "2"]
    assert _shortened(heads, rows, 5) == heads  # it helps nobody
    assert _shortened(heads, [], 5) == heads
