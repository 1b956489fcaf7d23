"""Files by which others find their way: `llms.txt` for language models, a search description for browsers."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from xml.sax.saxutils import escape, quoteattr

from kb.export import EXPORTS
from kb.export.about import LICENSE, LICENSE_URL, release
from kb.knowledge_base import KnowledgeBase
from kb.model import Depth, Method
from kb.site.downloads_files import FOLDER
from kb.site.links import Links
from kb.site.markdown_text import bare, item, link, text, twin
from kb.site.settings import SiteSettings

LLMS = "llms.txt"
OPENSEARCH = "opensearch.xml"
NAME = "Personalization Atlas"
INDEX = "api/v1/index.json"
# Browsers show no more than 16 characters of a short name.
_SHORT = "P13n Atlas"
_GUIDES = (
    ("about", "About the atlas", "where records come from, what a label and a blank are worth"),
    ("guide/annotation", "How to read and write labels", "scope, statuses, roles, strength, evidence"),
    ("guide/query", "How to write a query", "the language of search, in the browser, the shell and Python"),
    ("guide/python", "From Python and the shell", "the package, its commands and results"),
    ("contribute", "How to contribute", "how to add a paper or correct a label"),
)
_OTHERS = (
    ("datasets", "Datasets", "what papers measure on, with size, language and license"),
    ("metrics", "Metrics", "what papers measure by"),
    ("crosswalk", "Crosswalk", "terms of other surveys beside those of the atlas"),
    ("gaps", "Gaps", "which combinations of terms no paper has"),
    ("changes", "What is new", "what each release changed"),
    ("health", "Health", "how complete and well founded the data are"),
)


def llms(base: KnowledgeBase, links: Links, settings: SiteSettings, files: Collection[str]) -> bytes:
    """What a language model should know first, after llmstxt.org: what this is, and where to read on."""

    def entry(title: str, target: str, what: str) -> str:
        return item(f"{link(title, settings.canonical(target) or target)}: {text(what)}")

    lines = [
        f"# {NAME}",
        "",
        f"> {_summary(base)}",
        "",
        *_honest(base),
        "",
        "## Guide",
        "",
        *(entry(title, links.page(page), what) for page, title, what in _GUIDES),
        "",
        "## Data",
        "",
        entry("Index of the API", INDEX, "every record, download and schema with path, size and digest"),
        *(
            entry(export.title, f"{FOLDER}/{export.path}", export.what)
            for export in EXPORTS
            if f"{FOLDER}/{export.path}" in files
        ),
        "",
        "## Facets",
        "",
        *(
            entry(scheme.pref_label, twin(links.scheme(scheme.scheme)), scheme.definition)
            for scheme in base.schemes.values()
        ),
        "",
        "## Optional",
        "",
        *(entry(title, links.page(page), what) for page, title, what in _OTHERS),
    ]
    return ("\n".join(lines) + "\n").encode()


def _summary(base: KnowledgeBase) -> str:
    counted, facets = len(base.printed(base.papers)), len(base.schemes)
    return (
        f"A living survey of personalized large language models: {counted:,} papers, labeled by {facets} "
        f"facets with {len(base.concepts):,} terms, each label with the evidence that it rests on. "
        f"Release {release(base)}, licensed under {LICENSE}."
    )


def _honest(base: KnowledgeBase) -> Iterator[str]:
    """How far the labels can be trusted, counted from the records as they are."""
    papers = base.papers.values()
    alone = sum(all(c.method is Method.MACHINE for c in p.curation) for p in papers)
    shallow = sum(p.read is Depth.ABSTRACT for p in papers)
    evidence = [e for p in papers for e in p.evidence.values() if e.passage]
    matched = sum(e.matched for e in evidence)
    yield (
        f"How the labels were made: of {len(papers):,} records, {alone:,} were labeled by a machine and not "
        f"checked by any person; {shallow:,} were labeled from the abstract alone. Of {len(evidence):,} "
        f"passages given as evidence, {matched:,} were found in their source by machine. That shows that "
        "the words stand there, not that the label is right. Treat a label as a claim, and read the paper "
        "before you rely on it."
    )
    yield ""
    yield (
        "How to read them: a label has a role (what the paper does with the term) and a strength (explicit: "
        "the text says so; inferred: it follows). A facet without a label is not applicable, not reported "
        "or not read, and only the first two are findings. Papers marked as background are cited for "
        "context and stand in no count."
    )
    yield ""
    yield (
        "Every page of a paper, facet or term has a twin in Markdown: put `.md` in the place of `.html`. "
        f"Cite the release and name the atlas, as the license asks: {bare(LICENSE_URL)}"
    )


def opensearch(base: KnowledgeBase, links: Links, settings: SiteSettings) -> bytes:
    """The search of the site as browsers can add it, after OpenSearch 1.1; needs the site's address."""
    template = f"{settings.canonical(links.explore())}?q={{searchTerms}}"
    counted = len(base.printed(base.papers))
    about = f"Papers on personalized language models by term, role, year and words; {counted:,} papers."
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">',
        f"<ShortName>{escape(_SHORT)}</ShortName>",
        f"<LongName>{escape(NAME)}</LongName>",
        f"<Description>{escape(about)}</Description>",
        f'<Url type="text/html" method="get" template={quoteattr(template)}/>',
        '<Url type="application/opensearchdescription+xml" rel="self" '
        f"template={quoteattr(settings.canonical(OPENSEARCH))}/>",
        "<Language>en</Language>",
        "<InputEncoding>UTF-8</InputEncoding>",
        "<OutputEncoding>UTF-8</OutputEncoding>",
        "</OpenSearchDescription>",
    ]
    return ("\n".join(lines) + "\n").encode()
