"""`kb fix`: only what is sure is mended, a word at a time."""

from __future__ import annotations

import pytest

from tests.conftest import FIRST, METHOD, Atlas
from tests.test_cli_new import kb

PATH = "papers/2024/ada2024first.yaml"


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("deep-learning: layers", "deep-lerning: layers"),
        ("deep-learning: layers", "DL: layers"),
        ("deep-learning: layers", "Deep learning: layers"),
        ("deep-learning: layers", "deep-lerning: layers  # why"),
        ("role: proposes", "role: propose"),
        ("venue: Toys 2024", "venue: Toys  2O24"),
        ("shortName:", "shortname:"),
    ],
)
def test_a_slip_is_mended(atlas: Atlas, right: str, wrong: str) -> None:
    atlas.replace(PATH, right, wrong)
    assert atlas.findings()
    shown = kb("fix", "--dry-run", "--root", atlas.root)
    assert shown.code == 0 and f"--- {PATH}\n" in shown.out and "would be mended" in shown.err
    assert wrong in (atlas.root / PATH).read_text()
    done = kb("fix", "--root", atlas.root)
    assert (done.code, done.out) == (0, "")
    expected = right + ("  # why" if "#" in wrong else "")
    assert (atlas.root / PATH).read_text() == FIRST.replace(right, expected)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("deep-learning: layers", "something-else: layers"),
        ("deep-learning: layers", "deep-learning: layer"),  # which evidence is for people to say
        ("deep-learning: layers\n", "deep-learning: layers\n    deep-lerning: layers\n"),
        ("scope: core", "scope: other"),
        ("title: First Things about Toys", "title: [First"),
        ("curation: {method", "curation: {x: y, method"),
    ],
)
def test_what_is_not_sure_stays(atlas: Atlas, right: str, wrong: str) -> None:
    atlas.replace(PATH, right, wrong)
    before, text = atlas.findings(), (atlas.root / PATH).read_text()
    assert before
    done = kb("fix", "--root", atlas.root)
    assert done.code == 1
    assert (atlas.root / PATH).read_text() == text
    assert done.out.splitlines() == before


def test_a_venue_with_a_year_may_be_one_of_its_own(atlas: Atlas) -> None:
    # Long names that end alike are near each other and yet other conferences.
    atlas.replace(PATH, "venue: Toys 2024", "venue: E-Toys 2024")
    done = kb("fix", "--root", atlas.root)
    assert done.code == 1 and "venue: E-Toys 2024\n" in (atlas.root / PATH).read_text()
    cure = 'did you mean "Toys 2024"? if not, add it to papers/venues.yaml as that one stands there'
    assert done.out.endswith(f'KB305 unknown venue "E-Toys 2024"; {cure}\n')
    atlas.replace(PATH, "venue: E-Toys 2024", "venue: toys 2024")
    assert kb("fix", "--root", atlas.root).code == 0
    assert "venue: Toys 2024\n" in (atlas.root / PATH).read_text()


def test_two_near_names_are_not_chosen_from(atlas: Atlas) -> None:
    atlas.write(
        "taxonomy/method.yaml",
        METHOD + METHOD[METHOD.index("  - id: asking") :].replace("asking", "asting").replace("Asking", "X"),
    )
    atlas.replace("papers/2025/bob2025second.yaml", "asking: ask", "aszing: ask")
    assert kb("fix", "--root", atlas.root).code == 1


def test_a_replaced_concept_is_replaced(atlas: Atlas) -> None:
    atlas.replace(
        "taxonomy/method.yaml",
        "    definition: Somebody is asked.\n",
        "    definition: Somebody is asked.\n    deprecated: {isReplacedBy: learning, since: '2026.1', why: it is}\n",
    )
    kb("fix", "--root", atlas.root)
    assert "    learning: ask\n" in (atlas.root / "papers/2025/bob2025second.yaml").read_text()


def test_nothing_to_mend(atlas: Atlas) -> None:
    done = kb("fix", "--root", atlas.root)
    assert (done.code, done.out, done.err) == (0, "", "0 findings mended\n")


def test_a_dry_run_prints_what_it_would_leave(atlas: Atlas) -> None:
    atlas.replace(PATH, "venue: Toys 2024", "venue: Toys  2O24")
    atlas.replace(PATH, "deep-learning: layers", "something-else: layers")
    shown = kb("fix", "--dry-run", "--root", atlas.root)
    assert shown.code == 1 and "1 finding would be mended" in shown.err
    assert "+venue: Toys 2024" in shown.out and "KB301" in shown.out


def test_a_dry_run_counts_the_warnings(atlas: Atlas) -> None:
    atlas.replace("papers/2025/bob2025second.yaml", "[Bob Ross]", "[Bob]")
    shown = kb("fix", "--dry-run", "--root", atlas.root)
    assert (shown.code, shown.out) == (0, "") and "1 warning left as well: kb check" in shown.err
    assert kb("fix", "--root", atlas.root).out.count("KB505") == 1
