"""Values that are made when they are asked for."""

from __future__ import annotations

import gc

import pytest

from kb.lazy import Lazy


def test_values_are_made_once_in_the_order_of_the_keys() -> None:
    made: list[int] = []
    numbers = Lazy({"b": 2, "a": 1}, lambda n: made.append(n) or n * 10)
    assert numbers["a"] == 10
    assert list(numbers.values()) == [20, 10]
    assert list(numbers.items()) == [("b", 20), ("a", 10)]
    assert made == [1, 2]


@pytest.mark.parametrize("running", [True, False])
def test_the_collector_is_left_as_it_was(running: bool) -> None:
    def fail(n: int) -> int:
        raise ValueError(n)

    (gc.enable if running else gc.disable)()
    try:
        list(Lazy({1: 1, 2: 2}, str).values())
        assert gc.isenabled() is running
        with pytest.raises(ValueError, match="1"):
            Lazy({1: 1, 2: 2}, fail).values()
        assert gc.isenabled() is running
    finally:
        gc.enable()
