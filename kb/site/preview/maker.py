"""The process of a preview that makes pages."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from kb.diagnostics import Diagnostic, Report
from kb.site.build import BuildResult, build
from kb.site.mkdocs_plugin import WATCHED
from kb.site.preview.front import BusyPort, front
from kb.site.preview.glance import Glance
from kb.site.settings import SiteSettings
from kb.site.workers import can_fork


@dataclass(frozen=True)
class Outcome:
    """What a build came to: findings on the data, problems of the site, and whether it was published."""

    report: Report
    problems: tuple[str, ...]
    published: bool

    @classmethod
    def of(cls, result: BuildResult) -> Outcome:
        """The part of a result that may pass between processes."""
        return cls(result.report, result.problems, result.published)

    @property
    def blocking(self) -> list[str]:
        """What kept the site from being published, a line each."""
        return [*map(str, self.report.errors), *self.problems]


@dataclass(frozen=True)
class Say:
    """How the user is told of the address, of what a build came to, and of what an edited record did."""

    ready: Callable[[str], None]
    built: Callable[[Outcome], None]
    glanced: Callable[[str, Report], None]


def serve(root: Path, theme: Path, folder: Path, port: int, say: Say) -> None:
    """Show the site of the data below `root` on this machine alone, until interrupted.

    `theme` is its `mkdocs.yml`, `folder` an empty one to work in. Raises `BusyPort`.
    """
    watched = {f for home in (root, theme.parent) for name in WATCHED if (f := home / name).is_dir()}
    ours, theirs = get_context("spawn").Pipe()
    site, glances = folder / "site", folder / "glances"
    glances.mkdir()
    args = (theirs, site, glances, [*sorted(watched), theme], port)
    other = get_context("spawn").Process(target=front, args=args, daemon=True)
    other.start()
    theirs.close()
    maker = _Maker(root, site, glances, ours, say)
    try:
        what, told = ours.recv()
        if what == "busy":
            raise BusyPort(0, told)
        maker.whole()
        say.ready(told)
        while True:
            maker.step()
    except EOFError:
        raise RuntimeError("the process that serves the files has ended") from None
    finally:
        maker.stop()
        ours.close()
        other.join(5)


class _Maker:
    def __init__(self, root: Path, site: Path, glances: Path, line: Connection, say: Say) -> None:
        self._root, self._site, self._glances = root, site, glances
        self._line, self._say = line, say
        self._glance: Glance | None = None
        self._behind: tuple[BaseProcess, Connection] | None = None

    def step(self) -> None:
        """Wait for the next event, an edit or the end of a build behind, and do what it asks for."""
        behind = [self._behind[1]] if self._behind else []
        for ready in wait([self._line, *behind]):
            if ready is self._line:
                self._changed(self._line.recv())
            elif self._behind and ready is self._behind[1]:  # not of a build that was stopped just now
                self._ended(*self._behind)

    def whole(self) -> None:
        """Build everything here and now."""
        result = build(self._root, self._site, SiteSettings(), live=True)
        if result.stage:
            self._glance = Glance(self._root, result.checked, result.stage)
        self._built(Outcome.of(result))

    def stop(self) -> None:
        """End the build behind, if there is one."""
        if self._behind:
            process, line = self._behind
            self._behind = None
            # It and its own copies are a group. What a build leaves that was cut off, the next one clears.
            with suppress(ProcessLookupError):
                os.killpg(process.pid or 0, signal.SIGKILL)
            process.join()
            line.close()

    def _changed(self, paths: Sequence[str]) -> None:
        names = [self._name(Path(path)) for path in paths]
        glance = self._glance
        if glance is None or not all(map(glance.knows, names)):
            self.stop()
            self.whole()
            return
        found: list[Diagnostic] = []
        for name in names:
            look = glance.look(name)
            found += look.found
            for path, data in look.files.items():
                place = self._glances / path
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(data)
        report = Report(found)
        self._line.send(("news", list(map(str, report.errors))))
        self.stop()  # only now: the end of a large process takes its time
        for name in names:
            self._say.glanced(name, report)
        if not report.ok:
            return
        if can_fork():
            self._build_behind()
        else:
            self.whole()

    def _name(self, path: Path) -> str:
        return path.relative_to(self._root).as_posix() if path.is_relative_to(self._root) else str(path)

    def _build_behind(self) -> None:
        """Build in a copy of this process, which goes on to listen."""
        ours, theirs = get_context("fork").Pipe()
        process = get_context("fork").Process(target=self._build, args=(theirs,))
        process.start()
        with suppress(OSError):
            os.setpgid(process.pid or 0, 0)  # here as well: whoever comes first
        theirs.close()
        self._behind = process, ours

    def _build(self, line: Connection) -> None:
        os.setpgid(0, 0)
        os.nice(10)  # the browser shows the edit meanwhile
        line.send(Outcome.of(build(self._root, self._site, SiteSettings(), live=True)))

    def _ended(self, process: BaseProcess, line: Connection) -> None:
        try:
            outcome = line.recv()
        except EOFError:
            outcome = Outcome(Report(), ("the build ended early; what is above says why",), False)
        process.join()
        line.close()
        self._behind = None
        self._built(outcome)

    def _built(self, outcome: Outcome) -> None:
        self._say.built(outcome)
        if outcome.published:
            shutil.rmtree(self._glances)
            self._glances.mkdir()
        self._line.send(("built", outcome.blocking))
