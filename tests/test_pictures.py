"""The field in pictures: every number is what its link finds, and what its line of Python gives."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from kb.atlas import Atlas as Opened
from kb.index import Index
from kb.insight import Matrix
from kb.knowledge_base import KnowledgeBase, link
from kb.query import run
from kb.repository import read
from kb.site.links import Links
from kb.site.settings import SiteSettings
from kb.site.views.common import Desk
from kb.site.views.picture_parts import PictureView
from kb.site.views.pictures import pictures_view
from tests.conftest import REPOSITORY, Atlas
from tests.garden import corpus


def desk_of(base: KnowledgeBase) -> Desk:
    settings = SiteSettings()
    return Desk(base, Index.build(base), Links(base, settings), settings)


@cache
def real() -> Desk:
    return desk_of(corpus(REPOSITORY)[0])


def found(desk: Desk, target: str) -> int:
    (query,) = parse_qs(urlsplit(unescape(target)).query)["q"]
    return len(run(query, desk.base, desk.index))


def of_kind(kind: str) -> list[PictureView]:
    views = [view for view in pictures_view(real()) if view.picture.kind == kind]
    assert views
    return views


def test_the_field_has_ten_pictures_with_a_sentence_each() -> None:
    views = pictures_view(real())
    assert len(views) == len(real().base.pictures) == 10
    assert all(view.told.endswith(".") for view in views)


@pytest.mark.parametrize("kind", ["years", "ranking"])
def test_a_bar_is_as_long_as_its_query_finds_papers(kind: str) -> None:
    for view in of_kind(kind):
        most = max(bar.count.number for bar in view.bars)
        for bar in view.bars:
            assert found(real(), bar.count.target) == bar.count.number
            assert bar.length == bar.count.number / most
            if bar.part:
                assert found(real(), bar.part.target) == bar.part.number <= bar.count.number


def test_a_share_is_that_of_the_papers_read_that_year() -> None:
    for view in of_kind("shares"):
        for square in (s for row in view.rows for s in row.squares):
            told = re.search(r", (\d+) of (\d+) papers$", square.label)
            assert told and found(real(), square.target) == int(told[1])
            assert square.text == ("–" if told[1] == "0" else f"{round(100 * int(told[1]) / int(told[2]))} %")
            assert bool(square.shade) == (told[1] != "0")


def test_a_field_of_a_matrix_is_what_its_query_finds() -> None:
    for view in of_kind("matrix"):
        for square in (s for row in view.rows for s in row.squares):
            if square.text.strip("0·"):
                assert found(real(), square.target) == int(square.text)


def test_the_lines_of_python_give_the_same_numbers() -> None:
    atlas = Opened(real().base)
    for view in pictures_view(real()):
        # The lines are our own, made from the names of facets.
        made = eval(view.python, {"atlas": atlas, "Counter": Counter})
        if view.picture.kind == "years":
            assert {bar.name: bar.count.number for bar in view.bars if bar.count.number} == {
                str(year): number for year, number in made.items()
            }
        elif view.picture.kind == "ranking":
            assert [bar.count.number for bar in view.bars] == [
                made[bar.sign.target.rpartition("/")[2].removesuffix(".html")]
                for bar in view.bars
                if bar.sign
            ]
        elif view.picture.kind == "matrix":
            assert isinstance(made, Matrix) and made.papers
        elif view.picture.kind == "gaps":
            assert [(g.field.row, g.field.column) for g in view.gaps] == [
                (g.row, g.column) for g in made[: len(view.gaps)]
            ]


def test_too_few_papers_make_fewer_pictures(atlas: Atlas) -> None:
    views = pictures_view(desk_of(link(read(atlas.root)[0])))
    assert [view.picture.kind for view in views] == ["years", "ranking", "matrix"]
    assert [bar.count.number for bar in views[0].bars] == [1, 1]


def test_without_pictures_there_are_none(atlas: Atlas) -> None:
    atlas.write("papers/pictures.yaml", "pictures: []\n")
    assert pictures_view(desk_of(link(read(atlas.root)[0]))) == ()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("kind: ranking", "kind: pie", "KB2"),
        ("most: 2", "most: 0", "KB2"),
        ("facet: method, most", "most", "KB2"),
    ],
)
def test_a_wrong_picture_is_told_with_its_place(atlas: Atlas, old: str, new: str, told: str) -> None:
    atlas.replace("papers/pictures.yaml", old, new)
    (finding,) = atlas.findings()
    assert re.match(r"papers/pictures\.yaml:[34]:\d+: error " + told, finding)
