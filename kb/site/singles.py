"""The pages that are one of a kind: their names, their words for search engines, what they show.

A new page needs a line here, its name in `kb.site.links.PAGES`, a shell in `site_src/pages/` and a line in
the navigation of `mkdocs.yml`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kb.model import Role
from kb.rules.kb701_summary_length import LONGEST, SHORTEST
from kb.site.views.changes import changes_view
from kb.site.views.common import Desk
from kb.site.views.compare import compare_view
from kb.site.views.crosswalk import crosswalk_view
from kb.site.views.downloads import downloads_view
from kb.site.views.facts import datasets_view, metrics_view
from kb.site.views.graph import graph_view
from kb.site.views.health import health_view
from kb.site.views.home import home_view
from kb.site.views.matrix import gaps_view, matrix_view
from kb.site.views.papers import papers_view
from kb.site.views.pictures import pictures_view
from kb.site.views.scheme import scheme_view
from kb.site.views.trends import FEWEST, trends_view

# In the order in which they need one another; the data comes last and starts the page.
_ENGINE = (
    "vendor/snowball/base-stemmer.js",
    "vendor/snowball/english-stemmer.js",
    *(f"js/{name}.js" for name in ("store", "words", "syntax", "bind", "engine", "dom", "export")),
)
_EXPLORE = tuple(
    f"js/{name}.js"
    for name in ("hints", "edit", "tray", "explore-results", "explore-facets", "explore-suggest", "explore")
)
_ADD = (
    *_ENGINE[:2],
    *(f"js/{name}.js" for name in ("store", "words", "dom")),
    *(
        f"js/contribute-{name}.js"
        for name in [
            "bibtex",
            "names",
            "work",
            "yaml",
            "known",
            "check",
            "draft",
            "next",
            "passages",
            "pick",
            "found",
            "evidence",
            "status",
            "labels",
            "output",
        ]
    ),
    "js/contribute.js",
)
_DATA = ("data/core.js",)
_WORDS = "no one two three four five six seven eight nine ten eleven twelve"
NUMBERS = dict(enumerate(_WORDS.split()))


@dataclass(frozen=True, slots=True)
class Single:
    """A page: `show` gives what its template `<name>.html` is filled with; `scripts` lie below `assets/`."""

    name: str
    title: str
    description: str
    show: Callable[[Desk], dict[str, Any]]
    scripts: tuple[str, ...] = ()


def _home(desk: Desk) -> dict[str, Any]:
    return {"view": home_view(desk)}


def _explore(desk: Desk) -> dict[str, Any]:
    release = desk.base.release
    return {
        "schemes": [(s.scheme, desk.scheme_sign(s)) for s in desk.base.schemes.values()],
        "release": release.version if release else "unreleased",
        "roles": list(Role),
    }


def _add(desk: Desk) -> dict[str, Any]:
    return {
        "new_file": desk.settings.new_file("papers/x").partition("?")[0],
        "longest": LONGEST,
        "shortest": SHORTEST,
    }


def _taxonomy(desk: Desk) -> dict[str, Any]:
    return {"schemes": [scheme_view(desk, s) for s in desk.base.schemes.values()]}


SINGLES = (
    Single(
        "home",
        "Personalization Atlas",
        "{papers} papers on personalized language models, classified with evidence by {facets} facets.",
        _home,
    ),
    Single(
        "explore",
        "Explore",
        "Search and filter papers on personalized language models by facet, role, year and words.",
        _explore,
        (*_ENGINE, *_EXPLORE, *_DATA),
    ),
    Single(
        "papers",
        "Papers",
        "All papers of the atlas by year, with authors and venue.",
        lambda desk: {"view": papers_view(desk)},
    ),
    Single(
        "taxonomy",
        "Taxonomy",
        "The facets and terms by which papers on personalized language models are classified.",
        _taxonomy,
    ),
    Single(
        "matrix",
        "Matrix",
        "Any two facets against each other: how many papers join two terms, and which pairs are empty.",
        lambda desk: {"view": matrix_view(desk)},
        ("js/store.js", "js/dom.js", "js/matrix.js", *_DATA),
    ),
    Single(
        "gaps",
        "Gaps",
        "Pairs of terms that no paper joins although enough were read to expect some, with the rule.",
        lambda desk: {"view": gaps_view(desk)},
        ("js/gaps.js",),
    ),
    Single(
        "trends",
        "Trends",
        "Papers per year for every term of the taxonomy, and how its share of the field changes.",
        lambda desk: {"facets": trends_view(desk), "fewest": FEWEST},
    ),
    Single(
        "pictures",
        "In pictures",
        "The field of personalized language models in pictures: growth, techniques, data, measures, gaps.",
        lambda desk: {"view": pictures_view(desk)},
    ),
    Single(
        "compare",
        "Compare",
        "Papers side by side, facet by facet, with the differences marked; as CSV and LaTeX.",
        lambda desk: {"view": compare_view(desk)},
        (*_ENGINE, "js/compare.js", *_DATA),
    ),
    Single(
        "graph",
        "Graph",
        "The taxonomy and its papers as a network, and the same as a list.",
        lambda desk: {"view": graph_view(desk)},
        (
            "vendor/cytoscape/cytoscape.min.js",
            *(f"js/{name}.js" for name in ("dom", "graph-picture", "graph")),
            "data/graph.js",
        ),
    ),
    Single(
        "crosswalk",
        "Crosswalk",
        "How the terms of other surveys of personalized language models meet those of the atlas.",
        lambda desk: {"view": crosswalk_view(desk)},
    ),
    Single(
        "datasets",
        "Datasets",
        "Datasets and benchmarks for personalized language models: size, tasks, license, and who uses them.",
        lambda desk: {"view": datasets_view(desk)},
        ("js/dom.js", "js/export.js", "js/sort.js"),
    ),
    Single(
        "metrics",
        "Metrics",
        "Measures of personalized output: what they compare, their range, and who reports them.",
        lambda desk: {"view": metrics_view(desk)},
        ("js/dom.js", "js/export.js", "js/sort.js"),
    ),
    Single(
        "add",
        "Add a paper",
        "Write the record of a paper in the browser: paste BibTeX, pick labels, see what the check says.",
        _add,
        (*_ADD, *_DATA),
    ),
    Single(
        "data",
        "Data",
        "Everything the atlas knows, to download: formats, sizes, license, and how to load them.",
        lambda desk: {"view": downloads_view(desk)},
    ),
    Single(
        "changes",
        "What is new",
        "Papers added and labels changed, release by release.",
        lambda desk: {"view": changes_view(desk)},
    ),
    Single(
        "health",
        "Health",
        "How complete and how well founded the atlas is, and the records that most deserve work.",
        lambda desk: {"view": health_view(desk)},
    ),
)
