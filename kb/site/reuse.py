"""Which parts of the published site can stand in the next one as they are.

Beside the published folder a file tells how each part was made: what it looked at, a digest of all that this
was, and the files with their sizes, times and places on the disk. A part is taken over when the digest comes
out the same now, and its files are still the very ones that were written. The digest covers the code and
templates, the versions of Python and of all packages installed, the shells, settings and assets, every record
that is not a paper, and what the part looked at of the papers: pages are pure functions of these. Whoever can
forge the file can as well change the site beside it. Without the file, or with `--full`, everything is made.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.metadata import distributions
from pathlib import Path
from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError

from kb.model import Paper
from kb.site.parts import Fingerprint
from kb.site.shell import Shells
from kb.site.views.common import Desk
from kb.site.watch import EVERYTHING, said

_CODE = Path(__file__).parents[1]


class Kept(NamedTuple):
    """A file of the site as it was written: its fingerprint, and by what it is known to be still the same."""

    size: int
    sha256: str
    time: int
    inode: int

    @property
    def fingerprint(self) -> Fingerprint:
        """The fingerprint alone."""
        return Fingerprint(self.size, self.sha256)


@dataclass(frozen=True, slots=True)
class Made:
    """A part as it was made: what it looked at, the digest of that, its files, and the days of its pages."""

    looked_at: list[str]
    digest: str
    files: dict[str, Kept]
    pages: dict[str, str | None]


_FORM = TypeAdapter(dict[str, Made])


def beside(site: Path) -> Path:
    """Where it is told how the parts of a published folder were made."""
    return site.with_name(f".{site.name}.made.json")


def remembered(site: Path) -> dict[str, Made]:
    """How the parts of the published folder were made; nothing when it is not known."""
    try:
        return _FORM.validate_json(beside(site).read_bytes())
    except (OSError, ValidationError):
        return {}


def told(made: Mapping[str, Made]) -> bytes:
    """What `remembered` reads."""
    return _FORM.dump_json(dict(made))


class Digests:
    """Digests of what parts look at, as it is now."""

    def __init__(self, desk: Desk, shells: Shells) -> None:
        self._desk = desk
        self._common = _digest(
            [_code(), _packages(), shells.told(), desk.links.told(), repr(desk.settings), _records(desk)]
        )
        self.papers = {citekey: _paper(paper) for citekey, paper in desk.base.papers.items()}
        self._one = cache(self._of_one)

    def of(self, looked_at: Iterable[str]) -> str:
        """The digest for a part that looked at these; `KeyError` or `ValueError` when one is not there."""
        return _digest([self._common, *(part for name in looked_at for part in (name, self._one(name)))])

    def _of_one(self, name: str) -> str:
        if name == EVERYTHING:
            return self._everything
        found = said(self._desk, name)
        if isinstance(found, str):
            return _digest([found])
        return _digest([part for paper in found for part in (paper.id, self.papers[paper.id])])

    @cached_property
    def _everything(self) -> str:
        return _digest([part for item in self.papers.items() for part in item])


def _digest(parts: Iterable[str | bytes]) -> str:
    found = hashlib.blake2b(digest_size=20)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        found.update(len(data).to_bytes(8, "big"))
        found.update(data)
    return found.hexdigest()


def _paper(paper: Paper) -> str:
    return _digest([paper.model_dump_json()])


def _records(desk: Desk) -> str:
    """All records but papers. Their `repr` tells every field, also those that their JSON leaves out."""
    base = desk.base
    others = (
        *(base.schemes, base.venues, base.out_of_scope, base.examples, base.pictures),
        *(base.second_readings, base.release, base.crosswalks),
    )
    snapshots = [part for name, data in sorted(base.releases.items()) for part in (name, data)]
    return _digest([*map(repr, others), *snapshots])


def _code() -> str:
    files = sorted(path for path in _CODE.rglob("*") if path.is_file() and path.suffix != ".pyc")
    return _digest([part for path in files for part in (str(path.relative_to(_CODE)), path.read_bytes())])


@cache  # what is loaded stays what it is
def _packages() -> str:
    installed = sorted(f"{d.metadata['Name']} {d.version}" for d in distributions())
    return _digest([platform.python_version(), *installed])
