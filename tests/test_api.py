"""The atlas as programs use it: what a query gives, terms of the taxonomy, what the records show together."""

from __future__ import annotations

import csv
import doctest
import io
import json
import pkgutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import bibtexparser
import pytest
import rispy

import kb
from kb.atlas import Atlas
from kb.insight import gaps
from kb.model import Paper
from tests.conftest import REPOSITORY
from tests.conftest import Atlas as Folder
from tests.garden import corpus

BASE, INDEX = corpus()


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return Atlas(BASE)


def test_the_public_names_are_there_and_say_what_they_are() -> None:
    assert 20 <= len(kb.__all__) <= 30
    for name in kb.__all__:
        assert getattr(kb, name).__doc__, name
    assert set(kb.__all__) <= set(dir(kb))
    # A module of the package would take the place of a public name as soon as it is loaded.
    assert not set(kb.__all__) & {module.name for module in pkgutil.iter_modules(kb.__path__)}
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        getattr(kb, "no" + "thing")


WITH_EXAMPLES = [
    ".".join(file.relative_to(REPOSITORY).with_suffix("").parts).removesuffix(".__init__")
    for file in sorted((REPOSITORY / "kb").rglob("*.py"))
    if ">>> " in file.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_examples_of_the_docstrings_hold(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REPOSITORY)
    result = doctest.testmod(import_module(name), optionflags=doctest.ELLIPSIS)
    assert result.attempted
    assert not result.failed


def test_the_guide_page_is_made_of_running_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REPOSITORY)
    guide = REPOSITORY / "site_src/pages/guide/python.md"
    result = doctest.testfile(str(guide), module_relative=False, optionflags=doctest.ELLIPSIS)
    assert result.attempted > 10
    assert not result.failed


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = (
        "import sys, kb; print([m for m in ('pydantic', 'networkx', 'yaml', 'pandas') if m in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_a_result_is_a_sequence_of_papers(atlas: Atlas) -> None:
    found = atlas.query("plant:vegetable")
    assert len(found) > 2
    assert [p.id for p in found] == list(found.ids) == [p.id for p in found.papers]
    assert found[0] is found.papers[0]
    assert found[-1].id == found.ids[-1]
    assert isinstance(found[1:3], kb.Result)
    assert found[1:3].ids == found.ids[1:3]
    assert found.papers[0] in found
    assert list(reversed(found)) == list(found.papers)[::-1]
    with pytest.raises(IndexError):
        _ = found[len(found)]
    assert not atlas.query("id:nobody2020nothing")


def test_an_empty_query_finds_everything_in_order(atlas: Atlas) -> None:
    assert atlas.query().ids == atlas.query("").ids == INDEX.ids


def test_a_query_that_cannot_be_read_says_where(atlas: Atlas) -> None:
    with pytest.raises(kb.QuerySyntaxError) as caught:
        atlas.query("plant:vegetabel")
    assert caught.value.column == 1
    assert "plant:vegetable" in caught.value.fixes


def test_counts_by_facet_are_what_a_narrower_query_finds(atlas: Atlas) -> None:
    found = atlas.query("plant:vegetable")
    counts = found.facets()
    assert list(counts) == list(atlas.facets)
    for facet, numbers in counts.items():
        for name, number in numbers.items():
            assert number == len(atlas.query(f"plant:vegetable {facet}:{name}")) > 0
    assert found[:1].facets() != counts


def test_what_can_be_taken_along(atlas: Atlas) -> None:
    found = atlas.query("plant:vegetable")
    titles = [p.title for p in found]
    assert [e.key for e in bibtexparser.parse_string(found.bibtex()).entries] == list(found.ids)
    assert [entry["title"] for entry in rispy.loads(found.ris())] == titles
    assert [item["id"] for item in found.csl()] == list(found.ids)
    assert [row["id"] for row in csv.DictReader(io.StringIO(found.csv()))] == list(found.ids)
    assert [row["id"] for row in json.loads(json.dumps(found.to_dicts()))] == list(found.ids)
    assert found.markdown().count("\n- ") == len(found)


def test_words_of_a_record_stay_words_in_markdown(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    title = "Users <3 R&D when a < b, and *this* [here] #1"
    folder.replace("papers/2024/ada2024first.yaml", "title: First Things about Toys", f'title: "{title}"')
    text = kb.load(tmp_path).query("id:ada2024first").markdown()
    shown = r"Users &lt;3 R&D when a &lt; b, and \*this\* \[here\] \#1"
    assert shown in text


def test_dicts_are_the_records(atlas: Atlas) -> None:
    for paper, row in zip(atlas.query(), atlas.query().to_dicts(), strict=True):
        assert Paper.model_validate(row) == paper


def test_a_frame_has_a_row_a_paper(atlas: Atlas) -> None:
    frame = atlas.query("plant:vegetable").to_pandas()
    assert list(frame["id"]) == list(atlas.query("plant:vegetable").ids)
    assert {"title", "venue", "labels"} <= set(frame.columns)
    assert atlas.query("id:nobody2020nothing").to_pandas().empty


def test_a_citation_names_query_number_and_set(atlas: Atlas) -> None:
    found = atlas.query("plant:vegetable")
    assert f"Query: plant:vegetable. {len(found)} papers, set {found.digest}." in found.cite()
    assert len(found.digest) == 8
    with pytest.raises(ValueError, match="slice"):
        found[:2].cite()


def test_nothing_in_a_title_becomes_markup_in_a_notebook(atlas: Atlas) -> None:
    shown = atlas.query()._repr_html_()
    assert shown.count("<tr>") == min(20, len(INDEX.ids))
    assert "&lt;" in atlas.query('title:"x" OR aim:*')._repr_html_() or "<script" not in shown


def test_terms_know_their_place_and_their_papers(atlas: Atlas) -> None:
    drip = atlas.concept("care:drip-watering")
    assert [str(c) for c in drip.broader] == ["care:watering"]
    assert [str(c) for c in drip.narrower] == ["care:night-dripping"]
    assert atlas.concept("care:watering").descendants == (drip, *drip.narrower)
    assert drip.record.definition == drip.definition
    assert drip.papers().ids == atlas.query("care:drip-watering").ids
    for role in kb.Role:
        assert drip.papers(role).ids == atlas.query(f"care:drip-watering@{role}").ids
    with pytest.raises(ValueError, match="nonsense"):
        drip.papers("nonsense")


def test_unknown_names_are_errors_that_say_so(atlas: Atlas) -> None:
    with pytest.raises(KeyError, match="care:digging"):
        atlas.concept("care:digging")
    with pytest.raises(ValueError, match=r"\S"):
        atlas.concept("digging")
    with pytest.raises(KeyError, match="soil"):
        atlas.concepts("soil")
    with pytest.raises(KeyError):
        atlas.paper("nobody2020nothing")


def test_terms_of_a_facet_stand_in_tree_order(atlas: Atlas) -> None:
    assert [c.ref for c in atlas.concepts("plant")] == [ref for _, ref in BASE.tree(INDEX_PLANT)]


INDEX_PLANT = next(s for s in BASE.schemes if s == "plant")


def test_the_matrix_and_its_gaps(atlas: Atlas) -> None:
    made = atlas.matrix("care", "plant")
    for row, cells in zip(made.rows, made.cells, strict=True):
        for column, cell in zip(made.columns, cells, strict=True):
            assert cell.count <= len(atlas.query(f"{row} {column}"))
    assert atlas.gaps() == gaps(BASE, INDEX)
    with pytest.raises(KeyError, match="soil"):
        atlas.matrix("care", "soil")
    with pytest.raises(ValueError, match="nonsense"):
        atlas.matrix("care", "plant", "nonsense")


def test_near_papers_share_what_they_say_they_share(atlas: Atlas) -> None:
    carried = {p.id: {a.concept for a in BASE.assertions(p)} for p in BASE.papers.values()}
    some = 0
    for citekey in INDEX.ids:
        for near in atlas.related(citekey):
            some += 1
            assert near.paper != citekey
            assert set(near.concepts) == carried[citekey] & carried[near.paper]
            assert len(near.concepts) > 1 or near.authors
        contrast = atlas.contrast(citekey)
        if contrast:
            apart = [{c for c in carried[i] if c.scheme == contrast.apart} for i in (citekey, contrast.paper)]
            assert apart[0] != apart[1]
    assert some


def test_companions_and_graph_hold_the_same_papers(atlas: Atlas) -> None:
    for pair in atlas.cooccurrence():
        assert pair.count <= len(atlas.query(f"{pair.one} {pair.other}"))
    made = atlas.graph()
    assert {f"paper:{citekey}" for citekey in BASE.papers} <= set(made.nodes)


def test_an_atlas_and_a_result_say_what_they_are(atlas: Atlas) -> None:
    assert repr(atlas).endswith(f"{len(BASE.papers)} papers, {len(BASE.concepts)} concepts>")
    assert repr(atlas.query("aim:joy")).startswith(f"<{len(atlas.query('aim:joy'))} papers for 'aim:joy': ")
