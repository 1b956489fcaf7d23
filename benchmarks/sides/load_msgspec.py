"""Read the same records from JSON files into msgspec structs: the limit of what reading files can be.

`python -m benchmarks.sides.load_msgspec FOLDER`: parsed by orjson, converted by msgspec. Types, patterns and
unknown keys are checked as in our records, nothing across records.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import orjson

from benchmarks.measure import told

Slug = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,79}$")]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=5000)]
Words = Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
Day = Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d\d-\d\d$")]
Strength = Literal["explicit", "inferred"]


class Record(msgspec.Struct, forbid_unknown_fields=True, rename="camel", frozen=True):
    """What all have in common."""


class Identifiers(Record):
    """Under what names libraries know a paper."""

    arxiv: Annotated[str, msgspec.Meta(pattern=r"^\d{4}\.\d{4,5}$|^[a-z-]+/\d{7}$")] | None = None
    doi: Annotated[str, msgspec.Meta(pattern=r"^10\.\d{4,9}/\S{1,200}$")] | None = None
    acl: Words | None = None
    openreview: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{5,40}$")] | None = None


class Label(Record):
    """A label in its long form."""

    evidence: Slug | list[Slug]
    role: str | None = None
    strength: Strength = "explicit"
    note: Text | None = None


class Passage(Record):
    """Where evidence stands."""

    from_: Words = msgspec.field(name="from")
    to: Words | None = None
    digest: Annotated[str, msgspec.Meta(pattern=r"^sha256-[0-9a-f]{16}$")] | None = None


class Evidence(Record):
    """What a label rests on."""

    layer: Literal["abstract", "full-text", "survey", "code", "dataset-card"] = "abstract"
    section: Words | None = None
    passage: Passage | None = None
    note: Text | None = None


class Curation(Record):
    """Who labeled."""

    method: Literal["machine", "human", "author"]
    read: Literal["abstract", "full-text"]
    date: Day


class Paper(Record):
    """A record as it is written."""

    title: Text
    author: list[Words | dict[str, Words]]
    issued: Annotated[str, msgspec.Meta(pattern=r"^\d{4}(-\d\d)?(-\d\d)?$")]
    venue: Words
    summary: Text
    scope: Literal["core", "background"]
    curation: Curation | list[Curation]
    short_name: Words | None = None
    identifiers: Identifiers = Identifiers()
    links: dict[str, Words] = {}
    classification: dict[Slug, str | dict[Slug, Slug | list[Slug] | Label]] = {}
    evidence: dict[Slug, Evidence] = {}


def main(folder: Path) -> None:
    """Read all files."""
    began = time.perf_counter()
    papers: dict[str, Paper] = {}
    for year in sorted(folder.iterdir()):
        for file in sorted(year.iterdir()):
            papers[file.stem] = msgspec.convert(orjson.loads(file.read_bytes()), Paper)
    records = papers.values()
    facets = [f for p in records for f in p.classification.values() if isinstance(f, dict)]
    answer = {
        "papers": len(records),
        "authors": sum(len(p.author) for p in records),
        "labels": sum(map(len, facets)),
        "evidence": sum(len(p.evidence) for p in records),
    }
    told(time.perf_counter() - began, answer)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
