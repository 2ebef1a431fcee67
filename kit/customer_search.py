"""What somebody types when looking for a customer, as a query in Stripe's search language.

Fields and operators: [SPEC22] and [DIG].
"""

from __future__ import annotations

import re
from typing import Final

from kit.errors import InvalidInput

__all__ = ["SUBSTRING_LENGTH", "search_query"]

#: Stripe's substring operator wants at least this many characters.
SUBSTRING_LENGTH: Final = 3

#: Text that already is a query: a field, then an operator.
_QUERY: Final = re.compile(
    r"-?\s*(?:created|email|name|phone|metadata\[[\"'][^\]]*[\"']\])\s*(?:[:~<>]|<=|>=)"
)


def search_query(text: str) -> str:
    """The query that finds customers whose name or e-mail address holds ``text``.

    A text of one or two characters must be the whole name or address, because Stripe's
    substring operator takes no less than three. Text that is a query stays as it is.

    >>> search_query("Jenny")
    'name~"Jenny" OR email~"Jenny"'
    >>> search_query('metadata["tier"]:"gold"')
    'metadata["tier"]:"gold"'
    """
    if not isinstance(text, str):
        raise InvalidInput(f"A search is text, but this one is a {type(text).__name__}.")
    text = text.strip()
    if not text:
        raise InvalidInput("The search is empty: pass a part of a name or an e-mail address.")
    if _QUERY.match(text):
        return text
    quoted = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    operator = "~" if len(text) >= SUBSTRING_LENGTH else ":"
    return f"name{operator}{quoted} OR email{operator}{quoted}"
