"""Citations as other programs read them: BibTeX read back by its parser, RIS by lines, CSL as JSON."""

import json

import bibtexparser
import pytest

from kb.bibtex import bibtex, escape, protect, split_name
from kb.csl import csl, reference
from kb.model import Author, CslType, Paper, Venue
from kb.ris import ris
from tests.conftest import Atlas

HOSTILE = [
    'A "quoted" title, with {braces} and a } alone',
    r"50% of R&D costs $5 #1 a_b \input{/etc/passwd} ~ ^",
    "</script><script>alert(1)</script>",
    "@article{x, title = {y}}",
    "Übergrößen für Łódź, 个性化 and עברית",
    "One\nline  or\ttwo",
]
VENUE = Venue(
    container_title="Proceedings of Toys & More", type=CslType.PAPER_CONFERENCE, publisher="Toy Press"
)


def paper(atlas: Atlas, **changes: object) -> Paper:
    return atlas.check().base.papers["ada2024first"].model_copy(update=changes)


def read_back(text: str) -> bibtexparser.model.Entry:
    library = bibtexparser.parse_string(text)
    assert library.failed_blocks == []
    assert len(library.entries) == 1
    return library.entries[0]


def test_a_paper_as_bibtex(atlas: Atlas) -> None:
    assert bibtex(paper(atlas), VENUE) == (
        "@inproceedings{ada2024first,\n"
        "  title = {First Things about Toys},\n"
        "  author = {Lovelace, Ada and Byron, George Gordon and {The Toy Group}},\n"
        "  booktitle = {Proceedings of Toys \\& More},\n"
        "  year = {2024},\n"
        "  publisher = {Toy Press},\n"
        "  doi = {10.1234/toys.1},\n"
        "  eprint = {2401.00001},\n"
        "  archiveprefix = {arXiv},\n"
        "  url = {https://doi.org/10.1234/toys.1},\n"
        "}\n"
    )


@pytest.mark.parametrize("kind", CslType)
def test_every_kind_of_publication_can_be_read_back(atlas: Atlas, kind: CslType) -> None:
    venue = Venue(container_title="Container", type=kind)
    entry = read_back(bibtex(paper(atlas), venue))
    assert entry.key == "ada2024first"
    assert "Container" in [f.value for f in entry.fields]
    assert ris(paper(atlas), venue).startswith("TY  - ")
    assert csl(paper(atlas), venue)["type"] == kind


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_stay_one_value(atlas: Atlas, text: str) -> None:
    name = Author(name=text.replace(",", ""), literal=True)
    odd = paper(atlas, title=text, author=(name, Author.model_validate("Ada Lovelace")))
    entry = read_back(bibtex(odd, VENUE))
    assert [f.key for f in entry.fields][:2] == ["title", "author"]
    assert entry["author"].endswith(" and Lovelace, Ada")
    for value in (entry["title"], entry["author"]):
        depth = 0
        for sign in value:  # BibTeX counts braces, escaped ones too
            depth += (sign == "{") - (sign == "}")
            assert depth >= 0
        assert depth == 0
    assert json.loads(json.dumps(csl(odd, VENUE)))["title"].split() == text.split()


def test_a_month_stands_where_it_is_known(atlas: Atlas) -> None:
    entry = bibtex(paper(atlas, issued="2024-08"), VENUE)
    assert "  year = {2024},\n  month = aug,\n" in entry
    assert csl(paper(atlas, issued="2024-08"), VENUE)["issued"] == {"date-parts": [[2024, 8]]}


def test_a_venue_that_no_list_explains_keeps_its_short_name(atlas: Atlas) -> None:
    assert read_back(bibtex(paper(atlas)))["howpublished"] == "Toys 2024"
    assert "T2  - Toys 2024\n" in ris(paper(atlas), None)
    assert csl(paper(atlas), None)["container-title"] == "Toys 2024"


@pytest.mark.parametrize(
    ("written", "inverted"),
    [
        ("Ada Lovelace", "Lovelace, Ada"),
        ("Byron, George Gordon", "Byron, George Gordon"),
        ("Ludwig van Beethoven", "van Beethoven, Ludwig"),
        ("King, Jr., Martin Luther", "King, Jr., Martin Luther"),
        ("Plato", "Plato"),
        ("a, b, c, d", "a, b, c d"),
    ],
)
def test_names_are_split_once_for_all_formats(written: str, inverted: str) -> None:
    assert split_name(Author(name=written, literal=False)).inverted == inverted


def test_a_group_is_never_split(atlas: Atlas) -> None:
    assert split_name(Author(name="Smith and Sons, Ltd.", literal=True)).inverted == "Smith and Sons, Ltd."
    assert csl(paper(atlas), VENUE)["author"][2] == {"literal": "The Toy Group"}
    assert "AU  - The Toy Group\n" in ris(paper(atlas), VENUE)


def test_titles_keep_the_capitals_that_matter() -> None:
    assert protect("LaMP: PEFT-U with GPT-4 for Users") == "{LaMP}: {PEFT-U} with {GPT-4} for Users"
    assert escape("a_b & c") == r"a\_b \& c"


def test_accents_become_commands_and_other_scripts_stay() -> None:
    assert escape("Übergröße Łódź 个性化") == r"{\"U}bergr{\"o}{\ss}e {\L}{\'o}d{\'z} 个性化"
    assert protect("GrößenLM").startswith("Gr{")


def test_ris_is_one_record_of_whole_lines(atlas: Atlas) -> None:
    lines = ris(paper(atlas, title="One\nER  - \nTY  - BOOK"), VENUE).splitlines()
    assert [line[:5] for line in lines].count("TY  -") == 1
    assert lines[-1].rstrip() == "ER  -"


def test_a_reference_names_everybody_and_the_place(atlas: Atlas) -> None:
    text = reference(paper(atlas), VENUE)
    for part in (
        "Ada Lovelace",
        "George Gordon Byron",
        "The Toy Group",
        "2024",
        "https://doi.org/10.1234/toys.1",
    ):
        assert part in text
