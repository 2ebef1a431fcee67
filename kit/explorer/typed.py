"""What somebody typed or pasted, understood: an id out of an address, words in any order."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["has_words", "id_in", "words_of"]

#: An id stands alone, in an address of the Dashboard, or among quotes and commas.
_ID: Final = r"(?<![A-Za-z0-9_])({prefix}[A-Za-z0-9_]+)"


def id_in(text: str, prefix: str) -> str | None:
    """The first id in ``text`` that begins with ``prefix``, None if there is none.

    >>> id_in("https://dashboard.stripe.com/test/customers/cus_9s6XKz?x=1", "cus_")
    'cus_9s6XKz'
    >>> id_in("jenny", "cus_") is None
    True
    """
    found = re.search(_ID.format(prefix=re.escape(prefix)), text)
    return None if found is None else found[1]


def words_of(text: str) -> list[str]:
    """The words of ``text`` as they are compared; a type is known as "ach_debit" too.

    >>> words_of(" Rosen  ACH_debit ")
    ['rosen', 'ach', 'debit']
    """
    return text.casefold().replace("_", " ").replace(",", " ").split()


def has_words(text: str, words: list[str]) -> bool:
    """Whether every one of ``words`` stands somewhere in ``text``.

    >>> has_words("Jenny Rosen", ["rosen", "jen"])
    True
    """
    folded = text.casefold().replace("_", " ")
    return all(word in folded for word in words)
