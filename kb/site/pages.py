"""Every generated page, one after the other: views into templates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from html import escape
from typing import Any

from markupsafe import Markup

from kb.bibtex import address
from kb.identifiers import Citekey, ConceptRef, SchemeId
from kb.index import Index
from kb.knowledge_base import KnowledgeBase
from kb.site.figures import bar, sparkline, year_bars
from kb.site.links import Links
from kb.site.markdown import alternates, twin_file
from kb.site.page import Page
from kb.site.parts import Part
from kb.site.settings import SiteSettings
from kb.site.singles import NUMBERS, SINGLES, Single
from kb.site.templating import Templates
from kb.site.views.common import Desk
from kb.site.views.concept import concept_view
from kb.site.views.paper import highwire, paper_view
from kb.site.views.papers import pages_of_papers, papers_view
from kb.site.views.scheme import scheme_view
from kb.site.views.standing import ABOUT_BLANKS


def pages(
    base: KnowledgeBase, index: Index, links: Links, settings: SiteSettings, templates: Templates
) -> Iterator[Page]:
    """All generated pages of the atlas."""
    for part in page_parts(Desk(base, index, links, settings), templates):
        yield from (made for made in part.make() if isinstance(made, Page))


def paper_page(desk: Desk, templates: Templates, citekey: Citekey) -> Page:
    """The page of one paper."""
    _define(templates, desk.links)
    return _Maker(desk, templates).paper(citekey)


def page_parts(desk: Desk, templates: Templates) -> list[Part]:
    """The same, a part for each page under its path."""
    base, links = desk.base, desk.links
    _define(templates, links)

    def part(path: str, make: Callable[[_Maker], Page]) -> Part:
        def made(desk: Desk) -> list[Page]:
            return [make(_Maker(desk, templates))]

        return Part(path, partial(made, desk), made)

    def single(page: Single) -> Part:
        return Part(links.page(page.name), lambda: [_Maker(desk, templates).single(page)], large=True)

    def list_page(number: int) -> Part:
        return Part(links.papers(number), lambda: [_Maker(desk, templates).papers(number)], large=True)

    return [
        *(single(page) for page in SINGLES),
        *(list_page(number) for number in range(2, pages_of_papers(desk) + 1)),
        *(part(links.scheme(s), partial(_Maker.scheme, name=s)) for s in base.schemes),
        *(part(links.concept(ref), partial(_Maker.concept, ref=ref)) for ref in base.concepts),
        *(part(links.paper(citekey), partial(_Maker.paper, citekey=citekey)) for citekey in base.papers),
    ]


def _define(templates: Templates, links: Links) -> None:
    templates.define(
        plain=_plain,
        picture=Markup,  # figures escape what they are given
        year_bars=year_bars,
        sparkline=sparkline,
        bar=lambda share, hatched=False: Markup(bar(share, hatched)),
        words=NUMBERS,
        section=lambda s: f"section {s}" if s and s[0].isdigit() else s or "",
        explore=links.explore(),
        contribute=links.page("contribute"),
        **{f"{single.name}_page": links.page(single.name) for single in SINGLES},
        about_blanks=ABOUT_BLANKS,
        guide_query=links.page("guide/query"),
        guide_labels=links.page("guide/annotation"),
    )


def _plain(text: str) -> Markup:
    """Text between tags, where quotation marks need no escape: a citation has a hundred of them."""
    return Markup(escape(text, quote=False))


class _Maker:
    def __init__(self, desk: Desk, templates: Templates) -> None:
        self.desk, self.links, self.templates = desk, desk.links, templates
        release = desk.base.release
        self.day = release.date if release else None

    def page(
        self, path: str, kind: str, title: str, description: str, head: str = "", **context: Any
    ) -> Page:
        body = self.templates.render(
            f"{kind}.html",
            href=partial(self.links.relative, page=path),
            paper_target=self.links.paper,
            **({} if kind == "paper" else {"standing": self.desk.standing}),
            **context,
        )
        view = context.get("view")
        return Page(
            path, kind, title, " ".join(description.split())[:300], body,
            alternates(path, view) + head, self.day, twin_file(self.desk, view),
        )  # fmt: skip

    def single(self, single: Single) -> Page:
        numbers = {
            "papers": len(self.desk.core),
            "facets": NUMBERS.get(len(self.desk.base.schemes), str(len(self.desk.base.schemes))),
        }
        return self.page(
            self.links.page(single.name), single.name, single.title, single.description.format(**numbers),
            scripts=[self.links.asset(name) for name in single.scripts], **single.show(self.desk),
        )  # fmt: skip

    def papers(self, number: int) -> Page:
        """A page of the list of papers after the first."""
        return self.page(
            self.links.papers(number), "papers", f"Papers, page {number}",
            f"Page {number} of the list of all papers of the atlas by year, with authors and venue.",
            view=papers_view(self.desk, number),
        )  # fmt: skip

    def scheme(self, name: SchemeId) -> Page:
        scheme = self.desk.base.schemes[name]
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
            steps=[(sign.name, sign.target) for sign in view.path],
        )  # fmt: skip

    def paper(self, citekey: Citekey) -> Page:
        paper = self.desk.base.papers[citekey]
        data = {
            "@type": "ScholarlyArticle", "name": paper.title,
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
        return replace(page, updated=max(c.date for c in paper.curation))

    def json_ld(self, data: dict[str, Any]) -> str:
        return f'<script type="application/ld+json">{self.json(data)}</script>'

    @staticmethod
    def json(data: dict[str, Any]) -> Markup:
        """What the page is about, in the words of schema.org."""
        return Templates.json({"@context": "https://schema.org", **data})
