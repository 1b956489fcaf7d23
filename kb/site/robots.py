"""What programs that walk the web ask for first: `robots.txt` and the sitemap (sitemaps.org, 0.9)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape

from kb.site.parts import File
from kb.site.settings import SiteSettings

MOST = 50_000  # addresses that a sitemap may have
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def for_robots(dates: Mapping[str, str | None], settings: SiteSettings) -> Iterator[File]:
    """The files for pages by path, each with the day of its last change where that is known.

    Addresses beyond the limit of one sitemap stand in several, and `sitemap.xml` lists those. Without an
    address of the site there is none.
    """
    lines = ["User-agent: *", "Allow: /"]
    if settings.site_url:
        lines.append(f"Sitemap: {settings.site_url}sitemap.xml")
        yield from _sitemaps(dates, settings)
    yield File("robots.txt", ("\n".join(lines) + "\n").encode())


def _sitemaps(dates: Mapping[str, str | None], settings: SiteSettings) -> Iterator[File]:
    entries = [
        f"<url><loc>{escape(settings.canonical(path))}</loc>"
        + (f"<lastmod>{escape(day)}</lastmod>" if day else "")
        + "</url>\n"
        for path, day in sorted(dates.items())
    ]
    if len(entries) <= MOST:
        yield _file("sitemap.xml", "urlset", entries)
        return
    maps = [entries[at : at + MOST] for at in range(0, len(entries), MOST)]
    names = [f"sitemap-{number}.xml" for number in range(1, len(maps) + 1)]
    for name, part in zip(names, maps, strict=True):
        yield _file(name, "urlset", part)
    places = (escape(f"{settings.site_url}{name}") for name in names)
    yield _file("sitemap.xml", "sitemapindex", (f"<sitemap><loc>{at}</loc></sitemap>\n" for at in places))


def _file(name: str, kind: str, entries: Iterable[str]) -> File:
    return File(name, f"{_HEAD}<{kind} {_XMLNS}>\n{''.join(entries)}</{kind}>\n".encode())
