"""What the builder itself writes into a site beside the prose: pages, records as JSON, search files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import chain
from pathlib import Path, PurePosixPath

from kb.knowledge_base import KnowledgeBase
from kb.site.links import Links
from kb.site.page import Page
from kb.site.parts import File, Fingerprint, Part
from kb.site.record_files import record_parts
from kb.site.settings import SiteSettings
from kb.site.shell import ShellError, Shells
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
    every file that came from a part.
    """

    pages: Iterable[Page] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)
    parts: Sequence[Part] = ()
    last: Callable[[Mapping[str, Fingerprint]], Iterable[Page | File]] = _nothing


Generate = Callable[[KnowledgeBase, Links, SiteSettings], Content]


@dataclass
class Written:
    """What was written: the fingerprint of each file by its path, and the day of each page."""

    files: dict[str, Fingerprint] = field(default_factory=dict)
    pages: dict[str, str | None] = field(default_factory=dict)

    def add(self, other: Written) -> None:
        """Take in what was written elsewhere."""
        self.files |= other.files
        self.pages |= other.pages


class Writer:
    """Writes new files below a folder; a path that is taken, or leads out of it, is an error."""

    def __init__(self, folder: Path, shells: Shells, settings: SiteSettings) -> None:
        self._folder, self._shells, self._settings = folder, shells, settings
        self._made: set[str] = set()

    def write(self, path: str, data: bytes) -> Fingerprint:
        """Write one file and the folders it needs."""
        parts = PurePosixPath(path)
        if parts.is_absolute() or ".." in parts.parts:
            raise ValueError(f"{path} leads out of the site")
        parent = str(parts.parent)
        if parent not in self._made:
            (self._folder / parent).mkdir(parents=True, exist_ok=True)
            self._made.add(parent)
        with (self._folder / path).open("xb") as file:
            file.write(data)
        return Fingerprint.of(data)

    def all(self, made: Iterable[Page | File]) -> Written:
        """Write pages, stamped, with what goes beside them, and files."""
        written = Written()
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
) -> list[str]:
    """Write everything generated into a folder that holds the theme's pages; returns the paths written.

    `prose` names the pages that are there already, for the sitemap. `processes` do the work, one for each
    processor unless told. Raises `ShellError` for a shell that no page fills, or a page without shell.
    """
    writer = Writer(folder, shells, settings)
    written = writer.all(chain(content.pages, (File(*item) for item in content.files.items())))
    groups = _groups([*content.parts, *record_parts(base)])
    if processes is None:
        processes = processors() if len(content.parts) >= _FEW else 1

    def make(at: int) -> Written:
        return writer.all(one for part in groups[at] for one in part.make())

    for made in spread(make, len(groups), processes):
        written.add(made)
    written.add(writer.all(content.last(written.files)))
    pages = {**dict.fromkeys(prose), **written.pages}
    if empty := shells.single() - set(pages):
        raise ShellError(f"no page was made for {', '.join(sorted(empty))}")
    written.add(writer.all(File(*item) for item in _for_robots(pages, settings)))
    return list(written.files)


def _groups(parts: Sequence[Part]) -> list[list[Part]]:
    """Parts that are made together: the large ones alone and first, so that none is left for the end."""
    small = [part for part in parts if not part.large]
    together = [small[at : at + _AT_ONCE] for at in range(0, len(small), _AT_ONCE)]
    return [*([part] for part in parts if part.large), *together]


def _for_robots(dates: Mapping[str, str | None], settings: SiteSettings) -> Iterator[tuple[str, bytes]]:
    lines = ["User-agent: *", "Allow: /"]
    if settings.site_url:
        lines.append(f"Sitemap: {settings.site_url}sitemap.xml")
        yield "sitemap.xml", _sitemap(dates, settings).encode()
    yield "robots.txt", ("\n".join(lines) + "\n").encode()


def _sitemap(dates: Mapping[str, str | None], settings: SiteSettings) -> str:
    entries = [
        f"<url><loc>{escape(settings.canonical(path))}</loc>"
        + (f"<lastmod>{escape(day)}</lastmod>" if day else "")
        + "</url>\n"
        for path, day in sorted(dates.items())
    ]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n' + "".join(entries) + "</urlset>\n"
    )
