"""Build hook of the wheel: the data packed beside the YAML files: an installed atlas opens at once."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PackHook(BuildHookInterface[Any]):
    """Checks the data and packs it; a wheel of data with errors is not built."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the file; an editable install reads the checkout and needs none."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        from kb.gate import check
        from kb.index import Index
        from kb.packed import NAME, pack

        result = check(Path(self.root))
        if not result.report.ok:
            raise ValueError(f"the data have errors, the first: {result.report.errors[0]}")
        with tempfile.NamedTemporaryFile(suffix=NAME, delete=False) as file:
            file.write(pack(result.base, Index.build(result.base), software=self.metadata.version))
        self._made = Path(file.name)
        build_data["force_include"][file.name] = f"kb/data/{NAME}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was made for the wheel."""
        if version != "editable":
            self._made.unlink()
