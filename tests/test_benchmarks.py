"""The benchmarks: what they measure with, what they hold equal, and how results become a table. No timing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.generate import generate, main
from benchmarks.words import invented
from kb.check import check

PAPERS = 90  # a few more than taxonomy and prose point at


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bench") / "atlas"
    generate(PAPERS, folder)
    return folder


def _files(folder: Path) -> dict[str, bytes]:
    def found() -> Iterator[Path]:
        return (f for f in sorted(folder.rglob("*")) if f.is_file())

    return {str(f.relative_to(folder)): f.read_bytes() for f in found()}


def test_made_records_pass_the_gate_without_a_word(made: Path) -> None:
    result = check(made)
    assert not list(result.report)
    assert len(result.base.papers) == PAPERS


def test_made_records_are_as_rich_as_real_ones(made: Path) -> None:
    papers = [p for p in check(made).base.papers.values() if p.identifiers.doi or p.identifiers.arxiv]
    assert sum(len(p.evidence) for p in papers) > 4 * len(papers)
    assert sum(25 <= len(p.summary.split()) <= 60 for p in papers) == len(papers)
    assert len({a.name for p in papers for a in p.author}) > 2 * len(papers)


def test_one_seed_gives_one_atlas(made: Path, tmp_path: Path) -> None:
    generate(PAPERS, tmp_path / "again")
    assert _files(tmp_path / "again") == _files(made)
    generate(PAPERS, tmp_path / "other", seed=2)
    assert _files(tmp_path / "other").keys() != _files(made).keys()


def test_what_cannot_be_made_is_said(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ValueError, match="point at"):
        generate(5, tmp_path / "few")
    assert not (tmp_path / "few").exists()
    monkeypatch.setattr("sys.argv", ["generate", "--papers", "100", "--out", str(made)])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 2
    assert "is not empty" in capsys.readouterr().err


def test_invented_words_differ() -> None:
    assert len({invented(n) for n in range(5000)}) == 5000
