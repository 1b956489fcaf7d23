"""A paper is added in the browser: by keyboard, with mistakes, on a phone; what comes out passes the check."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from kb.gate import check
from kb.identifiers import Citekey
from kb.model import Layer
from tests.browser.adding import (
    BIBTEX,
    READY,
    SUMMARY,
    copied,
    expect_canonical,
    findings,
    open_page,
    record,
    tab_to,
)
from tests.browser.conftest import Server
from tests.conftest import REPOSITORY
from tests.garden import corpus


def test_a_paper_by_keyboard_from_a_file(
    page: Page, built_site: Path, checked: Path, tmp_path: Path, complaints: list[str]
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_page(page, built_site.as_uri())
    tab_to(page, "#add-paste")
    page.keyboard.insert_text(BIBTEX)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#add-venue")).to_have_value("Findings of EMNLP 2024")
    tab_to(page, "#add-summary")
    page.keyboard.insert_text(SUMMARY)
    tab_to(page, "#add-any")
    page.keyboard.type("agent mem")
    expect(page.locator("#add-any-list [aria-selected=true]")).to_contain_text("Notes about the user")
    page.keyboard.press("Enter")
    page.keyboard.type("a memory of what")
    page.keyboard.press("Tab")
    page.keyboard.type("reads it again")
    tab_to(page, "[data-facet=evaluation] input")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.type("remembers more than")
    tab_to(page, "[data-status=dataset] [data-value=not-reported]")
    page.keyboard.press("Enter")
    expect(page.locator("[data-output] [data-count]")).to_have_text("Nothing to mend")
    text, path = record(page), page.locator("[data-path]").text_content() or ""
    assert path == "papers/2024/garciamarquez2024toymem.yaml"
    assert "  dataset: not-reported\n" in text
    with page.expect_download() as download:
        page.locator("[data-download]").press("Enter")
    assert download.value.suggested_filename == Path(path).name
    assert Path(download.value.path()).read_text(encoding="utf-8") == text
    root = copied(checked, tmp_path)
    (root / path).write_text(text, encoding="utf-8")
    assert [str(d) for d in check(root).report if d.location.path == path] == []
    expect_canonical(corpus(REPOSITORY)[0].schemes, path, text)
    assert complaints == []
    assert {urlsplit(url).scheme for url in asked} == {"file"}


def test_the_finder_ranks_by_name_and_passes_over_a_slip(page: Page, site_server: Server) -> None:
    open_page(page, site_server)

    def offered(facet: str, text: str) -> list[str]:
        page.fill(f"#addf-{facet}", text)
        found: list[str] = page.locator(f"#addf-{facet}-list [role=option] b").all_inner_texts()
        return found

    # "User level" has the word among its other names.
    assert offered("granularity", "persona")[0] == "Persona level"
    assert offered("open-problem", "sterotypes") == ["Stereotypes and bias"]
    assert offered("technique", "agent memmory") == ["Agent memory"]
    assert offered("technique", "long-term user memmory") == ["Agent memory"]
    assert offered("technique", "paramter eficient fine tunning") == ["Parameter-efficient fine-tuning"]
    assert "Persona-based prompting" in offered("technique", "personna-bsed")
    assert offered("open-problem", "stereotypes") == ["Stereotypes and bias"]
    assert offered("technique", "qqqq") == []
    expect(page.locator("#addf-technique-list")).to_contain_text("or none to see them all")


def test_an_unknown_venue_with_a_year_has_both_ways_out(page: Page, site_server: Server) -> None:
    open_page(page, site_server)
    said = page.locator("[data-said-of=venue]")
    page.fill("#add-venue", "Findings of EMNLP 2052")
    expect(said).to_contain_text("? if not, add it to papers/venues.yaml as that one stands there")
    page.fill("#add-venue", "findings of emnlp 2024")
    expect(said).to_have_text(
        'Unknown venue "findings of emnlp 2024"; did you mean "Findings of EMNLP 2024"?'
    )
    page.fill("#add-venue", "Zzz")
    expect(said).to_contain_text("write the short name of one in papers/venues.yaml")


def test_a_mistake_leads_to_its_field_and_is_kept_over_a_reload(page: Page, site_server: Server) -> None:
    open_page(page, site_server)
    page.fill("#add-paste", BIBTEX)
    page.get_by_role("button", name="Fill in the fields").click()
    page.fill("#add-summary", "Too short.")
    page.press("#add-summary", "Tab")
    finding = page.locator("[data-findings] [data-code=KB701]")
    expect(finding).to_contain_text("the summary has 2 words; say it in 25 to 60 words of your own")
    finding.get_by_role("button").click()
    expect(page.locator("#add-summary")).to_be_focused()
    expect(page.locator("#add-summary")).to_have_attribute("aria-invalid", "true")
    page.fill("#add-any", "agent memory")
    page.press("#add-any", "Enter")
    assert findings(page) == ["KB701"]
    page.fill("[id='label-technique:agent-memory'] [data-first]", "one two three four five six")
    page.press("[id='label-technique:agent-memory'] [data-first]", "Tab")
    assert findings(page) == ["KB606", "KB701"]
    page.reload()
    page.wait_for_selector(READY)
    expect(page.locator("#add-title")).to_have_value(
        "ToyMem: Remembering What Users Like with Über Long Memories"
    )
    assert findings(page) == ["KB606"]
    expect(page.locator("[data-step=summary]")).to_contain_text(": 2 so far")
    kept = record(page)
    page.get_by_role("button", name="Start over").click()
    expect(page.locator("#add-title")).to_have_value("")
    page.get_by_role("button", name="Bring it back").click()
    assert record(page) == kept
    page.reload()
    page.wait_for_selector(READY)
    assert record(page) == kept
    page.get_by_role("button", name="Start over").click()
    page.reload()
    page.wait_for_selector(READY)
    expect(page.locator("#add-title")).to_have_value("")
    assert "ToyMem" not in record(page)


ABSTRACT = (
    "Models forget. We propose ToyMem, a retrieval-augmented generation method for recommendation. Readers "
    "liked it. Recommendation gets better – by far – with prompts."
)


def test_terms_that_the_abstract_names_are_a_click_each(
    page: Page, built_site: Path, checked: Path, tmp_path: Path
) -> None:
    open_page(page, built_site.as_uri())
    page.fill("#add-paste", BIBTEX.replace("  year =", f"  abstract = {{{ABSTRACT}}},\n  year ="))
    page.get_by_role("button", name="Fill in the fields").click()
    expect(page.locator("#add-abstract")).to_have_value(ABSTRACT)
    page.fill("#add-summary", SUMMARY)
    terms = page.locator("[data-term]")
    assert "technique:rag" in terms.evaluate_all("all => all.map(e => e.dataset.term)")
    while terms.count():
        left = terms.count()
        terms.first.click()
        assert terms.count() < left and findings(page) == []
    text = record(page)
    assert "from: retrieval-augmented generation method for" in text and ABSTRACT[:40] not in text
    root = copied(checked, tmp_path)
    path = page.locator("[data-path]").text_content() or ""
    (root / path).write_text(text, encoding="utf-8")
    texts = {(Citekey(Path(path).stem), Layer.ABSTRACT): ABSTRACT}
    assert not [f for f in check(root, texts).report if f.location.path == path]


def test_a_passage_that_is_not_in_the_abstract_is_told(page: Page, built_site: Path) -> None:
    open_page(page, built_site.as_uri())
    page.fill("#add-abstract", ABSTRACT)
    page.locator("[data-term='technique:rag']").click()
    said = page.locator("[data-findings] li", has_text="KB61")
    expect(said).to_have_count(0)
    page.locator("#evidence-rag summary").click()
    page.fill("#evidence-rag [data-first]", "retrieval of memories")
    expect(said).to_contain_text("is not in the text; take from and to from the text itself")
    page.fill("#evidence-rag [data-first]", "recommendation")
    expect(said).to_contain_text("begins at more than one place")
    page.fill("#evidence-rag [data-first]", "We propose ToyMem")
    expect(said).to_have_count(0)


@pytest.mark.parametrize(
    ("pasted", "of"),
    [
        ("https://arxiv.org/abs/2305.00447v3", "bao2023tallrec"),
        ("arXiv:2305.00447", "bao2023tallrec"),
        (
            "TALLRec: an effective and efficient tuning framework to align large language model with recommendation",
            "bao2023tallrec",
        ),
    ],
)
def test_a_paper_with_a_record_is_shown_with_a_link(
    page: Page, site_server: Server, pasted: str, of: str
) -> None:
    open_page(page, site_server)
    page.fill("#add-paste", pasted)
    page.press("#add-paste", "Enter")
    expect(page.locator("[data-twin]")).to_contain_text("This paper has a record.")
    assert "KB504" in findings(page)
    page.locator(f"[data-twin-of={of}]").click()
    page.wait_for_url(f"**/papers/{of}.html")


def test_bad_bibtex_is_told_with_its_line_and_changes_nothing(page: Page, site_server: Server) -> None:
    open_page(page, site_server)
    page.fill("#add-title", "Mine")
    page.fill("#add-paste", "\n@misc{a,\n title={never closed, year=2024\n")
    page.get_by_role("button", name="Fill in the fields").click()
    expect(page.locator("[data-read]")).to_have_text(
        "Line 2 of the BibTeX: a brace or quote is not closed, or a comma is missing."
    )
    expect(page.locator("#add-title")).to_have_value("Mine")


def test_on_a_phone_nothing_scrolls_sideways(browser: Browser, built_site: Path) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    open_page(page, built_site.as_uri())
    page.fill("#add-paste", BIBTEX.replace("ToyMem", "Toy" * 60))
    page.get_by_role("button", name="Fill in the fields").tap()
    page.locator("#addf-technique").tap()
    page.locator("#addf-technique-list [role=option]").first.tap()
    expect(page.locator("[data-facet=technique] .alabel")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    bar = page.locator(".add__bar")
    expect(bar).to_be_in_viewport()
    bar.get_by_role("link").tap()
    expect(page.locator("#record h2")).to_be_in_viewport()
    context.close()


# ---- a small page of the tiny atlas ----
