"""What the shell tells of itself: help with examples that are read, completion, tables on a terminal."""

from __future__ import annotations

import os
import pty
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator

import pytest
import typer

from kb.cli import app
from tests.conftest import Atlas
from tests.test_cli_check import kb

EXAMPLE = re.compile(r"^ +(?:\w+=\S+ )*(kb .*)$", re.M)
Group = typer.main.TyperGroup


def commands(found: object, *name: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every command that does something, with its help."""
    if isinstance(found, Group):
        for word, inner in found.commands.items():
            yield from commands(inner, *name, word)
    elif isinstance(found, typer.core.TyperCommand):
        yield name, found.help or ""


ALL = dict(commands(typer.main.get_command(app)))


@pytest.mark.parametrize("name", ALL, ids=" ".join)
def test_every_command_has_an_example_that_is_one_of_it(name: tuple[str, ...]) -> None:
    examples = [shlex.split(line, comments=True) for line in EXAMPLE.findall(ALL[name])]
    told, _ = kb(*name, "--help", exit_code=0)
    assert any(words[1 : 1 + len(name)] == list(name) for words in examples)
    for words in examples:
        options = [word.partition("=")[0] for word in words if word.startswith("--")]
        shown = told if words[1 : 1 + len(name)] == list(name) else kb(words[1], "--help", exit_code=0)[0]
        assert all(option in shown for option in options), words


def test_help_waits_for_nothing_heavy() -> None:
    code = (
        "import sys\nfrom kb.cli import main\ntry: main()\nexcept SystemExit: pass\n"
        "print([m for m in ('pydantic', 'yaml', 'networkx', 'mkdocs', 'importlib.metadata') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code, "--help"], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_words_are_completed() -> None:
    asked = {"_KB_COMPLETE": "complete_bash", "COMP_WORDS": "kb fr", "COMP_CWORD": "1"}
    code = "import sys; sys.argv[0] = 'kb'; from kb.cli import main; main()"
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, env=os.environ | asked
    )
    assert told.stdout.split() == [b"freeze"]


def test_a_table_on_a_terminal_and_lines_in_a_pipe(atlas: Atlas) -> None:
    words = [sys.executable, "-m", "kb.cli", "query", "--root", str(atlas.root), "toys"]
    ours, theirs = pty.openpty()
    done = subprocess.run(
        words, stdout=theirs, stderr=subprocess.PIPE, check=True, env=os.environ | {"COLUMNS": "80"}
    )
    os.close(theirs)
    shown = re.sub(r"\x1b\[[0-9;]*m", "", os.read(ours, 100_000).decode())
    os.close(ours)
    assert done.stderr == b"2 papers\n"
    assert re.match(r"Year +Paper +Title *\r\n2024 +ada2024first +First Things about Toys  FIRST", shown)
    piped, _ = kb(*words[3:], exit_code=0)
    assert piped.splitlines()[0] == "ada2024first\t2024\tToys 2024\tFirst Things about Toys"
