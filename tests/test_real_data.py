"""The data of this repository, judged by the product itself."""

from __future__ import annotations

import pytest

from kb.gate import CheckResult, check
from kb.model import Layer, Paper
from kb.repository import paper_path
from tests.conftest import REPOSITORY
from tests.test_cli_check import kb


@pytest.fixture(scope="module")
def real() -> CheckResult:
    return check(REPOSITORY)


def test_it_passes_its_own_check(real: CheckResult) -> None:
    assert [str(d) for d in real.report.errors] == []
    assert len(real.records.papers) >= 20 and len(real.records.schemes) == 10


def test_the_command_says_so_too() -> None:
    out, told = kb("check", "--root", REPOSITORY, exit_code=0)
    assert ": error " not in out and ": 0 errors, " in told


def test_every_passage_of_an_abstract_was_matched(real: CheckResult) -> None:
    unmatched = [
        str(real.records.place(paper_path(paper.id), "evidence", name, "passage"))
        for paper in real.records.papers.values()
        for name, evidence in paper.evidence.items()
        if evidence.layer is Layer.ABSTRACT and not evidence.matched
    ]
    assert unmatched == []


def test_a_machine_says_that_it_is_one(real: CheckResult) -> None:
    assert all(paper.curation for paper in real.records.papers.values())
    assert {c.method for p in real.records.papers.values() for c in p.curation} <= {
        "machine",
        "human",
        "author",
    }


def test_every_record_survives_json(real: CheckResult) -> None:
    for paper in real.records.papers.values():
        assert Paper.model_validate_json(paper.model_dump_json(by_alias=True, exclude_defaults=True)) == paper


def test_every_file_ends_its_last_line(real: CheckResult) -> None:
    for path in real.records.nodes:
        text = (REPOSITORY / path).read_bytes()
        assert text.endswith(b"\n") and not text.endswith(b"\n\n"), path
