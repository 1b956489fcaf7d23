"""The parts of a preview by themselves: the glance at one record, and the files that are served."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.site.build import build
from kb.site.preview.files import SiteFiles
from kb.site.preview.front import passing
from kb.site.preview.glance import Glance
from kb.site.settings import SiteSettings
from tests.conftest import Atlas, themed

FIRST = "papers/2024/ada2024first.yaml"


@pytest.fixture
def atlas_with_theme(tmp_path: Path) -> Atlas:
    return themed(tmp_path / "data")


def glance(atlas: Atlas, site: Path) -> Glance:
    built = build(atlas.root, site, SiteSettings(), live=True)
    assert built.published and built.stage, built.problems
    return Glance(atlas.root, built.checked, built.stage)


def test_a_glance_gives_the_bytes_of_a_whole_build(atlas_with_theme: Atlas, tmp_path: Path) -> None:
    atlas, site = atlas_with_theme, tmp_path / "site"
    made = glance(atlas, site)
    before = (site / "papers/ada2024first.html").read_bytes()
    atlas.replace(FIRST, "First Things about Toys", "Second Thoughts about Toys")
    look = made.look(FIRST)
    assert sorted(look.files) == [f"papers/ada2024first{end}" for end in (".html", ".json", ".md")]
    assert build(atlas.root, site, SiteSettings(), live=True).published
    for path, data in look.files.items():
        assert data == (site / path).read_bytes()
    assert look.files["papers/ada2024first.html"] != before


def test_edits_of_several_records_stand_together(atlas_with_theme: Atlas, tmp_path: Path) -> None:
    atlas = atlas_with_theme
    other = next(
        p.relative_to(atlas.root).as_posix()
        for p in sorted(atlas.root.glob("papers/2*/*.yaml"))
        if p.name != Path(FIRST).name
    )
    made = glance(atlas, tmp_path / "site")
    atlas.replace(FIRST, "First Things about Toys", "Second Thoughts about Toys")
    made.look(FIRST)
    assert not made.look(other).found
    assert b"Second Thoughts" in made.look(FIRST).files["papers/ada2024first.html"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("venue: Toys 2024", "venue: Toyz 2024", "KB305"),
        ("venue: Toys 2024", "venue: [", "KB1"),
        ("issued: 2024", "isued: 2024", "KB2"),
    ],
)
def test_a_glance_at_a_broken_record(
    atlas_with_theme: Atlas, tmp_path: Path, old: str, new: str, code: str
) -> None:
    made = glance(atlas_with_theme, tmp_path / "site")
    atlas_with_theme.replace(FIRST, old, new)
    look = made.look(FIRST)
    assert not look.files
    assert [d.code for d in look.found if d.code.startswith(code)]
    atlas_with_theme.replace(FIRST, new, old)
    assert made.look(FIRST).files


def test_what_a_glance_knows(atlas_with_theme: Atlas, tmp_path: Path) -> None:
    made = glance(atlas_with_theme, tmp_path / "site")
    assert made.knows(FIRST)
    for other in (
        "papers/2024/eve2024new.yaml",
        "papers/2023/ada2024first.yaml",
        "taxonomy/method.yaml",
        f"/elsewhere/{FIRST}",
    ):
        assert not made.knows(other)
    (atlas_with_theme.root / FIRST).unlink()
    assert not made.knows(FIRST)


@pytest.fixture
def files(tmp_path: Path) -> SiteFiles:
    site, glances = tmp_path / "site", tmp_path / "glances"
    for path, text in {
        "site/index.html": "<body>home</body>",
        "site/papers/a.html": "<body>old</body>",
        "site/guide/index.html": "guide",
        "site/404.html": "<body>not here</body>",
        "site/assets/css/a.css": "p {}",
        "glances/papers/a.html": "<body>new</body>",
        "secret.txt": "secret",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return SiteFiles(site, glances)


def test_what_was_glanced_at_stands_before_the_site(files: SiteFiles) -> None:
    page = files.serve("/papers/a.html", "")
    assert page.status == 200
    assert page.data.startswith(b"<body>new<") and page.data.endswith(b"</script></body>")
    assert files.serve("/", "").data.startswith(b"<body>home<")
    assert files.serve("/guide", "").to == "/guide/"
    assert files.serve("/guide/", "").data.startswith(b"guide")


@pytest.mark.parametrize(
    "address",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/assets/../../secret.txt",
        "//etc/passwd",
        "/a%00b",
        "/..%5Csecret.txt",
    ],
)
def test_no_address_leads_out(files: SiteFiles, address: str) -> None:
    found = files.serve(address, "")
    assert found.status == 404
    assert b"not here" in found.data


@pytest.mark.parametrize("name", ["4913", ".a.yaml.swp", "a.yaml~", "a.yaml.tmp", "x.pyc"])
def test_what_editors_leave_about_is_no_change(name: str) -> None:
    assert passing(Path("papers/2024") / name)


@pytest.mark.parametrize("name", ["a.yaml", "ids.lock", "live.js"])
def test_a_file_of_the_atlas_is_one(name: str) -> None:
    assert not passing(Path("papers/2024") / name)


def test_a_new_look_is_told_from_a_new_page(files: SiteFiles, tmp_path: Path) -> None:
    look, page = files.look, files.digest("/papers/a.html")
    (tmp_path / "glances/papers/a.html").write_text("newer")
    files.refresh()
    assert files.look == look and files.digest("/papers/a.html") != page
    (tmp_path / "site/assets/css/a.css").write_text("p { color: red }")
    files.refresh()
    assert files.look != look


def test_without_a_site_the_findings_stand_for_every_page(tmp_path: Path) -> None:
    page = SiteFiles(tmp_path / "site", tmp_path / "glances").serve("/", "a.yaml:1:1: error <b>")
    assert page.status == 404
    assert b"a.yaml:1:1: error &lt;b&gt;" in page.data
    assert b"live.js" in page.data
