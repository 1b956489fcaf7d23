"""Passages: found by their ends, fixed by a digest, written without touching anything else."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb import evidence, repository
from kb.diagnostics import Diagnostic
from kb.evidence import Match, Outcome, Texts, digest, locate, read_texts
from kb.files import replace_file
from kb.model import Layer, Passage
from kb.words import fold_evidence
from kb.yamledit import apply, set_key
from kb.yamlsource import Mapping, parse, plain
from tests.conftest import Atlas

FIRST, SECOND = "papers/2024/ada2024first.yaml", "papers/2025/bob2025second.yaml"
ABSTRACTS: Texts = {
    ("ada2024first", Layer.ABSTRACT): "We build a model with very many layers. It works.",
    ("bob2025second", Layer.ABSTRACT): "People are asked.",
}


def look(
    text: str, start: str, to: str | None = None, known: str | None = None
) -> tuple[Outcome, str | None]:
    return locate(Passage(from_=start, to=to, digest=known), text)


TEXT = "One user, one model: the user's own model is small. A model is shared."


@pytest.mark.parametrize(
    ("start", "to", "passage"),
    [
        ("One user", None, "one user"),
        ("one USER one", "model", "one user one model"),
        ("one user", "model", "one user one model"),  # the first one after it
        ("own model", "shared", "own model is small a model is shared"),
        ("the user's", "own", "the user s own"),
        ("One user, one", "is small", "one user one model the user s own model is small"),
        ("shared.", None, "shared"),
    ],
)
def test_found(start: str, to: str | None, passage: str) -> None:
    assert look(TEXT, start, to) == (Outcome.NEW, digest(passage))
    assert look(TEXT, start, to, digest(passage)) == (Outcome.MATCHED, digest(passage))
    assert look(TEXT, start, to, digest("other")) == (Outcome.CHANGED, digest(passage))


@pytest.mark.parametrize(
    ("start", "to", "outcome"),
    [
        ("model is", "shared", Outcome.AMBIGUOUS),
        ("user", None, Outcome.AMBIGUOUS),
        ("two users", None, Outcome.NOT_FOUND),
        ("ne user", None, Outcome.NOT_FOUND),  # whole words only
        ("One use", None, Outcome.NOT_FOUND),
        ("One user", "smal", Outcome.NOT_FOUND),
        ("is shared", "small", Outcome.NOT_FOUND),  # it stands before
        ("own model", "own model", Outcome.NOT_FOUND),  # what begins it does not end it
        ("...", None, Outcome.NOT_FOUND),
    ],
)
def test_not_found(start: str, to: str | None, outcome: Outcome) -> None:
    assert look(TEXT, start, to, digest("x")) == (outcome, None)


def test_overlapping_words_are_ambiguous() -> None:
    assert look("a b a b a", "a b a")[0] is Outcome.AMBIGUOUS
    assert look("", "a")[0] is Outcome.NOT_FOUND


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("One PEFT-Per_User (OPPU)!", "one peft per user oppu"),
        ("ﬁne‐tuning\u00a0of　Ｗｉｄｅ", "fine tuning of wide"),
        ("naïve Straße İ ß", "naïve straße i ß"),
        ("x² + 3½", "x2 31 2"),
        ("模型的个性化。用户", "模型的个性化 用户"),
        ("نموذج، مستخدم", "نموذج مستخدم"),
        ("a\u200db", "a b"),
        ("$\\alpha_1$ 👩‍🔬", "alpha 1"),
        ("", ""),
    ],
)
def test_the_folding_is_frozen(written: str, folded: str) -> None:
    # Published digests rest on it: a difference here is a mistake, whatever the reason.
    assert fold_evidence(written) == folded


def test_digests_are_frozen() -> None:
    assert digest("One PEFT-Per_User (OPPU)!") == "sha256-86ed300cd4abae79"
    assert digest("模型的个性化。用户") == "sha256-408f8dcf382c9e9b"
    assert digest("") == "sha256-e3b0c44298fc1c14"


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold_evidence(fold_evidence(text)) == fold_evidence(text)


def lock(atlas: Atlas, texts: Texts = ABSTRACTS, day: str = "2026-01-02") -> list[Match]:
    return evidence.lock(atlas.root, repository.read(atlas.root)[0], texts, day)


def test_lock_adds_digests_and_nothing_else(atlas: Atlas) -> None:
    before = {p: (atlas.root / p).read_text() for p in (FIRST, SECOND)}
    assert [(m.evidence, m.outcome) for m in lock(atlas)] == [("layers", Outcome.NEW), ("ask", Outcome.NEW)]
    assert (atlas.root / FIRST).read_text() == before[FIRST].replace(
        "to: many layers}", f"to: many layers, digest: {digest('a model with very many layers')}}}"
    )
    # The day differs from that of this record's curation.
    assert (atlas.root / SECOND).read_text() == before[SECOND].replace(
        "{from: People are asked}\n    note: They are asked.\n",
        f"{{from: People are asked, digest: {digest('people are asked')}}}\n    note: They are asked.\n"
        "    checked: {date: 2026-01-02}\n",
    )
    assert atlas.findings() == []


def test_lock_twice_changes_nothing(atlas: Atlas) -> None:
    lock(atlas)
    before = {
        p: ((atlas.root / p).read_bytes(), (atlas.root / p).stat().st_mtime_ns) for p in (FIRST, SECOND)
    }
    assert {m.outcome for m in lock(atlas, day="2026-02-01")} == {Outcome.MATCHED}
    assert before == {
        p: ((atlas.root / p).read_bytes(), (atlas.root / p).stat().st_mtime_ns) for p in (FIRST, SECOND)
    }


ODD = """\
# A comment, then odd but allowed spelling.
"title":   'It''s  odd'    # with a comment
author: [ "Bob Ross",Ada Lovelace ]


