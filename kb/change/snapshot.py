"""What a release leaves behind: its papers with their labels and its concepts, in one small file.

`papers/releases/<version>.json` holds a paper or concept a line, sorted, so that the same data give the same
bytes and a version control shows what changed. Reading one gives diagnostics, never an exception.
"""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, StringConstraints, ValidationError

from kb.diagnostics import Diagnostic, Location, quote
from kb.identifiers import Citekey, ConceptRef, SchemeId
from kb.knowledge_base import KnowledgeBase
from kb.model import Role, Scope, Status, Strength
from kb.model.base import Day, Issued, Record, ShortText, Text

RELEASES = "papers/releases"
MAX_SNAPSHOT = 64_000_000  # bytes: room for some fifty thousand papers
MOST_FINDINGS = 20
_FORM = r"[a-z0-9][a-z0-9-]{1,79}"
_VERSION = re.compile(r"[0-9]{4}\.[0-9]{1,2}(\.[0-9]+)?")

RefText = Annotated[str, StringConstraints(pattern=f"^{_FORM}:{_FORM}$")]
LabelText = Annotated[str, StringConstraints(pattern=f"^{_FORM}:{_FORM}@({'|'.join(Role)})$")]
Version = Annotated[str, StringConstraints(pattern=f"^{_VERSION.pattern}$")]


class Term(Record):
    """A concept as released: its label, the one above it, and whether it should no longer be used."""

    label: ShortText
    broader: RefText | None = None
    deprecated: bool = False
    is_replaced_by: RefText | None = None


class Kept(Record):
    """A paper as released; `labels` are written `technique:peft@proposes`, each with its strength."""

    title: Text
    issued: Issued
    scope: Scope
    withdrawn: bool = False
    labels: dict[LabelText, Strength] = Field(default_factory=dict)
    statuses: dict[SchemeId, Status] = Field(default_factory=dict)

    @property
    def counts(self) -> bool:
        """Whether printed counts include the paper."""
        return self.scope is Scope.CORE and not self.withdrawn

    @property
    def held(self) -> dict[str, tuple[str, str]]:
        """Role and strength of each concept that the paper carries."""
        parts = ((name.rpartition("@"), strength) for name, strength in self.labels.items())
        return {ref: (role, str(strength)) for (ref, _, role), strength in parts}


class Snapshot(Record):
    """The data of one release; without version and date, data that have no release yet."""

    version: Version | None = None
    date: Day | None = None
    schemes: dict[SchemeId, ShortText] = Field(default_factory=dict)
    concepts: dict[RefText, Term] = Field(default_factory=dict)
    papers: dict[Citekey, Kept] = Field(default_factory=dict)

    @property
    def name(self) -> str:
        """The version, for a reader."""
        return self.version or "unreleased"


def snapshot(base: KnowledgeBase) -> Snapshot:
    """The data as they stand, under the version of `taxonomy/release.yaml`."""
    concepts = {}
    for ref, concept in base.concepts.items():
        above, gone = base.broader(ref), concept.deprecated
        instead = str(ConceptRef(ref.scheme, gone.is_replaced_by)) if gone and gone.is_replaced_by else None
        concepts[str(ref)] = Term(
            label=concept.pref_label,
            broader=str(above) if above else None,
            deprecated=gone is not None,
            is_replaced_by=instead,
        )
    papers = {
        paper.id: Kept(
            title=paper.title,
            issued=paper.issued,
            scope=paper.scope,
            withdrawn=paper.withdrawn is not None,
            labels={f"{a.concept}@{a.role}": a.strength for a in base.assertions(paper)},
            statuses={s: status for s in base.schemes if (status := base.status(paper, s)) is not None},
        )
        for paper in base.papers.values()
    }
    release = base.release
    return Snapshot(
        version=release.version if release else None,
        date=release.date if release else None,
        schemes={key: scheme.pref_label for key, scheme in base.schemes.items()},
        concepts=concepts,
        papers=papers,
    )


def dump(kept: Snapshot) -> bytes:
    """A snapshot as the bytes of its file: a line a paper and concept, sorted by id."""
    plain: dict[str, Any] = kept.model_dump(mode="json", by_alias=True, exclude_defaults=True)

    def line(key: str, value: Any) -> str:
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return f"{json.dumps(key)}: {text}"

    parts = [line(key, plain[key]) for key in ("version", "date") if key in plain]
    # Facets keep their order, which `sort_keys` would lose.
    schemes = ",\n".join(line(key, label) for key, label in plain.get("schemes", {}).items())
    parts.append(f'"schemes": {{\n{schemes}\n}}')
    for name in ("concepts", "papers"):
        rows = ",\n".join(line(key, value) for key, value in sorted(plain.get(name, {}).items()))
        parts.append(f'"{name}": {{\n{rows}\n}}')
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode()


