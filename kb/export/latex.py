"""The taxonomy as trees and papers as a table, for a paper written in LaTeX; every text is escaped."""

from __future__ import annotations

from collections.abc import Sequence

from kb.bibtex import escape
from kb.export.about import release
from kb.identifiers import ConceptRef, SchemeId
from kb.knowledge_base import KnowledgeBase
from kb.model import ConceptScheme, Paper

_TREE = "for tree={grow'=east, parent anchor=east, child anchor=west, anchor=west, align=left, font=\\small}"


def trees(base: KnowledgeBase) -> bytes:
    """A tree for each facet; to be read in with `\\input` after `\\usepackage{forest}`."""
    head = [
        f"% Taxonomy of the Personalization Atlas, release {release(base)}. Needs \\usepackage{{forest}}.",
        "% Numbers are papers that carry a term or one below it.",
    ]
    return "\n".join([*head, *(tree(base, scheme) for scheme in base.schemes.values())]).encode()


def tree(base: KnowledgeBase, scheme: ConceptScheme) -> str:
    """A facet as a forest, each term with its number of papers."""
    lines = ["", f"% {scheme.scheme}", "\\begin{forest}", f"  {_TREE}", f"  [{{{escape(scheme.pref_label)}}}"]
    lines += [line for root in base.roots(scheme.scheme) for line in _branch(base, root, 2)]
    return "\n".join([*lines, "  ]", "\\end{forest}", ""])


def _branch(base: KnowledgeBase, ref: ConceptRef, depth: int) -> list[str]:
    papers = len(base.printed(a.paper for a in base.assertions_below(ref)))
    # In braces: a comma or bracket of the text would end the node.
    start = "  " * depth + f"[{{{escape(base.concept(ref).pref_label)} ({papers})}}"
    below = [line for child in base.narrower(ref) for line in _branch(base, child, depth + 1)]
    return [start, *below, "  " * depth + "]"] if below else [f"{start}]"]


def papers_table(base: KnowledgeBase) -> bytes:
    """All papers that are counted, oldest first, with their terms in the first three facets."""
    papers = sorted(base.printed(base.papers), key=lambda p: (p.issued, p.id))
    head = (
        f"% Papers of the Personalization Atlas, release {release(base)}.\n"
        "% Needs \\usepackage{booktabs,longtable} and the BibTeX file of the atlas.\n"
    )
    return (head + table(base, papers, tuple(base.schemes)[:3])).encode()


def table(base: KnowledgeBase, papers: Sequence[Paper], schemes: Sequence[SchemeId] = ()) -> str:
    """A list of papers as a longtable: work with `\\cite`, year, venue, and a column for each facet named."""
    width = f"{0.5 / len(schemes):.2f}" if schemes else ""
    columns = "lll" + f"p{{{width}\\linewidth}}" * len(schemes)
    names = ["Work", "Year", "Venue", *(escape(base.schemes[s].pref_label) for s in schemes)]
    top = [
        f"\\begin{{longtable}}{{{columns}}}",
        "\\toprule",
        " & ".join(names) + " \\\\",
        "\\midrule",
        "\\endhead",
        "\\bottomrule",
        "\\endfoot",
    ]
    return "\n".join([*top, *(_row(base, p, schemes) for p in papers), "\\end{longtable}", ""])


def _row(base: KnowledgeBase, paper: Paper, schemes: Sequence[SchemeId]) -> str:
    cells = [f"{{{escape(_name(paper))}}}~\\cite{{{paper.id}}}", str(paper.year), escape(paper.venue)]
    for scheme in schemes:
        terms = (a.concept for a in base.assertions(paper) if a.concept.scheme == scheme)
        cells.append(escape(", ".join(base.concept(ref).short for ref in terms)) or "--")
    return " & ".join(cells) + " \\\\"


def _name(paper: Paper) -> str:
    """What a table calls a paper: its short name, else its authors."""
    names = [a.family for a in paper.author]
    return paper.short_name or (" and ".join(names) if len(names) < 3 else f"{names[0]} et al.")
