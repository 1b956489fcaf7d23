"""Drafts on the page for a new paper: it finds what `kb check` finds, and what was kept comes back as text."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from kb import repository
from kb.decode import decode
from kb.model import Paper
from kb.site.contribute_files import contribute_files
from kb.site.search_files import search_files
from kb.yamlsource import parse
from kb.yamltext import printable
from tests.browser.adding import HOSTILE, READY, expect_canonical, findings, open_page, record
from tests.browser.test_query_vectors import ASSETS
from tests.conftest import Atlas
from tests.garden import corpus
from tests.test_pages import made


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the tiny atlas, with a repository, and what it loads."""
    folder = tmp_path_factory.mktemp("tiny")
    for name in ("js", "vendor"):
        shutil.copytree(ASSETS / name, folder / "assets" / name)
    base, index = corpus(Atlas(tmp_path_factory.mktemp("data")).root)
    for path, content in (search_files(base, index) | contribute_files(base)).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    body = made(base, "https://git.example/toys/atlas")["add.html"].body
    html = f'<!doctype html><meta charset="utf-8"><title>Add</title><div class="kb-body">{body}</div>'
    (folder / "add.html").write_text(html, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def opened(window: Page, folder: Path) -> Page:
    """The page of the tiny atlas, opened as a file."""
    open_page(window, folder.as_uri())
    return window


@pytest.fixture
def tiny(opened: Page) -> Page:
    """That page without a draft kept; a test puts one there and opens the page again."""
    opened.evaluate("localStorage.clear()")
    return opened


def draft(**changes: Any) -> dict[str, Any]:
    """A draft without findings in the tiny atlas, as the page keeps it."""
    whole: dict[str, Any] = {
        "title": "Third Toys",
        "author": "Cleo Day\n{The Toy Group}",
        "issued": "2025-03",
        "venue": "Toys 2025",
        "arxiv": "2501.00009",
        "summary": "word " * 25 + "end",
        "facets": {"metric": "not-reported"},
        "labels": [label("method", "deep-learning", "proposes", "one")],
        "evidence": [{"id": "one", "from": "a model", "to": "layers", "note": "It has layers."}],
    }
    return whole | changes


def label(scheme: str, concept: str, role: str, evidence: str, **more: str) -> dict[str, str]:
    return {"scheme": scheme, "concept": concept, "role": role, "evidence": evidence, **more}


def put(page: Page, kept: dict[str, Any]) -> None:
    """Open the page again with a draft."""
    page.evaluate("kept => localStorage.setItem('kb-add', JSON.stringify(kept))", kept)
    page.reload()
    page.wait_for_selector(READY)


ONE = {"id": "one", "from": "a model", "to": "layers"}
CASES: dict[str, dict[str, Any]] = {
    "nothing": {},
    "short summary": {"summary": "Five words are not enough."},
    "long summary": {"summary": "word " * 61},
    "unknown venue": {"venue": "Toy Fair 2025"},
    "one name": {"author": "Cleo"},
    "another year": {"issued": "2024"},
    "preprint after": {"issued": "2024", "venue": "Toys 2024"},
    "markup": {"title": "Toys <b>bold</b>", "summary": "word " * 25 + "[a](b) &amp;"},
    "broader in one role": {
        "labels": [
            label("method", "learning", "proposes", "one"),
            label("method", "deep-learning", "proposes", "one"),
        ]
    },
    "broader in two roles": {
        "labels": [
            label("method", "learning", "uses", "one"),
            label("method", "deep-learning", "proposes", "one"),
        ]
    },
    "inferred without note": {
        "labels": [label("method", "asking", "uses", "one", strength="inferred")],
        "evidence": [ONE],
    },
    "inferred with note": {
        "labels": [label("method", "asking", "uses", "one", strength="inferred", note="so: it, {asks}?")],
        "evidence": [ONE],
    },
    "no evidence": {"labels": [label("method", "asking", "proposes", "")], "evidence": []},
    "unused": {"evidence": [ONE, {"id": "two", "from": "nobody"}]},
    "no passage": {"evidence": [{"id": "one", "note": "Somewhere."}]},
    "no section": {"evidence": [{"id": "one", "layer": "full-text", "note": "Somewhere."}]},
    "a section": {"evidence": [{"id": "one", "layer": "full-text", "section": "3.2"}]},
    "many words": {"evidence": [{"id": "one", "from": "one two three four five six", "to": "- ..."}]},
    "long words": {"evidence": [{"id": "one", "from": "x" * 70 + " y", "to": "z" * 70, "note": "n " * 90}]},
    "long note": {
        "labels": [label("method", "asking", "uses", "one", note="because they ask: " * 9)],
    },
    "missing": {"title": "", "author": " \n", "issued": "", "venue": "", "summary": ""},
    "no from": {"evidence": [{"id": "one", "to": "layers"}]},
    "bad values": {
        "arxiv": "24.1",
        "doi": "doi.org/x",
        "acl": "x y",
        "openreview": "?",
        "code": "ftp://x",
        "issued": "May 2025",
    },
    "too long": {"title": "t" * 2001, "venue": "v" * 301},
    "hostile": {
        "title": HOSTILE,
        "author": f"{HOSTILE}\n{{Group: a, b}}\n- Ann Lee\n[x] Y\nno",
        "shortName": "yes",
        "venue": "Toys 2025",
        "summary": HOSTILE + " word" * 20,
        "evidence": [{"id": "one", "from": '"a": {b}', "to": "null", "note": HOSTILE}],
        "labels": [label("method", "asking", "uses", "one", note=HOSTILE)],
    },
}


@pytest.mark.parametrize("name", CASES)
def test_the_page_finds_what_the_check_finds(tiny: Page, atlas: Atlas, name: str) -> None:
    put(tiny, draft(**CASES[name]))
    text = record(tiny)
    path = tiny.locator("[data-path]").text_content() or ""
    path = path if path.endswith("5.yaml") or "<" not in path else "papers/2025/day2025third.yaml"
    atlas.write(path, text)
    found = [
        (d.code, d.severity.value, f"{d.message}; {d.hint}" if d.hint else d.message)
        for d in atlas.check().report
        if d.location.path == path
    ]
    # What is not there yet waits as a step; together they say what the check says.
    said = [
        (f["code"], f["severity"], f"{f['message']}; {f['cure']}" if f.get("cure") else f["message"])
        for f in tiny.evaluate("kb.page.findings")
    ]
    shown = [f["code"] for f in tiny.evaluate("kb.page.findings.filter(f => !f.lack)")]
    assert findings(tiny) == shown
    steps = set(tiny.locator("[data-step]").evaluate_all("all => all.map(e => e.dataset.step)"))
    assert bool(steps - {"any", "abstract", "facets"}) == (len(shown) < len(said))
    if any(code.startswith("KB2") for code, *_ in found):  # such a record is judged by no other rule
        said = [s for s in said if s[0].startswith("KB2")]
    assert sorted(said) == sorted(found)
    if not any(code.startswith("KB2") for code, *_ in found):
        expect_canonical(repository.read(atlas.root)[0].schemes, path, text)


def test_hostile_text_comes_back_as_text(tiny: Page, atlas: Atlas) -> None:
    put(tiny, draft(**CASES["hostile"]))
    node, _ = parse("x.yaml", record(tiny).encode())
    assert node is not None
    paper = decode(Paper, "x.yaml", node, {"id": "day2025third"})[0]
    assert paper is not None
    clean = printable(HOSTILE)
    assert paper.title == clean
    assert [(a.name, a.literal) for a in paper.author][2:] == [
        ("Group: a, b", True), ("- Ann Lee", False), ("[x] Y", False), ("no", False)
    ]  # fmt: skip
    assert paper.short_name == "yes"
    assert [e.note for e in paper.evidence.values()] == [clean]
    assert tiny.locator("script:not([src])").count() == 0
    tiny.fill("#add-paste", HOSTILE)
    tiny.get_by_role("button", name="Fill in the fields").click()
    expect(tiny.locator("#add-title")).to_have_value(clean)


def test_a_record_opens_as_a_new_file_of_the_repository(tiny: Page) -> None:
    put(tiny, draft(title='Third: "Toys" & more'))
    address = tiny.locator("[data-open]").get_attribute("href") or ""
    assert address.startswith("https://git.example/toys/atlas/new/main/papers/2025?")
    asked = parse_qs(urlsplit(address).query)
    assert asked == {"filename": ["day2025third.yaml"], "value": [record(tiny)]}
    expect(tiny.locator("[data-long]")).to_be_hidden()
    put(tiny, draft(title="Third " + "toys & " * 250, evidence=[ONE | {"note": "ä " * 900}]))
    assert parse_qs(urlsplit(tiny.locator("[data-open]").get_attribute("href") or "").query) == {
        "filename": ["day2025third.yaml"]
    }
    expect(tiny.locator("[data-long]")).to_be_visible()


@pytest.mark.parametrize("kept", ["{", "null", "[]", '{"labels": [1, {}], "evidence": "x", "facets": 3}'])
def test_what_was_kept_and_makes_no_sense_is_passed_over(tiny: Page, kept: str) -> None:
    tiny.evaluate("kept => localStorage.setItem('kb-add', kept)", kept)
    tiny.reload()
    tiny.wait_for_selector(READY)
    assert findings(tiny) == []
    expect(tiny.locator("[data-step=paste]")).to_be_visible()


def test_a_removed_label_leaves_its_words_and_they_can_go(tiny: Page) -> None:
    put(tiny, draft())
    tiny.get_by_role("button", name="Remove Deep learning").click()
    assert findings(tiny) == ["KB603"]
    expect(tiny.locator("#addf-method")).to_be_focused()
    tiny.keyboard.press("Escape")
    tiny.get_by_role("button", name="Remove the passage one").click()
    assert findings(tiny) == []
    assert "evidence:" not in record(tiny)


def test_a_passage_is_shared(tiny: Page) -> None:
    put(tiny, draft())
    tiny.fill("#addf-method", "ask")
    tiny.press("#addf-method", "Enter")
    rests = tiny.locator("[id='label-method:asking']").get_by_label("Rests also on")
    rests.select_option("one")
    assert findings(tiny) == []
    assert "    deep-learning: one\n    asking: one\n" in record(tiny)
    expect(tiny.locator("[id='label-method:asking']").get_by_label("Rests also on")).to_be_focused()
