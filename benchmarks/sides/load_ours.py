"""Load and validate an atlas with `kb.check`: `python -m benchmarks.sides.load_ours ROOT`."""

import sys
import time
from pathlib import Path

from benchmarks.measure import told

if __name__ == "__main__":
    began = time.perf_counter()
    from kb.gate import check

    result = check(Path(sys.argv[1]))
    assert result.report.ok
    papers = result.base.papers.values()
    answer = {
        "papers": len(papers),
        "authors": sum(len(p.author) for p in papers),
        "labels": sum(len(f.labels) for p in papers for f in p.classification.values()),
        "evidence": sum(len(p.evidence) for p in papers),
    }
    told(time.perf_counter() - began, answer)
