"""`kb check` as people, scripts and workflows meet it: exits, formats, and no forged line."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kb.cli import app
from kb.rules import EXPLANATIONS
from tests.conftest import REPOSITORY, SECOND, Atlas

BOB = "papers/2025/bob2025second.yaml"


def kb(*words: str | Path, exit_code: int | None, text: str | bytes | None = None) -> tuple[str, str]:
    """Run a command in this process: its output and what it says besides; `exit_code` None is any."""
    result = CliRunner().invoke(app, [str(w) for w in words], input=text)
    assert exit_code in (result.exit_code, None), result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.stdout, result.stderr


def process(
    *words: str | Path, cwd: Path = REPOSITORY, text: bytes = b"", **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """Run a command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "kb.cli", *map(str, words)],
        input=text,
        capture_output=True,
        cwd=cwd,
        env=os.environ | environment,
        check=False,
    )


def test_nothing_to_say(atlas: Atlas) -> None:
    out, told = kb("check", "--root", atlas.root, exit_code=0)
    assert out == ""
    assert re.fullmatch(r"2 papers, 5 concepts in 3 schemes: 0 errors, 0 warnings \(\d+\.\d s\)\n", told)


def test_an_error(atlas: Atlas) -> None:
    atlas.replace(BOB, "asking: ask", "askin: ask")
    out, told = kb("check", "--root", atlas.root, exit_code=1)
    assert out == f'{BOB}:11:5: error KB301 unknown concept "method:askin"; did you mean "asking"?\n'
    assert "1 error, 0 warnings" in told


def test_a_warning_alone_is_no_failure(atlas: Atlas) -> None:
    atlas.replace(BOB, "[Bob Ross]", "[Bob]")
    out, told = kb("check", "--root", atlas.root, exit_code=0)
    assert out.startswith(f"{BOB}:2:10: warning KB505") and "0 errors, 1 warning" in told


def test_json(atlas: Atlas) -> None:
    assert json.loads(kb("check", "--root", atlas.root, "--format", "json", exit_code=0)[0]) == []
    atlas.replace(BOB, "[Bob Ross]", "[Zoë]")
    atlas.replace(BOB, "asking: ask", "askin: ask")
    assert json.loads(kb("check", "--root", atlas.root, "--format", "json", exit_code=1)[0]) == [
        {"path": BOB, "line": 2, "column": 10, "severity": "warning", "code": "KB505",
         "message": 'the author "Zoë" has one name only',
         "hint": "write Given Family, or {literal: ...} for a group"},
        {"path": BOB, "line": 11, "column": 5, "severity": "error", "code": "KB301",
         "message": 'unknown concept "method:askin"', "hint": 'did you mean "asking"?'},
    ]  # fmt: skip


def test_github(atlas: Atlas) -> None:
    atlas.replace(BOB, "[Bob Ross]", '["100%: a, b"]')
    atlas.replace(BOB, "scope: core", "scope: core\nwithdrawn: {why: x, isReplacedBy: nobody2020}")
    atlas.write("papers/2025/a,b:c%.yaml", "x")
    out, _ = kb("check", "--root", atlas.root, "--format", "github", exit_code=1)
    assert out.splitlines() == [
        "::error file=papers/2025/a%2Cb%3Ac%25.yaml,line=1,col=1,title=KB502::"
        'the file name "a,b:c%25" is not a well-formed citekey; '
        "use 2 to 80 lower-case letters, digits and hyphens, beginning with a letter or digit",
        f"::error file={BOB},line=9,col=35,title=KB303::"
        'no paper has the id "nobody2020"; add its record or leave the pointer out',
    ]


def test_sorted_whatever_the_order(atlas: Atlas) -> None:
    atlas.replace(BOB, "asking: ask", "askin: ask")
    atlas.replace(BOB, "[Bob Ross]", "[Bob]")
    atlas.replace("taxonomy/method.yaml", "broader: learning", "broader: lerning")
    lines = kb("check", "--root", atlas.root, exit_code=1)[0].splitlines()
    places = [line.split(" ")[0] for line in lines if "KB902" not in line]
    assert places == [
        f"{BOB}:2:10:",
        f"{BOB}:11:5:",
        "taxonomy/method.yaml:16:14:",
    ]


def test_fifty_a_file_and_a_count(atlas: Atlas) -> None:
    atlas.replace(BOB, "asking: ask", "".join(f"x{n}: ask\n    " for n in range(53)) + "asking: ask")
    atlas.replace("papers/2024/ada2024first.yaml", "deep-learning: layers", "deep-lerning: layers")
    lines = kb("check", "--root", atlas.root, exit_code=1)[0].splitlines()
    assert sum(line.startswith(f"{BOB}:") for line in lines) == 51
    assert f"{BOB}: 3 more findings" in lines
    out, _ = kb("check", "--root", atlas.root, "--format", "json", exit_code=1)
    assert sum(finding["path"] == BOB for finding in json.loads(out)) == 53
    assert kb("check", "--root", atlas.root, "--format", "github", exit_code=1)[0].count(f"={BOB},") == 53


# What a workflow's runner, a terminal or a reader could take for something else.
FORGED = ["\n::error::forged", "\r::stop-commands::x", "\x1b[2J\x1b[31mforged", "\x9b31m", "##[error]forged",
          "##vso[task.complete]", "\u202eforged", "\u2028::warning::forged", "\x07\x08\x00"]  # fmt: skip


def assert_not_forged(out: str) -> None:
    for line in out.split("\n"):
        assert line.isprintable()
        assert not line.lstrip().startswith("::") or re.match(
            r"::(error|warning) file=\S+,line=\d+,col=\d+,title=KB", line
        )
        assert "##" not in line


