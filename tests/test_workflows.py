"""What runs on pull requests: pinned, without rights it does not need; and the commands behind it."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest

from kb.cli.sarif import sarif
from kb.yamlsource import parse, plain
from tests.conftest import REPOSITORY, Atlas
from tests.test_cli_check import kb

GITHUB = REPOSITORY / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
FORMS = sorted((GITHUB / "ISSUE_TEMPLATE").glob("*.yml"))
BOB = "papers/2025/bob2025second.yaml"


def read(file: Path) -> Any:
    node, found = parse(file.name, file.read_bytes())
    assert node, found
    return plain(node)


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda f: f.stem)
def test_a_workflow_begins_without_rights_and_runs_only_pinned_actions(file: Path) -> None:
    text = file.read_text()
    found = read(file)
    assert found["permissions"] == {}
    assert "pull_request_target" not in text and "secrets." not in text
    for job in found["jobs"].values():
        assert job["permissions"] and job["timeout-minutes"]
        for step in job["steps"]:
            if "uses" in step:
                assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", step["uses"])
            # What others may write reaches a shell through the environment alone.
            assert "${{" not in step.get("run", "")
    assert all(re.search(r"@[0-9a-f]{40} # v", line) for line in text.splitlines() if "uses:" in line)


def test_what_may_write_runs_nothing_of_a_pull_request() -> None:
    check, comment = (read(GITHUB / f"workflows/{name}.yml") for name in ("check", "diff-comment"))
    assert check["jobs"]["data"]["permissions"] == {"contents": "read"}
    assert comment["on"]["workflow_run"]["workflows"] == [check["name"]]
    (job,) = comment["jobs"].values()
    assert not any("uses" in step for step in job["steps"])
    assert not any(re.search(r"(?m)(^|[|;(&]) *(kb|python3?|git) ", step["run"]) for step in job["steps"])


@pytest.mark.parametrize("file", FORMS, ids=lambda f: f.stem)
def test_a_form_asks_each_thing_once(file: Path) -> None:
    found = read(file)
    if file.stem == "config":
        assert found == {"blank_issues_enabled": "true"}  # the report links of the site need them
        return
    assert found["name"] and found["description"]
    ids = [part["id"] for part in found["body"]]
    assert len(set(ids)) == len(ids) and all(part["attributes"]["label"] for part in found["body"])


def test_hooks_are_commands_that_exist() -> None:
    text = (REPOSITORY / ".pre-commit-hooks.yaml").read_text()
    entries = re.findall(r"entry: (.*)", text)
    assert entries == ["kb check", "kb fmt"]
    for entry in entries:
        kb(*shlex.split(entry)[1:], "--help", exit_code=0)


@pytest.mark.parametrize(
    ("paths", "told"),
    [
        ([BOB, "taxonomy/method.yaml"], "2 paths, data only"),
        (["kb/gate.py"], "1 path, no data"),
        ([], "0 paths, no data"),
        ([BOB, "kb/gate.py"], 'not data: "kb/gate.py"'),
        ([BOB, "papers/../kb/gate.py"], 'not data: "papers/../kb/gate.py"'),
        ([BOB, "papers.py", ".github/workflows/check.yml"], 'not data: ".github/workflows/check.yml"'),
        ([BOB, "a\n::error::b"], 'not data: "a\\n::error::b"'),
    ],
)
def test_data_and_programs_change_apart(paths: list[str], told: str) -> None:
    code = int("not data" in told)
    out, said = kb("guard", text="".join(f"{path}\0" for path in paths), exit_code=code)
    assert told in out + said
    if paths:
        assert told in "".join(kb("guard", *paths, exit_code=code))


def test_the_words_of_a_comment_are_inert(tmp_path: Path) -> None:
    """The line of the workflow that makes the body, run on a text that tries to be more."""
    job = read(GITHUB / "workflows/diff-comment.yml")["jobs"]["comment"]
    line = next(x for x in job["steps"][-1]["run"].splitlines() if x.lstrip().startswith("{ echo"))
    (tmp_path / "words.txt").write_bytes(
        b"adds 1 paper\n@everybody ![x](http://a)\r\n```\x1b[31m\n" + b"x" * 90_000
    )
    subprocess.run(["bash", "-euc", f"mark=m; {line}"], cwd=tmp_path, check=True)
    mark, _, _, *words = (tmp_path / "body.md").read_text().split("\n")
    assert mark == "m" and all(word.startswith("    ") for word in words if word)
    assert "\x1b" not in "".join(words) and len("".join(words)) < 60_000


def test_sarif_has_what_the_standard_asks_for(atlas: Atlas) -> None:
    atlas.replace(BOB, "asking: ask", "begging: ask")
    out, _ = kb("check", "--root", atlas.root, "--format", "sarif", exit_code=1)
    log = json.loads(out)
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert log["version"] == "2.1.0" and driver["name"] == "kb check"
    (result,) = (r for r in run["results"] if r["ruleId"] == "KB301")
    assert driver["rules"][result["ruleIndex"]]["id"] == "KB301"
    assert driver["rules"][result["ruleIndex"]]["shortDescription"]["text"].startswith("KB301: ")
    assert result["level"] == "error" and "begging" in result["message"]["text"]
    place = result["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": BOB}, "region": {"startLine": 11, "startColumn": 5}}


def test_sarif_of_nothing_has_no_results() -> None:
    assert json.loads(sarif([]))["runs"][0]["results"] == []
