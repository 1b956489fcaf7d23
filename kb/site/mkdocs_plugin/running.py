"""MkDocs run from Python."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort, MkDocsException

from kb.knowledge_base import KnowledgeBase
from kb.site import assemble
from kb.site.links import LinkError
from kb.site.mkdocs_plugin.plugin import AtlasPlugin, Warnings
from kb.site.settings import SiteSettings
from kb.site.templating import TemplateFault


@dataclass(frozen=True)
class Ran:
    """What a run came to: the paths generated, or problems, each a line; and what pages were made from."""

    written: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    stage: assemble.Stage | None = None


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
) -> Ran:
    """Build and publish.

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
            return Ran(problems=tuple(heard.found))
        except (MkDocsException, TemplateFault, LinkError) as error:
            return Ran(problems=(*heard.found, str(error)))
        finally:
            if plugin is not None:
                plugin.abandon()
    return Ran(tuple(plugin.written), stage=plugin.stage)


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
