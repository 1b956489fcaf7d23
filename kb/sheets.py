"""Sheets for a second reading: papers drawn at random, with their labels and without."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from kb.identifiers import Citekey
from kb.knowledge_base import KnowledgeBase
from kb.model import Depth, Method, Paper, Role, Status


def draw(base: KnowledgeBase, number: int, seed: int, without: Sequence[Citekey] = ()) -> list[Paper]:
    """So many papers at random, in the order of their ids: none that is withdrawn or stands in `without`.

    The same seed draws the same papers of the same atlas. Raises `ValueError` when there are too few.
    """
    left = [p for p in base.papers.values() if p.withdrawn is None and p.id not in set(without)]
    if number > len(left):
        raise ValueError(f"only {len(left)} papers are left to draw from")
    left.sort(key=lambda p: hashlib.sha256(f"{seed} {p.id}".encode()).digest())
    return sorted(left[:number], key=lambda p: p.id)


def sheets(base: KnowledgeBase, papers: Sequence[Paper], day: str) -> tuple[str, str]:
    """Two sheets as YAML: one with the labels that the papers carry, one with every facet still to be read.

    Baselines (`compares`) are left out: the guide leaves them to the labeler. A facet of which a record says
    nothing stands with the status that follows, or unread; one with nothing but baselines is `not-reported`.
    """
    machine = all(c.method is Method.MACHINE for p in papers for c in p.curation)
    full = all(p.read is Depth.FULL_TEXT for p in papers)
    head = (
        "# yaml-language-server: $schema=../../../kb/schema/sheet.schema.json\n"
        f"reader: {'machine' if machine else 'human'}\nread: {'full-text' if full else 'abstract'}\n"
        f"date: {day}\npapers:\n"
    )
    first, second = [head], [head]
    for paper in papers:
        for sheet in first, second:
            sheet.append(f"  {paper.id}:\n")
        for scheme in base.schemes:
            status = base.status(paper, scheme)
            found = [
                a.concept.id
                for a in base.assertions(paper)
                if a.concept.scheme == scheme and a.role is not Role.COMPARES
            ]
            if found or status is Status.NOT_READ:
                first.append(f"    {scheme}: [{', '.join(found)}]\n")
            else:
                first.append(f"    {scheme}: {status or Status.NOT_REPORTED}\n")
            second.append(f"    {scheme}: []\n")
    return "".join(first), "".join(second)
