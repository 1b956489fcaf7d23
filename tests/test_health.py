"""Health counted once more by hand on tiny data, and the page that tells it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest

from kb.identifiers import ConceptRef
from kb.index import Index
from kb.insight.health import Coverage, Foundation, Health, Reason, Wide, health
from kb.knowledge_base import KnowledgeBase, link
from kb.needs import Need
from kb.query import run
from kb.repository import read
from kb.site.assemble import TEMPLATES
from kb.site.links import Links
from kb.site.page import Page
from kb.site.pages import pages
from kb.site.settings import SiteSettings
from kb.site.templating import Templates
from tests.conftest import REPOSITORY, Atlas
from tests.garden import corpus

ADA, BOB = "papers/2024/ada2024first.yaml", "papers/2025/bob2025second.yaml"


def measured(atlas: Atlas) -> Health:
    base = atlas.check().base
    return health(base, Index.build(base))


def reasons(atlas: Atlas, paper: str) -> dict[int]:
    return {r.need: r.number for t in measured(atlas).tasks if t.paper == paper for r in t.reasons}


def test_coverage_sets_an_abstracts_silence_apart(atlas: Atlas) -> None:
    assert measured(atlas).coverage == (
        Coverage("method", 2, 0, 0, 0, 0),
        Coverage("dataset", 1, 0, 0, 0, 1),
        # `metric` asks for the full text; FIRST was read in the abstract.
        Coverage("metric", 0, 0, 0, 1, 1),
    )
    atlas.replace(ADA, "read: abstract", "read: full-text")
    assert measured(atlas).coverage[2] == Coverage("metric", 0, 0, 1, 0, 1)
    atlas.replace(ADA, "metric: not-reported", "metric: not-applicable")
    assert measured(atlas).coverage[2] == Coverage("metric", 0, 1, 0, 0, 1)
    assert measured(atlas).coverage[2].answered == 1


def test_what_labels_rest_on(atlas: Atlas) -> None:
    made = measured(atlas)
    assert made.foundation == Foundation(labels=3, with_passage=2, explicit=2, passages=2, matched=0)
    assert made.foundation.inferred == 1
    assert made.methods == {"human": 1, "machine": 1} and made.depths == {"abstract": 2}
    assert made.curated == ("2026-01-02", "2026-01-03") and made.now == "2026-01-31"
    atlas.replace(BOB, "from: People are asked", "from: People are asked, digest: sha256-0123456789abcdef")
    assert measured(atlas).foundation.matched == 1


def test_background_and_withdrawn_papers_count_nowhere(atlas: Atlas) -> None:
    atlas.replace(BOB, "scope: core", "scope: background")
    atlas.write(ADA, (atlas.root / ADA).read_text() + "withdrawn: {why: wrong}\n")
    made = measured(atlas)
    assert (made.papers, made.tasks, made.curated, made.wide) == (0, (), ("", ""), ())
    assert made.foundation == Foundation(0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("arxiv", "old"), [("2406.00001", True), ("2407.00001", False), ("2507.00001", False)]
)
def test_a_preprint_is_old_after_more_than_eighteen_months(atlas: Atlas, arxiv: str, old: bool) -> None:
    # The release is of January 2026; July 2024 is eighteen months before it.
    atlas.replace(ADA, '"2401.00001"', f'"{arxiv}"')
    atlas.replace(ADA, "issued: 2024", "issued: 2025")
    atlas.replace("papers/venues.yaml", "Toys 2024:", "Toy Server:")
    atlas.replace("papers/venues.yaml", "type: paper-conference", "type: article")
    atlas.replace(ADA, "venue: Toys 2024", "venue: Toy Server")
    assert (measured(atlas).preprints == ("ada2024first",)) is old
    assert (Need.PREPRINT in reasons(atlas, "ada2024first")) is old


def test_a_published_paper_is_no_preprint_however_old(atlas: Atlas) -> None:
    assert measured(atlas).preprints == ()


def test_terms_that_need_a_look(atlas: Atlas) -> None:
    made = measured(atlas)
    assert [(str(ref), n) for ref, n in made.few] == [
        ("metric:hits", 0),
        ("method:learning", 1),
        ("method:deep-learning", 1),
        ("method:asking", 1),
        ("dataset:toy-set", 1),
    ]
    assert made.wide == ()  # one of two is not more than half
    assert [str(r) for r in made.no_example] == [
        "method:learning",
        "method:asking",
        "dataset:toy-set",
        "metric:hits",
    ]
    atlas.replace(ADA, "    deep-learning: layers", "    deep-learning: layers\n    asking: layers")
    assert measured(atlas).wide == (Wide(ConceptRef("method", "asking"), 2, 2, of_all=True),)


def test_a_term_is_wide_among_the_papers_labeled_in_its_facet(atlas: Atlas) -> None:
    # Of all papers far from half; of those labeled in the facet, all.
    for n in range(8):
        atlas.write(f"papers/2024/eve2024n{n}.yaml", (atlas.root / ADA).read_text())
    for n in range(20):
        atlas.write(f"papers/2025/zoe2025n{n}.yaml", (atlas.root / BOB).read_text())
    base = link(read(atlas.root)[0])
    few = {str(w.concept): w for w in health(base, Index.build(base)).wide}
    assert "dataset:toy-set" not in few  # nine labeled papers: a share of so few says nothing
    atlas.write("papers/2024/eve2024n8.yaml", (atlas.root / ADA).read_text())
    base = link(read(atlas.root)[0])
    enough = {str(w.concept): w for w in health(base, Index.build(base)).wide}
    assert enough["dataset:toy-set"] == Wide(ConceptRef("dataset", "toy-set"), 10, 10, of_all=False)
    assert list(enough) == ["method:asking", "dataset:toy-set"]  # the widest first


def test_a_wide_term_is_shown_with_what_is_proposed(atlas: Atlas) -> None:
    atlas.replace(ADA, "    deep-learning: layers", "    deep-learning: layers\n    asking: layers")
    assert "No proposal yet." in shown(atlas.check().base)
    path = "taxonomy/method.yaml"
    text = (atlas.root / path).read_text()
    start = text.index("  - id: asking\n") + len("  - id: asking\n")
    atlas.write(path, f"{text[:start]}    editorialNote: Split it by who <asks>.\n{text[start:]}")
    body = shown(atlas.check().base)
    assert "Terms that say little: 1" in body
    assert "Split it by who &lt;asks&gt;." in body and "No proposal yet." not in body
    assert "100 % of the" in body and "100 % of all" in body
    term = next(p for p in made_pages(atlas.check().base) if p.path == "taxonomy/method/asking.html")
    assert "Split it by who &lt;asks&gt;." in term.body


def test_a_well_known_dataset_without_facts(atlas: Atlas) -> None:
    scheme = "taxonomy/dataset.yaml"
    facts = (atlas.root / scheme).read_text()
    atlas.write(scheme, facts[: facts.index("    facts:\n      introducedBy")])
    assert measured(atlas).no_facts == ()
    for n in range(9):
        atlas.write(f"papers/2024/eve2024n{n}.yaml", (atlas.root / ADA).read_text())
    base = link(read(atlas.root)[0])
    assert [(str(r), n) for r, n in health(base, Index.build(base)).no_facts] == [("dataset:toy-set", 10)]


def test_why_a_record_deserves_work(atlas: Atlas) -> None:
    made = measured(atlas)
    assert [(t.paper, t.points) for t in made.tasks] == [("bob2025second", 8), ("ada2024first", 5)]
    assert made.tasks[0].reasons == (
        Reason(Need.UNREAD, 2, ("dataset", "metric")),
        Reason(Need.UNMATCHED, 1),
    )
    assert reasons(atlas, "ada2024first") == {Need.UNMATCHED: 1, Need.UNFOUNDED: 1, Need.SILENT: 1}
    atlas.write(
        BOB,
        (atlas.root / BOB).read_text()
        + "contested: {concept: method:asking, who: Eve, why: they were told}\n",
    )
    assert reasons(atlas, "bob2025second")[Need.CONTESTED] == 1
    assert measured(atlas).tasks[0].points == 13


def test_labels_that_follow_without_being_said(atlas: Atlas) -> None:
    atlas.replace(BOB, "    asking: ask", "    asking: {evidence: ask, strength: inferred}")
    assert reasons(atlas, "bob2025second")[Need.INFERRED] == 1
    atlas.replace(
        ADA,
        "    deep-learning: layers",
        "    deep-learning: {evidence: layers, strength: inferred}\n    asking: layers",
    )
    found = reasons(atlas, "ada2024first")
    assert found[Need.MOSTLY_INFERRED] == 1 and Need.INFERRED not in found


def test_a_record_that_lacks_nothing_is_not_listed(atlas: Atlas) -> None:
    atlas.replace(
        BOB, "    asking: ask", "    asking: ask\n  dataset: not-applicable\n  metric: not-applicable"
    )
    atlas.replace(BOB, "from: People are asked", "from: People are asked, digest: sha256-0123456789abcdef")
    assert [t.paper for t in measured(atlas).tasks] == ["ada2024first"]


def made_pages(base: KnowledgeBase, repo_url: str = "") -> Iterator[Page]:
    settings = SiteSettings(repo_url=repo_url)
    return pages(base, Index.build(base), Links(base, settings), settings, Templates(TEMPLATES))


def shown(base: KnowledgeBase, repo_url: str = "") -> str:
    return next(p.body for p in made_pages(base, repo_url) if p.path == "health.html")


def test_every_number_with_a_link_is_what_its_query_finds() -> None:
    base, index = corpus(REPOSITORY)
    body = shown(base)
    links = re.findall(r'href="([^"]+)" data-count="(\d+)"', body)
    assert len(links) > 40
    for target, number in links:
        [query] = parse_qs(urlsplit(target.replace("&amp;", "&")).query)["q"]
        assert len(run(query, base, index)) == int(number), query
    assert re.search(r"passed \d+ rules", body)


def test_the_page_tells_and_links_the_work(atlas: Atlas) -> None:
    body = shown(atlas.check().base, "https://example.org/repo")
    assert "2 papers" in body and "dataset and metric not read" in body
    assert "a passage not found in its source" in body
    assert 'href="https://example.org/repo/edit/main/papers/2025/bob2025second.yaml"' in body
    assert "No second reading has been kept" in body
    assert 'aria-label="Metric: 1 abstract silent, 1 not read"' in body


def test_a_page_of_no_papers(atlas: Atlas) -> None:
    for path in (ADA, BOB):
        (atlas.root / path).unlink()
    (atlas.root / "taxonomy/release.yaml").unlink()
    base = link(read(atlas.root)[0])
    body = shown(base)
    assert "0 papers" in body and "No record lacks anything" in body
