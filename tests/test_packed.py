"""The packed data: the same facts as the YAML files, opened lazily, refused when they are not what is read."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path

import pytest

import kb
from kb import packed
from kb.export import EXPORTS
from kb.gate import check
from kb.holdings import Holdings
from kb.index import Index
from kb.knowledge_base import link
from tests.conftest import REPOSITORY
from tests.conftest import Atlas as Folder
from tests.garden import corpus

BASE, INDEX = corpus(REPOSITORY)
DATA = packed.pack(BASE, INDEX, software="1.2")


def opened(data: bytes) -> packed.Packed:
    found, problems = packed.read("some.jsonl", data)
    assert found is not None and problems == []
    return found


def refused(data: bytes) -> str:
    found, problems = packed.read("some.jsonl", data)
    assert found is None
    (problem,) = problems
    return str(problem)


def with_line(number: int, line: bytes) -> bytes:
    """The file with another line, and the checksum to it."""
    lines = DATA.split(b"\n")
    lines[number] = line
    head = json.loads(lines[0]) | {"sha256": hashlib.sha256(b"\n".join(lines[1:])).hexdigest()}
    return b"\n".join([json.dumps(head).encode(), *lines[1:]])


def zipped(folder: Path, data: bytes, name: str = packed.NAME) -> Path:
    file = folder / "release.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(f"atlas/data/{name}", data)
    return file


def test_it_holds_the_facts_of_the_files() -> None:
    base = link(opened(DATA).holdings)
    for name in ("concepts", *(field.name for field in fields(Holdings))):
        there, here = getattr(base, name), getattr(BASE, name)
        assert list(there or ()) == list(here or ()), name
        assert (dict(there) == dict(here)) if isinstance(here, Mapping) else (there == here), name
    for export in EXPORTS:
        assert export.make(base) == export.make(BASE), export.name


def test_its_index_is_the_one_that_would_be_built() -> None:
    again = opened(DATA).index()
    for field in fields(Index):
        there, here = getattr(again, field.name), getattr(INDEX, field.name)
        assert tuple(there) == tuple(here) if isinstance(here, Sequence) else there == here, field.name
    assert again.texts[1:3] == INDEX.texts[1:3]
    assert list(again.impacts) == list(INDEX.impacts)


def test_the_same_data_give_the_same_bytes() -> None:
    again = opened(DATA)
    assert packed.pack(link(again.holdings), again.index(), software="1.2") == DATA


def test_everything_a_record_can_hold(atlas: Folder) -> None:
    snapshot = b'{"version": "2025.1"}\n'
    atlas.write("papers/releases/2025.1.json", snapshot)
    atlas.replace("papers/2024/ada2024first.yaml", "scope: core", "withdrawn: {why: gone}\nscope: core")
    base = check(atlas.root).base
    again = link(opened(packed.pack(base, Index.build(base), software="1")).holdings)
    assert dict(again.papers) == dict(base.papers)
    assert again.releases["2025.1"] == snapshot


def test_records_are_decoded_when_asked_for() -> None:
    held = opened(with_line(3, b'{"id": 1}')).holdings
    first, second, *_ = BASE.papers
    assert held.papers[second] == BASE.papers[second]
    with pytest.raises(ValueError, match="title"):
        held.papers[first]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "this is no packed atlas"),
        (b"\xff\xfe\n\n", "this is no packed atlas"),
        (b"[" * 100_000, "this is no packed atlas"),
        (b'{"kind": "other"}\n{}\n', "this is no packed atlas"),
        (DATA[:-1], "the file is damaged: its checksum differs"),
        (DATA.replace(b'"format":1,', b'"format":99,', 1), 'has format "99" of personalization-atlas "1.2"'),
        (with_line(1, b"{}"), "the taxonomy or a list cannot be decoded"),
        (with_line(1, b"[]"), "the taxonomy or a list cannot be decoded"),
        (with_line(1, b"no JSON"), "the taxonomy or a list cannot be decoded"),
        (with_line(1, b'{"records": [["paper", "ada2024first"]]}'), "the taxonomy or a list cannot be decoded"),
    ],
)  # fmt: skip
def test_what_is_not_read(data: bytes, said: str) -> None:
    assert refused(data).startswith("some.jsonl:1:1: error KB115 ")
    assert said in refused(data)


def test_a_zip_is_an_atlas(tmp_path: Path) -> None:
    atlas = kb.load(zipped(tmp_path, DATA))
    assert (
        atlas.query("technique:rag personalized").ids
        == kb.Atlas(BASE).query("technique:rag personalized").ids
    )
    assert atlas.query().cite() == kb.Atlas(BASE).query().cite()


def test_a_zip_from_elsewhere_is_decoded_at_once(tmp_path: Path) -> None:
    first, second, *_ = BASE.papers
    other = BASE.papers[second].model_dump_json(by_alias=True, exclude_defaults=True).encode()
    for line, said in ((b'{"id": "ada2024first"}', "Field required"), (other, f"it calls itself {second}")):
        with pytest.raises(kb.DataError, match="KB115") as caught:
            kb.load(zipped(tmp_path, with_line(3, line)))
        assert f'the record "{first}" cannot be decoded' in str(caught.value)
        assert said in str(caught.value)


def test_what_is_no_release(tmp_path: Path) -> None:
    with pytest.raises(kb.DataError, match="an error in the data: .*holds 0 files named"):
        kb.load(zipped(tmp_path, DATA, "other.json"))
    (tmp_path / "text.zip").write_text("no zip")
    with pytest.raises(kb.DataError, match="this is no zip that can be read"):
        kb.load(tmp_path / "text.zip")
    for place, why in (("nowhere.zip", "does not exist"), (".", "holds no taxonomy/ and papers/")):
        with pytest.raises(FileNotFoundError, match=why):
            kb.load(tmp_path / place)
    damaged = zipped(tmp_path, DATA)
    content = damaged.read_bytes()
    damaged.write_bytes(content[:500] + bytes(500) + content[1000:])
    with pytest.raises(kb.DataError, match="KB115"):
        kb.load(damaged)
