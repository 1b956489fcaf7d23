"""The quick way of reading says what the careful one says, or leaves the file to it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb import reading, repository, yamlfast
from kb.repository import Records
from kb.yamlfast import quick
from kb.yamlsource import MAX_DEPTH, MAX_NODES, parse, plain
from tests.conftest import REPOSITORY, TINY, Atlas
from tests.test_hostile import CASES, HEAVY, mutations
from tests.test_yamlsource import GOOD, PIECES, PLAIN, REFUSED

FILES = sorted(p for folder in ("papers", "taxonomy") for p in (REPOSITORY / folder).rglob("*.yaml"))


def agreed(data: bytes) -> bool:
    """Whether the quick way read it; then it must be what the careful one reads, which must find no fault."""
    values = quick(data)
    if values is None:
        return False
    node, found = parse("f.yaml", data)
    assert node is not None and not found
    assert values == plain(node) and list(values) == list(node.entries)
    return True


def test_it_reads_all_of_the_real_data() -> None:
    assert [file for file in FILES if not agreed(file.read_bytes())] == []


@pytest.mark.parametrize("data", [data for data, _ in REFUSED], ids=range(len(REFUSED)))
def test_it_reads_nothing_that_is_refused(data: str | bytes) -> None:
    assert quick(data.encode() if isinstance(data, str) else data) is None


@pytest.mark.parametrize(
    "text",
    [
        "---\na: b\n",
        "a: b\n...\n",
        'a: "\\u00e9"\n',
        "a: x & y * z ! %\n",
        "a:\n  - - b\n    - {c: [d, e]}\n  -\n",
        "? a\n: b\n",
        "a: |+\n  b\n\n",
        "a: ''\nb:\n'': c\n",
        "\n\n# only\na: b",
        *(f"a: '{t}'\n" for t in GOOD if "'" not in t),
        *(f"a: {t}\n{t}: b\n" for t in PLAIN),
    ],
)
def test_odd_but_good_files_are_read_quickly(text: str) -> None:
    assert agreed(text.encode())


def test_limits_are_the_same() -> None:
    assert agreed(("a: " + "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1)).encode())
    assert quick(("a: " + "[" * MAX_DEPTH + "]" * MAX_DEPTH).encode()) is None
    rows = "".join("  - x\n" for _ in range(MAX_NODES - 3))
    assert agreed(f"a:\n{rows}".encode())
    assert quick(f"a:\n{rows}  - x\n".encode()) is None


@settings(deadline=None, max_examples=400)
@given(st.one_of(st.binary(max_size=200), st.lists(PIECES, max_size=40).map(lambda p: "".join(p).encode())))
def test_whatever_stands_there(data: bytes) -> None:
    agreed(data)


@settings(deadline=None, max_examples=200)
@given(mutations())
def test_spoiled_records(spoiled: dict[str, bytes]) -> None:
    for data in spoiled.values():
        agreed(data)


def carefully(root: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Records, list[str]]:
    with monkeypatch.context() as patch:
        patch.setattr(reading, "quick", lambda _: None)
        records, found = repository.read(root)
    return records, sorted(map(str, found))


def assert_alike(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways give the same records, findings and places, file by file and node by node."""
    records, found = repository.read(root)
    again, others = carefully(root, monkeypatch)
    assert sorted(map(str, found)) == others
    for name in Records.__dataclass_fields__:
        assert getattr(records, name) == getattr(again, name), name


def test_records_and_places_of_the_real_data(monkeypatch: pytest.MonkeyPatch) -> None:
    assert_alike(REPOSITORY, monkeypatch)


@pytest.mark.parametrize("case", CASES)
def test_records_and_places_of_bad_input(atlas: Atlas, case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    CASES[case][0](atlas)
    assert_alike(atlas.root, monkeypatch)


@pytest.mark.parametrize("case", HEAVY)
def test_records_and_places_of_heavy_files(atlas: Atlas, case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    atlas.write(*HEAVY[case])
    assert_alike(atlas.root, monkeypatch)


@settings(deadline=None, max_examples=60)
@given(spoiled=mutations())
def test_records_and_places_of_spoiled_folders(
    tmp_path_factory: pytest.TempPathFactory, spoiled: dict[str, bytes]
) -> None:
    atlas = Atlas(tmp_path_factory.mktemp("atlas"))
    for path, data in spoiled.items():
        atlas.write(path, data)
    with pytest.MonkeyPatch.context() as patch:
        assert_alike(atlas.root, patch)


def test_no_place_is_computed_for_files_without_findings(
    atlas: Atlas, monkeypatch: pytest.MonkeyPatch
) -> None:
    placed: list[bytes] = []

    def counted(path: str, data: bytes) -> object:
        placed.append(data)
        return parse(path, data)

    monkeypatch.setattr(reading, "parse", counted)
    assert atlas.findings() == [] and placed == []
    atlas.replace("papers/2025/bob2025second.yaml", "asking: ask", "asking: unknown")
    assert atlas.findings() != []
    assert placed == [(atlas.root / "papers/2025/bob2025second.yaml").read_bytes()]


PURE = """
import sys
sys.modules["yaml._yaml"] = None
import yaml
assert not yaml.__with_libyaml__
from pathlib import Path
from kb.gate import check
from kb.yamlsource import parse
result = check(Path(sys.argv[1]))
print(len(result.records.papers), *result.report, sep="\\n")
for text in ("a: *b\\n", "a: &b c\\n", "a: !!int 1\\n", "<<: {a: b}\\n", "%YAML 1.1\\n---\\na: b\\n", "a: b\\n---\\nc: d\\n",
             "a: b\\na: c\\n", "a: [" + "[" * 30, 'a: "\\\\UFFFFFFFF"\\n', "a: Title: part\\n"):
    print(str(parse("f", text.encode())[1][0]).split(" ")[2])
"""


def test_without_libyaml(atlas: Atlas) -> None:
    atlas.replace("papers/2025/bob2025second.yaml", "asking: ask", "asking: unknown")
    done = subprocess.run(
        [sys.executable, "-c", PURE, atlas.root], capture_output=True, text=True, check=False, cwd=REPOSITORY
    )
    assert done.returncode == 0, done.stderr
    told = done.stdout.splitlines()
    assert told[0] == "2" and told[1:-10] == atlas.findings() and len(told) > 11
    assert told[-10:] == [*["KB105"] * 6, "KB109", "KB108", "KB106", "KB106"]


def test_the_tiny_atlas_is_read_quickly() -> None:
    assert yamlfast._PARSER is not None
    assert all(agreed(text.encode()) for path, text in TINY.items() if path.endswith(".yaml"))
