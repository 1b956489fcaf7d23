"""Our built pages as Markdown for other site generators: the same text and links, within the same shell.

Hugo gets the shell of our pages, cut from them, as templates; every page becomes a Markdown file with title
and description. MkDocs gets the same files and brings a shell of its own.
"""

from __future__ import annotations

import html
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

BEGIN, END = '<div class="md-content', "</main>"
_NAMES = (
    "address article aside blockquote button caption dd details div dl dt fieldset figcaption figure form g "
    "h1 h2 h3 h4 h5 h6 header hr label legend li main nav ol option p pre section select summary table tbody "
    "td text th thead tr ul"
)
_BLOCKS = frozenset(_NAMES.split(" "))
_SILENT = frozenset(["script", "style", "template"])
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_SAID = re.compile(r'<meta name="description" content="([^"]*)">')
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Run:
    """A stretch of text, and where it leads to if it is a link."""

    text: str
    to: str = ""


Block = tuple[str, tuple[Run, ...]]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.runs: list[Run] = []
        self.link = ""
        self.kind = "p"
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self.silent += 1
        elif tag in _BLOCKS:
            self.flush()
            self.kind = tag
        elif tag == "br":
            self.runs.append(Run(" "))
        if tag == "a":
            self.link = dict(attrs).get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent -= 1
        elif tag in _BLOCKS:
            self.flush()
            self.kind = "p"
        if tag == "a":
            self.link = ""

    def handle_data(self, data: str) -> None:
        if not self.silent and data:
            self.runs.append(Run(_SPACE.sub(" ", data), self.link))

    def flush(self) -> None:
        if any(run.text.strip() for run in self.runs):
            self.blocks.append((self.kind, tuple(self.runs)))
        self.runs = []


def blocks(page: str) -> list[Block]:
    """What the content of a built page says: its stretches of text and links, block by block."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    reader.flush()
    return reader.blocks


def content(page: str) -> str:
    """The part of a built page that is not shell."""
    begin = page.index(BEGIN)
    return page[begin : page.index(END, begin)]


def said(page: str) -> tuple[list[str], list[str]]:
    """The words and the link targets of a part of a page, in order: what must be equal on both sides."""
    found = blocks(page)
    words = " ".join(run.text for _, runs in found for run in runs)
    return _SPACE.sub("", words).split(), [
        run.to for _, runs in found for run in runs if run.to and run.text.strip()
    ]


_ESCAPED = re.compile(r"([\\`*_\[\]#~|{}!^=$:+\-.()])")


def markdown(found: list[Block]) -> str:
    """Blocks as Markdown."""
    lines = []
    for kind, runs in found:
        begin = f"{'#' * int(kind[1])} " if re.fullmatch("h[1-6]", kind) else "- " if kind == "li" else ""
        lines.append(begin + "".join(_run(run) for run in runs).strip())
    return "\n\n".join(lines) + "\n"


def _run(run: Run) -> str:
    text = html.escape(_ESCAPED.sub(r"\\\1", run.text), quote=False)
    if not run.to or not run.text.strip():
        return text
    inner = text.strip()
    before, after = " " * text.startswith(" "), " " * text.endswith(" ")
    return f"{before}[{inner}](<{html.escape(run.to, quote=False)}>){after}"


@dataclass(frozen=True)
class Source:
    """A page of the site as others get it."""

    path: str
    title: str
    description: str
    body: str


def sources(site: Path) -> Iterator[Source]:
    """All pages of our site."""
    for file in sorted(site.rglob("*.html")):
        page = file.read_text(encoding="utf-8")
        title, description = _TITLE.search(page), _SAID.search(page)
        yield Source(
            file.relative_to(site).as_posix(),
            html.unescape(title.group(1)) if title else file.stem,
            html.unescape(description.group(1)) if description else "",
            markdown(blocks(content(page))),
        )


_CONFIG = """baseURL = "https://example.org/"
title = "Personalization Atlas"
disableKinds = ["taxonomy", "term", "RSS", "section", "home", "404"]
uglyURLs = true
disablePathToLower = true
timeout = "30m"
[markup.goldmark.extensions]
typographer = false
linkify = false
[markup.goldmark.renderer]
unsafe = false
"""


def hugo(site: Path, folder: Path) -> int:
    """A Hugo project of the same pages; returns how many."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "layouts" / "_default").mkdir(parents=True)
    (folder / "layouts" / "partials").mkdir()
    (folder / "hugo.toml").write_text(_CONFIG, encoding="utf-8")
    shutil.copytree(site / "assets", folder / "static" / "assets", ignore=shutil.ignore_patterns("data"))
    shells: dict[int, Path] = {}
    number = 0
    for source in sources(site):
        depth = source.path.count("/")
        shells.setdefault(depth, site / source.path)
        name = source.path.removesuffix(".html")
        to = folder / "content" / f"{name if name != 'index' else 'start'}.md"
        to.parent.mkdir(parents=True, exist_ok=True)
        about = {"title": source.title, "description": source.description, "depth": depth, "url": source.path}
        to.write_text(f"{json.dumps(about, ensure_ascii=False)}\n\n{source.body}", encoding="utf-8")
        number += 1
    single = ""
    for depth, page in shells.items():
        before, after = _shell(page.read_text(encoding="utf-8"))
        (folder / "layouts" / "partials" / f"before{depth}.html").write_text(before, encoding="utf-8")
        (folder / "layouts" / "partials" / f"after{depth}.html").write_text(after, encoding="utf-8")
        single += (
            f'{{{{ if eq .Params.depth {depth} }}}}{{{{ partial "before{depth}.html" . }}}}'
            f'{{{{ .Content }}}}{{{{ partial "after{depth}.html" . }}}}{{{{ end }}}}'
        )
    (folder / "layouts" / "_default" / "single.html").write_text(single, encoding="utf-8")
    return number


