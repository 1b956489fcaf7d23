"""`kb serve`: the site on this machine, as it stands in the files."""

from __future__ import annotations

import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kb.cli.common import FindingFormat, Root, count, data_root, fail, print_findings, summary

if TYPE_CHECKING:
    from kb.diagnostics import Report
    from kb.site.preview import Outcome


def serve(
    root: Root = None,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port; 0 for any free one.")] = 8000,
) -> None:
    """Show the site at http://127.0.0.1:8000/ and keep it up to date while files change.

    An edited record is shown at once, and the rest of the site follows. When an edit has errors the pages
    say so and stay as they were. Stop with Ctrl C.

    Example:
      kb serve --port 8080
    """
    try:
        from kb.site.build import theme_file
        from kb.site.preview import BusyPort, Say
        from kb.site.preview import serve as show
    except ModuleNotFoundError as error:
        fail(f"the site needs {error.name}", "pip install 'personalization-atlas[site]'")

    data = data_root(root).resolve()
    theme = theme_file(data)
    if theme is None:
        fail(f"no mkdocs.yml with site_src/ in {data}", "serve from a checkout of the atlas")
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # asked to end, it leaves as little behind
    with tempfile.TemporaryDirectory(prefix="atlas-", ignore_cleanup_errors=True) as folder:
        try:
            show(data, theme.resolve(), Path(folder), port, Say(_ready, _built, _glanced))
        except BusyPort as error:
            fail(f"port {port}: {error.strerror}", "choose another with --port")
        except KeyboardInterrupt:
            print("stopped", file=sys.stderr)


def _ready(url: str) -> None:
    print(f"serving {url}  (stop with Ctrl C)", flush=True)


def _glanced(name: str, report: Report) -> None:
    print_findings(report, FindingFormat.TEXT)
    if report.ok:
        print(f"{time.strftime('%H:%M:%S')} {name} is shown; building the rest", flush=True)
    else:
        print(f"{summary(report)}; the last good page stays", file=sys.stderr, flush=True)


def _built(outcome: Outcome) -> None:
    print_findings(outcome.report, FindingFormat.TEXT)
    for problem in outcome.problems:
        print(problem, file=sys.stderr)
    if outcome.published:
        print(f"{time.strftime('%H:%M:%S')} the site is built", flush=True)
        return
    what = summary(outcome.report) if not outcome.report.ok else count(len(outcome.problems), "problem")
    print(f"{what}; the last good site stays", file=sys.stderr, flush=True)
