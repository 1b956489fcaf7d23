"""The page of a paper as Markdown."""

from __future__ import annotations

from collections.abc import Sequence, Set

from kb.bibtex import address
from kb.model import Scope
from kb.site.markdown_text import Point, bare, code, item, join, link, section, sentence, text
from kb.site.views.common import Chip
from kb.site.views.paper import EvidenceLine, FacetRows, LabelRow, PaperView
from kb.site.views.related import ContrastView


def paper_lines(view: PaperView, point: Point) -> list[str]:
    """Title, reference, summary, labels with what they rest on, and what is near."""
    paper = view.paper
    known = {target for _, target in view.links}
    facets = [line for facet in view.facets for line in _facet(facet, known, point)]
    related = [item(join(_near(r.paper.title, r.paper.target, point), text(r.reason))) for r in view.related]
    return [
        f"# {text(paper.title)}",
        "",
        _reference(view),
        "",
        *_notices(view, point),
        text(paper.summary),
        "",
        *([", ".join(link(name, target) for name, target in view.links), ""] if view.links else []),
        *section("Labels", [*([text(view.notice), ""] if view.notice else []), *facets]),
        *section("Nearest contrast", _contrast(view.contrast, point) if view.contrast else []),
        *section("Related", related),
        *section("This record", _record(view)),
    ]


def _reference(view: PaperView) -> str:
    words = next(citation.text for citation in view.citations if citation.form == "text")
    where = address(view.paper)
    if not where:
        return text(words)
    return join(text(words.removesuffix(f" {where}")), bare(where))


def _notices(view: PaperView, point: Point) -> list[str]:
    found = []
    if gone := view.paper.withdrawn:
        other = view.replaced_by
        instead = f"See {point(other.title, other.target)}." if other else ""
        found += [join("Withdrawn:", sentence(gone.why), instead), ""]
    if view.paper.scope is Scope.BACKGROUND:
        found += [
            "For context: the survey cites this paper, but personalization is not its subject. "
            "It stands in no count.",
            "",
        ]
    return found


def _facet(facet: FacetRows, known: Set[str], point: Point) -> list[str]:
    head = [f"### {point(facet.facet.name, facet.facet.target)}", ""]
    if facet.status:
        state = facet.status.replace("-", " ").capitalize()
        return [*head, f"{state}. {text(facet.sentence)}", ""]
    return [*head, *(line for group in facet.groups for line in _group(group, known, point)), ""]


def _group(group: Sequence[LabelRow], known: Set[str], point: Point) -> list[str]:
    """Labels that rest on the same, each with role and strength, then what they rest on."""
    first = group[0]
    lines = [item("; ".join(_label(row, point) for row in group))]
    lines += [item(_evidence(told, known), 1) for told in first.evidence]
    if first.note:
        lines.append(item(f"Note: {text(first.note)}", 1))
    return lines + [item(f"Contested by {text(told)}", 1) for told in first.contested]


def _label(row: LabelRow, point: Point) -> str:
    sign = row.chip.sign
    strength = "inferred" if row.chip.inferred else "explicit"
    return f"{point(sign.name, sign.target)} ({code(f'{row.scheme}:{row.concept}')}), {row.role}, {strength}"


def _evidence(line: EvidenceLine, known: Set[str]) -> str:
    """Words and place of a passage, with a link unless the head of the file has it; `known` are those."""
    source = line.target.partition("#:~:")[0]
    where = link(line.where, "" if source in known else source)
    if not line.passage:
        return join(f"{where}.", text(line.note))
    words = " … ".join(text(part) for part in (line.first, line.last) if part)
    state = "matched" if line.matched else "not yet matched"
    return join(f'"{words}" ({where}, {state}).', text(line.note))


def _near(title: str, target: str, point: Point) -> str:
    return f"{point(title, target)}."


def _contrast(view: ContrastView, point: Point) -> list[str]:
    same = f"{view.same} {'facet' if view.same == 1 else 'facets'}"
    lines = [f"{_near(view.paper.title, view.paper.target, point)} The same in {same}, different in one.", ""]
    for pair in view.facets:
        if not pair.same:
            one, other = _chips(pair.one, point), _chips(pair.other, point)
            lines.append(item(f"{text(pair.facet.name)}: here {one}; there {other}."))
    return lines


def _chips(chips: Sequence[Chip], point: Point) -> str:
    return ", ".join(point(chip.sign.name, chip.sign.target) for chip in chips)


def _record(view: PaperView) -> list[str]:
    found, passages = view.matched
    readings = [
        item(f"Labeled by: {c.method}, from the {c.read.replace('-', ' ')}, on {c.date}")
        for c in view.paper.curation
    ]
    return [item(f"Id: {code(view.paper.id)}"), *readings, item(f"Passages matched: {found} of {passages}")]
