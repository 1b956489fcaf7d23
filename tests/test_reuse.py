"""Builds that take from the last site what would come out the same: never anything else."""

import errno
import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from kb import repository
from kb.holdings import Holdings
from kb.identifiers import Citekey
from kb.knowledge_base import link
from kb.model import Paper
from kb.site import assemble, content, reuse
from kb.site.links import Links
from kb.site.publish import Staging
from kb.site.settings import SiteSettings
from kb.site.shell import Shell, Shells
from kb.site.singles import SINGLES
from kb.site.views.common import Desk
from kb.site.watch import EVERYTHING, Notes, watched
from tests.garden import GARDEN, corpus
from tests.test_build import content_of

SETTINGS = SiteSettings("https://example.org/", "https://example.org/code")
HTML = "<title><!--kb:title--></title><!--kb:description--><!--kb:head--><!--kb:body-->"


def shells(html: str = HTML) -> Shells:
    places = ["papers/_shell.html", "taxonomy/_shell.html", "taxonomy/_facet/_shell.html"]
    ones = ["index" if single.name == "home" else single.name for single in SINGLES]
    return Shells(Shell.cut(path, html) for path in [*places, *(f"{name}.html" for name in ones)])


def build(
    records: Holdings, site: Path, full: bool = False, settings: SiteSettings = SETTINGS, html: str = HTML
) -> Mapping[str, reuse.Made]:
    base = link(records)
    staging = Staging(site)
    made = assemble.write(
        staging.folder,
        base,
        content.generate(base, Links(base, settings), settings),
        shells(html),
        prose=(),
        settings=settings,
        processes=1,
        site=None if full else site,
    )
    staging.publish(reuse.told(made))
    return made


def garden() -> Holdings:
    return repository.read(GARDEN)[0]


def with_paper(records: Holdings, paper: Paper) -> Holdings:
    return replace(records, papers=dict(sorted({**records.papers, paper.id: paper}.items())))


def without(records: Holdings, citekey: str) -> Holdings:
    return replace(records, papers={key: p for key, p in records.papers.items() if key != citekey})


def some(records: Holdings, random: Random) -> Paper:
    return records.papers[random.choice(list(records.papers))]


def reword(records: Holdings, random: Random) -> Holdings:
    paper = some(records, random)
    return with_paper(
        records, paper.model_copy(update={"summary": f"{paper.summary} Then {random.random()}."})
    )


def retitle(records: Holdings, random: Random) -> Holdings:
    return with_paper(
        records, some(records, random).model_copy(update={"title": f"Beds of {random.random()}"})
    )


def relabel(records: Holdings, random: Random) -> Holdings:
    one, other = some(records, random), some(records, random)
    taken = {name: getattr(other, name) for name in ("classification", "evidence", "scope", "author")}
    return with_paper(records, one.model_copy(update=taken))


def add(records: Holdings, random: Random) -> Holdings:
    paper = some(records, random)
    return with_paper(records, paper.model_copy(update={"id": Citekey(f"new2024{random.randrange(10**6)}")}))


def drop(records: Holdings, random: Random) -> Holdings:
    named = {"hill2021plots"}
    keys = [key for key in records.papers if key not in named]
    return without(records, random.choice(keys))


def rename(records: Holdings, random: Random) -> Holdings:
    paper = some(records, random)
    return with_paper(without(records, paper.id), paper.model_copy(update={"id": Citekey(f"{paper.id}b")}))


def concept(records: Holdings, random: Random) -> Holdings:
    name = random.choice(list(records.schemes))
    scheme = records.schemes[name]
    changed = list(scheme.concepts)
    at = random.randrange(len(changed))
    changed[at] = changed[at].model_copy(update={"pref_label": f"Plot {random.randrange(99)}"})
    if not changed[-1].broader:
        changed.append(changed[-1].model_copy(update={"id": f"new-{random.randrange(10**6)}"}))
    new = scheme.model_copy(update={"concepts": tuple(changed)})
    return replace(records, schemes={**records.schemes, name: new})


def venue(records: Holdings, random: Random) -> Holdings:
    name = random.choice(list(records.venues))
    new = records.venues[name].model_copy(update={"container_title": f"Journal {random.randrange(99)}"})
    return replace(records, venues={**records.venues, name: new})


def release(records: Holdings, random: Random) -> Holdings:
    assert records.release
    day = f"2026-0{random.randrange(1, 10)}-11"
    return replace(records, release=records.release.model_copy(update={"date": day}))


def nothing(records: Holdings, random: Random) -> Holdings:
    return records


EDITS: list[Callable[[Holdings, Random], Holdings]] = [
    *(reword, retitle, relabel, add, drop, rename, concept, venue, release, nothing),
]


@pytest.mark.parametrize("seed", [1, 2])
def test_after_any_edits_the_site_is_that_of_a_full_build(seed: int, tmp_path: Path) -> None:
    random, records = Random(seed), garden()
    build(records, tmp_path / "site")
    for edit in random.sample(EDITS, len(EDITS)):
        records = edit(records, random)
        build(records, tmp_path / "site")
        build(records, tmp_path / "full", full=True)
        assert content_of(tmp_path / "site") == content_of(tmp_path / "full"), edit.__name__


def places(site: Path) -> dict[str, int]:
    return {p.relative_to(site).as_posix(): p.stat().st_ino for p in site.rglob("*") if p.is_file()}


def kept(before: dict[str, int], after: dict[str, int]) -> set[str]:
    return {path for path, inode in after.items() if before.get(path) == inode}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    build(garden(), tmp_path / "site")
    return tmp_path / "site"


