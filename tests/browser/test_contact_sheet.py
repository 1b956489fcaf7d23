"""The eye of the contact sheet: it sees what is planted, and nothing on a page that is right."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.conftest import REPOSITORY

pytestmark = pytest.mark.browser

PROBE = (REPOSITORY / "scripts/contact_sheet.js").read_text(encoding="utf-8")
RIGHT = """<!doctype html><title>A page</title><h1>A page</h1><p>A sentence with <a href="#">a link</a> in it.</p>
<p style="width:60px; overflow:hidden; text-overflow:ellipsis; white-space:nowrap" title="all of it">all of the words</p>
<button style="width:40px; height:30px">Go</button>"""
FAULTS = {
    "": [],
    "<h1>Another</h1>": ["2 headings h1"],
    '<div style="width:3000px">wide</div>': ["scrolls sideways"],
    '<div style="width:200px; overflow-x:auto"><p style="width:3000px">in a box</p></div>': [],
    '<p style="width:60px; overflow:hidden; white-space:nowrap">cut without any mark</p>': ["text is cut"],
    '<p style="width:60px; overflow:hidden; white-space:nowrap; text-overflow:ellipsis">told nowhere</p>': [
        "text is cut"
    ],
    '<button style="all:unset;height:9px;width:9px">x</button><button style="all:unset;height:9px;width:9px">y</button>': [
        "target of 9 by 9",
        "target of 9 by 9",
    ],
    '<p style="margin:40px"><button style="all:unset;height:9px;width:9px">x</button></p>': [],
}


@pytest.mark.parametrize(("planted", "seen"), FAULTS.items())
def test_the_probe_sees_what_is_wrong(planted: str, seen: list[str], page: Page) -> None:
    page.set_content(RIGHT + planted)
    found: list[str] = page.evaluate(PROBE)
    assert len(found) == len(seen), found
    assert all(begin in text for begin, text in zip(seen, found, strict=True)), found
