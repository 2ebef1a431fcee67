"""Where lists are cut: for most of the permitted rate and few requests, however objects lie."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from simulated_reading import simulate

NOW = 1_790_000_000
DAY = 86_400
YEAR = 365 * DAY


def office_hours(chance: random.Random) -> int:
    """A moment on a working day between eight and eight."""
    while True:
        moment = NOW - chance.randrange(YEAR)
        if moment // DAY % 7 < 5 and 8 <= moment // 3600 % 24 < 20:
            return moment


LISTS: dict[str, Callable[[random.Random], int]] = {
    "even": lambda chance: NOW - chance.randrange(3 * YEAR),
    "growing": lambda chance: NOW - int(4 * YEAR * (1 - chance.random() ** (1 / 3))),
    "busy by day": office_hours,
    "dense at last": lambda chance: (
        NOW - chance.randrange(DAY if chance.random() < 0.1 else 30 * DAY)
    ),
}

#: The share of what is permitted that is reached for 100,000 at 250 ms and 100 a second, the two
#: seconds included in which the limit and the length of the list are found out.
SHARE = {"even": 0.8, "growing": 0.84, "busy by day": 0.6, "dense at last": 0.8}


@pytest.mark.parametrize("kind", LISTS)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_long_list_is_read_at_most_of_the_permitted_rate(kind: str, seed: int) -> None:
    """Windows enough are found soon, all end at about the same time, and few bring little."""
    chance = random.Random(seed)
    created = [LISTS[kind](chance) for _ in range(100_000)]
    reading = simulate(created, latency=0.25, rate=100, seed=seed)
    assert sorted(reading.rows) == list(range(100_000))
    assert 1000 / 100 / reading.seconds >= SHARE[kind]
    assert reading.requests <= 1.05 * 1000


@pytest.mark.parametrize("kind", LISTS)
def test_no_more_windows_than_latency_asks_for(kind: str) -> None:
    """Where few requests are under way, hardly one is wasted."""
    chance = random.Random(3)
    created = [LISTS[kind](chance) for _ in range(100_000)]
    reading = simulate(created, latency=0.05, rate=100)
    assert 1000 / 100 / reading.seconds >= 0.95
    assert reading.requests <= 1.03 * 1000


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(NOW - 3 * YEAR, NOW) | st.integers(NOW - 300, NOW), max_size=2500),
    st.sampled_from([0.001, 0.05, 1.0]),
    st.integers(0, 99),
)
def test_every_object_is_read_once(created: list[int], latency: float, seed: int) -> None:
    """Wherever the list is cut, its parts are the whole."""
    reading = simulate(created, latency=latency, rate=100, seed=seed)
    assert sorted(reading.rows) == list(range(len(created)))
