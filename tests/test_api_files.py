"""Files as an API: the index tells the truth, records fit their schemas, Markdown twins say what pages say."""

from __future__ import annotations

import hashlib
import json
import os
import posixpath
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import jsonschema
import markdown
import markdown_it
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from kb import repository
from kb.change import releases
from kb.index import Index
from kb.knowledge_base import KnowledgeBase, link
from kb.site.api import api_files
from kb.site.build import build
from kb.site.discovery import INDEX, LLMS, OPENSEARCH
from kb.site.downloads_files import download_files
from kb.site.feeds import feeds
from kb.site.links import PAGES, Links
from kb.site.markdown import alternates, markdown_files
from kb.site.markdown_text import bare, text, twin
from kb.site.markdown_text import link as md_link
from kb.site.record_files import record_files
from kb.site.settings import SiteSettings
from kb.site.views.common import Desk
from kb.site.views.concept import concept_view
from kb.site.views.paper import paper_view
from tests.conftest import REPOSITORY, Atlas
from tests.garden import corpus, steady
from tests.test_build import content_of, data
from tests.test_pages import EVIL

__all__ = ["data"]  # the fixture: invented data beside a copy of the theme

SITE = "https://example.org/atlas/"
ADA, BOB = "papers/2024/ada2024first.yaml", "papers/2025/bob2025second.yaml"
SCHEMAS = "api/v1/schema/"


@cache
def real() -> tuple[KnowledgeBase, Index]:
    base = link(repository.read(REPOSITORY)[0])
    return base, Index.build(base)


@dataclass(frozen=True)
class Made:
    """What programs fetch of an atlas, and the paths of all else that stands in its site."""

    desk: Desk
    files: dict[str, bytes]
    pages: frozenset[str]

    @property
    def index(self) -> Any:
        return json.loads(self.files[INDEX])


def make(base: KnowledgeBase, index: Index, site_url: str = "") -> Made:
    settings = SiteSettings(site_url)
    links = Links(base, settings)
    desk, downloads = Desk(base, index, links, settings), download_files(base)
    pages = {links.page(name) for name in PAGES} | {links.paper(p) for p in base.papers}
    pages |= {links.scheme(s) for s in base.schemes} | {links.concept(ref) for ref in base.concepts}
    made = [
        record_files(base),
        downloads,
        markdown_files(desk),
        feeds(base, releases(base), links, settings),
        api_files(base, index, links, settings, downloads),
    ]
    files = {path: content for part in made for path, content in part.items()}
    assert len(files) == sum(map(len, made)), "two makers write the same path"
    return Made(desk, files, frozenset(pages | ({"sitemap.xml"} if site_url else set())))


@cache
def atlas_of(name: str) -> Made:
    return make(*corpus(), SITE) if name == "garden" else make(*real())


@pytest.fixture(params=["garden", "real"])
def made(request: pytest.FixtureRequest) -> Made:
    return atlas_of(request.param)


def places(value: Any) -> Iterator[dict[str, Any]]:
    """Every entry of the index that has a path."""
    if isinstance(value, dict):
        if "path" in value:
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from places(item)


