"""Answers about the taxonomy: a concept, the facets, two facets against each other, what is missing."""

from __future__ import annotations

from kb.atlas import Atlas
from kb.concepts import Concept
from kb.identifiers import Citekey, SchemeId
from kb.insight import Cell, Matrix, State
from kb.knowledge_base import Meeting
from kb.mcp.common import Answer, NotFound, filled, named, the_concept, the_facet
from kb.model import NearMiss, Role

STATES = {
    "filled": "column: how many papers carry both concepts",
    "gaps": "column: no paper carries both, although chance would give so many",
    "few_expected": "columns where no paper carries both, nor would chance put 3 there: it says nothing",
    "few_read": "columns where no paper carries both, and too few were read to say",
}
GAPS = "Pairs of concepts that no paper joins, although `expected` papers would do so by chance."


def concept(atlas: Atlas, name: str) -> Answer:
    """What a term means, where it stands, and how many papers carry it."""
    found = the_concept(atlas, name)
    base, ref, record = atlas.base, found.ref, found.record
    near_miss = record.near_miss
    return filled(
        {
            **named(base, ref),
            "facet": ref.scheme,
            "other_names": list(record.alt_label),
            "origin": record.origin,
            "deprecated": _deprecated(found),
            "definition": record.definition,
            "use_when": record.use_when,
            "not_when": {f"{ref.scheme}:{other}": why for other, why in record.not_when.items()},
            "broader": [named(base, above.ref) for above in found.broader],
            "narrower": [named(base, c.ref) | {"papers": len(c.papers())} for c in found.narrower],
            "papers": _counts(found),
            "example": _example(atlas, record.example.paper, record.example.why) if record.example else None,
            "near_miss": _near_miss(atlas, ref.scheme, near_miss) if near_miss else None,
            "facts": record.facts.model_dump(mode="json", exclude_defaults=True) if record.facts else None,
            "other_surveys": [_meeting(meeting) for meeting in base.meetings[ref]],
        }
    )


def _counts(found: Concept) -> Answer:
    by_role = {str(role): len(found.papers(role)) for role in Role}
    told = {"total": len(found.papers()), "by_role": {r: n for r, n in by_role.items() if n}}
    # A query for a concept that was replaced finds the papers of the other one.
    return told if _instead(found) else told | {"query": str(found)}


def _instead(found: Concept) -> str | None:
    gone = found.record.deprecated
    return f"{found.ref.scheme}:{gone.is_replaced_by}" if gone and gone.is_replaced_by else None


def _deprecated(found: Concept) -> Answer | None:
    gone = found.record.deprecated
    return filled({"replaced_by": _instead(found), "since": gone.since, "why": gone.why}) if gone else None


def _example(atlas: Atlas, citekey: Citekey, why: str) -> Answer:
    paper = atlas.base.papers.get(citekey)
    return filled({"paper": citekey, "title": paper.title if paper else None, "why": why})


def _near_miss(atlas: Atlas, scheme: SchemeId, near_miss: NearMiss) -> Answer:
    return _example(atlas, near_miss.paper, near_miss.why) | {"instead": f"{scheme}:{near_miss.instead}"}


def _meeting(meeting: Meeting) -> Answer:
    crosswalk, node, mapping = meeting.crosswalk, meeting.node, meeting.mapping
    told = {"survey": crosswalk.name, "paper": crosswalk.paper, "term": node.pref_label}
    return filled(told | {"match": mapping.match, "why": mapping.why, "term_was": node.sure})


def facets(atlas: Atlas, name: str = "") -> Answer:
    """The facets, or one of them, with their terms in the order of the tree."""
    chosen = [the_facet(atlas, name)] if name else list(atlas.base.schemes)
    return {"papers": len(atlas.query()), "facets": [_tree(atlas, scheme) for scheme in chosen]}


def _tree(atlas: Atlas, scheme: SchemeId) -> Answer:
    base = atlas.base
    header = base.schemes[scheme]
    return {
        "facet": scheme,
        "label": header.pref_label,
        "definition": header.definition,
        "papers": atlas.index.status.get((scheme, None), 0).bit_count(),
        "terms": [_term(Concept(ref, base, atlas.index), depth) for depth, ref in base.tree(scheme)],
    }


def _term(found: Concept, depth: int) -> Answer:
    told = named(found.base, found.ref) | {"depth": depth, "papers": len(found.papers())}
    return filled(told | {"replaced_by": _instead(found)})


def matrix(atlas: Atlas, rows: str, columns: str, role: Role | None = None) -> Answer:
    """Two facets against each other, each row with its cells by state."""
    down, across = the_facet(atlas, rows), the_facet(atlas, columns)
    try:
        made = atlas.matrix(down, across, role)
    except ValueError as error:
        raise NotFound(f"{error} in the atlas, so there are no columns") from None
    base = atlas.base
    return filled(
        {
            "rows": down,
            "columns": across,
            "role_of_rows": role,
            "counted": f"core papers without surveys: {made.papers}; {made.read} were read for {across}",
            "states": STATES,
            "column_terms": [
                named(base, ref) | {"papers": number}
                for ref, number in zip(made.columns, made.of_column, strict=True)
            ],
            "row_terms": [_row(atlas, made, at) for at in range(len(made.rows))],
        }
    )


def _row(atlas: Atlas, made: Matrix, at: int) -> Answer:
    cells: dict[str, Cell] = dict(zip(map(str, made.columns), made.cells[at], strict=True))
    return {
        **named(atlas.base, made.rows[at]),
        "papers": made.of_row[at],
        "filled": {column: c.count for column, c in cells.items() if c.state is State.FILLED},
        "gaps": {column: c.expected for column, c in cells.items() if c.state is State.GAP},
        "few_expected": [column for column, c in cells.items() if c.state is State.FEW_EXPECTED],
        "few_read": [column for column, c in cells.items() if c.state is State.FEW_READ],
    }


def gaps(atlas: Atlas, limit: int) -> Answer:
    """The clearest pairs that no paper joins."""
    found = atlas.gaps()
    base = atlas.base
    shown = [
        {
            "row": named(base, gap.row),
            "column": named(base, gap.column),
            "expected": gap.cell.expected,
            "read": gap.cell.read,
            "query": f"{gap.row} {gap.column}",
        }
        for gap in found[:limit]
    ]
    return {"note": GAPS, "total": len(found), "shown": len(shown), "gaps": shown}
