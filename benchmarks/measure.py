"""One process and what it costs: wall and processor seconds and memory, its children's too.

Several runs give medians. Sides that are compared take turns, so that whatever else the machine does meets
both.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

EVERY = 0.05  # seconds between two looks at the memory
ENOUGH = 60.0  # seconds that a side may take in all; one that takes longer runs less often
REPOSITORY = Path(__file__).parents[1]


class Unequal(AssertionError):
    """Two sides do not give the same answer: what they cost cannot be compared."""


class Failed(RuntimeError):
    """A side did not do its work."""


class Crashed(Failed):
    """A side was ended by a signal."""


@dataclass(frozen=True)
class Cost:
    """What one run took. `inside` are the seconds that the program itself says its work took, if it does."""

    wall: float
    cpu: float
    peak: int
    inside: float | None = None
    answer: Any = None


@dataclass(frozen=True)
class Side:
    """One of the things compared: a command, and what puts everything in place before each run of it."""

    name: str
    command: Sequence[str]
    before: Callable[[], None] = lambda: None
    cwd: Path = REPOSITORY
    env: Mapping[str, str] = field(default_factory=dict)
    ours: bool = False


@dataclass(frozen=True)
class Median:
    """The medians of a side's runs; `peak` in bytes."""

    name: str
    ours: bool
    runs: int
    wall: float
    cpu: float
    peak: int
    inside: float | None
    answer: Any

    def as_json(self) -> dict[str, Any]:
        """Everything but the answer, which may be large."""
        return {
            "side": self.name,
            "ours": self.ours,
            "runs": self.runs,
            "wall_s": round(self.wall, 4),
            "cpu_s": round(self.cpu, 4),
            "peak_mib": round(self.peak / 2**20, 1),
            "inside_s": None if self.inside is None else round(self.inside, 6),
        }


def python(module: str, *arguments: object) -> list[str]:
    """The command that runs one of our modules as a program."""
    return [sys.executable, "-m", module, *map(str, arguments)]


def run(side: Side) -> Cost:
    """Run a side once. Its last line may be JSON: {"seconds": ..., "answer": ...}. Raises `Failed`.

    A rival that crashes, as native code now and then does at its end, gets a second chance.
    """
    try:
        return _run(side)
    except Crashed as crash:
        if side.ours:
            raise
        print(f"  {crash}; once more", file=sys.stderr)
        return _run(side)


def _run(side: Side) -> Cost:
    side.before()
    env = {**os.environ, "PYTHONPATH": str(REPOSITORY), "NO_MKDOCS_2_WARNING": "1", **side.env}
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        began = time.perf_counter()
        process = subprocess.Popen(side.command, cwd=side.cwd, env=env, stdout=out, stderr=err)
        watch = _Watch(process.pid)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        sampled = watch.stop()
        out.seek(0)
        err.seek(0)
        text, said = out.read().decode("utf-8", "replace"), err.read().decode("utf-8", "replace")
    if process.returncode < 0:
        raise Crashed(f"{side.name} was ended by signal {-process.returncode}")
    if process.returncode != 0:
        raise Failed(f"{side.name} ended with {process.returncode}: {(said + text)[-600:]}")
    told = _told(text)
    return Cost(
        wall,
        usage.ru_utime + usage.ru_stime,
        sampled,
        told.get("seconds"),
        told.get("answer"),
    )


def alternate(sides: Sequence[Side], times: int, known: Mapping[str, Cost] | None = None) -> list[Median]:
    """Run all sides by turns, `times` times, slow ones less often; the medians in the order given.

    `known` is what a first run of a side took, by its name, where it was needed before.
    """
    costs = {side.name: [known[side.name]] if known and side.name in known else [] for side in sides}
    for turn in range(times):
        for side in sides:
            done = costs[side.name]
            if len(done) <= turn < (_times(done[0].wall, times) if done else times):
                done.append(run(side))
                print(f"  {side.name}: {done[-1].wall:.2f} s", file=sys.stderr, flush=True)
    return [median(side, costs[side.name]) for side in sides]


def median(side: Side, costs: Sequence[Cost]) -> Median:
    """What is kept of several runs of a side; raises `Unequal` if they did not all answer the same."""
    if any(c.answer != costs[0].answer for c in costs):
        raise Unequal(f"{side.name} answers differently from run to run")
    inside = [c.inside for c in costs if c.inside is not None]
    return Median(
        side.name,
        side.ours,
        len(costs),
        statistics.median(c.wall for c in costs),
        statistics.median(c.cpu for c in costs),
        int(statistics.median(c.peak for c in costs)),
        statistics.median(inside) if inside else None,
        costs[0].answer,
    )


def equal(sides: Sequence[Median]) -> None:
    """Raises `Unequal` unless all sides gave one answer."""
    for other in sides[1:]:
        if other.answer != sides[0].answer:
            raise Unequal(f"{other.name} and {sides[0].name} answer differently")


def told(seconds: float, answer: Any) -> None:
    """What a program that is measured says at its end."""
    print(json.dumps({"seconds": seconds, "answer": answer}))


def _times(first: float, times: int) -> int:
    return max(1, min(times, int(ENOUGH / first)))


def _told(text: str) -> dict[str, Any]:
    last = text.strip().rpartition("\n")[2]
    if not last.startswith('{"seconds"'):
        return {}
    found: dict[str, Any] = json.loads(last)
    return found


def _high(pid: int) -> int:
    """The most that one process held at once, where the system tells; what it inherited is not in it."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0
    return sum(1024 * int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


class _Watch(threading.Thread):
    """Looks at the memory of a process and its children, shared pages counted once, until told to stop."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.peak, self.ended = pid, 0, threading.Event()
        self.start()

    def run(self) -> None:
        while not self.ended.wait(EVERY):
            self.peak = max(self.peak, self.look())

    def look(self) -> int:
        """The bytes at this moment."""
        import psutil

        total = 0
        try:
            root = psutil.Process(self.pid)
            family = [root, *root.children(recursive=True)]
        except psutil.Error:
            return 0
        for process in family:
            try:
                memory = process.memory_full_info()
                total += getattr(memory, "pss", memory.rss)
            except psutil.Error:
                continue
        return max(total, _high(self.pid))

    def stop(self) -> int:
        self.ended.set()
        self.join()
        return self.peak
