"""The data folders, read: the only place that knows where records lie.

Every file is hostile until proven otherwise: only regular files with the expected names are opened, links
and devices are refused, and whatever is wrong is a diagnostic, never an exception.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from kb.decode import decode
from kb.diagnostics import Diagnostic, Location, quote
from kb.holdings import Holdings
from kb.identifiers import RESERVED, Citekey, SchemeId
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
from kb.yamlsource import MAX_BYTES, Mapping, parse, place

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
MAX_LOCK = 16 * MAX_BYTES  # a line for every id ever released


@dataclass(frozen=True)
class Records(Holdings):
    """All that the folders hold, and where it stands in them.

    `nodes` keeps the places of every file read; `unreadable` names the papers and schemes whose file has
    errors, so that references to them are not reported as well. `lock` holds the ids of `taxonomy/ids.lock`
    with their line; `migrations` stand under the names of their files.
    """

    lock: dict[str, int] = field(default_factory=dict)
    migrations: dict[str, Migration] = field(default_factory=dict)
    nodes: dict[str, Mapping] = field(default_factory=dict)
    unreadable: frozenset[str] = frozenset()

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


def read(root: Path) -> tuple[Records, list[Diagnostic]]:
    """Read all records below `root`.

    Returns what could be read and every problem met: KB1xx for files and YAML, KB2xx for records that do not
    fit the model, KB5xx for a file name that disagrees with its record.
    """
    return _Reader(root).read()


class _Reader:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.found: list[Diagnostic] = []
        self.nodes: dict[str, Mapping] = {}
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
            papers=dict(sorted(papers.items())),
            venues=venues.root if venues else {},
            out_of_scope=out_of_scope.papers if out_of_scope else (),
            examples=examples.queries if examples else (),
            pictures=pictures.pictures if pictures else (),
            release=self.record(Release, "taxonomy/release.yaml"),
            second_readings=self.second_readings(),
            crosswalks=self.crosswalks(),
            migrations=self.migrations(),
            lock=self.lock(),
            releases=self.releases(),
            nodes=self.nodes,
            unreadable=frozenset(self.unreadable),
        )
        return records, self.found

    def report(self, path: str, code: str, message: str, hint: str) -> None:
        self.found.append(Diagnostic(Location(path), code, message, hint))

    def schemes(self) -> dict[SchemeId, ConceptScheme]:
        schemes: dict[SchemeId, ConceptScheme] = {}
        for path in self.yaml_files("taxonomy", folders=("migrations", "crosswalks")):
            name = Path(path).stem
            if name == "release":
                continue
            scheme = self.record(ConceptScheme, path)
            if scheme is None:
                self.unreadable.add(name)
            elif scheme.scheme != name:
                at = place(path, self.nodes[path], ["scheme"])
                message = f"the scheme {quote(scheme.scheme)} stands in {quote(path)}"
                cure = f"rename the file to {scheme.scheme}.yaml or write scheme: {quote(name)}"
                self.found.append(Diagnostic(at, "KB501", message, cure))
                self.unreadable.update((name, scheme.scheme))
            else:
                schemes[scheme.scheme] = scheme
        return schemes

    def papers(self) -> dict[Citekey, Paper]:
        papers: dict[Citekey, Paper] = {}
        for entry in self.entries("papers"):
            path = f"papers/{entry.name}"
            if _YEAR.fullmatch(entry.name):
                for file in self.yaml_files(path):
                    if paper := self.paper(file):
                        papers[paper.id] = paper
            elif entry.name not in (*_LISTS, "releases", "second-opinions"):
                cure = "put a record in papers/<year>/<citekey>.yaml"
                self.report(path, "KB112", "nothing else may lie in papers/", cure)
        return papers

    def paper(self, path: str) -> Paper | None:
        name = Path(path).stem
        self.unreadable.add(name)
        citekey = self.citekey(path)
        if citekey is None:
            return None
        if not _YEAR.search(name):
            message = f"the file name {quote(name)} has no year in it"
            self.report(path, "KB502", message, "name it family, year, word, as in ada2024first.yaml")
            return None
        node = self.mapping(path)
        if node is None:
            return None
        if "id" in node.entries:
            key, value = node.entries.pop("id")
            written = getattr(value, "text", "")
            message = "the id stands in the record as well as in the file name"
            cure = "remove the line: the file name is the id"
            if written != name:
                message = f"the id {quote(written)} is not the file name {quote(name)}"
                cure = f"rename the file to {quote(written + '.yaml')} and remove the line"
            at = Location(path, key.line, key.column)
            self.found.append(Diagnostic(at, "KB501", message, cure))
        if paper_path(citekey) != path:
            cure = f"move the file to {quote(paper_path(citekey))}"
            self.report(path, "KB503", "the folder is not the year in the citekey", cure)
        paper, found = decode(Paper, path, node, {"id": citekey})
        self.found += found
        if paper is None or paper_path(citekey) != path:
            return None
        self.unreadable.discard(name)
        return paper

    def second_readings(self) -> dict[str, SecondReading]:
        found: dict[str, SecondReading] = {}
        if not os.path.lexists(self.root / SECOND_OPINIONS):
            return found
        for entry in self.entries(SECOND_OPINIONS):
            folder = f"{SECOND_OPINIONS}/{entry.name}"
            if entry.is_symlink() or not entry.is_dir():
                self.report(folder, "KB112", "only folders may lie here", "put sheets in a folder a round")
                continue
            for path in self.yaml_files(folder):
                if Path(path).name not in _ROUND:
                    self.report(path, "KB112", "this is no sheet", f"the files here are {', '.join(_ROUND)}")
            sheets = [self.record(Sheet, f"{folder}/{name}") for name in _ROUND[:2]]
            agreement = self.record(Agreement, f"{folder}/{_ROUND[2]}")
            if sheets[0] and sheets[1]:
                found[entry.name] = SecondReading(sheets[0], sheets[1], agreement)
        return found

    def crosswalks(self) -> dict[str, Crosswalk]:
        found: dict[str, Crosswalk] = {}
        if not os.path.lexists(self.root / CROSSWALKS):
            return found
        for path in self.yaml_files(CROSSWALKS):
            name = self.citekey(path)
            node = self.mapping(path) if name else None
            if name is None or node is None:
                continue
            crosswalk, problems = decode(Crosswalk, path, node, {"id": name})
            self.found += problems
            if crosswalk:
                found[name] = crosswalk
        return found

    def migrations(self) -> dict[str, Migration]:
        found: dict[str, Migration] = {}
        if not os.path.lexists(self.root / MIGRATIONS):
            return found
        for path in self.yaml_files(MIGRATIONS):
            name = Path(path).stem
            if not _NUMBERED.fullmatch(name):
                cure = "name it four digits and words, as in 0001-rename-peft.yaml"
                self.report(path, "KB502", f"the file name {quote(name)} has no number before it", cure)
            elif migration := self.record(Migration, path):
                found[name] = migration
        return found

    def citekey(self, path: str) -> Citekey | None:
        """The name of a file as a citekey; a finding when it is none."""
        name = Path(path).stem
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
            elif (data := self.bytes(path, MAX_SNAPSHOT)) is not None:
                found[entry.stem] = data
        return found

    def record(self, kind: type[M], path: str) -> M | None:
        """A record from a file that may be missing."""
        node = self.mapping(path)
        if node is None:
            return None
        value, found = decode(kind, path, node)
        self.found += found
        return value

    def mapping(self, path: str) -> Mapping | None:
        data = self.bytes(path)
        if data is None:
            return None
        node, found = parse(path, data)
        self.found += found
        if node is not None:
            self.nodes[path] = node
        return node

    def lock(self) -> dict[str, int]:
        """The ids of `taxonomy/ids.lock`, one a line (`technique:peft` or a citekey), each with its line."""
        data = self.bytes("taxonomy/ids.lock", MAX_LOCK) or b""
        if len(data) > MAX_LOCK:
            message = f"the file has more than {MAX_LOCK:,} bytes"
            self.report("taxonomy/ids.lock", "KB101", message, "remove what is no id")
            return {}
        lines = data.decode("utf-8", "replace").split("\n")
        return {s: n for n, line in enumerate(lines, 1) if (s := line.strip()) and not s.startswith("#")}

    def bytes(self, path: str, limit: int = MAX_BYTES) -> bytes | None:
        """The content of a regular file, cut one byte after the limit; None when there is none to be read."""
        file = self.root / path
        try:
            if file.parent.is_symlink():
                return None  # reported where the folder is read
            mode = file.lstat().st_mode
            if not stat.S_ISREG(mode):
                what = "a link" if stat.S_ISLNK(mode) else "no regular file"
                self.report(path, "KB111", f"this is {what}", "put the file itself here")
                return None
            with open(file, "rb", opener=_open_itself) as stream:
                return stream.read(limit + 1)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            self.report(path, "KB110", f"the file cannot be read: {error.strerror}", "check its permissions")
            return None

    def entries(self, folder: str) -> Iterator[Path]:
        """What lies in a folder, sorted; hidden files are passed over, names that collide are reported."""
        base = self.root / folder
        try:
            if base.is_symlink():
                self.report(folder, "KB111", "this is a link", "put the folder itself here")
                return
            names = sorted(base.iterdir())
        except OSError as error:
            self.report(folder, "KB110", f"the folder cannot be read: {error.strerror}", "check the path")
            return
        folded: dict[str, str] = {}
        for entry in names:
            if entry.name.startswith("."):
                continue
            other = folded.setdefault(entry.name.casefold(), entry.name)
            if other != entry.name:
                message = f"differs from {quote(other)} only by case"
                self.report(f"{folder}/{entry.name}", "KB113", message, "rename one of them")
            yield entry

    def yaml_files(self, folder: str, folders: tuple[str, ...] = ()) -> Iterator[str]:
        """The paths of the YAML files directly in a folder; anything else there is reported."""
        for entry in self.entries(folder):
            path = f"{folder}/{entry.name}"
            if entry.name in folders or path == "taxonomy/ids.lock":
                continue
            if entry.suffix != ".yaml":
                cure = "move it elsewhere"
                if entry.suffix.lower() in (".yml", ".yaml"):
                    right = entry.with_suffix(".yaml")
                    cure = f"rename it to {quote(right.name)}"
                    if os.path.lexists(right):
                        cure = f"{quote(right.name)} stands beside it; remove one of them"
                self.report(path, "KB112", "only .yaml files may lie here", cure)
            elif entry.stem.lower() in RESERVED:
                message = f"{quote(entry.stem)} is a reserved device name on some systems"
                self.report(path, "KB502", message, "choose another name")
            else:
                yield path


def _open_itself(file: str, flags: int) -> int:
    # Whatever the file has become by now: no link is followed, no pipe is waited for.
    return os.open(file, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
