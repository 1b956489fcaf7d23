"""The query language: one string, the same papers in the same order in browser, shell and Python.

Grammar and scoring are pinned by `tests/data/query-vectors.json`, which both engines run.
"""

from kb.identifiers import Citekey
from kb.index import Index
from kb.knowledge_base import KnowledgeBase
from kb.query.bind import bind, read
from kb.query.errors import QuerySyntaxError
from kb.query.evaluate import evaluate
from kb.query.explain import explain, read_as
from kb.query.facets import facet_counts
from kb.query.hints import Hints, hints
from kb.query.rank import rank
from kb.query.renamed import Renamed, renamed
from kb.query.syntax import parse
from kb.query.vocabulary import Vocabulary


def run(text: str, base: KnowledgeBase, index: Index) -> tuple[Citekey, ...]:
    """The papers that a query finds, in order; raises `QuerySyntaxError`."""
    node = read(text, base)
    return tuple(index.ids[n] for n in rank(node, evaluate(node, index), index))


__all__ = [
    "Hints",
    "QuerySyntaxError",
    "Renamed",
    "Vocabulary",
    "bind",
    "evaluate",
    "explain",
    "facet_counts",
    "hints",
    "parse",
    "rank",
    "read",
    "read_as",
    "renamed",
    "run",
]
