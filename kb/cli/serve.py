"""`kb serve`: the site on this machine, rebuilt on every change."""

from __future__ import annotations

import sys
import tempfile
import time
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kb.cli.common import FindingFormat, Root, count, data_root, fail, print_findings, summary

if TYPE_CHECKING:
    from kb.site.build import BuildResult


def serve(
    root: Root = None,
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Port on this machine.")] = 8000,
) -> None:
    """Show the site at http://127.0.0.1:8000/ and rebuild it whenever a file changes.

    When a change breaks the data the last good site stays, and the findings are printed. Stop with Ctrl C.

    Example:
      kb serve --port 8080
    """
    try:
        from kb.site.build import build, theme_file
        from kb.site.mkdocs_plugin import WATCHED, preview
    except ModuleNotFoundError as error:
        fail(f"the site needs {error.name}", "pip install 'personalization-atlas[site]'")
    from kb.site.settings import SiteSettings

    data = data_root(root)
    theme = theme_file(data)
    if theme is None:
        fail(f"no mkdocs.yml with site_src/ in {data}", "serve from a checkout of the atlas")
    folders = {f for home in (data, theme.parent) for name in WATCHED if (f := home / name).is_dir()}
    with tempfile.TemporaryDirectory(prefix="atlas-") as folder:
        site = Path(folder) / "site"

        def rebuild() -> bytes | None:
            began = time.perf_counter()
            return _say(build(data, site, SiteSettings(), live=True), time.perf_counter() - began)

        try:
            preview(
                rebuild,
                site,
                [*sorted(folders), theme],
                port,
                lambda url: print(f"serving {url}  (stop with Ctrl C)", flush=True),
            )
        except OSError as error:
            fail(f"port {port}: {error.strerror}", "choose another with --port")
        except KeyboardInterrupt:
            print("stopped", file=sys.stderr)


def _say(result: BuildResult, seconds: float) -> bytes | None:
    print_findings(result.report, FindingFormat.TEXT)
    for problem in result.problems:
        print(problem, file=sys.stderr)
    if result.published:
        print(f"built in {seconds:.1f} s", flush=True)
        page = result.site_dir / "404.html"
        return page.read_bytes() if page.is_file() else None
    what = summary(result.report) if not result.report.ok else count(len(result.problems), "problem")
    print(f"{what}; the last good site stays", file=sys.stderr, flush=True)
    return _instead("\n".join([*map(str, result.report.errors), *result.problems]))


def _instead(findings: str) -> bytes:
    """What is shown for a page that is not there while the last build failed."""
    return (
        f"<!doctype html><meta charset=utf-8><title>Not built</title><pre>{escape(findings)}</pre>".encode()
    )
