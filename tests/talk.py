"""Somebody at a terminal: what is waited for and what is typed then."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

# The leader of a session that opens a terminal is controlled by it: Ctrl-C reaches it, and /dev/tty is there.
# A shell lets what it runs in the background ignore interruptions, and Python would leave it so.
RUN = (
    "import os, signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
    " os.open(os.ttyname(1), os.O_RDWR); from kb.cli import main; main()"
)
PATIENCE = 30  # seconds until a test fails that waits for what does not come


def talk(
    words: Iterable[str | Path], turns: Iterable[tuple[str, str]], stdin: bytes | None = None
) -> tuple[str, int]:
    """Run `kb` on a pseudo-terminal; all that it showed and the exit code.

    Each turn is a pattern to wait for and what to type then. `stdin` is given in place of the terminal.
    """
    ours, theirs = pty.openpty()
    env = os.environ | {"CI": "1", "TERM": "dumb", "COLUMNS": "100", "INPUTRC": "/dev/null"}
    done = subprocess.Popen(
        [sys.executable, "-c", RUN, *map(str, words)],
        stdin=theirs if stdin is None else subprocess.PIPE, stdout=theirs, stderr=theirs,
        env=env, start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    try:
        if done.stdin and stdin is not None:
            done.stdin.write(stdin)
            done.stdin.close()
        shown, at = "", 0
        for pattern, typed in turns:
            while not re.search(pattern, shown[at:]):
                more = _read(ours)
                assert more, f"{pattern!r} was not shown:\n{shown}"
                shown += more
            at = len(shown)
            os.write(ours, typed.encode())
        while more := _read(ours):
            shown += more
        os.close(ours)  # what still waits for an answer ends
        return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]|\r", "", shown), done.wait(PATIENCE)
    finally:
        done.kill()
        done.wait()


def _read(terminal: int) -> str:
    """What came; nothing where the other side is closed, or silent for too long."""
    if not select.select([terminal], [], [], PATIENCE)[0]:
        return ""
    try:
        return os.read(terminal, 65536).decode("utf-8", "replace")
    except OSError:  # so Linux says that nobody writes there any more
        return ""
