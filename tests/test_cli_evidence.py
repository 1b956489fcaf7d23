"""`kb evidence` as people meet it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kb.evidence import digest
from tests.conftest import Atlas
from tests.test_cli_check import BOB, FORGED, assert_not_forged, kb, process

ADA = "papers/2024/ada2024first.yaml"


@pytest.fixture
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("texts") / "abstracts.jsonl"
    rows = {"ada2024first": "We build a model with very many layers.", "bob2025second": "People are asked."}
    file.write_text("".join(json.dumps({"key": key, "abstract": text}) + "\n" for key, text in rows.items()))
    return file


def files(atlas: Atlas) -> dict[Path, bytes]:
    return {p: p.read_bytes() for p in sorted(atlas.root.rglob("*")) if p.is_file()}


def test_lock_then_verify(atlas: Atlas, texts: Path) -> None:
    out, told = kb(
        "evidence", "lock", "--texts", texts, "--root", atlas.root, "--date", "2026-02-01", exit_code=0
    )
    assert (out, told) == ("", "2 passages: 2 new\n")
    assert f"digest: {digest('people are asked')}" in (atlas.root / BOB).read_text()
    assert "checked: {date: 2026-02-01}" in (atlas.root / BOB).read_text()
    before = files(atlas)
    assert (
        kb("evidence", "lock", "--texts", texts, "--root", atlas.root, exit_code=0)[1]
        == "2 passages: 2 matched\n"
    )
    assert (
        kb("evidence", "verify", "--texts", texts, "--root", atlas.root, exit_code=0)[1]
        == "2 passages: 2 matched\n"
    )
    kb("check", "--root", atlas.root, exit_code=0)
    assert files(atlas) == before


def test_the_day_comes_from_the_environment(
    atlas: Atlas, texts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    kb("evidence", "lock", "--texts", texts, "--root", atlas.root, exit_code=0)
    assert "checked: {date: 2027-01-15}" in (atlas.root / ADA).read_text()
    for wrong in ("soon", "9" * 30):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", wrong)
        assert (
            "SOURCE_DATE_EPOCH"
            in kb("evidence", "lock", "--texts", texts, "--root", atlas.root, exit_code=2)[1]
        )


def test_verify_writes_nothing_and_reports(atlas: Atlas, texts: Path) -> None:
    kb("evidence", "lock", "--texts", texts, "--root", atlas.root, exit_code=0)
    before = files(atlas)
    texts.write_text('{"key": "ada2024first", "abstract": "A model with few but many layers."}\n')
    out, told = kb("evidence", "verify", "--texts", texts, "--root", atlas.root, exit_code=1)
    assert out == (
        f'{ADA}:22:21: error KB612 the passage of "layers" no longer has the digest on record; read it again, then lock\n'
    )
    assert told == "2 passages: 1 changed, 1 no text\n"
    assert files(atlas) == before


def test_a_passage_that_is_not_there(atlas: Atlas, texts: Path) -> None:
    texts.write_text('{"key": "bob2025second", "abstract": "Nobody is asked."}\n')
    for command in ("lock", "verify"):
        out, _ = kb("evidence", command, "--texts", texts, "--root", atlas.root, exit_code=1)
        assert out == (
            f'{BOB}:14:21: error KB610 the passage of "ask" is not in the text; take from and to from the text itself\n'
        )


def test_a_pasted_text(atlas: Atlas) -> None:
    words = ("evidence", "verify", "--paper", "bob2025second", "-", "--root", atlas.root)
    assert kb(*words, exit_code=0, text="People\nare asked.")[1] == "1 passage: 1 new\n"
    assert kb(*words, exit_code=1, text="")[1] == "1 passage: 1 not found\n"
    # Not every clipboard is UTF-8.
    done = process(*words, text=b"\xff\xfe People are asked. \xe9")
    assert (done.returncode, done.stderr) == (0, b"1 passage: 1 new\n")


def test_a_text_in_a_file(atlas: Atlas, texts: Path) -> None:
    texts.write_text("People are asked.")
    kb("evidence", "verify", "--paper", "bob2025second", texts, "--root", atlas.root, exit_code=0)
    for missing in (texts.parent, texts.parent / "nowhere"):
        told = kb(
            "evidence", "verify", "--paper", "bob2025second", missing, "--root", atlas.root, exit_code=2
        )[1]
        assert "cannot be read" in told


def test_wrong_usage(atlas: Atlas, texts: Path) -> None:
    root = ("--root", atlas.root)
    kb("evidence", exit_code=2)
    assert "no texts given" in kb("evidence", "lock", *root, exit_code=2)[1]
    assert "no text to verify" in kb("evidence", "verify", *root, exit_code=2)[1]
    assert "no text to verify" in kb("evidence", "verify", *root, "--paper", "bob2025second", exit_code=2)[1]
    told = kb("evidence", "verify", *root, "--paper", "bob2025secnd", "--texts", texts, exit_code=2)[1]
    assert 'did you mean "bob2025second"?' in told
    assert "cannot be read" in kb("evidence", "lock", *root, "--texts", texts.parent, exit_code=2)[1]
    assert (
        "is not a day"
        in kb("evidence", "lock", *root, "--texts", texts, "--date", "x}\nid: y", exit_code=2)[1]
    )
    assert files(atlas)[atlas.root / BOB] == (atlas.root / BOB).read_bytes()


def test_bad_records_are_not_written_to(atlas: Atlas, texts: Path) -> None:
    atlas.replace(BOB, "scope: core", "scope: cor")
    before = files(atlas)
    out, told = kb("evidence", "lock", "--texts", texts, "--root", atlas.root, exit_code=2)
    assert "KB203" in out and "mend them first" in told
    assert files(atlas) == before


def test_texts_of_other_papers_are_no_check(atlas: Atlas, texts: Path) -> None:
    texts.write_text('{"key": "nobody2024x", "abstract": "Nothing."}\n')
    _, told = kb("evidence", "verify", "--texts", texts, "--root", atlas.root, exit_code=2)
    assert told.startswith("2 passages: 2 no text\nkb: no passage was looked up")


def test_bad_lines_are_reported_and_the_rest_is_used(atlas: Atlas, texts: Path) -> None:
    texts.write_text("nonsense\n" + texts.read_text())
    out, told = kb("evidence", "verify", "--texts", texts, "--root", atlas.root, exit_code=0)
    assert out.endswith(
        ':1:1: error KB114 not a JSON object with a key and a text; write {"key": ..., "abstract": ...}\n'
    )
    assert told == "2 passages: 2 new\n"


@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_nothing_is_forged(atlas: Atlas, texts: Path, form: str) -> None:
    for text in FORGED:
        texts.write_text(json.dumps({"key": "bob2025second", "abstract": text}) + f"\n{json.dumps(text)}\n")
        out, told = kb(
            "evidence", "verify", "--texts", texts, "--root", atlas.root, "--format", form, exit_code=1
        )
        assert_not_forged(out)
        assert_not_forged(told)


def test_a_full_disk(atlas: Atlas, texts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    before = files(atlas)
    told = kb("evidence", "lock", "--texts", texts, "--root", atlas.root, exit_code=2)[1]
    assert "cannot be written: No space left on device" in told
    assert files(atlas) == before
