"""The questions of `kb label`: terms that a text names, then each facet that is open, then the summary."""

from __future__ import annotations

import os
import shutil
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import typer

from kb.cli.terminal import ENTER, Keyboard
from kb.diagnostics import Diagnostic, Location, did_you_mean
from kb.identifiers import ConceptRef, SchemeId
from kb.intake.label import Answers, Confirmed, named, open_summary, specific
from kb.intake.passages import Source
from kb.intake.proposals import Proposal, carried
from kb.knowledge_base import KnowledgeBase
from kb.model import Paper, Passage, Role, Status, Strength
from kb.rules.kb701_summary_length import LONGEST, SHORTEST

KEYS = "y yes   n no   i inferred   r other role   p other passage   b back   d done"
FACET_OPEN = (
    "number that term   t other   n not-reported   a not-applicable   Enter leave it   b back   d done"
)
FACET_HAS = "number that term   t other   Enter no more   b back   d done"
Likely = Mapping[SchemeId, list[tuple[ConceptRef, str]]]
Step = Proposal | SchemeId | None  # a term that the text names, a facet, the summary


def _style(text: str, bold: bool = False, underline: bool = False) -> str:
    """The text as it stands out, where a terminal can show that."""
    plain = os.environ.get("TERM", "dumb") == "dumb"
    return text if plain else typer.style(text, bold=bold, underline=underline)


class Back(Exception):
    """That the question before is to be asked again."""


