"""Live mode sends nothing until somebody has spelled out how many rows it is about."""

from __future__ import annotations

import re

from kit.errors import WritesNotAllowed

__all__ = ["check_confirmed", "confirmation"]


def confirmation(rows: int) -> str:
    """What to pass as ``confirm``.

    >>> confirmation(50000)
    'attach 50000 rows'
    """
    return f"attach {rows} row{'' if rows == 1 else 's'}"


def check_confirmed(confirm: str | int | None, rows: int) -> None:
    """Raise WritesNotAllowed unless ``confirm`` names the number of rows and no other.

    >>> check_confirmed("attach 50,000 rows", 50000)
    """
    numbers = re.findall(r"\d[\d,_.]*", str(confirm))
    if [re.sub(r"\D", "", number) for number in numbers] != [str(rows)]:
        raise WritesNotAllowed(
            f"This is LIVE mode, and nothing was sent. To attach real sources, pass "
            f"confirm={confirmation(rows)!r}; look at dry_run=True first."
        )
