"""`kb diff` and `kb release` as people meet them: what is said, what is written, how they leave."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from kb import change
from tests.conftest import Atlas
from tests.test_cli_check import kb

BOB = "papers/2025/bob2025second.yaml"
KEPT = "papers/releases/2026.1.json"


@pytest.fixture
def released(atlas: Atlas) -> Atlas:
    """A data folder with a snapshot, one of whose papers has changed since."""
    kb("release", "--write", "--root", atlas.root, exit_code=0)
    atlas.replace(BOB, "    asking: ask", "    asking: {evidence: ask, role: uses}")
    return atlas


def test_a_release_is_kept_and_known(atlas: Atlas) -> None:
    out, _ = kb("release", "--root", atlas.root, exit_code=0)
    assert out == "2026.1: no snapshot yet; the first one would hold 2 papers\n"
    assert not (atlas.root / KEPT).exists()
    out, told = kb("release", "--check", "--root", atlas.root, exit_code=1)
    assert "kb release --write" in told
    out, told = kb("release", "--write", "--root", atlas.root, exit_code=0)
    lock = atlas.root / "taxonomy/ids.lock"
    assert (out, told) == ("", f"{atlas.root / KEPT}: 2 papers, 5 concepts\n{lock}: 5 ids more\n")
    kept = (atlas.root / KEPT).read_bytes()
    assert kept == change.dump(change.snapshot(atlas.check().base))
    assert kb("release", "--check", "--root", atlas.root, exit_code=0)[0].startswith(
        "2026.1: the snapshot is"
    )
    assert "up to date" in kb("release", "--write", "--root", atlas.root, exit_code=0)[1]
    assert not atlas.findings()


def test_a_kept_release_does_not_change_unless_forced(released: Atlas) -> None:
    kept = (released.root / KEPT).read_bytes()
    out, _ = kb("release", "--check", "--root", released.root, exit_code=1)
    assert "the data differ" in out and "changes role or strength of 1 label" in out
    _, told = kb("release", "--write", "--root", released.root, exit_code=2)
    assert "is there with another content" in told and "--force" in told
    assert (released.root / KEPT).read_bytes() == kept
    kb("release", "--write", "--force", "--root", released.root, exit_code=0)
    assert (released.root / KEPT).read_bytes() != kept


def test_a_new_version_is_compared_with_the_newest_kept(released: Atlas) -> None:
    released.replace("taxonomy/release.yaml", '"2026.1"', '"2026.2"')
    out, _ = kb("release", "--root", released.root, exit_code=0)
    assert out.startswith("2026.2: no snapshot yet; since 2026.1: changes role or strength of 1 label")
    kb("release", "--write", "--root", released.root, exit_code=0)
    out, _ = kb("diff", "2026.1", "2026.2", "--root", released.root, exit_code=0)
    assert "method:asking: proposes, explicit -> uses, explicit" in out


def test_a_version_a_file_and_a_folder_say_the_same(released: Atlas) -> None:
    root = released.root
    by_version, _ = kb("diff", "2026.1", "--root", root, exit_code=0)
    by_file, _ = kb("diff", root / KEPT, root, exit_code=0)
    assert by_version == by_file
    assert by_version == (
        "2026.1 (2026-01-31) -> 2026.1 (2026-01-31)\n"
        "changes role or strength of 1 label\n"
        "\n"
        "Papers changed\n"
        "  bob2025second  method:asking: proposes, explicit -> uses, explicit\n"
    )


def test_two_folders_are_compared_record_by_record(
    atlas: Atlas, tmp_path_factory: pytest.TempPathFactory
) -> None:
    before = tmp_path_factory.mktemp("before") / "data"
    shutil.copytree(atlas.root, before)
    atlas.replace(BOB, "Nothing is learned here at all.", "Nothing is learned at all.")
    out, _ = kb("diff", before, atlas.root, exit_code=0)
    assert "changes what stands in 1 record" in out
    assert "\n  bob2025second  summary, before: Nothing is learned here at all. People" in out
    told, _ = kb("diff", before, atlas.root, "--format", "json", exit_code=0)
    assert [e["paper"] for e in json.loads(told)["records_changed"]] == ["bob2025second"]


def test_formats(released: Atlas) -> None:
    out, _ = kb("diff", "2026.1", "--root", released.root, "--format", "json", exit_code=0)
    assert [c["paper"]["id"] for c in json.loads(out)["papers_changed"]] == ["bob2025second"]
    out, _ = kb("diff", "2026.1", "--root", released.root, "--format", "markdown", exit_code=0)
    assert "\n## Papers changed\n\n- bob2025second" in out
    _, told = kb("diff", "2026.1", "--root", released.root, "--format", "xml", exit_code=2)
    assert "xml" in told


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("2026.10", 'no release with a snapshot called "2026.10"'),
        ("2026.10", 'did you mean "2026.1"?'),
        ("nowhere", 'no folder, snapshot file or release called "nowhere"'),
        ("nowhere", "the releases here are 2026.1"),
        ("../../etc/none", "no folder, snapshot file or release"),
        ("", 'called ""'),
    ],
)
def test_what_is_not_there_is_told_with_what_is(released: Atlas, word: str, told: str) -> None:
    out, said = kb("diff", word, "--root", released.root, exit_code=2)
    assert out == "" and told in said


def test_without_any_snapshot_the_way_to_one_is_told(atlas: Atlas) -> None:
    _, told = kb("diff", "2026.1", "--root", atlas.root, exit_code=2)
    assert "kb release --write" in told


def test_a_folder_without_data_and_a_file_that_is_no_snapshot(
    atlas: Atlas, tmp_path_factory: pytest.TempPathFactory
) -> None:
    empty = tmp_path_factory.mktemp("empty")
    assert "holds no folder taxonomy/" in kb("diff", empty, "--root", atlas.root, exit_code=2)[1]
    out, told = kb("diff", atlas.root / BOB, "--root", atlas.root, exit_code=2)
    assert "KB107" in out and "holds no snapshot" in told


def test_a_pipe_is_not_waited_for(atlas: Atlas) -> None:
    pipe = atlas.root / "pipe"
    os.mkfifo(pipe)
    assert "KB111" in kb("diff", pipe, "--root", atlas.root, exit_code=2)[0]


def test_data_with_errors_are_neither_compared_nor_kept(atlas: Atlas) -> None:
    atlas.replace(BOB, "    asking: ask", "    no-such-thing: ask")
    for words in (("release", "--write"), ("diff", atlas.root)):
        out, told = kb(*words, "--root", atlas.root, exit_code=1)
        assert "KB301" in out and "mend the data first" in told
    assert not (atlas.root / KEPT).exists()


def test_without_a_version_nothing_is_kept(atlas: Atlas) -> None:
    (atlas.root / "taxonomy/release.yaml").unlink()
    assert "release.yaml is missing" in kb("release", "--write", "--root", atlas.root, exit_code=2)[1]


def test_a_link_in_the_place_of_the_snapshot_is_not_written_through(atlas: Atlas, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("mine")
    (atlas.root / KEPT).parent.mkdir()
    (atlas.root / KEPT).symlink_to(victim)
    for force in ((), ("--force",)):
        assert "no regular file" in kb("release", "--write", *force, "--root", atlas.root, exit_code=2)[1]
    assert victim.read_text() == "mine"


def test_a_broken_snapshot_can_be_replaced(atlas: Atlas) -> None:
    atlas.write(KEPT, b"{ broken")
    _, told = kb("release", "--write", "--root", atlas.root, exit_code=2)
    assert "cannot be read as a snapshot" in told
    kb("release", "--write", "--force", "--root", atlas.root, exit_code=0)
    kb("release", "--check", "--root", atlas.root, exit_code=0)


def test_write_and_check_exclude_each_other(atlas: Atlas) -> None:
    assert "exclude each other" in kb("release", "--write", "--check", "--root", atlas.root, exit_code=2)[1]
