"""The name that was probably meant, where one that nobody knows was given.

Every message that suggests a name suggests it in the same words. A suggestion is for people: no
program acts on it, and whoever writes the message lists what there is besides, where that is short.
"""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

__all__ = ["did_you_mean"]

#: difflib's own: two letters of three in common.
_ALIKE: Final = 0.6


def did_you_mean(name: str, known: Iterable[str], *, cutoff: float = _ALIKE) -> str:
    """A sentence that suggests the nearest of ``known``, with a blank before it.

    Empty where none is near. ``cutoff`` says how alike two names are at least, 1 for the same.

    >>> did_you_mean("sping", ["spring", "storm"]), did_you_mean("x", ["spring"])
    (" Did you mean 'spring'?", '')
    """
    near = get_close_matches(name, list(known), n=1, cutoff=cutoff)
    return f" Did you mean {near[0]!r}?" if near else ""
