"""Every problem of a record is reported, at its place, in plain English, with what would be right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from pydantic import BaseModel

from kb.decode import decode
from kb.model import ConceptScheme, OutOfScopeList, Paper, Release, Venues
from kb.yamlsource import parse
from tests.conftest import DATASET, METHOD, SECOND

SLUG = "use 2 to 80 lower-case letters, digits and hyphens, beginning with a letter or digit"
LIST = "write one entry a line, each after a hyphen and a space"
COMMA = "if it belongs to the text before the comma, put that text in double quotes"


def findings(kind: type[BaseModel], text: str, given: Mapping[str, Any] | None = None) -> list[str]:
    node, found = parse("f", text.encode())
    assert node is not None, found
    record, found = decode(kind, "f", node, given)
    assert (record is None) == bool(found)
    return [str(d).removeprefix("f:").replace("error ", "", 1) for d in sorted(found)]


def changed(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1, old
    return text.replace(old, new)


# of the second paper: a text, its replacement, the findings
PAPER: list[tuple[str, str, list[str]]] = [
    ("title: Second Thoughts", "titel: Second Thoughts",
     ['1:1: KB201 unknown key "titel"; did you mean "title"?', '1:1: KB202 the key "title" is missing; add it']),
    ("scope: core", "scope: core\nfoo: bar",
     ['9:1: KB201 unknown key "foo"; the keys possible here are id, title, shortName, author, issued, venue, '
      "identifiers, links, summary, scope, classification, evidence, curation, withdrawn, contested"]),
    ("title: Second Thoughts", "title:",
     ['1:7: KB203 "title" is empty; write a text; one that begins with # needs double quotes']),
    ("title: Second Thoughts", "title: #1 Thoughts",
     ['1:7: KB203 "title" is empty; write a text; one that begins with # needs double quotes']),
    ("title: Second Thoughts", "title: [Second, Thoughts]",
     ['1:1: KB203 "title" should be a single value; write one text, without [ ] or { }']),
    ("title: Second Thoughts", f"title: {'ab ' * 700}",
     [f'1:8: KB203 "title": "{("ab " * 40)[:119]}…" is too long; at most 2,000 characters are allowed']),
    ("author: [Bob Ross]", "author: Bob Ross", [f'2:9: KB203 "author": "Bob Ross" should be a list; {LIST}']),
    ("author: [Bob Ross]", "author:", [f'2:8: KB203 "author" should be a list; {LIST}']),
    ("author: [Bob Ross]", "author: []", ['2:1: KB203 "author" is empty; add an entry']),
    ("author: [Bob Ross]", "author: [{name: Bob Ross}]",
     ['2:10: KB203 entry 1 of "author" is not a name; write Given Family, or {literal: Group name} for a group']),
    ("author: [Bob Ross]", "author:\n  - Bob Ross\n  - {name: Ada}\n  - [x]",
     [f"{line}: KB203 entry {n} of \"author\" is not a name; write Given Family, or {{literal: Group name}} for a group"
      for line, n in (("4:5", 2), ("5:5", 3))]),
    ("author: [Bob Ross]", "author: [" + "A B, " * 501 + "]",
     ['2:1: KB203 "author" is too long; at most 500 entries are allowed']),
    ("issued: 2025-03", 'issued: "20255"',
     ['3:9: KB203 "issued": "20255" is not a year or month; write YYYY or YYYY-MM, as in 2024 or 2024-08']),
    ("issued: 2025-03", "issued: [2025]",
     ['3:1: KB203 "issued" should be a single value; write one text, without [ ] or { }']),
    ("scope: core", "scope: cor", ['8:8: KB203 "scope": "cor" is not one of the values possible here; '
     'did you mean "core"?']),
    ("scope: core", "scope: other", ['8:8: KB203 "scope": "other" is not one of the values possible here; '
     "use 'core' or 'background'"]),
    ("scope: core", "scope: core\nlinks: {code: 'javascript:alert(1)'}",
     ['9:15: KB203 "code": "javascript:alert(1)" is not an http or https address; '
      "write it in full, as in https://example.org/page"]),
    ("scope: core", "scope: core\nlinks: https://example.org",
     ['9:8: KB203 "links": "https://example.org" should be keys with values; its keys are code, data, project, video']),
    ("scope: core", "scope: core\nidentifiers: {arxiv: 2401.10000v1, doi: https://doi.org/10.1234/x}",
     ['9:22: KB203 "arxiv": "2401.10000v1" is not a well-formed arXiv id; '
      'write year, month and number, quoted and without version: "2402.04401" is of February 2024',
      '9:41: KB203 "doi": "https://doi.org/10.1234/x" is not a well-formed DOI; '
      "write it without https://doi.org/, as in 10.1145/3626772.3657783"]),
    ("asking: ask", "asking: {evidence: ask, role: propose}",
     ['11:35: KB203 "role": "propose" is not one of the values possible here; did you mean "proposes"?']),
    ("asking: ask", "asking: {evidenc: ask}", ['11:14: KB201 unknown key "evidenc"; did you mean "evidence"?']),
    ("asking: ask", "Asking: ask", [f'11:5: KB203 "Asking" is not a well-formed concept id; {SLUG}']),
    ("asking: ask", "con: ask",
     ['11:5: KB203 "con" is a reserved device name on some systems; choose another']),
    ("asking: ask", "asking: [ask, [x]]",
     ['11:19: KB203 entry 2 of "evidence" should be a single value; write one text, without [ ] or { }']),
    ("asking: ask", "asking: Ask",
     ['11:13: KB203 "evidence": "Ask" is not a well-formed evidence id; '
      "name an entry of evidence: lower-case letters, digits and hyphens, as in module"]),
    ("    asking: ask", "    not-read",
     ['11:5: KB203 "method": "not-read" is neither labels nor a status; '
      "write labels below it, not-applicable or not-reported"]),
    ("    asking: ask", "    {}",
     ['10:3: KB203 "method" is without a label below it; add one, write a status, or leave the facet out']),
    ("from: People are asked", "from: People, and so on, to: x",
     [f'14:29: KB201 unknown key "and so on"; {COMMA}']),
    ("from: People are asked", "from: People, cats", [f'14:29: KB201 unknown key "cats"; {COMMA}']),
    ("from: People are asked", "from: People are asked, digset: sha256-0",
     ['14:39: KB201 unknown key "digset"; did you mean "digest"?']),
    ("from: People are asked", "from: People are asked, digest: sha256-0",
     ['14:47: KB203 "digest": "sha256-0" does not have the form required; it must match ^sha256-[0-9a-f]{16}$']),
    ("{from: People are asked}", "People are asked",
     ['14:14: KB203 "passage": "People are asked" should be keys with values; its keys are from, to, digest']),
    ("    passage: {from: People are asked}", "    layer: abstrakt",
     ['14:12: KB203 "layer": "abstrakt" is not one of the values possible here; did you mean "abstract"?']),
    ("evidence:\n  ask:", "evidence:\n  - ask:",
     ['12:1: KB203 "evidence" should be keys with values; write key: value, one a line']),
    ("curation: {method: machine, read: abstract, date: 2026-01-03}", "curation: nobody",
     ['16:11: KB203 "curation": "nobody" should be keys with values; its keys are method, read, date']),
    ("date: 2026-01-03", "date: yesterday",
     ['16:51: KB203 "date": "yesterday" is not a day; write YYYY-MM-DD, as in 2026-11-21']),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), PAPER, ids=range(len(PAPER)))
def test_a_paper(old: str, new: str, expected: list[str]) -> None:
    assert findings(Paper, changed(SECOND, old, new), {"id": "bob2025second"}) == expected


SCHEME: list[tuple[str, str, str, str]] = [
    (METHOD, "order: 1", "order: first", '4:8: KB203 "order": "first" is not a whole number; write digits alone'),
    (METHOD, "order: 1", "order: 1.5", '4:8: KB203 "order": "1.5" is not a whole number; write digits alone'),
    (METHOD, "order: 1", "order: 0", '4:8: KB203 "order": "0" is out of range; use 1 or more'),
    (METHOD, "order: 1", "order: 100", '4:8: KB203 "order": "100" is out of range; use 99 or less'),
    (METHOD, "prefLabel: Asking", "prefLabel: Asking\n    shortLabel: A very long short label of many words",
     '27:17: KB203 "shortLabel": "A very long short label of many words" is too long; '
     "at most 24 characters are allowed"),
    (METHOD, "prefLabel: Asking", "prefLabel: Asking\n    facts: {users: 3}",
     "27:5: KB203 \"facts\" is not possible here; the scheme's header says of which kind: 'dataset', 'metric'"),
    (METHOD, "  - id: asking", "  - id: not-read",
     '25:9: KB203 "id": "not-read" is a status of a whole scheme, not a concept; choose another id'),
    (METHOD, "useWhen:", "usewhen:", '20:5: KB201 unknown key "usewhen"; did you mean "useWhen"?'),
    (METHOD, "origin: survey", "orgin: survey", '13:5: KB202 the key "origin" is missing; add it'),
    (DATASET, "users: 12", "user: 12", '16:7: KB201 unknown key "user"; did you mean "users"?'),
    (DATASET, "users: 12 children", "direction: higher",
     '16:7: KB201 unknown key "direction"; the keys possible here are introducedBy, domain, language, text, '
     "groundTruth, users, people, records, licence, licenceClass, url, tasks"),
    (DATASET, "users: 12 children", "people: robots",
     '16:15: KB203 "people": "robots" is not one of the values possible here; use \'real\', \'simulated\' or \'mixed\''),
    (DATASET, "users: 12 children", "licenceClass: opne",
     '16:21: KB203 "licenceClass": "opne" is not one of the values possible here; did you mean "open"?'),
    (DATASET, "users: 12 children", "text: long-ish",
     '16:13: KB203 "text": "long-ish" is not one of the values possible here; did you mean "long"?'),
    (DATASET, "key: ada2024first", "kee: ada2024first", '14:43: KB201 unknown key "kee"; did you mean "key"?'),
]  # fmt: skip


@pytest.mark.parametrize(("text", "old", "new", "expected"), SCHEME, ids=range(len(SCHEME)))
def test_a_scheme(text: str, old: str, new: str, expected: str) -> None:
    assert expected in findings(ConceptScheme, changed(text, old, new))


def test_small_files() -> None:
    assert findings(Venues, "Toys:\n  type: boook\n") == [
        '1:1: KB202 the key "containerTitle" is missing; add it',
        '2:9: KB203 "type": "boook" is not one of the values possible here; did you mean "book"?',
    ]
    assert findings(Venues, "Toys: All Toys\n") == [
        '1:7: KB203 "Toys": "All Toys" should be keys with values; its keys are containerTitle, type, publisher'
    ]
    assert findings(OutOfScopeList, "papers:\n  - {id: Eve, title: x, why: y}\n") == [
        f'2:10: KB203 "id": "Eve" is not a well-formed citekey; {SLUG}'
    ]
    assert findings(Release, "version: 1\ndate: 2026-01-31\n")[0].startswith(
        '1:10: KB203 "version": "1" does not'
    )


def test_all_problems_at_once() -> None:
    text = changed(SECOND, "title: Second Thoughts", "titel: Second Thoughts")
    text = changed(text, "issued: 2025-03", "issued: soon")
    text = changed(text, "scope: core", "scope: cor")
    text = changed(text, "asking: ask", "asking: {evidence: ASK, role: asks}")
    text = changed(text, "method: machine", "method: magic")
    assert [line.split()[:2] for line in findings(Paper, text, {"id": "bob2025second"})] == [
        ["1:1:", "KB201"],
        ["1:1:", "KB202"],
        ["3:9:", "KB203"],
        ["8:8:", "KB203"],
        ["11:24:", "KB203"],
        ["11:35:", "KB203"],
        ["16:20:", "KB203"],
    ]


def test_hostile_values_are_shown_on_one_line() -> None:
    text = changed(SECOND, "scope: core", 'scope: "core\\n::error::x"')
    assert findings(Paper, text, {"id": "bob2025second"}) == [
        r'8:8: KB203 "scope": "core\n::error::x" is not one of the values possible here; '
        "use 'core' or 'background'"
    ]


def test_thousands_of_problems_are_all_reported() -> None:
    text = SECOND + "".join(f"titel{n}: x\n" for n in range(9_000))
    found = findings(Paper, text, {"id": "bob2025second"})
    assert len(found) == 9_000
    assert sum("did you mean" in line for line in found) == 50  # looking for the nearest word has a price
