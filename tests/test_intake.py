"""New records: sources, ids, names, duplicates, venues, suggestions, catalogs; nothing asks the network."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import repository
from kb.bibtex import Name, parts, people, plain, spelled
from kb.diagnostics import Diagnostic, Location
from kb.identifiers import ArxivId, Doi
from kb.intake import online, suggest
from kb.intake.duplicates import Known
from kb.intake.importer import Drafted, Importer
from kb.intake.online import look_up
from kb.intake.skeleton import read_back
from kb.intake.sources import works
from kb.intake.venues import Venues
from kb.intake.work import Work, citekey, identify
from kb.knowledge_base import KnowledgeBase, link
from tests.conftest import Atlas
from tests.garden import corpus, steady

HERE = Location("a.bib", 1)


def work(title: str = "On Toys", author: str = "Eva Krull", year: int = 2025, **more: object) -> Work:
    return replace(Work(HERE, title, (parts(author),), year), **more)


def base(atlas: Atlas) -> KnowledgeBase:
    return link(repository.read(atlas.root)[0])


def test_bibtex_entries_with_their_lines() -> None:
    text = (
        "@string{toys = {Toys}}\n"
        '@inproceedings{a, title={{LaTOY}: {\\"U}ber \\emph{Toys} \\& more}, year=2024, month=aug,\n'
        "  author={van der Berg, Jan and {The Toy Group} and others}, booktitle=toys, doi={10.1234/x.1}}\n"
        "@misc{b, title={unclosed, year=2024\n"
        "@misc{a, title={Second}, author={Ann Lee}, year={2023}, eprint={2301.00001}}\n"
        "@misc{c, title={Third}, year={2023}}\n"
    )
    first, broken, second, lacking = works(text, "a.bib")
    assert isinstance(first, Work) and isinstance(second, Work)
    assert first.title == "LaTOY: Über Toys & more"
    assert [spelled(n) for n in first.authors] == ["Jan van der Berg", "The Toy Group"]
    assert (first.year, first.month, first.venue) == (2024, 8, "Toys")
    assert first.identifiers == {"doi": "10.1234/x.1"}
    assert first.notes and "others" in first.notes[0]
    assert isinstance(broken, Diagnostic)
    assert str(broken).startswith("a.bib:4:1: error KB122 ")
    assert second.where.line == 5
    assert second.identifiers == {"arxiv": "2301.00001"}
    assert str(lacking).startswith('a.bib:6:1: error KB121 the entry "c" has no author;')


def test_ris_entries_with_their_lines() -> None:
    text = (
        "TY  - JOUR\r\nTI  - Toys\r\nAU  - de Melo, Gerard\r\nAU  - Toy Group\r\nPY  - 2024/05\r\n"
        "T2  - Journal of Toys\r\nUR  - https://arxiv.org/abs/2401.00009v2\r\nER  - \r\n"
        "TY  - JOUR\r\nTI  - Never ends\r\n"
    )
    first, second = works(text, "a.ris")
    assert isinstance(first, Work)
    assert first.authors == (Name("Gerard", "de", "Melo"), Name(literal="Toy Group"))
    assert (first.year, first.month, first.venue) == (2024, 5, "Journal of Toys")
    assert first.identifiers == {"arxiv": "2401.00009"}
    assert str(second).startswith("a.ris:9:1: error KB122 the entry does not end")


def test_csl_items_with_their_lines() -> None:
    text = (
        '[\n{"title": "Toys", "author": [{"family": "Lee", "given": "Ann"}, {"literal": "Group"}],\n'
        ' "issued": {"date-parts": [[2024, 3]]}, "DOI": "10.1234/x.2"},\n'
        '{"title": 3, "author": "x", "issued": []},\n7]'
    )
    first, second, third = works(text, "a.json")
    assert isinstance(first, Work)
    assert (first.where.line, first.year, first.month) == (2, 2024, 3)
    assert first.authors == (Name("Ann", "", "Lee"), Name(literal="Group"))
    assert str(second).startswith("a.json:4:1: error KB121 the item 2 has no title, author, year")
    assert "item 3 is no object" in str(third)


@pytest.mark.parametrize(
    ("text", "code"), [("hello", "KB120"), ("", "KB120"), ("[{", "KB122"), ("[" * 100_000, "KB122")]
)
def test_what_is_no_source_is_reported(text: str, code: str) -> None:
    assert [found.code for found in works(text, "x") if isinstance(found, Diagnostic)] == [code]


@steady
@given(
    st.text(alphabet='@{}\\",=# \n$%&aTY-:[]0', max_size=80),
    st.sampled_from(["", "@misc{a, title={", "TY  - ", "[{"]),
)
def test_no_source_crashes(text: str, begin: str) -> None:
    for found in works(begin + text, "x"):
        assert isinstance(found, Work | Diagnostic)
    assert plain(text) is not None
    assert isinstance(people(text)[0], list)


def test_tex_that_cannot_be_read_is_stripped() -> None:
    assert plain("see \\href") == "see"


@pytest.mark.parametrize(
    ("title", "author", "expected"),
    [
        ("LaTOY: a Toy", "Eva Krull", "krull2025latoy"),
        ("On the Use of Toys", "Krüll-Weiß, Eva", "krullweiss2025use"),
        ("Can LLMs Play?", "Jan van der Berg", "berg2025llms"),
        ("Multi-Toy Play", "Zoë O'Brien", "obrien2025multi"),
        ("To Be or Not", "Eva Krull", "krull2025to"),
        ("玩具", "Eva Krull", None),
    ],
)
def test_the_id_by_rule(title: str, author: str, expected: str | None) -> None:
    assert citekey(work(title, author)) == expected


def test_a_taken_id_gets_a_letter() -> None:
    assert citekey(work("Toys"), ["krull2025toys"]) == "krull2025toysb"
    assert citekey(work("Toys"), ["krull2025toys", "krull2025toysb"]) == "krull2025toysc"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("arXiv preprint arXiv:2401.00001", {"arxiv": "2401.00001"}),
        ("https://arxiv.org/pdf/2401.00001v3", {"arxiv": "2401.00001"}),
        ("https://openreview.net/forum?id=abcDEF12", {"openreview": "abcDEF12"}),
        ("https://aclanthology.org/2024.acl-long.9.pdf", {"acl": "2024.acl-long.9"}),
        ("https://doi.org/10.1234/ab.c.", {"doi": "10.1234/ab.c"}),
        ("10.1234/", {}),
        ("arXiv:2413.00001", {}),
    ],
)
def test_identifiers_in_texts(text: str, expected: dict[str, str]) -> None:
    assert identify([text]) == expected


@pytest.mark.parametrize(
    ("found", "names", "cure"),
    [
        (work("FIRST THINGS, about toys!"), "ada2024first", "mend that record"),
        (work(identifiers={"doi": Doi("10.1234/TOYS.1")}), "ada2024first", "mend that record"),
        (work(identifiers={"arxiv": ArxivId("2401.00001")}), "ada2024first", "mend that record"),
        (
            work("First Things about Toys", identifiers={"arxiv": ArxivId("2401.00009")}),
            "ada2024first",
            "see that it has the arXiv id",
        ),
        (work("First Thing about Toys", "Lovelace, Ada"), "ada2024first", "--similar"),
        (work("Other"), "eve2020other", "out-of-scope"),
    ],
)
def test_duplicates_name_their_record(atlas: Atlas, found: Work, names: str, cure: str) -> None:
    duplicate = Known(base(atlas)).find(found)
    assert duplicate is not None
    assert duplicate.of == names
    assert cure in duplicate.cure


def test_a_published_version_of_a_preprint_says_what_to_do(atlas: Atlas) -> None:
    atlas.replace(
        "papers/venues.yaml",
        "containerTitle: Journal of Toys, type: article-journal",
        "containerTitle: Toy Archive, type: article",
    )
    duplicate = Known(base(atlas)).find(work("Second Thoughts", identifiers={"doi": Doi("10.1234/new")}))
    assert duplicate is not None and "of the preprint" in duplicate.cure


def test_a_new_paper_is_no_duplicate(atlas: Atlas) -> None:
    assert Known(base(atlas)).find(work("Something Else")) is None
    assert Known(base(atlas)).find(work("First Thing about Toys", "Somebody Else")) is None


def test_drafts_read_back_and_count_for_those_that_follow(atlas: Atlas) -> None:
    importer = Importer(base(atlas), [], "2026-01-31")
    odd = work('What: is "this" # {really}?', "O'Neil, Jr., Bo", venue="Proceedings of Toys: 2024", year=2024)
    same, other = replace(odd, where=Location("a.bib", 9)), work("What: else", year=2024, author="Ann O'Neil")
    drafts = list(importer.drafts([odd, same, other]))
    assert isinstance(drafts[0], Drafted) and isinstance(drafts[2], Drafted)
    paper = read_back(drafts[0].id, drafts[0].text)
    assert not isinstance(paper, list)
    assert (paper.title, paper.author[0].name, paper.classification) == (odd.title, "O'Neil, Jr., Bo", {})
    assert str(drafts[1]).startswith("a.bib:9:1: error KB504 ")
    assert drafts[2].id == "oneil2024else"


def test_a_venue_is_known_by_its_title_whatever_the_volume(atlas: Atlas) -> None:
    title = "Proceedings of the 2nd Meeting on Toys (Volume 2: Short Papers)"
    atlas.write(
        "papers/venues.yaml",
        (atlas.root / "papers/venues.yaml").read_text()
        + "Meet 2025:\n  containerTitle: Proceedings of the 2nd Meeting on Toys\n  type: paper-conference\n",
    )
    known = Venues(base(atlas))
    assert known.short_name(work("A Short One", venue=title, year=2025)) == "Meet 2025"
    later = work("A Later One", venue=title.replace("2nd", "3rd"), year=2026)
    assert (known.short_name(later), known.like(later)) == (None, "Meet 2025")
    draft = Importer(base(atlas), [], "2026-01-31").draft(later)
    assert isinstance(draft, Drafted)
    told = " ".join(draft.text.replace("\n# ", " ").split())
    assert "The atlas knows Meet 2025, but not this year of it: write Meet 2026, and add Meet 2026 to" in told
    assert known.like(work("Elsewhere", venue="Annals of Nothing", year=2026)) == ""


def test_a_confirmed_skeleton_is_a_right_record(atlas: Atlas) -> None:
    draft = Importer(base(atlas), [], "2026-01-31").draft(
        work(
            "Asking in Layers", year=2024, venue="Proceedings of Toys 2024", abstract="Deep learning of toys."
        )
    )
    assert isinstance(draft, Drafted)
    assert "venue: Toys 2024\n" in draft.text
    assert "#     deep-learning: EVIDENCE  # the text says 'Deep learning'" in draft.text
    assert "#   dataset:" in draft.text and "#   metric:" in draft.text
    path = atlas.write(draft.path, draft.text)
    assert [f.split()[2] for f in atlas.findings()] == ["KB701"]
    lines = draft.text.replace("to be written", "word " * 30).replace("EVIDENCE", "here").split("\n")
    keep = (
        "# classification",
        "#   method:",
        "#     deep-learning",
        "# evidence",
        "#   here",
        "#     passage",
        "#     note",
    )
    path.write_text("\n".join(x.removeprefix("# ") if x.startswith(keep) else x for x in lines))
    assert atlas.findings() == []


def test_suggestions_name_their_reasons() -> None:
    garden, _ = corpus()
    suggester = suggest.Suggester(garden)
    paper = next(p for p in garden.papers.values() if garden.assertions(p))
    found = suggester.suggest(suggest.text_of(paper))
    carried = {a.concept for a in garden.assertions(paper)}
    assert any(s.concept in carried and paper.id in s.near for of in found.values() for s in of)
    without = suggester.suggest(suggest.text_of(paper), without=[paper.id])
    assert all(paper.id not in s.near for of in without.values() for s in of)
    assert suggester.suggest("") == {}
    for of in found.values():
        assert [s.score for s in of] == sorted((s.score for s in of), reverse=True)


ATOM = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>query</title><entry>
<id>http://arxiv.org/abs/2402.00001v2</id><published>2024-02-01T00:00:00Z</published><title>Toys
  and &amp; Play</title><summary>All about toys.</summary><author><name>Ann van der Lee</name></author>
<author><name>Bo Li</name></author></entry></feed>"""
CROSSREF = json.dumps(
    {
        "message": {
            "title": ["Toys &lt;i&gt;x"],
            "author": [{"given": "Ann", "family": "Lee"}],
            "DOI": "10.1234/a",
            "issued": {"date-parts": [[2024, 5]]},
            "container-title": ["Journal of Toys"],
        }
    }
).encode()
BIB = b"@inproceedings{x, title={Toys}, author={Lee, Ann}, year={2024}, url={https://aclanthology.org/2024.toys-1.1/}}"


