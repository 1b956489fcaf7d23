"""The whole atlas in the forms that other programs read: one module a family, each `base -> bytes`.

An exporter is a pure function: the same knowledge base gives the same bytes. All papers stand in every form
that lists papers; background and withdrawn ones are marked there, never dropped. `EXPORTS` is what
`kb export` and the data page offer; a new form needs a line there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from kb.export.sssom import rows as _mappings
from kb.knowledge_base import KnowledgeBase

Count = Callable[[KnowledgeBase], int]


@dataclass(frozen=True)
class Export:
    """A form of the atlas.

    `name` is what the command line calls it, `path` the name of its file, `what` one sentence on what it
    holds; `unit` and `rows` say how much. `needs` names a library outside the core, `extra` the extra of the
    package that brings it.
    """

    name: str
    path: str
    title: str
    what: str
    media_type: str
    make: Callable[[KnowledgeBase], bytes]
    unit: str
    rows: Count
    needs: str = ""
    extra: str = ""

    @property
    def usable(self) -> bool:
        """Whether what it needs is installed."""
        return not self.needs or find_spec(self.needs) is not None


def _by(module: str, function: str) -> Callable[[KnowledgeBase], bytes]:
    """The exporter of a module that is imported when it is first used: some bring large libraries."""

    def make(base: KnowledgeBase) -> bytes:
        data: bytes = getattr(import_module(f"kb.export.{module}"), function)(base)
        return data

    return make


def _papers(base: KnowledgeBase) -> int:
    return len(base.papers)


def _counted(base: KnowledgeBase) -> int:
    return len(base.printed(base.papers))


def _labels(base: KnowledgeBase) -> int:
    return sum(len(base.assertions(paper)) for paper in base.papers.values())


def _concepts(base: KnowledgeBase) -> int:
    return len(base.concepts)


EXPORTS: tuple[Export, ...] = (
    Export(
        "json", "atlas.json", "JSON",
        "Everything in one file: papers with labels, statuses and evidence, facets with their terms, venues.",
        "application/json", _by("records", "whole"), "papers", _papers,
    ),
    Export(
        "jsonl", "papers.jsonl", "JSON Lines",
        "A paper a line, each as it stands in the JSON file.",
        "application/jsonl", _by("records", "lines"), "papers", _papers,
    ),
    Export(
        "papers.csv", "papers.csv", "CSV of papers",
        "A row for each paper: bibliography, summary, how it was read, and its labels in one cell.",
        "text/csv", _by("tabular", "papers_csv"), "papers", _papers,
    ),
    Export(
        "labels.csv", "labels.csv", "CSV of labels",
        "A row for each label: paper, term, role, strength, the evidence it rests on.",
        "text/csv", _by("tabular", "labels_csv"), "labels", _labels,
    ),
    Export(
        "concepts.csv", "concepts.csv", "CSV of terms",
        "A row for each term of the taxonomy, with its definition and how many papers carry it.",
        "text/csv", _by("tabular", "concepts_csv"), "terms", _concepts,
    ),
    Export(
        "sqlite", "atlas.sqlite", "SQLite",
        "Everything as tables with foreign keys, views for common questions, and full-text search.",
        "application/vnd.sqlite3", _by("database", "sqlite"), "papers", _papers,
    ),
    Export(
        "bibtex", "atlas.bib", "BibTeX",
        "The papers as references, their scope as a keyword.",
        "text/x-bibtex", _by("citations", "bibtex_file"), "papers", _papers,
    ),
    Export(
        "ris", "atlas.ris", "RIS",
        "The papers as references for EndNote, Mendeley and library catalogs, their scope as a keyword.",
        "application/x-research-info-systems", _by("citations", "ris_file"), "papers", _papers,
    ),
    Export(
        "csl-json", "atlas.csl.json", "CSL-JSON",
        "The papers as references for Zotero, Pandoc and citation processors, their scope as a keyword.",
        "application/vnd.citationstyles.csl+json", _by("citations", "csl_file"), "papers", _papers,
    ),
    Export(
        "graphml", "atlas.graphml", "GraphML",
        "Papers, terms, authors and venues as a network for Gephi, yEd, igraph and Cytoscape.",
        "application/graphml+xml", _by("network", "network"), "papers", _papers,
    ),
    Export(
        "skos.ttl", "taxonomy.ttl", "SKOS (Turtle)",
        "The taxonomy as SKOS concept schemes, the form of thesauri on the web.",
        "text/turtle", _by("skos", "turtle"), "terms", _concepts, "rdflib", "rdf",
    ),
    Export(
        "skos.jsonld", "taxonomy.jsonld", "SKOS (JSON-LD)",
        "The same taxonomy as JSON-LD.",
        "application/ld+json", _by("skos", "json_ld"), "terms", _concepts, "rdflib", "rdf",
    ),
    Export(
        "sssom",
        "crosswalk.sssom.tsv",
        "SSSOM",
        "Terms of other surveys matched with those of the atlas, each with the reason.",
        "text/tab-separated-values",
        _by("sssom", "sssom"),
        "mappings",
        _mappings,
    ),
    Export(
        "latex-tree", "taxonomy.tex", "LaTeX tree",
        "The taxonomy as trees of the forest package, a figure for each facet.",
        "application/x-tex", _by("latex", "trees"), "terms", _concepts,
    ),
    Export(
        "latex-table", "papers.tex", "LaTeX table",
        "The papers that the atlas counts as a long booktabs table, with the keys of the BibTeX file.",
        "application/x-tex", _by("latex", "papers_table"), "papers", _counted,
    ),
)  # fmt: skip


def by_name(name: str) -> Export:
    """The export of that name; `KeyError` when there is none."""
    return {export.name: export for export in EXPORTS}[name]
