"""What tests of exports share: the strangest text, and what a knowledge base says, to compare with."""

from __future__ import annotations

import csv
import io
import sqlite3

from kb.export import EXPORTS, by_name
from kb.knowledge_base import KnowledgeBase

STRANGE = '=1+1 "quoted", [a] {b} \\x & <i>50%</i> #1 $x_1$ ~ ^; it\'s 个性化 גינה Łódź 🌱 -- \u2028 end'
ODD = "ada2024first"
NAMES = [export.name for export in EXPORTS]


def made(base: KnowledgeBase, name: str) -> bytes:
    return by_name(name).make(base)


def text(base: KnowledgeBase, name: str) -> str:
    return made(base, name).decode()


def labels(base: KnowledgeBase) -> list[tuple[str, ...]]:
    return [
        (a.paper, a.concept.scheme, a.concept.id, str(a.role), str(a.strength))
        for paper in base.papers.values()
        for a in base.assertions(paper)
    ]


def withdrawn(base: KnowledgeBase) -> set[str]:
    return {p.id for p in base.papers.values() if p.withdrawn}


def statuses(base: KnowledgeBase, citekey: str) -> dict[str, str]:
    paper = base.papers[citekey]
    return {s: str(status) for s in base.schemes if (status := base.status(paper, s)) is not None}


def rows(base: KnowledgeBase, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text(base, name), newline=""), strict=True))


def opened(base: KnowledgeBase) -> sqlite3.Connection:
    found = sqlite3.connect(":memory:", isolation_level=None)
    found.deserialize(made(base, "sqlite"))
    return found
