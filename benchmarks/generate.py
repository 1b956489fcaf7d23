"""Makes an atlas of any size to measure with: `python -m benchmarks.generate --papers 10000 --out DIR`.

Its taxonomy is ours. The records that taxonomy and prose point at are copied; the others are invented, each
with the shape of real ones: one gives the dates, venue, identifiers, links and the lengths of texts, another
the labels, roles, strengths and evidence, and here and there a facet of a third. Texts come from `Prose`,
names of people from parts of names. The same number of papers and seed give the same bytes.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

from benchmarks.words import Prose, invented, pick
from kb import repository
from kb.identifiers import EvidenceId, SchemeId
from kb.model import Evidence, Label, Labels, Paper
from kb.words import fold_label
from kb.yamltext import keyed, scalar

REPOSITORY = Path(__file__).parents[1]
SWAPPED = 0.3  # the share of facets taken from another record, so that combinations vary
PEOPLE = 0.8  # the number of people grows with this power of the number of papers
_UNUSED = 40_000  # a month on arXiv has fewer papers
_HEAD = "# yaml-language-server: $schema=../../kb/schema/paper.schema.json\n"
_COPIED = ("venues.yaml", "out-of-scope.yaml", "examples.yaml", "pictures.yaml")
_POINTER = re.compile(r"(?:paper: |\bkb:)([a-z0-9-]+)(?![a-z0-9:-])")
_SMALL = frozenset(("the", "for", "and", "with", "from", "are", "how", "does", "can", "what", "when"))


@dataclass(frozen=True)
class Made:
    """A record that was made: where it lies in the atlas and its text."""

    path: str
    text: str


def generate(papers: int, out: Path, seed: int = 1, source: Path = REPOSITORY) -> int:
    """Write an atlas of that many papers into the folder `out`, which must be missing or empty.

    Returns how many of them are copies of real records. Raises `ValueError` if there are fewer papers than
    the taxonomy and the prose point at, `FileExistsError` if there is something in the folder.
    """
    if out.is_dir() and any(out.iterdir()):
        raise FileExistsError(f"{out} is not empty")
    records, _ = repository.read(source)
    named = _named(source)
    copied = [p for p in records.papers if p in named]
    if papers < len(copied):
        raise ValueError(f"taxonomy and prose point at {len(copied)} papers: ask for at least so many")
    (out / "papers").mkdir(parents=True)
    shutil.copytree(source / "taxonomy", out / "taxonomy", ignore=shutil.ignore_patterns("migrations"))
    _only_known(out / "taxonomy" / "ids.lock")
    for name in _COPIED:
        shutil.copyfile(source / "papers" / name, out / "papers" / name)
    for citekey in copied:
        path = repository.paper_path(citekey)
        _write(out, Made(path, (source / path).read_text(encoding="utf-8")))
    real = list(records.papers.values())
    taken = [*copied, *(o.id for o in records.out_of_scope)]
    for made in _Maker(real, papers, seed, taken).records(papers - len(copied)):
        _write(out, made)
    return len(copied)


def _write(out: Path, made: Made) -> None:
    file = out / made.path
    file.parent.mkdir(exist_ok=True)
    file.write_text(made.text, encoding="utf-8", newline="\n")


def least(source: Path = REPOSITORY) -> int:
    """How many papers an atlas has at least: those that taxonomy and prose point at."""
    return sum((source / repository.paper_path(name)).is_file() for name in _named(source))


def _named(source: Path) -> frozenset[str]:
    """The papers that the taxonomy and the prose of the site point at."""
    files = [*(source / "taxonomy").rglob("*.yaml"), *(source / "site_src" / "pages").rglob("*.md")]
    return frozenset(name for file in files for name in _POINTER.findall(file.read_text(encoding="utf-8")))


def _only_known(lock: Path) -> None:
    """Take the papers out of the list of released ids: most of them are not copied."""
    lines = lock.read_text(encoding="utf-8").splitlines(keepends=True)
    lock.write_text(
        "".join(x for x in lines if x.startswith("#") or ":" in x), encoding="utf-8", newline="\n"
    )


class _Maker:
    def __init__(self, real: list[Paper], papers: int, seed: int, taken: Iterable[str]) -> None:
        self.random = Random(seed)
        self.real = real
        self.taken = set(taken)
        growth = papers / len(real)
        self.stock = max(1, papers)
        self.titles = Prose((p.title.rpartition(": ")[2] for p in real), growth, self.random)
        self.summaries = Prose((p.summary for p in real), growth, self.random)
        notes = (e.note for p in real for e in p.evidence.values() if e.note)
        self.notes = Prose(notes, growth, self.random)
        passages = [e.passage for p in real for e in p.evidence.values() if e.passage]
        self.passages = Prose((x for p in passages for x in (p.from_, p.to) if x), growth, self.random)
        names = sorted({a.display for p in real for a in p.author if not a.literal and " " in a.display})
        self.given = sorted({n.split()[0] for n in names})
        self.family = sorted({n.split()[-1] for n in names})
        self.people = round(len(names) * growth**PEOPLE) + 1
        self.known_titles = {_bare(p.title) for p in real}
        self.codes = 0

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def records(self, number: int) -> Iterator[Made]:
        for _ in range(number):
            frame, labeled = pick(self.random, self.real), pick(self.random, self.real)
            short, title = self.title(frame)
            authors = [self.author() for _ in frame.author]
            citekey = self.citekey(authors[0], frame.year, title)
            text = _HEAD + self.bibliography(frame, short, title, authors) + self.judgement(frame, labeled)
            yield Made(repository.paper_path(citekey), text)

    def title(self, frame: Paper) -> tuple[str | None, str]:
        """A short name, if the frame has one, and a title that no other record has."""
        while True:
            short = None
            if frame.short_name:
                short = invented(int(self.random.random() * 40 * self.stock)).capitalize()
            rest = self.titles.text(max(3, len(frame.title.split()) - bool(short))).rstrip(".,;:")
            title = f"{short}: {rest}" if short else f"{rest[:1].upper()}{rest[1:]}"
            if (bare := _bare(title)) not in self.known_titles:
                self.known_titles.add(bare)
                return short, title

    def author(self) -> str:
        """One of the people, some of whom write much more than others."""
        number = int(self.people * self.random.random() ** 1.3)
        # A multiplier without a common divisor spreads the pairs of given and family name.
        pair = number * 7919 % (len(self.given) * len(self.family))
        return f"{self.given[pair % len(self.given)]} {self.family[pair // len(self.given)]}"

    def citekey(self, author: str, year: int, title: str) -> str:
        words = (_ascii(w) for w in title.split())
        word = next((w for w in words if len(w) > 2 and w not in _SMALL), "paper")
        begin = f"{_ascii(author.rsplit(maxsplit=1)[-1])[:30] or 'anon'}{year}{word[:30]}"
        citekey, n = begin, 0
        while citekey in self.taken:
            n += 1
            citekey = f"{begin}-{n}"
        self.taken.add(citekey)
        return citekey

    def bibliography(self, frame: Paper, short: str | None, title: str, authors: list[str]) -> str:
        self.codes += 1
        lines = [keyed("title", title), keyed("shortName", short) if short else ""]
        lines += ["author:\n", *(f"  - {scalar(a)}\n" for a in authors)]
        lines += [keyed("issued", frame.issued), keyed("venue", frame.venue)]
        lines += _block("identifiers", self.identifiers(frame))
        address = f"https://example.org/{_ascii(short or title)[:20]}-{self.codes}"
        lines += _block("links", {name: address for name, url in frame.links if url is not None})
        summary = self.summaries.sentences(len(frame.summary.split()))
        return "".join([*lines, keyed("summary", summary), f"scope: {frame.scope}\n"])

    def identifiers(self, frame: Paper) -> dict[str, str]:
        ids, found = frame.identifiers, {}
        if ids.arxiv:
            year, month = min(ids.arxiv.month, (frame.year, 12))
            found["arxiv"] = self.arxiv(f"{year % 100:02}{month:02}")
        if ids.doi:
            found["doi"] = f"10.99999/bench.{self.codes}"
        if ids.acl:
            found["acl"] = f"{frame.year}.bench-{self.codes // 1000 + 1}.{self.codes % 1000}"
        if ids.openreview:
            found["openreview"] = f"bench{self.codes:07}"
        return found

    def arxiv(self, month: str) -> str:
        """A number of that month that no record has; those of real papers are lower."""
        number = self.codes
        while (made := f"{month}.{_UNUSED + number % (100_000 - _UNUSED)}") in self.taken:
            number += 1
        self.taken.add(made)
        return made

    def judgement(self, frame: Paper, labeled: Paper) -> str:
        """Labels, the evidence that they rest on, and who labeled."""
        facets: dict[SchemeId, str] = {}
        evidence: dict[str, Evidence] = {}
        own = [name for name, e in labeled.evidence.items() if e.note]
        for scheme in labeled.classification:
            giver = pick(self.random, self.real) if own and self.chance(SWAPPED) else labeled
            facet = giver.classification.get(scheme)
            if facet is None:
                continue
            names: dict[EvidenceId, EvidenceId] = {}
            for name in dict.fromkeys(e for label in facet.labels.values() for e in label.evidence):
                # What another record rests on is not here: its labels rest on something of this one.
                names[name] = name if giver is labeled else pick(self.random, own)
                evidence[names[name]] = labeled.evidence[names[name]]
            facets[scheme] = self.facet(facet, names)
        lines = ["classification:\n", *(f"  {scheme}:{text}" for scheme, text in facets.items())]
        if evidence:
            lines += ["evidence:\n", *(self.evidence(name, e) for name, e in evidence.items())]
        read = frame.curation[0]
        lines.append(f"curation: {{method: {read.method}, read: {read.read}, date: {read.date}}}\n")
        return "".join(lines)

    def facet(self, facet: Labels, names: Mapping[EvidenceId, str]) -> str:
        if facet.status:
            return f" {facet.status}\n"
        return "\n" + "".join(f"    {c}: {self.label(label, names)}\n" for c, label in facet.labels.items())

    def label(self, label: Label, names: Mapping[EvidenceId, str]) -> str:
        rests = list(dict.fromkeys(names[e] for e in label.evidence))
        on = rests[0] if len(rests) == 1 else f"[{', '.join(rests)}]"
        parts = [f"evidence: {on}"]
        if label.role:
            parts.append(f"role: {label.role}")
        if label.strength != "explicit":
            parts.append(f"strength: {label.strength}")
        if label.note:
            parts.append(f"note: {scalar(self.notes.sentences(len(label.note.split())), flow=True)}")
        return on if len(parts) == 1 else f"{{{', '.join(parts)}}}"

    def evidence(self, name: str, like: Evidence) -> str:
        lines = [f"  {name}:\n"]
        if like.layer != "abstract":
            lines.append(f"    layer: {like.layer}\n")
        if like.section:
            lines.append(f"    section: {scalar(like.section)}\n")
        if like.passage:
            parts = [f"from: {self.words(like.passage.from_)}"]
            if like.passage.to:
                parts.append(f"to: {self.words(like.passage.to)}")
            if like.passage.digest:
                parts.append(f"digest: sha256-{int(self.random.random() * 2**53):016x}")
            lines.append(f"    passage: {{{', '.join(parts)}}}\n")
        if like.note:
            lines.append(keyed("note", self.notes.sentences(len(like.note.split())), 4))
        return "".join(lines)

    def words(self, like: str) -> str:
        return scalar(self.passages.text(len(like.split())), flow=True)


def _block(key: str, values: dict[str, str]) -> list[str]:
    return [f"{key}:\n", *(f"  {k}: {scalar(v)}\n" for k, v in values.items())] if values else []


def _bare(title: str) -> str:
    return fold_label(title).replace(" ", "")


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]", "", plain)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.generate", description=__doc__)
    parser.add_argument("--papers", type=int, required=True, help="how many records")
    parser.add_argument("--out", type=Path, required=True, help="the folder to write, missing or empty")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    try:
        copied = generate(asked.papers, asked.out, asked.seed)
    except (ValueError, OSError) as error:
        parser.exit(2, f"{parser.prog}: {error}\n")
    print(f"{asked.papers:,} papers in {asked.out}, {copied} of them copied", file=sys.stderr)


if __name__ == "__main__":
    main()
