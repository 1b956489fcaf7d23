"""`make test` keeps the tests of a file in one process: else each process makes anew what they share."""

from __future__ import annotations

import os

import pytest

from tests.conftest import ALIKE, LONG, REPOSITORY


@pytest.mark.parametrize("number", range(12))
def test_this_file_is_read_by_one_process(
    number: int, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> None:
    # Only where groups are asked for; a lone process is always one.
    grouped = request.config.getoption("loadgroup", False)
    notes = tmp_path_factory.getbasetemp().parent if grouped else tmp_path_factory.mktemp("notes")
    mine = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    (notes / f"together-{mine}").write_text(str(number))
    assert [p.name for p in notes.glob("together-*")] == [f"together-{mine}"]


@pytest.mark.parametrize("name", sorted({*ALIKE, *ALIKE.values(), *LONG}))
def test_the_files_named_there_are_tests(name: str) -> None:
    assert (REPOSITORY / "tests" / f"{name}.py").is_file()
