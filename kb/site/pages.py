"""Every generated page, one after the other: views into templates."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from markupsafe import Markup

from kb.bibtex import address
from kb.identifiers import ConceptRef
from kb.index import Index
from kb.insight import CHANCE
from kb.knowledge_base import KnowledgeBase
from kb.model import ConceptScheme, Paper
from kb.site.figures import bar
from kb.site.links import Links
from kb.site.page import Page
from kb.site.settings import SiteSettings
from kb.site.templating import Templates
from kb.site.views.common import Desk
from kb.site.views.concept import concept_view
from kb.site.views.home import home_view, papers_view
from kb.site.views.matrix import gaps, matrix_view
from kb.site.views.paper import highwire, paper_view
from kb.site.views.scheme import scheme_view
from kb.site.views.trends import FEWEST, trends_view

_NUMBERS = dict(
    enumerate("no one two three four five six seven eight nine ten eleven twelve".split())  # noqa: SIM905
)

# In the order in which they need one another; the data comes last and starts the page.
SCRIPTS = (
    "vendor/snowball/base-stemmer.js",
    "vendor/snowball/english-stemmer.js",
    *(f"js/{name}.js" for name in ("words", "syntax", "bind", "engine", "dom", "edit", "export")),
    *(f"js/explore{part}.js" for part in ("-results", "-facets", "-suggest", "")),
    "data/search.js",
)


def pages(
    base: KnowledgeBase, index: Index, links: Links, settings: SiteSettings, templates: Templates
) -> Iterator[Page]:
    """All generated pages of the atlas."""
    maker = _Maker(Desk(base, index, links, settings), templates)
    yield from maker.single()
    for scheme in base.schemes.values():
        yield maker.scheme(scheme)
    for ref in base.concepts:
        yield maker.concept(ref)
    for paper in base.papers.values():
        yield maker.paper(paper)


class _Maker:
    def __init__(self, desk: Desk, templates: Templates) -> None:
        self.desk, self.links, self.templates = desk, desk.links, templates
        release = desk.base.release
        self.day = release.date if release else None
        templates.define(
            picture=Markup,  # figures escape what they are given
            bar=lambda share, hatched=False: Markup(bar(share, hatched)),  # noqa: S704 - numbers only
            words=_NUMBERS,
            section=lambda s: f"section {s}" if s and s[0].isdigit() else s or "",
            paper_target=self.links.paper,
            explore=self.links.explore(),
            papers_page=self.links.page("papers"),
            taxonomy_page=self.links.page("taxonomy"),
            contribute=self.links.page("contribute"),
            matrix_page=self.links.page("matrix"),
            gaps_page=self.links.page("gaps"),
            guide_query=self.links.page("guide/query"),
            guide_labels=self.links.page("guide/annotation"),
        )

    def page(
        self, path: str, kind: str, title: str, description: str, head: str = "", **context: Any
    ) -> Page:
        body = self.templates.render(f"{kind}.html", href=partial(self.links.relative, page=path), **context)
        return Page(path, kind, title, " ".join(description.split())[:300], body, head, self.day)

    def single(self) -> Iterator[Page]:
        """The pages that are one of a kind."""
        home = home_view(self.desk)
        about = (
            f"{home.papers} papers on personalized language models, classified with evidence by ten facets."
        )
        yield self.page(
            self.links.page("home"),
            "home",
            "Personalization Atlas",
            about.replace("ten", _NUMBERS.get(len(home.bands), str(len(home.bands)))),
            view=home,
        )
        yield self.page(
            self.links.page("explore"),
            "explore",
            "Explore",
            "Search and filter papers on personalized language models by facet, role, year and words.",
            schemes=[(s.scheme, self.desk.scheme_sign(s)) for s in self.desk.base.schemes.values()],
            scripts=[self.links.asset(name) for name in SCRIPTS],
            release=self.desk.base.release.version if self.desk.base.release else "unreleased",
        )
        yield self.page(
            self.links.page("papers"),
            "papers",
            "Papers",
            "All papers of the atlas by year, with authors and venue.",
            view=papers_view(self.desk),
        )
        yield self.page(
            self.links.page("taxonomy"),
            "taxonomy",
            "Taxonomy",
            "The facets and terms by which papers on personalized language models are classified.",
            schemes=[scheme_view(self.desk, s) for s in self.desk.base.schemes.values()],
        )
        yield self.page(
            self.links.page("matrix"),
            "matrix",
            "Matrix",
            "Any two facets against each other: how many papers join two terms, and which pairs are empty.",
            view=matrix_view(self.desk),
            scripts=[self.links.asset(name) for name in ("js/dom.js", "js/matrix.js", "data/search.js")],
        )
        yield self.page(
            self.links.page("gaps"),
            "gaps",
            "Gaps",
            "Pairs of terms that no paper joins although enough were read to expect some, with the rule.",
            gaps=gaps(self.desk),
            chance=CHANCE,
        )
        yield self.page(
            self.links.page("trends"),
            "trends",
            "Trends",
            "Papers per year for every term of the taxonomy, and how its share of the field changes.",
            facets=trends_view(self.desk),
            fewest=FEWEST,
        )

    def scheme(self, scheme: ConceptScheme) -> Page:
        view = scheme_view(self.desk, scheme)
        terms = [
            {"@type": "DefinedTerm", "name": row.tree.sign.name, "description": row.definition}
            for row in view.rows
        ]
        data = {"@type": "DefinedTermSet", "name": scheme.pref_label, "description": scheme.definition}
        return self.page(
            self.links.scheme(scheme.scheme), "scheme", scheme.pref_label, scheme.definition,
            self.json_ld({**data, "hasDefinedTerm": terms}),
            view=view,
        )  # fmt: skip

    def concept(self, ref: ConceptRef) -> Page:
        view = concept_view(self.desk, ref)
        data = {
            "@type": "DefinedTerm", "name": view.concept.pref_label, "description": view.concept.definition,
            "termCode": str(ref), "inDefinedTermSet": view.scheme.label,
        }  # fmt: skip
        return self.page(
            self.links.concept(ref), "concept", f"{view.concept.pref_label} ({view.scheme.label.lower()})",
            view.concept.definition, self.json_ld(data), view=view,
            chart=Markup(view.chart),  # noqa: S704 - escaped where it is made
            steps=[(sign.name, sign.target) for sign in view.path],
        )  # fmt: skip

    def paper(self, paper: Paper) -> Page:
        data = {
            "@type": "ScholarlyArticle", "name": paper.title, "headline": paper.title[:110],
            "author": [
                {"@type": "Organization" if a.literal else "Person", "name": a.display} for a in paper.author
            ],
            "datePublished": paper.issued, "isPartOf": {"@type": "PublicationVolume", "name": paper.venue},
            **({"sameAs": address(paper)} if address(paper) else {}),
        }  # fmt: skip
        head = self.templates.render("head_paper.html", tags=highwire(self.desk, paper), ld=self.json(data))
        page = self.page(
            self.links.paper(paper.id), "paper", paper.title, paper.summary, head,
            view=paper_view(self.desk, paper),
        )  # fmt: skip
        return Page(
            page.path,
            page.kind,
            page.title,
            page.description,
            page.body,
            page.head,
            max(c.date for c in paper.curation),
        )

    def json_ld(self, data: dict[str, Any]) -> str:
        return f'<script type="application/ld+json">{self.json(data)}</script>'

    @staticmethod
    def json(data: dict[str, Any]) -> Markup:
        """Data for a script element that no text in it can end."""
        text = json.dumps({"@context": "https://schema.org", **data}, ensure_ascii=False)
        return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704
