"""`kb agreement`: how far two readers of the same papers agree, and sheets for the next reading."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kb.cli.common import FINDINGS, Root, count, data_root, fail, load, today

if TYPE_CHECKING:
    from kb.model import Agreement

app = typer.Typer()


@app.callback(invoke_without_command=True)
def agreement(
    context: typer.Context,
    write: Annotated[bool, typer.Option("--write", help="Keep what was measured beside the sheets.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Exit 1 when what is kept was not measured.")
    ] = False,
    root: Root = None,
) -> None:
    """Measure how far two readers of the same papers agree: kappa, facet by facet, with its interval.

    Sheets lie in papers/second-opinions/<round>/; a new round begins with: kb agreement draw ROUND

    Examples:
      kb agreement
      kb agreement --check
    """
    if context.invoked_subcommand:
        return
    from kb.files import replace_file
    from kb.repository import SECOND_OPINIONS

    try:
        from kb.agreement import measure
    except ImportError:
        fail("scikit-learn is missing", "pip install 'personalization-atlas[agreement]'")
    base, differ = load(root).base, False
    if not base.second_readings:
        print("No second readings yet. Begin one: kb agreement draw ROUND", file=sys.stderr)
    for name, reading in base.second_readings.items():
        made = measure(reading.first, reading.second)
        print(f"{name}: {count(len(reading.second.papers), 'paper')}, {reading.second.date}")
        for scheme, m in made.facets.items():
            print(
                f"  {scheme:14} {m.kappa:6.2f}  {m.low:5.2f} to {m.high:.2f}  {m.alike:3} of {m.papers} alike"
            )
        if reading.agreement != made:
            differ = True
            if write:
                file = data_root(root, packaged=False) / SECOND_OPINIONS / name / "agreement.yaml"
                replace_file(file, _written(made).encode())
    if check and differ:
        print("kb: what is kept is not what was measured; mend it: kb agreement --write", file=sys.stderr)
        raise typer.Exit(FINDINGS)


@app.command()
def draw(
    name: Annotated[str, typer.Argument(help="A name for the round, such as 2026-11-a.")],
    papers: Annotated[int, typer.Option("--papers", min=2, help="How many papers.")] = 50,
    seed: Annotated[int, typer.Option("--seed", help="Another number draws other papers.")] = 1,
    root: Root = None,
) -> None:
    """Draw papers at random, not drawn before: first.yaml with their labels, second.yaml to be filled in.

    Whoever fills in the second sheet must not look at the first, nor at the records.

    Example:
      kb agreement draw 2026-12-a --papers 30
    """
    from kb import sheets
    from kb.repository import SECOND_OPINIONS

    folder = data_root(root, packaged=False)
    base = load(folder).base
    drawn = [p for r in base.second_readings.values() for p in r.first.papers]
    target = folder / SECOND_OPINIONS / name
    if Path(name).name != name or name.startswith("."):
        fail(f"{name!r} is no name for a folder", "use letters, digits and hyphens")
    try:
        chosen = sheets.draw(base, papers, seed, drawn)
        target.mkdir(parents=True)
    except ValueError as error:
        fail(str(error), "draw fewer: --papers N")
    except FileExistsError:
        fail(f"{target} is there already", "choose another name")
    first, second = sheets.sheets(base, chosen, today())
    (target / "first.yaml").write_text(first, "utf-8")
    (target / "second.yaml").write_text(second, "utf-8")
    print(f"{target}: {count(len(chosen), 'paper')}", file=sys.stderr)


def _written(made: Agreement) -> str:
    lines = [
        "# yaml-language-server: $schema=../../../kb/schema/agreement.schema.json",
        "# Written by kb agreement --write.",
        "facets:",
    ]
    for scheme, m in made.facets.items():
        counts = f"papers: {m.papers}, alike: {m.alike}"
        lines.append(f"  {scheme}: {{{counts}, kappa: {m.kappa}, low: {m.low}, high: {m.high}}}")
    return "\n".join(lines) + "\n"
