"""What the builder itself writes into a site beside the prose: pages, records as JSON, search files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path, PurePosixPath

from kb.knowledge_base import KnowledgeBase
from kb.site.links import Links
from kb.site.page import Page
from kb.site.record_files import record_files
from kb.site.settings import SiteSettings
from kb.site.shell import ShellError, Shells

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Content:
    """Everything generated from the data: pages to stamp, and files by their path in the site."""

    pages: Iterable[Page]
    files: Mapping[str, bytes] = field(default_factory=dict)


Generate = Callable[[KnowledgeBase, Links, SiteSettings], Content]


class Writer:
    """Writes new files below a folder; a path that is taken, or leads out of it, is an error."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: set[str] = set()
        self.written: list[str] = []

    def write(self, path: str, data: bytes) -> None:
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
        self.written.append(path)


def write(
    folder: Path,
    base: KnowledgeBase,
    content: Content,
    shells: Shells,
    *,
    prose: Iterable[str],
    settings: SiteSettings,
) -> list[str]:
    """Write everything generated into a folder that holds the theme's pages; returns the paths written.

    `prose` names the pages that are there already, for the sitemap. Raises `ShellError` for a shell that no
    page fills, or a page without shell.
    """
    writer = Writer(folder)
    dates: dict[str, str | None] = dict.fromkeys(prose)
    for page in content.pages:
        writer.write(page.path, shells.of(page.path).stamp(page, settings).encode())
        dates[page.path] = page.updated
        for path, data in page.beside.items():
            writer.write(path, data)
    if empty := shells.single() - set(dates):
        raise ShellError(f"no page was made for {', '.join(sorted(empty))}")
    for path, data in [*content.files.items(), *record_files(base).items(), *_for_robots(dates, settings)]:
        writer.write(path, data)
    return writer.written


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
