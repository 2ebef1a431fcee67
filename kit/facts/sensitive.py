"""What is secret: names of fields that hold secrets or account numbers, and what those look like.

A name is compared by its words, whatever their case: ``client_secret``, ``clientSecret`` and
``CLIENT-SECRET`` are one.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

__all__ = ["HARMLESS_ENDINGS", "MASK", "SENSITIVE_WORDS", "SHAPES_OF_KEYS", "is_sensitive"]

#: Begins every masked value; no value of Stripe's holds it.
MASK: Final = "••••"

#: Numbers of bank accounts and cards: whoever has one may debit it.
_NUMBERS: Final = (
    "account number",
    "card number",
    "cvc",
    "cvv",
    "iban",
    "pan",
    "receiver address",
    "security code",
)

#: What the holder of an account, or a payer's browser or app, is given, and nobody else.
_CREDENTIALS: Final = (
    "access token",
    "api key",
    "auth token",
    "client token",
    "data string",
    "passphrase",
    "passwd",
    "password",
    "prepay id",
    "private key",
    "refresh token",
    "secret",
    "secrets",
    "secret key",
)

#: Addresses that carry such a secret; the mandate's ends in a client secret.
_ADDRESSES: Final = (
    "mandate url",
    "native url",
    "qr code url",
    "redirect url",
)

#: Hidden under a name that holds one of these, the words in a row, at any depth and in
#: metadata too. The first words may be those of the hash around: ``redirect[url]``.
SENSITIVE_WORDS: Final = tuple(
    tuple(name.split()) for name in (*_NUMBERS, *_CREDENTIALS, *_ADDRESSES)
)

#: What follows a sensitive name without being secret itself: ``iban_last4``, ``cvc_check``.
HARMLESS_ENDINGS: Final = (("check",), ("country",), ("last", "4"), ("status",), ("type",))

#: How keys and client secrets begin, with the first character that is theirs alone: API keys
#: of an account or an organization, restricted, publishable and ephemeral ones, signing
#: secrets of webhooks, client secrets of sources and of what came after them [D:API keys].
SHAPES_OF_KEYS: Final = r"k_(?:live|test|org)_[0-9A-Za-z]|whsec_[0-9A-Za-z]|_secret_[0-9A-Za-z]"

_WORDS: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_]+")


@lru_cache(maxsize=1 << 15)
def is_sensitive(holder: str, name: str) -> bool:
    """Whether the field ``name`` of the hash named ``holder`` is to be masked.

    >>> [is_sensitive("", name) for name in ("client_secret", "refundIban", "card[number]")]
    [True, True, True]
    >>> is_sensitive("receiver", "address"), is_sensitive("owner", "address")
    (True, False)
    >>> is_sensitive("ideal", "iban_last4")
    False
    """
    around = _words(holder)
    words = around + _words(name)
    return any(
        words[start : start + len(run)] == run
        and words[start + len(run) :] not in HARMLESS_ENDINGS
        and start + len(run) > len(around)
        for run in SENSITIVE_WORDS
        for start in range(len(words))
    ) or any(_holds_name(word) for word in words[len(around) :])


def _words(name: str) -> tuple[str, ...]:
    """The words of a name, in the case that all compare in."""
    if not name.isascii():
        name = unicodedata.normalize("NFKC", name)
    return tuple(word.casefold() for word in _WORDS.findall(name))


#: Names of several words as they stand when nothing parts them.
_SQUASHED: Final = tuple("".join(run) for run in SENSITIVE_WORDS if len(run) > 1)
_LONE: Final = tuple(run[0] for run in SENSITIVE_WORDS if len(run) == 1 and len(run[0]) > 3)


def _holds_name(word: str) -> bool:
    """Whether one word holds a sensitive name: ``clientsecret``, ``myiban``, ``ibannumber``."""
    return (
        any(squashed in word for squashed in _SQUASHED)
        or (word.endswith(_LONE) and word not in _LONE)
        or (word.startswith("iban") and word != "iban")
    )
