"""When a request is sent again, and how long after.

stripe-python would repeat by itself, but it takes no notice of Retry-After [CHG 15.3.1] and
knows nothing of answers that are not Stripe's. So its own repeating is off.
"""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from kit.errors import StripeAnswerError

__all__ = ["Backoff", "may_repeat", "seconds_until_retry"]


@dataclass(frozen=True, slots=True)
class Backoff:
    """Waits that double from ``first`` up to ``longest`` seconds, for ``retries`` retries.

    An answer that says Retry-After is obeyed when it asks for at most ``patience`` seconds;
    one that asks for more is the last.
    """

    retries: int = 2
    first: float = 0.5
    longest: float = 8.0
    patience: float = 60.0

    def wait(self, error: StripeAnswerError, failures: int, retries: int | None) -> float | None:
        """Seconds to wait after so many ``failures``, the latest ``error``; None to give up."""
        if not error.should_retry or failures > (self.retries if retries is None else retries):
            return None
        # Not all at once: some of many that failed together wait half as long.
        wait = min(self.first * 2.0 ** (failures - 1), self.longest) * random.uniform(0.5, 1)  # noqa: S311  # no secret
        told = error.retry_after
        if told is None:
            return wait
        return max(wait, told) if told <= self.patience else None


def may_repeat(status: int | None, headers: Mapping[str, str]) -> bool:
    """Whether Stripe's refusal with ``status`` may change when the request is repeated.

    Stripe's own word comes first; without it, conflicts and its own failures may
    [SDK _http_client.py].

    >>> may_repeat(400, {}), may_repeat(500, {}), may_repeat(500, {"Stripe-Should-Retry": "false"})
    (False, True, False)
    """
    told = headers.get("Stripe-Should-Retry")
    if told in ("true", "false"):
        return told == "true"
    return status is None or status == 409 or status >= 500


def seconds_until_retry(headers: Mapping[str, str]) -> float | None:
    """What the header Retry-After says: a number of seconds, or a date; None without one.

    >>> seconds_until_retry({"Retry-After": "2"})
    2.0
    """
    told = headers.get("Retry-After", "").strip()
    if told.isascii() and told.isdigit():
        return float(told[:9])
    try:
        moment = parsedate_to_datetime(told)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.fromtimestamp(time.time(), UTC)).total_seconds())