issued:  2025-03
venue: >-
    Toys
    2025
identifiers: {arxiv: 2501.10000}
summary: "Nothing is learned here at all. People are asked what they think of toys, and
  what they answer is written down and counted, without any model whatsoever."
scope: core
classification:
    method:
        asking:
        - ask   # not indented
        - two
        - three
evidence:
    # before
    ask:
        passage:
            from: "People"  # quoted
            to:   'asked'   # with a comment

        note: >-
            They are
            asked.

    # between
    two: {passage: {to: toys, from: "what they think", # why
        }, note: 'it''s "said"'}
    three:
        passage: {from: written down, digest: sha256-0000000000000000}   # to be replaced
        checked:
            date: 2026-01-01   # earlier
            text: v1
        note: no
curation: {date: 2026-01-03, method: machine, read: abstract}
# the end, without a line feed"""


def test_every_other_byte_stays(atlas: Atlas) -> None:
    atlas.write(SECOND, ODD)
    text = "People are asked what they think of toys; it is written down."
    matches = lock(atlas, {("bob2025second", Layer.ABSTRACT): text}, "2026-02-01")
    assert [m.outcome for m in matches] == [Outcome.NO_TEXT, Outcome.NEW, Outcome.NEW, Outcome.CHANGED]
    one, two, three = digest("people are asked"), digest("what they think of toys"), digest("written down")
    expected = ODD.replace(
        "# with a comment\n\n        note", f"# with a comment\n            digest: {one}\n\n        note"
    )
    expected = expected.replace(
        "            asked.\n\n", "            asked.\n\n        checked: {date: 2026-02-01}\n"
    )
    expected = expected.replace('from: "what they think", #', f'from: "what they think", digest: {two}, #')
    expected = expected.replace("'it''s \"said\"'}", "'it''s \"said\"', checked: {date: 2026-02-01}}")
    expected = expected.replace("sha256-0000000000000000", three)
    expected = expected.replace(
        "            date: 2026-01-01   # earlier\n            text: v1\n", "            {date: 2026-02-01}\n"
    )
    assert (atlas.root / SECOND).read_text() == expected
    assert not any("KB1" in line or "KB2" in line for line in atlas.findings())


# Mappings in block and flow style with comments, blank lines and all kinds of scalars.
PLAIN = st.sampled_from(["x", "'y z'", '"q"', "漢字 é", "2401.10000", "{a: b}", "[a, b]", "[]", '""'])
BLOCK = st.sampled_from(
    [">-\n      folded\n      text\n", "|\n      kept\n\n", "\n      deep: er\n", "\n      - a\n      - b\n"]
)


@st.composite
def mappings(draw: st.DrawFn) -> str:
    keys = draw(st.lists(st.sampled_from("abcdk"), min_size=1, max_size=4, unique=True))
    comment = st.sampled_from(["", " # c", "  # , } ' \""])
    if draw(st.booleans()):
        rows = [
            f"    {k}: " + draw(st.one_of(PLAIN.map(lambda v: v + draw(comment) + "\n"), BLOCK)) for k in keys
        ]
        gaps = st.sampled_from(["", "\n", "    # between\n"])
        text = "m:\n" + "".join(draw(gaps) + row for row in rows)
    else:
        space = st.sampled_from(["", " ", "\n     ", " # c }\n     "])
        inner = ",".join(f"{draw(space)}{k}: {draw(PLAIN)}{draw(space)}" for k in keys)
        text = f"m: {{{inner}}}{draw(comment)}\n"
    return text + draw(st.sampled_from(["", "\n\n# end\n", "after: it\n", "# end"]))


@settings(deadline=None)
@given(mappings())
def test_setting_a_key_sets_that_key_alone(text: str) -> None:
    node, found = parse("f", text.encode())
    assert node is not None, found
    mapping = node.entries["m"][1]
    assert isinstance(mapping, Mapping)
    had = "k" in mapping.entries
    edit = set_key(text, mapping, "k", "{v: 1}")
    after = apply(text, [edit])
    expected = plain(node)
    expected["m"]["k"] = {"v": "1"}
    node, found = parse("f", after.encode())
    assert node is not None and plain(node) == expected, (after, found)
    assert list(plain(node)["m"]) == list(expected["m"])
    assert after.startswith(text[: edit.start]) and after.endswith(text[edit.end :])
    assert had or edit.start == edit.end


