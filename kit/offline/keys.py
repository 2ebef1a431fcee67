"""Which API keys the account takes: any ``sk_test_...``, and a publishable one to read."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as NotBase64
from typing import TYPE_CHECKING, Final

from kit.offline import refusals

if TYPE_CHECKING:
    from kit.offline.calls import Route

__all__ = ["OFFLINE_KEY", "is_secret", "key_of"]

#: Shown everywhere, secret nowhere.
OFFLINE_KEY: Final = "sk_test_offline_practice_account"


def key_of(authorization: str | None) -> str | None:
    """The key of an Authorization header: Bearer, or basic with the key as the user name."""
    if not authorization:
        return None
    scheme, _, rest = authorization.partition(" ")
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
    """True for a secret key, False for a publishable one where it may be; else Refused."""
    if key is None:
        raise refusals.no_key()
    if key.startswith("sk_test_expired"):  # a choice: one way to meet an expired key
        raise refusals.expired_key(key)
    if key.startswith("sk_test_") and len(key) > len("sk_test_"):
        return True
    if key.startswith("rk_test_"):
        raise refusals.restricted_key(key, route.permission)
    if key.startswith("pk_test_"):
        if route.publishable:
            return False
        raise refusals.publishable_key()
    raise refusals.bad_key(key)
