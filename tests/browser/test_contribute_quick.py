"""A paper is added with few actions: sentences, passages and statuses are a click, what is missing is a step."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kb.gate import check
from kb.identifiers import Citekey
from kb.model import Layer
from tests.browser.adding import BIBTEX, SUMMARY, copied, expect_canonical, findings, open_page, record
from tests.browser.conftest import Server
from tests.conftest import REPOSITORY
from tests.garden import corpus

ABSTRACT = (
    "Models forget what people like, e.g. songs of retrieval-augmented generation in the past. We propose ToyMem, a retrieval-augmented "
    "generation method for recommendation. Readers liked it in a long test with many of them. Retrieval-augmented "
    "generation was faster, and answers were found in the notes of the users, which grow over many talks with them."
)


def paste(page: Page, text: str) -> None:
    """What a paste does: the event, then the text at the place of the caret."""
    page.locator("#add-paste").evaluate(
        """(area, text) => {
            area.focus();
            area.dispatchEvent(new ClipboardEvent("paste", {bubbles: true}));
            area.setRangeText(text, area.value.length, area.value.length, "end");
        }""",
        text,
    )


def steps(page: Page) -> list[str]:
    found: list[str] = page.locator("[data-step]").evaluate_all("all => all.map(e => e.dataset.step)")
    return found


def filled(page: Page, address: str) -> None:
    """The page with the toy paper, its abstract and a summary."""
    open_page(page, address)
    page.fill("#add-paste", BIBTEX + "\n" + ABSTRACT)
    page.get_by_role("button", name="Fill in the fields").click()
    page.fill("#add-summary", SUMMARY)


def expect_passes(page: Page, checked: Path, tmp_path: Path) -> None:
    """The record on the page is one that the check has nothing to say of, with its abstract."""
    text, path = record(page), page.locator("[data-path]").text_content() or ""
    root = copied(checked, tmp_path)
    (root / path).write_text(text, encoding="utf-8")
    texts = {(Citekey(Path(path).stem), Layer.ABSTRACT): ABSTRACT}
    assert [str(f) for f in check(root, texts).report if f.location.path == path] == []
    expect_canonical(corpus(REPOSITORY)[0].schemes, path, text)


def test_an_empty_form_has_steps_and_no_error(page: Page, site_server: Server) -> None:
    open_page(page, site_server)
    assert (findings(page), steps(page)) == ([], ["paste", "summary", "abstract"])
    expect(page.locator("[data-output] [data-count]")).to_have_text("3 steps to go")
    page.locator("[data-step=summary] button").click()
    expect(page.locator("#add-summary")).to_be_focused()
    page.keyboard.type("Two words")
    assert findings(page) == []
    expect(page.locator("[data-step=summary]")).to_contain_text("25 to 60 words: 2 so far")
    page.keyboard.press("Tab")
    assert findings(page) == ["KB701"]
    page.fill("#add-title", "Toys")
    page.press("#add-title", "Tab")
    page.fill("#add-title", "")
    page.press("#add-title", "Tab")
    assert findings(page) == ["KB202", "KB701"]
    assert steps(page) == ["author", "abstract"]
    page.get_by_role("button", name="Start over").click()
    assert (findings(page), steps(page)) == ([], ["paste", "summary", "abstract"])


def test_the_abstract_is_pasted_behind_the_bibtex(page: Page, site_server: Server) -> None:
    open_page(page, site_server)
    paste(page, BIBTEX)
    expect(page.locator("[data-read]")).to_contain_text("Now paste the abstract behind it.")
    page.fill("#add-title", "Mended by hand")
    paste(page, f"Abstract: {ABSTRACT}")
    expect(page.locator("#add-abstract")).to_have_value(ABSTRACT)
    expect(page.locator("#add-title")).to_have_value("Mended by hand")
    page.get_by_role("button", name="Start over").click()
    paste(page, ABSTRACT)
    expect(page.locator("[data-read]")).to_contain_text("Read as the abstract.")
    expect(page.locator("#add-title")).to_have_value("")
    assert ABSTRACT[:30] not in record(page)


def test_a_label_rests_on_several_passages(
    page: Page, built_site: Path, checked: Path, tmp_path: Path
) -> None:
    filled(page, built_site.as_uri())
    named = page.locator("[data-term='technique:rag']")
    assert named.evaluate_all("all => all.map(e => e.dataset.from)") == [
        "retrieval-augmented generation method for",  # there the authors speak of their own
        "retrieval-augmented generation in the",
        "Retrieval-augmented generation was faster",
    ]
    named.nth(2).click()
    label = page.locator("[id='label-technique:rag']")
    label.locator("[data-more]").first.click()
    assert "    rag: [rag, rag-2]\n" in record(page)
    label.get_by_label("Rests also on").select_option("+")
    assert (findings(page), steps(page)[0]) == ([], "evidence-rag-3")
    label.locator("[data-sentence]", has_text="the notes of the users").click()
    assert "    rag: [rag, rag-2, rag-3]\n" in record(page)
    label.get_by_label("The text").select_option("inferred")
    label.get_by_label("How it follows").fill("The method is named and finds notes.")
    page.reload()
    page.wait_for_selector("[data-add][data-ready]")
    assert "    rag: {evidence: [rag, rag-2, rag-3], strength: inferred, note: The method" in record(page)
    expect_passes(page, checked, tmp_path)
    label.get_by_label("Remove the passage “Retrieval-augmented generation was faster”").click()
    text = record(page)
    assert (
        "evidence: [rag-2, rag-3]" in text and "from: Retrieval-augmented generation was faster}" not in text
    )


def test_many_passages_stand_below_one_another(
    page: Page, built_site: Path, checked: Path, tmp_path: Path
) -> None:
    filled(page, built_site.as_uri())
    page.evaluate(
        """texts => {
            const draft = kb.page.draft, n = kb.page.checker.places.get("technique:rag");
            kb.page.labels.found(n, texts[0]);
            for (const from of texts.slice(1)) {
                const e = kb.contribute.addEvidence(draft, "a-long-name-of-a-passage-that-tells-what-it-shows");
                e.from = from;
                kb.contribute.rest(draft, draft.labels[0], e.id);
            }
            kb.page.changed();
        }""",
        ["Models forget", "We propose", "Readers liked", "and answers"],
    )
    assert "    rag:\n      - rag\n      - a-long-name" in record(page)
    expect_passes(page, checked, tmp_path / "plain")
    page.locator("[id='label-technique:rag']").get_by_label("Role").select_option("evaluates")
    assert "    rag:\n      evidence:\n        - rag\n        - a-long-name" in record(page)
    expect_passes(page, checked, tmp_path / "role")


def test_a_sentence_is_a_click_and_one_for_two_labels(
    page: Page, built_site: Path, checked: Path, tmp_path: Path
) -> None:
    filled(page, built_site.as_uri())
    for term in ("agent mem", "synthetic user"):
        page.fill("#add-any", term)
        page.press("#add-any", "Enter")
        offered = page.locator("[data-sentence]")
        expect(offered.first).to_be_focused()
        assert offered.count() == 4  # "e.g." ends no sentence
        offered.nth(3).press("Enter")
        expect(page.locator("#add-any")).to_be_focused()
    text = record(page)
    assert "    agent-memory: agent-memory\n    synthetic-user-data: agent-memory\n" in text
    assert "{from: Retrieval-augmented generation was faster, to: " not in text
    assert text.count("passage:") == 1
    expect_passes(page, checked, tmp_path)
    page.locator("[id='label-technique:agent-memory'] .apass .chip__x").click()
    expect(page.locator("[id='label-technique:agent-memory'] [data-sentence]").first).to_be_focused()
    page.get_by_role("button", name="Remove Agent memory").click()
    expect(page.locator("#addf-technique-list")).to_be_hidden()
    page.get_by_role("button", name="Remove Synthetic user data").click()
    assert "evidence:" not in record(page) and findings(page) == []


def test_a_press_that_leaves_a_field_is_not_lost(page: Page, site_server: Server) -> None:
    open_page(page, site_server)
    page.fill("#add-abstract", ABSTRACT)
    page.locator("#add-summary").click()
    page.keyboard.type("Too short.")
    page.locator("[data-step=paste] button").click()
    expect(page.locator("#add-paste")).to_be_focused()
    assert findings(page) == ["KB701"]
    page.fill("#add-code", "https://example.org/a")
    page.locator("[data-term='technique:rag']").first.click()
    expect(page.locator("[id='label-technique:rag']")).to_be_visible()
    expect(page.locator("[data-term]:focus")).to_have_count(1)


def test_facets_left_are_not_reported_at_once_but_for_named_ones(page: Page, site_server: Server) -> None:
    filled(page, site_server)
    expect(page.locator("#add-facets")).to_be_hidden()
    page.locator("[data-term='technique:rag']").first.click()
    rest = page.locator("#add-facets")
    expect(rest).to_contain_text("9 facets with neither label nor status")
    expect(rest).to_contain_text("The abstract names terms of")
    assert page.locator("[data-term='application:recommendation']").count()
    page.locator("[data-silent]").click()
    text = record(page)
    assert (
        "  usage: not-reported\n" in text and "  application:" not in text and "  technique: not" not in text
    )
    expect(page.locator("[data-undo]")).to_be_focused()
    page.locator("[data-status=usage] [data-value=not-applicable]").click()
    assert "  usage: not-applicable\n" in record(page)
    page.locator("[data-undo]").click()
    assert "not-reported" not in record(page) and "  usage: not-applicable\n" in record(page)
    page.locator("[data-status=usage] [data-value=not-applicable]").click()
    assert "usage:" not in record(page)
    page.locator("#add-read").select_option("full-text")
    expect(rest).to_contain_text("You read the full text.")


def test_background_implies_what_the_taxonomy_says(page: Page, site_server: Server) -> None:
    filled(page, site_server)
    page.locator("[data-term='application:recommendation']").first.click()
    page.locator("#add-scope").select_option("background")
    usage = page.locator("[data-status=usage] [data-value=not-applicable]")
    expect(usage).to_have_attribute("data-implied", "true")
    expect(usage).to_have_attribute("aria-pressed", "false")
    page.locator("[data-silent]").click()
    assert "  usage:" not in record(page)


@pytest.fixture(scope="module")
def opened(browser: Browser, site_server: Server) -> Iterator[Page]:
    """The page, loaded once."""
    page = browser.new_page()
    page.set_default_timeout(10_000)
    open_page(page, site_server)
    yield page
    page.close()


@pytest.fixture
def blank(opened: Page) -> Page:
    """The page with nothing in its fields."""
    opened.get_by_role("button", name="Start over").click()
    values = "all => all.map(e => e.value).join('')"
    assert opened.locator("#add-paste, #add-title").evaluate_all(values) == ""
    return opened


@pytest.mark.parametrize(
    ("pasted", "field", "written"),
    [
        ("arXiv:2402.99999v2 [cs.CL] 7 Feb 2024", "arxiv", "2402.99999"),
        ("arXiv 2402.99999", "arxiv", "2402.99999"),
        ("https://arxiv.org/html/2402.99999v1#S2", "arxiv", "2402.99999"),
        ("http://www.arxiv.org/pdf/2402.99999v1.pdf", "arxiv", "2402.99999"),
        ("https://huggingface.co/papers/2402.99999", "arxiv", "2402.99999"),
        ("https://doi.org/10.48550/arXiv.2402.99999", "arxiv", "2402.99999"),
        ("2402.99999V3", "arxiv", "2402.99999"),
        ("DOI 10.1145/9999999.1234567", "doi", "10.1145/9999999.1234567"),
        ("https://dx.doi.org/10.1145/9999999.1234567.", "doi", "10.1145/9999999.1234567"),
        ("https://doi.org/10.1145%2F9999999.1234567", "doi", "10.1145/9999999.1234567"),
        ("https://dl.acm.org/doi/abs/10.1145/9999999.1234567?af=R", "doi", "10.1145/9999999.1234567"),
        ("https://link.springer.com/chapter/10.1007/978-9-99-1_2", "doi", "10.1007/978-9-99-1_2"),
        ("<https://aclanthology.org/2024.toys-long.39v2.pdf>", "acl", "2024.toys-long.39"),
        ("https://aclanthology.org/2024.toys-long.39/#abstract", "acl", "2024.toys-long.39"),
        ("https://www.aclweb.org/anthology/P99-9205.pdf", "acl", "P99-9205"),
        ("2024.toys-long.39.pdf", "acl", "2024.toys-long.39"),
        ("ACL Anthology: 2024.toys-long.39", "acl", "2024.toys-long.39"),
        ("https://openreview.net/forum?id=abcDEF12&noteId=x", "openreview", "abcDEF12"),
    ],
)
def test_identifiers_in_odd_spellings(blank: Page, pasted: str, field: str, written: str) -> None:
    page = blank
    page.fill("#add-paste", pasted)
    page.press("#add-paste", "Enter")
    expect(page.locator(f"#add-{field}")).to_have_value(written)
    expect(page.locator("#add-title")).to_have_value("")
    page.get_by_role("button", name="Start over").click()
    page.fill(f"#add-{field}", pasted)
    page.press(f"#add-{field}", "Tab")
    expect(page.locator(f"#add-{field}")).to_have_value(written)
    assert findings(page) == []


def test_words_that_name_two_terms_are_one_passage(page: Page, site_server: Server) -> None:
    open_page(page, site_server)
    page.fill("#add-abstract", "We recommend songs with agent memory and user simulation.")
    page.locator("[data-term='technique:agent-memory']").first.click()
    page.locator("[data-term='technique:user-simulation']").click()
    text = record(page)
    assert "    user-simulation: agent-memory\n" in text and "    agent-memory: agent-memory\n" in text
    assert text.count("passage:") == 1
    page.get_by_role("button", name="Remove Agent memory").click()
    assert "passage: {from: agent memory and user simulation}" in record(page)
    page.get_by_role("button", name="Remove User simulation").click()
    assert "passage:" not in record(page)
