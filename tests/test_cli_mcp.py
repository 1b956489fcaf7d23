"""`kb mcp` as a client starts it: over a real pipe, without its package, on broken data."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from mcp import Client, StdioServerParameters

from kb.atlas import Atlas
from kb.mcp import guides
from tests.conftest import REPOSITORY
from tests.conftest import Atlas as Folder
from tests.garden import GARDEN, corpus
from tests.test_cli_check import kb
from tests.test_mcp import PATIENCE, TOOLS, answer, ask


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_over_a_pipe_every_tool_does_what_its_example_says(mode: str, tmp_path: Path) -> None:
    garden = Atlas(corpus()[0])

    async def all_of_it(client: Client) -> None:
        assert client.instructions == guides.introduction(garden)
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert list(tools) == TOOLS
        for name, call in guides.examples(garden).items():
            assert call in (tools[name].description or "")
            made = await client.call_tool(name, json.loads(call))
            assert not made.is_error
            assert made.structured_content == result_of[name]
            assert "problem" not in made.structured_content
        wrong = await client.call_tool("search", {"limit": 0})
        assert wrong.is_error
        uris = [str(resource.uri) for resource in (await client.list_resources()).resources]
        assert uris == ["atlas://query-syntax", "atlas://taxonomy"]
        for uri in uris:
            assert (await client.read_resource(uri)).contents

    result_of = {n: answer(garden, n, **json.loads(call)) for n, call in guides.examples(garden).items()}
    assert list(result_of) == TOOLS
    words = ["-m", "kb.cli", "mcp", "--root", str(GARDEN)]
    ask(StdioServerParameters(command=sys.executable, args=words, cwd=tmp_path), all_of_it, mode)


def test_nothing_but_protocol_on_standard_output() -> None:
    hello = {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"},
    }
    first = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello}
    words = [sys.executable, "-m", "kb.cli", "mcp", "--root", str(GARDEN)]
    text = json.dumps(first).encode() + b"\nno protocol at all\n\xff\xfe\n[]\n"
    done = subprocess.run(
        words, input=text, capture_output=True, timeout=PATIENCE, cwd=REPOSITORY, check=True
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert lines[0]["result"]["serverInfo"]["name"] == "personalization-atlas"
    assert all(line["jsonrpc"] == "2.0" for line in lines)
    assert b"Traceback" not in done.stderr


def test_without_the_package_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mcp", None)
    for name in [name for name in sys.modules if name.startswith(("mcp.", "kb.mcp"))]:
        monkeypatch.delitem(sys.modules, name)
    out, told = kb("mcp", "--root", GARDEN, exit_code=2)
    assert out == ""
    assert told == (
        'kb: kb mcp needs the package mcp, version 2\n    pip install "personalization-atlas[mcp]"\n'
    )


def test_broken_data_are_told_on_standard_error(atlas: Folder) -> None:
    atlas.replace("papers/2025/bob2025second.yaml", "asking: ask", "askin: ask")
    out, told = kb("mcp", "--root", atlas.root, exit_code=1)
    assert out == ""
    assert 'error KB301 unknown concept "method:askin"' in told and "mend the data first" in told


def test_the_guide_page_names_every_tool() -> None:
    page = (REPOSITORY / "site_src/pages/guide/mcp.md").read_text()
    assert all(f"| **{tool}** |" in page for tool in TOOLS)
    settings = json.loads(page.split("```json")[1].split("```")[0])
    assert settings["mcpServers"]["personalization-atlas"] == {"command": "kb", "args": ["mcp"]}
