"""Bad input from end to end: each gives its error at its line with the cure, and exit 1; nothing makes it fall."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.diagnostics import Diagnostic, Severity
from kb.repository import Records, read
from tests.conftest import FIRST, METHOD, TINY, Atlas
from tests.test_cli_check import assert_not_forged, kb, process

ADA, BOB = "papers/2024/ada2024first.yaml", "papers/2025/bob2025second.yaml"
SCHEME = "taxonomy/method.yaml"


def replace(path: str, old: str, new: str) -> Callable[[Atlas], None]:
    return lambda atlas: atlas.replace(path, old, new)


def bomb(atlas: Atlas) -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 19)]
    atlas.write(BOB, "\n".join(rows)[:1024])


def link(atlas: Atlas) -> None:
    (atlas.root / "papers/2025/eve2025link.yaml").symlink_to("/etc/passwd")


def circle(atlas: Atlas) -> None:
    atlas.replace(SCHEME, "prefLabel: Learning\n", "prefLabel: Learning\n    broader: asking\n")
    atlas.replace(SCHEME, "prefLabel: Asking\n", "prefLabel: Asking\n    broader: deep-learning\n")


def chain(atlas: Atlas) -> None:
    head = METHOD.split("concepts:")[0]
    rows = (
        f"  - {{id: c{n}, prefLabel: c{n}, origin: extension, definition: d, broader: c{n - 1 if n else 2999}}}\n"
        for n in range(3_000)
    )
    atlas.write(SCHEME, f"{head}concepts:\n{''.join(rows)}")


CASES: dict[str, tuple[Callable[[Atlas], None], str]] = {
    "a typo in a concept": (
        replace(ADA, "deep-learning: layers", "deep-lerning: layers"),
        f'{ADA}:16:5: error KB301 unknown concept "method:deep-lerning"; did you mean "deep-learning"?',
    ),
    "an unknown scheme": (
        replace(ADA, "  metric: not-reported", "  metrics: not-reported"),
        f'{ADA}:19:3: error KB302 unknown scheme "metrics"; did you mean "metric"?',
    ),
    "a duplicate key": (
        replace(BOB, "scope: core", "scope: core\ntitle: Third Thoughts"),
        f'{BOB}:9:1: error KB109 the key "title" stands twice; it stands on line 1 already; keep one',
    ),
    "a tab": (
        replace(BOB, "  method:", "\tmethod:"),
        f"{BOB}:10:1: error KB103 a tab is not allowed; indent and separate with spaces",
    ),
    "an alias bomb of one kilobyte": (
        bomb,
        f"{BOB}:1:5: error KB105 an anchor is not allowed; write the value out each time; "
        "for a text that begins with &, put the whole text in double quotes",
    ),
    "a year of five digits": (
        replace(BOB, "issued: 2025-03", 'issued: "20255"'),
        f'{BOB}:3:9: error KB203 "issued": "20255" is not a year or month; '
        "write YYYY or YYYY-MM, as in 2024 or 2024-08",
    ),
    "a script as address": (
        replace(BOB, "scope: core", 'scope: core\nlinks: {code: "javascript:alert(1)"}'),
        f'{BOB}:9:15: error KB203 "code": "javascript:alert(1)" is not an http or https address; '
        "write it in full, as in https://example.org/page",
    ),
    "a script in a title": (
        replace(BOB, "title: Second Thoughts", 'title: "Second <script>alert(1)</script>"'),
        f'{BOB}:1:8: error KB702 markup in text: "<script>alert(1)</script>"; '
        "write the words alone, without markup",
    ),
    "an id that is not the file name": (
        replace(BOB, "title: Second", "id: bob2025secnd\ntitle: Second"),
        f'{BOB}:1:1: error KB501 the id "bob2025secnd" is not the file name "bob2025second"; '
        'rename the file to "bob2025secnd.yaml" and remove the line',
    ),
    "a symbolic link": (
        link,
        "papers/2025/eve2025link.yaml:1:1: error KB111 this is a link; put the file itself here",
    ),
    "a circle of three concepts": (
        circle,
        f"{SCHEME}:11:14: error KB401 a circle of 3 concepts: "
        "learning < asking < deep-learning < learning; change or remove broader of one of them",
    ),
}


@pytest.mark.parametrize(("spoil", "line"), CASES.values(), ids=CASES)
def test_bad_input(atlas: Atlas, spoil: Callable[[Atlas], None], line: str) -> None:
    spoil(atlas)
    out, told = kb("check", "--root", atlas.root, exit_code=1)
    assert [found for found in out.splitlines() if ": error " in found] == [line]
    assert ": 1 error, " in told
    assert_not_forged(out)


def test_all_at_once_in_a_process(atlas: Atlas) -> None:
    atlas.replace(ADA, "deep-learning: layers", "deep-lerning: layers")
    atlas.replace(ADA, "  metric: not-reported", "  metrics: not-reported")
    atlas.replace(BOB, "issued: 2025-03", 'issued: "20255"')
    atlas.replace(BOB, "scope: core", 'scope: core\nlinks: {code: "javascript:alert(1)"}')
    link(atlas)
    circle(atlas)
    done = process("check", "--root", atlas.root)
    codes = [line.split(" ")[2] for line in done.stdout.decode().splitlines()]
    assert (done.returncode, codes) == (1, ["KB301", "KB302", "KB203", "KB203", "KB111", "KB401"])


# As much as one file may hold: the work must stay in proportion to it.
HEAVY: dict[str, tuple[str, str]] = {
    "keys nobody knows": (BOB, "".join(f"k{n}: \n" for n in range(18_000))),
    "entries that are no authors": (BOB, "author: [" + "\n".join("[]," * 5_000 for _ in range(7)) + "]"),
    "labels nobody knows": (
        ADA,
        FIRST.replace("deep-learning:", "".join(f"x{n}: l1\n    " for n in range(15_000)) + "x:"),
    ),
    "labels that rest on nothing": (
        ADA,
        FIRST.replace("deep-learning: layers", f"asking: [{'x1, ' * 3_500}]"),
    ),
    "one evidence thirty thousand times": (
        ADA,
        FIRST.replace("deep-learning: layers", "asking: [" + "\n".join("a," * 9_000 for _ in range(3)) + "]"),
    ),
    "concepts below nothing": (
        SCHEME,
        METHOD.split("concepts:")[0]
        + "concepts:\n"
        + "".join(
            f"  - {{id: c{n}, prefLabel: p{n}, origin: extension, definition: d, broader: d{n}}}\n"
            for n in range(3_000)
        ),
    ),
    "one concept three thousand times": (
        SCHEME,
        METHOD.split("concepts:")[0]
        + "concepts:\n"
        + "  - {id: c1, prefLabel: p1, origin: extension, definition: d}\n" * 3_000,
    ),
    "open brackets": (BOB, "a: " + "[" * 19_000),
    "quotes": (BOB, "a: '" + "''" * 9_000),
    "markup": (BOB, "".join(f"k{n}: <a&b;](\n" for n in range(15_000))),
    "lock": ("taxonomy/ids.lock", "".join(f"method:gone{n}\n" for n in range(50_000))),
}


@pytest.mark.parametrize(("path", "text"), HEAVY.values(), ids=HEAVY)
def test_as_much_as_a_file_may_hold(atlas: Atlas, path: str, text: str) -> None:
    atlas.write(path, text)
    report = atlas.check().report
    assert not report.ok and any(d.location.path == path for d in report)


def test_looking_for_the_nearest_word_has_an_end(atlas: Atlas) -> None:
    atlas.write(*HEAVY["concepts below nothing"])
    dangling = [d for d in atlas.check().report if d.code == "KB402"]
    assert len(dangling) == 3_000
    assert 0 < sum(d.hint.startswith("did you mean") for d in dangling) < 100


def test_a_circle_of_three_thousand_and_labels_on_all(atlas: Atlas) -> None:
    chain(atlas)
    atlas.write(
        ADA, FIRST.replace("deep-learning:", "".join(f"c{n}: layers\n    " for n in range(3_000)) + "c0x:")
    )
    report = atlas.check().report
    assert sum(d.code == "KB401" for d in report) == 1
    atlas.replace(SCHEME, "id: c0, prefLabel: c0, origin: extension, definition: d, broader: c2999", (
        "id: c0, prefLabel: c0, origin: extension, definition: d"
    ))  # fmt: skip
    report = atlas.check().report
    # Each label is implied by the one below it: one finding each, not one a pair.
    assert sum(d.code == "KB604" for d in report) == 2_999


def assert_sound(atlas: Atlas) -> None:
    """Whatever stands in the files, the check ends with a report whose findings can be shown."""
    result = atlas.check()
    for finding in result.report:
        assert isinstance(finding, Diagnostic) and finding.severity in Severity
        assert finding.message and finding.location.line >= 1 and finding.location.column >= 1
        assert finding.code.startswith("KB") and len(str(finding).splitlines()) == 1
        lines = (atlas.root / finding.location.path).read_bytes().decode("utf-8", "replace").split("\n")
        assert finding.location.line <= len(lines)
    if result.report.ok:
        assert set(result.base.papers) == {"ada2024first", "bob2025second"} - result.records.unreadable


# What stands in the way of a parser more often than random bytes do.
PIECES = st.one_of(
    st.binary(max_size=6),
    st.sampled_from([b":", b"- ", b"\n", b"\n  ", b"'", b'"', b"{", b"}", b"[", b"]", b",", b"#", b"&a ", b"*a", b"!t ",
                     b"<<: ", b"---\n", b"\t", b"\r\n", b"|\n", b">", b"%", b"\x00", b"\xef\xbb\xbf", b"\xe2\x80\xae",
                     b"not-reported", b"core", b"2024", b"asking", b"\xc3\xa9"]),
)  # fmt: skip


@st.composite
def mutations(draw: st.DrawFn) -> dict[str, bytes]:
    """Some files of the tiny atlas, each cut, patched or stretched at some places."""
    spoiled = {}
    for path in draw(st.lists(st.sampled_from(sorted(TINY)), min_size=1, max_size=2, unique=True)):
        data = TINY[path].encode()
        for _ in range(draw(st.integers(1, 4))):
            start = draw(st.integers(0, len(data)))
            end = draw(st.integers(start, min(len(data), start + draw(st.sampled_from([0, 1, 8, 80])))))
            data = data[:start] + draw(PIECES) * draw(st.sampled_from([1, 1, 1, 40])) + data[end:]
        spoiled[path] = data
    return spoiled


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(spoiled=mutations())
def test_whatever_is_changed_the_check_ends_with_a_report(
    tmp_path_factory: Any, spoiled: dict[str, bytes]
) -> None:
    atlas = Atlas(tmp_path_factory.mktemp("atlas"))
    for path, data in spoiled.items():
        atlas.write(path, data)
    assert_sound(atlas)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_values_in_wrong_places(tmp_path_factory: Any, data: st.DataObject) -> None:
    """Every value of a file may be any other kind of value: each key is tried with each."""
    atlas = Atlas(tmp_path_factory.mktemp("atlas"))
    path = data.draw(st.sampled_from([p for p in sorted(TINY) if p.endswith(".yaml")]))
    lines = TINY[path].split("\n")
    number = data.draw(st.sampled_from([n for n, line in enumerate(lines) if ":" in line]))
    key, _, _ = lines[number].partition(":")
    value = data.draw(st.sampled_from(["", "x", "[]", "{}", "[x]", "[[x]]", "{x: y}", "{x: {y: z}}", "[{x: y}]", '""',
                                       "not-reported", "9" * 400, "{literal: [x]}", "{evidence: {x: y}}", "-1"]))  # fmt: skip
    lines[number] = f"{key}: {value}"
    atlas.write(path, "\n".join(lines))
    assert_sound(atlas)


def test_names_of_all_kinds(atlas: Atlas) -> None:
    for name in (
        "-rf",
        "--help",
        "$(id)",
        "a;b",
        "a`b`",
        "%n%s",
        "..",
        "...yaml",
        " ",
        "é",
        "x" * 250,
        "{{7*7}}",
    ):
        if name != "..":
            atlas.write(f"papers/2025/{name}.yaml"[:260], "a: b\n")
    (atlas.root / "papers/2025").joinpath("a\\b.yaml").write_text("a: b\n")
    out, _ = kb("check", "--root", atlas.root, exit_code=1)
    assert_not_forged(out)
    odd = [p for p in (atlas.root / "papers/2025").iterdir() if p.suffix == ".yaml" and p.name[0] != "."]
    assert out.count("KB502") == len(odd) - 1


def test_nothing_is_written(atlas: Atlas) -> None:
    before = {p: (p.stat().st_mtime_ns, p.stat().st_ino) for p in sorted(atlas.root.rglob("*"))}
    os.utime(atlas.root / BOB, ns=(1, 1))
    before[atlas.root / BOB] = (1, (atlas.root / BOB).stat().st_ino)
    kb("check", "--root", atlas.root, exit_code=0)
    assert before == {p: (p.stat().st_mtime_ns, p.stat().st_ino) for p in sorted(atlas.root.rglob("*"))}


def test_a_folder_that_changes_while_it_is_read(atlas: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.open

    def vanishing(path: str, flags: int, *more: int, **others: int) -> int:
        Path(path).unlink(missing_ok=True)
        return real(path, flags, *more, **others)

    monkeypatch.setattr(os, "open", vanishing)
    records, found = read(atlas.root)
    assert isinstance(records, Records) and not records.papers and found == []
