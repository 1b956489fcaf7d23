"""The knowledge bases that exports are made of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb import repository
from kb.knowledge_base import KnowledgeBase, link
from tests.conftest import Atlas
from tests.export.common import ODD, STRANGE
from tests.garden import corpus


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    """An atlas with a background paper, a withdrawn one and letters of many scripts."""
    return corpus()[0]


@pytest.fixture
def strange(atlas: Atlas) -> KnowledgeBase:
    """A tiny atlas in which every free text is hostile, with one paper withdrawn for another."""
    atlas.replace(
        "papers/2025/bob2025second.yaml",
        "scope: core",
        "scope: core\nwithdrawn: {why: no, isReplacedBy: ada2024first}",
    )
    records, _ = repository.read(atlas.root)
    odd = records.papers[ODD]
    author = odd.author[0].model_copy(update={"name": "Łukasz & Söhne_1", "literal": True})
    changed = odd.model_copy(
        update={
            "title": STRANGE,
            "summary": STRANGE,
            "short_name": STRANGE,
            "author": (author, *odd.author[1:]),
        }
    )
    scheme = records.schemes["method"]
    concepts = tuple(
        c.model_copy(update={"pref_label": f"{STRANGE} {c.id}", "definition": STRANGE})
        for c in scheme.concepts
    )
    return link(
        replace(
            records,
            papers={**records.papers, ODD: changed},
            schemes={**records.schemes, "method": scheme.model_copy(update={"concepts": concepts})},
        )
    )
