"""How good the label suggestions of `kb new` are: leave-one-out over the records.

Each core record is left out in turn, and labels are suggested for its title and summary from all others.
Prints for each facet with labels: precision of the first and of the first three suggestions, and the share
of the labels among the first three and five. "most used" suggests the concepts with most papers every time.
With `--texts FILE` (JSON Lines with key and abstract) abstracts are asked instead of summaries.

    python scripts/suggestions.py [--texts abstracts.jsonl]
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from kb import repository
from kb.evidence import read_texts
from kb.identifiers import ConceptRef, SchemeId
from kb.intake import suggest
from kb.knowledge_base import KnowledgeBase, link
from kb.model import Layer, Scope

ROOT = Path(__file__).parent.parent


class Tally:
    """Hits among the first few of a ranking, added up over papers."""

    def __init__(self) -> None:
        self.papers, self.labels, self.given, self.hits = 0, 0, Counter[int](), Counter[int]()

    def add(self, ranked: list[ConceptRef], right: set[ConceptRef]) -> None:
        """Count a ranking against the concepts that are right."""
        self.papers += 1
        self.labels += len(right)
        for k in (1, 3, 5):
            self.given[k] += len(ranked[:k])
            self.hits[k] += len(right.intersection(ranked[:k]))

    def row(self) -> list[float]:
        """Precision at 1 and 3, recall at 3 and 5."""
        precision = [self.hits[k] / self.given[k] if self.given[k] else 0.0 for k in (1, 3)]
        return [*precision, self.hits[3] / self.labels, self.hits[5] / self.labels]


def measure(
    base: KnowledgeBase, texts: dict[str, str]
) -> tuple[dict[SchemeId, Tally], dict[SchemeId, Tally]]:
    """Suggestions, and always the most used concepts, against the labels of each record."""
    suggester = suggest.Suggester(base)
    papers = [p for p in base.papers.values() if p.scope is Scope.CORE and p.withdrawn is None]
    used = Counter(a.concept for p in papers for a in base.assertions(p))
    ours = {s: Tally() for s in base.schemes}
    most_used = {s: Tally() for s in base.schemes}
    for paper in papers:
        text = f"{paper.title} {texts[paper.id]}" if paper.id in texts else suggest.text_of(paper)
        if texts and paper.id not in texts:
            continue
        found = suggester.suggest(text, without=[paper.id])
        for scheme in base.schemes:
            right = {a.concept for a in base.assertions(paper) if a.concept.scheme == scheme}
            if right:
                ours[scheme].add([s.concept for s in found.get(scheme, [])], right)
                ranked = [ref for ref, _ in used.most_common() if ref.scheme == scheme]
                most_used[scheme].add(ranked, right)
    return ours, most_used


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--texts", type=Path, help="JSON Lines with key and abstract")
    options = parser.parse_args()
    texts = {}
    if options.texts:
        texts = {
            key: t for (key, layer), t in read_texts(options.texts)[0].items() if layer is Layer.ABSTRACT
        }
    base = link(repository.read(ROOT)[0])
    ours, most_used = measure(base, texts)
    print("| facet | papers | P at 1 | P at 3 | R at 3 | R at 5 | most used: R at 3 |")
    print("| --- | --: | --: | --: | --: | --: | --: |")
    for scheme, tally in ours.items():
        if tally.papers:
            cells = " | ".join(f"{100 * value:.0f} %" for value in [*tally.row(), most_used[scheme].row()[2]])
            print(f"| {scheme} | {tally.papers} | {cells} |")


if __name__ == "__main__":
    main()
