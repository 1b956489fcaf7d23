"""Every address within the site, from one place: a link to a page that is not there cannot be written."""

from __future__ import annotations

import copy
import posixpath
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote

from kb.identifiers import Citekey, ConceptRef, SchemeId
from kb.knowledge_base import KnowledgeBase
from kb.site.settings import SiteSettings

# The pages that are not one of a kind of record; a build names those it really has.
PAGES = (
    *("index", "explore", "papers", "taxonomy", "matrix", "gaps", "trends", "pictures"),
    *("compare", "graph", "crosswalk", "datasets", "metrics", "data", "changes", "health"),
    *("about", "contribute", "add", "guide/query", "guide/annotation", "guide/python", "guide/mcp"),
)


class LinkError(KeyError):
    """An address of something that is not there."""

    def __str__(self) -> str:
        return str(self.args[0])


class Links:
    """The pages of a site by what they are about.

    Targets are relative to the root of the site (`papers/x.html`, `explore.html?q=...`); `relative` turns
    one into the `href` for the page it stands on. An unknown target raises `KeyError`. `pages` and `assets`
    name the hand-written pages (without ending) and the files below `assets/`; without `assets` any asset is
    believed.
    """

    def __init__(
        self,
        base: KnowledgeBase,
        settings: SiteSettings | None = None,
        pages: Iterable[str] = PAGES,
        assets: Iterable[str] | None = None,
    ) -> None:
        self.settings = settings or SiteSettings()
        self._base = base
        self._pages = frozenset(pages)
        self._assets = None if assets is None else frozenset(assets)

    def over(self, base: KnowledgeBase) -> Links:
        """The same pages and assets, with the records of another base."""
        other = copy.copy(self)
        other._base = base
        return other

    def told(self) -> str:
        """All that these links know besides the records, in one text."""
        assets = None if self._assets is None else sorted(self._assets)
        return repr((self.settings, sorted(self._pages), assets))

    def paper(self, citekey: Citekey | str) -> str:
        """The page of a paper."""
        return f"papers/{self._known_paper(citekey)}.html"

    def papers(self, page: int = 1) -> str:
        """A page of the list of all papers, counted from 1."""
        # No paper is called so: a citekey has a year in it.
        return self.page("papers") if page == 1 else f"papers/page-{page}.html"

    def paper_json(self, citekey: Citekey | str) -> str:
        """The record of a paper as JSON, beside its page."""
        return f"papers/{self._known_paper(citekey)}.json"

    def concept(self, ref: ConceptRef) -> str:
        """The page of a concept."""
        if ref not in self._base.concepts:
            raise LinkError(f"no concept {ref}")
        return f"taxonomy/{ref.scheme}/{ref.id}.html"

    def scheme(self, scheme: SchemeId | str) -> str:
        """The page of a facet."""
        return f"taxonomy/{self._known_scheme(scheme)}.html"

    def scheme_json(self, scheme: SchemeId | str) -> str:
        """A facet and its concepts as JSON, beside its page."""
        return f"taxonomy/{self._known_scheme(scheme)}.json"

    def explore(self, query: str = "") -> str:
        """The explore page with a query filled in."""
        page = self.page("explore")
        return f"{page}?q={quote(query, safe=':@*/(),').replace('%20', '+')}" if query else page

    def page(self, name: str) -> str:
        """A page that is one of a kind, by its name: `explore`, `guide/query`; `home` is the first page."""
        name = "index" if name == "home" else name
        if name not in self._pages:
            raise LinkError(f"no page {name}")
        return f"{name}.html"

    def asset(self, path: str) -> str:
        """A file below `assets/`, such as `js/explore.js`; what lies in `data/` is written by the build."""
        if self._assets is not None and path not in self._assets and not path.startswith("data/"):
            raise LinkError(f"no asset {path}")
        return f"assets/{path}"

    def prose(self, target: str) -> str:
        """What a `kb:` link of a hand-written page leads to: a concept, a facet, a paper or a query.

        `technique:peft` is a concept, `technique` a facet, `tan2024democratizing` a paper, `?has:code` the
        explore page with that query.
        """
        if target.startswith("?"):
            return self.explore(target[1:])
        if ":" in target:
            scheme, _, concept = target.partition(":")
            return self.concept(self._ref(scheme, concept))
        return self.scheme(target) if target in self._base.schemes else self.paper(target)

    def relative(self, target: str, page: str) -> str:
        """The `href` of a target on the page at a path."""
        return _relative(target, posixpath.dirname(page))

    def _ref(self, scheme: str, concept: str) -> ConceptRef:
        try:
            return ConceptRef.parse(f"{scheme}:{concept}")
        except ValueError as error:
            raise LinkError(f"no concept {scheme}:{concept}") from error

    def _known_paper(self, citekey: str) -> str:
        if citekey not in self._base.papers:
            raise LinkError(f"no paper {citekey}")
        return citekey

    def _known_scheme(self, scheme: str) -> str:
        if scheme not in self._base.schemes:
            raise LinkError(f"no facet {scheme}")
        return scheme


@lru_cache(maxsize=65_536)
def _relative(target: str, folder: str) -> str:
    cut = min((i for i in (target.find("?"), target.find("#")) if i >= 0), default=len(target))
    path, rest = target[:cut], target[cut:]
    return (posixpath.relpath(path, folder or ".") if path else "") + rest
