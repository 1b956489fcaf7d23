"""Load and validate an atlas with `kb.check`: `python -m benchmarks.sides.load_ours ROOT`."""

import sys
import time
from pathlib import Path

from benchmarks.measure import told

if __name__ == "__main__":
    began = time.perf_counter()
    from benchmarks.sides.counts import counts
    from kb.gate import check

    result = check(Path(sys.argv[1]))
    assert result.report.ok
    papers = result.base.papers.values()
    told(time.perf_counter() - began, counts(papers))
