"""Somebody at a terminal: one key for an answer, a line for words."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

ENTER = "\n"
_STOP, _END = "\x03", "\x04"
_PASTED = 12  # keys that come at once; more of them are a text that was pasted


def present(piped: bool = False) -> bool:
    """Whether somebody can be asked; `piped` when standard input was a text, and is read to its end."""
    if sys.stdin.isatty() and sys.stdout.isatty():
        return True
    if not (piped and sys.stdout.isatty()):
        return False
    try:
        os.close(os.open("/dev/tty", os.O_RDWR))
    except OSError:
        return False
    return True


@contextmanager
def keyboard() -> Iterator[Keyboard]:
    """What somebody types, also where standard input was a text."""
    if sys.stdin.isatty():
        with _keys_at_once():
            yield Keyboard()
        return
    before = sys.stdin
    with Path("/dev/tty").open(encoding="utf-8", errors="replace") as terminal:
        sys.stdin = terminal
        try:
            with _keys_at_once():
                yield Keyboard()
        finally:
            sys.stdin = before


class Keyboard:
    """Asks for keys and lines; Ctrl-C is `KeyboardInterrupt`, Ctrl-D `EOFError`."""

    def __init__(self) -> None:
        self._ahead = ""

    def key(self, offered: str) -> str:
        """The next key of those offered; others are passed over."""
        while True:
            if not self._ahead:
                typed = _typed()
                # The keys of arrows send several signs, and so does the mouse that pastes.
                self._ahead = "" if typed.startswith("\x1b") or len(typed) > _PASTED else typed or _END
                continue
            key, self._ahead = self._ahead[0].lower().replace("\r", ENTER), self._ahead[1:]
            if key == _STOP:
                raise KeyboardInterrupt
            if key == _END:
                raise EOFError
            if key in offered:
                return key

    def line(self, prompt: str, begin: str = "") -> str:
        """A line without its end; `begin` stands in it already where the terminal can do that."""
        ahead, self._ahead = self._ahead, ""
        first, end, rest = ahead.replace("\r", ENTER).partition(ENTER)
        if end:
            self._ahead = rest
            return first.strip()
        with _lines(), _written(begin + first) as written:
            return (("" if written else first) + input(prompt)).strip()


if sys.platform == "win32":

    def _typed() -> str:
        return typer.getchar()

    @contextmanager
    def _keys_at_once() -> Iterator[None]:
        yield

    _lines = _keys_at_once

else:
    import termios
    import tty

    def _typed() -> str:
        return os.read(sys.stdin.fileno(), 64).decode("utf-8", "replace")

    @contextmanager
    def _keys_at_once() -> Iterator[None]:
        """A key counts when it is typed, and is not shown; nothing typed before is thrown away."""
        place = sys.stdin.fileno()
        before = termios.tcgetattr(place)
        tty.setcbreak(place, termios.TCSADRAIN)
        try:
            yield
        finally:
            termios.tcsetattr(place, termios.TCSADRAIN, before)

    @contextmanager
    def _lines() -> Iterator[None]:
        """Lines again, shown while they are typed."""
        place = sys.stdin.fileno()
        before = termios.tcgetattr(place)
        now = termios.tcgetattr(place)
        now[0] |= termios.ICRNL
        now[3] |= termios.ECHO | termios.ICANON
        termios.tcsetattr(place, termios.TCSADRAIN, now)
        try:
            yield
        finally:
            termios.tcsetattr(place, termios.TCSADRAIN, before)


@contextmanager
def _written(begin: str) -> Iterator[bool]:
    """A line that begins with words, which can be edited; whether that can be had."""
    try:
        import readline
    except ImportError:
        yield False
        return
    readline.set_startup_hook(lambda: readline.insert_text(begin))
    try:
        yield True
    finally:
        readline.set_startup_hook()
