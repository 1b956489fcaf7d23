"""What tests of the page for a new paper share: what is pasted, and what the page gives."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Page

from kb.canonical import canonical
from kb.identifiers import Citekey, SchemeId
from kb.model import ConceptScheme

READY = "[data-add][data-ready]"
BIBTEX = """@inproceedings{x,
  title = {ToyMem: Remembering What {U}sers Like with {\\"U}ber Long Memories},
  author = {Garc{\\'i}a M{\\'a}rquez, Gabriel and van der Berg, Jan},
  booktitle = {Findings of the Association for Computational Linguistics: EMNLP 2024},
  year = 2024, month = nov, eprint = {2402.99999}, archivePrefix={arXiv}
}"""
SUMMARY = (
    "Models forget what people told them. ToyMem keeps a memory of what each user likes and reads it again "
    "before it answers; on two sets of talks it remembers more than a model with a longer prompt does."
)
HOSTILE = 'A "quoted": title\'s <script>alert(1)</script> # no comment\n- item\t{x} [y] \\ & more: \u202eend?'


def open_page(page: Page, address: str) -> None:
    page.goto(f"{address}/add.html")
    page.wait_for_selector(READY)


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until a control has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"Tab does not reach {selector}")


def record(page: Page) -> str:
    return page.locator("[data-record]").text_content() or ""


def findings(page: Page) -> list[str]:
    found: list[str] = page.locator("[data-findings] li").evaluate_all("all => all.map(e => e.dataset.code)")
    return found


def copied(checked: Path, tmp_path: Path) -> Path:
    """A copy of the real data, to which a record can be added."""
    shutil.copytree(checked, tmp_path, dirs_exist_ok=True)
    return tmp_path


def expect_canonical(schemes: Mapping[SchemeId, ConceptScheme], path: str, text: str) -> None:
    """`kb fmt --check` has nothing to say of the text."""
    assert canonical(path, Citekey(Path(path).stem), text, schemes) == text