def validator(files: dict[str, bytes], name: str) -> jsonschema.Draft202012Validator:
    schema = json.loads(files[f"{SCHEMAS}{name}.schema.json"])
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@dataclass
class Seen(HTMLParser):
    """The text, links, tags and first heading of rendered Markdown."""

    html: str
    text: str = ""
    links: list[str] = field(default_factory=list)
    tags: set[str] = field(default_factory=set)
    heading: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self._in_heading = False
        self.feed(self.html)
        self.close()
        self.text = " ".join(self.text.split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self._in_heading |= tag == "h1"
        self.links += [value or "" for name, value in attrs if name == "href"]
        assert not [name for name, _ in attrs if name.startswith("on")]

    def handle_endtag(self, tag: str) -> None:
        self._in_heading &= tag != "h1"

    def handle_data(self, data: str) -> None:
        self.text += data
        self.heading += data if self._in_heading else ""


def seen(source: str) -> list[Seen]:
    """Rendered by two readers: Python's and one of CommonMark, raw HTML allowed in both."""
    return [Seen(markdown.markdown(source)), Seen(markdown_it.MarkdownIt("commonmark").render(source))]


PLAIN = {"h1", "h2", "h3", "p", "a", "ul", "li", "code", "hr"}


def test_every_address_of_the_index_is_a_file_of_the_site(made: Made) -> None:
    found = list(places(made.index))
    known = made.files.keys() | made.pages
    assert [p["path"] for p in found if p["path"] not in known] == []
    site = made.desk.settings.site_url
    for place in found:
        assert place.get("url", "") == (site + place["path"] if site else "")
    assert ("site" in made.index) == bool(site)
    assert posixpath.normpath(posixpath.join(posixpath.dirname(INDEX), made.index["root"])) == "."


def test_the_index_leaves_nothing_out_that_programs_read(made: Made) -> None:
    listed = {place["path"] for place in places(made.index)}
    assert made.files.keys() - listed == {INDEX}
    index, base = made.index, made.desk.base
    assert [p["id"] for p in index["papers"]] == list(base.papers)
    terms = {t["id"]: t["papers"] for f in index["facets"] for t in f["terms"]}
    assert terms == {str(ref): len(made.desk.holders(ref)) for ref in base.concepts}
    assert index["counts"]["papers"] == len(index["papers"])
    assert index["counts"]["counted"] == len(made.desk.core)
    assert index["counts"]["terms"] == len(terms)
    assert index["version"] == 1 and index["license"]["id"] == "CC-BY-4.0"


def test_sizes_and_digests_are_those_of_the_files(made: Made) -> None:
    told = [place for place in places(made.index) if "sha256" in place]
    assert len(told) > len(made.desk.base.papers)
    for place in told:
        content = made.files[place["path"]]
        assert (place["bytes"], place["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())


def test_index_and_records_fit_their_schemas(made: Made) -> None:
    validator(made.files, "index").validate(made.index)
    paper, facet = validator(made.files, "paper-record"), validator(made.files, "scheme-record")
    for citekey in made.desk.base.papers:
        record = json.loads(made.files[f"papers/{citekey}.json"])
        assert record["id"] == citekey
        assert [e.message for e in paper.iter_errors(record)] == []
    for name in made.desk.base.schemes:
        facet.validate(json.loads(made.files[f"taxonomy/{name}.json"]))


def test_schemas_of_written_files_are_those_of_the_repository() -> None:
    files = atlas_of("garden").files
    for path in (REPOSITORY / "kb/schema").iterdir():
        assert files[SCHEMAS + path.name] == path.read_bytes()
    for name in files:
        if name.startswith(SCHEMAS):
            validator(files, name.removeprefix(SCHEMAS).removesuffix(".schema.json"))


@pytest.mark.parametrize(
    ("where", "value"),
    [
        (["id"], None),
        (["id"], "No Id"),
        (["title"], 7),
        (["issued"], 2024),
        (["extra"], "x"),
        (["curation"], {"method": "human", "read": "abstract", "date": "2026-01-02"}),
        (["classification", "method", "deep-learning"], "layers"),
        (["classification", "method", "deep-learning", "evidence"], "layers"),
        (["classification", "metric"], "not-read"),
    ],
)
def test_what_is_never_served_does_not_fit(atlas: Atlas, where: list[str], value: Any) -> None:
    base = atlas.check().base
    record = json.loads(record_files(base)["papers/ada2024first.json"])
    check = validator(make(base, Index.build(base)).files, "paper-record")
    check.validate(record)
    inner = record
    for key in where[:-1]:
        inner = inner[key]
    if value is None:
        del inner[where[-1]]
    else:
        inner[where[-1]] = value
    assert not check.is_valid(record)


@pytest.mark.parametrize("change", [{"version": 2}, {"papers": [{}]}, {"counts": None}, {"root": 1}])
def test_a_wrong_index_does_not_fit(change: dict[str, Any]) -> None:
    made = atlas_of("garden")
    assert not validator(made.files, "index").is_valid({**made.index, **change})


def test_an_atlas_without_release_or_papers_still_has_an_index(atlas: Atlas) -> None:
    base = link(repository.read(atlas.root / "nothing")[0])
    made = make(base, Index.build(base))
    validator(made.files, "index").validate(made.index)
    assert "release" not in made.index and made.index["papers"] == []
    assert b"Release unreleased" in made.files[LLMS]


def test_twins_name_every_label_with_role_and_strength(made: Made) -> None:
    base = made.desk.base
    for citekey, paper in base.papers.items():
        source = made.files[f"papers/{citekey}.md"].decode()
        for label in base.assertions(paper):
            told = f"{text(base.concept(label.concept).pref_label)}]"
            line = next(line for line in source.splitlines() if f"(`{label.concept}`)" in line)
            assert told in line and f"(`{label.concept}`), {label.role}, {label.strength}" in line
        for evidence in paper.evidence.values():
            used = any(evidence is paper.evidence[e] for a in base.assertions(paper) for e in a.evidence)
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
    paper = alternates("papers/ada2024first.html", paper_view(desk, base.papers["ada2024first"]))  # type: ignore[index]
    assert 'type="text/markdown" href="ada2024first.md"' in paper
    assert 'type="application/json" href="ada2024first.json"' in paper
    term = concept_view(desk, next(iter(base.concepts)))
    assert alternates(term.sign.target, term).count("<link ") == 1
    assert alternates("gaps.html", object()) == ""


def test_llms_txt_has_its_parts(made: Made) -> None:
    source = made.files[LLMS].decode()
    lines = source.splitlines()
    assert lines[0] == "# Personalization Atlas" and lines[2].startswith("> A living survey of ")
    assert re.findall("(?m)^## (.*)", source) == ["Guide", "Data", "Facets", "Optional"]
    assert "labeled by a machine and not checked by any person" in source
    told = source.split("## Guide")[1]
    assert all(re.fullmatch(r"- \[.+\]\(\S+\): .+|## .*|", line) for line in told.splitlines()[1:])
    known, site = made.files.keys() | made.pages, made.desk.settings.site_url
    for shown in seen(told):
        assert {target.removeprefix(site) for target in shown.links} <= known
        assert all(target.startswith(site) for target in shown.links)
    for name in made.desk.base.schemes:
        assert f"taxonomy/{name}.md)" in source


def test_llms_txt_counts_who_labeled(atlas: Atlas) -> None:
    base = atlas.check().base
    told = make(base, Index.build(base)).files[LLMS].decode()
    assert "of 2 records, 1 were labeled by a machine" in told
    assert "2 were labeled from the abstract alone. Of 2 passages given as evidence, 0 were found" in told


def test_the_search_description_needs_an_address() -> None:
    assert OPENSEARCH not in atlas_of("real").files
    root = ElementTree.fromstring(atlas_of("garden").files[OPENSEARCH])
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    assert len(root.findtext(f"{space}ShortName") or "") in range(1, 17)
    found = {url.get("type"): url.get("template") for url in root.iter(f"{space}Url")}
    assert found["text/html"] == f"{SITE}explore.html?q={{searchTerms}}"
    assert found["application/opensearchdescription+xml"] == f"{SITE}opensearch.xml"


DIGEST = """\
import hashlib
from tests.test_api_files import corpus, make
from kb.site.downloads_files import FOLDER
files = make(*corpus(), "https://example.org").files
found = sorted((path, data) for path, data in files.items() if not path.startswith(FOLDER))
print(len(found), hashlib.sha256(repr(found).encode()).hexdigest())
"""


def test_the_same_records_give_the_same_bytes() -> None:
    told = set()
    for seed, zone in (("1", "Pacific/Kiritimati"), ("2", "America/Adak")):
        environ = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone}
        run = subprocess.run(
            [sys.executable, "-c", DIGEST],
            cwd=REPOSITORY,
            env=environ,
            capture_output=True,
            text=True,
            check=True,
        )
        told.add(run.stdout)
    assert len(told) == 1


@pytest.mark.site
@pytest.mark.parametrize("site_url", ["", SITE])
def test_in_a_built_site_the_index_leads_everywhere(data: Path, tmp_path: Path, site_url: str) -> None:
    result = build(data, tmp_path / "site", SiteSettings(site_url))
    assert result.problems == ()
    files = content_of(tmp_path / "site")
    index = json.loads(files[INDEX])
    for place in places(index):
        assert place["path"] in files
        if "sha256" in place:
            content = files[place["path"]]
            assert (place["bytes"], place["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    validator(files, "index").validate(index)
    for path in ("papers/ada2024first.html", "taxonomy/method.html", "taxonomy/method/asking.html"):
        assert f'type="text/markdown" href="{posixpath.basename(twin(path))}"'.encode() in files[path]
        assert (b'rel="search"' in files[path]) == bool(site_url)
    assert (OPENSEARCH in files) == bool(site_url)
    assert f'href="{INDEX}"'.encode() in files["data.html"]
