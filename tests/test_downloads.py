"""The data page: sizes that are true, code that runs, and files made once."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

import kb.export
import kb.knowledge_base
import kb.repository
from kb.export import EXPORTS
from kb.index import Index
from kb.site import downloads_files
from kb.site.assemble import TEMPLATES
from kb.site.downloads_files import FOLDER, download_files
from kb.site.links import Links
from kb.site.settings import SiteSettings
from kb.site.templating import Templates
from kb.site.views.common import Desk
from kb.site.views.downloads import downloads_view
from kb.site.views.standing import standing
from tests.garden import corpus


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    download_files.cache_clear()
    yield
    download_files.cache_clear()


@pytest.fixture
def desk() -> Desk:
    base, index = corpus()
    return Desk(base, index, Links(base), SiteSettings())


def page(desk: Desk) -> str:
    templates = Templates(TEMPLATES)
    return templates.render(
        "data.html", view=downloads_view(desk), scripts=[], explore="explore.html",
        standing=standing(desk.base, desk.links),
        href=partial(desk.links.relative, page="data.html"),
    )  # fmt: skip


def test_files_are_made_once_for_page_and_build(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def counted(name: str) -> bytes:
        made.append(name)
        return b"x"

    slow = [replace(export, make=lambda base, name=export.name: counted(name)) for export in EXPORTS]
    monkeypatch.setattr(downloads_files, "EXPORTS", slow)
    downloads_view(desk)
    assert set(download_files(desk.base).values()) == {b"x"}
    downloads_view(desk)
    assert made == [export.name for export in EXPORTS]


def test_another_atlas_gets_files_of_its_own(desk: Desk) -> None:
    other = kb.knowledge_base.link(kb.repository.read(Path(__file__).parent / "data/corpora/garden")[0])
    assert download_files(other) is not download_files(desk.base)
    assert download_files(other) == download_files(desk.base)


def test_the_page_tells_what_is_there(desk: Desk) -> None:
    view, files = downloads_view(desk), download_files(desk.base)
    assert {d.target for d in view.downloads} == set(files)
    for d in view.downloads:
        size = len(files[f"{FOLDER}/{d.export.path}"])
        assert abs(int(d.kilobytes.replace(",", "")) * 1000 - size) <= 1000
    body = page(desk)
    for d in view.downloads:
        assert f'href="{d.target}"' in body and d.export.what in body
    assert "CC BY 4.0" in body and view.cite[0].text in body


def test_what_cannot_be_made_is_a_command(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kb.export, "find_spec", lambda name: None)
    assert f"{FOLDER}/taxonomy.ttl" not in download_files(desk.base)
    body = page(desk)
    assert "taxonomy.ttl" not in body and "<code>kb export skos.ttl</code>" in body


def test_the_code_on_the_page_runs(desk: Desk, tmp_path: Path) -> None:
    for path, data in download_files(desk.base).items():
        (tmp_path / Path(path).name).write_bytes(data)
    code = {s.label: s.text for s in downloads_view(desk).loads}
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", code["JSON"]], cwd=tmp_path, capture_output=True, check=True
    )
    assert str(len(desk.core)) in ran.stdout.decode().split()
    with closing(sqlite3.connect(tmp_path / "atlas.sqlite")) as database:
        counts, words, evidence = (
            database.execute(part).fetchall() for part in code["SQL"].split(";") if part.strip()
        )
    assert counts and counts == sorted(counts, key=lambda row: -row[1])
    assert isinstance(words, list) and len(evidence) == 10


def test_an_atlas_without_labels_has_a_data_page(desk: Desk) -> None:
    empty = kb.knowledge_base.link(
        replace(kb.repository.read(Path(__file__).parent / "data/corpora/garden")[0], papers={}, schemes={})
    )
    assert page(Desk(empty, Index.build(empty), Links(empty), SiteSettings()))
