"""`kb new` and `kb todo` as a contributor meets them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

import pytest
from typer.testing import CliRunner

from kb.cli import app
from kb.cli.new import NEXT
from tests.conftest import Atlas

FIRST = "papers/2024/ada2024first.yaml"


class Outcome(NamedTuple):
    code: int
    out: str
    err: str


def kb(*words: object) -> Outcome:
    result = CliRunner().invoke(app, [str(w) for w in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return Outcome(result.exit_code, result.stdout, result.stderr)


BIB = """@misc{a, title={LaTOY: Playing Again}, author={Eva Krull}, year={2024}, eprint={2401.00777}}
@misc{b, title={First Things about Toys}, author={Ada Lovelace}, year={2024}}
@misc{c, title={unclosed, author={X Y}, year={2024}
@misc{d, title={Another Play}, author={Eva Krull}, year={2025}}
"""


def test_a_file_is_imported_and_all_else_reported(atlas: Atlas, tmp_path: Path) -> None:
    file = tmp_path / "new.bib"
    file.write_text(BIB)
    result = kb("new", file, "--root", atlas.root)
    assert result.code == 1
    assert [line.split(": ")[1].split()[1] for line in result.out.splitlines()] == ["KB504", "KB122"]
    assert f"{file}:2:1: " in result.out and f"{file}:3:1: " in result.out
    assert "4 read, 2 written, 2 reported" in result.err
    assert (atlas.root / "papers/2024/krull2024latoy.yaml").is_file()
    assert (atlas.root / "papers/2025/krull2025another.yaml").is_file()
    again = kb("new", file, "--root", atlas.root)
    assert "4 read, 0 written, 4 reported" in again.err


def test_every_finding_of_a_large_file_is_printed(atlas: Atlas, tmp_path: Path) -> None:
    file = tmp_path / "new.bib"
    file.write_text("".join(f"@misc{{k{n}, title={{T}}}}\n" for n in range(60)))
    assert len(kb("new", file, "--root", atlas.root).out.splitlines()) == 60


def test_options_make_one_record(atlas: Atlas) -> None:
    told = ["--title", "Play: again", "--author", "Krull, Eva", "--arxiv", "2501.00001", "--year", "2025"]
    shown = kb("new", *told, "--dry-run", "--root", atlas.root)
    assert shown.code == 0
    assert 'title: "Play: again"\n' in shown.out
    assert not (atlas.root / "papers/2025/krull2025play.yaml").exists()
    assert kb("new", *told, "--root", atlas.root).code == 0
    text = (atlas.root / "papers/2025/krull2025play.yaml").read_text()
    assert f"# papers/2025/krull2025play.yaml\n{text}" in shown.out
    refused = kb(
        "new", *told[:2], "--author", "A B", "--year", "2025", "--id", "krull2025play", "--root", atlas.root
    )
    assert refused.code == 1 and "KB504" in refused.out
    assert (atlas.root / "papers/2025/krull2025play.yaml").read_text() == text


def test_an_identifier_alone_finds_its_record(atlas: Atlas) -> None:
    result = kb("new", "--doi", "10.1234/toys.1", "--root", atlas.root)
    assert result.code == 1 and f"this paper has a record: {FIRST} has the same doi" in result.out


def test_what_comes_next_is_told(atlas: Atlas, tmp_path: Path) -> None:
    file = tmp_path / "new.bib"
    file.write_text(BIB)
    assert NEXT in kb("new", file, "--root", atlas.root).err
    assert NEXT not in kb("new", file, "--root", atlas.root).err  # nothing was written
    told = ["--title", "Play", "--author", "Krull, Eva", "--year", "2025"]
    assert NEXT not in kb("new", *told, "--dry-run", "--root", atlas.root).err
    assert NEXT in kb("new", *told, "--root", atlas.root).err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "--title, --author, --year missing"),
        (["--arxiv", "2501.00001"], "--title, --author missing"),
        (["--arxiv", "2501.00001"], "save https://arxiv.org/bibtex/2501.00001 and give kb new that file"),
        (["--anthology", "2025.toys-long.1"], "add --online to look it up, or --title, --author"),
        (["2501.00001"], "an identifier goes with its option: --arxiv 2501.00001"),
        (["2025.toys-long.1"], "an identifier goes with its option: --anthology 2025.toys-long.1"),
        (["10.1234/x.1"], "an identifier goes with its option: --doi 10.1234/x.1"),
        (["--arxiv", "25.1"], "not a well-formed arXiv id"),
        (["--doi", "x"], "not a well-formed DOI"),
        (["--doi", "2603.04191"], "did you mean --arxiv 2603.04191?"),
        (["--arxiv", "10.1234/x.1"], "did you mean --doi 10.1234/x.1?"),
        (["--arxiv", "2025.toys-long.1"], "did you mean --anthology 2025.toys-long.1?"),
        (["--anthology", "x"], "not a well-formed ACL Anthology id"),
        (["--title", "T", "--author", "A B", "--year", "25"], "--year is 25"),
        (["--title", "T", "--author", "A B", "--year", "2025", "--id", "ab"], "has no year in it"),
        (
            ["--title", "T", "--author", "A B", "--year", "2025", "--id", "2025 b"],
            "not a well-formed citekey",
        ),
        (["no.bib"], "cannot be read"),
        (["no.bib", "--year", "2025"], "a source, and options"),
    ],
)
def test_wrong_options_say_what_is_right(atlas: Atlas, arguments: list[str], says: str) -> None:
    result = kb("new", *arguments, "--root", atlas.root)
    assert result.code == 2
    assert says in result.err


def test_findings_can_be_json(atlas: Atlas, tmp_path: Path) -> None:
    file = tmp_path / "x.bib"
    file.write_text("@misc{c, title={T}}")
    found = json.loads(kb("new", file, "--format", "json", "--root", atlas.root).out)
    assert [(f["code"], f["line"]) for f in found] == [("KB121", 1)]


def test_work_to_do(atlas: Atlas) -> None:
    result = kb("todo", "--root", atlas.root)
    assert result.code == 0
    first = result.out.splitlines()[0]
    assert "bob2025second" in first and "dataset and metric not read" in first
    found = json.loads(kb("todo", "--format", "json", "-n", "1", "--root", atlas.root).out)
    assert [task["paper"] for task in found] == ["bob2025second"]
    assert found[0]["reasons"][0] == {
        "kind": "unread",
        "number": 2,
        "facets": ["dataset", "metric"],
        "points": 6,
    }
    assert found[0]["points"] == sum(r["points"] for r in found[0]["reasons"])
    only = kb("todo", "--kind", "contested", "--root", atlas.root)
    assert only.out == ""


@pytest.mark.parametrize(
    ("acl", "year", "venue"),
    [
        ("2024.toys-long.12", 2024, "Toys 2024"),
        ("2025.toys-1.3", 2025, "Toys 2025"),
        ("2024.toys-srw.12", 2024, None),
        ("2023.toys-long.12", 2023, None),
        ("P19-1001", 2019, "ACL 2019"),
        ("P19-2001", 2019, None),
        ("W19-1001", 2019, None),
        ("P98-1001", 1998, None),
        ("Q19-2001", 2019, None),
    ],
)
def test_an_anthology_id_tells_year_and_venue(atlas: Atlas, acl: str, year: int, venue: str | None) -> None:
    meeting = "ACL 2019: {containerTitle: Meeting of the ACL, type: paper-conference}\n"
    atlas.write("papers/venues.yaml", (atlas.root / "papers/venues.yaml").read_text() + meeting)
    told = ["--title", "Play", "--author", "Eva Krull", "--anthology", acl, "--dry-run"]
    shown = kb("new", *told, "--root", atlas.root).out
    assert f"issued: {year}\n" in shown
    assert f"\nvenue: {venue or 'to be written'}\n" in shown
