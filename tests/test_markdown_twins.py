"""Markdown twins say what pages say, and words of records stay words in them."""

from __future__ import annotations

import json
import posixpath
import re
from urllib.parse import unquote

import markdown_it
from hypothesis import assume, example, given
from hypothesis import strategies as st

from kb import repository
from kb.index import Index
from kb.knowledge_base import link
from kb.site.markdown import alternates
from kb.site.markdown_text import bare, text, twin
from kb.site.markdown_text import link as md_link
from kb.site.views.concept import concept_view
from kb.site.views.paper import paper_view
from tests.conftest import Atlas
from tests.garden import steady
from tests.made import ADA, BOB, Made, atlas_of, made, make, validator
from tests.rendered import Seen, seen
from tests.test_pages import EVIL

__all__ = ["made"]  # the fixture

PLAIN = {"h1", "h2", "h3", "p", "a", "ul", "li", "code", "hr"}


def test_twins_name_every_label_with_role_and_strength(made: Made) -> None:
    base = made.desk.base
    for citekey, paper in base.papers.items():
        source = made.files[f"papers/{citekey}.md"].decode()
        lines = [line for line in source.splitlines() if "(`" in line]
        for label in base.assertions(paper):
            told = f"{text(base.concept(label.concept).pref_label)}]"
            line = next(line for line in lines if f"(`{label.concept}`)" in line)
            assert told in line and f"(`{label.concept}`), {label.role}, {label.strength}" in line
        named = {e for a in base.assertions(paper) for e in a.evidence}
        for name, evidence in paper.evidence.items():
            used = name in named
            if used and evidence.passage:
                assert text(evidence.passage.from_) in source
            assert not used or text(evidence.note or "") in source
        assert text(paper.summary) in source and text(paper.title) in source
        for scheme in base.schemes:
            if status := base.status(paper, scheme):
                assert f"\n{status.replace('-', ' ').capitalize()}. " in source


def test_twins_parse_and_their_links_lead_to_files(made: Made) -> None:
    known = made.files.keys() | made.pages
    twins = [path for path in made.files if path.endswith(".md")]
    base = made.desk.base
    assert len(twins) == len(base.papers) + len(base.schemes) + len(base.concepts)
    for path in twins:
        shown = Seen(markdown_it.MarkdownIt("commonmark").render(made.files[path].decode()))
        assert shown.tags <= PLAIN and shown.heading
        for target in shown.links:
            if not re.match("https?://", target):
                there = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(target)))
                assert re.split("[?#]", there)[0] in known, f"{path}: {target}"


def test_twins_of_the_garden_look_the_same_to_two_readers() -> None:
    made = atlas_of("garden")
    titles = {f"papers/{p.id}.md": p.title for p in made.desk.base.papers.values()}
    for path, content in made.files.items():
        if path.endswith(".md"):
            one, other = seen(content.decode())
            assert one.text == other.text and one.links == other.links and one.tags == other.tags
            assert one.heading == titles.get(path, one.heading)


def test_twins_of_terms_have_definition_tree_and_papers(atlas: Atlas) -> None:
    base = atlas.check().base
    files = make(base, Index.build(base)).files
    term = files["taxonomy/method/deep-learning.md"].decode()
    for told in (
        "# Deep learning\n",
        "Also DL. 1 paper.",
        "Something is learned deeply.",
        "- there are layers\n",
        "- nothing is learned: [Asking](asking.md)\n",
        "- Example: [First Things about Toys](../../papers/ada2024first.md), Lovelace et al., Toys 2024: it",
        "So it is [Asking](asking.md).\n",
        "- [Learning](learning.md), 1 paper\n    - [Deep learning](deep-learning.md), 1 paper, this term\n",
        "### Proposes it\n",
        "[This page](deep-learning.html), [all files](../../api/v1/index.json).",
    ):
        assert told in term
    facet = files["taxonomy/method.md"].decode()
    assert (
        "- Labeled: 2 of 2\n" in facet and "    - [Deep learning](method/deep-learning.md), 1 paper." in facet
    )
    toys = files["taxonomy/dataset/toy-set.md"].decode()
    assert "- Users: 12 children\n" in toys and "metrics: [Hits](../metric/hits.md)" in toys
    assert "No paper of the atlas carries this term." in files["taxonomy/metric/hits.md"].decode()


