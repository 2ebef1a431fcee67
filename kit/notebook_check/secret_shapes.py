"""What a secret looks like in text: keys, client secrets, account numbers, addresses of people.

Keys and account numbers are those of ``kit.facts``, so what the kit masks in a frame is what is
found here; and so is what stands under a sensitive name, as code or as JSON.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from kit.facts.account_numbers import account_numbers
from kit.facts.sensitive import MASK, SHAPES_OF_KEYS, is_sensitive

__all__ = ["secrets_in"]

#: The whole of a word that holds the shape of a key.
_KEY: Final = re.compile(rf"[0-9A-Za-z_]*(?:{SHAPES_OF_KEYS})[0-9A-Za-z_]*")
#: Account numbers as Stripe's test mode makes them.
_TEST_NUMBER: Final = re.compile(r"\btest_[0-9a-f]{12}\b")
#: A name and its text, as in JSON, in a dict of Python's, or as a keyword.
_NAMED: Final = re.compile(
    r"""(?<![\w"'])["']?([A-Za-z_][\w.\[\]-]*)["']?\s*[:=]\s*(["'])((?:(?!\2)[^\\\n]){8,})\2"""
)
_EMAIL: Final = re.compile(r"(?<![\w.+-])[\w.+-]+@((?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,})\b")

#: Domains that belong to nobody by RFC 2606, and those that are no person's.
_NOBODYS: Final = re.compile(
    r"(?:^|\.)(?:example(?:\.(?:com|net|org|edu))?|test|invalid|localhost)$"
)
_NO_PERSON: Final = frozenset({"git@github.com", "git@gitlab.com"})
#: What ends a file's name, such as icon@2x.png, and no domain.
_FILES: Final = frozenset({"png", "jpg", "jpeg", "svg", "gif", "js", "css"})


def secrets_in(text: str) -> Iterator[tuple[str, str]]:
    """Each secret in ``text``: what kind it is, and itself.

    >>> list(secrets_in("to DE89 3704 0044 0532 0130 00 of ann@corp.test, ann@example.com"))
    [('an account number', 'DE89370400440532013000')]
    >>> [kind for kind, _ in secrets_in("key = 'rk_" + "live_abc'; {'password': 'hunter2hunter2'}")]
    ['an API key', 'a value named password']
    """
    for found in _KEY.finditer(text):
        yield ("a client secret" if "_secret_" in found[0] else _kind_of_key(found[0])), found[0]
    for number in account_numbers(text):
        yield "an account number", number
    for found in _TEST_NUMBER.finditer(text):
        yield "an account number", found[0]
    for found in _NAMED.finditer(text):
        name, _, value = found.groups()
        if is_sensitive("", name) and MASK not in value and not _KEY.search(value):
            yield f"a value named {name}", value
    for found in _EMAIL.finditer(text):
        if not _is_nobodys(found[0], found[1].casefold()):
            yield "an e-mail address", found[0]


def _kind_of_key(word: str) -> str:
    return "a signing secret" if word.startswith("whsec_") else "an API key"


def _is_nobodys(address: str, domain: str) -> bool:
    ending = domain.rpartition(".")[2]
    return bool(_NOBODYS.search(domain)) or ending in _FILES or address in _NO_PERSON
