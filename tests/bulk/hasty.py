"""How hastily a bulk attach gives up in tests: so that giving up takes no minutes."""

from kit.bulk.retry import RetryPolicy

__all__ = ["HASTY", "QUICK"]

#: Gives up a row, or all, within moments.
QUICK = RetryPolicy(tries=4, first=0.01, longest=0.05, outage=0.3, unheard=0.3)

#: Tries again as hastily, but for long enough to get through.
HASTY = RetryPolicy(tries=12, first=0.01, longest=0.05, outage=20, unheard=20)
