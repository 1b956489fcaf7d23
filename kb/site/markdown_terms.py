"""The pages of facets and terms as Markdown."""

from __future__ import annotations

from kb.site.markdown_text import Point, bare, code, item, join, link, section, sentence, text
from kb.site.views.common import PaperLine
from kb.site.views.concept import ConceptView, TreeRow
from kb.site.views.crosswalk import Elsewhere
from kb.site.views.scheme import Row, SchemeView

# How the page of a term heads the matches of other surveys.
_SAID = {"related": "lists", "exact": "calls it", "close": "calls it"}


def scheme_lines(view: SchemeView, point: Point) -> list[str]:
    """A facet: what it asks, how much was read, and its terms as a tree."""
    scheme, known = view.scheme, view.coverage
    told = [
        ("Labeled", known.labelled.number),
        ("Not reported", known.not_reported.number),
        ("Not applicable", known.not_applicable.number),
        ("Not read", known.not_read.number),
        ("Read deep enough for silence to be an answer", known.read),
    ]
    return [
        f"# {text(scheme.pref_label)}",
        "",
        f"Facet {code(scheme.scheme)}. {text(scheme.definition)}",
        "",
        f"A label without a role of its own has the role `{scheme.default_role}`. "
        "Numbers of papers include the terms below.",
        "",
        *section("Papers", [item(f"{what}: {n:,} of {known.total:,}") for what, n in told]),
        *section("Terms", [_term(row, point) for row in view.rows]),
    ]


def _term(row: Row, point: Point) -> str:
    ours = "Extension of the atlas." if row.extension else ""
    return item(
        join(f"{_place(row.tree, point)}.", text(row.definition), ours),
        row.tree.depth,
    )


def concept_lines(view: ConceptView, point: Point) -> list[str]:
    """A term: what it means, when it holds, where it sits, and the papers that carry it."""
    concept, count = view.concept, view.count.number
    also = f"Also {', '.join(text(label) for label in concept.alt_label)}." if concept.alt_label else ""
    facet = point(view.scheme.name, view.scheme.target)
    papers = [line for group in view.roles for line in _role(group.heading, group.papers, point)]
    return [
        f"# {text(concept.pref_label)}",
        "",
        join(f"Term {code(view.ref)} of the facet {facet}.", also, f"{_papers(count).capitalize()}."),
        "",
        *_deprecated(view, point),
        text(concept.definition),
        "",
        *section("Use when", [item(text(concept.use_when))] if concept.use_when else []),
        *section("Not when", [_because(p.why, p.sign.name, p.sign.target, point) for p in view.not_when]),
        *section("Examples", _examples(view, point)),
        *section("Facts", _facts(view, point)),
        *section(
            "Note of the editors", [item(text(concept.editorial_note))] if concept.editorial_note else []
        ),
        *section("Where it sits", _tree(view, point)),
        *section(
            "Often confused with",
            [_because(p.why, p.sign.name, p.sign.target, point) for p in view.confused],
        ),
        *section("In other surveys", [_elsewhere(other, point) for other in view.elsewhere]),
        *section("Papers by year", _years(view)),
        *section("Papers by role", papers or ["No paper of the atlas carries this term."]),
        *section(
            "Appears together with",
            [item(f"{point(t.sign.name, t.sign.target)}: {_papers(t.count.number)}") for t in view.together],
        ),
        *section("About this term", _about(view)),
    ]


def _papers(number: int) -> str:
    return f"{number:,} {'paper' if number == 1 else 'papers'}"


def _because(why: str, name: str, target: str, point: Point) -> str:
    return item(f"{text(why)}: {point(name, target)}")


def _deprecated(view: ConceptView, point: Point) -> list[str]:
    gone, other = view.concept.deprecated, view.replaced_by
    if gone is None:
        return []
    instead = f"Use {point(other.name, other.target)}." if other else ""
    return [join(f"Deprecated since {text(gone.since)}: {sentence(gone.why)}", instead), ""]


def _examples(view: ConceptView, point: Point) -> list[str]:
    found = []
    if view.example and view.concept.example:
        found.append(item(f"Example: {_line(view.example, point)}: {sentence(view.concept.example.why)}"))
    if view.near_miss and view.concept.near_miss:
        other = view.near_miss_instead
        instead = f"So it is {point(other.name, other.target)}." if other else ""
        told = f"Near miss: {_line(view.near_miss, point)}: {sentence(view.concept.near_miss.why)}"
        found.append(item(join(told, instead)))
    return found


def _facts(view: ConceptView, point: Point) -> list[str]:
    lines = []
    for fact in view.facts:
        if fact.target == fact.value:
            value = bare(fact.value)
        else:
            value = point(fact.value, fact.paper) if fact.paper else link(fact.value, fact.target)
        lines.append(item(f"{fact.name}: {value}"))
    for name, given, made, metrics in view.tasks:
        signs = ", ".join(point(sign.name, sign.target) for sign in metrics)
        parts = [("in", text(given)), ("out", text(made)), ("metrics", signs)]
        told = "; ".join(f"{what}: {words}" for what, words in parts if words)
        lines.append(item(f"Task {text(name)}: {told}" if told else f"Task {text(name)}"))
    return lines


def _tree(view: ConceptView, point: Point) -> list[str]:
    return [item(f"{_place(row, point)}{', this term' * row.here}", row.depth) for row in view.tree]


def _place(row: TreeRow, point: Point) -> str:
    """A term in a tree with its papers."""
    return f"{point(row.sign.name, row.sign.target)}, {_papers(row.papers)}"


def _elsewhere(other: Elsewhere, point: Point) -> str:
    said = _SAID.get(other.kind.id, "has")
    name = point(other.label, other.target)
    return item(f"{text(other.survey)} {said} {name} ({other.kind.theirs}). {text(other.why)}")


def _years(view: ConceptView) -> list[str]:
    """Nothing where no paper stands; years of the published versions."""
    if not view.count.number:
        return []
    return [item(f"{y.year}{' so far' * y.unfinished}: {y.papers} of the {y.read} read") for y in view.years]


def _role(heading: str, papers: tuple[PaperLine, ...], point: Point) -> list[str]:
    return [f"### {heading}", "", *(item(_line(paper, point)) for paper in papers), ""]


def _line(paper: PaperLine, point: Point) -> str:
    note = f" ({text(paper.note)})" if paper.note else ""
    return f"{point(paper.title, paper.target)}, {text(paper.by)}, {text(paper.venue)}{note}"


def _about(view: ConceptView) -> list[str]:
    found, passages = view.matched
    source = view.concept.source
    origin = "the survey" if view.survey else "an extension of the atlas"
    where = f", section {text(source.section)}" if view.survey and source and source.section else ""
    lines = [item(f"Origin: {origin}{where}")]
    return [*lines, item(f"Passages matched: {found} of {passages}")] if passages else lines
