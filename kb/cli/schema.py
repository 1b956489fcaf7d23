"""`kb schema`: the JSON Schemas that editors use."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kb.cli.common import FINDINGS, count, fail


def schema(
    out: Annotated[Path | None, typer.Option("--out", help="Folder to write to.")] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 when a file differs.")
    ] = False,
) -> None:
    """Write the JSON Schemas of all record files into the package, or into --out.

    Examples:
      kb schema --check
      kb schema --out schemas
    """
    from kb.files import replace_file
    from kb.json_schema import schemas

    folder = out or Path(__file__).parent.parent / "schema"
    differing = [
        name
        for name, data in schemas()
        if not (folder / name).exists() or (folder / name).read_bytes() != data
    ]
    if check:
        for name in differing:
            print(f"{folder / name} differs from the model; write it with: kb schema")
        raise typer.Exit(FINDINGS if differing else 0)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in schemas():
            replace_file(folder / name, data)
    except OSError as error:
        fail(f"{folder} cannot be written: {error.strerror}")
    print(f"{count(len(differing), 'schema')} changed in {folder}")
