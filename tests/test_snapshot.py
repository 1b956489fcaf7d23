"""Checking again: what a snapshot remembers is what reading anew would give, and a forged one is passed over."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from kb import rules, seal, snapshot
from kb.gate import CheckResult, check
from kb.index import Index, built
from kb.query import run
from kb.repository import Records
from tests.conftest import FIRST, REPOSITORY, SECOND, TINY, Atlas

BOB = "papers/2025/bob2025second.yaml"


@pytest.fixture(autouse=True)
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Snapshots of the smallest atlas too, and a key that is nobody's."""
    with pytest.MonkeyPatch.context() as patch:
        home = tmp_path_factory.mktemp("state")
        patch.setenv("XDG_STATE_HOME", str(home))
        patch.setattr(snapshot, "WORTH", 1)
        yield home / "personalization-atlas"


def file(atlas: Atlas) -> Path:
    return atlas.root / snapshot.FOLDER / snapshot.NAME


def anew(root: Path) -> CheckResult:
    """The check of a folder that has no snapshot and gets none."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(snapshot, "key", lambda make=False: None)
        return check(root)


def assert_same(warm: CheckResult, cold: CheckResult) -> None:
    """The same findings, records, places, order and index, whichever way they were come by."""
    assert list(warm.report) == list(cold.report)
    for name in Records.__dataclass_fields__:
        if name != "lines":
            mine, other = getattr(warm.records, name), getattr(cold.records, name)
            assert mine == other, name
            assert (
                not isinstance(mine, dict)
                or name in ("nodes", "content", "digests")
                or list(mine) == list(other)
            )
    assert list(warm.records.papers) == list(cold.records.papers)
    ours, theirs = Index.build(warm.base), Index.build(cold.base)
    for name in Index.__dataclass_fields__:
        mine, other = getattr(ours, name), getattr(theirs, name)
        assert (list(mine) == list(other)) if name in ("vocabulary", "texts") else (mine == other), name
    for query in ("scope:core", "toys", "-year:2024"):
        assert run(query, warm.base, ours) == run(query, cold.base, theirs)


def no_rules(patch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> None:
        raise AssertionError("the rules ran")

    patch.setattr(rules, "check", refuse)


def test_unchanged_data_are_not_judged_again(atlas: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    atlas.replace(BOB, "venue: Toys 2025", "venue: Toys 2024")  # a warning to remember
    first = atlas.check()
    assert list(first.report) and file(atlas).is_file()
    with monkeypatch.context() as patch:
        no_rules(patch)
        again = atlas.check()
        assert built(again.base) is None
    assert again.records.lines == first.records.lines
    assert_same(again, anew(atlas.root))
    atlas.write(BOB, SECOND + "# changed\n")
    no_rules(monkeypatch)
    with pytest.raises(AssertionError, match="the rules ran"):
        atlas.check()


def test_the_real_data(tmp_path: Path) -> None:
    cold = anew(REPOSITORY)
    for name in cold.records.digests:
        target = tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((REPOSITORY / name).read_bytes())
    assert_same(check(tmp_path), cold)
    assert_same(check(tmp_path), cold)


EDITS = st.sampled_from(["scope: core", "scope: background", "scope: cor", "issued: 2025", "asking: [", "title: T", "\t",
                         "  method: not-reported", "links: {code: https://example.org/x}"])  # fmt: skip
PATHS = st.sampled_from([*TINY, BOB, BOB, "papers/2025/eve2025third.yaml", "papers/2024/bob2025second.yaml",
                         "papers/2025/Bob2025second.yaml", "papers/2025/stray.txt"])  # fmt: skip


class Edited(RuleBasedStateMachine):
    """A folder that is edited in every way, checked now and then; a check may meet any older snapshot."""

    @initialize()
    def begin(self) -> None:
        self.atlas = Atlas(Path(self.folders.mktemp("atlas")))
        self.seen: list[dict[str, bytes]] = []

    folders: pytest.TempPathFactory

    @rule(path=PATHS, text=st.sampled_from([FIRST, SECOND, *TINY.values(), "", "a: [b\n"]))
    def write(self, path: str, text: str) -> None:
        self.atlas.write(path, text)

    @rule(path=PATHS, line=st.integers(0, 12), text=EDITS)
    def change(self, path: str, line: int, text: str) -> None:
        target = self.atlas.root / path
        if target.is_file():
            lines = target.read_text().split("\n")
            lines[min(line, len(lines) - 1)] = text
            target.write_text("\n".join(lines))

    @rule(path=PATHS)
    def remove(self, path: str) -> None:
        (self.atlas.root / path).unlink(missing_ok=True)

    @rule(path=PATHS, other=PATHS)
    def rename(self, path: str, other: str) -> None:
        if (self.atlas.root / path).is_file():
            (self.atlas.root / path).rename(self.atlas.root / other)

    @rule(path=st.sampled_from(sorted(TINY)))
    def restore(self, path: str) -> None:
        self.atlas.write(path, TINY[path])

    @rule()
    def check(self) -> None:
        self.atlas.check()

    @invariant()
    def same(self) -> None:
        assert_same(self.atlas.check(), anew(self.atlas.root))


def test_whatever_is_edited_the_result_is_that_of_reading_anew(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    Edited.folders = tmp_path_factory
    run_state_machine_as_test(
        Edited, settings=settings(max_examples=25, stateful_step_count=12, deadline=None)
    )


def spoiled(whole: bytes) -> Iterator[bytes]:
    head, _, body = whole.partition(b"\n")
    size, _, mac = head.partition(b" ")
    yield b""
    yield b"\n"
    yield whole[: len(whole) // 2]
    yield whole[:-1]
    yield whole + b"x"
    yield whole.replace(b"Second Thoughts", b"Other Thoughts!")
    yield head + b"\n" + body.replace(b'"state"', b'"State"', 1)
    yield b"9" * 30 + b" " + mac + b"\n" + body
    yield b"-1 " + mac + b"\n" + body
    yield size + b" " + b"0" * 64 + b"\n" + body
    yield size + b" \xff\n" + body
    yield b"\x80\x04\x95" + whole


def test_a_snapshot_that_was_touched_is_passed_over(atlas: Atlas) -> None:
    cold = atlas.check()
    whole = file(atlas).read_bytes()
    for number, bad in enumerate(spoiled(whole)):
        if bad == whole + b"x":
            continue  # what follows the sealed part is not read
        file(atlas).write_bytes(bad)
        assert snapshot.load(atlas.root) == snapshot.Snapshot(), number
        assert_same(atlas.check(), cold)
        assert file(atlas).read_bytes() == whole


def test_one_sealed_with_another_key_is_passed_over(atlas: Atlas, kept: Path) -> None:
    atlas.check()
    assert snapshot.load(atlas.root).state
    (kept / "snapshot.key").write_bytes(b"k" * 32)
    assert snapshot.load(atlas.root) == snapshot.Snapshot()


def test_one_that_other_code_made_is_passed_over(atlas: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    atlas.check()
    monkeypatch.setattr(snapshot, "maker", lambda: b"other")
    assert snapshot.load(atlas.root) == snapshot.Snapshot()


def test_the_code_that_takes_part_is_in_the_seal() -> None:
    told = "import kb.gate, kb.rules, kb.change, sys; print(*(m for m in sys.modules if m.startswith('kb')))"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    packages = {name.split(".")[1] for name in done.stdout.split() if name.count(".") > 1}
    assert packages <= set(seal._PARTS)


def test_a_key_that_others_may_read_or_replace_is_none(atlas: Atlas, kept: Path) -> None:
    atlas.check()
    key = kept / "snapshot.key"
    assert key.stat().st_mode & 0o777 == 0o600 and seal.key() == key.read_bytes()
    key.chmod(0o644)
    assert seal.key() is None and seal.key(make=True) is None
    key.chmod(0o600)
    kept.chmod(0o777)
    assert seal.key() is None
    kept.chmod(0o700)
    key.write_bytes(b"short")
    assert seal.key() is None
    assert_same(atlas.check(), anew(atlas.root))
    key.unlink()
    key.symlink_to(atlas.root / BOB)
    assert seal.key(make=True) is None


def test_where_nothing_can_be_written_nothing_is_said(
    atlas: Atlas, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (atlas.root / snapshot.FOLDER).write_text("a file in its place")
    cold = anew(atlas.root)
    assert_same(atlas.check(), cold)
    (atlas.root / snapshot.FOLDER).unlink()
    elsewhere = atlas.root / "elsewhere"
    elsewhere.mkdir()
    (atlas.root / snapshot.FOLDER).symlink_to(elsewhere)
    assert_same(atlas.check(), cold)
    assert list(elsewhere.iterdir()) == []
    (atlas.root / snapshot.FOLDER).unlink()
    monkeypatch.setenv("XDG_STATE_HOME", str(atlas.root / BOB))  # no folder
    assert_same(atlas.check(), cold)
    assert not (atlas.root / snapshot.FOLDER).exists()


def test_it_holds_data_alone(atlas: Atlas) -> None:
    atlas.check()
    head, *lines = file(atlas).read_bytes().split(b"\n")
    assert len(head.split(b" ")) == 2
    assert all(json.loads(line) is not ... for line in lines)


def test_a_small_folder_keeps_none(atlas: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "WORTH", 100)
    atlas.check()
    assert not (atlas.root / snapshot.FOLDER).exists()


MANY = """
import os, sys
from pathlib import Path
from kb import snapshot
from kb.gate import check
snapshot.WORTH = 1
root, name, text = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
file = root / "papers/2025/bob2025second.yaml"
for n in range(10):
    mine = root / name
    mine.write_text(f"{text}# {name} {n % 3}\\n")
    os.replace(mine, file)
    result = check(root)
    assert len(result.records.papers) == 2 and result.report.ok, list(result.report)
"""


def test_processes_side_by_side(atlas: Atlas) -> None:
    """Three edit and check one folder at once: no one meets half a snapshot, and none leaves a rest of one."""
    started = [
        subprocess.Popen(
            [sys.executable, "-c", MANY, atlas.root, name, SECOND], cwd=REPOSITORY, stderr=subprocess.PIPE
        )
        for name in ("one", "two", "three")
    ]
    for process in started:
        _, told = process.communicate()
        assert process.returncode == 0, told.decode()
    assert_same(atlas.check(), anew(atlas.root))
    assert [p.name for p in (atlas.root / snapshot.FOLDER).iterdir()] == [snapshot.NAME]
