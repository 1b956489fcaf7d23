"""Make our index and search files of an atlas: `python -m benchmarks.sides.index ROOT OUT`.

Says the seconds from records in memory to files on the disk.
"""

import sys
import time
from pathlib import Path

from benchmarks.measure import told
from kb.gate import check
from kb.index import Index
from kb.site.search_files import search_files

if __name__ == "__main__":
    base, out = check(Path(sys.argv[1])).base, Path(sys.argv[2])
    began = time.perf_counter()
    index = Index.build(base)
    built = time.perf_counter() - began
    for name, data in search_files(base, index).items():
        file = out / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    print(f"{built:.6f} s for the index alone", file=sys.stderr)
    told(time.perf_counter() - began, len(base.papers))
