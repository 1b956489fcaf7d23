"""What a site of the atlas consists of beside its prose."""

from __future__ import annotations

from kb.change import releases
from kb.index import Index
from kb.knowledge_base import KnowledgeBase
from kb.site.api import api_files
from kb.site.assemble import TEMPLATES, Content
from kb.site.contribute_files import contribute_files
from kb.site.downloads_files import download_files
from kb.site.feeds import feeds
from kb.site.graph_files import graph_files
from kb.site.links import Links
from kb.site.pages import pages
from kb.site.search_files import search_files
from kb.site.settings import SiteSettings
from kb.site.templating import Templates


def generate(base: KnowledgeBase, links: Links, settings: SiteSettings) -> Content:
    """All pages and files of the atlas."""
    index = Index.build(base)
    downloads = download_files(base)
    return Content(
        pages(base, index, links, settings, Templates(TEMPLATES)),
        search_files(base, index)
        | contribute_files(base)
        | graph_files(base, index, links)
        | downloads
        | api_files(base, index, links, settings, downloads)
        | feeds(base, releases(base), links, settings),
    )
