"""Ids in Stripe's shapes that depend on nothing but a seed and a number.

The same seed and the same n-th object give the same id, on any machine and in any year.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Final

__all__ = [
    "client_secret",
    "fingerprint",
    "invoice_prefix",
    "long_id",
    "request_id",
    "secret_text",
    "short_id",
]

_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

#: What each byte of a digest becomes; that some letters come up a little more often is no matter.
_LETTERS: Final = bytes(ord(_ALPHABET[byte % len(_ALPHABET)]) for byte in range(256))

#: Real ids of one account share these ten characters; these are the documentation's own.
_ACCOUNT: Final = "2eZvKYlo2C"


def secret_text(seed: int, what: str, n: int, length: int) -> str:
    """``length`` letters and digits for the ``n``-th ``what``.

    >>> secret_text(0, "cus_", 1, 14) == secret_text(0, "cus_", 1, 14)
    True
    """
    digest = blake2b(b"%d %s %d" % (seed, what.encode(), n), digest_size=length).digest()
    return digest.translate(_LETTERS).decode("ascii")


def long_id(seed: int, prefix: str, n: int) -> str:
    """An id such as ``src_1NfRGv2eZvKYlo2Cv7NAImBL``: 24 characters behind the prefix."""
    text = secret_text(seed, prefix, n, 14)
    return f"{prefix}1{text[:5]}{_ACCOUNT}{text[6:]}"


def short_id(seed: int, prefix: str, n: int) -> str:
    """An id such as ``cus_9s6XKzkNRiz8i3``: 14 characters behind the prefix."""
    return prefix + secret_text(seed, prefix, n, 14)


def request_id(seed: int, run: int, n: int) -> str:
    """The id of a run's ``n``-th request, such as ``req_8bUxGdmyNyCGJy``."""
    return "req_" + secret_text(seed, f"req_{run}" if run else "req_", n, 14)


def invoice_prefix(seed: int, n: int) -> str:
    """What the invoices of the ``n``-th customer begin with: every customer has one [REC]."""
    return blake2b(b"%d invoice %d" % (seed, n), digest_size=4).hexdigest().upper()


def client_secret(seed: int, n: int) -> str:
    """The client secret of the ``n``-th source."""
    return "src_client_secret_" + secret_text(seed, "src_client_secret_", n, 24)


#: Types that show one and the same card, and so one and the same fingerprint.
_CARDS: Final = frozenset({"card", "card_present", "three_d_secure"})


def fingerprint(seed: int, type: str, number: str) -> str:
    """What tells that two sources of a type hold the same number, on any customer [REC].

    ``number`` is the whole number of the card or the account, spaces or none, in either case.

    >>> fingerprint(0, "card", "4242 4242 4242 4242") == fingerprint(0, "card", "4242424242424242")
    True
    >>> fingerprint(0, "card", "4242424242424242") == fingerprint(1, "card", "4242424242424242")
    False
    """
    network = "card" if type in _CARDS else type
    bare = "".join(number.split()).upper()
    return secret_text(seed, f"fingerprint {network} {bare}", 0, 16)
