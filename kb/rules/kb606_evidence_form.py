"""KB606: evidence does not show where it stands.

Evidence from an abstract has a `passage`; from the survey or a full text a `section`, or a passage. `from`
and `to` have at most five words each: a passage is pointed at, not copied.
"""

from __future__ import annotations

from collections.abc import Iterator

from kb.diagnostics import Diagnostic, quote
from kb.model import Evidence, Layer, Paper
from kb.rules.context import Context
from kb.words import fold_evidence

MAX_WORDS = 5


def check_paper(context: Context, paper: Paper) -> Iterator[Diagnostic]:
    """Look at every piece of evidence."""
    for name, evidence in paper.evidence.items():
        for steps, message, hint in _faults(name, evidence):
            place = context.at_paper(paper, "evidence", name, *steps)
            yield Diagnostic(place, "KB606", message, hint)


def _faults(name: str, evidence: Evidence) -> Iterator[tuple[tuple[str, ...], str, str]]:
    passage = evidence.passage
    if passage is None:
        if evidence.layer is Layer.ABSTRACT:
            yield (), f"the evidence {quote(name)} has no passage", "add passage: {from: ..., to: ...}"
        elif evidence.section is None and evidence.layer in (Layer.SURVEY, Layer.FULL_TEXT):
            yield (), f"the evidence {quote(name)} has no section", "add section, or a passage"
        return
    for key, words in (("from", passage.from_), ("to", passage.to)):
        if words is None:
            continue
        count = len(words.split())
        if count > MAX_WORDS:
            yield ("passage", key), f"{key} has {count} words", f"give at most {MAX_WORDS}"
        if not fold_evidence(words):
            yield ("passage", key), f"{key} has no word", "give words of the passage"
