"""`kb build`: the site from the data."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from kb.cli.common import FINDINGS, FindingFormat, Root, count, data_root, fail, print_findings, summary
from kb.cli.progress import working


def build(
    root: Root = None,
    site_dir: Annotated[Path, typer.Option("--site-dir", help="Folder that becomes the site.")] = Path(
        "site"
    ),
    full: Annotated[
        bool, typer.Option("--full", help="Make every page anew, also those that would come out the same.")
    ] = False,
    processes: Annotated[
        int | None,
        typer.Option("--processes", min=1, help="Processes that do the work; one a processor unless told."),
    ] = None,
) -> None:
    """Build the site; exit 1 when the data has errors or a page is not right.

    The folder is replaced in one step and only by a whole site: after an error the last one stands. SITE_URL
    and REPO_URL in the environment give the public addresses; without them links are relative.

    Pages that would come out the same are taken from the last site, if they are as they were written. What
    they were made from is told in a file beside the folder, .NAME.made.json, which may be deleted.

    Example:
      kb build --site-dir public
    """
    try:
        from kb.site.build import build as build_site
    except ModuleNotFoundError as error:
        fail(f"the site needs {error.name}", "pip install 'personalization-atlas[site]'")
    from kb.site.settings import SiteSettings

    began = time.perf_counter()
    try:
        settings = SiteSettings.from_environ()
    except ValueError as error:
        fail(str(error))
    folder = data_root(root)
    with working("Building the site", still=True):
        result = build_site(folder, site_dir, settings, processes=processes, full=full)
    print_findings(result.report, FindingFormat.TEXT)
    for problem in result.problems:
        print(problem, file=sys.stderr)
    if not result.published:
        what = summary(result.report) if not result.report.ok else count(len(result.problems), "problem")
        print(f"{what}; nothing was published, {site_dir} is as it was", file=sys.stderr)
        raise typer.Exit(FINDINGS)
    print(
        f"{count(result.generated, 'file')} made from records in {time.perf_counter() - began:.1f} s; "
        f"open {site_dir / 'index.html'}"
    )
