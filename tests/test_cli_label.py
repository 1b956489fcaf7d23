"""`kb label`, and `kb new` that goes on to it: at a terminal, and with the terms in the command."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kb.canonical import canonical
from kb.cli import app
from kb.evidence import digest
from kb.identifiers import Citekey
from tests.conftest import Atlas
from tests.talk import talk

ADA, BOB = "papers/2024/ada2024first.yaml", "papers/2025/bob2025second.yaml"
NEW = "papers/2025/krull2025play.yaml"
TEXT = (
    "Children play. We propose deep learning with many layers for toys. Nobody is asking them any more. "
    "The ToySet shows that play goes well. Children play again. People are asked."
)
SUMMARY = (
    "Nobody knew how children choose their toys, and so a model with many layers was made that tells it from "
    "what they did before. It names more toys than one that asks."
)
BIB = "@misc{k, title={Play in the House}, author={Eva Krull}, year={2025}, eprint={2501.00777}}"
ASKED = r"help\) $"
SENTENCE = r"for none: $"


def kb(*words: object, exit_code: int = 0, text: str = "") -> tuple[str, str]:
    result = CliRunner().invoke(app, [str(w) for w in words], input=text)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    assert result.exit_code == exit_code, result.output
    return result.stdout, result.stderr


def changed(old: str, new: str) -> list[str]:
    return [row for row in difflib.ndiff(old.splitlines(), new.splitlines()) if row[0] in "+-"]


@pytest.fixture
def abstract(tmp_path: Path) -> Path:
    file = tmp_path / "abstract.txt"
    file.write_text(TEXT)
    return file


def label(atlas: Atlas, *words: object, exit_code: int = 0) -> tuple[list[str], str]:
    """What changed in the record of Bob, and what was said."""
    old = (atlas.root / BOB).read_text()
    _, told = kb("label", "bob2025second", *words, "--root", atlas.root, exit_code=exit_code)
    new = (atlas.root / BOB).read_text()
    assert canonical(BOB, Citekey("bob2025second"), new, atlas.check().records.schemes) == new
    return changed(old, new), told


def test_a_term_gets_the_words_that_name_it(
    atlas: Atlas, abstract: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    rows, told = label(atlas, "method:deep-learning@uses", "--text", abstract)
    found = digest("deep learning with many layers")
    assert rows == [
        "+     deep-learning: {evidence: deep-learning, role: uses}",
        "+   deep-learning:",
        f"+     passage: {{from: deep learning with many layers, digest: {found}}}",
        "+     checked: {date: 2027-01-15}",
    ]
    assert "+ method:deep-learning@uses: “deep learning with many layers”\n" in told
    assert f"{BOB}: next: git add it" in told
    assert not atlas.findings()


def test_several_passages_statuses_and_a_facet_in_its_place(atlas: Atlas, abstract: Path) -> None:
    words = ["--passage", "Children play. We propose deep learning with many layers", "--passage"]
    rows, _ = label(
        atlas, "dataset:ToySet", "metric:not-reported", "--text", abstract, *words, "ToySet ... well"
    )
    assert rows[:3] == ["+   dataset:", "+     toy-set: [toy-set, toy-set-2]", "+   metric: not-reported"]
    assert any("{from: Children play. We propose deep, to: learning with many layers, dig" in r for r in rows)
    assert any("{from: ToySet, to: well, digest" in r for r in rows)
    assert not atlas.findings()


def test_a_label_that_stands_stays_one(atlas: Atlas, abstract: Path) -> None:
    rows, told = label(atlas, "method:asking", "--text", abstract)
    assert rows == [] and "method:asking stands already" in told
    rows, _ = label(atlas, "method:asking", "--text", abstract, "--passage", "Nobody is asking")
    assert rows[:2] == ["-     asking: ask", "+     asking: [ask, asking]"]
    rows, _ = label(atlas, "method:asking", "--text", abstract, "--passage", "nobody is ASKING")
    assert rows == []


def test_a_status_gives_way_to_a_label_and_comments_stay(atlas: Atlas, abstract: Path) -> None:
    atlas.replace(ADA, "  metric: not-reported\n", "  metric: not-reported  # really?\n  # the end\n")
    old = (atlas.root / ADA).read_text()
    kb(
        "label",
        "ada2024first",
        "metric:hits",
        "--passage",
        "goes well",
        "--text",
        abstract,
        "--root",
        atlas.root,
    )
    assert changed(old, (atlas.root / ADA).read_text())[:3] == [
        "-   metric: not-reported  # really?",
        "+   metric:  # really?",
        "+     hits: hits",
    ]
    assert "  # the end\n" in (atlas.root / ADA).read_text()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("classification:\n  method:\n    asking: ask\n", "classification: {method: {asking: ask}}\n"),
        ("  method:\n    asking: ask\n", "    method:\n        asking: ask\n"),
        ("  method:\n    asking: ask\n", "  method: {asking: ask}  # short\n"),
        ("  ask:\n    passage: {from: People are asked}\n    note: They are asked.\n", "  ask: {passage: {from: a}}\n"),
        ("evidence:\n  ask:\n    passage: {from: People are asked}\n    note: They are asked.\n", "evidence: {ask: {passage: {from: a}}}\n"),
        ("    asking: ask\n", "    asking:\n      - ask\n"),
        ("date: 2026-01-03}\n", "date: 2026-01-03}"),
    ],
)  # fmt: skip
def test_however_a_record_is_written(atlas: Atlas, abstract: Path, old: str, new: str) -> None:
    atlas.replace(BOB, old, new)
    assert not atlas.check().report.errors
    words = ["method:deep-learning", "dataset:toy-set", "metric:not-applicable", "--text", abstract]
    kb("label", atlas.root / BOB, *words, "--root", atlas.root)
    kb("label", "bob2025second", "method:asking", "--passage", "asking them", "--root", atlas.root)
    assert not atlas.check().report.errors
    paper = atlas.check().base.papers[Citekey("bob2025second")]
    assert [(s, *f.labels) for s, f in paper.classification.items()] == [
        ("method", "asking", "deep-learning"), ("dataset", "toy-set"), ("metric",),
    ]  # fmt: skip
    assert [len(label.evidence) for label in paper.classification["method"].labels.values()] == [2, 1]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["method:deep-learnin"], 'KB301 unknown concept "method:deep-learnin"\n    did you mean "deep-learning"?'),
        (["dataset:asking"], 'KB301 unknown concept "dataset:asking"\n    did you mean "method:asking"?'),
        (["asking"], '"asking" names no facet and term\n    did you mean "method:asking"?'),
        (["methd:asking"], 'KB302 unknown facet "methd"\n    did you mean "method"?'),
        (["method:learning@use"], '"use" is no role\n    did you mean "uses"?'),
        (["method:learning", "dataset:toy-set@"], '"" is no role'),
        (["metric:hits"], "KB601 the text does not name metric:hits (Hits)"),
        (["method:not-reported"], "method has asking"),
        (["metric:hits", "metric:not-reported", "--passage", "goes well"], "metric has hits"),
        (["metric:hits", "--passage", "We propose nothing"], 'after "We propose"'),
        (["metric:hits", "--passage", "Children play"], "KB611"),
        (["metric:hits", "--passage", "propose ... nothing"], "KB610"),
        (["metric:hits", "--passage", "a b c d e f ... nothing"], "KB606"),
        (["metric:hits", "--passage", "!"], "has no word"),
        (["metric:hits", "--passage", "\x1b[2J\n"], 'the passage "\\u001b[2J\\n" is not in the text'),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_written(
    atlas: Atlas, abstract: Path, words: list[str], says: str
) -> None:
    rows, told = label(atlas, "method:deep-learning", *words, "--text", abstract, exit_code=2)
    assert says in told and rows == []


def test_what_is_missing_is_said(atlas: Atlas, abstract: Path, tmp_path: Path) -> None:
    at = ["--root", atlas.root]
    assert "nothing to confirm" in kb("label", "bob2025second", *at, exit_code=2)[1]
    assert "did you mean" in kb("label", "bob2025secon", "method:asking", *at, exit_code=2)[1]
    assert (
        "without a term"
        in kb("label", "bob2025second", "--text", abstract, "--passage", "x", *at, exit_code=2)[1]
    )
    assert (
        "no passage for dataset:toy-set"
        in kb("label", "bob2025second", "dataset:toy-set", *at, exit_code=2)[1]
    )
    (tmp_path / "none.txt").write_text(" \n")
    assert (
        "holds no text" in kb("label", "bob2025second", "--text", tmp_path / "none.txt", *at, exit_code=2)[1]
    )
    atlas.replace(BOB, "title: ", "titel: ")
    assert "KB201" in kb("label", "bob2025second", "dataset:toy-set", *at, exit_code=2)[0]


def test_without_a_text_a_passage_is_not_matched(atlas: Atlas) -> None:
    rows, told = label(atlas, "dataset:toy-set", "--passage", "on toys", "--inferred", "Toys are a set.")
    assert rows[:2] == [
        "+   dataset:",
        "+     toy-set: {evidence: toy-set, strength: inferred, note: Toys are a set.}",
    ]
    assert rows[2:] == ["+   toy-set:", "+     passage: {from: on toys}"]
    assert "not matched: no text given" in told


def test_no_terminal_prints_what_the_text_names(atlas: Atlas) -> None:
    out, told = kb("label", "bob2025second", "--text", "-", "--root", atlas.root, text=TEXT)
    assert "method:deep-learning\tdeep learning with many layers\n" in out and "method:asking" not in out
    assert "nothing was written" in told


def test_a_dry_run_prints_the_change(atlas: Atlas, abstract: Path) -> None:
    words = ["method:deep-learning", "--text", abstract, "--dry-run", "--root", atlas.root]
    out, _ = kb("label", "bob2025second", *words)
    assert "+    deep-learning: deep-learning\n" in out and "deep" not in (atlas.root / BOB).read_text()


def test_one_command_from_the_entry_to_a_checked_record(atlas: Atlas, abstract: Path, tmp_path: Path) -> None:
    bib = tmp_path / "paper.bib"
    bib.write_text(BIB.replace("eprint={2501.00777}", "journal={Journal of Toys}"))
    shown, code = talk(
        ["new", bib, "--text", abstract, "--root", atlas.root],
        [
            (ASKED, "r"), ("d discusses", "u"), (r"uses\? .*help\) $", "p"), (SENTENCE, "2\n"), (ASKED, "y"),
            (ASKED, "n"), (ASKED, "y"),
            (ASKED, "t"), (r"for all: $", "hit\n"), (SENTENCE, "goes nowhere\n"), (SENTENCE, "goes well\n"),
            (ASKED, "i"), (r"own words\? $", "Hits are how it goes.\n"), (ASKED, "\r"),
            (r"> $", "Too short.\n"), (r"2 words[^>]*> ", f"\x15{SUMMARY}\n"),
        ],
    )  # fmt: skip
    assert code == 0, shown
    assert "the text goes on otherwise after" in shown and "next: git add it" in shown
    text = (atlas.root / NEW).read_text()
    assert "#" not in text.partition("\n")[2]
    assert "  method:\n    deep-learning: {evidence: deep-learning, role: uses}\n  dataset:\n" in text
    assert "    hits: {evidence: hits, strength: inferred, note: Hits are how it goes.}\n" in text
    assert "passage: {from: We propose deep learning with, to: many layers for toys, digest" in text
    result = atlas.check()
    assert not result.report and result.base.papers[Citekey("krull2025play")].summary == SUMMARY


def test_control_c_keeps_what_was_confirmed(atlas: Atlas, abstract: Path) -> None:
    shown, code = talk(
        ["label", "bob2025second", "--text", abstract, "--root", atlas.root],
        [(ASKED, "n"), (ASKED, "y"), (ASKED, "\x03")],
    )
    assert code == 130 and "+ dataset:toy-set@evaluates" in shown
    assert "    toy-set: toy-set\n" in (atlas.root / BOB).read_text()
    assert not atlas.findings()


def test_a_question_is_asked_again_and_other_keys_are_passed_over(atlas: Atlas, abstract: Path) -> None:
    old = (atlas.root / BOB).read_text()
    shown, code = talk(
        ["label", "bob2025second", "--text", abstract, "--root", atlas.root],
        [(ASKED, "y"), (ASKED, "z\x1b[A"), ("", "b"), ("1/3[^)]*help[)] $", "n"), (ASKED, "?"), (ASKED, "d")],
    )
    assert code == 0 and shown.count("1/3") == 2 and shown.count("y yes ") == 2
    assert (atlas.root / BOB).read_text() == old


def test_what_a_facet_got_is_not_lost_when_somebody_is_done_within_it(atlas: Atlas, abstract: Path) -> None:
    _, code = talk(
        ["label", "bob2025second", "--text", abstract, "--root", atlas.root],
        [*[(ASKED, "n")] * 4, ("Metric[^)]*[)] $", "t"), (r"for all: $", "hits\n"), (SENTENCE, "4\n"), (ASKED, "y"), (ASKED, "d")],
    )  # fmt: skip
    assert code == 0 and "    hits: hits\n" in (atlas.root / BOB).read_text()


def test_a_text_in_a_pipe_leaves_the_keyboard(atlas: Atlas) -> None:
    shown, code = talk(
        ["label", "bob2025second", "--text", "-", "--root", atlas.root],
        [(ASKED, "y"), (ASKED, "\x04")],
        stdin=TEXT.encode(),
    )
    assert code == 0, shown
    assert "    deep-learning: deep-learning\n" in (atlas.root / BOB).read_text()


def test_comments_of_a_new_record_go_as_they_are_answered(
    atlas: Atlas, abstract: Path, tmp_path: Path
) -> None:
    bib = tmp_path / "paper.bib"
    bib.write_text(BIB)
    kb("new", bib, "--text", abstract, "--root", atlas.root)
    first = (atlas.root / NEW).read_text()
    assert "# classification:\n" in first and "#     asking: EVIDENCE" in first and "summary: to be" in first
    at = ["--text", abstract, "--root", atlas.root]
    kb("label", "krull2025play", "method:deep-learning", *at)
    second = (atlas.root / NEW).read_text()
    assert "\nclassification:\n  method:\n    deep-learning: deep-learning\n#     asking: EVIDENCE" in second
    assert "#   dataset:  #" in second and "# Label only" in second and "#   EVIDENCE:" in second
    kb("label", "krull2025play", "method:asking", "dataset:not-reported", "metric:not-reported", *at)
    third = (atlas.root / NEW).read_text()
    assert "EVIDENCE" not in third and "# Label" not in third
    kb("label", "krull2025play", "--summary", SUMMARY, "--root", atlas.root)
    assert "to be written" not in (atlas.root / NEW).read_text().replace("venue: to be written", "")


def test_new_takes_labels_and_one_abstract(atlas: Atlas, abstract: Path, tmp_path: Path) -> None:
    bib = tmp_path / "paper.bib"
    bib.write_text(f"{BIB}\n@misc{{b, title={{Other}}, author={{X Y}}, year={{2025}}}}")
    at = ["--root", atlas.root]
    assert "an abstract, but 2 papers" in kb("new", bib, "--text", abstract, *at, exit_code=2)[1]
    assert "--label without a text" in kb("new", bib, "--label", "method:asking", *at, exit_code=2)[1]
    assert "cannot be both" in kb("new", "-", "--text", "-", *at, exit_code=2)[1]
    bib.write_text(BIB)
    kb("new", bib, "--text", abstract, "--label", "method:asking", *at)
    assert "  method:\n    asking: asking\n" in (atlas.root / NEW).read_text()
