"""What the gateway gives upward: one answer of Stripe's, proved to be one."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Self

from kit.facts import JsonObject
from kit.gateway.transport import ReceivedResponse

__all__ = ["ApiResponse"]


@dataclass(frozen=True)
class ApiResponse:
    """One answer of Stripe's: the body as it came, and the request's id.

    ``replayed`` tells that Stripe did nothing this time: it kept the answer for the key.
    ``skimmed`` is the body parsed fast, for ids and flags: integers beyond 64 bits are
    floats in it.
    """

    body: bytes = field(repr=False)  # which tracebacks print
    request_id: str | None
    replayed: bool = False
    skimmed: JsonObject = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, received: ReceivedResponse, skimmed: JsonObject) -> Self:
        """The answer that ``received`` is, parsed already."""
        headers = received.headers
        replayed = headers.get("Idempotent-Replayed") == "true"
        return cls(received.body, headers.get("Request-Id"), replayed, skimmed)

    @property
    def data(self) -> JsonObject:
        """The body as plain Python: integers of any size stay exact."""
        parsed: JsonObject = json.loads(self.body)
        return parsed
