"""`kb fmt`: the shortest form, comments kept, the same record, the same on a second run."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kb import repository
from kb.canonical import canonical
from kb.decode import decode
from kb.identifiers import Citekey
from kb.model import Paper
from kb.yamlsource import parse
from tests.conftest import FIRST, REPOSITORY, Atlas
from tests.garden import steady
from tests.test_cli_new import kb

PATH, KEY = "papers/2024/ada2024first.yaml", Citekey("ada2024first")


def form(atlas: Atlas, text: str) -> str | None:
    return canonical(PATH, KEY, text, repository.read(atlas.root)[0].schemes)


def test_what_goes_without_saying_is_left_out(atlas: Atlas) -> None:
    long = FIRST.replace(
        "deep-learning: layers",
        "deep-learning: {strength: explicit, role: proposes, evidence: [layers]}  # yes",
    )
    long = long.replace("  layers:\n", "  layers:\n    layer: abstract\n")
    assert form(atlas, long) == FIRST.replace("deep-learning: layers", "deep-learning: layers  # yes")


def test_what_says_something_stays(atlas: Atlas) -> None:
    assert form(atlas, FIRST) == FIRST
    swapped = FIRST.replace(
        "{evidence: set, role: proposes, strength: inferred}",
        "{strength: inferred, evidence: [set], role: proposes}",
    )
    assert swapped != FIRST
    assert form(atlas, swapped) == FIRST


def test_keys_move_with_their_comments(atlas: Atlas) -> None:
    moved = "# top\nscope: core\n# about the title\n" + FIRST.replace("scope: core\n", "")
    assert form(atlas, moved) == "# top\n# about the title\n" + FIRST


def test_a_question_within_brackets_is_quoted(atlas: Atlas) -> None:
    text = FIRST.replace("from: a model with,", "from: a model?,")
    assert form(atlas, text) == FIRST.replace("from: a model with,", 'from: "a model?",')


def test_no_record_has_no_form(atlas: Atlas) -> None:
    assert form(atlas, "title: [") is None
    assert form(atlas, "title: x\n") is None


LABELS = st.sampled_from(
    ["layers", "[layers]", "[layers, set]", "{evidence: layers}", "{role: uses, evidence: [layers]}",
     "{strength: inferred, evidence: layers, note: 'why, not?'}", "{note: is it so?, evidence: layers}",
     "\n      evidence: layers\n      strength: explicit"]
)  # fmt: skip


@steady
@given(LABELS, LABELS, st.permutations(FIRST.replace("\n ", "\a ").splitlines()), st.booleans())
def test_the_same_record_and_the_same_again(one: str, other: str, lines: list[str], comments: bool) -> None:
    text = ("\n# why\n" if comments else "\n").join(lines).replace("\a", "\n") + "\n"
    text = text.replace("deep-learning: layers", f"deep-learning: {one}")
    text = text.replace("toy-set: {evidence: set, role: proposes, strength: inferred}", f"toy-set: {other}")
    new = canonical(PATH, KEY, text, {})
    assert new is not None
    assert canonical(PATH, KEY, new, {}) == new
    assert read(new) == read(text)
    assert sorted(x for x in new.splitlines() if x[:1] == "#") == sorted(
        x for x in text.splitlines() if x[:1] == "#"
    )


def read(text: str) -> Paper:
    node, found = parse(PATH, text.encode())
    assert node, found
    paper, found = decode(Paper, PATH, node, {"id": KEY})
    assert paper, found
    return paper


def test_the_command(atlas: Atlas) -> None:
    file = atlas.root / PATH
    atlas.replace(PATH, "deep-learning: layers", "deep-learning: [layers]")
    assert kb("fmt", "--check", "--root", atlas.root)[:2] == (1, f"{PATH}\n")
    shown = kb("fmt", "--dry-run", "--root", atlas.root)
    assert "-    deep-learning: [layers]\n+    deep-learning: layers\n" in shown.out
    assert "[layers]" in file.read_text()
    assert kb("fmt", file, "--root", atlas.root).code == 0
    assert file.read_text() == FIRST
    assert kb("fmt", "--check", "--root", atlas.root).code == 0
    assert kb("fmt", "elsewhere.yaml", "--root", atlas.root).code == 2
    atlas.write(PATH, "title: [")
    broken = kb("fmt", "--check", file, "--root", atlas.root)
    assert broken.code == 1 and "KB106" in broken.out


def test_the_atlas_is_in_form() -> None:
    result = kb("fmt", "--check", "--root", REPOSITORY)
    assert (result.code, result.out) == (0, "")
