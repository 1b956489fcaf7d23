"""`python -m benchmarks [NAME ...] [--sizes 1000,10000]`: runs comparisons and writes what came of them."""

from __future__ import annotations

import argparse
import datetime
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks import machine
from benchmarks.measure import EVERY, REPOSITORY, Failed, Unequal
from benchmarks.outcome import Outcome, readme
from benchmarks.place import Place

NAMES = ("load", "build", "change", "edit", "queries", "search", "clicks")
Compare = Callable[[Sequence[Place]], Outcome]


def main() -> int:
    """The command; 1 if a comparison failed or its sides were not equal."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"which of {', '.join(NAMES)}; all if none is named")
    parser.add_argument("--sizes", default="1000,10000", help="numbers of papers, with commas")
    parser.add_argument("--times", type=int, default=5, help="runs of each side; fewer where they take long")
    parser.add_argument("--work", type=Path, default=REPOSITORY / "build" / "bench", help="where data lie")
    parser.add_argument("--results", type=Path, default=None, help="the file of results, added to if there")
    asked = parser.parse_args()
    if unknown := set(asked.names) - set(NAMES):
        parser.error(f"no comparison {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    sizes = [int(size) for size in asked.sizes.split(",")]
    results = asked.results or REPOSITORY / "benchmarks" / _file(sizes)
    places = [Place(n, asked.work.resolve() / str(n), asked.times) for n in sizes]
    about = {"machine": machine.machine(), "versions": machine.versions()}
    page, failed = "", False
    for name in asked.names or NAMES:
        print(f"{name} ...", file=sys.stderr, flush=True)
        compare: Compare = import_module(f"benchmarks.{name}").compare
        try:
            found = {name: compare(places).as_json()}
        except (Failed, Unequal) as error:
            print(f"{name}: {error}", file=sys.stderr)
            failed = True
            continue
        # At once, so that a run that is ended early leaves what it found.
        written = merged(_read(results), found, about)
        results.write_text(json.dumps(written, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        page = readme(written)
        own = "README.md" if results.stem == "results" else f"{results.stem}.md"
        results.with_name(own).write_text(page, encoding="utf-8")
    print(page)
    return int(failed)


def merged(before: Mapping[str, Any], found: Mapping[str, Any], about: Mapping[str, Any]) -> dict[str, Any]:
    """Results with those just found in place of older ones; each says when it was made."""
    today = datetime.date.today().isoformat()
    known = {o["name"]: o for o in before.get("outcomes", ())}
    known |= {
        name: {**outcome, "date": today, "load": about["machine"]["load"]} for name, outcome in found.items()
    }
    return {
        "date": today,
        "every_ms": round(EVERY * 1000),
        **about,
        "outcomes": [known[name] for name in NAMES if name in known],
    }


def _file(sizes: Sequence[int]) -> str:
    return "results.json" if max(sizes) <= 10_000 else "large.json"


def _read(file: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return found


if __name__ == "__main__":
    sys.exit(main())
