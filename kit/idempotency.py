"""Idempotency keys: what makes a repeated request count once."""

from __future__ import annotations

import itertools
import uuid

__all__ = ["IdempotencyKeys"]


class IdempotencyKeys:
    """Makes one key after the other: random ones, or counted ones under a ``prefix``.

    Counted keys are for an account that begins anew each time, where the same calls shall
    be the same bytes.

    >>> keys = IdempotencyKeys("practice")
    >>> keys.next(), keys.next()
    ('practice-1', 'practice-2')
    """

    def __init__(self, prefix: str | None = None) -> None:
        self._prefix = prefix
        self._numbers = itertools.count(1)

    def renew(self, prefix: str) -> None:
        """Count from 1 under another prefix; random keys stay random."""
        if self._prefix is not None:
            self._prefix = prefix
            self._numbers = itertools.count(1)

    def next(self) -> str:
        """A key that no earlier call got."""
        if self._prefix is None:
            return str(uuid.uuid4())
        return f"{self._prefix}-{next(self._numbers)}"
