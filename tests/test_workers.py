"""Builds by several processes: the same site, and no half one, whatever happens to one of them."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from kb.knowledge_base import KnowledgeBase
from kb.site.assemble import Content
from kb.site.build import BuildResult, build
from kb.site.links import Links
from kb.site.page import Page
from kb.site.parts import File, Part
from kb.site.settings import SiteSettings
from kb.site.templating import TemplateFault
from kb.site.workers import WorkerLost, can_fork, spread
from tests.conftest import REPOSITORY
from tests.test_build import content_of, data, plain

__all__ = ["data"]
SETTINGS = SiteSettings("https://example.org/", "https://example.org/code")


def alone(call: str, *arguments: object) -> None:
    """Run a function of this module in a process that no other test has left a thread in."""
    code = f"import sys; from pathlib import Path; from tests import test_workers as it; it.{call}"
    ran = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=REPOSITORY,
        capture_output=True,
        check=False,
        timeout=300,
    )
    assert ran.returncode == 0, ran.stderr.decode()


def test_what_is_spread_comes_back_in_order() -> None:
    alone("in_order()")


def in_order() -> None:
    assert can_fork()
    assert list(spread(lambda n: (n, os.getpid() == here), 30, 3)) == [(n, False) for n in range(30)]
    assert list(spread(lambda n: (n, os.getpid() == here), 3, 1)) == [(n, True) for n in range(3)]
    assert list(spread(str, 0, 3)) == []


here = os.getpid()


def test_the_first_error_in_order_is_raised() -> None:
    def work(at: int) -> int:
        if at in (5, 6, 40):
            raise ValueError(at)
        return at

    with pytest.raises(ValueError, match=r"^5$"):
        list(spread(work, 200, 4))


def test_a_process_that_ends_is_an_error() -> None:
    alone("one_ends()")


def one_ends() -> None:
    with pytest.raises(WorkerLost):
        list(spread(lambda at: os.kill(os.getpid(), signal.SIGKILL) if at == 3 else at, 50, 2))


@pytest.mark.site
def test_several_processes_make_the_same_site(data: Path, tmp_path: Path) -> None:
    alone("built(Path(sys.argv[1]), Path(sys.argv[2]))", data, tmp_path)
    one = content_of(tmp_path / "1")
    assert "papers/ada2024first.md" in one and "api/v1/index.json" in one
    assert one == content_of(tmp_path / "3")


def built(data: Path, folder: Path) -> None:
    assert can_fork()
    for processes in (1, 3):
        result = build(data, folder / str(processes), SETTINGS, processes=processes)
        assert result.problems == () and result.published


def with_part(make: Callable[[], Iterable[Page | File]]) -> Callable[..., Content]:
    """Plain pages and, among others, a part that is made so."""

    def generate(base: KnowledgeBase, links: Links, settings: SiteSettings) -> Content:
        made = plain(base, links, settings)
        good = [Part(f"{n}.txt", lambda n=n: [File(f"{n}.txt", b"x")], large=True) for n in range(8)]
        return Content(made.pages, made.files, [*good, Part("bad", make, large=True)])

    return generate


def attempt(data: Path, make: Callable[[], Iterable[Page | File]], processes: int) -> BuildResult:
    return build(data, data.parent / "site", SETTINGS, generate=with_part(make), processes=processes)


def wrong_template() -> list[File]:
    raise TemplateFault("paper.html:3: no such thing")


def taken() -> list[File]:
    return [File("robots.txt", b""), File("7.txt", b"")]


def lost() -> list[File]:
    os.kill(os.getpid(), signal.SIGKILL)
    return []


def interrupt() -> list[File]:
    os.kill(os.getppid(), signal.SIGINT)
    return []


def full() -> list[File]:
    raise OSError(28, "No space left on device")


@pytest.mark.site
def test_the_old_site_stays_whatever_a_process_meets(data: Path) -> None:
    alone("everything_met(Path(sys.argv[1]))", data)


def everything_met(data: Path) -> None:
    assert can_fork()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in what a shell runs behind the scenes
    site = data.parent / "site"
    assert attempt(data, list, 2).published
    before = content_of(site)
    for make, told in ((wrong_template, "no such thing"), (taken, "7.txt"), (lost, "ended early")):
        result = attempt(data, make, 2)
        assert not result.published
        assert told in result.problems[0]
    with pytest.raises(KeyboardInterrupt):
        attempt(data, interrupt, 2)
    with pytest.raises(OSError, match="No space left"):
        attempt(data, full, 2)
    assert content_of(site) == before
    assert sorted(p.name for p in data.parent.iterdir()) == [".site.made.json", "data", "site"]


@pytest.mark.site
def test_a_build_that_is_killed_takes_its_processes_along(data: Path) -> None:
    site = data.parent / "site"
    assert attempt(data, list, 2).published
    before = content_of(site)
    code = (
        "import os, signal, sys; from pathlib import Path; from tests.test_workers import attempt\n"
        "attempt(Path(sys.argv[1]), lambda: os.kill(os.getppid(), signal.SIGKILL) or signal.pause(), 2)"
    )
    # Ends when the last process that can write to its output has ended.
    ran = subprocess.run(
        [sys.executable, "-c", code, str(data)], cwd=REPOSITORY, capture_output=True, check=False, timeout=120
    )
    assert ran.returncode == -signal.SIGKILL, ran.stderr.decode()
    assert content_of(site) == before
    assert len(list(data.parent.glob(".site.staging-*"))) == 1
    assert attempt(data, list, 2).published
    assert sorted(p.name for p in data.parent.iterdir()) == [".site.made.json", "data", "site"]
