"""The tables and views of the SQLite file: what makes them, and what the data page says of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """A table: `columns` are name, type and meaning; `keys` are the constraints over several columns."""

    name: str
    what: str
    columns: tuple[tuple[str, str, str], ...]
    keys: tuple[str, ...] = ()

    @property
    def sql(self) -> str:
        """The statement that makes it."""
        parts = [f'"{name}" {kind}' for name, kind, _ in self.columns] + list(self.keys)
        return f'CREATE TABLE "{self.name}" (\n  ' + ",\n  ".join(parts) + "\n)"


@dataclass(frozen=True)
class View:
    """A question asked often, as a view."""

    name: str
    what: str
    select: str

    @property
    def sql(self) -> str:
        """The statement that makes it."""
        return f'CREATE VIEW "{self.name}" AS\n{self.select}'


_TERM = "FOREIGN KEY (scheme, concept) REFERENCES concepts (scheme, concept)"
_PAPER = "TEXT NOT NULL REFERENCES papers (id)"
_YES_NO = "INTEGER NOT NULL CHECK ({0} IN (0, 1))"

TABLES = (
    Table("about", "The atlas itself: title, release, date, license, citation, format.", (
        ("key", "TEXT PRIMARY KEY", "Name"),
        ("value", "TEXT", "Value"),
    )),
    Table("schemes", "Facets.", (
        ("scheme", "TEXT PRIMARY KEY", "Id"),
        ("label", "TEXT NOT NULL", "Name"),
        ("definition", "TEXT NOT NULL", "Definition"),
        ("sort", "INTEGER NOT NULL", "Place in the order of facets"),
        ("default_role", "TEXT NOT NULL", "Role of a label that names none"),
        ("silence", "TEXT NOT NULL", "Depth of reading from which silence is an answer"),
    )),
    Table("concepts", "Terms.", (
        ("scheme", "TEXT NOT NULL REFERENCES schemes (scheme)", "Facet"),
        ("concept", "TEXT NOT NULL", "Id within the facet"),
        ("label", "TEXT NOT NULL", "Name"),
        ("broader", "TEXT", "The term above"),
        ("depth", "INTEGER NOT NULL", "How many terms are above"),
        ("sort", "INTEGER NOT NULL", "Place in the tree of all facets"),
        ("origin", "TEXT NOT NULL", "survey or extension"),
        ("definition", "TEXT NOT NULL", "Definition"),
        ("use_when", "TEXT", "When the label is given"),
        ("source_paper", "TEXT", "Citekey of where the definition comes from"),
        ("source_section", "TEXT", "Section there"),
        ("deprecated", _YES_NO.format("deprecated"), "1 if it should no longer be used"),
        ("replaced_by", "TEXT", "The term that replaces it"),
    ), ("PRIMARY KEY (scheme, concept)",
        "FOREIGN KEY (scheme, broader) REFERENCES concepts (scheme, concept)")),
    Table("concept_names", "Other names of terms.", (
        ("scheme", "TEXT NOT NULL", "Facet"),
        ("concept", "TEXT NOT NULL", "Term"),
        ("name", "TEXT NOT NULL", "Name"),
    ), ("PRIMARY KEY (scheme, concept, name)", _TERM)),
    Table("concept_below", "Each term with itself and every term above it: for counts with all below.", (
        ("scheme", "TEXT NOT NULL", "Facet"),
        ("concept", "TEXT NOT NULL", "Term"),
        ("above", "TEXT NOT NULL", "The term itself, or one above it"),
        ("distance", "INTEGER NOT NULL", "0 for itself"),
    ), ("PRIMARY KEY (scheme, concept, above)", _TERM,
        "FOREIGN KEY (scheme, above) REFERENCES concepts (scheme, concept)")),
    Table("venues", "What short names of venues stand for.", (
        ("venue", "TEXT PRIMARY KEY", "Short name"),
        ("title", "TEXT NOT NULL", "Name in full"),
        ("type", "TEXT NOT NULL", "Kind, in the words of CSL"),
        ("publisher", "TEXT", "Publisher"),
    )),
    Table("papers", "Papers, background and withdrawn ones among them.", (
        ("id", "TEXT PRIMARY KEY", "Citekey"),
        ("title", "TEXT NOT NULL", "Title"),
        ("short_name", "TEXT", "Name of the method or dataset"),
        ("authors", "TEXT NOT NULL", "Names in reading order, joined by ;"),
        ("issued", "TEXT NOT NULL", "Year or year-month of the version in venue"),
        ("year", "INTEGER NOT NULL", "Year of issued"),
        ("first_public", "TEXT NOT NULL", "The earlier of issued and the preprint"),
        ("venue", "TEXT NOT NULL", "Short name, as in venues"),
        ("arxiv", "TEXT", "arXiv identifier"),
        ("doi", "TEXT", "DOI"),
        ("acl", "TEXT", "ACL Anthology identifier"),
        ("openreview", "TEXT", "OpenReview identifier"),
        ("code", "TEXT", "Address of the code"),
        ("data", "TEXT", "Address of the data"),
        ("project", "TEXT", "Address of the project"),
        ("video", "TEXT", "Address of the video"),
        ("summary", "TEXT NOT NULL", "What it is about, in our words"),
        ("scope", "TEXT NOT NULL", "core, or background: in no count"),
        ("read", "TEXT NOT NULL", "Deepest reading: abstract or full-text"),
        ("withdrawn", _YES_NO.format("withdrawn"), "1 if the record no longer counts"),
        ("withdrawn_why", "TEXT", "Why"),
        ("replaced_by", "TEXT REFERENCES papers (id)", "Citekey that replaces it"),
    )),
    Table("authors", "Authors of papers.", (
        ("paper", _PAPER, "Citekey"),
        ("position", "INTEGER NOT NULL", "From 1"),
        ("name", "TEXT NOT NULL", "In reading order"),
        ("family", "TEXT NOT NULL", "Family name, or that of the group"),
        ("is_group", _YES_NO.format("is_group"), "1 for a group"),
    ), ("PRIMARY KEY (paper, position)",)),
    Table("labels", "That a paper carries a term.", (
        ("paper", _PAPER, "Citekey"),
        ("scheme", "TEXT NOT NULL", "Facet"),
        ("concept", "TEXT NOT NULL", "Term"),
        ("role", "TEXT NOT NULL", "What the paper does with it"),
        ("strength", "TEXT NOT NULL", "explicit or inferred"),
        ("note", "TEXT", "Why this term"),
    ), ("PRIMARY KEY (paper, scheme, concept)", _TERM)),
    Table("statuses", "Facets in which a paper carries no label, and why.", (
        ("paper", _PAPER, "Citekey"),
        ("scheme", "TEXT NOT NULL REFERENCES schemes (scheme)", "Facet"),
        ("status", "TEXT NOT NULL", "not-applicable, not-reported or not-read"),
    ), ("PRIMARY KEY (paper, scheme)",)),
    Table("evidence", "What labels rest on.", (
        ("paper", _PAPER, "Citekey"),
        ("evidence", "TEXT NOT NULL", "Id within the paper"),
        ("layer", "TEXT NOT NULL", "Kind of text: abstract, full-text, survey and others"),
        ("section", "TEXT", "Section there"),
        ("first_words", "TEXT", "First words of the passage"),
        ("last_words", "TEXT", "Last words, if it is longer"),
        ("digest", "TEXT", "Digest of the passage once it was found in the source"),
        ("note", "TEXT", "What it shows, in our words"),
    ), ("PRIMARY KEY (paper, evidence)",)),
    Table("label_evidence", "Which evidence a label rests on.", (
        ("paper", "TEXT NOT NULL", "Citekey"),
        ("scheme", "TEXT NOT NULL", "Facet"),
        ("concept", "TEXT NOT NULL", "Term"),
        ("evidence", "TEXT NOT NULL", "Evidence"),
    ), ("PRIMARY KEY (paper, scheme, concept, evidence)",
        "FOREIGN KEY (paper, scheme, concept) REFERENCES labels (paper, scheme, concept)",
        "FOREIGN KEY (paper, evidence) REFERENCES evidence (paper, evidence)")),
    Table("curation", "Who labeled a paper, how deep it was read, and when.", (
        ("paper", _PAPER, "Citekey"),
        ("position", "INTEGER NOT NULL", "From 1"),
        ("method", "TEXT NOT NULL", "machine, human or author"),
        ("read", "TEXT NOT NULL", "abstract or full-text"),
        ("date", "TEXT NOT NULL", "Day"),
    ), ("PRIMARY KEY (paper, position)",)),
    Table("contested", "Disagreement with labels.", (
        ("paper", _PAPER, "Citekey"),
        ("concept", "TEXT NOT NULL", "The label, as facet:term"),
        ("who", "TEXT NOT NULL", "Who disagrees"),
        ("why", "TEXT NOT NULL", "Why"),
    )),
)  # fmt: skip

# Column names of the search table are those of `papers`, which holds the text: nothing is stored twice.
SEARCH = (
    'CREATE VIRTUAL TABLE "papers_fts" USING fts5(title, summary, authors, '
    'content="papers", content_rowid="rowid", tokenize="porter unicode61 remove_diacritics 2")'
)

VIEWS = (
    View(
        "counted_papers", "The papers that counts include: core, not withdrawn.",
        "SELECT * FROM papers WHERE scope = 'core' AND withdrawn = 0",
    ),
    View(
        "named_labels", "Labels of those papers with title, year and names of facet and term.",
        "SELECT l.paper, p.title, p.year, s.label AS facet, c.label AS term, l.role, l.strength,\n"
        "  l.scheme, l.concept\n"
        "FROM labels l JOIN counted_papers p ON p.id = l.paper JOIN schemes s ON s.scheme = l.scheme\n"
        "  JOIN concepts c ON c.scheme = l.scheme AND c.concept = l.concept",
    ),
    View(
        "concept_counts", "How many of those papers carry each term or one below it.",
        "SELECT c.scheme, c.concept, c.label, count(DISTINCT p.id) AS papers\n"
        "FROM concepts c JOIN concept_below b ON b.scheme = c.scheme AND b.above = c.concept\n"
        "  LEFT JOIN labels l ON l.scheme = b.scheme AND l.concept = b.concept\n"
        "  LEFT JOIN counted_papers p ON p.id = l.paper\n"
        "GROUP BY c.scheme, c.concept ORDER BY c.sort",
    ),
)  # fmt: skip
