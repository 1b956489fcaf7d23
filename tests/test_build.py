"""Whole builds with the real theme, over a few invented records and plain pages."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.knowledge_base import KnowledgeBase
from kb.site.assemble import Content
from kb.site.build import build
from kb.site.links import Links
from kb.site.page import Page
from kb.site.settings import SiteSettings
from kb.site.singles import SINGLES
from kb.site.templating import Templates
from tests.conftest import REPOSITORY, themed

pytestmark = pytest.mark.site

TITLE = 'Things < Toys & "more"'


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Invented data with a copy of the theme's sources beside it; their prose links to no record."""
    tiny = themed(tmp_path / "data")
    tiny.replace("papers/2024/ada2024first.yaml", "First Things about Toys", f"'{TITLE}'")
    return tiny.root


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def plain(base: KnowledgeBase, links: Links, settings: SiteSettings) -> Content:
    """Pages with nothing in them but a heading and a link."""

    def pages() -> Iterator[Page]:
        def page(path: str, kind: str, title: str, day: str | None = None) -> Page:
            about = links.relative(links.page("about"), path)
            return Page(path, kind, title, title, f'<h1>Page</h1><a href="{about}">About</a>', "", day)

        for single in SINGLES:
            yield page(links.page(single.name), single.name, single.name)
        for citekey, paper in base.papers.items():
            yield page(links.paper(citekey), "paper", paper.title, paper.curation[0].date)
        for name, scheme in base.schemes.items():
            yield page(links.scheme(name), "scheme", scheme.pref_label)
        for ref, concept in base.concepts.items():
            yield page(links.concept(ref), "concept", concept.pref_label)

    return Content(pages(), {"assets/data/core.js": b"kbData({});\n"})


def content_of(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_site_holds_pages_records_and_prose_and_no_shell(data: Path, tmp_path: Path) -> None:
    result = build(data, tmp_path / "site", SiteSettings(), generate=plain)
    assert result.problems == ()
    assert result.published
    files = content_of(tmp_path / "site")
    assert {
        "index.html",
        "404.html",
        "about.html",
        "guide/query.html",
        "papers/ada2024first.html",
        "papers/ada2024first.json",
        "taxonomy/method.html",
        "taxonomy/method.json",
        "taxonomy/method/asking.html",
        "assets/data/core.js",
        "robots.txt",
    } <= set(files)
    assert not [path for path in files if "_shell" in path or "sitemap" in path]
    assert not [path for path, text in files.items() if path.endswith(".html") and b"<!--kb:" in text]
    assert b"canonical" not in files["papers/ada2024first.html"]
    assert (
        b"<title>Things &lt; Toys &amp; &quot;more&quot; - Personalization Atlas</title>"
        in files["papers/ada2024first.html"]
    )
    assert b"Release 2026.1" in files["papers/ada2024first.html"]
    assert b'"arxiv": "2401.00001"' in files["papers/ada2024first.json"]


def test_every_page_has_a_policy_but_not_in_a_preview(data: Path, tmp_path: Path) -> None:
    for live in (False, True):
        build(data, tmp_path / "site", SiteSettings(), generate=plain, live=live)
        pages = {p: t for p, t in content_of(tmp_path / "site").items() if p.endswith(".html")}
        assert {b"Content-Security-Policy" in text for text in pages.values()} == {not live}


def test_addresses_appear_with_the_settings(data: Path, tmp_path: Path) -> None:
    settings = SiteSettings("https://example.org/atlas", "https://example.org/code/")
    result = build(data, tmp_path / "site", settings, generate=plain)
    assert result.problems == ()
    files = content_of(tmp_path / "site")
    sitemap = files["sitemap.xml"].decode()
    assert (
        "<loc>https://example.org/atlas/papers/ada2024first.html</loc><lastmod>2026-01-02</lastmod>"
        in sitemap
    )
    assert "<loc>https://example.org/atlas/</loc></url>" in sitemap
    assert "404" not in sitemap
    assert b"Sitemap: https://example.org/atlas/sitemap.xml" in files["robots.txt"]
    assert b'rel="canonical" href="https://example.org/atlas/about.html"' in files["about.html"]
    assert b'href="https://example.org/code/edit/main/site_src/pages/about.md"' in files["about.html"]
    assert b'href="/atlas/explore.html"' in files["404.html"]


def test_the_same_input_gives_the_same_bytes(data: Path, tmp_path: Path) -> None:
    # Other folder, time zone, hash seed, umask and language, in processes of their own.
    sites = []
    for number, environ in enumerate(
        [
            {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "1", "LC_ALL": "C"},
            {"TZ": "America/Adak", "PYTHONHASHSEED": "2", "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": "86400"},
        ]
    ):
        home = tmp_path / ("x" * (1 + 20 * number))
        shutil.copytree(data, home / "data")
        os.utime(home / "data/taxonomy/method.yaml", (number, number))
        code = (
            "import os, sys; from pathlib import Path; os.umask(int(sys.argv[3], 8))\n"
            "from tests.test_build import plain, build, SiteSettings\n"
            "result = build(Path(sys.argv[1]), Path(sys.argv[2]),\n"
            "    SiteSettings('https://example.org/', 'https://example.org/code'), generate=plain)\n"
            "sys.exit('\\n'.join(result.problems) or 0)"
        )
        subprocess.run(
            [sys.executable, "-c", code, str(home / "data"), str(home / "site"), ("022", "077")[number]],
            check=True,
            env={**os.environ, **environ},
            cwd=REPOSITORY,
        )
        sites.append(content_of(home / "site"))
    assert sorted(sites[0]) == sorted(sites[1])
    assert [path for path in sites[0] if sites[0][path] != sites[1][path]] == []


def test_broken_data_leaves_the_published_site(data: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    build(data, site, SiteSettings(), generate=plain)
    before = content_of(site)
    record = data / "papers/2025/bob2025second.yaml"
    record.write_text(record.read_text().replace("asking: ask", "dancing: ask"))
    result = build(data, site, SiteSettings(), generate=plain)
    assert not result.published
    assert [d.code for d in result.report.errors] == ["KB301"]
    assert content_of(site) == before


def no_home(base: KnowledgeBase, links: Links, settings: SiteSettings) -> Content:
    content = plain(base, links, settings)
    return Content([p for p in content.pages if p.path != "index.html"], content.files)


def a_page_too_many(base: KnowledgeBase, links: Links, settings: SiteSettings) -> Content:
    content = plain(base, links, settings)
    return Content([*content.pages, Page("about.html", "other", "About", "", "")], content.files)


def a_page_twice(base: KnowledgeBase, links: Links, settings: SiteSettings) -> Content:
    content = plain(base, links, settings)
    pages = list(content.pages)
    return Content([*pages, pages[-1]], content.files)


@pytest.mark.parametrize(
    ("generate", "problem"),
    [
        (no_home, "no page was made for index.html"),
        (a_page_too_many, "no shell serves"),
        (a_page_twice, "taxonomy/metric/hits.html"),
    ],
)
def test_pages_that_do_not_fit_the_shells_are_not_published(
    data: Path, tmp_path: Path, generate, problem: str
) -> None:
    result = build(data, tmp_path / "site", SiteSettings(), generate=generate)
    assert not result.published
    assert any(problem in line for line in result.problems), result.problems
    assert sorted(p.name for p in tmp_path.iterdir()) == ["data"]


def test_a_link_to_what_is_not_there_is_a_problem(data: Path, tmp_path: Path) -> None:
    def astray(base: KnowledgeBase, links: Links, settings: SiteSettings) -> Content:
        links.asset("js/gone.js")
        return Content()

    result = build(data, tmp_path / "site", SiteSettings(), generate=astray)
    assert result.problems == ("no asset js/gone.js",)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["data"]


def test_a_bug_while_generating_leaves_no_traces(data: Path, tmp_path: Path) -> None:
    def broken(base: KnowledgeBase, links: Links, settings: SiteSettings) -> Content:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        build(data, tmp_path / "site", SiteSettings(), generate=broken)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["data"]


def spoilt(data: Path, text: str) -> tuple[str, ...]:
    write(data / "site_src/pages/about.md", f"---\ndescription: A page.\n---\n\n# Page\n\n{text}\n")
    site = data.parent / "site"
    result = build(data, site, SiteSettings(), generate=plain)
    assert result.published == site.exists()
    return result.problems


def test_prose_links_to_concepts_facets_papers_and_queries(data: Path) -> None:
    text = "[a](kb:method:asking) [b](kb:method) [c](kb:ada2024first) [d](<kb:?method:asking has:code>)"
    assert spoilt(data, text) == ()
    html = (data.parent / "site/about.html").read_text()
    for href in (
        "taxonomy/method/asking.html",
        "taxonomy/method.html",
        "papers/ada2024first.html",
        "explore.html?q=method:asking+has:code",
    ):
        assert f'href="{href}"' in html


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[x](kb:method:dancing)", "site_src/pages/about.md:7: kb:method:dancing: no concept method:dancing"),
        ("\n\n[x](kb:nobody2024)", "site_src/pages/about.md:9: kb:nobody2024: no paper nobody2024"),
        ("[x](missing.md)", "'missing.md'"),
        ("[x](explore.md#nowhere)", "#nowhere"),
        ("[x](/explore.html)", "absolute"),
    ],
)
def test_a_bad_link_in_prose_is_an_error(data: Path, text: str, problem: str) -> None:
    problems = spoilt(data, text)
    assert any(problem in line for line in problems), problems


