"""The gate for text: whatever YAML may not do here is refused at its place, and good text passes unchanged."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.yamlsource import MAX_BYTES, MAX_DEPTH, MAX_LINE, MAX_NODES, Mapping, parse, place, plain

QUOTE = "put the whole text in double quotes"


def refusal(data: str | bytes) -> str:
    """The one finding that the data gives."""
    node, found = parse("f.yaml", data.encode() if isinstance(data, str) else data)
    assert node is None
    (finding,) = found
    return str(finding).removeprefix("f.yaml:")


def read(text: str) -> Mapping:
    node, found = parse("f.yaml", text.encode())
    assert node is not None, found
    return node


ALIAS = f"an alias is not allowed; write the value out; for a text that begins with *, {QUOTE}"
ANCHOR = f"an anchor is not allowed; write the value out each time; for a text that begins with &, {QUOTE}"
TAG = f"a tag is not allowed; remove the ! and the word after it; for a text that begins with !, {QUOTE}"
INVISIBLE = "is not allowed; remove this invisible or control character"

REFUSED = [
    ("a: 1\nb: *one\n", f"2:4: error KB105 {ALIAS}"),
    ("a: 1\nb: [&one x, *one]\n", f"2:5: error KB105 {ANCHOR}"),
    ("a: &one\n  b: c\n", f"1:4: error KB105 {ANCHOR}"),
    ("a: !!python/object/apply:os.system [ls]\n", f"1:4: error KB105 {TAG}"),
    ("a: !!int 1\n", f"1:4: error KB105 {TAG}"),
    ("a: !include x\n", f"1:4: error KB105 {TAG}"),
    ("!x\na: b\n", f"1:1: error KB105 {TAG}"),
    ("a: b\n<<: {c: d}\n", "2:1: error KB105 a merge key is not allowed; write the keys out"),
    ('"<<": {c: d}\n', "1:1: error KB105 a merge key is not allowed; write the keys out"),
    ("%YAML 1.1\n---\na: b\n", "1:1: error KB105 a YAML directive is not allowed; remove the % line"),
    ("%TAG ! !x\n---\na: b\n", "1:1: error KB105 a YAML directive is not allowed; remove the % line"),
    ("a: b\n---\nc: d\n", "2:1: error KB105 a second document begins; keep one record a file"),
    ("a: b\n---\n", "2:1: error KB105 a second document begins; keep one record a file"),
    ("a: 1\nb: 2\na: 3\n", '3:1: error KB109 the key "a" stands twice; it stands on line 1 already; keep one'),
    ("a:\n  b: 1\n  'b': 2\n",
     '3:3: error KB109 the key "b" stands twice; it stands on line 2 already; keep one'),
    ("a: {b: 1, b: 2}\n", '1:11: error KB109 the key "b" stands twice; it stands on line 1 already; keep one'),
    ("? [a]\n: b\n", "1:3: error KB106 a key must be a word; write key: value"),
    ("? {a: b}\n: c\n", "1:3: error KB106 a key must be a word; write key: value"),
    ("a: Title: part\n", f"1:9: error KB106 not YAML: a colon in a text, or a wrong indentation; {QUOTE}"),
    ("a: b\n'c: d\n", "2:1: error KB106 not YAML: this quote is not closed; end the text with the same quote"),
    ("a: {b: c\nd: e\n",
     f"2:2: error KB106 not YAML: a {{ is not closed before this; add }} or {QUOTE}"),
    ("a: [b\n", f"1:6: error KB106 not YAML: a [ is not closed before this; add ] or {QUOTE}"),
    ("a: @b\n", f"1:4: error KB106 not YAML: no text can begin with this sign; {QUOTE}"),
    ("a: `b`\n", f"1:4: error KB106 not YAML: no text can begin with this sign; {QUOTE}"),
    ('a: "b" c\n', "1:8: error KB106 not YAML: no key begins here; indent keys alike, none below a line that still has its #; "
     "quote all of a text or nothing"),
    ("a: b\nc\n", "2:1: error KB106 not YAML: this is no key with a value; "
     "write key: value, or indent the line"),
    ("- a\nb: c\n", "2:1: error KB106 not YAML: a list and keys are mixed; indent each alike"),
    ("  a: b\n c: d\n", "2:2: error KB106 not YAML: this belongs to no key; begin keys where the first begins"),
    ("a: - b\n", "1:4: error KB106 not YAML: a list begins here; begin it on a new line"),
    ('a: "\\q"\n', "1:5: error KB106 not YAML: a backslash stands here; double it, or use single quotes"),
    ("", "1:1: error KB107 the file holds no mapping; write keys and values, as in key: value"),
    ("# nothing\n", "1:1: error KB107 the file holds no mapping; write keys and values, as in key: value"),
    ("- a\n", "1:1: error KB107 the file holds no mapping; write keys and values, as in key: value"),
    ("<!DOCTYPE html>\n", "1:1: error KB107 the file holds no mapping; write keys and values, as in key: value"),
    (b"a: b\nk: caf\xe9\n", "2:7: error KB102 the text is not UTF-8; save the file as UTF-8"),
    ("a: é漢".encode() + b"\xff\n", "1:6: error KB102 the text is not UTF-8; save the file as UTF-8"),
    ("a: b\n".encode("utf-16"), "1:1: error KB102 the text is not UTF-8; save the file as UTF-8"),
    (b"a: \xed\xa0\x80\n", "1:4: error KB102 the text is not UTF-8; save the file as UTF-8"),
    ("a:\tb\n", "1:3: error KB103 a tab is not allowed; indent and separate with spaces"),
    ("a:\n\tb: c\n", "2:1: error KB103 a tab is not allowed; indent and separate with spaces"),
    ("a: b\r\n", "1:5: error KB103 a carriage return is not allowed; end lines with a line feed alone"),
    ("a: b\rc: d\n", "1:5: error KB103 a carriage return is not allowed; end lines with a line feed alone"),
    ("\ufeffa: b\n", f"1:1: error KB103 a byte order mark {INVISIBLE}"),
    ("a: b\n# \x00\n", f"2:3: error KB103 the character U+0000 {INVISIBLE}"),
    ("a: \x1b[31m\n", f"1:4: error KB103 the character U+001B {INVISIBLE}"),
    ('a: "\\u202e"\n', f"1:4: error KB103 the character U+202E {INVISIBLE}"),
    ('a: "x\\tb"\n', "1:4: error KB103 a tab is not allowed; indent and separate with spaces"),
    ('a: "\\e[2J"\n', f"1:4: error KB103 the character U+001B {INVISIBLE}"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "finding"), REFUSED, ids=range(len(REFUSED)))
def test_refused_at_its_place(data: str | bytes, finding: str) -> None:
    assert refusal(data) == finding


UNSEEN = {
    "C1 control": "\x9b",
    "next line": "\x85",
    "soft hyphen": "\xad",
    "Arabic letter mark": "\u061c",
    "Hangul filler": "\u3164",
    "zero-width space": "\u200b",
    "left-to-right mark": "\u200e",
    "line separator": "\u2028",
    "right-to-left override": "\u202e",
    "word joiner": "\u2060",
    "isolate": "\u2066",
    "interlinear annotation": "\ufff9",
    "noncharacter": "\uffff",
    "tag": "\U000e0041",
}


@pytest.mark.parametrize("character", UNSEEN.values(), ids=UNSEEN)
@pytest.mark.parametrize("text", ["ab: c{}d\n", "ab: c\n{}x: y\n", "ab: c # {}\n"])
def test_what_cannot_be_seen_is_refused(text: str, character: str) -> None:
    line, column = (2, 1) if "\n{}" in text else (1, text.index("{") + 1)
    number = f"U+{ord(character):04X}"
    assert (
        refusal(text.format(character)) == f"{line}:{column}: error KB103 the character {number} {INVISIBLE}"
    )


def test_a_bomb_of_one_kilobyte_is_refused_at_its_fuse() -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 20)]
    bomb = "\n".join(rows)
    assert len(bomb) > 1000
    assert refusal(bomb) == f"1:5: error KB105 {ANCHOR}"


def test_depth() -> None:
    at_most = "a: " + "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1)
    assert plain(read(at_most))["a"]
    assert refusal("a: " + "[" * 15_000) == "1:23: error KB108 nested deeper than 20; flatten the structure"
    assert refusal("\n".join(" " * n + "a:" for n in range(30))).startswith("21:21: error KB108")
    assert refusal("- " * 30 + "a\n").startswith("1:41: error KB108")


def test_size() -> None:
    padding = b"# " + b"x" * 98 + b"\n"
    most = b"a: b\n" + padding * ((MAX_BYTES - 5) // 101)
    assert parse("f", most + b"#" * (MAX_BYTES - len(most)))[0] is not None
    assert refusal(most + padding) == (
        "1:1: error KB101 the file has more than 262,144 bytes; split or shorten it"
    )


def test_long_line() -> None:
    assert parse("f", b"a: " + b"x" * (MAX_LINE - 3))[0] is not None
    assert refusal("b: c\na: " + "x" * (MAX_LINE - 2)) == (
        "2:20001: error KB104 the line has 20,001 characters; at most 20,000 are allowed"
    )


def test_number_of_values() -> None:
    row = "[" + "x," * 5_000 + "],\n"
    text = "a: [" + row * (MAX_NODES // 5_000) + "]"
    assert refusal(text).endswith("error KB108 more than 40,000 values; split the file")


GOOD = [
    "Ångström, naïve, Dvořák, Nguyễn",
    "نماذج لغوية كبيرة مخصّصة",
    "התאמה אישית של מודלי שפה",
    "大規模言語モデルの個人化，한국어 맞춤",
    "क्ष्‌मा with a non-joiner, می‌خواهم too",
    "👩‍🔬 and 👨‍👩‍👧‍👦 and 🏳️‍🌈",
    "∀x∈ℝ: ⟨x,y⟩ ≤ ‖x‖·‖y‖ 𝔼[𝒳] O(n²)",
    "<b>&amp;'\"` {{ x }} ${x} %s",
]


@pytest.mark.parametrize("text", GOOD)
def test_odd_but_good_text_passes_unchanged(text: str) -> None:
    quoted = text.replace("'", "''")
    assert plain(read(f"a: '{quoted}'\nb: >-\n  {text}\n")) == {"a": text, "b": text}


PLAIN = ["no", "NO", "on", "yes", "true", "null", "~", "2401.10000", "012", "0x1F", "1_000", "1e3", ".inf",
         "2026-01-02", "2026-01-02T03:04:05Z", "1:30", "12:30:45", "="]  # fmt: skip


@pytest.mark.parametrize("text", PLAIN)
def test_every_scalar_stays_the_text_that_was_written(text: str) -> None:
    assert plain(read(f"a: {text}\n{text}: b\n")) == {"a": text, text: "b"}


def test_places() -> None:
    node = read("a: b\nc:\n  - d: [e, 漢字, f]\n    g: h\n")

    def at(*steps: object, key: bool = False) -> str:
        return str(place("x", node, steps, key))

    assert at("a") == "x:1:4"
    assert at("a", key=True) == "x:1:1"
    assert at("c") == "x:2:1"
    assert at("c", 0, "d", 2) == "x:3:16"
    assert at("c", 0, "g") == "x:4:8"
    assert at("c", 0, "none", "at", "all") == "x:3:5"
    assert at("c", 9) == "x:2:1"
    assert at("nowhere") == "x:1:1"


def inside(text: str, line: int, column: int) -> bool:
    lines = text.split("\n")
    return 1 <= line <= len(lines) and 1 <= column <= len(lines[line - 1]) + 1


# Pieces that YAML gives a meaning, so that random text gets far into the parser.
PIECES = st.sampled_from(
    ["a", "b: ", "- ", "\n", "  ", "[", "]", "{", "}", ",", ": ", "? ", "'", '"', "|\n", ">-\n ", "# ", "&x ",
     "*x", "!t ", "---\n", "...\n", "%Y 1\n", "\\", "\t", "\r", "é", "漢", "\u200b", "\x00", "\ufeff"]
)  # fmt: skip


@settings(deadline=None)  # a slow machine is no failure
@given(st.one_of(st.binary(max_size=200), st.lists(PIECES, max_size=40).map(lambda p: "".join(p).encode())))
def test_never_raises_and_every_place_lies_in_the_text(data: bytes) -> None:
    node, found = parse("f", data)
    assert (node is None) == bool(found)
    text = data.decode("utf-8", "replace")
    for finding in found:
        assert inside(text, finding.location.line, finding.location.column)
        assert finding.hint
    if node is not None:
        for key, value in node.entries.values():
            assert inside(text, key.line, key.column) and inside(text, value.line, value.column)
            assert 0 < key.end <= value.end <= len(text)
