"""Cutting the theme's pages at their sentinels, and filling them."""

import pytest

from kb.site.page import Page
from kb.site.settings import SiteSettings
from kb.site.shell import Shell, ShellError, Shells, add_policy

SHELL = (
    "<html><head><title><!--kb:title--> - Atlas</title>"
    '<meta name="description" content="<!--kb:description-->"><!--kb:canonical--><!--kb:head--></head>'
    '<body class="<!--kb:kind-->"><p><!--kb:title--></p><!--kb:body--></body></html>'
)
PAGE = Page("papers/a2024b.html", "paper", "A title", "What it says", "<h1>A title</h1>")


def shell(path: str = "papers/_shell.html", html: str = SHELL) -> Shell:
    return Shell.cut(path, html)


def test_every_sentinel_is_filled_as_often_as_it_stands() -> None:
    html = shell().stamp(PAGE, SiteSettings())
    assert html.count("A title") == 3
    assert "<!--kb:" not in html
    assert '<body class="paper">' in html
    assert "canonical" not in html


def test_a_shell_can_be_filled_again() -> None:
    one = shell()
    first = one.stamp(PAGE, SiteSettings())
    one.stamp(Page("papers/c2024d.html", "paper", "Other", "", ""), SiteSettings())
    assert one.stamp(PAGE, SiteSettings()) == first


@pytest.mark.parametrize(
    "hostile",
    ["</title><script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "<!--kb:body-->", "a & b < c"],
)
def test_title_and_description_are_escaped(hostile: str) -> None:
    html = shell().stamp(Page("papers/a2024b.html", "paper", hostile, hostile, "BODY"), SiteSettings())
    assert hostile not in html
    assert html.count("<script") == html.count("<img") == 0
    assert html.count("BODY") == 1


def test_a_sentinel_in_a_body_stays_text() -> None:
    html = shell().stamp(Page("papers/a2024b.html", "paper", "T", "", "<!--kb:title-->"), SiteSettings())
    assert "<!--kb:title-->" in html


def test_the_canonical_address_needs_a_site_address() -> None:
    html = shell().stamp(PAGE, SiteSettings("https://example.org/atlas"))
    assert '<link rel="canonical" href="https://example.org/atlas/papers/a2024b.html">' in html


@pytest.mark.parametrize(
    ("html", "message"),
    [
        (SHELL.replace("<!--kb:body-->", ""), "body is missing"),
        (SHELL.replace("kb:kind", "kb:colour"), "named colour"),
        ("", "body, description, head, title is missing"),
    ],
)
def test_a_page_that_is_no_shell_is_refused(html: str, message: str) -> None:
    with pytest.raises(ShellError, match=message):
        shell(html=html)


def test_a_page_takes_its_own_shell_or_that_of_its_folder() -> None:
    paths = ["explore.html", "papers/_shell.html", "taxonomy/_shell.html", "taxonomy/_scheme/_shell.html"]
    shells = Shells(shell(path) for path in paths)
    assert shells.of("explore.html").path == "explore.html"
    assert shells.of("papers/x.html").path == "papers/_shell.html"
    assert shells.of("taxonomy/technique.html").path == "taxonomy/_shell.html"
    assert shells.of("taxonomy/technique/peft.html").path == "taxonomy/_scheme/_shell.html"
    assert shells.single() == {"explore.html"}
    for nowhere in ("matrix.html", "papers/a/x.html", "other/x.html"):
        with pytest.raises(ShellError, match="no shell serves"):
            shells.of(nowhere)


def test_the_policy_allows_the_inline_scripts_of_the_theme_alone() -> None:
    html = (
        "<!--kb:policy--><script>one()</script><script>one()</script><script src='a.js'></script>"
        '<script id="c" type="application/json">{}</script><!--kb:body-->'
    )
    policed = add_policy(html)
    assert policed.count("sha256-") == 1
    assert "'sha256-HR7iaask9daLMRRskMI++QeJtjWDOjyPA6lGzYGzKW4='" in policed
    assert "unsafe" not in policed
    assert add_policy(html, active=False) == html.replace("<!--kb:policy-->", "")
