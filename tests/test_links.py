"""Addresses within the site: each is of a page that is there."""

import pytest

from kb.identifiers import ConceptRef
from kb.site.links import Links
from kb.site.settings import SiteSettings
from tests.conftest import Atlas


@pytest.fixture
def links(atlas: Atlas) -> Links:
    return Links(atlas.check().base, SiteSettings())


def test_each_kind_of_page_has_one_address(links: Links) -> None:
    assert links.paper("ada2024first") == "papers/ada2024first.html"
    assert links.paper_json("ada2024first") == "papers/ada2024first.json"
    assert links.concept(ConceptRef.parse("method:deep-learning")) == "taxonomy/method/deep-learning.html"
    assert links.scheme("method") == "taxonomy/method.html"
    assert links.scheme_json("method") == "taxonomy/method.json"
    assert links.page("home") == "index.html"
    assert links.page("guide/query") == "guide/query.html"
    assert links.asset("js/explore.js") == "assets/js/explore.js"


@pytest.mark.parametrize(
    ("query", "target"),
    [
        ("", "explore.html"),
        ("method:asking year:2024..", "explore.html?q=method:asking+year:2024.."),
        ('"a+b" & <c> #1 100%', "explore.html?q=%22a%2Bb%22+%26+%3Cc%3E+%231+100%25"),
        ("名", "explore.html?q=%E5%90%8D"),
    ],
)
def test_a_query_is_safe_in_an_address(links: Links, query: str, target: str) -> None:
    assert links.explore(query) == target


@pytest.mark.parametrize(
    ("target", "page", "href"),
    [
        ("papers/x.html", "index.html", "papers/x.html"),
        ("papers/x.html", "papers/y.html", "x.html"),
        ("papers/x.html", "papers/x.html", "x.html"),
        ("index.html", "taxonomy/method/asking.html", "../../index.html"),
        ("explore.html?q=a/b#c", "papers/x.html", "../explore.html?q=a/b#c"),
        ("taxonomy/method.html#a?b", "taxonomy/method/asking.html", "../method.html#a?b"),
        ("#labels", "papers/x.html", "#labels"),
    ],
)
def test_an_href_is_relative_to_its_page(links: Links, target: str, page: str, href: str) -> None:
    assert links.relative(target, page) == href


def test_an_address_of_nothing_cannot_be_had(links: Links, atlas: Atlas) -> None:
    for ask in (
        lambda: links.paper("nobody2024"),
        lambda: links.paper_json("../../etc/passwd"),
        lambda: links.scheme("colour"),
        lambda: links.concept(ConceptRef.parse("method:dancing")),
        lambda: links.page("nowhere"),
        lambda: links.prose("method:Not An Id"),
        lambda: links.prose("nobody2024"),
        lambda: Links(atlas.check().base, assets=["css/a.css"]).asset("css/b.css"),
    ):
        with pytest.raises(KeyError):
            ask()


def test_prose_names_concepts_facets_papers_and_queries(links: Links) -> None:
    assert links.prose("method:asking") == "taxonomy/method/asking.html"
    assert links.prose("method") == "taxonomy/method.html"
    assert links.prose("ada2024first") == "papers/ada2024first.html"
    assert links.prose("?has:code") == "explore.html?q=has:code"


def test_settings_come_from_the_environment() -> None:
    settings = SiteSettings.from_environ(
        {"SITE_URL": "https://example.org/atlas", "REPO_URL": "https://example.org/code/"}
    )
    assert settings.canonical("papers/x.html") == "https://example.org/atlas/papers/x.html"
    assert settings.canonical("index.html") == "https://example.org/atlas/"
    assert settings.edit("papers/2024/x.yaml") == "https://example.org/code/edit/main/papers/2024/x.yaml"
    assert settings.history("a b.md") == "https://example.org/code/commits/main/a%20b.md"
    assert settings.new_file("papers/2024/x.yaml", "a: b&c\n").endswith(
        "/new/main/papers/2024?filename=x.yaml&value=a%3A%20b%26c%0A"
    )
    assert settings.new_issue("label", "A & B", paper="x\ny").endswith(
        "/issues/new?template=label.yml&title=A%20%26%20B&paper=x%0Ay"
    )


def test_without_addresses_there_are_none() -> None:
    settings = SiteSettings.from_environ({})
    assert {
        settings.canonical("a.html"),
        settings.edit("a"),
        settings.history("a"),
        settings.new_file("a"),
        settings.new_issue("label", "b"),
    } == {""}


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "example.org", 'https://a/"><b>', "https://u:p@a/"]
)
def test_an_address_that_is_none_of_the_web_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="is no web address"):
        SiteSettings(site_url=address)
