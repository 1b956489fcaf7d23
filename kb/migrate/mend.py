"""What a change of the tree leaves behind, put right: labels now implied, examples elsewhere, old queries."""

from __future__ import annotations

from kb.gate import CheckResult
from kb.identifiers import ConceptRef
from kb.knowledge_base import KnowledgeBase
from kb.migrate.labels import drop_implied
from kb.migrate.workspace import Workspace
from kb.model import Paper
from kb.query import QuerySyntaxError
from kb.query.renamed import renamed
from kb.repository import paper_path, scheme_path
from kb.yamlsource import Scalar

EXAMPLES = "papers/examples.yaml"


def mend(result: CheckResult, workspace: Workspace) -> bool:
    """Whether anything was put right; then there may be more."""
    before = {path: document.text for path, document in workspace.documents.items()}
    for paper in result.records.papers.values():
        if pair := _implied(paper, result.base):
            document = workspace.document(paper_path(paper.id))
            drop_implied(document, paper, *pair, workspace.note)
    _examples(result, workspace)
    _queries(result, workspace)
    return before != {path: document.text for path, document in workspace.documents.items()}


def _implied(paper: Paper, base: KnowledgeBase) -> tuple[ConceptRef, ConceptRef] | None:
    """A label of a paper, and a narrower one in the same role."""
    roles = {a.concept: a.role for a in base.assertions(paper)}
    pairs = ((above, ref) for ref in roles for above in base.ancestors(ref) if above in roles)
    return next(((above, ref) for above, ref in pairs if roles[above] is roles[ref]), None)


def _examples(result: CheckResult, workspace: Workspace) -> None:
    """An example that does not carry the concept any more goes; who knows the field finds another."""
    base = result.base
    for scheme in result.records.schemes.values():
        for n, concept in enumerate(scheme.concepts):
            paper = base.papers.get(concept.example.paper) if concept.example else None
            if paper is None:
                continue
            carried = {a.concept for a in base.assertions(paper)}
            carried |= {above for ref in carried for above in base.ancestors(ref)}
            if ConceptRef(scheme.scheme, concept.id) not in carried:
                workspace.document(scheme_path(scheme.scheme)).remove("concepts", n, "example")
                workspace.note(
                    f"{scheme_path(scheme.scheme)}: {concept.id} needs another example than {paper.id}"
                )


def _queries(result: CheckResult, workspace: Workspace) -> None:
    for n, example in enumerate(result.records.examples):
        try:
            now = renamed(example.query, result.base).query
        except QuerySyntaxError:
            continue
        word = workspace.document(EXAMPLES).at("queries", n, "query")
        if now != example.query and isinstance(word, Scalar):
            workspace.document(EXAMPLES).write(word, now)
            workspace.note(f"{EXAMPLES}: {example.query} is {now} now")
