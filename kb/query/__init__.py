"""The query language: one string, the same papers in the same order in browser, shell and Python.

Grammar and scoring are pinned by `tests/data/query-vectors.json`, which both engines run.
"""

from kb.identifiers import Citekey
from kb.index import Index
from kb.knowledge_base import KnowledgeBase
from kb.query.bind import Vocabulary
from kb.query.evaluate import evaluate
from kb.query.explain import explain
from kb.query.facets import facet_counts
from kb.query.rank import rank
from kb.query.syntax import QuerySyntaxError, parse


def run(text: str, base: KnowledgeBase, index: Index) -> tuple[Citekey, ...]:
    """The papers that a query finds, in order; raises `QuerySyntaxError`."""
    bound = Vocabulary(base).read(text)
    return tuple(index.ids[n] for n in rank(bound, evaluate(bound, index), index))


__all__ = ["QuerySyntaxError", "Vocabulary", "explain", "facet_counts", "parse", "run"]
