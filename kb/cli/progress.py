"""What a terminal shows while something takes long. Pipes, logs and CI get nothing of it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from rich.progress import Progress, ProgressColumn

T = TypeVar("T")


def watched() -> bool:
    """Whether somebody sees standard error on a terminal that can rewrite a line."""
    return sys.stderr.isatty() and not os.environ.get("CI") and os.environ.get("TERM", "dumb") != "dumb"


@contextmanager
def working(what: str, shown: bool = True, still: bool = False) -> Iterator[Callable[[str], None]]:
    """Say what is being done, with the time since it began, until it is done.

    Gives a function that says what comes next. Nothing is shown unless `shown` and `watched()`.
    With `still` nothing moves, and so no thread runs that would: work that copies this process needs that.
    """
    if not (shown and watched()):
        yield lambda _: None
        return
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

    moving = [] if still else [SpinnerColumn(), TimeElapsedColumn()]
    name = TextColumn("{task.description}", markup=False)
    with _line(*moving[:1], name, *moving[1:], still=still) as line:
        task = line.add_task(what, total=None)
        yield lambda text: line.update(task, description=text)


def steps(items: Iterable[T], number: int, what: str, shown: bool = True) -> Iterator[T]:
    """The items one by one, with a bar of how many of the `number` are done."""
    if not (shown and watched()):
        yield from items
        return
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn

    name = TextColumn("{task.description}", markup=False)
    with _line(name, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()) as line:
        yield from line.track(items, total=number, description=what)


def _line(*columns: ProgressColumn, still: bool = False) -> Progress:
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True, highlight=False)
    # What is done leaves no trace: the answers stand alone.
    return Progress(
        *columns,
        console=console,
        auto_refresh=not still,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )
