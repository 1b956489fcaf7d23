"""What the browser counts by: of all papers the labels, statuses and flags, a few characters each.

A facet is one column, and the flags are one. Small columns stand in one file together, large ones in files
of their own, so that a query by one facet loads one. Counts over all papers are told beforehand: whoever only
opens a page loads no column at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import groupby, product
from typing import Any

from kb.identifiers import ConceptRef, SchemeId
from kb.index import Index
from kb.knowledge_base import Assertion, KnowledgeBase
from kb.model import Paper, Role, Status, Strength
from kb.query.bind import FLAGS

# Characters of columns that one file may hold; a larger column has a file of its own.
SIZE = 40_000
# How many of the terms that most papers carry are told beforehand.
CARRIED = 8
# What numbers are written in: characters that JSON and a script leave as they are.
SIGNS = "".join(chr(n) for n in range(35, 127) if chr(n) not in "\\<")
# The first of them end a number, the others say that it goes on.
ENDING = 64
# Of labels that name the same concept: each role with each strength.
KINDS = len(Role) * len(Strength)
_KINDS = {pair: n for n, pair in enumerate(product(Role, Strength))}

Column = dict[str, Any]


def packed(numbers: Iterable[int]) -> str:
    """Whole numbers from 0 as text: one character for those below 64, one more for each further factor 26."""
    return "".join(map(_packed, numbers))


@lru_cache(maxsize=100_000)
def _packed(number: int) -> str:
    found = ""
    while number >= ENDING:
        number, sign = divmod(number - ENDING, len(SIGNS) - ENDING)
        found += SIGNS[ENDING + sign]
    return found + SIGNS[number]


def unpacked(text: str) -> list[int]:
    """The numbers that `packed` wrote."""
    found, weight, number = [], 1, 0
    for sign in map(SIGNS.index, text):
        number += weight * sign
        if sign >= ENDING:
            weight *= len(SIGNS) - ENDING
        else:
            found.append(number)
            weight, number = 1, 0
    return found


def columns(base: KnowledgeBase, papers: Sequence[Paper]) -> list[list[Column]]:
    """All columns, flags first and then facet by facet, as the files that hold them."""
    files: list[list[Column]] = []
    room = -1
    sets = flag_sets(papers)
    at = {"at": packed(sets.index(flags(paper)) for paper in papers)}
    for column in (at, *(_facet(base, scheme, papers) for scheme in base.schemes)):
        size = sum(map(len, column.values()))
        if size > room:
            files.append([])
            room = SIZE
        room -= size
        files[-1].append(column)
    return files


def kind(assertion: Assertion) -> int:
    """Role and strength of a label as one number."""
    return _KINDS[assertion.role, assertion.strength]


def flags(paper: Paper) -> list[Any]:
    """Scope, reading depth, methods and what the paper has, as the query language asks for them."""
    passages = [e for e in paper.evidence.values() if e.passage is not None]
    holds = {
        "code": paper.links.code is not None,
        "doi": paper.identifiers.doi is not None,
        "evidence": bool(passages) and all(e.matched for e in passages),
    }
    methods = sorted({c.method for c in paper.curation})
    return [paper.scope, paper.read, methods, [name for name in FLAGS["has"] if holds[name]]]


def flag_sets(papers: Iterable[Paper]) -> list[list[Any]]:
    """The sets of flags that occur."""
    found: list[list[Any]] = []
    for told in map(flags, papers):
        if told not in found:
            found.append(told)
    return found


def _facet(base: KnowledgeBase, scheme: SchemeId, papers: Sequence[Paper]) -> Column:
    """How many labels each paper has, or its status; then the concepts and the kinds of all labels.

    `n` is 0 for nothing, the place of a status from 1, and above all statuses the number of labels.
    """
    position = {ref: n for n, (_, ref) in enumerate(base.tree(scheme))}
    statuses = {status: n for n, status in enumerate(Status, 1)}
    numbers, concepts, kinds = [], [], []
    for paper in papers:
        labels = [a for a in base.assertions(paper) if a.concept.scheme == scheme]
        status = base.status(paper, scheme)
        numbers.append(len(statuses) + len(labels) if labels else 0 if status is None else statuses[status])
        concepts += [position[a.concept] for a in labels]
        kinds += [kind(a) for a in labels]
    return {"n": packed(numbers), "concepts": packed(concepts), "kinds": packed(kinds)}


def totals(base: KnowledgeBase, index: Index, papers: Sequence[Paper]) -> dict[str, Any]:
    """What holds for all papers together: years in default order, and counts by flag, status and term."""
    own = sorted(
        ((index.exactly.get((ref, None), 0).bit_count(), ref) for ref in _concepts(base)),
        key=lambda row: -row[0],
    )
    position = {ref: n for n, ref in enumerate(_concepts(base))}
    return {
        "papers": len(papers),
        "years": [[year, len(list(run))] for year, run in groupby(p.year for p in papers)],
        "sets": flag_sets(papers),
        "flags": {
            f"{name}:{value}": index.flags.get((name, value), 0).bit_count()
            for name, values in FLAGS.items()
            for value in values
        },
        "statuses": [
            [index.status.get((scheme, status), 0).bit_count() for status in Status]
            for scheme in base.schemes
        ],
        "concepts": [index.below.get((ref, None), 0).bit_count() for ref in _concepts(base)],
        "carried": [[position[ref], count] for count, ref in own[:CARRIED] if count],
    }


def _concepts(base: KnowledgeBase) -> list[ConceptRef]:
    return [ref for scheme in base.schemes for _, ref in base.tree(scheme)]