def test_twins_say_what_does_not_count(atlas: Atlas) -> None:
    why = "withdrawn: {why: it was never there, isReplacedBy: bob2025second}"
    atlas.replace(ADA, "scope: core", f"scope: core\n{why}")
    atlas.replace(BOB, "scope: core", "scope: background")
    base = atlas.check().base
    files = make(base, Index.build(base)).files
    gone = files["papers/ada2024first.md"].decode()
    assert "Withdrawn: it was never there. See [Second Thoughts](bob2025second.md)." in gone
    assert "A machine read" not in gone and "Labeled by: human, from the abstract, on 2026-01-02" in gone
    assert "It stands in no count." in files["papers/bob2025second.md"].decode()
    assert "No person has checked them yet." in files["papers/bob2025second.md"].decode()


def test_hostile_words_stay_text(atlas: Atlas) -> None:
    marks = "# * _x_ **y** `z` [a](javascript:alert(1)) ![i](http://x.example/p) <b> &copy; ~~s~~ \\ | 1. x"
    title = f"1. {EVIL} {marks}"
    atlas.replace(ADA, "First Things about Toys", json.dumps(title))
    atlas.replace(ADA, "note: It has layers.", f"note: {json.dumps('- ' + EVIL + marks)}")
    atlas.replace(ADA, "Ada Lovelace", json.dumps(f"Ada {marks}"))
    atlas.replace(ADA, "from: a model with", f"from: {json.dumps(marks)}")
    atlas.replace("taxonomy/method.yaml", "prefLabel: Deep learning", f"prefLabel: {json.dumps(marks)}")
    atlas.replace("taxonomy/method.yaml", "Something is learned deeply.", json.dumps(f"+ {EVIL}"))
    base = link(repository.read(atlas.root)[0])
    made = make(base, Index.build(base))
    for path in (p for p in made.files if p.endswith(".md")):
        for shown in seen(made.files[path].decode()):
            assert shown.tags <= PLAIN, path
            assert not [target for target in shown.links if "alert" in target.split("#:~:")[0]]
    for shown in seen(made.files["papers/ada2024first.md"].decode()):
        assert shown.heading == title and title in shown.text and f"- {EVIL}{marks}" in shown.text
    assert validator(made.files, "index").is_valid(made.index)


@steady
@given(
    st.text(
        st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_categories=["C", "Z"]) | st.just(" ")
    )
)
@example("1) x")
@example("C# and [x]: <https://example.org> &amp; \\*")
@example("===")
@example("+ a")
@example("![x](y)")
@example("*[x]: y")
def test_any_words_stay_what_they_are(words: str) -> None:
    plain = " ".join(words.split())
    assume(plain)  # no text of a record is empty
    for frame in ("# {}", "- {}", "{}", '"x" {}', "a\n\n- b\n    - {}"):
        for shown in seen(frame.format(text(words))):
            assert shown.text.endswith(plain)
            assert shown.tags <= {"h1", "ul", "li", "p"}
    for shown in seen(md_link(words, "papers/a.md")):
        assert (shown.links == ["papers/a.md"] and shown.text == plain) or not plain


def test_addresses_end_where_they_end() -> None:
    odd = "https://example.org/a_(b)*c?x=1&copy=2#:~:text=a%20b"
    for shown in seen(md_link("a [b]", odd)):
        assert shown.text == "a [b]"
        assert unquote(shown.links[0]) == unquote(odd)
    for shown in seen(bare("https://example.org/a_b?x=1&y=2")):
        assert shown.links == ["https://example.org/a_b?x=1&y=2"]
    assert bare("javascript:alert(1)") == "javascript:alert(1)" and md_link("x", "") == "x"
    assert twin("papers/a.html") == "papers/a.md" and twin("taxonomy/a/b.html#c") == "taxonomy/a/b.md#c"
    assert twin("papers.html") == "papers.html" and twin("explore.html?q=papers/") == "explore.html?q=papers/"


def test_heads_point_to_the_other_forms(atlas: Atlas) -> None:
    base = atlas.check().base
    desk = make(base, Index.build(base)).desk
    paper = alternates("papers/ada2024first.html", paper_view(desk, next(iter(base.papers.values()))))
    assert 'type="text/markdown" href="ada2024first.md"' in paper
    assert 'type="application/json" href="ada2024first.json"' in paper
    term = concept_view(desk, next(iter(base.concepts)))
    assert alternates(term.sign.target, term).count("<link ") == 1
    assert alternates("gaps.html", object()) == ""