def test_a_style_that_is_not_there_is_an_error(data: Path) -> None:
    config = data / "mkdocs.yml"
    config.write_text(config.read_text() + "\nextra_css: [assets/css/nowhere.css]\n")
    assert any("nowhere.css" in line for line in spoilt(data, "Text."))


def test_mkdocs_itself_builds_the_same_site(data: Path) -> None:
    # With pages of its own making, so that the templates of the atlas play no part.
    sitecustomize = data / "code/sitecustomize.py"
    write(
        sitecustomize,
        "from kb.site import content; from tests.test_build import plain; content.generate = plain\n",
    )
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "-q", "-d", str(data.parent / "other")],
        check=True,
        cwd=data,
        env={**os.environ, "PYTHONPATH": f"{data / 'code'}{os.pathsep}{REPOSITORY}"},
    )
    build(data, data.parent / "site", SiteSettings(), generate=plain)
    assert content_of(data.parent / "other") == content_of(data.parent / "site")


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("<h1>x</h1>\n{% if %}", "page.html:2: Expected an expression, got 'end of statement block'"),
        ("<h1>{{ nobody }}</h1>", "page.html: 'nobody' is undefined"),
    ],
)
def test_a_template_that_is_wrong_is_a_problem_and_the_old_site_stays(
    data: Path, tmp_path: Path, source: str, told: str
) -> None:
    site = tmp_path / "site"
    assert build(data, site, SiteSettings(), generate=plain).published
    before = content_of(site)
    write(tmp_path / "page.html", source)

    def broken(base: KnowledgeBase, links: Links, settings: SiteSettings) -> Content:
        Templates(tmp_path).render("page.html")
        return plain(base, links, settings)

    result = build(data, site, SiteSettings(), generate=broken)
    assert not result.published and result.problems == (told,)
    assert content_of(site) == before
