"""Reading the folders: only regular files with the expected names are opened, all else is a finding."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb import repository
from kb.files import find_root
from kb.repository import paper_path
from kb.yamlsource import MAX_BYTES
from tests.conftest import FIRST, METHOD, SECOND, TINY, Atlas

BOB = "papers/2025/bob2025second.yaml"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Every file that is opened while the test runs, where it really lies."""
    paths: list[Path] = []
    real = os.open

    def recording(path: str | bytes, flags: int, *more: int, **others: int) -> int:
        paths.append(Path(os.fsdecode(path)).resolve())
        return real(path, flags, *more, **others)

    monkeypatch.setattr(os, "open", recording)
    return paths


@pytest.fixture(autouse=True)
def nothing_outside_is_opened(atlas: Atlas, opened: list[Path]) -> Iterator[None]:
    yield
    assert [p for p in opened if not p.is_relative_to(atlas.root.resolve())] == []


@pytest.fixture
def outside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder elsewhere, with a record as good as any."""
    folder = tmp_path_factory.mktemp("outside")
    (folder / "bob2025second.yaml").write_text(SECOND)
    (folder / "method.yaml").write_text(METHOD)
    (folder / "release.yaml").write_text("secret: x\n")
    (folder / "venues.yaml").write_text("secret: x\n")
    return folder


def read(atlas: Atlas) -> list[str]:
    return [str(d) for d in sorted(repository.read(atlas.root)[1])]


def test_a_good_folder(atlas: Atlas, opened: list[Path]) -> None:
    records, found = repository.read(atlas.root)
    assert found == []
    assert list(records.schemes) == ["method", "dataset", "metric"]
    assert list(records.papers) == ["ada2024first", "bob2025second"]
    assert records.lock == {"method:learning": 2, "ada2024first": 3, "method:gone retired": 4}
    assert set(records.venues) == {"Toys 2024", "Toys 2025"}
    assert records.out_of_scope[0].id == "eve2020other" and records.release is not None
    assert len(opened) == len(TINY)


def test_hidden_files_are_passed_over(atlas: Atlas, opened: list[Path]) -> None:
    for path in ("taxonomy/.method.yaml.swp", "papers/.DS_Store", "papers/2025/.bob2025second.yaml.x1y2"):
        atlas.write(path, b"\xff\xff")
    assert read(atlas) == []
    assert not any(p.name.startswith(".") for p in opened)


@pytest.mark.parametrize(
    ("path", "target"),
    [
        (BOB, "bob2025second.yaml"),
        (BOB, "nowhere.yaml"),
        ("taxonomy/method.yaml", "method.yaml"),
        ("taxonomy/release.yaml", "release.yaml"),
        ("papers/venues.yaml", "venues.yaml"),
        ("papers/venues.yaml", "nowhere.yaml"),
        ("taxonomy/ids.lock", "release.yaml"),
        ("taxonomy/ids.lock", "nowhere"),
    ],
)
def test_a_link_to_a_file(atlas: Atlas, outside: Path, path: str, target: str) -> None:
    (atlas.root / path).unlink()
    (atlas.root / path).symlink_to(outside / target)
    assert read(atlas) == [f"{path}:1:1: error KB111 this is a link; put the file itself here"]


def test_a_link_within_the_tree_and_to_itself(atlas: Atlas) -> None:
    (atlas.root / "papers/2025/cat2025third.yaml").symlink_to(atlas.root / BOB)
    (atlas.root / "papers/2025/dan2025fourth.yaml").symlink_to("dan2025fourth.yaml")
    assert read(atlas) == [
        f"papers/2025/{name}.yaml:1:1: error KB111 this is a link; put the file itself here"
        for name in ("cat2025third", "dan2025fourth")
    ]


@pytest.mark.parametrize("folder", ["papers/2025", "papers", "taxonomy"])
def test_a_link_to_a_folder(atlas: Atlas, outside: Path, folder: str) -> None:
    moved = atlas.root / folder
    moved.rename(outside / "moved")
    moved.symlink_to(outside / "moved")
    assert read(atlas) == [f"{folder}:1:1: error KB111 this is a link; put the folder itself here"]


def test_pipes_sockets_and_folders(atlas: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(atlas.root)  # the path of a socket must be short
    os.mkfifo("papers/2025/cat2025pipe.yaml")
    os.mkfifo("taxonomy/pipe.yaml")
    Path("papers/2025/dan2025folder.yaml").mkdir()
    Path("papers/2025/eve2025folder").mkdir()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("papers/2025/fay2025socket.yaml")
        assert read(atlas) == [
            "papers/2025/cat2025pipe.yaml:1:1: error KB111 this is no regular file; put the file itself here",
            "papers/2025/dan2025folder.yaml:1:1: error KB111 this is no regular file; put the file itself here",
            "papers/2025/eve2025folder:1:1: error KB112 only .yaml files may lie here; move it elsewhere",
            "papers/2025/fay2025socket.yaml:1:1: error KB111 this is no regular file; put the file itself here",
            "taxonomy/pipe.yaml:1:1: error KB111 this is no regular file; put the file itself here",
        ]


def test_what_became_a_pipe_meanwhile_is_not_waited_for(
    atlas: Atlas, monkeypatch: pytest.MonkeyPatch
) -> None:
    (atlas.root / BOB).unlink()
    regular = (atlas.root / "papers/venues.yaml").lstat()
    os.mkfifo(atlas.root / BOB)
    monkeypatch.setattr(Path, "lstat", lambda self: regular)
    assert repository.read(atlas.root)[0].papers.keys() == {"ada2024first"}


def test_stray_files(atlas: Atlas) -> None:
    for path in ("papers/2025/bob2025second.yml", "papers/2025/cat2025third.yml", "papers/2025/dan2025x.YAML",
                 "papers/2025/notes.txt", "papers/2025/bob2025second.yaml~", "papers/bob2025second.yaml",
                 "papers/25/x.yaml", "taxonomy/README.md"):  # fmt: skip
        atlas.write(path, "a: b\n")
    assert read(atlas) == [
        f"{path}: error KB112 {message}"
        for path, message in [
            ("papers/2025/bob2025second.yaml~:1:1", "only .yaml files may lie here; move it elsewhere"),
            ("papers/2025/bob2025second.yml:1:1",
             'only .yaml files may lie here; "bob2025second.yaml" stands beside it; remove one of them'),
            ("papers/2025/cat2025third.yml:1:1", 'only .yaml files may lie here; rename it to "cat2025third.yaml"'),
            ("papers/2025/dan2025x.YAML:1:1", 'only .yaml files may lie here; rename it to "dan2025x.yaml"'),
            ("papers/2025/notes.txt:1:1", "only .yaml files may lie here; move it elsewhere"),
            ("papers/25:1:1", "nothing else may lie in papers/; put a record in papers/<year>/<citekey>.yaml"),
            ("papers/bob2025second.yaml:1:1",
             "nothing else may lie in papers/; put a record in papers/<year>/<citekey>.yaml"),
            ("taxonomy/README.md:1:1", "only .yaml files may lie here; move it elsewhere"),
        ]
    ]  # fmt: skip


SLUG = "use 2 to 80 lower-case letters, digits and hyphens, beginning with a letter or digit"


@pytest.mark.parametrize(
    ("path", "finding"),
    [
        ("papers/2025/Bob 2025.yaml", f'KB502 the file name "Bob 2025" is not a well-formed citekey; {SLUG}'),
        ("papers/2025/b\n2025.yaml", rf'KB502 the file name "b\n2025" is not a well-formed citekey; {SLUG}'),
        ("papers/2025/боб2025.yaml", f'KB502 the file name "боб2025" is not a well-formed citekey; {SLUG}'),
        ("papers/2025/con.yaml", 'KB502 "con" is a reserved device name on some systems; choose another name'),
        ("papers/2025/bobby.yaml",
         'KB502 the file name "bobby" has no year in it; name it family, year, word, as in ada2024first.yaml'),
        ("taxonomy/CON.yaml", 'KB502 "CON" is a reserved device name on some systems; choose another name'),
    ],
)  # fmt: skip
def test_names(atlas: Atlas, path: str, finding: str) -> None:
    atlas.write(path, SECOND)
    assert read(atlas) == [f"{path}:1:1: error {finding}"]


def test_a_name_that_is_no_unicode(atlas: Atlas) -> None:
    os.close(os.open(os.fsencode(atlas.root) + b"/papers/2025/b\xff2025.yaml", os.O_CREAT | os.O_WRONLY))
    assert [d.split(" ", 3)[2] for d in read(atlas)] == ["KB502"]


def test_names_that_differ_by_case(atlas: Atlas) -> None:
    atlas.write("papers/2025/BOB2025second.yaml", SECOND)
    atlas.write("taxonomy/METHOD.yaml", METHOD)
    assert [d for d in read(atlas) if "KB113" in d] == [
        f'{BOB}:1:1: error KB113 differs from "BOB2025second.yaml" only by case; rename one of them',
        'taxonomy/method.yaml:1:1: error KB113 differs from "METHOD.yaml" only by case; rename one of them',
    ]


@pytest.mark.parametrize(
    ("line", "finding"),
    [
        ("id: bob2025first", 'the id "bob2025first" is not the file name "bob2025second"; '
         'rename the file to "bob2025first.yaml" and remove the line'),
        ("id: bob2025second", "the id stands in the record as well as in the file name; "
         "remove the line: the file name is the id"),
        ("id: [x]", 'the id "" is not the file name "bob2025second"; '
         'rename the file to ".yaml" and remove the line'),
    ],
)  # fmt: skip
def test_an_id_in_a_record(atlas: Atlas, line: str, finding: str) -> None:
    atlas.write(BOB, f"# a comment\n{line}\n{SECOND}")
    assert read(atlas) == [f"{BOB}:2:1: error KB501 {finding}"]


def test_a_scheme_in_the_wrong_file(atlas: Atlas) -> None:
    (atlas.root / "taxonomy/method.yaml").rename(atlas.root / "taxonomy/methods.yaml")
    assert atlas.findings() == [
        'taxonomy/methods.yaml:1:9: error KB501 the scheme "method" stands in "taxonomy/methods.yaml"; '
        'rename the file to method.yaml or write scheme: "methods"'
    ]


def test_a_record_in_the_wrong_year(atlas: Atlas) -> None:
    atlas.write("papers/2024/bob2025second.yaml", SECOND.replace("scope: core", "scope: cor"))
    assert read(atlas) == [
        f'papers/2024/bob2025second.yaml:1:1: error KB503 the folder is not the year in the citekey; move the file to "{BOB}"',
        'papers/2024/bob2025second.yaml:8:8: error KB203 "scope": "cor" is not one of the values possible here; '
        'did you mean "core"?',
    ]  # fmt: skip
    # The one in its place counts, whichever was read last.
    records, _ = repository.read(atlas.root)
    assert records.papers["bob2025second"].scope == "core"


def test_unreadable(atlas: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.open

    def refuse(path: str, flags: int, *more: int, **others: int) -> int:
        if str(path).endswith(("bob2025second.yaml", "ids.lock")):
            raise PermissionError(13, "Permission denied", path)
        return real(path, flags, *more, **others)

    monkeypatch.setattr(os, "open", refuse)
    assert atlas.findings() == [
        f"{path}:1:1: error KB110 the file cannot be read: Permission denied; check its permissions"
        for path in (BOB, "taxonomy/ids.lock")
    ]


def test_unreadable_folders(atlas: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.scandir

    def refuse(path: str) -> Iterator[os.DirEntry[str]]:
        if path.endswith("/2025"):
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert read(atlas) == [
        "papers/2025:1:1: error KB110 the folder cannot be read: Permission denied; check the path"
    ]


def test_a_file_where_a_folder_should_be(atlas: Atlas) -> None:
    atlas.write("papers/2023", "x")
    assert read(atlas) == [
        "papers/2023:1:1: error KB110 the folder cannot be read: Not a directory; check the path"
    ]


def test_nothing_there(tmp_path: Path, atlas: Atlas) -> None:
    records, found = repository.read(tmp_path / "nowhere")
    assert [d.code for d in found] == ["KB110", "KB110"] and not records.papers


def test_oversize(atlas: Atlas) -> None:
    with (atlas.root / BOB).open("wb") as file:
        file.truncate(1 << 40)  # a terabyte of nothing: must not be read
    atlas.write("papers/venues.yaml", "# " + "x" * MAX_BYTES)
    with (atlas.root / "taxonomy/ids.lock").open("wb") as file:
        file.truncate(1 << 40)
    assert [d for d in read(atlas) if "KB101" in d] == [
        f"{BOB}:1:1: error KB101 the file has more than 262,144 bytes; split or shorten it",
        "papers/venues.yaml:1:1: error KB101 the file has more than 262,144 bytes; split or shorten it",
        "taxonomy/ids.lock:1:1: error KB101 the file has more than 4,194,304 bytes; remove what is no id",
    ]


def test_a_long_list_of_released_ids_is_read_whole(atlas: Atlas) -> None:
    ids = [f"method:c{n:05}" for n in range(40_000)]
    atlas.write("taxonomy/ids.lock", "".join(f"{i}\n" for i in ids))
    assert len(repository.read(atlas.root)[0].lock) == 40_000


def test_paths() -> None:
    assert paper_path("ada2024first") == "papers/2024/ada2024first.yaml"
    assert paper_path("gpt4all2023x2024") == "papers/2023/gpt4all2023x2024.yaml"


def test_find_root(atlas: Atlas, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert find_root(atlas.root / "papers/2025") == atlas.root.resolve()
    assert find_root(tmp_path_factory.mktemp("empty")) is None


def test_the_order_of_files_does_not_matter(atlas: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    atlas.write("papers/2024/abe2024x.yaml", FIRST.replace("scope: core", "scope: cor"))
    before = repository.read(atlas.root)
    real = Path.iterdir
    monkeypatch.setattr(Path, "iterdir", lambda self: reversed(list(real(self))))
    after = repository.read(atlas.root)
    assert before == after and list(before[0].papers) == list(after[0].papers)
