"""`kb graph export`: the atlas as a network."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from kb.cli.common import Root, count, fail, load

app = typer.Typer(
    help="The atlas as a network of papers, concepts, authors and venues.", no_args_is_help=True
)


@app.command()
def export(
    out: Annotated[
        Path | None, typer.Option("--out", help="File to write.", show_default="standard output")
    ] = None,
    root: Root = None,
) -> None:
    """Write the network as GraphML, which Gephi, yEd, igraph and Cytoscape read.

    Example:
      kb graph export --out atlas.graphml
    """
    from kb.files import replace_file
    from kb.graph import graph, graphml

    made = graph(load(root).base)
    data = graphml(made)
    if out is None:
        sys.stdout.buffer.write(data)
    else:
        try:
            replace_file(out, data)
        except OSError as error:
            fail(f"{out} cannot be written: {error.strerror}", "choose another file with --out")
    print(
        f"{count(made.number_of_nodes(), 'node')}, {count(made.number_of_edges(), 'edge')}", file=sys.stderr
    )