def test_what_nothing_has_changed_for_stands_as_it_is(site: Path) -> None:
    before = places(site)
    build(garden(), site)
    made_anew = set(before) - kept(before, places(site))
    assert "data.html" in made_anew and not [p for p in made_anew if p.startswith(("papers/", "taxonomy/"))]


def test_a_changed_summary_changes_few_pages(site: Path) -> None:
    before, papers = places(site), [p for p in content_of(site) if p.startswith("papers/")]
    records = reword(garden(), Random(3))
    changed = next(k for k, p in records.papers.items() if p != garden().papers[k])
    build(records, site)
    same = kept(before, places(site))
    assert not {f"papers/{changed}.{form}" for form in ("html", "md", "json")} & same
    assert len([p for p in papers if p in same]) > len(papers) / 2


def test_a_full_build_takes_nothing(site: Path) -> None:
    before = content_of(site)
    old = [os.open(p, os.O_RDONLY) for p in site.rglob("*.html")]  # so that no inode is given out anew
    inodes = set(places(site).values())
    build(garden(), site, full=True)
    assert content_of(site) == before and not inodes & {
        places(site)[p] for p in before if p.endswith(".html")
    }
    for handle in old:
        os.close(handle)


def test_what_somebody_changed_by_hand_is_made_anew(site: Path) -> None:
    before = content_of(site)
    pages = sorted(p for p in before if p.startswith("papers/") and p.endswith(".html"))
    (site / pages[0]).write_text("mine")
    (site / pages[1]).unlink()
    (site / pages[2]).unlink()
    (site / pages[2]).symlink_to(site / pages[3])
    (site / pages[4]).rename(site / "other")
    (site / pages[4]).write_bytes((site / "other").read_bytes()[::-1])
    (site / "papers/mine.html").write_text("mine")
    build(garden(), site)
    assert content_of(site) == before
    assert not any(p.is_symlink() for p in site.rglob("*"))


def test_other_settings_and_another_theme_are_another_site(site: Path, tmp_path: Path) -> None:
    for settings, html in ((SiteSettings("https://example.net/"), HTML), (SETTINGS, f"{HTML}<hr>")):
        build(garden(), site, settings=settings, html=html)
        build(garden(), tmp_path / "full", full=True, settings=settings, html=html)
        assert content_of(site) == content_of(tmp_path / "full")


@pytest.mark.parametrize("told", [b"", b"{", b"[]", b'{"index.html": 3}', b"\xff", None])
def test_what_is_told_may_be_lost_or_spoilt(site: Path, told: bytes | None) -> None:
    before, beside = content_of(site), reuse.beside(site)
    beside.unlink() if told is None else beside.write_bytes(told)
    build(garden(), site)
    assert content_of(site) == before


def test_what_is_told_cannot_lead_out_of_the_site(site: Path, tmp_path: Path) -> None:
    before, secret = content_of(site), tmp_path / "secret.html"
    secret.write_text("secret")
    at = secret.stat()
    told = dict(reuse.remembered(site))
    for name, made in told.items():
        bad = reuse.Kept(6, "", at.st_mtime_ns, at.st_ino)
        told[name] = replace(made, files={**made.files, "../secret.html": bad, str(secret): bad})
    reuse.beside(site).write_bytes(reuse.told(told))
    build(garden(), site)
    assert content_of(site) == before and secret.read_text() == "secret"
    assert sorted(p.name for p in tmp_path.iterdir()) == [".site.made.json", "secret.html", "site"]


def test_without_links_files_are_copied(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*args: object, **options: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    before = content_of(site)
    monkeypatch.setattr(os, "link", no_links)
    page = next(site.glob("papers/*.html"))
    page.write_text("mine")
    build(garden(), site)
    assert content_of(site) == before


def test_a_watched_desk_notes_what_it_is_asked() -> None:
    base, index = corpus()
    desk = Desk(base, index, Links(base, SETTINGS), SETTINGS)
    paper, ref = next(iter(base.papers.values())), next(iter(base.concepts))
    asked: list[tuple[Callable[[Desk], object], list[str]]] = [
        (lambda d: d.base.papers[paper.id], [f"paper:{paper.id}"]),
        (lambda d: d.base.papers.get(Citekey("nobody2024")), ["paper:nobody2024"]),
        (lambda d: d.links.paper(paper.id), [f"paper:{paper.id}"]),
        (lambda d: d.line(paper), [f"paper:{paper.id}"]),
        (lambda d: d.neighborhood.related(paper), [f"related:{paper.id}"]),
        (lambda d: (d.holders(ref), [d.base.papers[p.id] for p in d.holders(ref)]), [f"holders:{ref}"]),
        (lambda d: d.sign(ref), []),
        (lambda d: list(d.base.papers), [EVERYTHING]),
        (lambda d: len(d.base.papers), [EVERYTHING]),
        (lambda d: d.core, [EVERYTHING]),
        (lambda d: d.index.ids, [EVERYTHING]),
        (lambda d: d.base.by_concept, [EVERYTHING]),
        (lambda d: d.base.printed([paper.id]), [EVERYTHING]),
    ]
    for ask, names in asked:
        notes = Notes()
        assert ask(watched(desk, notes)) == ask(desk)
        assert notes.names() == names


def test_the_digest_of_a_paper_covers_all_of_it() -> None:
    def hidden(model: type, seen: set[type]) -> list[str]:
        seen.add(model)
        found = [name for name, field in model.model_fields.items() if field.exclude]
        inner = {t for field in model.model_fields.values() for t in types_in(field.annotation)}
        return found + [name for one in inner - seen for name in hidden(one, seen)]

    def types_in(annotation: object) -> set[type]:
        inner = {t for arg in getattr(annotation, "__args__", ()) for t in types_in(arg)}
        return inner | ({annotation} if hasattr(annotation, "model_fields") else set())

    assert hidden(Paper, set()) == []
