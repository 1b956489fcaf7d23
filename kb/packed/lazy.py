"""A mapping whose values are made when they are first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Generic, TypeVar

K = TypeVar("K")
R = TypeVar("R")
V = TypeVar("V")


class Lazy(Mapping[K, V], Generic[K, R, V]):
    """Values made from what is `raw` by `make`, each once; keys and order are those of `raw`."""

    def __init__(self, raw: Mapping[K, R], make: Callable[[R], V]) -> None:
        self._raw, self._make = raw, make
        self._made: dict[K, V] = {}

    def __getitem__(self, key: K) -> V:
        if key not in self._made:
            self._made[key] = self._make(self._raw[key])
        return self._made[key]

    def __contains__(self, key: object) -> bool:
        return key in self._raw

    def __iter__(self) -> Iterator[K]:
        return iter(self._raw)

    def __len__(self) -> int:
        return len(self._raw)

    def __repr__(self) -> str:
        return f"<{len(self)} records, {len(self._made)} of them decoded>"
