"""Stripe's signature of a delivery: what it is made of, and whether one is right.

``Stripe-Signature: t=<unix>,v1=hex(HMAC-SHA256(secret, t + "." + raw body))`` [REC]. The time is
the wall clock's, not the practice clock's: SDKs compare it with theirs and allow 300 seconds.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from typing import Final

__all__ = ["TOLERANCE_SECONDS", "is_signed", "signature_header"]

TOLERANCE_SECONDS: Final = 300


def signature_header(secret: str, body: bytes, at: int) -> str:
    """The value of ``Stripe-Signature`` for a body sent at a second of the wall clock.

    >>> signature_header("whsec_practice", b"{}", 1)
    't=1,v1=ca411af09ec574c6cee41de10f1598368ca58d44d686f91b1f6fc038e08802b6'
    """
    return f"t={at},v1={_digest(secret, body, str(at))}"


def is_signed(secret: str, body: bytes, header: str, *, now: float | None = None) -> bool:
    """Whether a body came with the signature that its secret gives it, within the tolerance.

    >>> is_signed("whsec_practice", b"{}", signature_header("whsec_practice", b"{}", 1), now=1)
    True
    >>> is_signed("whsec_another", b"{}", signature_header("whsec_practice", b"{}", 1), now=1)
    False
    """
    pairs = [part.partition("=")[::2] for part in header.split(",")]
    times = [value for name, value in pairs if name == "t" and value.isdecimal()]
    if not times:
        return False
    wall_clock = time.time() if now is None else now
    expected = _digest(secret, body, times[0])
    signed = any(name == "v1" and hmac.compare_digest(value, expected) for name, value in pairs)
    return signed and abs(wall_clock - int(times[0])) <= TOLERANCE_SECONDS


def _digest(secret: str, body: bytes, at: str) -> str:
    return hmac.new(secret.encode(), at.encode() + b"." + body, hashlib.sha256).hexdigest()
