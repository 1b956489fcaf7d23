"""The atlas: a knowledge base of papers on personalized language models, and all that is made of it.

>>> import kb
>>> atlas = kb.load()
>>> [paper.id for paper in atlas.query("id:tan2024democratizing")]
['tan2024democratizing']
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kb.atlas import Atlas, DataError, load
    from kb.concepts import Concept
    from kb.diagnostics import Diagnostic, Report
    from kb.gate import CheckResult, check
    from kb.identifiers import Citekey, ConceptRef
    from kb.insight import Companions, Contrast, Gap, Matrix, Neighbor
    from kb.knowledge_base import Assertion, KnowledgeBase
    from kb.model import ConceptScheme, Evidence, Paper, Role, Status, Strength
    from kb.query import QuerySyntaxError
    from kb.result import Result

# The public names and where each is made.
_HOMES = {
    "kb.atlas": ("Atlas", "DataError", "load"),
    "kb.concepts": ("Concept",),
    "kb.diagnostics": ("Diagnostic", "Report"),
    "kb.gate": ("CheckResult", "check"),
    "kb.identifiers": ("Citekey", "ConceptRef"),
    "kb.insight": ("Companions", "Contrast", "Gap", "Matrix", "Neighbor"),
    "kb.knowledge_base": ("Assertion", "KnowledgeBase"),
    "kb.model": ("ConceptScheme", "Evidence", "Paper", "Role", "Status", "Strength"),
    "kb.query": ("QuerySyntaxError",),
    "kb.result": ("Result",),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Assertion",
    "Atlas",
    "CheckResult",
    "Citekey",
    "Companions",
    "Concept",
    "ConceptRef",
    "ConceptScheme",
    "Contrast",
    "DataError",
    "Diagnostic",
    "Evidence",
    "Gap",
    "KnowledgeBase",
    "Matrix",
    "Neighbor",
    "Paper",
    "QuerySyntaxError",
    "Report",
    "Result",
    "Role",
    "Status",
    "Strength",
    "check",
    "load",
]


def __getattr__(name: str) -> Any:
    # Loaded when asked for, so that a command that needs no data starts at once.
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'kb' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
