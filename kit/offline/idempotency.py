"""Idempotency keys: the same key gives the same answer, and the work is done once.

An answer is remembered together with the work, in one transaction, so that no death of
the process can part them [Dx:Idempotent requests].
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final

import orjson

from kit.facts.limits import IDEMPOTENCY_KEY_HOURS, MAX_IDEMPOTENCY_KEY_LENGTH
from kit.offline import refusals

if TYPE_CHECKING:
    from kit.offline.world import World

__all__ = ["Keyed", "Remembered", "forget_old", "remember", "remembered"]

_SECONDS: Final = IDEMPOTENCY_KEY_HOURS * 3600


@dataclass(frozen=True, slots=True)
class Keyed:
    """A request that carries an idempotency key."""

    key: str
    endpoint: str
    parameters: bytes

    @classmethod
    def of(cls, key: str, endpoint: str, params: dict[str, Any]) -> Keyed:
        """A keyed request; Refused when the key is empty or too long."""
        if not 0 < len(key) <= MAX_IDEMPOTENCY_KEY_LENGTH or not key.isprintable():
            raise refusals.empty_idempotency_key()
        written = orjson.dumps(params, option=orjson.OPT_SORT_KEYS)
        return cls(key, endpoint, blake2b(written, digest_size=16).digest())


@dataclass(frozen=True, slots=True)
class Remembered:
    """The answer that a key got the first time."""

    request_id: str
    status: int
    body: bytes


def remembered(world: World, request: Keyed) -> Remembered | None:
    """The first answer to this very request; Refused if the key was another request's."""
    row = world.store.execute(
        "SELECT endpoint, parameters, request_id, status, body FROM idempotent_answers "
        "WHERE key = ? AND created > ?",
        (request.key, world.now - _SECONDS),
    ).fetchone()
    if row is None:
        return None
    endpoint, parameters, request_id, status, body = row
    if endpoint != request.endpoint:
        raise refusals.other_endpoint(request.key, endpoint, request.endpoint)
    if parameters != request.parameters:
        raise refusals.other_parameters(request.key)
    return Remembered(request_id, status, body)


def remember(world: World, request: Keyed, request_id: str, status: int, body: bytes) -> None:
    """Keep the answer for 24 hours of the practice clock."""
    world.store.execute(
        "INSERT OR REPLACE INTO idempotent_answers VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            request.key,
            world.now,
            request.endpoint,
            request.parameters,
            request_id,
            status,
            body,
        ),
    )


def forget_old(world: World) -> None:
    """Drop the answers whose time is over."""
    world.store.execute(
        "DELETE FROM idempotent_answers WHERE created <= ?", (world.now - _SECONDS,)
    )
