"""Mappings and sequences whose values are made when they are asked for."""

from __future__ import annotations

import gc
from collections.abc import Callable, ItemsView, Iterator, Mapping, Sequence, ValuesView
from functools import lru_cache
from typing import Generic, TypeVar, overload

K = TypeVar("K")
R = TypeVar("R")
V = TypeVar("V")


class _Over(Mapping[K, V], Generic[K, R, V]):
    """Has the keys of what is raw, in its order."""

    _raw: Mapping[K, R]

    def __contains__(self, key: object) -> bool:
        return key in self._raw

    def __iter__(self) -> Iterator[K]:
        return iter(self._raw)

    def __len__(self) -> int:
        return len(self._raw)


class Lazy(_Over[K, R, V]):
    """Values made from what is `raw` by `make`, each once; keys and order are those of `raw`."""

    def __init__(self, raw: Mapping[K, R], make: Callable[[R], V]) -> None:
        self._raw, self._make = raw, make
        self._made: dict[K, V] = {}

    def __getitem__(self, key: K) -> V:
        if key not in self._made:
            self._made[key] = self._make(self._raw[key])
        return self._made[key]

    def values(self) -> ValuesView[V]:
        """All values, made by now."""
        self._all()
        return super().values()

    def items(self) -> ItemsView[K, V]:
        """All keys with their values, made by now."""
        self._all()
        return super().items()

    def _all(self) -> None:
        missing = [key for key in self._raw if key not in self._made]
        # Records hold no circles, and looking for some among so many new ones takes as long as making them.
        running = gc.isenabled() and len(missing) > 1
        if running:
            gc.disable()
        try:
            for key in missing:
                self._made[key] = self._make(self._raw[key])
        finally:
            if running:
                gc.enable()

    def __repr__(self) -> str:
        return f"<{len(self)} records, {len(self._made)} of them decoded>"


class Recent(_Over[K, R, V]):
    """Values made from what is `raw` by `make`; those asked for lately are kept, the others made anew."""

    def __init__(self, raw: Mapping[K, R], make: Callable[[R], V]) -> None:
        self._raw = raw
        self._made = lru_cache(maxsize=256)(lambda key: make(raw[key]))

    def __getitem__(self, key: K) -> V:
        return self._made(key)


class LazyList(Sequence[V], Generic[R, V]):
    """Values made from what is `raw` by `make`, anew at each look: for what is rarely looked at."""

    def __init__(self, raw: Sequence[R], make: Callable[[R], V]) -> None:
        self._raw, self._make = raw, make

    @overload
    def __getitem__(self, at: int) -> V: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[V, ...]: ...

    def __getitem__(self, at: int | slice) -> V | tuple[V, ...]:
        if isinstance(at, slice):
            return tuple(map(self._make, self._raw[at]))
        return self._make(self._raw[at])

    def __len__(self) -> int:
        return len(self._raw)
