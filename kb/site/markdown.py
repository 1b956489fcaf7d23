"""Papers, facets and terms once more as Markdown, for language models and readers in a terminal.

Each file stands beside its page and is made from the same view: `papers/x.md` says what `papers/x.html`
shows, without pictures. Twins link to twins, so that a program can follow them as a reader follows pages.
"""

from __future__ import annotations

from collections.abc import Iterator

from kb.export.about import LICENSE, LICENSE_URL, release
from kb.site.markdown_paper import paper_lines
from kb.site.markdown_terms import concept_lines, scheme_lines
from kb.site.markdown_text import document, link, pointer, twin
from kb.site.views.common import Desk
from kb.site.views.concept import concept_view
from kb.site.views.paper import paper_view
from kb.site.views.scheme import scheme_view


def markdown_files(desk: Desk) -> dict[str, bytes]:
    """Every twin by its path in the site."""
    return {twin(page): document([*lines, *_foot(desk, page, json)]) for page, json, lines in _twins(desk)}


def alternates(page: str, json: str = "") -> str:
    """The links in the head of a page to its Markdown and, where there is one, to its record as JSON.

    Both stand in the folder of the page. Empty for a page without a twin.
    """
    if twin(page) == page:
        return ""
    forms = [("text/markdown", twin(page)), ("application/json", json)]
    return "".join(
        f'<link rel="alternate" type="{form}" href="{path.rpartition("/")[2]}">\n'
        for form, path in forms
        if path
    )


def _twins(desk: Desk) -> Iterator[tuple[str, str, list[str]]]:
    """For each page with a twin its path, the path of its record if it has one, and the lines."""
    links = desk.links
    for paper in desk.base.papers.values():
        page, shown = links.paper(paper.id), paper_view(desk, paper)
        yield page, shown.json, paper_lines(shown, pointer(links, page))
    for scheme in desk.base.schemes.values():
        page, facet = links.scheme(scheme.scheme), scheme_view(desk, scheme)
        yield page, facet.json, scheme_lines(facet, pointer(links, page))
    for ref in desk.base.concepts:
        page, term = links.concept(ref), concept_view(desk, ref)
        yield page, "", concept_lines(term, pointer(links, page))


def _foot(desk: Desk, page: str, json: str) -> list[str]:
    """Where the page and the record are, and what one may do with the text."""
    own = desk.settings.canonical(page) or page.rpartition("/")[2]
    ways = [link("This page", own)]
    if json:
        ways.append(link("record as JSON", desk.links.relative(json, page)))
    ways.append(link("all files", desk.links.relative("api/v1/index.json", page)))
    made = f"Personalization Atlas, release {release(desk.base)}, {link(LICENSE, LICENSE_URL)}."
    return ["", "---", "", f"{', '.join(ways)}. {made}"]
