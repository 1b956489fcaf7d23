"""What the builder itself writes into a site beside the prose: pages, records as JSON, search files."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path, PurePosixPath

from kb.knowledge_base import KnowledgeBase
from kb.site.links import Links
from kb.site.page import Page
from kb.site.parts import File, Fingerprint, Part
from kb.site.record_files import record_parts
from kb.site.reuse import Digests, Kept, Made, remembered
from kb.site.robots import for_robots
from kb.site.settings import SiteSettings
from kb.site.shell import ShellError, Shells
from kb.site.views.common import Desk
from kb.site.watch import EVERYTHING, Notes, watched
from kb.site.workers import processors, spread

TEMPLATES = Path(__file__).parent / "templates"
# Small parts that a process takes at once, and the fewest parts for which copies of a process are worth it.
_AT_ONCE = 24
_FEW = 200


def _nothing(made: Mapping[str, Fingerprint]) -> Iterable[Page | File]:
    return ()


@dataclass(frozen=True)
class Content:
    """Everything generated from the data: pages to stamp, and files by their path in the site.

    `parts` may be made in other processes. `last` is called when all else is written, with the fingerprint of
    every file that came from a part. With the `desk` that parts are made from, those that would come out the
    same may be taken from the published site.
    """

    pages: Iterable[Page] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)
    parts: Sequence[Part] = ()
    desk: Desk | None = None
    last: Callable[[Mapping[str, Fingerprint]], Iterable[Page | File]] = _nothing


@dataclass(frozen=True)
class Stage:
    """What the pages of a site were made from: the data with their look-ups, and the shells."""

    desk: Desk
    shells: Shells


Generate = Callable[[KnowledgeBase, Links, SiteSettings], Content]


class Writer:
    """Writes new files below a folder; a path that is taken, or leads out of it, is an error."""

    def __init__(self, folder: Path, shells: Shells, settings: SiteSettings) -> None:
        self._folder, self._shells, self._settings = folder, shells, settings
        self._made: set[str] = set()

    def write(self, path: str, data: bytes) -> Kept:
        """Write one file and the folders it needs."""
        with self._place(path).open("xb") as file:
            file.write(data)
            file.flush()
            at = os.fstat(file.fileno())
        return Kept(len(data), hashlib.sha256(data).hexdigest(), at.st_mtime_ns, at.st_ino)

    def take(self, path: str, site: Path, known: Kept) -> Kept | None:
        """Let a file of another folder stand here too; None when it is not the one that is known."""
        place, old = self._place(path), site / path
        try:
            os.link(old, place, follow_symlinks=False)
        except FileNotFoundError:
            return None
        except OSError:
            return self._copy(path, old, known)  # a disk without links, or another one
        # Looked at where it stands now: what happens to the other folder meanwhile does not matter.
        at = place.lstat()
        if stat.S_ISREG(at.st_mode) and Kept(at.st_size, known.sha256, at.st_mtime_ns, at.st_ino) == known:
            return known
        place.unlink()
        return None

    def _copy(self, path: str, old: Path, known: Kept) -> Kept | None:
        try:
            data = old.read_bytes()
        except OSError:
            return None
        return self.write(path, data) if Fingerprint.of(data) == known.fingerprint else None

    def _place(self, path: str) -> Path:
        parts = PurePosixPath(path)
        if parts.is_absolute() or ".." in parts.parts:
            raise ValueError(f"{path} leads out of the site")
        parent = str(parts.parent)
        if parent not in self._made:
            (self._folder / parent).mkdir(parents=True, exist_ok=True)
            self._made.add(parent)
        return self._folder / path

    def drop(self, paths: Iterable[str]) -> None:
        """Remove files that were written."""
        for path in paths:
            (self._folder / path).unlink()

    def all(self, made: Iterable[Page | File]) -> Made:
        """Write pages, stamped, with what goes beside them, and files."""
        written = Made([EVERYTHING], "", {}, {})
        for one in made:
            if isinstance(one, File):
                written.files[one.path] = self.write(one.path, one.data)
                continue
            page = self._shells.of(one.path).stamp(one, self._settings).encode()
            written.files[one.path] = self.write(one.path, page)
            written.pages[one.path] = one.updated
            for path, data in one.beside.items():
                written.files[path] = self.write(path, data)
        return written


def write(
    folder: Path,
    base: KnowledgeBase,
    content: Content,
    shells: Shells,
    *,
    prose: Iterable[str],
    settings: SiteSettings,
    processes: int | None = None,
    site: Path | None = None,
) -> Mapping[str, Made]:
    """Write everything generated into a folder that holds the theme's pages; returns the parts.

    `prose` names the pages that are there already, for the sitemap. `processes` do the work, one for each
    processor unless told. `site` is a published folder from which parts are taken that would come out the
    same. Raises `ShellError` for a shell that no page fills, or a page without shell.
    """
    writer = Writer(folder, shells, settings)
    made = {"": writer.all(chain(content.pages, (File(*item) for item in content.files.items())))}
    parts = [*content.parts, *record_parts(base)]
    groups = _groups(parts)
    reuse = Reuse(content.desk, shells, writer, site) if content.desk else None
    if processes is None:
        processes = processors() if len(parts) >= _FEW else 1

    def make(at: int) -> dict[str, Made]:
        return {p.name: reuse.make(p) if reuse else writer.all(p.make()) for p in groups[at]}

    for done in spread(make, len(groups), processes):
        made |= done
    fingerprints = {path: kept.fingerprint for m in made.values() for path, kept in m.files.items()}
    made["last"] = writer.all(content.last(fingerprints))
    pages = dict.fromkeys(prose) | {path: day for m in made.values() for path, day in m.pages.items()}
    if empty := shells.single() - set(pages):
        raise ShellError(f"no page was made for {', '.join(sorted(empty))}")
    made["robots"] = writer.all(for_robots(pages, settings))
    return made


class Reuse:
    """Makes parts, or takes them from a published folder when they would come out the same."""

    def __init__(self, desk: Desk, shells: Shells, writer: Writer, site: Path | None) -> None:
        self._desk, self._writer, self._site = desk, writer, site
        self._digests = Digests(desk, shells)
        self._known = remembered(site) if site else {}

    def make(self, part: Part) -> Made:
        """The part, taken or made."""
        return self._taken(part.name) or self._new(part)

    def _taken(self, name: str) -> Made | None:
        known = self._known.get(name)
        if known is None or self._site is None or not self._same(known):
            return None
        there: dict[str, Kept] = {}
        for path, kept in known.files.items():
            try:
                found = self._writer.take(path, self._site, kept)
            except ValueError:  # no path within a site
                found = None
            if found is None:
                self._writer.drop(there)
                return None
            there[path] = found
        return replace(known, files=there)

    def _same(self, known: Made) -> bool:
        try:
            return self._digests.of(known.looked_at) == known.digest
        except (KeyError, ValueError):
            return False

    def _new(self, part: Part) -> Made:
        notes = Notes()
        if part.watched:
            made = self._writer.all(part.watched(watched(self._desk, notes)))
        else:
            notes.add(EVERYTHING)
            made = self._writer.all(part.make())
        return replace(made, looked_at=notes.names(), digest=self._digests.of(notes.names()))


def _groups(parts: Sequence[Part]) -> list[list[Part]]:
    """Parts that are made together: the large ones alone and first, so that none is left for the end."""
    small = [part for part in parts if not part.large]
    together = [small[at : at + _AT_ONCE] for at in range(0, len(small), _AT_ONCE)]
    return [*([part] for part in parts if part.large), *together]
