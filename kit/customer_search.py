"""What somebody types when looking for a customer, as a query in Stripe's search language.

Fields and operators: [SPEC22] and [DIG].
"""

from __future__ import annotations

import re
from typing import Final

from kit.errors import InvalidInput
from kit.facts.did_you_mean import did_you_mean
from kit.pasted_secrets import secret_problem

__all__ = ["SUBSTRING_LENGTH", "refuse_short", "search_query"]

#: Stripe's substring operator wants at least this many characters.
SUBSTRING_LENGTH: Final = 3

#: What Stripe's search language knows of a customer, beside metadata["KEY"].
_FIELDS: Final = ("created", "email", "name", "phone", "metadata")

#: Text that was meant for a query, whatever its field: an operator, and a value in quotes.
_MEANT: Final = re.compile(r"-?(\w+)(?:\[[^\]]*\])?(?:[:~]|[<>]=?)[\"']")

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
    if problem := secret_problem("search", text):
        raise InvalidInput(problem)
    text = text.strip()
    if not text:
        raise InvalidInput("The search is empty: pass a part of a name or an e-mail address.")
    if _QUERY.match(text):
        return text
    _check_fields(text)
    quoted = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    operator = "~" if len(text) >= SUBSTRING_LENGTH else ":"
    return f"name{operator}{quoted} OR email{operator}{quoted}"


def refuse_short(text: str) -> None:
    """Refuse a search that found nothing where it could find whole names alone."""
    if len(text.strip()) < SUBSTRING_LENGTH:
        raise InvalidInput(
            f"No customer has the whole name or e-mail address {text!r}, and Stripe looks within "
            f"names for {SUBSTRING_LENGTH} characters or more: pass more of it."
        )


def _check_fields(text: str) -> None:
    """Refuse a query whose field is none: Stripe would look for it as the part of a name."""
    meant = _MEANT.match(text)
    if meant is None:
        return
    field = meant[1]
    raise InvalidInput(
        f"A search knows no field {field!r}.{did_you_mean(field, _FIELDS)} There are "
        f"{', '.join(_FIELDS[:-1])} and metadata['KEY']."
    )
