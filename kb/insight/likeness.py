"""Whether papers agree in a facet; what nobody knows of a paper is no difference."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from kb.identifiers import SchemeId
from kb.knowledge_base import KnowledgeBase
from kb.model import Paper, Status


class Likeness(StrEnum):
    """How papers stand to each other in a facet.

    `UNKNOWN`: no two papers are known to differ, and of one at least nothing is known.
    """

    DIFFERENT = "different"
    UNKNOWN = "unknown"
    SAME = "same"


def likeness(base: KnowledgeBase, papers: Sequence[Paper], scheme: SchemeId) -> Likeness:
    """Compare the concepts that papers carry in a facet, in whatever role.

    Of a paper without labels there something is known only where the facet does not apply.
    """
    known, silent = set(), False
    for paper in papers:
        labels = frozenset(a.concept for a in base.assertions(paper) if a.concept.scheme == scheme)
        if labels or base.status(paper, scheme) is Status.NOT_APPLICABLE:
            known.add(labels)
        else:
            silent = True
    if len(known) > 1:
        return Likeness.DIFFERENT
    return Likeness.UNKNOWN if silent else Likeness.SAME
