"""Changes of the taxonomy: carried through all files, all or none, and every id leads on."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb import repository
from kb.files import replace_file
from kb.gate import check
from kb.identifiers import ConceptRef
from kb.index import Index
from kb.knowledge_base import KnowledgeBase, link
from kb.migrate import MigrationError, plan
from kb.query import run
from kb.site.links import Links
from kb.site.settings import SiteSettings
from tests.conftest import FIRST, METHOD, Atlas
from tests.garden import GARDEN
from tests.test_cli_check import kb

ADA = "papers/2024/ada2024first.yaml"
DAY = "2026-11-21"
WALK = """\
survey: {title: Toys surveyed, authors: Eve, year: 2024}
seen: all of it
nodes:
  - id: theirs
    prefLabel: Theirs
    gloss: What they say.
    sure: seen
    mappings:
      - {match: close, concept: "method:deep-learning", why: layers}  # so they say
      - {match: related, concept: "method:asking", why: they ask}
"""
SHEET = """\
reader: machine
read: abstract
date: 2026-01-02
papers:
  ada2024first:
    method: [deep-learning, asking]
"""


def migration(atlas: Atlas, change: str, number: int = 1) -> str:
    path = f"taxonomy/migrations/{number:04}-change.yaml"
    atlas.write(path, f"# why we do it\nwhy: it is better\nchange: {change}\n")
    return path


def made(atlas: Atlas) -> tuple[str, ...]:
    found = plan(atlas.root, DAY)
    for path, (_, new) in found.files.items():
        replace_file(atlas.root / path, new.encode())
    return found.notes


def text(atlas: Atlas, path: str) -> str:
    return (atlas.root / path).read_text()


@pytest.fixture
def full(atlas: Atlas) -> Atlas:
    """The tiny atlas with all that names concepts."""
    atlas.write("taxonomy/crosswalks/eve2024toys.yaml", WALK)
    atlas.write("papers/second-opinions/a/first.yaml", SHEET)
    atlas.write("papers/second-opinions/a/second.yaml", SHEET.replace("[deep-learning, asking]", "[asking]"))
    atlas.write(
        "papers/examples.yaml", 'queries:\n  - {label: deep, query: "method:deep-learning@proposes toys"}\n'
    )
    atlas.replace(ADA, "deep-learning: layers", "deep-learning: layers  # many of them")
    atlas.replace(
        ADA, "curation:", "contested: {concept: method:deep-learning, who: Eve, why: no}\ncuration:"
    )
    assert not atlas.findings()
    return atlas


def test_a_renamed_concept_is_renamed_everywhere(full: Atlas) -> None:
    path = migration(full, "{kind: rename, concept: method:deep-learning, to: layered, prefLabel: Layered}")
    assert made(full) == (
        "papers/examples.yaml: method:deep-learning@proposes toys is method:layered@proposes toys now",
    )
    assert not full.findings()
    assert "layered: layers  # many of them" in text(full, ADA)
    assert "contested: {concept: method:layered" in text(full, ADA)
    assert "concept: method:layered, why: layers}  # so they say" in text(
        full, "taxonomy/crosswalks/eve2024toys.yaml"
    )
    assert "method: [layered, asking]" in text(full, "papers/second-opinions/a/first.yaml")
    assert "method:layered@proposes toys" in text(full, "papers/examples.yaml")
    assert text(full, path).startswith("# why we do it\n") and text(full, path).endswith(
        "applied: 2026-11-21\n"
    )
    base = full.check().base
    old, new = (
        base.concept(ConceptRef.parse("method:deep-learning")),
        base.concept(ConceptRef.parse("method:layered")),
    )
    assert old.pref_label == "Deep learning" and old.deprecated and old.deprecated.is_replaced_by == "layered"
    assert new.pref_label == "Layered" and new.alt_label == ("DL",) and new.example


def test_a_migration_is_made_once(full: Atlas) -> None:
    migration(full, "{kind: rename, concept: method:deep-learning, to: layered}")
    made(full)
    after = {p: p.read_bytes() for p in full.root.rglob("*.yaml")}
    assert plan(full.root, DAY).files == {}
    migration(full, "{kind: rename, concept: method:layered, to: stacked}", 2)
    made(full)
    base = full.check().base
    index = Index.build(base)
    assert run("method:deep-learning", base, index) == run("method:stacked", base, index) == ("ada2024first",)
    assert {p: p.read_bytes() for p in after} != after and not full.findings()


def test_two_labels_merged_rest_on_the_evidence_of_both(full: Atlas) -> None:
    full.replace(
        ADA, "  dataset:\n", "    asking: {evidence: ask, role: discusses, strength: inferred}\n  dataset:\n"
    )
    full.replace(
        ADA,
        "evidence:\n  layers",
        "evidence:\n  ask: {passage: {from: asked}, note: They are asked.}\n  layers",
    )
    full.replace(ADA, "note: It has layers.", "note: It has layers.  # all of it")
    migration(full, "{kind: merge, concept: method:asking, into: deep-learning}")
    notes = made(full)
    assert f"{ADA}: asking and deep-learning become one label, as proposes" in notes
    assert (
        "taxonomy/crosswalks/eve2024toys.yaml: theirs was matched with both method:asking and method:deep-learning"
        in notes
    )
    assert "papers/second-opinions/a: measure it anew with kb agreement" in notes
    assert "    deep-learning: [layers, ask]  # many of them\n  dataset:" in text(full, ADA)
    assert "method: [deep-learning]" in text(full, "papers/second-opinions/a/first.yaml")
    assert not full.findings()
    concept = full.check().base.concept(ConceptRef.parse("method:deep-learning"))
    assert concept.near_miss is None and concept.not_when == {}


SPLIT = """
  kind: split
  concept: method:deep-learning
  into:
    - {id: thin, prefLabel: Thin, definition: Few layers., when: {evidence: three layers}}
    - {id: thick, prefLabel: Thick, altLabel: Fat, definition: Many layers., useWhen: there are, when: {WHEN}}"""


@pytest.mark.parametrize(
    ("when", "label"),
    [
        ("evidence: [no, many layers]", "thick"),
        ("evidence: layer many", "deep-learning"),
        ("label: dataset:toy-set", "thick"),
        ("label: dataset:toy-set, evidence: a model", "thick"),
        ("label: dataset:toy-set, evidence: nothing", "deep-learning"),
        ("label: method:asking", "deep-learning"),
    ],
)
def test_a_label_goes_to_the_part_that_takes_it(full: Atlas, when: str, label: str) -> None:
    migration(full, SPLIT.replace("WHEN", when))
    notes = made(full)
    assert f"    {label}: layers  # many of them" in text(full, ADA)
    assert any("fit no part and stay" in note for note in notes) == (label == "deep-learning")
    assert not full.findings()
    base = full.check().base
    assert run("method:deep-learning", base, Index.build(base)) == ("ada2024first",)


def test_what_no_part_takes_goes_where_the_rest_goes(full: Atlas) -> None:
    migration(full, SPLIT.replace("WHEN", "evidence: none") + "\n  otherwise: thin")
    made(full)
    assert "    thin: layers  # many of them" in text(full, ADA)


def test_a_label_that_a_move_makes_redundant_goes_with_its_evidence(full: Atlas) -> None:
    full.replace(ADA, "  dataset:\n", "    asking: {evidence: ask, role: proposes}\n  dataset:\n")
    full.replace(
        ADA,
        "evidence:\n  layers",
        "evidence:\n  ask:\n    passage: {from: asked}\n    note: They are asked.\n  layers",
    )
    migration(full, "{kind: move, concept: method:deep-learning, under: asking}")
    notes = made(full)
    assert f"{ADA}: asking is implied by deep-learning now and goes, with the evidence ask" in notes
    assert "ask" not in text(full, ADA).split("classification:")[1]
    assert not full.findings()
    migration(full, "{kind: move, concept: method:deep-learning}", 2)
    made(full)
    assert full.check().base.broader(ConceptRef.parse("method:deep-learning")) is None


def test_metrics_of_tasks_follow(full: Atlas) -> None:
    migration(full, "{kind: rename, concept: metric:hits, to: hit-rate}")
    made(full)
    assert "metric: hit-rate}" in text(full, "taxonomy/dataset.yaml") and not full.findings()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("{kind: rename, concept: method:asking, to: learning}", "method:learning is there already"),
        ("{kind: rename, concept: method:asking, to: gone}", "method:gone was released once"),
        ("{kind: rename, concept: method:nothing, to: other}", "there is no concept method:nothing"),
        ("{kind: merge, concept: method:asking, into: asking}", "cannot become itself"),
        ("{kind: merge, concept: method:asking, into: hits}", "there is no concept method:hits"),
        ("{kind: move, concept: method:learning, under: deep-learning}", "stands below method:learning"),
        ("{kind: deprecate, concept: method:asking}", "carried, by bob2025second"),
        ("{kind: deprecate, concept: method:learning}", "stands below method:learning"),
        ("{kind: split, concept: method:asking, into: [{id: learning}]}", "is not below method:asking"),
        ("{kind: split, concept: method:asking, into: [{id: polite, prefLabel: P}]}", "has no definition"),
        (
            "{kind: split, concept: method:learning, into: [{id: deep-learning}], otherwise: other}",
            "none of the parts",
        ),
        ("{kind: merge, concept: method:learning, into: deep-learning}", ""),
    ],
)
def test_what_cannot_be_made_is_told_and_nothing_is_written(atlas: Atlas, change: str, told: str) -> None:
    migration(atlas, change)
    if not told:
        made(atlas)
        assert not atlas.findings()
        return
    before = {p: p.read_bytes() for p in atlas.root.rglob("*.yaml")}
    _, said = kb("migrate", "--root", atlas.root, exit_code=1)
    assert told in said and "nothing was written" in said
    assert {p: p.read_bytes() for p in atlas.root.rglob("*.yaml")} == before


def test_concepts_in_brackets_are_refused(atlas: Atlas) -> None:
    head, _, asking = METHOD.partition("  - id: asking")
    assert asking
    atlas.write(
        "taxonomy/method.yaml",
        head + "  - {id: asking, prefLabel: Asking, origin: extension, definition: Somebody is asked.}\n",
    )
    migration(atlas, "{kind: rename, concept: method:asking, to: polling}")
    with pytest.raises(MigrationError, match="without brackets"):
        plan(atlas.root, DAY)


def test_the_command_shows_then_writes_then_has_nothing_to_do(atlas: Atlas) -> None:
    migration(atlas, "{kind: rename, concept: method:asking, to: polling}")
    assert any("KB821 not made yet" in line for line in atlas.findings())
    out, told = kb("migrate", "--dry-run", "--root", atlas.root, exit_code=0)
    assert "-    asking: ask\n+    polling: ask\n" in out and "would be changed" in told
    assert "asking: ask" in text(atlas, "papers/2025/bob2025second.yaml")
    kb("migrate", "--root", atlas.root, exit_code=0)
    assert "polling: ask" in text(atlas, "papers/2025/bob2025second.yaml") and not atlas.findings()
    assert "0 migrations, 0 files" in kb("migrate", "--root", atlas.root, exit_code=0)[1]
    out, told = kb("query", "method:asking", "--root", atlas.root, exit_code=0)
    assert out.startswith("bob2025second") and "method:asking is method:polling now" in told


def test_names_and_numbers_of_migrations(atlas: Atlas) -> None:
    atlas.write("taxonomy/migrations/rename.yaml", "why: no number\n")
    migration(atlas, "{kind: rename, concept: method:asking, to: polling}")
    made_first = text(atlas, "taxonomy/migrations/0001-change.yaml") + "applied: 2026-01-02\n"
    atlas.write("taxonomy/migrations/0001-change.yaml", made_first)
    atlas.write("taxonomy/migrations/0001-other.yaml", made_first)
    assert [line.split(" ", 1)[1] for line in atlas.findings()] == [
        'error KB821 "0001-change" has the number 0001 too; give the later one the next free number',
        'error KB502 the file name "rename" has no number before it; '
        "name it four digits and words, as in 0001-rename-peft.yaml",
    ]


steps = st.lists(
    st.tuples(
        st.sampled_from(["rename", "merge", "split", "move", "deprecate"]),
        st.integers(0, 99),
        st.integers(0, 99),
        st.sampled_from(["water", "garden", "bean"]),
    ),
    min_size=1,
    max_size=5,
)


def change_of(base: KnowledgeBase, step: tuple[str, int, int, str], number: int) -> tuple[ConceptRef, str]:
    kind, one, other, word = step
    living = [ref for ref, concept in base.concepts.items() if not concept.deprecated]
    ref = living[one % len(living)]
    beside = [r for r in living if r.scheme == ref.scheme]
    target = beside[other % len(beside)].id
    more = {
        "rename": f"to: new-{number}",
        "merge": f"into: {target}",
        "split": f"into: [{{id: part-{number}, prefLabel: Part {number}, definition: A part., "
        f"when: {{evidence: {word}}}}}]",
        "move": f"under: {target}",
        "deprecate": "",
    }[kind]
    return ref, f"{{kind: {kind}, concept: '{ref}'{', ' * bool(more)}{more}}}"


@settings(deadline=None, max_examples=25)
@given(steps)
def test_every_id_there_ever_was_leads_on(sequence: list[tuple[str, int, int, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "garden"
        shutil.copytree(GARDEN, root)
        (root / "taxonomy/migrations").mkdir()
        base = link(repository.read(root)[0])
        ever = set(base.concepts)
        for number, step in enumerate(sequence, 1):
            ref, change = change_of(base, step, number)
            before = set(run(str(ref), base, Index.build(base)))
            file = root / f"taxonomy/migrations/{number:04}-step.yaml"
            file.write_text(f"why: it is better\nchange: {change}\n")
            try:
                found = plan(root, DAY)
            except MigrationError as error:
                assert not error.found, error.found  # refused before it was tried
                file.unlink()
                continue
            for path, (_, new) in found.files.items():
                replace_file(root / path, new.encode())
            result = check(root)
            base, index = result.base, Index.build(result.base)
            assert not list(result.report)
            links = Links(base, SiteSettings(""))
            for old in ever:
                assert old in base.concepts and links.concept(old)
                run(str(old), base, index)
            assert before <= set(run(str(ref), base, index))
            ever |= set(base.concepts)


def test_the_lock_grows_with_a_release_and_holds(atlas: Atlas) -> None:
    kb("release", "--write", "--root", atlas.root, exit_code=0)
    lock = text(atlas, "taxonomy/ids.lock")
    assert lock.startswith("# released\n") and "method:gone retired\n" in lock
    ids = [line.split(" ")[0] for line in lock.splitlines()[1:]]
    assert set(ids) == {
        "ada2024first", "bob2025second", "dataset:toy-set", "method:asking", "method:deep-learning",
        "method:gone", "method:learning", "metric:hits",
    }  # fmt: skip
    assert (
        not atlas.findings()
        and "up to date" in kb("release", "--write", "--root", atlas.root, exit_code=0)[1]
    )
    atlas.replace("taxonomy/ids.lock", "method:asking\n", "")
    out, _ = kb("release", "--check", "--root", atlas.root, exit_code=1)
    assert "taxonomy/ids.lock lacks 1 id" in out
    assert "ids.lock: 1 id more" in kb("release", "--write", "--root", atlas.root, exit_code=0)[1]
    atlas.replace("taxonomy/method.yaml", "  - id: asking", "  - id: begging")
    assert any('KB801 "method:asking" was released and is gone' in line for line in atlas.findings())
    assert FIRST
