"""The data folders, read: the only place that knows where records lie.

Every file is hostile until proven otherwise: only regular files with the expected names are opened, links
and devices are refused, and whatever is wrong is a diagnostic, never an exception.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import BaseModel

from kb.decode import decode
from kb.diagnostics import Diagnostic, Location, quote
from kb.holdings import Holdings
from kb.identifiers import Citekey, SchemeId
from kb.lazy import Lazy
from kb.model import (
    Agreement,
    ConceptScheme,
    Crosswalk,
    ExampleQueries,
    Migration,
    OutOfScopeList,
    Paper,
    Pictures,
    Release,
    SecondReading,
    Sheet,
    Venues,
)
from kb.reading import Files, Kept, decoded, node_of
from kb.yamlsource import MAX_BYTES, Mapping, place

M = TypeVar("M", bound=BaseModel)
_YEAR = re.compile(r"(?:19|20)\d\d")
_LISTS = ("venues.yaml", "out-of-scope.yaml", "examples.yaml", "pictures.yaml")
SECOND_OPINIONS = "papers/second-opinions"
RELEASES = "papers/releases"
MAX_SNAPSHOT = 64_000_000  # bytes: room for some fifty thousand papers
_SNAPSHOT = re.compile(r"[0-9]{4}\.[0-9]{1,2}(\.[0-9]+)?\.json")
CROSSWALKS = "taxonomy/crosswalks"
MIGRATIONS = "taxonomy/migrations"
_NUMBERED = re.compile(r"[0-9]{4}-[a-z0-9]+(?:-[a-z0-9]+)*")
_ROUND = ("first.yaml", "second.yaml", "agreement.yaml")
_Round = tuple[Sheet | bytes, Sheet | bytes, Agreement | bytes | None]
_NOTHING: MappingType[str, Any] = MappingProxyType({})
MAX_LOCK = 16 * MAX_BYTES  # a line for every id ever released


@dataclass(frozen=True)
class Records(Holdings):
    """All that the folders hold, and where it stands in them.

    `nodes` keeps the places of every file read, computed where they are asked for, and `content` its bytes;
    `unreadable` names the papers and schemes whose file has errors, so that references to them are not
    reported as well. `lock` holds the ids of `taxonomy/ids.lock` with their line; `migrations` stand under
    the names of their files. `digests` are the SHA-256 of every file opened, and `lines` what a file says,
    as JSON, where it is as it should be: what a later reading may use in place of the same bytes.
    """

    lock: dict[str, int] = field(default_factory=dict)
    migrations: dict[str, Migration] = field(default_factory=dict)
    nodes: MappingType[str, Mapping] = field(default_factory=dict)
    content: dict[str, bytes] = field(default_factory=dict)
    unreadable: frozenset[str] = frozenset()
    digests: dict[str, str] = field(default_factory=dict)
    lines: dict[str, bytes] = field(default_factory=dict)

    def place(self, path: str, *steps: object, key: bool = False) -> Location:
        """Where the value (or its key) that `steps` lead to stands; the file's top when it was not read."""
        node = self.nodes.get(path)
        return place(path, node, steps, key) if node else Location(path)


def paper_path(citekey: str) -> str:
    """Where the record of a paper lies, by its citekey: `papers/<year in it>/<citekey>.yaml`."""
    year = _YEAR.search(citekey)
    return f"papers/{year.group() if year else 'undated'}/{citekey}.yaml"


def crosswalk_path(crosswalk: str) -> str:
    """Where the crosswalk of a survey lies."""
    return f"{CROSSWALKS}/{crosswalk}.yaml"


def scheme_path(scheme: str) -> str:
    """Where a scheme lies."""
    return f"taxonomy/{scheme}.yaml"


def read(root: Path, kept: Kept | None = None) -> tuple[Records, list[Diagnostic]]:
    """Read all records below `root`.

    Returns what could be read and every problem met: KB1xx for files and YAML, KB2xx for records that do not
    fit the model, KB5xx for a file name that disagrees with its record. `kept` holds what an earlier reading
    made of files: by path, the digest of the bytes and the line they made. Without it no lines are made.
    """
    return _Reader(root, kept).read()


