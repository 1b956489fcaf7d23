"""The command line: one module a command. Only these modules print."""

from __future__ import annotations

import io
import os
import sys

import typer

from kb.cli import (
    agreement,
    build,
    check,
    diff,
    evidence,
    export,
    fix,
    fmt,
    freeze,
    gaps,
    graph,
    guard,
    label,
    matrix,
    mcp,
    migrate,
    new,
    query,
    related,
    release,
    schema,
    serve,
    show,
    todo,
)
from kb.cli.complete import in_bash

app = typer.Typer(
    name="kb",
    help="""Personalization Atlas: check, query, build and export the knowledge base.

    Examples:
      kb query technique:peft granularity:user-level
      kb show tan2024democratizing
      kb query --help
    """,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)

app.command(context_settings=query.SETTINGS)(query.query)
app.command(context_settings=query.SETTINGS)(query.explain)
app.command()(show.show)
app.command()(related.related)
app.command()(matrix.matrix)
app.command()(gaps.gaps)
app.command()(diff.diff)
app.command()(check.check)
app.command()(guard.guard)
app.command()(new.new)
app.command()(label.label)
app.command()(fmt.fmt)
app.command()(fix.fix)
app.command()(todo.todo)
app.command()(migrate.migrate)
app.command()(build.build)
app.command()(serve.serve)
app.add_typer(agreement.app, name="agreement")
app.add_typer(evidence.app, name="evidence")
app.add_typer(graph.app, name="graph")
app.command()(export.export)
app.command()(mcp.mcp)
app.command()(release.release)
app.command()(freeze.freeze)
app.command()(schema.schema)


@app.callback(invoke_without_command=True)
def _version(version: bool = typer.Option(False, "--version", help="Show the version and leave.")) -> None:
    if version:
        from importlib.metadata import version as installed_version

        print(installed_version("personalization-atlas"))
        raise typer.Exit


def main() -> None:
    """Run the command line; exit 2 for trouble that is not a finding."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that knows ASCII alone
    try:
        if os.environ.get("_KB_COMPLETE") == "complete_bash":
            in_bash(app)
        else:
            app()
    except BrokenPipeError:
        # The reader, `head` perhaps, has seen enough.
        sys.stderr.close()
        raise SystemExit(0) from None
    except OSError as error:
        print(f"kb: {error.filename or ''}: {error.strerror}", file=sys.stderr)
        raise SystemExit(2) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
