"""The page of a paper."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import quote

from kb.bibtex import address, bibtex, split_name
from kb.csl import csl, reference
from kb.identifiers import SchemeId
from kb.knowledge_base import Assertion
from kb.model import Curation, Evidence, Layer, Method, Paper, Role, Scope, Status
from kb.repository import paper_path
from kb.ris import ris
from kb.site.views.common import Chip, Desk, PaperLine, Sign
from kb.site.views.related import ContrastView, Related, contrast, related
from kb.words import tokens

_KEPT = re.compile(r"[A-Za-z0-9]")
LAYERS = {
    Layer.ABSTRACT: "abstract",
    Layer.FULL_TEXT: "full text",
    Layer.SURVEY: "survey",
    Layer.CODE: "code",
    Layer.DATASET_CARD: "dataset card",
}
SENTENCES = {
    Status.NOT_READ: "Nobody has looked yet.",
    Status.NOT_REPORTED: "Looked for in the {read}; the text does not say.",
    Status.NOT_APPLICABLE: "Looked at: nothing of this kind can exist for this work.",
}


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """What a label rests on: first and last words of the passage, where it stands, our note."""

    first: str
    last: str
    where: str
    target: str
    matched: str
    passage: bool
    note: str


@dataclass(frozen=True, slots=True)
class LabelRow:
    """One label with all it rests on, and where to report it."""

    chip: Chip
    scheme: str
    concept: str
    role: Role
    evidence: tuple[EvidenceLine, ...]
    note: str
    report: str
    contested: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FacetRows:
    """A facet of the paper: its labels in groups of the same evidence, or its status with a sentence."""

    facet: Sign
    groups: tuple[tuple[LabelRow, ...], ...]
    status: Status | None
    sentence: str
    add: str


@dataclass(frozen=True, slots=True)
class Citation:
    """One form in which the paper can be cited."""

    form: str
    label: str
    text: str


@dataclass(frozen=True)
class PaperView:
    """All that the page of a paper shows."""

    paper: Paper
    line: PaperLine
    authors: tuple[tuple[str, str], ...]
    links: tuple[tuple[str, str], ...]
    facets: tuple[FacetRows, ...]
    notice: str
    citations: tuple[Citation, ...]
    related: tuple[Related, ...]
    contrast: ContrastView | None
    matched: tuple[int, int]
    year_query: str
    venue_query: str
    edit: str
    history: str
    json: str
    replaced_by: PaperLine | None


def paper_view(desk: Desk, paper: Paper) -> PaperView:
    """What the page of a paper shows."""
    passages = [e for e in paper.evidence.values() if e.passage]
    venue = desk.base.venues.get(paper.venue)
    replaced = paper.withdrawn.is_replaced_by if paper.withdrawn else None
    return PaperView(
        paper=paper,
        line=desk.line(paper),
        authors=tuple((a.display, _by(desk, a.display)) for a in paper.author),
        links=tuple(_links(paper)),
        facets=tuple(_facet(desk, paper, scheme) for scheme in desk.base.schemes),
        notice=_notice(paper.curation),
        citations=(
            Citation("bibtex", "BibTeX", bibtex(paper, venue)),
            Citation("ris", "RIS", ris(paper, venue).strip()),
            Citation("csl", "CSL", _lines(csl(paper, venue))),
            Citation("text", "Text", reference(paper, venue)),
        ),
        related=related(desk, paper),
        contrast=contrast(desk, paper),
        matched=(sum(e.matched for e in passages), len(passages)),
        year_query=desk.links.explore(f"year:{paper.year} scope:{Scope.CORE}"),
        venue_query=desk.links.explore(f'venue:"{" ".join(tokens(paper.venue))}" scope:{Scope.CORE}'),
        edit=desk.settings.edit(paper_path(paper.id)),
        history=desk.settings.history(paper_path(paper.id)),
        json=desk.links.paper_json(paper.id),
        replaced_by=desk.line(desk.base.papers[replaced])
        if replaced and replaced in desk.base.papers
        else None,
    )


def _lines(record: dict[str, Any]) -> str:
    """JSON with a line for each property."""
    pairs = (f'  "{name}": {json.dumps(value, ensure_ascii=False)}' for name, value in record.items())
    return "{\n" + ",\n".join(pairs) + "\n}"


def _by(desk: Desk, name: str) -> str:
    """The query for the papers of an author; empty for a name that no query can ask for."""
    words = " ".join(tokens(name))
    return desk.links.explore(f'author:"{words}"') if words else ""


def _links(paper: Paper) -> list[tuple[str, str]]:
    ids, links = paper.identifiers, paper.links
    found = [
        ("ACL Anthology", f"https://aclanthology.org/{ids.acl}/" if ids.acl else ""),
        (f"arXiv {ids.arxiv}", f"https://arxiv.org/abs/{ids.arxiv}" if ids.arxiv else ""),
        ("DOI", f"https://doi.org/{quote(ids.doi, safe='/:;()')}" if ids.doi else ""),
        ("OpenReview", f"https://openreview.net/forum?id={ids.openreview}" if ids.openreview else ""),
        ("Code", links.code or ""),
        ("Data", links.data or ""),
        ("Project", links.project or ""),
        ("Video", links.video or ""),
    ]
    return [(name, target) for name, target in found if target]


def _notice(curation: tuple[Curation, ...]) -> str:
    """How the labels were made, when no person has made or checked them."""
    if any(c.method is not Method.MACHINE for c in curation):
        return ""
    last = max(curation, key=lambda c: c.date)
    depth = "abstract" if last.read == "abstract" else "full text"
    return f"A machine read the {depth} and set these labels on {last.date}. No person has checked them yet."


def _facet(desk: Desk, paper: Paper, scheme: SchemeId) -> FacetRows:
    header = desk.base.schemes[scheme]
    status = desk.base.status(paper, scheme)
    depth = "abstract" if paper.read == "abstract" else "full text"
    return FacetRows(
        desk.scheme_sign(header),
        _together(_row(desk, paper, a) for a in desk.base.assertions(paper) if a.concept.scheme == scheme),
        status,
        SENTENCES[status].format(read=depth) if status else "",
        _report(desk, paper, scheme, f"{scheme}: {status}") if status is Status.NOT_READ else "",
    )


def _together(rows: Iterable[LabelRow]) -> tuple[tuple[LabelRow, ...], ...]:
    """Labels in a row that rest on the same stand together: it is shown once."""
    same = groupby(rows, key=lambda row: (row.evidence, row.note, row.contested))
    return tuple(tuple(group) for _, group in same)


def _row(desk: Desk, paper: Paper, assertion: Assertion) -> LabelRow:
    lines = tuple(_evidence(desk, paper, paper.evidence[e]) for e in assertion.evidence)
    name = str(assertion.concept)
    told = "\n".join(filter(None, (f"{line.first} … {line.last}" if line.first else "" for line in lines)))
    return LabelRow(
        desk.chip(assertion),
        assertion.concept.scheme,
        assertion.concept.id,
        assertion.role,
        lines,
        assertion.note or "",
        _report(desk, paper, name, f"{name}, {assertion.role}, {assertion.strength}", told),
        tuple(f"{c.who}: {c.why}" for c in paper.contested if c.concept == name),
    )


def _report(desk: Desk, paper: Paper, name: str, about: str, passages: str = "") -> str:
    """Where a label can be reported as wrong, with what is known of it filled in."""
    release = desk.base.release.version if desk.base.release else "unreleased"
    known = {"paper": f"{paper.id}, release {release}", "concept": about}
    if passages:
        known["passage"] = passages
    return desk.settings.new_issue("label", f"{paper.id}: {name}", **known)


def _evidence(desk: Desk, paper: Paper, evidence: Evidence) -> EvidenceLine:
    passage = evidence.passage
    where = LAYERS[evidence.layer] + (f", {_section(evidence.section)}" if evidence.section else "")
    day = evidence.checked.date if evidence.checked else max(c.date for c in paper.curation)
    return EvidenceLine(
        passage.from_ if passage else "",
        (passage.to or "") if passage else "",
        where,
        _source(desk, paper, evidence),
        f"matched the {LAYERS[evidence.layer]} on {day}" if evidence.matched else "",
        passage is not None,
        evidence.note or "",
    )


def _section(section: str) -> str:
    return f"section {section}" if section[:1].isdigit() else section


def _source(desk: Desk, paper: Paper, evidence: Evidence) -> str:
    """Where the passage can be read, with a text fragment that the reader's browser highlights."""
    if evidence.layer is Layer.CODE:
        return paper.links.code or ""
    if evidence.layer is Layer.DATASET_CARD:
        return paper.links.data or ""
    if evidence.layer is Layer.SURVEY:
        return address(desk.survey) if desk.survey else ""
    ids = paper.identifiers
    page = f"https://arxiv.org/abs/{ids.arxiv}" if ids.arxiv else address(paper)
    if not page or evidence.passage is None or evidence.layer is not Layer.ABSTRACT:
        return page  # the words of a full text do not stand on the page of the abstract
    words = [evidence.passage.from_, *([evidence.passage.to] if evidence.passage.to else [])]
    return f"{page}#:~:text={','.join(map(_fragment, words))}"


def _fragment(text: str) -> str:
    return "".join(c if _KEPT.fullmatch(c) else "".join(f"%{b:02X}" for b in c.encode()) for c in text)


def highwire(desk: Desk, paper: Paper) -> list[tuple[str, str]]:
    """Citation meta tags, as Google Scholar and Zotero read them."""
    venue = desk.base.venues.get(paper.venue)
    container = venue.container_title if venue else paper.venue
    kinds = {"article-journal": "citation_journal_title", "paper-conference": "citation_conference_title"}
    kind = kinds.get(venue.type, "citation_publisher") if venue else "citation_conference_title"
    tags = [("citation_title", paper.title)]
    tags += [("citation_author", split_name(a).inverted) for a in paper.author]
    tags += [
        ("citation_publication_date", paper.issued.replace("-", "/")),
        (kind, container),
        ("citation_doi", paper.identifiers.doi or ""),
        ("citation_arxiv_id", paper.identifiers.arxiv or ""),
    ]
    return [(name, value) for name, value in tags if value]
