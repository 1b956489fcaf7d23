"""The index: postings with ancestors expanded, impacts as integers, withdrawn papers left out."""

from __future__ import annotations

from kb.identifiers import ConceptRef
from kb.index import Index
from kb.knowledge_base import concept_ref
from kb.model import Role, Status
from tests.garden import corpus, stemmed

BASE, INDEX = corpus()


def papers(bits: int) -> set[str]:
    return {INDEX.ids[n] for n in INDEX.members(bits)}


def test_papers_stand_newest_first_and_then_by_citekey() -> None:
    keys = [(-BASE.papers[i].year, i) for i in INDEX.ids]
    assert [k[0] for k in keys] == sorted(k[0] for k in keys)
    assert INDEX.ids[:4] == ("ash2024drip", "birch2024persona", "dill2023person", "cedar2023personal")
    assert INDEX.at == {paper: n for n, paper in enumerate(INDEX.ids)}


def test_a_withdrawn_paper_is_in_no_posting() -> None:
    assert "moss2018lost" in BASE.papers
    assert "moss2018lost" not in INDEX.ids
    assert ("id", "moss2018lost") not in INDEX.identifiers
    assert papers(INDEX.everything) == set(INDEX.ids) == set(BASE.papers) - {"moss2018lost"}


def test_below_holds_the_papers_of_all_that_is_narrower() -> None:
    watering, drip = concept_ref("care", "watering"), concept_ref("care", "drip-watering")
    assert papers(INDEX.exactly[drip, None]) == {"ash2024drip"}
    assert papers(INDEX.below[drip, None]) == {"ash2024drip", "leek2019night"}
    assert papers(INDEX.below[watering, None]) > papers(INDEX.below[drip, None])
    assert papers(INDEX.below[watering, Role.COMPARES]) == {"fern2022personalized"}


def test_below_is_the_union_over_descendants() -> None:
    for ref in BASE.concepts:
        union = INDEX.exactly.get((ref, None), 0)
        for narrower in BASE.descendants(ref):
            union |= INDEX.exactly.get((narrower, None), 0)
        assert INDEX.below.get((ref, None), 0) == union


def test_every_paper_has_one_status_or_labels_in_every_facet() -> None:
    for scheme in BASE.schemes:
        sets = [INDEX.status.get((scheme, s), 0) for s in (None, *Status)]
        assert sum(s.bit_count() for s in sets) == len(INDEX.ids)
        assert papers(sets[0]) == {i for i in INDEX.ids if BASE.status(BASE.papers[i], scheme) is None}


def test_members_are_ascending_positions() -> None:
    assert list(INDEX.members(0)) == []
    assert list(INDEX.members(0b1011)) == [0, 1, 3]
    assert list(INDEX.members(1 << 5_000)) == [5_000]


def test_impacts_are_positive_integers_and_say_where_the_word_is() -> None:
    for stem, postings in INDEX.impacts.items():
        assert papers(INDEX.containing[stem]) == {INDEX.ids[n] for n in postings}
        assert all(type(impact) is int and impact > 0 for impact in postings.values())


def test_a_rare_word_says_more_than_a_common_one_and_a_title_more_than_a_summary() -> None:
    nozzle, garden = INDEX.impacts["nozzl"], INDEX.impacts["garden"]
    assert nozzle[INDEX.at["ash2024drip"]] > garden[INDEX.at["leek2019night"]]
    assert garden[INDEX.at["cedar2023personal"]] > garden[INDEX.at["leek2019night"]]


def test_words_by_their_beginning() -> None:
    assert papers(INDEX.beginning("personali")) == {"elm2022personality", "fern2022personalized"}
    assert papers(INDEX.beginning("植")) == {"ivy2020talk"}
    assert INDEX.beginning("zzz") == 0


def test_the_same_papers_make_the_same_index() -> None:
    again = Index.build(BASE)
    assert again == INDEX
    assert list(again.impacts) == list(INDEX.impacts) == sorted(INDEX.impacts)


def test_a_concept_without_papers_has_no_posting() -> None:
    assert (ConceptRef(*concept_ref("care", "sprinkling")), None) not in INDEX.below


def test_the_vocabulary_holds_every_word_once_with_its_stem() -> None:
    stems = stemmed(INDEX)
    assert stems["persona"] == "persona" and stems["personalised"] == "personaliz"
    assert set(stems.values()) == set(INDEX.containing) == set(INDEX.impacts)


def test_what_is_not_there_is_not_made_by_asking() -> None:
    before = len(INDEX.identifiers), len(INDEX.vocabulary), len(INDEX.impacts)
    assert INDEX.identifiers.get(("id", "nobody1999nothing"), 0) == 0
    assert INDEX.vocabulary.get("nowhere", 0) == INDEX.containing.get("nowhere", 0) == 0
    assert "nowhere" not in INDEX.impacts
    assert (len(INDEX.identifiers), len(INDEX.vocabulary), len(INDEX.impacts)) == before


def test_words_stand_in_order_from_any_beginning() -> None:
    words = list(INDEX.vocabulary)
    assert words == sorted(words)
    assert list(INDEX.words_from("m")) == [word for word in words if word >= "m"]


def test_many_sets_give_what_few_gave() -> None:
    # More are asked for than are kept at once.
    whole = dict(INDEX.vocabulary.items())
    assert len(whole) > 256
    assert all(INDEX.vocabulary[word] == bits for word, bits in reversed(whole.items()))
    for word, bits in whole.items():
        assert bits == sum(1 << n for n in INDEX.members(bits)) and bits, word
