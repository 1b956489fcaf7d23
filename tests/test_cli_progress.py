"""What a terminal shows of long work, and that nobody else gets any of it."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from kb.cli import progress
from kb.cli.progress import steps, working
from tests.conftest import Atlas

ENTRY = "@article{{a{n}, title={{A Toy of Kind {n}}}, author={{Doe, Jo}}, year={{2025}}}}\n"
CALM = {"CI": "", "TERM": "xterm", "COLUMNS": "90"}


def shown(*words: str, env: dict[str, str] | None = None) -> tuple[str, str, int]:
    """Standard output, what a terminal got of standard error, and the exit code."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "kb.cli", *words]
    told = os.environ | CALM | (env or {})
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs, env=told, text=True) as done:
        os.close(theirs)
        text = b"".join(_read(ours)).decode()
        assert done.stdout
        out = done.stdout.read()
    os.close(ours)
    return out, text, done.returncode


def _read(terminal: int) -> Iterator[bytes]:
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:  # so Linux says that nobody writes there any more
            return
        if not part:
            return
        yield part


def plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]|\r", "", text)


def test_a_terminal_sees_what_is_done_and_no_trace_of_it_stays(atlas: Atlas) -> None:
    out, told, code = shown("check", "--root", str(atlas.root))
    assert code == 0 and out == ""
    assert "Checking the data" in plain(told)
    # The line is erased, and the cursor shown again, before the answer comes.
    last = told.rpartition("Checking the data")[2]
    assert "\x1b[2K" in last and "\x1b[?25h" in last
    assert plain(told).splitlines()[-1].endswith("s)") and "2 papers" in plain(told).splitlines()[-1]


@pytest.mark.parametrize("env", [{"CI": "true"}, {"TERM": "dumb"}])
def test_a_log_of_a_terminal_stays_clean(atlas: Atlas, env: dict[str, str]) -> None:
    _, told, _ = shown("check", "--root", str(atlas.root), env=env)
    assert "Checking" not in told and "\x1b" not in told


@pytest.mark.parametrize("form", ["json", "github", "sarif"])
def test_forms_for_programs_go_without(atlas: Atlas, form: str) -> None:
    _, told, _ = shown("check", "--root", str(atlas.root), "--format", form)
    assert "Checking" not in told and "\x1b" not in told


def test_a_pipe_gets_nothing_of_it(atlas: Atlas) -> None:
    command = [sys.executable, "-m", "kb.cli", "check", "--root", str(atlas.root)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ | CALM)
    assert len(done.stderr.splitlines()) == 1 and "\x1b" not in done.stderr


def test_a_file_of_many_entries_counts_them(atlas: Atlas) -> None:
    many = atlas.root / "many.bib"
    many.write_text("".join(ENTRY.format(n=n) for n in range(30)))
    _, told, _ = shown("new", str(many), "--dry-run", "--similar", "--root", str(atlas.root))
    assert "Entries" in plain(told) and "30/30" in plain(told)
    assert "30 read" in plain(told).splitlines()[-1]


def test_an_export_names_what_it_makes_and_writes_it_clean(atlas: Atlas) -> None:
    out, told, code = shown("export", "bibtex", "--root", str(atlas.root))
    assert code == 0 and "@inproceedings{ada2024first" in out and "\x1b" not in out
    assert "Making bibtex, 1 of 1" in plain(told)


def test_a_build_and_its_failure_are_told_after_the_line(atlas: Atlas) -> None:
    paper = next((atlas.root / "papers").rglob("ada2024first.yaml"))
    paper.write_text("id: [\n")
    _, told, code = shown("build", "--root", str(atlas.root), "--site-dir", str(atlas.root / "site"))
    assert code == 1 and "Building the site" in plain(told)
    assert "nothing was published" in plain(told).splitlines()[-1]


def test_without_a_terminal_things_pass_through(capfd: pytest.CaptureFixture[str]) -> None:
    with working("Anything") as next_is:
        next_is("else")
    assert list(steps(iter([1, 2]), 2, "Numbers")) == [1, 2]
    assert capfd.readouterr() == ("", "")


def test_an_error_inside_is_not_swallowed() -> None:
    with pytest.raises(ValueError, match="x"), working("Anything"):
        raise ValueError("x")


def test_a_line_that_stands_still_needs_no_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "watched", lambda: True)
    monkeypatch.setenv("FORCE_COLOR", "1")
    before = set(threading.enumerate())
    with working("Anything"):
        assert set(threading.enumerate()) - before
    before |= set(threading.enumerate())  # the thread of that line may take a moment to end
    with working("Anything", still=True):
        assert set(threading.enumerate()) <= before