@dataclass(frozen=True)
class Dialogue:
    """Asks about one paper; `likely` are terms, with the reason, for the facets that the text leaves open."""

    base: KnowledgeBase
    paper: Paper
    source: Source
    proposals: list[Proposal]
    likely: Likely
    keyboard: Keyboard
    given: dict[int, Answers] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)

    @property
    def answers(self) -> Answers:
        """All that was confirmed so far."""
        labels = specific(self.base, [label for a in self.given.values() for label in a.labels])
        implied = frozenset(above for label in labels for above in self.base.ancestors(label.concept))
        return Answers(
            tuple(labels),
            {scheme: status for a in self.given.values() for scheme, status in a.statuses.items()},
            next((a.summary for a in self.given.values() if a.summary), ""),
            frozenset(ref for a in self.given.values() for ref in a.refused) | implied,
        )

    def run(self) -> Answers:
        """Ask all there is to ask; what is confirmed stands in `answers` at any time."""
        steps: list[Step] = [*self.proposals, *self.base.schemes, None]
        asked: list[int] = []
        number = 0
        self._say(f"{self.paper.id} · {self.paper.title}")
        self._say("Each answer is one key. Ctrl-C stops; what was confirmed is written then too.")
        try:
            while number < len(steps):
                if self._settled(steps[number]):
                    number += 1
                    continue
                try:
                    self.given[number] = self._ask(steps[number], number)
                except Back:
                    number = asked.pop() if asked else number
                    self.given.pop(number, None)
                    continue
                asked.append(number)
                number += 1
        except EOFError:
            self._say("")
        return self.answers

    def _ask(self, step: Step, number: int) -> Answers:
        if isinstance(step, Proposal):
            self._say("")
            label = self._term(step.concept, step.passage, f"{number + 1}/{len(self.proposals)}  ")
            return Answers((label,)) if label else Answers(refused=frozenset({step.concept}))
        return self._summary() if step is None else self._facet(step, number)

    def _held(self) -> frozenset[ConceptRef]:
        """The terms that the record carries with the answers so far, and those that these imply."""
        held = carried(self.base, self.paper) | {label.concept for label in self.answers.labels}
        return held | {above for ref in held for above in self.base.ancestors(ref)}

    def _settled(self, step: Step) -> bool:
        """Whether nothing is left to ask."""
        if step is None:
            return not open_summary(self.paper)
        if isinstance(step, Proposal):
            return step.concept in self._held()
        labels = any(ref.scheme == step for ref in self._held())
        known = self.base.status(self.paper, step) not in (None, Status.NOT_READ)
        return known or (labels and not self._left(step))

    def _left(self, scheme: SchemeId) -> list[tuple[ConceptRef, str]]:
        """The likely terms of a facet that have no answer yet; digits name them."""
        done = self._held() | self.answers.refused
        return [(ref, why) for ref, why in self.likely.get(scheme, []) if ref not in done][:9]

    def _term(self, ref: ConceptRef, passage: Passage | None, lead: str = "") -> Confirmed | None:
        """The label as confirmed, or None for one that does not hold."""
        concept = self.base.concept(ref)
        label = Confirmed(ref, (), self.base.schemes[ref.scheme].default_role)
        self._say(f"{lead}{_style(str(ref), bold=True)} · {concept.pref_label}")
        self._say(concept.definition, "  ")
        if passage is None and not (passage := self._passage()):
            return None
        while True:
            before, said, after = self.source.context(passage)
            self._say(f"{before}{_style(said, underline=True)}{after}", "    ")
            match self._key("ynirpbd", f"{label.role}? ", KEYS):
                case "y":
                    return replace(label, passages=(passage,))
                case "n":
                    return None
                case "i" if note := self.keyboard.line("  How does it follow, in your own words? "):
                    return replace(label, passages=(passage,), strength=Strength.INFERRED, note=note)
                case "r":
                    told = {role.value[0]: role for role in Role}
                    self._say("   ".join(f"{key} {role}" for key, role in told.items()), "  ")
                    label = replace(label, role=told[self.keyboard.key("".join(told))])
                case "p":
                    passage = self._passage() or passage

    def _passage(self) -> Passage | None:
        """A passage by the number of its sentence or by its words; None if there is none after all."""
        for number, sentence in enumerate(self.source.sentences, 1):
            self._say(f"{number:>2}  {sentence}", "    ", whole=False)
        while said := self.keyboard.line(
            "  Which sentence says so (number), or words of it; Enter for none: "
        ):
            found = (
                self.source.sentence(int(said))
                if said.isdecimal()
                else self.source.pointed(said, Location("passage"))
            )
            if isinstance(found, Passage):
                return found
            wrong = f"{found.message}; {found.hint}" if isinstance(found, Diagnostic) else "no such sentence"
            self._say(wrong, "  ")
        return None

    def _facet(self, scheme: SchemeId, number: int) -> Answers:
        """The labels or the status of a facet; neither where it is left alone.

        What is confirmed stands in `given` at once: nothing is lost where somebody stops in between.
        """
        while True:
            mine = self.given.get(number, Answers())
            held = {ref for ref in self._held() if ref.scheme == scheme}
            left = self._left(scheme)
            refused = frozenset(ref for ref, _ in left)
            try:
                key = self._facet_key(scheme, held, left)
                if key == ENTER:
                    return replace(mine, refused=refused if held else frozenset())
                if key in "na":
                    status = Status.NOT_REPORTED if key == "n" else Status.NOT_APPLICABLE
                    return Answers(statuses={scheme: status}, refused=refused)
                ref = self._named(scheme) if key == "t" else left[int(key) - 1][0]
            except Back:
                if not mine.labels:
                    raise
                self.given[number] = Answers(mine.labels[:-1])
                continue
            try:
                label = self._term(ref, None) if ref else None
            except Back:
                continue
            if label:
                self.given[number] = Answers((*mine.labels, label))

    def _facet_key(self, scheme: SchemeId, held: set[ConceptRef], left: list[tuple[ConceptRef, str]]) -> str:
        """One answer to a facet; a status only where no label stands."""
        head = self.base.schemes[scheme]
        self._say("")
        has = f" · has {', '.join(sorted(ref.id for ref in held))}" if held else ""
        self._say(f"{_style(head.pref_label, bold=True)} · {head.gloss or head.definition}{has}")
        for number, (ref, why) in enumerate(left, 1):
            self._say(f"{number}  {ref.id} · {why}", "  ")
        digits = "".join(str(n) for n in range(1, len(left) + 1))
        if held:
            return self._key(f"{digits}tbd{ENTER}", "", FACET_HAS)
        return self._key(f"{digits}tnabd{ENTER}", "", FACET_OPEN)

    def _named(self, scheme: SchemeId) -> ConceptRef | None:
        """A term of a facet by its id, or by how that begins, or by a name."""
        known = {ref.id: ref for _, ref in self.base.terms(scheme)}
        while said := self.keyboard.line("  Its id or name, or how the id begins; ? for all: "):
            begin = [i for i in known if i.startswith(said)]
            found = named(self.base, scheme, said) or (known[begin[0]] if len(begin) == 1 else None)
            if found:
                return found
            self._say(
                ", ".join(begin or known) if begin or said == "?" else did_you_mean(said, known, "?"), "  "
            )
        return None

    def _summary(self) -> Answers:
        self._say("")
        self._say(
            f"Summary: {SHORTEST} to {LONGEST} words of your own: the problem, what was done, what came out."
        )
        said = ""
        while True:
            said, before = self.keyboard.line("> ", said), said
            words = len(said.split())
            if not said or said == before or SHORTEST <= words <= LONGEST:
                return Answers(summary=said)
            self._say(f"{words} words; Enter keeps it as it is", "  ")

    def _key(self, offered: str, prompt: str, keys: str) -> str:
        """An answer; going back and being done are taken care of. What keys mean is told once, and for ?."""
        key = "" if keys in self.told else "?"
        while key in ("", "?"):
            if key:
                self._say(keys, "  ")
                self.told.add(keys)
            print(f"  {prompt}({' '.join(offered.strip())}, ? help) ", end="", flush=True)
            key = self.keyboard.key(f"{offered}?")
            print(key.strip())
        if key == "b":
            raise Back
        if key == "d":
            raise EOFError
        return key

    @staticmethod
    def _say(text: str, indent: str = "", whole: bool = True) -> None:
        """A line, or as many as it takes."""
        width = max(40, shutil.get_terminal_size().columns)
        if not whole and len(indent + text) > width:
            text = f"{text[: width - len(indent) - 1]}…"
        print(textwrap.fill(text, width, initial_indent=indent, subsequent_indent=indent))
