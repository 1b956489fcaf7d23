"""What a site of the atlas consists of beside its prose."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial

from kb.change import releases
from kb.index import Index
from kb.knowledge_base import KnowledgeBase
from kb.site.api import api_files
from kb.site.assemble import TEMPLATES, Content
from kb.site.contribute_files import contribute_files
from kb.site.downloads_files import download_parts
from kb.site.feeds import feeds
from kb.site.graph_files import graph_files
from kb.site.links import Links
from kb.site.page import Page
from kb.site.pages import page_parts
from kb.site.parts import File, Fingerprint, Part
from kb.site.search_files import search_files
from kb.site.settings import SiteSettings
from kb.site.templating import Templates
from kb.site.views.common import Desk

# Tells how large the downloads are, and so is made after them.
_LAST = "data"


def generate(base: KnowledgeBase, links: Links, settings: SiteSettings) -> Content:
    """All pages and files of the atlas."""
    desk = Desk(base, Index.build(base), links, settings)
    desk.prepare()
    pages = page_parts(desk, Templates(TEMPLATES))
    last = links.page(_LAST)
    return Content(
        parts=[
            *download_parts(base),
            _files("search", lambda: search_files(base, desk.index)),
            _files("graph", lambda: graph_files(base, desk.index, links)),
            _files("feeds", lambda: feeds(base, releases(base), links, settings)),
            _files("contribute", lambda: contribute_files(base)),
            *(page for page in pages if page.name != last),
        ],
        desk=desk,
        last=partial(_finish, desk),
    )


def _files(name: str, make: Callable[[], Mapping[str, bytes]]) -> Part:
    return Part(name, lambda: (File(path, data) for path, data in make().items()), large=True)


def _finish(desk: Desk, made: Mapping[str, Fingerprint]) -> Iterator[Page | File]:
    """The page and the files that tell of all other files."""
    desk = replace(desk, sizes={path: fingerprint.size for path, fingerprint in made.items()})
    last = desk.links.page(_LAST)
    for part in page_parts(desk, Templates(TEMPLATES)):
        if part.name == last:
            yield from part.make()
    for path, data in api_files(desk.base, desk.index, desk.links, desk.settings, made).items():
        yield File(path, data)