@pytest.mark.parametrize("form", ["text", "json", "github"])
@pytest.mark.parametrize("text", FORGED, ids=range(len(FORGED)))
def test_a_value_forges_nothing(atlas: Atlas, form: str, text: str) -> None:
    escaped = json.dumps(text)[1:-1]
    for old, new in [
        ("scope: core", f'scope: "core{escaped}"'),
        ("scope: core", f'"scope{escaped}": core'),
        ("    asking: ask", f'    "asking{escaped}": ask'),
        ("venue: Toys 2025", f'venue: "Toys{escaped}"'),
        ("[Bob Ross]", f'["{escaped}"]'),
        ("date: 2026-01-03", f'date: "{escaped}"'),
        ("scope: core", f"scope: core{text}"),
    ]:
        atlas.write(BOB, SECOND.replace(old, new))
        out, told = kb("check", "--root", atlas.root, "--format", form, exit_code=None)
        assert_not_forged(out)
        assert_not_forged(told)
        assert "KB" in out


@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_a_file_name_forges_nothing(atlas: Atlas, form: str) -> None:
    names = [text for text in FORGED if "\x00" not in text]
    for name in names:
        atlas.write(f"papers/2025/x{name}.yaml", SECOND)
        atlas.write(f"taxonomy/x{name}.txt", "")
    os.close(os.open(os.fsencode(atlas.root) + b"/papers/2025/\xff\xfe.yaml", os.O_CREAT | os.O_WRONLY))
    atlas.write("taxonomy/ids.lock", "".join(f"x{name}\n" for name in FORGED))
    out, _ = kb("check", "--root", atlas.root, "--format", form, exit_code=1)
    assert_not_forged(out)
    assert out.count("KB112") == out.count("KB502") - 1 == len(names)
    if form == "json":
        paths = {finding["path"] for finding in json.loads(out)}
        assert {f"taxonomy/x{name}.txt" for name in names} <= paths


def test_wrong_usage(
    atlas: Atlas, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = tmp_path_factory.mktemp("empty")
    _, told = kb("check", "--root", empty, exit_code=2)
    assert (
        told == f"kb: {empty} holds no folder taxonomy/\n    name the folder that has taxonomy/ and papers/\n"
    )
    kb("check", "--root", empty / "nowhere", exit_code=2)
    kb("check", "--format", "xml", exit_code=2)
    kb("check", "--rot", "x", exit_code=2)
    kb("chek", exit_code=2)


def test_the_nearest_folder_above(atlas: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    atlas.replace(BOB, "asking: ask", "askin: ask")
    monkeypatch.chdir(atlas.root / "papers/2025")
    assert "KB301" in kb("check", exit_code=1)[0]


def test_explain() -> None:
    out, _ = kb("check", "--explain", "kb604", exit_code=0)
    assert out.startswith("KB604: a paper carries a concept and something broader")
    _, told = kb("check", "--explain", "KB999", exit_code=2)
    assert told.startswith('kb: no finding has the code "KB999"\n    the codes are KB101 to ')


def test_every_code_is_explained() -> None:
    used = {
        code
        for path in (REPOSITORY / "kb").rglob("*.py")
        for code in re.findall(r'"(KB\d{3})"', path.read_text(encoding="utf-8"))
    }
    assert used == set(EXPLANATIONS)


def test_a_process_of_its_own(atlas: Atlas) -> None:
    atlas.replace(BOB, "[Bob Ross]", "[Zoë]")
    atlas.replace(BOB, "asking: ask", "askin: ask")
    # An old terminal cannot show every letter: it gets an escape, not a traceback.
    for encoding, name in (("utf-8", "Zoë"), ("ascii", "Zo\\xeb")):
        done = process("check", cwd=atlas.root, PYTHONIOENCODING=encoding)
        assert done.returncode == 1 and f'"{name}"'.encode() in done.stdout, done.stderr
        assert b"Traceback" not in done.stderr
    assert process("check", "--root", atlas.root / "papers").returncode == 2


def test_the_same_output_whatever_the_machine(atlas: Atlas) -> None:
    atlas.replace("taxonomy/dataset.yaml", "metric: hits", "metric: [hitz, htis]")
    atlas.replace(BOB, "asking: ask", "askin: aks")
    machines = [{"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo"}, {"PYTHONHASHSEED": "2", "LC_ALL": "C"}]
    first, second = (process("check", "--root", atlas.root, **machine).stdout for machine in machines)
    assert first == second and first.count(b"did you mean") == 4


def test_the_findings_of_some_files_alone(atlas: Atlas) -> None:
    atlas.replace(BOB, "asking: ask", "askin: ask")
    first = atlas.root / "papers/2024/ada2024first.yaml"
    out, told = kb("check", first, "--root", atlas.root, exit_code=0)
    assert out == "" and told.startswith("1 record: 0 errors, 0 warnings (")
    out, told = kb("check", first, atlas.root / BOB, "--root", atlas.root, exit_code=1)
    assert "KB301" in out and told.startswith("2 records: 1 error, 0 warnings (")
    found = json.loads(
        kb("check", atlas.root / BOB, "--format", "json", "--root", atlas.root, exit_code=1)[0]
    )
    assert [d["code"] for d in found] == ["KB301"]
    atlas.replace(BOB, "title: ", "titel: ")  # a record that cannot be read is one
    assert "KB201" in kb("check", atlas.root / BOB, "--root", atlas.root, exit_code=1)[0]


@pytest.mark.parametrize(
    "name", ["papers/2024/nobody2024.yaml", "taxonomy/method.yaml", "/etc/passwd", "papers", ".."]
)
def test_a_file_that_is_no_record(atlas: Atlas, name: str) -> None:
    out, told = kb("check", atlas.root / name, "--root", atlas.root, exit_code=2)
    assert out == "" and "is no record of" in told
