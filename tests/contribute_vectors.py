"""What Python makes of the texts of `tests/data/contribute-vectors.json`; the browser must make the same.

`python -m tests.contribute_vectors` writes the answers anew: look at the difference before it is kept.
"""

from __future__ import annotations

import json
from typing import Any

from kb.bibtex import parts, plain, spelled
from kb.diagnostics import Diagnostic
from kb.intake.duplicates import Known
from kb.intake.sources import works
from kb.intake.venues import Venues
from kb.intake.work import citekey, identify, own_name
from kb.knowledge_base import KnowledgeBase
from kb.yamltext import keyed, printable, scalar
from tests.garden import DATA

FILE = DATA / "contribute-vectors.json"


def entry(text: str, taken: list[str]) -> dict[str, Any]:
    """What the first entry of a BibTeX text tells, or the problem that it has."""
    work = next(iter(works(text, "pasted.bib")))
    if isinstance(work, Diagnostic):
        return {"line": work.location.line, "problem": work.message}
    return {
        "title": work.title,
        "authors": [f"{{{spelled(n)}}}" if n.literal else spelled(n) for n in work.authors],
        "others": bool(work.notes),
        "issued": [work.year, work.month],
        "venue": work.venue,
        "abstract": work.abstract,
        "identifiers": dict(work.identifiers),
        "shortName": own_name(work.title),
        "id": citekey(work, taken) or "",
    }


def standing(base: KnowledgeBase, text: str) -> dict[str, Any]:
    """Which record an entry collides with, if any, and the venue of the atlas that it names."""
    work = next(iter(works(text, "pasted.bib")))
    assert not isinstance(work, Diagnostic)
    twin = Known(base).find(work)
    return {
        "twin": [twin.of, twin.sure, twin.message, twin.cure.partition("; if it is")[0]] if twin else None,
        "venue": Venues(base).short_name(work) or "",
    }


def name(text: str) -> list[str]:
    """The parts of a name and how it is written."""
    n = parts(text)
    return [n.given, n.particle, n.family, n.suffix, spelled(n)]


def answers(vectors: dict[str, Any]) -> dict[str, Any]:
    """The same vectors with the answers of today."""
    return {
        "entries": [{**v, "told": entry(v["text"], v.get("taken", []))} for v in vectors["entries"]],
        "identifiers": [{**v, "told": dict(identify([v["text"]]))} for v in vectors["identifiers"]],
        "names": [{**v, "told": name(v["text"])} for v in vectors["names"]],
        "tex": [{**v, "told": plain(v["text"])} for v in vectors["tex"]],
        "scalars": [
            {**v, "told": [printable(v["text"]), *_written(printable(v["text"]))]} for v in vectors["scalars"]
        ],
    }


def _written(text: str) -> list[str]:
    return [scalar(text), scalar(text, flow=True), keyed("note", text, 4)] if text else ["", "", ""]


def read() -> dict[str, Any]:
    """The vectors as they are kept."""
    kept: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return kept


if __name__ == "__main__":
    FILE.write_text(json.dumps(answers(read()), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
