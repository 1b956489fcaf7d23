"""Work spread over the processors: copies of this process that share what it has in memory."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_EXCEPTION, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection, get_context, parent_process
from typing import Any, TypeVar

T = TypeVar("T")


class WorkerLost(Exception):
    """A process that shared in the work ended before its work did."""


def processors() -> int:
    """How many processors this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def spread(work: Callable[[int], T], number: int, processes: int) -> Iterator[T]:
    """What `work` gives for 0, 1, ... `number` - 1, in order.

    More than one process does it, where this system can copy a running process, and this one runs a single
    thread: a copy has that thread only. What `work` gives must be picklable. The first error in order is
    raised here, as if one process had done everything; an interruption or the end of a process ends the rest
    as well (`WorkerLost`).
    """
    if min(processes, number) < 2 or not can_fork():
        yield from map(work, range(number))
        return
    _Work.current = work
    # Otherwise every collection of garbage in a copy would touch, and so copy, all that was inherited.
    gc.collect()
    gc.freeze()
    try:
        yield from _spread(number, min(processes, number))
    finally:
        gc.unfreeze()
        _Work.current = None


def can_fork() -> bool:
    """Whether this process may be copied now."""
    return sys.platform == "linux" and threading.active_count() == 1


def _spread(number: int, processes: int) -> Iterator[Any]:
    pool = ProcessPoolExecutor(processes, get_context("fork"), _begin)
    try:
        tasks = [pool.submit(_do, at) for at in range(number)]
        wait(tasks, return_when=FIRST_EXCEPTION)
    finally:
        # Work is handed out in order: what stands before an error was begun, and is waited for.
        pool.shutdown(cancel_futures=True)
    try:
        for task in tasks:
            yield task.result()
    except BrokenProcessPool:
        raise WorkerLost("a process of this build ended early: was it stopped, or is memory short?") from None


class _Work:
    """What the copies are to do: set before they are made, and so known to them."""

    current: Callable[[int], object] | None = None


def _begin() -> None:
    """In a copy, before it works: an interruption is the first process's affair, and so is its end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    assert parent is not None
    connection.wait([parent.sentinel])
    os._exit(1)


def _do(at: int) -> Any:
    assert _Work.current is not None
    return _Work.current(at)
