"""MkDocs run from Python: one build, or a preview that rebuilds."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort, MkDocsException
from mkdocs.livereload import LiveReloadServer

from kb.knowledge_base import KnowledgeBase
from kb.site import assemble
from kb.site.mkdocs_plugin.plugin import AtlasPlugin, Warnings
from kb.site.settings import SiteSettings
from kb.site.templating import TemplateFault


def run(
    config_file: Path,
    site_dir: Path,
    base: KnowledgeBase,
    settings: SiteSettings,
    *,
    generate: assemble.Generate,
    live: bool = False,
    processes: int | None = None,
    full: bool = False,
) -> tuple[list[str], list[str]]:
    """Build and publish; returns the paths generated and the problems, one of them empty.

    `live` leaves out the Content-Security-Policy, which would stop the script that reloads a preview.
    `processes` do the work, one for each processor unless told. `full` takes
    nothing over from the site that is there.
    """
    plugin: AtlasPlugin | None = None
    with _quiet() as heard:
        try:
            config = load_config(str(config_file), site_dir=str(site_dir))
            found = config.plugins["atlas"]
            assert isinstance(found, AtlasPlugin)
            plugin = found
            plugin.prepare(base, settings, generate, live, processes, full)
            mkdocs_build(config)
        except Abort:
            return [], heard.found
        except (MkDocsException, TemplateFault) as error:
            return [], [*heard.found, str(error)]
        finally:
            if plugin is not None:
                plugin.abandon()
    return plugin.written, []


@contextmanager
def _quiet() -> Iterator[Warnings]:
    """What MkDocs logs is gathered and not printed."""
    logger, heard = logging.getLogger("mkdocs"), Warnings()
    before = logger.propagate
    logger.propagate = False
    heard.start()
    try:
        yield heard
    finally:
        heard.stop()
        logger.propagate = before


def preview(
    rebuild: Callable[[], bytes | None],
    site_dir: Path,
    watch: Iterable[Path],
    port: int,
    ready: Callable[[str], None],
) -> None:
    """Serve a folder on this machine alone, call `rebuild` on every change, and reload open pages.

    `rebuild` returns what to show in place of pages that are not there, or None. Blocks until interrupted.
    """
    server = LiveReloadServer(lambda: None, "127.0.0.1", port, str(site_dir))
    missing = rebuild()

    def again() -> None:
        nonlocal missing
        missing = rebuild()

    server.builder = again
    server.error_handler = lambda code: missing
    for path in watch:
        server.watch(str(path))
    ready(server.url)
    serve: Callable[[], None] = server.serve
    try:
        serve()
    finally:
        server.shutdown()
