"""Publishing: the site is the old one or the new one, whatever happens."""

import errno
import os
from pathlib import Path

import pytest

from kb.site import publish
from kb.site.publish import MARK, PublishError, Staging


class Killed(BaseException):
    """Stands for the end of the process: nothing after it runs."""


def put(target: Path, text: str) -> None:
    staging = Staging(target)
    (staging.folder / "index.html").write_text(text)
    staging.publish()


def shown(target: Path) -> str:
    return (target / "index.html").read_text()


def beside(target: Path) -> list[str]:
    return sorted(p.name for p in target.parent.iterdir() if p != target)


@pytest.fixture(params=["exchange", "two renames"])
def target(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    if request.param == "two renames":
        monkeypatch.setattr(publish, "exchange", lambda one, other: False)
    return tmp_path / "out" / "site"


def test_the_first_and_the_second_build_are_published(target: Path) -> None:
    put(target, "one")
    assert shown(target) == "one"
    put(target, "two")
    assert shown(target) == "two"
    assert beside(target) == []


def test_files_of_the_old_site_are_gone(target: Path) -> None:
    staging = Staging(target)
    (staging.folder / "old.html").write_text("old")
    staging.publish()
    put(target, "new")
    assert sorted(p.name for p in target.iterdir()) == [MARK, "index.html"]


def test_a_discarded_build_leaves_the_site_whole(target: Path) -> None:
    put(target, "one")
    staging = Staging(target)
    (staging.folder / "index.html").write_text("half")
    staging.discard()
    staging.discard()
    assert shown(target) == "one"
    assert beside(target) == []


def test_a_published_file_that_is_open_keeps_its_content(target: Path) -> None:
    put(target, "one")
    with (target / "index.html").open() as reader:
        put(target, "two")
        assert reader.read() == "one"


@pytest.mark.parametrize("after", [1, 2, 3])
def test_a_build_killed_at_any_rename_is_mended_by_the_next(
    after: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "site"
    put(target, "one")
    monkeypatch.setattr(publish, "exchange", lambda one, other: False)
    done = 0
    rename = Path.rename

    def mortal(self: Path, to: Path) -> Path:
        nonlocal done
        moved = rename(self, to)
        done += 1
        if done == after:
            raise Killed
        return moved

    staging = Staging(target)
    (staging.folder / "index.html").write_text("two")
    with monkeypatch.context() as mortally:
        mortally.setattr(Path, "rename", mortal)
        with pytest.raises(Killed):
            staging.publish()
    staging._release()  # the end of a process gives up its locks

    nxt = Staging(target)
    assert shown(target) == ("one" if after == 1 else "two")
    nxt.discard()
    assert beside(target) == []


def test_what_a_dead_build_left_is_cleared_and_a_living_one_is_not(target: Path) -> None:
    dead, living = Staging(target), Staging(target)
    dead._release()
    (living.folder / "index.html").write_text("two")
    put(target, "one")
    assert not dead.folder.exists()
    living.publish()
    assert shown(target) == "two"
    assert beside(target) == []


def test_builds_beside_one_another_each_publish_a_whole_site(target: Path) -> None:
    first, second = Staging(target), Staging(target)
    for staging, text in ((first, "one"), (second, "two")):
        (staging.folder / "index.html").write_text(text)
        (staging.folder / "same.html").write_text(text)
    second.publish()
    first.publish()
    assert shown(target) == (target / "same.html").read_text() == "one"
    assert beside(target) == []


def test_an_error_while_exchanging_leaves_the_site(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(target, "one")

    def full(one: Path, other: Path) -> bool:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(publish, "exchange", full)
    staging = Staging(target)
    (staging.folder / "index.html").write_text("two")
    with pytest.raises(OSError, match="No space left"):
        staging.publish()
    staging.discard()
    assert shown(target) == "one"
    assert beside(target) == []


def test_a_folder_of_somebody_else_is_never_replaced(tmp_path: Path) -> None:
    mine = tmp_path / "thesis"
    mine.mkdir()
    (mine / "chapter.tex").write_text("years of work")
    with pytest.raises(PublishError, match="no build has written"):
        Staging(mine)
    assert (mine / "chapter.tex").read_text() == "years of work"
    with pytest.raises(PublishError, match="is a file"):
        Staging(mine / "chapter.tex")
    assert beside(mine) == []


def test_files_put_there_while_building_are_not_lost(tmp_path: Path) -> None:
    target = tmp_path / "site"
    staging = Staging(target)
    target.mkdir()
    (target / "mine.txt").write_text("mine")
    with pytest.raises(PublishError):
        staging.publish()
    staging.discard()
    assert (target / "mine.txt").read_text() == "mine"


def test_an_empty_folder_and_a_link_to_one_are_taken(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.mkdir()
    link = tmp_path / "site"
    link.symlink_to(real)
    put(link, "one")
    assert link.is_symlink()
    assert shown(real) == "one"


def test_this_system_exchanges_folders_in_one_step(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()
    (one / "a").touch()
    assert publish.exchange(one, two)
    assert (two / "a").exists()
