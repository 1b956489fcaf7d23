"""What the Tab key offers, to the shells that ask."""

from __future__ import annotations

import os
import pty
import select
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from kb.cli import complete
from kb.cli.complete import FIELDS, ROLES, STATUSES, VALUES
from kb.model import Role, Status
from kb.query.bind import FIELDS as KNOWN
from kb.query.bind import FLAGS
from tests.conftest import Atlas

RUN = "import sys; sys.argv[0] = 'kb'; from kb.cli import main; main()"


def asked(folder: Path, shell: str, **told: str) -> str:
    """What a shell is told; never an error."""
    words = [sys.executable, "-c", RUN]
    env = os.environ | {"_KB_COMPLETE": f"complete_{shell}", **told}
    done = subprocess.run(words, cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.stdout


def bash(folder: Path, *words: str) -> list[str]:
    """The offers for the last of the words, which are parted as bash does."""
    return asked(
        folder, "bash", COMP_WORDS="\n".join(["kb", *words]), COMP_CWORD=str(len(words))
    ).splitlines()


def test_the_words_are_those_of_the_language() -> None:
    assert set(ROLES) == set(Role) and set(STATUSES) == {"*", *Status}
    assert set(FIELDS) == set(KNOWN) and {name: tuple(v) for name, v in FLAGS.items()} == VALUES


@pytest.mark.parametrize(
    ("words", "offers"),
    [
        (["show", "metr"], ["metric", "metric:hits"]),
        (["show", "method", ":"], ["learning", "deep-learning", "asking"]),
        (["show", "method", ":", "deep"], ["deep-learning"]),
        (["show", "ad"], ["ada2024first"]),
        (["related", "b"], ["bob2025second"]),
        (["related", "method"], []),
        (["matrix", "metr"], ["metric"]),
        (["matrix", "method", "metr"], ["metric"]),
        (["query", "method", ":", "asking", "@", "pro"], ["proposes"]),
        (["query", "method", ":", "=", "deep"], ["deep-learning"]),
        (["query", "method", ":", "not-re"], ["not-reported", "not-read"]),
        (["query", "-method", ":", "deep"], ["deep-learning"]),
        (["query", "toys", "scope", ":"], ["core", "background"]),
        (["query", "id", ":", "ad"], ["ada2024first"]),
        (["query", "'toys method:deep"], ["toys method:deep-learning"]),
        (["query", "'(method:deep"], ["(method:deep-learning"]),
        (["label", "ad"], ["ada2024first"]),
        (["label", "ada2024first", "me"], ["method:", "metric:"]),
        (["label", "ada2024first", "method", ":", "deep"], ["deep-learning"]),
        (["label", "ada2024first", "method", ":", "asking", "@", "us"], ["uses"]),
        (["label", "ada2024first", "method", ":", "not"], ["not-reported", "not-applicable"]),
        (["explain", "ye"], ["year:"]),
        (["query", "nothing-like"], []),
    ],
)
def test_bash_is_offered_what_it_can_put_in(atlas: Atlas, words: list[str], offers: list[str]) -> None:
    assert bash(atlas.root, *words) == offers


def test_a_prefix_of_one_field_comes_with_its_values(atlas: Atlas) -> None:
    assert bash(atlas.root, "query", "metr") == ["metric:hits", *(f"metric:{s}" for s in STATUSES)]
    assert bash(atlas.root, "query", "met") == ["method:", "metric:"]


def test_zsh_and_fish_take_a_colon_for_a_letter(atlas: Atlas) -> None:
    told = asked(atlas.root, "zsh", _TYPER_COMPLETE_ARGS="kb query method:deep")
    assert 'method\\\\:deep-learning"' in told
    words = {"_TYPER_COMPLETE_ARGS": "kb show method:deep", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    assert asked(atlas.root, "fish", **words) == "method:deep-learning\n"


def test_the_folder_that_is_named_counts(atlas: Atlas, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    assert bash(elsewhere, "show", "--root", str(atlas.root), "ad") == ["ada2024first"]


@pytest.mark.parametrize("damage", ["no folder", "binary", "file", "empty zip", "deep"])
def test_no_error_reaches_a_shell(
    damage: str, atlas: Atlas, tmp_path_factory: pytest.TempPathFactory
) -> None:
    place = tmp_path_factory.mktemp("damaged")
    root = place / "atlas"
    if damage == "binary":
        (root / "papers").mkdir(parents=True)
        (root / "taxonomy").mkdir()
        (root / "taxonomy" / "x.yaml").write_bytes(b"scheme: x\n- id: \xff\x00\n" + b"\xfe" * 5000)
        (root / "taxonomy" / "y.yaml").mkdir()
    elif damage != "no folder":
        root.write_bytes(
            {"file": b"text", "empty zip": b"PK\5\6" + bytes(18), "deep": b"[" * 100_000}[damage]
        )
    assert bash(place, "query", "--root", str(root), "method", ":", "as") == []
    assert bash(place, "show", "--root", str(root), "ad") == []


def test_odd_questions_are_answered_with_nothing(atlas: Atlas) -> None:
    for number in ("", "-1", "x", "99999999", "\u0663"):
        assert asked(atlas.root, "bash", COMP_WORDS="kb\nshow\nad", COMP_CWORD=number) in (
            "",
            "ada2024first\n",
        )


def test_a_line_in_bash_is_completed_as_a_whole(atlas: Atlas) -> None:
    """A real shell on a terminal: it parts words at colons, and must put the right end in."""
    command = atlas.root / "kb"
    command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -c {shlex.quote(RUN)} "$@"\n')
    command.chmod(0o755)
    env = os.environ | {"PATH": f"{atlas.root}:{os.environ['PATH']}", "PS1": "> ", "TERM": "dumb"}
    script = subprocess.run(
        ["kb"], env=env | {"_KB_COMPLETE": "source_bash"}, capture_output=True, check=True, text=True
    )
    (atlas.root / "rc").write_text(script.stdout)
    ours, theirs = pty.openpty()
    shell = subprocess.Popen(
        ["bash", "--noprofile", "--rcfile", str(atlas.root / "rc"), "-i"],
        cwd=atlas.root, env=env, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    try:
        for typed, whole in {
            "show method:deep": "kb show method:deep-learning",
            "query -method:deep": "kb query -method:deep-learning",
            "query 'toys method:deep": "kb query toys method:deep-learning",
            "related ad": "kb related ada2024first",
        }.items():
            os.write(ours, f"kb {typed}\t".encode())
            # To the begin of the line, so that the shell says what stands there instead of doing it.
            os.write(ours, b"\x01echo so: \x05\n")
            assert f"\nso: {whole}\r\n" in said(ours, f"\nso: {whole}"), typed
    finally:
        shell.kill()
        shell.wait()
        os.close(ours)


def said(terminal: int, wanted: str) -> str:
    """What a terminal shows until it has shown a text, or nothing more for a while."""
    text = ""
    while f"{wanted}\r\n" not in text and select.select([terminal], [], [], 20)[0]:
        text += os.read(terminal, 65536).decode(errors="replace").replace("\r\n", "\n").replace("\n", "\r\n")
    return text.replace("\r\nso:", "\nso:")


def test_terms_are_the_outer_names(tmp_path: Path) -> None:
    (tmp_path / "taxonomy").mkdir()
    (tmp_path / "papers" / "2024").mkdir(parents=True)
    (tmp_path / "taxonomy" / "a.yaml").write_text(
        "scheme: things\nconcepts:\n  - id: one\n    tasks:\n      - id: inner\n  - id: 'two'\n"
    )
    ctx = typer.Context(typer.main.get_command(typer.Typer(callback=lambda: None)))
    ctx.params["root"] = tmp_path
    assert complete.of_query(ctx, "things:") == [
        "things:one",
        "things:two",
        *(f"things:{s}" for s in STATUSES),
    ]
