"""Read the same records with PyYAML and our own pydantic models: what most projects of this kind do.

`python -m benchmarks.sides.load_yaml ROOT c|pure`: `yaml.load` with `CSafeLoader` or with `SafeLoader`, which
is `yaml.safe_load`. No places of faults, no rules.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.measure import told


def main(root: Path, how: str) -> None:
    """Read all files."""
    began = time.perf_counter()
    import yaml

    from benchmarks.sides.counts import counts
    from kb.model import Paper

    loader: Any = yaml.CSafeLoader if how == "c" else yaml.SafeLoader
    papers = []
    for year in sorted(root.glob("papers/[0-9]*")):
        for file in sorted(year.glob("*.yaml")):
            data = yaml.load(file.read_bytes(), Loader=loader)
            # Dates and numbers as the text that our records hold.
            data["issued"] = str(data["issued"])
            read = data["curation"] if isinstance(data["curation"], list) else [data["curation"]]
            data["curation"] = [{**c, "date": str(c["date"])} for c in read]
            papers.append(Paper.model_validate({**data, "id": file.stem}))
    told(time.perf_counter() - began, counts(papers))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
