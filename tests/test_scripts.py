"""Scripts as they are published."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.site.scripts import published
from tests.conftest import REPOSITORY

OWN = sorted((REPOSITORY / "site_src" / "assets" / "js").glob("*.js"))
SMALLER = [path for path in OWN if published(path.read_text("utf-8")) != path.read_text("utf-8")]


def test_comments_on_lines_of_their_own_and_indentation_go() -> None:
    text = '/* One\n   two. */\n(function () {\n  // Why.\n  var a = "// no"; // stays\n  /** Told. */\n  a();\n})();\n'
    assert published(text) == '(function () {\nvar a = "// no"; // stays\na();\n})();\n'


@pytest.mark.parametrize("text", ["f(`a\n  // b\n`);\n", "`\n/* */\n`;\n"])
def test_a_text_over_several_lines_stays(text: str) -> None:
    assert published(text) == text


@pytest.mark.parametrize("text", ["/* a */ b();\nc(); /* d */\n", "a(); // b\n", "a = 4 /\n2;\n"])
def test_code_beside_a_comment_stays(text: str) -> None:
    assert published(text) == text


@pytest.mark.parametrize("path", SMALLER, ids=lambda path: path.stem)
def test_our_scripts_lose_comments_alone(path: Path) -> None:
    text, kept, within = path.read_text("utf-8"), [], False
    for line in map(str.strip, text.splitlines()):
        within = within or line.startswith("/*")
        if not within and not line.startswith("//"):
            kept.append(line)
        within = within and not line.endswith("*/")
    assert published(text).splitlines() == kept


def test_most_of_our_scripts_get_smaller() -> None:
    assert len(SMALLER) > 0.8 * len(OWN)