def test_outcomes_as_findings(atlas: Atlas) -> None:
    lock(atlas)
    texts: Texts = {
        ("ada2024first", Layer.ABSTRACT): "We build a model with few or many layers.",
        ("bob2025second", Layer.ABSTRACT): "People are asked why people are asked.",
    }
    records, _ = repository.read(atlas.root)
    matches = [m for p in records.papers.values() for m in evidence.match(p, texts)]
    assert [str(d) for d in evidence.report(matches, records)] == [
        f'{FIRST}:22:21: error KB612 the passage of "layers" no longer has the digest on record; '
        "read it again, then lock",
        f'{SECOND}:14:21: error KB611 the passage of "ask" begins at more than one place; '
        "make from longer or begin elsewhere",
    ]
    matches = [
        m for p in records.papers.values() for m in evidence.match(p, {("ada2024first", Layer.ABSTRACT): ""})
    ]
    assert [m.outcome for m in matches] == [Outcome.NOT_FOUND, Outcome.NO_TEXT]
    assert [d.code for d in evidence.report(matches, records)] == ["KB610"]


def test_a_layer_is_matched_against_its_own_text(atlas: Atlas) -> None:
    atlas.replace(FIRST, '    section: "3"\n', '    section: "3"\n    passage: {from: toys are}\n')
    texts = {**ABSTRACTS, ("ada2024first", Layer.FULL_TEXT): "Here toys are described."}
    assert [m.outcome for m in lock(atlas, ABSTRACTS)] == [Outcome.NEW, Outcome.NO_TEXT, Outcome.NEW]
    assert [m.outcome for m in lock(atlas, texts)] == [Outcome.MATCHED, Outcome.NEW, Outcome.MATCHED]


def bad(found: list[Diagnostic]) -> list[int]:
    assert all(d.code == "KB114" for d in found)
    return [d.location.line for d in found]


def test_texts(tmp_path: Path) -> None:
    rows = [
        '{"key": "ada2024first", "abstract": "One"}',
        "",
        '{"key": "ada2024first", "layer": "full-text", "text": "Two"}',
        '{"key": "bob2025second", "abstract": null, "title": "x"}',
        "not json",
        "[1, 2]",
        '"text"',
        "null",
        '{"key": "ada2024first"}',
        '{"abstract": "x"}',
        '{"key": ["a"], "abstract": "x"}',
        '{"key": "../x", "abstract": "x"}',
        '{"key": 5, "abstract": "x"}',
        '{"key": "ada2024first", "abstract": {"a": "b"}}',
        '{"key": "ada2024first", "layer": "dream", "text": "x"}',
        '{"key": "ada2024first", "layer": ["survey"], "text": "x"}',
        "[" * 100_000,
        '{"key": ' + "9" * 5_000 + ', "abstract": "x"}',
        '{"key": "cat2025third", "text": "Three \\ud800"}',
    ]
    file = tmp_path / "texts.jsonl"
    file.write_bytes("\n".join(rows).encode() + b'\n{"key": "dan2025x", "abstract": "\xff"}')
    texts, found = read_texts(file)
    assert bad(found) == [n for n in range(5, 19) if n != 9]
    assert texts[("ada2024first", Layer.ABSTRACT)] == "One"
    assert texts[("ada2024first", Layer.FULL_TEXT)] == "Two"
    assert texts[("dan2025x", Layer.ABSTRACT)] == "\ufffd"
    assert ("bob2025second", Layer.ABSTRACT) not in texts
    assert len(texts) == 4 and locate(Passage(from_="three"), texts[("cat2025third", Layer.ABSTRACT)])[1]


def test_no_texts(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(OSError, match="directory"):
            read_texts(path)


@pytest.mark.parametrize("step", ["fsync", "replace", "write"])
def test_a_write_cut_short_leaves_the_old_file(
    atlas: Atlas, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    before = (atlas.root / FIRST).read_bytes()

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    if step == "write":
        monkeypatch.setattr(os, "fdopen", fail)
    else:
        monkeypatch.setattr(os, step, fail)
    with pytest.raises(OSError, match="No space left"):
        lock(atlas)
    assert (atlas.root / FIRST).read_bytes() == before
    assert sorted(p.name for p in (atlas.root / "papers/2024").iterdir()) == ["ada2024first.yaml"]


def test_an_interrupted_write_too(atlas: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        lock(atlas)
    assert len(list((atlas.root / "papers/2024").iterdir())) == 1


def test_a_file_keeps_its_mode(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    replace_file(file, b"a")
    assert file.stat().st_mode & 0o777 == 0o644
    file.chmod(0o600)
    replace_file(file, b"b")
    assert file.read_bytes() == b"b" and file.stat().st_mode & 0o777 == 0o600


def test_texts_are_json_lines_as_kb_writes_them(tmp_path: Path) -> None:
    file = tmp_path / "t"
    file.write_text(
        json.dumps({"key": "ada2024first", "abstract": "line\nline\u2028line"}, ensure_ascii=False)
    )
    assert read_texts(file)[0] == {("ada2024first", Layer.ABSTRACT): "line\nline\u2028line"}
