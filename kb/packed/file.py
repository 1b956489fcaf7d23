"""The packed file itself: a line that says what it is, one for the taxonomy and the lists, one for the index,
then a line a record."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from kb.diagnostics import Diagnostic, Location, quote
from kb.holdings import Holdings
from kb.identifiers import Citekey, ConceptRef
from kb.index import Index
from kb.knowledge_base import KnowledgeBase
from kb.lazy import Lazy
from kb.model import (
    Agreement,
    ConceptScheme,
    Crosswalk,
    ExampleQuery,
    OutOfScope,
    Paper,
    Pictures,
    Release,
    SecondReading,
    Sheet,
    Venue,
)
from kb.packed import postings

NAME = "atlas.packed.jsonl"
KIND = "personalization-atlas-packed"
FORMAT = 1  # goes up when a reader of an older file would misread it
MAX_PACKED = 512_000_000  # bytes: room for some fifty thousand papers
_HEAD = 3  # lines before the records


@dataclass(frozen=True)
class Packed:
    """An opened file. Its records are decoded when asked for; `problems` decodes them all at once."""

    path: str
    holdings: Holdings
    _index: bytes

    def index(self) -> Index:
        """The index of the data, as it was packed."""
        schemes = self.holdings.schemes.values()
        return postings.from_plain(
            json.loads(self._index), (ConceptRef(s.scheme, c.id) for s in schemes for c in s.concepts)
        )

    def problems(self) -> list[Diagnostic]:
        """What is wrong with the records: to be asked of a file from elsewhere before anything else."""
        found = []
        held = self.holdings
        records: tuple[Mapping[Any, Any], ...] = (held.papers, held.venues, held.crosswalks)
        for kind in (*records, held.second_readings, held.releases):
            for name in kind:
                try:
                    record = kind[name]
                    if isinstance(record, Paper) and record.id != name:
                        raise ValueError(f"it calls itself {record.id}")
                except (ValueError, TypeError, KeyError) as error:
                    found.append(_unfit(self.path, f"the record {quote(str(name))}", error))
        return found


def pack(base: KnowledgeBase, index: Index, software: str) -> bytes:
    """The file for a knowledge base without errors; the same data give the same bytes.

    `software` is the version of this package, by which an older or newer one says who can read the file.
    """
    lines = list(_records(base))
    core = {
        "schemes": [_plain(scheme) for scheme in base.schemes.values()],
        "venues": {name: _plain(venue) for name, venue in base.venues.items()},
        "outOfScope": [_plain(work) for work in base.out_of_scope],
        "examples": [_plain(example) for example in base.examples],
        "pictures": [_plain(picture) for picture in base.pictures],
        "release": _plain(base.release) if base.release else None,
        "records": [[kind, name] for kind, name, _ in lines],
    }
    body = "\n".join([_json(core), _json(postings.to_plain(index)), *(line for _, _, line in lines)]).encode()
    head = {
        "kind": KIND,
        "format": FORMAT,
        "software": software,
        "release": base.release.version if base.release else None,
        "sha256": hashlib.sha256(body).hexdigest(),
    }
    return _json(head).encode() + b"\n" + body


def read_file(file: Path) -> tuple[Packed | None, list[Diagnostic]]:
    """A packed file of the disk, or None and what is wrong with it."""
    try:
        with file.open("rb") as stream:
            return read(str(file), stream.read(MAX_PACKED + 1))
    except OSError as error:
        message = f"the file cannot be read: {error.strerror}"
        return None, [Diagnostic(Location(str(file)), "KB110", message, "check its path and permissions")]


def read(path: str, data: bytes) -> tuple[Packed | None, list[Diagnostic]]:
    """A packed file from bytes, or None and what is wrong with them; `path` names it in what is said."""
    head, _, body = data.partition(b"\n")
    if found := _refused(path, head, body):
        return None, [found]
    lines = body.split(b"\n")
    try:
        core = json.loads(lines[0])
        return Packed(path, _holdings(core, lines[_HEAD - 1 :]), lines[1]), []
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        return None, [_unfit(path, "the taxonomy or a list", error)]


def _refused(path: str, head: bytes, body: bytes) -> Diagnostic | None:
    """Why the file cannot be used at all, if so."""
    at = Location(path)
    if len(body) > MAX_PACKED:
        return Diagnostic(at, "KB101", f"the file has more than {MAX_PACKED:,} bytes", "name a release")
    try:
        told = json.loads(head)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict) or told.get("kind") != KIND:
        return Diagnostic(
            at, "KB115", "this is no packed atlas", f"name a folder, or a zip that holds {NAME}"
        )
    if told.get("format") != FORMAT:
        form, made = quote(str(told.get("format"))), quote(str(told.get("software")))
        message = (
            f"the file has format {form} of personalization-atlas {made}, and format {FORMAT} is read here"
        )
        return Diagnostic(at, "KB115", message, "install that version, or take a release of this one")
    if told.get("sha256") != hashlib.sha256(body).hexdigest():
        return Diagnostic(at, "KB115", "the file is damaged: its checksum differs", "fetch it again")
    return None


def _holdings(core: Mapping[str, Any], lines: list[bytes]) -> Holdings:
    by_kind: dict[str, dict[str, bytes]] = {"paper": {}, "crosswalk": {}, "reading": {}, "release": {}}
    for (kind, name), line in zip(core["records"], lines, strict=True):
        by_kind[kind][name] = line
    schemes = [ConceptScheme.model_validate(plain) for plain in core["schemes"]]
    papers = {Citekey(name): line for name, line in by_kind["paper"].items()}
    return Holdings(
        schemes={scheme.scheme: scheme for scheme in schemes},
        papers=Lazy(papers, Paper.model_validate_json),
        venues=Lazy(core["venues"], Venue.model_validate),
        out_of_scope=tuple(map(OutOfScope.model_validate, core["outOfScope"])),
        examples=tuple(map(ExampleQuery.model_validate, core["examples"])),
        pictures=Pictures.model_validate({"pictures": core["pictures"]}).pictures,
        release=Release.model_validate(core["release"]) if core["release"] else None,
        second_readings=Lazy(by_kind["reading"], _reading),
        crosswalks=Lazy(by_kind["crosswalk"], Crosswalk.model_validate_json),
        releases=Lazy(by_kind["release"], _release),
    )


def _records(base: KnowledgeBase) -> Iterator[tuple[str, str, str]]:
    """Kind, name and line of each record."""
    for citekey, paper in base.papers.items():
        yield "paper", citekey, _json(_plain(paper))
    for name, crosswalk in base.crosswalks.items():
        yield "crosswalk", name, _json(_plain(crosswalk))
    for name, reading in base.second_readings.items():
        plain = {part: _plain(value) for part, value in reading._asdict().items() if value is not None}
        yield "reading", name, _json(plain)
    for name, data in base.releases.items():
        yield "release", name, _json(data.decode())


def _reading(line: bytes) -> SecondReading:
    plain = json.loads(line)
    agreement = Agreement.model_validate(plain["agreement"]) if "agreement" in plain else None
    return SecondReading(
        Sheet.model_validate(plain["first"]), Sheet.model_validate(plain["second"]), agreement
    )


def _release(line: bytes) -> bytes:
    text: str = json.loads(line)
    return text.encode()


def _plain(record: BaseModel) -> Any:
    return record.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _unfit(path: str, what: str, error: Exception) -> Diagnostic:
    why = (
        error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error) or type(error).__name__
    )
    return Diagnostic(Location(path), "KB115", f"{what} cannot be decoded: {quote(why)}", "fetch it again")
