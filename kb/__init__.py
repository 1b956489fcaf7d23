"""The atlas: a knowledge base of papers on personalized language models, and all that is made of it.

>>> import kb
>>> [paper.id for paper in kb.load().query("id:tan2024democratizing")]
['tan2024democratizing']
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kb.atlas import Atlas, DataError, load

__all__ = ["Atlas", "DataError", "load"]


def __getattr__(name: str) -> Any:
    # Loaded when asked for, so that a command that needs no data starts at once.
    if name in __all__:
        import kb.atlas  # noqa: PLC0415

        return getattr(kb.atlas, name)
    raise AttributeError(f"module 'kb' has no attribute {name!r}")
