"""`kb guard`: does a pull request that touches data touch data only?"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from kb.cli.common import FINDINGS, count

DATA = ("papers/", "taxonomy/")
MOST_NAMED = 20


def guard(
    paths: Annotated[
        list[str] | None,
        typer.Argument(help="Changed paths.", show_default="from standard input, a NUL after each"),
    ] = None,
) -> None:
    """Exit 1 if some of the changed paths are data, below papers/ or taxonomy/, and others are not.

    Whoever reviews data then need not look for a change of the programs beside it.

    Examples:
      kb guard papers/2026/ada2026first.yaml
      git diff --name-only -z main...HEAD | kb guard
    """
    from kb.diagnostics import quote

    if paths is None:
        raw = sys.stdin.buffer.read().decode("utf-8", "backslashreplace")
        paths = [path for path in raw.split("\0") if path]
    others = [path for path in paths if not path.startswith(DATA) or ".." in path.split("/")]
    if not others or len(others) == len(paths):
        what = "data only" if paths and not others else "no data"
        print(f"{count(len(paths), 'path')}, {what}", file=sys.stderr)
        return
    for path in others[:MOST_NAMED]:
        print(f"not data: {quote(path)}")
    more = len(others) - MOST_NAMED
    if more > 0:
        print(f"and {more} more")
    print("data and programs change together; put them in two pull requests", file=sys.stderr)
    raise typer.Exit(FINDINGS)
