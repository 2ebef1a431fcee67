"""Text of anybody's as it may be printed: what cannot be seen, or moves what can, is spelled out.

A name may hold escape sequences that a terminal obeys, line ends, or signs that turn the rest of
a line around. What is printed shows them, so that nothing hides in it.
"""

import re
import unicodedata
from typing import Final

__all__ = ["printable", "printable_lines"]

#: Join letters in Persian and in Indic scripts, and the people of a family: they change no order.
_JOINERS: Final = "\u200c\u200d"

_SUSPECT: Final = re.compile(rf"[^\x20-\x7e\xa0-\xac\xae-\u05ff{_JOINERS}]")

#: Control, format, surrogate, unassigned; ends of lines and of paragraphs.
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"})


def printable(text: str) -> str:
    r"""``text`` on one line, with what is unseen as in a Python string.

    >>> print(printable("Jenny\n\x1b[31mRosen\u202e"), printable("Zoë ليلى"))
    Jenny\n\x1b[31mRosen\u202e Zoë ليلى
    """
    return _SUSPECT.sub(_spelled, text)


def printable_lines(text: str) -> str:
    r"""The same of a text of several lines, which keeps its line ends.

    >>> print(printable_lines("one\ntwo\x07"))
    one
    two\x07
    """
    return "\n".join(map(printable, text.split("\n")))


def _spelled(found: re.Match[str]) -> str:
    sign = found[0]
    if unicodedata.category(sign) not in _UNSEEN:
        return sign
    return sign.encode("unicode_escape").decode("ascii")
