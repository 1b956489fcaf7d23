"""How far two readers agree, and the sheets that a reading begins with."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from kb import sheets
from kb.agreement import measure
from kb.cli import app
from kb.model import Sheet
from kb.yamlsource import parse, plain
from tests.conftest import REPOSITORY, Atlas

HEAD = "reader: machine\nread: abstract\ndate: 2026-11-21\npapers:\n"
ROUND = "papers/second-opinions/one"


def sheet(**papers: object) -> Sheet:
    return Sheet.model_validate(
        {"reader": "machine", "read": "abstract", "date": "2026-11-21", "papers": papers}
    )


def test_kappa_is_that_of_the_textbook() -> None:
    # 50 decisions on one concept: 20 both, 5 and 10 one reader alone, 15 neither: kappa 0.4.
    both, one, other, neither = (
        (["xx"], ["xx"]),
        (["xx"], "not-reported"),
        ("not-reported", ["xx"]),
        ("not-reported",) * 2,
    )
    pairs = [both] * 20 + [one] * 5 + [other] * 10 + [neither] * 15
    first = sheet(**{f"p{n}": {"usage": a} for n, (a, _) in enumerate(pairs)})
    second = sheet(**{f"p{n}": {"usage": b} for n, (_, b) in enumerate(pairs)})
    [found] = measure(first, second).facets.values()
    assert (found.kappa, found.papers, found.alike) == (0.4, 50, 35)
    assert 0.05 < found.low < 0.3
    assert 0.5 < found.high < 0.7
    assert measure(first, second) == measure(first, second)


def test_order_does_not_matter_and_what_nobody_read_is_left_out() -> None:
    first = sheet(
        aa={"usage": ["xx", "yy"], "data": ["zz"], "criteria": "not-reported"},
        bb={"usage": ["xx"], "data": ["zz"]},
    )
    second = sheet(
        aa={"usage": ["yy", "xx"], "data": [], "criteria": "not-reported"},
        bb={"usage": ["xx"]},
        cc={"usage": ["xx"]},
    )
    [(scheme, found)] = measure(first, second).facets.items()
    assert (scheme, found.papers, found.alike, found.kappa, found.low) == ("usage", 2, 2, 1.0, 1.0)


def test_two_different_states_are_not_alike() -> None:
    first = sheet(aa={"usage": ["xx"]}, bb={"usage": "not-applicable"})
    second = sheet(aa={"usage": ["xx"]}, bb={"usage": "not-reported"})
    [found] = measure(first, second).facets.values()
    assert (found.alike, found.kappa) == (1, 1.0)


def test_one_paper_tells_nothing_of_others() -> None:
    [found] = measure(sheet(aa={"usage": ["xx"]}), sheet(aa={"usage": ["xx"]})).facets.values()
    assert (found.low, found.high) == (-1, 1)


def test_drawing_repeats_and_never_draws_twice(atlas: Atlas) -> None:
    base = atlas.check().base
    [one] = sheets.draw(base, 1, 7)
    assert sheets.draw(base, 1, 7) == [one]
    [other] = sheets.draw(base, 1, 7, [one.id])
    assert {one.id, other.id} == {"ada2024first", "bob2025second"}
    with pytest.raises(ValueError, match="only 1 papers are left"):
        sheets.draw(base, 2, 7, [one.id])


def run(atlas: Atlas, *words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["agreement", *words, "--root", str(atlas.root)])
    return result.exit_code, result.output


def test_a_round_from_drawing_to_the_figures_kept(atlas: Atlas) -> None:
    assert run(atlas) == (0, "No second readings yet. Begin one: kb agreement draw ROUND\n")
    assert run(atlas, "draw", "one", "--papers", "2")[0] == 0
    folder: Path = atlas.root / ROUND
    assert "  ada2024first:\n    method: [deep-learning]\n    dataset: [toy-set]\n" in (
        folder / "first.yaml"
    ).read_text("utf-8")
    second = (folder / "second.yaml").read_text("utf-8")
    assert second.count(": []") == 6
    assert atlas.findings() == []
    second = second.replace("method: []", "method: [deep-learning]", 1).replace(
        "method: []", "method: [asking]"
    )
    (folder / "second.yaml").write_text(second, "utf-8")
    assert run(atlas, "--check")[0] == 1
    code, output = run(atlas, "--write")
    assert code == 0 and "method           1.00   1.00 to 1.00    2 of 2 alike" in output
    assert "{papers: 2, alike: 2, kappa: 1.0, low: 1.0, high: 1.0}" in (folder / "agreement.yaml").read_text()
    assert run(atlas, "--check")[0] == 0 and atlas.findings() == []
    assert run(atlas, "draw", "one")[0] == run(atlas, "draw", "../two")[0] == 2
    assert "only 0 papers are left" in run(atlas, "draw", "two", "--papers", "2")[1]


@pytest.mark.parametrize(
    ("file", "text", "finding"),
    [
        (f"{ROUND}/second.yaml", HEAD + "  ada2024first:\n    method: [askin]\n",
         f'{ROUND}/second.yaml:6:14: error KB301 unknown concept "method:askin"; did you mean "asking"?'),
        (f"{ROUND}/second.yaml", HEAD + "  ada2024first:\n    methode: [asking]\n",
         f'{ROUND}/second.yaml:6:5: error KB302 unknown scheme "methode"; did you mean "method"?'),
        (f"{ROUND}/second.yaml", HEAD + "  ada2024fist:\n    method: [asking]\n",
         f'{ROUND}/second.yaml:5:3: error KB303 no paper has the id "ada2024fist"; did you mean "ada2024first"?'),
        (f"{ROUND}/second.yaml", HEAD + "  ada2024first:\n    method: asking\n",
         f'{ROUND}/second.yaml:6:13: error KB203 "method": "asking" is neither a list nor a status; '
         "write [concept], not-applicable or not-reported"),
        (f"{ROUND}/third.yaml", HEAD,
         f"{ROUND}/third.yaml:1:1: error KB112 this is no sheet; "
         "the files here are first.yaml, second.yaml, agreement.yaml"),
        ("papers/second-opinions/loose.yaml", HEAD,
         "papers/second-opinions/loose.yaml:1:1: error KB112 only folders may lie here; "
         "put sheets in a folder a round"),
    ],
)  # fmt: skip
def test_a_bad_sheet_is_reported_at_its_place(atlas: Atlas, file: str, text: str, finding: str) -> None:
    run(atlas, "draw", "one", "--papers", "2")
    (atlas.root / file).write_text(text, "utf-8")
    assert atlas.findings() == [finding]


@pytest.mark.parametrize(
    "folder", sorted((REPOSITORY / "papers/second-opinions").glob("*")), ids=lambda p: p.name
)
def test_the_figures_kept_are_those_of_the_sheets(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.agreement.RESAMPLES", 20)  # kb agreement --check looks at the intervals

    def read(name: str) -> dict[str, object]:
        node, found = parse(name, (folder / name).read_bytes())
        assert node and not found
        return dict(plain(node))

    made = measure(Sheet.model_validate(read("first.yaml")), Sheet.model_validate(read("second.yaml")))
    kept = read("agreement.yaml")["facets"]
    assert isinstance(kept, dict)
    assert {s: float(m["kappa"]) for s, m in kept.items()} == {s: m.kappa for s, m in made.facets.items()}
