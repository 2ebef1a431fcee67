"""Who may ask: this machine by its own name, with any ``sk_test_...``.

A publishable key is enough for the few routes that say so.
"""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as NotBase64
from typing import Final

from kit.offline.protocol import request_errors
from kit.offline.protocol.messages import Request
from kit.offline.protocol.routing import Route

__all__ = ["OFFLINE_KEY", "check_host", "is_secret", "key_of"]

#: Shown everywhere, secret nowhere.
OFFLINE_KEY: Final = "sk_test_offline_practice_account"

_LOOPBACK: Final = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:[0-9]{1,5})?", re.IGNORECASE)

_SECRET_KEY: Final = re.compile(r"sk_test_[A-Za-z0-9_]+", re.ASCII)


def check_host(request: Request) -> None:
    """Refuse a name that is not this machine's: a web page may have rebound its own."""
    host = request.headers.get("host", "")
    if not _LOOPBACK.fullmatch(host):
        raise request_errors.foreign_host(host)


def key_of(request: Request) -> str | None:
    """The key in the Authorization header: Bearer, or basic with the key as the user name."""
    scheme, _, rest = request.headers.get("authorization", "").partition(" ")
    rest = rest.strip()
    if scheme.lower() == "bearer":
        return rest or None
    if scheme.lower() == "basic":
        try:
            return b64decode(rest, validate=True).decode("utf-8").partition(":")[0] or None
        except (NotBase64, UnicodeDecodeError):
            return None
    return None


def is_secret(key: str | None, route: Route) -> bool:
    """True for a secret key, False for a publishable one where it may be; else ApiError."""
    if key is None:
        raise request_errors.no_key()
    if key.startswith("sk_test_expired"):  # a choice: one way to meet an expired key
        raise request_errors.expired_key(key)
    if _SECRET_KEY.fullmatch(key):
        return True
    if key.startswith("rk_test_"):
        raise request_errors.restricted_key(key, route.permission)
    if key.startswith("pk_test_"):
        if route.publishable:
            return False
        raise request_errors.publishable_key()
    raise request_errors.bad_key(key)
