"""`kb export` as people meet it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import kb.export
from kb.export import EXPORTS
from tests.conftest import Atlas
from tests.test_cli_check import kb as run
from tests.test_cli_check import process

NAMES = [export.name for export in EXPORTS]


def test_the_list_has_every_format(tmp_path: Path) -> None:
    out, told = run("export", "--list", exit_code=0)
    assert [line.split()[0] for line in out.splitlines()] == NAMES and told == ""
    assert all(export.what in out and export.path in out for export in EXPORTS)


def test_one_format_to_standard_output(atlas: Atlas) -> None:
    base = atlas.check().base
    for name in ("json", "sqlite"):
        assert process("export", name, "--root", atlas.root).stdout == kb.export.by_name(name).make(base)


def test_all_formats_to_a_folder(atlas: Atlas) -> None:
    folder = atlas.root / "new/folder"
    out, told = run("export", *NAMES, "csl-json", "--root", atlas.root, "--out", folder, exit_code=0)
    assert out == "" and len(told.splitlines()) == len(EXPORTS)
    assert f"{folder / 'labels.csv'}: " in told and " bytes, 3 labels\n" in told
    base = atlas.check().base
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == {
        export.path: export.make(base) for export in EXPORTS
    }


def test_the_order_of_sets_makes_no_difference(atlas: Atlas) -> None:
    for seed in ("1", "2"):
        process("export", *NAMES, "--root", atlas.root, "--out", atlas.root / seed, PYTHONHASHSEED=seed)
    for export in EXPORTS:
        assert (atlas.root / "1" / export.path).read_bytes() == (atlas.root / "2" / export.path).read_bytes()


def test_nothing_is_overwritten_without_force(atlas: Atlas) -> None:
    mine = atlas.write("out/atlas.json", "mine")
    words = ("export", "jsonl", "json", "--root", atlas.root, "--out", atlas.root / "out")
    out, told = run(*words, exit_code=2)
    assert (out, told) == ("", f"kb: {mine} is there\n    replace with --force\n")
    assert mine.read_text() == "mine" and len(list(mine.parent.iterdir())) == 1
    run(*words, "--force", exit_code=0)
    assert json.loads(mine.read_bytes())["release"] == "2026.1"


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        ([], "name a format", "kb export --list shows them all"),
        (["jason"], "no format 'jason'", "did you mean json or jsonl or csl-json?"),
        (["csv"], "no format 'csv'", "did you mean papers.csv or labels.csv or concepts.csv?"),
        (["skos"], "no format 'skos'", "did you mean skos.ttl or skos.jsonld?"),
        (["atlas.bib"], "no format 'atlas.bib'", "did you mean bibtex?"),
        (["xyzzy"], "no format 'xyzzy'", "kb export --list shows them all"),
        (["json", "xyzzy"], "no format 'xyzzy'", "kb export --list shows them all"),
        (["json", "ris"], "several formats need a folder", "kb export json ris --out DIR"),
    ],
)
def test_wrong_words(words: list[str], message: str, hint: str, atlas: Atlas) -> None:
    out, told = run("export", *words, "--root", atlas.root, exit_code=2)
    assert (out, told) == ("", f"kb: {message}\n    {hint}\n")


def test_a_folder_that_cannot_be_written(atlas: Atlas) -> None:
    file = atlas.write("file", "x")
    for folder in (file, file / "below"):
        _, told = run("export", "json", "--root", atlas.root, "--out", folder, exit_code=2)
        assert "cannot be written" in told and "choose another folder with --out" in told
    (atlas.root / "out/atlas.json").mkdir(parents=True)
    _, told = run("export", "json", "--root", atlas.root, "--out", atlas.root / "out", "--force", exit_code=2)
    assert "cannot be written" in told


def test_it_needs_good_data(atlas: Atlas) -> None:
    atlas.replace("papers/2025/bob2025second.yaml", "asking: ask", "askin: ask")
    out, told = run("export", "json", "--root", atlas.root, "--out", atlas.root / "out", exit_code=1)
    assert "KB301" in out and told == "1 error; mend the data first\n"
    assert not (atlas.root / "out").exists()


def test_a_missing_library_is_named(atlas: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kb.export, "find_spec", lambda name: None)
    out, told = run("export", "skos.ttl", "--root", atlas.root, exit_code=2)
    assert (out, told) == (
        "", 'kb: skos.ttl needs rdflib\n    pip install "personalization-atlas[rdf]"\n',
    )  # fmt: skip
    assert "Needs personalization-atlas[rdf]." in run("export", "--list", exit_code=0)[0]
    run("export", "json", "--root", atlas.root, exit_code=0)
