"""Idempotency keys: the same key gets the same response, and the work is done once.

A response is saved together with the work, in one transaction, so that no death of the
process can part them [Dx:Idempotent requests].
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import Final, Self

import orjson

from kit.facts import JsonObject
from kit.facts.limits import IDEMPOTENCY_KEY_HOURS, MAX_IDEMPOTENCY_KEY_LENGTH
from kit.offline.protocol import request_errors
from kit.offline.protocol.messages import Response
from kit.offline.storage.repository import Repository, SavedResponse

__all__ = ["IdempotentRequest", "forget_old_responses"]

_SECONDS: Final = IDEMPOTENCY_KEY_HOURS * 3600


@dataclass(frozen=True, slots=True)
class IdempotentRequest:
    """A request that carries an idempotency key."""

    key: str
    endpoint: str
    params_digest: bytes

    @classmethod
    def of(cls, key: str, endpoint: str, params: JsonObject) -> Self:
        """A keyed request; ApiError when the key is empty or too long."""
        if not 0 < len(key) <= MAX_IDEMPOTENCY_KEY_LENGTH or not key.isprintable():
            raise request_errors.empty_idempotency_key()
        written = orjson.dumps(params, option=orjson.OPT_SORT_KEYS)
        return cls(key, endpoint, blake2b(written, digest_size=16).digest())

    def replay(self, repository: Repository) -> Response | None:
        """The first response to this very request; ApiError if the key was another's."""
        saved = repository.saved_response(self.key, since=repository.now - _SECONDS)
        if saved is None:
            return None
        if saved.endpoint != self.endpoint:
            raise request_errors.other_endpoint(self.key, saved.endpoint, self.endpoint)
        if saved.params_digest != self.params_digest:
            raise request_errors.other_parameters(self.key)
        headers = {"Original-Request": saved.request_id, "Idempotent-Replayed": "true"}
        return Response(saved.status, saved.body, headers)

    def save(self, repository: Repository, request_id: str, response: Response) -> None:
        """Remember the response for 24 hours of the practice clock."""
        saved = SavedResponse(
            self.endpoint, self.params_digest, request_id, response.status, response.body
        )
        repository.save_response(self.key, saved)


def forget_old_responses(repository: Repository) -> None:
    """Drop the responses whose time is over."""
    repository.forget_responses(until=repository.now - _SECONDS)
