"""The benchmarks: what they measure with, what they hold equal, and how results become a table. No timing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import markdown
import pytest

from benchmarks import pages
from benchmarks.__main__ import NAMES, merged
from benchmarks.change import edits, made_record
from benchmarks.generate import generate, least, main
from benchmarks.measure import Cost, Side, Unequal, alternate, equal, median
from benchmarks.outcome import Outcome, Ratio, number, readme, table
from benchmarks.place import Place
from benchmarks.sides.ask import WAYS, compared, queries
from benchmarks.words import invented
from kb.gate import check
from kb.index import Index
from kb.site.reuse import beside
from tests.conftest import REPOSITORY

PAPERS = least() + 10


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bench") / "atlas"
    generate(PAPERS, folder)
    return folder


def _files(folder: Path) -> dict[str, bytes]:
    def found() -> Iterator[Path]:
        # What a check keeps for the next one lies beside the data and is none of them.
        return (f for f in sorted(folder.rglob("*")) if f.is_file() and ".kb" not in f.parts)

    return {str(f.relative_to(folder)): f.read_bytes() for f in found()}


def test_made_records_pass_the_gate_without_a_word(made: Path) -> None:
    result = check(made)
    assert not list(result.report)
    assert len(result.base.papers) == PAPERS


def test_made_records_are_as_rich_as_real_ones(made: Path) -> None:
    papers = [p for p in check(made).base.papers.values() if p.identifiers.doi or p.identifiers.arxiv]
    assert sum(len(p.evidence) for p in papers) > 4 * len(papers)
    assert sum(25 <= len(p.summary.split()) <= 60 for p in papers) == len(papers)
    assert len({a.name for p in papers for a in p.author}) > 2 * len(papers)


def test_one_seed_gives_one_atlas(made: Path, tmp_path: Path) -> None:
    generate(PAPERS, tmp_path / "again")
    assert _files(tmp_path / "again") == _files(made)
    generate(PAPERS, tmp_path / "other", seed=2)
    assert _files(tmp_path / "other").keys() != _files(made).keys()


def test_what_cannot_be_made_is_said(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ValueError, match="point at"):
        generate(5, tmp_path / "few")
    assert not (tmp_path / "few").exists()
    monkeypatch.setattr("sys.argv", ["generate", "--papers", "1000", "--out", str(made)])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 2
    assert "is not empty" in capsys.readouterr().err


def test_invented_words_differ() -> None:
    assert len({invented(n) for n in range(5000)}) == 5000


def _median(name: str, wall: float, answer: object = 1) -> Any:
    return median(Side(name, ()), [Cost(wall, wall / 2, 2**20, answer=answer)])


def test_the_table_has_ratios_first_and_says_what_is_missing() -> None:
    outcome = Outcome.named("load")
    outcome.compare(1000, "cold", _median("ours", 3.0), _median("a|b", 1.5), "at most 1")
    outcome.missing(1000, "cold", "gone", "it is not installed", "at most 1")
    outcome.ratios.append(Ratio(1000, "all counts", "", 0.25, None, "ms", runs=7))
    lines = table(outcome.as_json()["ratios"]).splitlines()
    assert lines[2] == "| **2** | at most 1 | 1,000 | cold: time | a\\|b | 3 s | 1.5 s | 1 |"
    assert lines[5] == "| not measured: it is not installed | at most 1 | 1,000 | cold | gone | – | – | – |"
    assert lines[6] == "| no rival |  | 1,000 | all counts | – | 0.25 ms | – | 7 |"


@pytest.mark.parametrize(
    ("value", "written"),
    [(0.012345, "0.0123"), (1.0, "1"), (99.94, "99.9"), (12345.6, "12,346"), (None, "–")],
)
def test_numbers_have_three_digits_that_count(value: float | None, written: str) -> None:
    assert number(value) == written


def test_the_page_names_machine_versions_and_what_is_equal() -> None:
    about = {
        "machine": {"cpu": "A processor", "cores": 2, "memory_gib": 24, "system": "Linux", "load": 0.1},
        "versions": {"Hugo": "1.2.3"},
    }
    old = merged({}, {name: Outcome.named(name).as_json() for name in NAMES}, about)
    page = readme(merged(old, {"load": Outcome.named("load").as_json()}, about))
    for said in ("A processor, 2 cores, 24 GiB", "Hugo 1.2.3", "What is equal"):
        assert said in page
    assert page.count("\n## ") == len(NAMES)
    assert "Not run yet" not in page
    assert readme({**old, "outcomes": []}).count("Not run yet") == len(NAMES)


def test_the_page_here_is_made_from_the_results_here() -> None:
    folder = REPOSITORY / "benchmarks"
    results = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    assert (folder / "README.md").read_text(encoding="utf-8") == readme(results)
    assert {o["name"] for o in results["outcomes"]} <= set(NAMES)


def test_sides_that_answer_differently_are_not_compared() -> None:
    equal([_median("a", 1.0), _median("b", 2.0)])
    with pytest.raises(Unequal, match="b and a"):
        equal([_median("a", 1.0), _median("b", 2.0, answer=2)])
    with pytest.raises(Unequal, match="from run to run"):
        median(Side("a", ()), [Cost(1, 1, 1, answer=1), Cost(1, 1, 1, answer=2)])


def test_medians_of_several_runs() -> None:
    costs = [Cost(wall, 2 * wall, 100, inside=wall / 2) for wall in (5.0, 1.0, 3.0)]
    found = median(Side("a", ()), costs)
    assert (found.wall, found.cpu, found.inside, found.runs) == (3.0, 6.0, 1.5, 3)


def test_all_ways_to_ask_give_the_same_papers(made: Path) -> None:
    base = check(made).base
    index = Index.build(base)
    asked = queries(base, index)
    assert len(set(asked)) == 12
    ways = {name: way(base, index) for name, way in WAYS.items()}
    assert all(compared(query, ways) for query in asked)
    with pytest.raises(Unequal, match="wrong finds 1 papers"):
        compared(asked[0], {**ways, "wrong": (lambda query: ["one"], list)})


PAGE = (
    '<html><head><title>A &amp; B</title><meta name="description" content="Of &lt;two&gt;"></head><body>'
    '<div class="md-content"><h1>A &amp; B</h1><p>See <a href="x.html?q=a+(b)&amp;c">one [1] * two_</a>, 3 &lt; 4.'
    "<ul><li>- a list</li></ul></div><script>no</script></main></body></html>"
)


def test_pages_become_markdown_that_says_the_same(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(PAGE, encoding="utf-8")
    (source,) = pages.sources(tmp_path)
    assert (source.title, source.description) == ("A & B", "Of <two>")
    assert r"[one \[1\] \* two\_](<x.html?q=a+(b)&amp;c>), 3 &lt; 4\." in source.body
    assert "no" not in source.body
    made = markdown.markdown(source.body)
    assert pages.said(made) == pages.said(pages.content(PAGE))


def test_other_text_or_links_are_noticed(tmp_path: Path) -> None:
    for name, page in (("a", PAGE), ("b", PAGE), ("c", PAGE.replace("x.html", "y.html"))):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text(page, encoding="utf-8")
    assert pages.same(tmp_path / "a", tmp_path / "b", pages.BEGIN, ["index.html"]) == []
    assert pages.same(tmp_path / "a", tmp_path / "c", pages.BEGIN, ["index.html"]) == ["index.html"]


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("a.yaml", 'title: "Two: a"\n', 'title: "Edited 1 Two: a"\n'),
        ("a.yaml", "title: Two\n", "title: Edited 1 Two\n"),
        ("a.md", '{"title": "Two", "depth": 1}\n', '{"title": "Edited 1 Two", "depth": 1}\n'),
    ],
)
def test_a_title_changes_before_every_run(tmp_path: Path, name: str, before: str, after: str) -> None:
    file = tmp_path / name
    file.write_text(before, encoding="utf-8")
    edit = edits(file)
    edit()
    assert file.read_text(encoding="utf-8") == after
    edit()
    assert file.read_text(encoding="utf-8") == after.replace("1", "2", 1)


def test_a_title_of_several_lines_is_not_the_one_that_changes(tmp_path: Path) -> None:
    folder = tmp_path / "papers/2025"
    folder.mkdir(parents=True)
    for name, title in (("a", "One"), ("b", ">-\n  Two\n  lines"), ("c", "Three")):
        (folder / f"{name}.yaml").write_text(f"# made\ntitle: {title}\nvenue: bench\n", encoding="utf-8")
    (folder / "d.yaml").write_text("# real\ntitle: Four\n", encoding="utf-8")
    assert made_record(tmp_path).name == "c.yaml"
    (folder / "c.yaml").unlink()
    assert made_record(tmp_path).name == "a.yaml"


def test_a_run_that_was_needed_before_counts_as_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []

    def run(side: Side) -> Cost:
        ran.append(side.name)
        return Cost(1.0, 1.0, 1)

    monkeypatch.setattr("benchmarks.measure.run", run)
    sides = [Side("slow", []), Side("quick", [])]
    slow, quick = alternate(sides, 3, {"slow": Cost(25.0, 1.0, 1)})
    assert (slow.runs, quick.runs) == (2, 3)  # a side may take a minute in all
    assert ran == ["quick", "slow", "quick", "quick"]


def test_a_linked_site_is_taken_for_the_one_that_was_built(tmp_path: Path) -> None:
    place = Place(1, tmp_path)
    site = tmp_path / "site"
    (site / "papers").mkdir(parents=True)
    (site / "papers/ada2024first.html").write_text("a page", encoding="utf-8")
    beside(site).write_bytes(b"how it was made")
    vars(place)["site"] = site  # as if it had been built
    copy = place.copy_of_site(tmp_path / "changed" / "site")
    assert (copy / "papers/ada2024first.html").samefile(site / "papers/ada2024first.html")
    assert beside(copy).read_bytes() == b"how it was made"