def _shell(page: str) -> tuple[str, str]:
    """What stands before and after the content of a page, as a Hugo template with title and description."""
    begin = page.index(BEGIN)
    end = page.index(END, begin)
    before = page[:begin].replace("{{", '{{ "{{" }}')
    before = _TITLE.sub("<title>{{ .Title }}</title>", before)
    before = re.sub(r'(<meta property="og:title" content=")[^"]*', r"\1{{ .Title }}", before)
    before = re.sub(
        r'(<meta (?:name="description"|property="og:description") content=")[^"]*',
        r"\1{{ .Params.description }}",
        before,
    )
    return f'{before}<div class="md-content">', f"</div>{page[end:]}"


_MKDOCS = """site_name: Personalization Atlas
docs_dir: docs
use_directory_urls: false
validation: {omitted_files: ignore, absolute_links: ignore, unrecognized_links: ignore, not_found: ignore}
theme: {name: material, font: false}
nav: [start.md]
plugins: []
"""


def mkdocs(site: Path, folder: Path) -> int:
    """A MkDocs project of the same pages, outside the navigation; returns how many."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "docs").mkdir(parents=True)
    (folder / "mkdocs.yml").write_text(_MKDOCS, encoding="utf-8")
    number = 0
    for source in sources(site):
        name = source.path.removesuffix(".html")
        to = folder / "docs" / f"{name if name != 'index' else 'start'}.md"
        to.parent.mkdir(parents=True, exist_ok=True)
        head = "".join(
            f"{k}: {json.dumps(v, ensure_ascii=False)}\n"
            for k, v in (("title", source.title), ("description", source.description))
        )
        to.write_text(f"---\n{head}---\n\n{source.body}", encoding="utf-8")
        number += 1
    return number


def same(ours: Path, theirs: Path, marker: str, names: Iterator[str] | list[str]) -> list[str]:
    """The pages whose text or links differ from ours; `marker` begins their content."""
    wrong = []
    for name in names:
        mine = said(content((ours / name).read_text(encoding="utf-8")))
        page = (theirs / name).read_text(encoding="utf-8")
        begin = page.index(marker)
        if said(page[begin : page.index(END, begin)]) != mine:
            wrong.append(name)
    return wrong
