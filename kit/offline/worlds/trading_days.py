"""When a shop's customers come and buy: it grows, it has seasons, it sleeps at night."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random
from typing import Final

from kit.offline.worlds.world import World

__all__ = ["DAY", "HOUR", "TRADING_DAYS", "buying_time", "join_times"]

HOUR: Final = 3600
DAY: Final = 24 * HOUR

#: A world of a shop reaches back two years.
TRADING_DAYS: Final = 730

#: How busy each month is: people plant in spring and give in December.
_SEASON: Final = (0.6, 0.8, 1.5, 1.9, 1.6, 1.1, 0.8, 0.7, 0.9, 0.9, 1.0, 1.4)

#: By the end as many come in a day as at first, and so many times that on top.
_GROWTH: Final = 1.4

#: How busy each hour is, in UTC.
_BUSYNESS: Final = (1, 1, 0, 0, 0, 1, 3, 6, 8, 9, 9, 9, 10, 9, 8, 8, 9, 11, 14, 15, 13, 9, 5, 2)

_HOURS: Final = tuple(hour for hour, busy in enumerate(_BUSYNESS) for _ in range(busy))


def join_times(world: World, count: int) -> list[int]:
    """When each of so many customers comes, the first first."""
    first = world.ago(days=TRADING_DAYS)
    busyness = []
    for number in range(TRADING_DAYS):
        month = datetime.fromtimestamp(first + number * DAY, UTC).month
        busyness.append(_SEASON[month - 1] * (1 + _GROWTH * number / TRADING_DAYS))
    days = world.chance.choices(range(TRADING_DAYS), busyness, k=count)
    return sorted(first + day * DAY + _time_of_day(world.chance) for day in days)


def buying_time(chance: Random, since: int, until: int) -> int:
    """A time to buy something between two others, in the waking hours where that fits."""
    at = since + int(chance.random() * (until - since))
    at = at - at % DAY + _time_of_day(chance)
    return min(max(at, since), until)


def _time_of_day(chance: Random) -> int:
    return chance.choice(_HOURS) * HOUR + int(chance.random() * HOUR)