@pytest.mark.parametrize(
    ("text", "answer", "host", "title"),
    [
        ("arXiv:2402.00001", ATOM, "export.arxiv.org/", "Toys and & Play"),
        ("10.1234/a", CROSSREF, "api.crossref.org/works/10.1234%2Fa", "Toys"),
        ("https://aclanthology.org/2024.toys-1.1", BIB, "aclanthology.org/2024.toys-1.1.bib", "Toys"),
    ],
)
def test_catalogs_answer_alike(text: str, answer: bytes, host: str, title: str) -> None:
    asked: list[str] = []

    def get(address: str) -> bytes:
        asked.append(address)
        return answer

    found = look_up(identify([text]), get)
    assert isinstance(found, Work)
    assert found.title.startswith(title)
    assert found.year == 2024
    assert found.authors[0].family == "Lee"
    assert set(identify([text]).items()) <= set(found.identifiers.items())
    assert asked[0].startswith(host)


@pytest.mark.parametrize(
    "answer", [b"", b"{}", b"[]", b"<a", b"<feed/>", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', b"\xff"]
)
@pytest.mark.parametrize("text", ["arXiv:2402.00001", "10.1234/a", "https://aclanthology.org/2024.toys-1.1"])
def test_an_answer_that_says_nothing_is_a_finding(text: str, answer: bytes) -> None:
    found = look_up(identify([text]), lambda _: answer)
    assert isinstance(found, Diagnostic) or found.missing


def test_no_answer_is_a_finding() -> None:
    def get(_: str) -> bytes:
        raise OSError("no route")

    assert "KB124" in str(look_up(identify(["10.1234/a"]), get))
    assert "KB124" in str(look_up({}, get))
    assert set(online.CATALOGS) == {"acl", "doi", "arxiv"}
