"""Papers, facets and terms once more as Markdown, for language models and readers in a terminal.

Each file stands beside its page and is made from the same view: `papers/x.md` says what `papers/x.html`
shows, without pictures. Twins link to twins, so that a program can follow them as a reader follows pages.
"""

from __future__ import annotations

from collections.abc import Iterator

from kb.export.about import LICENSE, LICENSE_URL, release
from kb.site.discovery import INDEX
from kb.site.markdown_paper import paper_lines
from kb.site.markdown_terms import concept_lines, scheme_lines
from kb.site.markdown_text import document, link, pointer, twin
from kb.site.views.common import Desk
from kb.site.views.concept import ConceptView, concept_view
from kb.site.views.paper import PaperView, paper_view
from kb.site.views.scheme import SchemeView, scheme_view


def markdown_files(desk: Desk) -> dict[str, bytes]:
    """Every twin by its path in the site."""
    return {path: data for view in _views(desk) for path, data in twin_file(desk, view).items()}


def twin_file(desk: Desk, view: object) -> dict[str, bytes]:
    """The twin of the page that shows a view, by its path; nothing for pages that have none."""
    if isinstance(view, PaperView):
        page = view.line.target
        lines = paper_lines(view, pointer(desk.links, page))
    elif isinstance(view, SchemeView):
        page = view.sign.target
        lines = scheme_lines(view, pointer(desk.links, page))
    elif isinstance(view, ConceptView):
        page = view.sign.target
        lines = concept_lines(view, pointer(desk.links, page))
    else:
        return {}
    return {twin(page): document([*lines, *_foot(desk, page, _record(view))])}


def alternates(page: str, view: object) -> str:
    """Links in the head of the page of a view: to its Markdown, and to its record where there is one.

    Both stand in the folder of the page. Empty for a page without a twin. `describedby` is the word of
    Signposting for metadata; with `alternate` alone the theme's script takes them for other languages of the
    site and asks for a sitemap beside each.
    """
    if twin(page) == page:
        return ""
    forms = [("text/markdown", twin(page)), ("application/json", _record(view))]
    return "".join(
        f'<link rel="alternate describedby" type="{form}" href="{path.rpartition("/")[2]}">\n'
        for form, path in forms
        if path
    )


def _views(desk: Desk) -> Iterator[PaperView | SchemeView | ConceptView]:
    for paper in desk.base.papers.values():
        yield paper_view(desk, paper)
    for scheme in desk.base.schemes.values():
        yield scheme_view(desk, scheme)
    for ref in desk.base.concepts:
        yield concept_view(desk, ref)


def _record(view: object) -> str:
    """The record of a page as JSON; terms stand in the record of their facet."""
    return view.json if isinstance(view, PaperView | SchemeView) else ""


def _foot(desk: Desk, page: str, json: str) -> list[str]:
    """Where the page and the record are, and what one may do with the text."""
    own = desk.settings.canonical(page) or page.rpartition("/")[2]
    ways = [link("This page", own)]
    if json:
        ways.append(link("record as JSON", desk.links.relative(json, page)))
    ways.append(link("all files", desk.links.relative(INDEX, page)))
    made = f"Personalization Atlas, release {release(desk.base)}, {link(LICENSE, LICENSE_URL)}."
    return ["", "---", "", f"{', '.join(ways)}. {made}"]