def reread(root: Path, citekey: Citekey) -> tuple[Paper | None, MappingType[str, Mapping], list[Diagnostic]]:
    """The record of one paper as its file stands now, the places in it, and what is wrong with it."""
    reader = _Reader(root, None)
    made = reader.paper(paper_path(citekey), citekey)
    return (None if made is None else _paper(made)), Lazy(reader.nodes, node_of), reader.found


class _Reader(Files):
    def __init__(self, root: Path, kept: Kept | None) -> None:
        super().__init__(root, kept)
        self.unreadable: set[str] = set()

    def read(self) -> tuple[Records, list[Diagnostic]]:
        """Read the taxonomy, then the papers, then the lists."""
        schemes = self.schemes()
        papers = self.papers()
        venues = self.record(Venues, "papers/venues.yaml")
        out_of_scope = self.record(OutOfScopeList, "papers/out-of-scope.yaml")
        examples = self.record(ExampleQueries, "papers/examples.yaml")
        pictures = self.record(Pictures, "papers/pictures.yaml")
        records = Records(
            schemes=dict(sorted(schemes.items(), key=lambda item: (item[1].order, item[0]))),
            papers=Lazy(dict(sorted(papers.items())), _paper),
            venues=venues.root if venues else {},
            out_of_scope=out_of_scope.papers if out_of_scope else (),
            examples=examples.queries if examples else (),
            pictures=pictures.pictures if pictures else (),
            release=self.record(Release, "taxonomy/release.yaml"),
            second_readings=Lazy(self.second_readings(), _reading),
            crosswalks=Lazy(self.crosswalks(), _crosswalk),
            migrations=self.migrations(),
            lock=self.lock(),
            releases=self.releases(),
            nodes=Lazy(self.nodes, node_of),
            content=self.content,
            unreadable=frozenset(self.unreadable),
            digests=self.digests,
            lines=self.lines,
        )
        return records, self.found

    def schemes(self) -> dict[SchemeId, ConceptScheme]:
        schemes: dict[SchemeId, ConceptScheme] = {}
        for path in self.yaml_files("taxonomy", passed=("migrations", "crosswalks", "ids.lock")):
            name = _stem(path)
            if name == "release":
                continue
            scheme = self.record(ConceptScheme, path)
            if scheme is None:
                self.unreadable.add(name)
            elif scheme.scheme != name:
                at = place(path, node_of(self.nodes[path]), ["scheme"])
                message = f"the scheme {quote(scheme.scheme)} stands in {quote(path)}"
                cure = f"rename the file to {scheme.scheme}.yaml or write scheme: {quote(name)}"
                self.found.append(Diagnostic(at, "KB501", message, cure))
                self.unreadable.update((name, scheme.scheme))
            else:
                schemes[scheme.scheme] = scheme
        return schemes

    def papers(self) -> dict[Citekey, Paper | bytes]:
        papers: dict[Citekey, Paper | bytes] = {}
        for entry in self.entries("papers"):
            path = f"papers/{entry.name}"
            if _YEAR.fullmatch(entry.name):
                for file in self.yaml_files(path):
                    citekey = self.citekey(file)
                    paper = self.paper(file, citekey) if citekey else None
                    if citekey and paper:
                        papers[citekey] = paper
                    else:
                        self.unreadable.add(_stem(file))
            elif entry.name not in (*_LISTS, "releases", "second-opinions"):
                cure = "put a record in papers/<year>/<citekey>.yaml"
                self.report(path, "KB112", "nothing else may lie in papers/", cure)
        return papers

    def paper(self, path: str, citekey: Citekey) -> Paper | bytes | None:
        """The paper of a file, or the line that makes it."""
        if not _YEAR.search(citekey):
            message = f"the file name {quote(citekey)} has no year in it"
            self.report(path, "KB502", message, "name it family, year, word, as in ada2024first.yaml")
            return None
        data = self.opened(path)
        if data is None:
            return None
        given, in_place = {"id": citekey}, paper_path(citekey) == path
        if in_place and (quickly := self.line(path, data) or self.quickly(Paper, path, data, given)):
            return quickly
        node = self.mapping(path, data)
        if node is None:
            return None
        if "id" in node.entries:
            key, value = node.entries.pop("id")
            written = getattr(value, "text", "")
            message = "the id stands in the record as well as in the file name"
            cure = "remove the line: the file name is the id"
            if written != citekey:
                message = f"the id {quote(written)} is not the file name {quote(citekey)}"
                cure = f"rename the file to {quote(written + '.yaml')} and remove the line"
            at = Location(path, key.line, key.column)
            self.found.append(Diagnostic(at, "KB501", message, cure))
        if not in_place:
            cure = f"move the file to {quote(paper_path(citekey))}"
            self.report(path, "KB503", "the folder is not the year in the citekey", cure)
        paper, found = decode(Paper, path, node, given)
        self.found += found
        return paper if in_place else None

    def second_readings(self) -> dict[str, _Round]:
        found: dict[str, _Round] = {}
        if not os.path.lexists(self.root / SECOND_OPINIONS):
            return found
        for entry in self.entries(SECOND_OPINIONS):
            folder = f"{SECOND_OPINIONS}/{entry.name}"
            if entry.is_symlink() or not entry.is_dir():
                self.report(folder, "KB112", "only folders may lie here", "put sheets in a folder a round")
                continue
            for path in self.yaml_files(folder):
                if path.rpartition("/")[2] not in _ROUND:
                    self.report(path, "KB112", "this is no sheet", f"the files here are {', '.join(_ROUND)}")
            first, second = (self.later(Sheet, f"{folder}/{name}") for name in _ROUND[:2])
            agreement = self.later(Agreement, f"{folder}/{_ROUND[2]}")
            if first and second:
                found[entry.name] = first, second, agreement
        return found

    def crosswalks(self) -> dict[str, Crosswalk | bytes]:
        found: dict[str, Crosswalk | bytes] = {}
        if not os.path.lexists(self.root / CROSSWALKS):
            return found
        for path in self.yaml_files(CROSSWALKS):
            name = self.citekey(path)
            if name and (crosswalk := self.later(Crosswalk, path, {"id": name})):
                found[name] = crosswalk
        return found

    def migrations(self) -> dict[str, Migration]:
        found: dict[str, Migration] = {}
        if not os.path.lexists(self.root / MIGRATIONS):
            return found
        for path in self.yaml_files(MIGRATIONS):
            name = _stem(path)
            if not _NUMBERED.fullmatch(name):
                cure = "name it four digits and words, as in 0001-rename-peft.yaml"
                self.report(path, "KB502", f"the file name {quote(name)} has no number before it", cure)
            elif migration := self.record(Migration, path):
                found[name] = migration
        return found

    def citekey(self, path: str) -> Citekey | None:
        """The name of a file as a citekey; a finding when it is none."""
        name = _stem(path)
        try:
            return Citekey(name)
        except ValueError as error:
            problem, _, cure = str(error).partition("; ")
            self.report(path, "KB502", f"the file name {quote(name)} is {problem}", cure)
            return None

    def releases(self) -> dict[str, bytes]:
        """The snapshots in `papers/releases/` by the version in their names, as they lie there."""
        if not os.path.lexists(self.root / RELEASES):
            return {}
        found = {}
        for entry in self.entries(RELEASES):
            path = f"{RELEASES}/{entry.name}"
            if not _SNAPSHOT.fullmatch(entry.name):
                self.report(path, "KB112", "this is no snapshot of a release", "only kb release writes here")
            elif (data := self.opened(path, MAX_SNAPSHOT)) is not None:
                found[entry.name.removesuffix(".json")] = data
        return found

    def lock(self) -> dict[str, int]:
        """The ids of `taxonomy/ids.lock`, one a line (`technique:peft` or a citekey), each with its line."""
        data = self.opened("taxonomy/ids.lock", MAX_LOCK) or b""
        if len(data) > MAX_LOCK:
            message = f"the file has more than {MAX_LOCK:,} bytes"
            self.report("taxonomy/ids.lock", "KB101", message, "remove what is no id")
            return {}
        lines = data.decode("utf-8", "replace").split("\n")
        return {s: n for n, line in enumerate(lines, 1) if (s := line.strip()) and not s.startswith("#")}


def _stem(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".yaml")


def _paper(made: Paper | bytes) -> Paper:
    return decoded(Paper, made)


def _crosswalk(made: Crosswalk | bytes) -> Crosswalk:
    return decoded(Crosswalk, made)


def _reading(made: _Round) -> SecondReading:
    first, second, agreement = made
    return SecondReading(
        decoded(Sheet, first),
        decoded(Sheet, second),
        None if agreement is None else decoded(Agreement, agreement),
    )
