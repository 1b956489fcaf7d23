"""The data page: every export with its size, what stands in it, and how to load it.

Columns, tables and fields are those of the exporters themselves, so that the page cannot tell otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kb.export import EXPORTS, Export
from kb.export.about import LICENSE_URL, citation, citation_bibtex, release
from kb.export.records import FIELDS
from kb.export.schema import TABLES, VIEWS, Table, View
from kb.export.tabular import CONCEPTS, LABELS, PAPERS
from kb.knowledge_base import KnowledgeBase
from kb.site.downloads_files import FOLDER, download_files
from kb.site.views.common import Desk

_PANDAS = """\
import pandas as pd

# Identifiers of arXiv look like numbers: read them as text.
papers = pd.read_csv("papers.csv", dtype={"arxiv": str})
labels = pd.read_csv("labels.csv")

# What the site counts: core papers that were not withdrawn.
counted = labels[(labels["scope"] == "core") & ~labels["withdrawn"]]
facet = counted[counted["scheme"] == "{scheme}"]
print(facet.groupby("concept")["paper"].nunique().sort_values(ascending=False))
"""

_R = """\
papers <- read.csv("papers.csv", encoding = "UTF-8", na.strings = "",
                   colClasses = c(arxiv = "character"))
labels <- read.csv("labels.csv", encoding = "UTF-8", na.strings = "")

# What the site counts: core papers that were not withdrawn.
counted <- subset(labels, scope == "core" & !withdrawn)
sort(table(counted$concept[counted$scheme == "{scheme}"]), decreasing = TRUE)
"""

_SQL = """\
-- How many papers carry each term, those below it included.
SELECT label, papers FROM concept_counts
WHERE scheme = '{scheme}' ORDER BY papers DESC LIMIT 10;

-- Words in title, summary and authors, the best match first.
SELECT papers.id, papers.year, papers.title
FROM papers_fts JOIN papers ON papers.rowid = papers_fts.rowid
WHERE papers_fts MATCH 'user AND history' ORDER BY rank LIMIT 10;

-- Labels with the words that they rest on.
SELECT l.paper, l.concept, l.role, e.first_words, e.last_words
FROM labels l JOIN label_evidence USING (paper, scheme, concept)
  JOIN evidence e USING (paper, evidence)
WHERE l.scheme = '{scheme}' LIMIT 10;
"""

_DATASETTE = """\
pip install datasette
datasette atlas.sqlite

# Or without a server:
sqlite3 -box atlas.sqlite "SELECT * FROM concept_counts LIMIT 10"
"""

_JSON = """\
import json
from collections import Counter
from pathlib import Path

atlas = json.loads(Path("atlas.json").read_text(encoding="utf-8"))
counted = [p for p in atlas["papers"] if p["scope"] == "core" and not p["withdrawn"]]
roles = Counter(label["role"] for p in counted for label in p["labels"])
print(atlas["release"], len(counted), roles.most_common())
"""

_SHELL = """\
kb export --list
kb export sqlite papers.csv labels.csv --out data
kb export bibtex > atlas.bib
"""

_LOADS = (
    ("pandas", _PANDAS),
    ("R", _R),
    ("SQL", _SQL),
    ("Datasette", _DATASETTE),
    ("JSON", _JSON),
    ("kb", _SHELL),
)


@dataclass(frozen=True, slots=True)
class Download:
    """An export, where it lies, how large it is; without `target` it has to be made with `kb export`."""

    export: Export
    target: str
    kilobytes: str
    rows: int


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of text to copy, under its own tab."""

    id: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Columns:
    """A CSV with its columns and what each holds."""

    path: str
    columns: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class DownloadsView:
    """What the data page shows."""

    release: str
    date: str
    license: str
    downloads: tuple[Download, ...]
    loads: tuple[Snippet, ...]
    csv: tuple[Columns, ...]
    fields: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...]
    views: tuple[View, ...]
    cite: tuple[Snippet, ...]


def downloads_view(desk: Desk) -> DownloadsView:
    """The data page of a knowledge base."""
    base = desk.base
    return DownloadsView(
        release=release(base),
        date=base.release.date if base.release else "",
        license=LICENSE_URL,
        downloads=tuple(_download(desk, export) for export in EXPORTS),
        loads=snippets(base),
        csv=(
            Columns("papers.csv", tuple((c.name, c.what) for c in PAPERS)),
            Columns("labels.csv", tuple((c.name, c.what) for c in LABELS)),
            Columns("concepts.csv", tuple((c.name, c.what) for c in CONCEPTS)),
        ),
        fields=FIELDS,
        tables=TABLES,
        views=VIEWS,
        cite=(
            Snippet("cite-text", "Text", citation(base)),
            Snippet("cite-bibtex", "BibTeX", citation_bibtex(base)),
        ),
    )


def snippets(base: KnowledgeBase) -> tuple[Snippet, ...]:
    """Code that loads the files, with the facet that most labels belong to as its example."""
    held = dict.fromkeys(base.schemes, 0)
    for ref, labels in base.by_concept.items():
        held[ref.scheme] += len(labels)
    example = max(held, key=lambda scheme: held[scheme], default="")
    return tuple(
        Snippet(f"load-{name.lower()}", name, code.replace("{scheme}", example)) for name, code in _LOADS
    )


def _download(desk: Desk, export: Export) -> Download:
    size = _sizes(desk).get(f"{FOLDER}/{export.path}")
    if size is None:
        return Download(export, "", "", export.rows(desk.base))
    target = desk.links.asset(f"data/{export.path}")
    # Kilobytes as disks and browsers count them, never less than one.
    return Download(export, target, f"{max(1, round(size / 1000)):,}", export.rows(desk.base))


def _sizes(desk: Desk) -> Mapping[str, int]:
    if desk.sizes is not None:
        return desk.sizes
    return {path: len(data) for path, data in download_files(desk.base).items()}