def snapshot_path(version: str) -> str:
    """Where the snapshot of a release lies."""
    return f"{RELEASES}/{version}.json"


def is_version(text: str) -> bool:
    """Whether a text has the form of a release version."""
    return _VERSION.fullmatch(text) is not None


def read(file: Path, path: str) -> tuple[Snapshot | None, list[Diagnostic]]:
    """The snapshot in a file, and what is wrong with it; `path` names the file in what is said.

    Only a regular file is opened.
    """
    try:
        if not stat.S_ISREG(file.stat().st_mode):
            return None, [Diagnostic(Location(path), "KB111", "this is no file", "name a snapshot")]
        with open(file, "rb", opener=_open_at_once) as stream:
            return parse(path, stream.read(MAX_SNAPSHOT + 1))
    except OSError as error:
        message = f"the file cannot be read: {error.strerror}"
        return None, [Diagnostic(Location(path), "KB110", message, "check its path and permissions")]


def _open_at_once(file: str, flags: int) -> int:
    return os.open(file, flags | getattr(os, "O_NONBLOCK", 0))


def parse(path: str, data: bytes) -> tuple[Snapshot | None, list[Diagnostic]]:
    """A snapshot from bytes, or None and what is wrong with them."""
    if len(data) > MAX_SNAPSHOT:
        return _wrong(path, "KB101", f"the file has more than {MAX_SNAPSHOT:,} bytes", "name a snapshot")
    try:
        text = data.decode("utf-8")
        plain = json.loads(text)
    except UnicodeDecodeError:
        return _wrong(path, "KB102", "the file is not UTF-8", "save it as UTF-8")
    except json.JSONDecodeError as error:
        at = Location(path, error.lineno, error.colno)
        return None, [
            Diagnostic(
                at, "KB107", f"this is no JSON: {error.msg}", "write it anew: kb release --write --force"
            )
        ]
    except (RecursionError, ValueError):
        return _wrong(path, "KB108", "values are nested too deeply or numbers too long", "name a snapshot")
    if not isinstance(plain, dict):
        return _wrong(path, "KB107", "this is no snapshot of a release", "name one that kb release wrote")
    try:
        return Snapshot.model_validate(plain), []
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)[:MOST_FINDINGS]
        lines = text.split("\n")
        return None, [
            _explained(path, lines, tuple(map(str, d["loc"])), d["type"], d["msg"]) for d in details
        ]


def _explained(path: str, lines: list[str], steps: tuple[str, ...], kind: str, message: str) -> Diagnostic:
    """A problem at the line of the paper or concept that has it."""
    steps = tuple(s for s in steps if s != "[key]")
    key = json.dumps(steps[1] if len(steps) > 1 else "".join(steps[:1])) + ":"
    line = next((n for n, text in enumerate(lines, 1) if text.lstrip().startswith(key)), 1)
    code = {"extra_forbidden": "KB201", "missing": "KB202"}.get(kind, "KB203")
    where = " ".join(quote(s) for s in steps) or "the snapshot"
    message = message.removeprefix("Value error, ")
    return Diagnostic(Location(path, line), code, f"{where}: {message[:1].lower()}{message[1:]}")


def _wrong(path: str, code: str, message: str, cure: str) -> tuple[None, list[Diagnostic]]:
    return None, [Diagnostic(Location(path), code, message, cure)]


def kept(files: Mapping[str, bytes]) -> tuple[tuple[Snapshot, ...], list[Diagnostic]]:
    """The snapshots in files by the version in their names, newest first, and what is wrong with them."""
    good, found = [], []
    for version, data in files.items():
        path = snapshot_path(version)
        made, problems = parse(path, data)
        found += problems
        if made is None:
            continue
        if made.version != version or made.date is None:
            message = f"the version {quote(made.name)} with the date {quote(made.date or '')} stands here"
            cure = "name the file after its version, and give it a date"
            found.append(Diagnostic(Location(path), "KB501", message, cure))
        else:
            good.append(made)
    return newest_first(good), found


def releases(base: KnowledgeBase) -> tuple[Snapshot, ...]:
    """The releases that left a snapshot in the data folder, newest first; a broken one is left out."""
    return kept(base.releases)[0]


def newest_first(snapshots: Iterable[Snapshot]) -> tuple[Snapshot, ...]:
    """Snapshots by version, the newest first: 2026.11 after 2026.2."""
    return tuple(sorted(snapshots, key=lambda made: version_key(made.version or "0"), reverse=True))


def version_key(version: str) -> tuple[int, ...]:
    """What versions are sorted by."""
    return tuple(map(int, version.split(".")))
