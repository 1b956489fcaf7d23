"""What a release leaves behind, how two of them differ, and what becomes of a broken one."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from kb import change
from kb.change import Change, Count, Move, Name, Snapshot
from kb.change.snapshot import MAX_SNAPSHOT
from kb.index import Index
from kb.site.assemble import TEMPLATES
from kb.site.links import Links
from kb.site.pages import pages
from kb.site.settings import SiteSettings
from kb.site.templating import Templates
from tests.conftest import REPOSITORY, Atlas
from tests.garden import corpus

ADA, BOB = "papers/2024/ada2024first.yaml", "papers/2025/bob2025second.yaml"
PATH = "papers/releases/2026.1.json"


def taken(atlas: Atlas) -> Snapshot:
    return change.snapshot(atlas.check().base)


def test_a_snapshot_comes_back_as_it_went(atlas: Atlas) -> None:
    made = taken(atlas)
    data = change.dump(made)
    assert change.parse(PATH, data) == (made, [])
    assert change.dump(made) == data and data.endswith(b"}\n")
    assert json.loads(data)["papers"]["ada2024first"] == {
        "title": "First Things about Toys",
        "issued": "2024",
        "scope": "core",
        "labels": {"method:deep-learning@proposes": "explicit", "dataset:toy-set@proposes": "inferred"},
        "statuses": {"metric": "not-reported"},
    }
    # One paper or concept a line: a version control then shows what changed.
    assert sum(line.startswith(b'"ada2024first": ') for line in data.split(b"\n")) == 1


def test_the_real_data_make_a_small_and_stable_snapshot() -> None:
    base, _ = corpus(REPOSITORY)
    data = change.dump(change.snapshot(base))
    assert len(data) < 1_500 * len(base.papers)
    again, found = change.parse(PATH, data)
    assert again is not None and not found and change.dump(again) == data
    assert change.diff(again, change.snapshot(base)).empty


def test_data_without_release_have_no_version(atlas: Atlas) -> None:
    (atlas.root / "taxonomy/release.yaml").unlink()
    made = taken(atlas)
    assert (made.version, made.date, made.name) == (None, None, "unreleased")


def test_nothing_differs(atlas: Atlas) -> None:
    made = change.diff(taken(atlas), taken(atlas))
    assert made.empty and change.summary(made) == "nothing differs"
    assert change.to_text(made) == "2026.1 (2026-01-31) -> 2026.1 (2026-01-31)\nnothing differs\n"


def test_papers_come_go_and_are_withdrawn(atlas: Atlas) -> None:
    old = taken(atlas)
    atlas.write("papers/2025/eve2025third.yaml", (atlas.root / BOB).read_text())
    atlas.write(BOB, (atlas.root / BOB).read_text() + "withdrawn: {why: it was wrong}\n")
    made = change.diff(old, taken(atlas))
    assert made.papers_added == (Name("eve2025third", "Second Thoughts"),)
    assert made.papers_withdrawn == (Name("bob2025second", "Second Thoughts"),)
    assert made.counts == ()  # one came, one no longer counts
    assert change.summary(made) == "adds 1 paper; withdraws 1 paper"
    back = change.diff(taken(atlas), old)
    assert [p.id for p in back.papers_removed] == ["eve2025third"]
    assert [p.id for p in back.papers_restored] == ["bob2025second"]


def test_labels_of_a_paper(atlas: Atlas) -> None:
    old = taken(atlas)
    atlas.replace(ADA, "    deep-learning: layers", "    asking: layers")
    atlas.replace(ADA, "role: proposes, strength: inferred", "role: uses")
    atlas.replace(ADA, "  metric: not-reported", "  metric: {hits: layers}")
    made = change.diff(old, taken(atlas))
    assert made.papers_changed == (
        Change(
            Name("ada2024first", "First Things about Toys"),
            added=("method:asking@proposes", "metric:hits@uses"),
            removed=("method:deep-learning@proposes",),
            changed=(Move("dataset:toy-set", "proposes, inferred", "uses, explicit"),),
            statuses=(Move("metric", "not-reported", ""),),
        ),
    )
    # The concept above lost its paper as well.
    assert made.counts == (
        Count("method:asking", 1, 2),
        Count("method:deep-learning", 1, 0),
        Count("method:learning", 1, 0),
        Count("metric:hits", 0, 1),
    )
    assert change.summary(made, 1) == (
        "adds 2 labels to papers known before; removes 1 label; changes role or strength of 1 label; "
        "changes 1 status; method:asking 1 -> 2"
    )


def test_two_folders_tell_what_records_say(atlas: Atlas) -> None:
    old = atlas.check().base
    atlas.write("papers/2025/eve2025third.yaml", (atlas.root / BOB).read_text())
    atlas.replace(ADA, "Children are asked which toys they like", "Children tell which toys they like")
    atlas.replace(ADA, "venue: Toys 2024", "venue: Toys 2025")
    atlas.replace(ADA, "    deep-learning: layers", "    asking: layers")
    venues = (atlas.root / "papers/venues.yaml").read_text()
    atlas.write("papers/venues.yaml", venues + "Toys 2026: {containerTitle: More Toys, type: book}\n")
    atlas.write(BOB, (atlas.root / BOB).read_text() + 'withdrawn: {why: "it was *wrong*"}\n')
    new = atlas.check().base
    made = change.told(change.diff(change.snapshot(old), change.snapshot(new)), old, new)
    rows = {(e.paper, m.id): (m.before, m.after) for e in made.records_changed for m in e.rows}
    assert rows["ada2024first", "venue"] == ("Toys 2024", "Toys 2025")
    before, after = rows["ada2024first", "summary"]
    assert before.startswith("Children are asked") and after.startswith("Children tell")
    assert rows["ada2024first", "Method: Deep learning"][1] == ""
    assert rows["ada2024first", "Method: Asking"][0] == ""
    assert rows["bob2025second", "withdrawn"] == ("", "it was *wrong*")
    assert {key for key, _ in rows} == {"ada2024first", "bob2025second"}
    [added] = made.records_added
    assert added.paper == "eve2025third" and {m.id: m.after for m in added.rows}["venue"] == "Toys 2025"
    assert made.venues_changed == (Move("Toys 2026", "", "More Toys"),)
    text = change.to_text(made)
    assert text.startswith("2026.1 (2026-01-31) as it stands -> as proposed\n")
    assert "\n  ada2024first  venue: Toys 2024 -> Toys 2025\n" in text
    assert f"\n  ada2024first  summary, before: {before}\n  ada2024first  summary, now: {after}\n" in text
    assert "changes what stands in 2 records" in text and "\n  Toys 2026: More Toys\n" in text
    assert "it was \\*wrong\\*" in change.to_markdown(made)


def test_a_row_names_its_passages_and_what_they_show(atlas: Atlas) -> None:
    base = atlas.check().base
    told = change.rows(base, base.papers["ada2024first"])
    evidence = base.papers["ada2024first"].evidence["layers"]
    assert evidence.passage is not None
    assert told["Method: Deep learning"].startswith('proposes, explicit; abstract "')
    assert evidence.passage.from_ in told["Method: Deep learning"]
    assert told["Metric"] == "not reported"
    assert all(told.values())


def test_a_summary_alone_is_a_difference(atlas: Atlas) -> None:
    old = atlas.check().base
    atlas.replace(ADA, "Children are asked", "Children were asked")
    new = atlas.check().base
    plain = change.diff(change.snapshot(old), change.snapshot(new))
    assert plain.empty and not change.told(plain, old, new).empty
    assert change.told(plain, old, old) == plain


def test_title_and_scope(atlas: Atlas) -> None:
    old = taken(atlas)
    atlas.replace(BOB, "title: Second Thoughts", "title: Third Thoughts")
    atlas.replace(BOB, "scope: core", "scope: background")
    [found] = change.diff(old, taken(atlas)).papers_changed
    assert (found.title, found.scope) == ("Second Thoughts", Move("bob2025second", "core", "background"))


def test_concepts(atlas: Atlas) -> None:
    old = taken(atlas)
    scheme = "taxonomy/method.yaml"
    atlas.replace(scheme, "prefLabel: Asking", "prefLabel: Asking people\n    broader: learning")
    atlas.replace(
        scheme,
        "    definition: Something is learned deeply.",
        "    definition: Something is learned deeply.\n"
        '    deprecated: {isReplacedBy: learning, since: "2026.2", why: too narrow}',
    )
    atlas.write(
        scheme,
        (atlas.root / scheme).read_text()
        + "  - {id: guessing, prefLabel: Guessing, origin: extension, definition: Somebody guesses.}\n",
    )
    new = taken(atlas)
    made = change.diff(old, new)
    assert made.concepts_added == (Name("method:guessing", "Guessing"),)
    assert made.concepts_renamed == (Move("method:asking", "Asking", "Asking people"),)
    assert made.concepts_moved == (Move("method:asking", "", "method:learning"),)
    assert made.concepts_deprecated == (Move("method:deep-learning", "Deep learning", "method:learning"),)
    assert made.counts == (Count("method:learning", 1, 2),)
    back = change.diff(new, old)
    assert back.concepts_removed == made.concepts_added
    assert back.concepts_revived == (Name("method:deep-learning", "Deep learning"),)
    text = change.to_text(made)
    assert "  method:asking  (top) -> method:learning\n" in text
    assert "  method:deep-learning  Deep learning, use method:learning\n" in text


def test_counts_are_those_of_the_pages() -> None:
    base, index = corpus(REPOSITORY)
    core = index.flags["scope", "core"]
    found = change.counts(change.snapshot(base))
    assert {str(ref): (index.below.get((ref, None), 0) & core).bit_count() for ref in base.concepts} == {
        str(ref): found[str(ref)] for ref in base.concepts
    }


def test_a_circle_of_concepts_ends(atlas: Atlas) -> None:
    plain = json.loads(change.dump(taken(atlas)))
    plain["concepts"]["method:learning"]["broader"] = "method:deep-learning"
    made, _ = change.parse(PATH, json.dumps(plain).encode())
    assert made is not None and change.counts(made)["method:learning"] == 1


def test_no_title_forges_a_line_or_markup(atlas: Atlas) -> None:
    old = taken(atlas)
    evil = "x\u202e\x1b[31m ##[error] <b>[a](http://evil) | *y*"
    plain = json.loads(change.dump(old))
    plain["papers"]["bob2025second"]["title"] = evil
    plain["papers"]["eve2020other"] = {"title": evil, "issued": "2020", "scope": "core"}
    new, found = change.parse(PATH, json.dumps(plain).encode())
    assert new is not None, found
    made = change.diff(old, new)
    for text in (change.to_text(made), change.to_markdown(made), change.to_json(made)):
        assert all(c.isprintable() or c == "\n" for c in text)
    assert "##[error]" not in change.to_text(made)
    assert r"\<b\>\[a\](http://evil) \| \*y\*" in change.to_markdown(made)
    assert json.loads(change.to_json(made))["papers_added"] == [{"id": "eve2020other", "label": evil}]


def _label(plain: dict[str, Any], name: str, value: object) -> None:
    plain["papers"]["ada2024first"]["labels"][name] = value


BROKEN: tuple[tuple[str, Callable[[dict[str, Any]], object]], ...] = (
    ("KB201", lambda p: p.update(surprise=1)),
    ("KB202", lambda p: p["papers"]["ada2024first"].pop("title")),
    ("KB203", lambda p: _label(p, "method:asking", "explicit")),
    ("KB203", lambda p: _label(p, "method:asking@boss", "explicit")),
    ("KB203", lambda p: _label(p, "method:asking@uses", "loud")),
    ("KB203", lambda p: p["papers"].update({"../evil": {}})),
    ("KB203", lambda p: p.update(papers=[1])),
    ("KB203", lambda p: p.update(version="../../x")),
    ("KB203", lambda p: p.update(date="2026-02-31")),
    ("KB203", lambda p: p["papers"]["ada2024first"].update(title="\ud800")),
)


@pytest.mark.parametrize(("code", "spoil"), BROKEN)
def test_a_broken_snapshot_is_told_at_its_line(
    atlas: Atlas, code: str, spoil: Callable[[dict[str, Any]], object]
) -> None:
    plain = json.loads(change.dump(taken(atlas)))
    spoil(plain)
    made, found = change.parse(PATH, json.dumps(plain, indent=0).encode())
    assert made is None
    assert found[0].code == code and found[0].location.path == PATH
    assert all("\n" not in str(d) for d in found)
    if "ada2024first" in found[0].message:
        assert found[0].location.line > 1


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "KB107"),
        (b"{", "KB107"),
        (b"[]", "KB107"),
        (b"null", "KB107"),
        (b"\xff\xfe", "KB102"),
        (b'{"papers": ' * 100_000, "KB108"),
        (b"1" * 10_000, "KB108"),
        (b" " * (MAX_SNAPSHOT + 1), "KB101"),
    ],
)
def test_what_is_no_snapshot_is_told(data: bytes, code: str) -> None:
    made, found = change.parse(PATH, data)
    assert made is None
    assert [d.code for d in found] == [code]


def test_a_missing_file_and_a_folder_are_told(atlas: Atlas) -> None:
    assert change.read(atlas.root / "none.json", "none.json")[1][0].code == "KB110"
    assert change.read(atlas.root, "here")[1][0].code == "KB111"


def test_releases_stand_newest_first_under_their_own_names(atlas: Atlas) -> None:
    made = taken(atlas)
    files = {
        v: change.dump(made.model_copy(update={"version": v}))
        for v in ("2026.2", "2026.11", "2025.12", "2026.2.1")
    }
    kept, found = change.kept({**files, "2026.3": files["2026.2"], "2026.4": b"{"})
    assert [k.version for k in kept] == ["2026.11", "2026.2.1", "2026.2", "2025.12"]
    assert [(d.location.path, d.code) for d in found] == [
        ("papers/releases/2026.3.json", "KB501"),
        ("papers/releases/2026.4.json", "KB107"),
    ]


def page(atlas: Atlas, **kept: bytes) -> str:
    base = atlas.check().base
    vars(base)["releases"] = {name.replace("v", "").replace("_", "."): data for name, data in kept.items()}
    settings = SiteSettings(site_url="https://example.org/a")
    made = pages(base, Index.build(base), Links(base, settings), settings, Templates(TEMPLATES))
    return next(p.body for p in made if p.path == "changes.html")


def test_the_page_of_a_first_release(atlas: Atlas) -> None:
    body = page(atlas)
    assert "First release" in body and "No release has been compared" in body
    assert 'href="explore.html?q=scope:core" data-count="2"' in body
    assert 'href="explore.html?q=method:*+scope:core" data-count="2"' in body
    assert 'href="explore.html?q=year:2024+scope:core" data-count="1"' in body
    assert "Not yet released" not in body
    assert 'href="https://example.org/a/changes.atom"' in body


def test_the_page_of_later_releases(atlas: Atlas) -> None:
    first = taken(atlas).model_copy(update={"version": "2025.12", "date": "2025-12-01"})
    less = first.model_copy(
        update={"papers": {k: p for k, p in first.papers.items() if k != "bob2025second"}}
    )
    body = page(atlas, v2025_12=change.dump(less), v2026_1=change.dump(taken(atlas)))
    assert body.index('id="2026.1"') < body.index('id="2025.12"')
    assert "Adds 1 paper" in body and 'href="papers/bob2025second.html"' in body
    # What the first release held is no longer what a query finds.
    assert "First release: 1 paper" in body and "data-count" not in body
    assert "Not yet released" not in body
    atlas.replace(BOB, "    asking: ask", "    asking: {evidence: ask, role: uses}")
    body = page(atlas, v2025_12=change.dump(first))
    assert "Not yet released" in body and "Asking: uses instead of proposes" in body


def test_only_a_long_list_of_changed_papers_is_folded(atlas: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    before = change.dump(taken(atlas).model_copy(update={"version": "2025.12", "date": "2025-12-01"}))
    atlas.replace(BOB, "    asking: ask", "    asking: {evidence: ask, role: uses}")
    open_list = page(atlas, v2025_12=before)
    assert "<h3>1 paper changed</h3>" in open_list and "<details" not in open_list
    monkeypatch.setattr("kb.site.views.changes.MOST_OPEN", 0)
    folded = page(atlas, v2025_12=before)
    assert folded.index("<h3>1 paper changed</h3>") < folded.index("<details") < folded.index("Asking: uses")


def test_a_page_of_things_that_are_gone(atlas: Atlas) -> None:
    plain = json.loads(change.dump(taken(atlas)))
    plain["papers"]["eve2020other"] = {
        "title": "<b>Gone</b>",
        "issued": "2020",
        "scope": "core",
        "labels": {"method:gone@uses": "explicit", "old:thing@uses": "explicit"},
    }
    plain["concepts"]["old:thing"] = {"label": "<i>Old</i>", "broader": "old:top"}
    plain["concepts"]["con:not-read"] = {"label": "Reserved"}
    plain["schemes"]["old"] = "<u>Old facet</u>"
    body = page(atlas, v2026_1=json.dumps(plain).encode())
    assert (
        "&lt;b&gt;Gone&lt;/b&gt;" in body
        and "&lt;i&gt;Old&lt;/i&gt;" in body
        and "&lt;u&gt;Old facet" in body
    )
    assert "old:thing" in body and "<b>Gone" not in body
