"""Which concepts stand together in papers more often than chance would bring them together.

Two concepts are companions when at least `FEWEST` papers carry both, and that is at least `TIMES` what chance
would give. Only papers count whose facets were both read; among them chance gives the papers of the one
times the share of the other. A concept is no companion of those above and below it: they share papers by
definition. Papers are those that matrices count, without surveys.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from kb.identifiers import ConceptRef
from kb.index import Index
from kb.insight.matrix import counted, read_bits
from kb.knowledge_base import KnowledgeBase

FEWEST = 5
TIMES = 2


@dataclass(frozen=True, slots=True)
class Companions:
    """Two concepts, the first one earlier in the taxonomy.

    `count` papers carry both, `lift` times as many as chance would give, to a tenth.
    """

    one: ConceptRef
    other: ConceptRef
    count: int
    lift: float


def companions(base: KnowledgeBase, index: Index) -> tuple[Companions, ...]:
    """All pairs of companions, in the order of the taxonomy."""
    core = counted(index)
    read = {scheme: core & read_bits(base, index, scheme) for scheme in base.schemes}
    order = [ref for scheme in base.schemes for _, ref in base.tree(scheme)]
    papers = {ref: core & index.below.get((ref, None), 0) for ref in order}
    often = [ref for ref in order if papers[ref].bit_count() >= FEWEST]
    found = []
    for one, other in combinations(often, 2):
        both_read = read[one.scheme] & read[other.scheme]
        shared = (papers[one] & papers[other] & both_read).bit_count()
        chance = (papers[one] & both_read).bit_count() * (papers[other] & both_read).bit_count()
        # Compared as whole numbers: a rounded quotient could tip either way.
        if shared < FEWEST or shared * both_read.bit_count() < TIMES * chance:
            continue
        if one not in base.ancestors(other) and other not in base.ancestors(one):
            found.append(Companions(one, other, shared, round(shared * both_read.bit_count() / chance, 1)))
    return tuple(found)
