"""Our own words, or the source's? Finds texts of a record that repeat a run of words of the paper."""

from __future__ import annotations

from collections.abc import Iterator

from kb.diagnostics import Diagnostic, quote
from kb.evidence import Texts
from kb.model import Paper
from kb.repository import Records, paper_path
from kb.words import fold_evidence

RUN = 10


def copied(records: Records, texts: Texts) -> Iterator[Diagnostic]:
    """Every summary or note that shares `RUN` running words with a text of its paper (KB703).

    Compared after `fold_evidence`, so that neither letter case nor punctuation hides a copy. Papers without
    a text are passed over.
    """
    sources: dict[str, list[list[str]]] = {}
    for (key, _), text in texts.items():
        sources.setdefault(key, []).append(fold_evidence(text).split())
    for paper in records.papers.values():
        runs = {run for words in sources.get(paper.id, ()) for run in _runs(words)}
        for steps, text in _texts(paper) if runs else ():
            shared = next((run for run in _runs(fold_evidence(text).split()) if run in runs), None)
            if shared:
                yield Diagnostic(
                    records.place(paper_path(paper.id), *steps),
                    "KB703",
                    f"{RUN} running words stand in the paper as well: {quote(' '.join(shared), 90)}",
                    "say it in your own words",
                )


def _runs(words: list[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1))


def _texts(paper: Paper) -> Iterator[tuple[tuple[object, ...], str]]:
    yield ("summary",), paper.summary
    for name, evidence in paper.evidence.items():
        if evidence.note:
            yield ("evidence", name, "note"), evidence.note
    for scheme, facet in paper.classification.items():
        for concept, label in facet.labels.items():
            if label.note:
                yield ("classification", scheme, concept, "note"), label.note
