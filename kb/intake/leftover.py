"""What `kb new` left in a record as comments: suggested terms, and how to confirm them by hand."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from kb.identifiers import ConceptId, ConceptRef, SchemeId
from kb.intake.skeleton import EXAMPLE, GUIDE
from kb.model import ConceptScheme, Paper

Schemes = Mapping[SchemeId, ConceptScheme]

# What kb new leaves: the head of a facet, which it may have lost to the facet itself, and terms below it.
_FACET = re.compile(r"#   ([a-z0-9-]+):  # .*")
_STANDS = re.compile(r"  ([a-z0-9-]+):.*")
_TERM = re.compile(r"#     ([a-z0-9][a-z0-9-]*): EVIDENCE  # .*")
_SUCH = re.compile(r"#     # concepts of taxonomy/.*")


def suggested(text: str, schemes: Schemes) -> list[ConceptRef]:
    """The terms that `kb new` left in comments, in order."""
    return [ref for _, ref in _rows(text, schemes) if ref]


def _rows(text: str, schemes: Schemes) -> Iterator[tuple[str, ConceptRef | None]]:
    """The lines, each with the term that it suggests."""
    scheme = ""
    for row in text.splitlines(keepends=True):
        line = row.rstrip("\n")
        head = _FACET.fullmatch(line) or _STANDS.fullmatch(line)
        scheme = head[1] if head else scheme
        term = _TERM.fullmatch(line) if scheme in schemes else None
        yield row, _ref(scheme, term[1]) if term else None


def _ref(scheme: str, concept: str) -> ConceptRef | None:
    try:
        return ConceptRef(SchemeId(scheme), ConceptId(concept))
    except ValueError:  # somebody wrote into the comment
        return None


def heading(text: str, scheme: str) -> re.Match[str] | None:
    """The comment that stands in place of a facet."""
    return re.search(rf"^#   {re.escape(scheme)}:  # .*\n", text, re.M)


def is_left(line: str) -> bool:
    """Whether a line is one of the comments."""
    return any(pattern.fullmatch(line) for pattern in (_FACET, _TERM, _SUCH))


def behind(text: str, at: int) -> int:
    """Where the suggestions end that may stand from `at` on, the beginning of a line."""
    while row := re.compile(f"{_TERM.pattern}\\n").match(text, at):
        at = row.end()
    return at


def without_answered(text: str, paper: Paper, done: Collection[ConceptRef], schemes: Schemes) -> str:
    """The text without the comments of `kb new` that have their answer."""
    answered = False
    kept = []
    for row, ref in _rows(text, schemes):
        head = _FACET.fullmatch(row.rstrip("\n"))
        facet = paper.classification.get(SchemeId(head[1])) if head and head[1] in schemes else None
        if head:
            answered = facet is not None
        such = answered and _SUCH.fullmatch(row.rstrip("\n"))
        if not (such or facet or (ref and (ref in done or _status(paper, ref.scheme)))):
            kept.append(row)
    text = "".join(kept)
    if any(heading(text, name) for name in schemes) or suggested(text, schemes):
        return text
    return text.replace(GUIDE, "", 1).replace(f"# evidence:\n{EXAMPLE}", "", 1).replace(EXAMPLE, "", 1)


def _status(paper: Paper, scheme: SchemeId) -> bool:
    facet = paper.classification.get(scheme)
    return facet is not None and facet.status is not None
