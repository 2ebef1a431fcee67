"""What has to be spelled out before real money is at stake.

An account with a live key that may write still asks at every face: the explorer, the
commands and ``attach_many`` show ``Confirmation.question``, take what a person typed, and
let ``check`` decide. The rule is here; the faces only ask.

===========================  =====================================================
one attach, one detach       the customer's id again, which is then read twice
a bulk run                   the number of rows: "attach 500 rows", "500", "500 rows"
===========================  =====================================================
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from kit.errors import WritesNotAllowed

__all__ = ["ROWS_QUESTION", "Confirmation", "confirmation_of_customer", "confirmation_of_rows"]

_LIVE: Final = "This is LIVE mode"

#: For a face that asks before it has counted the rows.
ROWS_QUESTION: Final = f"{_LIVE}. Type the number of rows to go on"

_NUMBER: Final = re.compile(r"\d[\d,_.]*")


@dataclass(frozen=True, slots=True)
class Confirmation:
    """One thing that a person confirms: ``phrase`` is what to pass as ``confirm``."""

    phrase: str
    question: str
    #: The rest of the sentence "This is LIVE mode, and nothing was sent. ...".
    how: str
    #: The number in the phrase, where that alone decides.
    number: int | None = None

    def given_by(self, typed: object) -> bool:
        """Whether ``typed`` confirms this, and nothing else."""
        if self.number is None:
            return isinstance(typed, str) and typed.strip() == self.phrase
        numbers = [re.sub(r"\D", "", each) for each in _NUMBER.findall(str(typed))]
        return not isinstance(typed, bool) and numbers == [str(self.number)]

    def check(self, mode: str, typed: object) -> None:
        """Raise WritesNotAllowed in live mode unless ``typed`` confirms this."""
        if mode == "live" and not self.given_by(typed):
            raise WritesNotAllowed(f"{_LIVE}, and nothing was sent. {self.how}")


def confirmation_of_customer(customer: str) -> Confirmation:
    """What confirms one attach to ``customer``, or one detach from it.

    >>> confirmation_of_customer("cus_1").given_by("cus_2")
    False
    """
    return Confirmation(
        phrase=customer,
        question=f"{_LIVE}. Type the customer's id to go on",
        how=f"To change a real customer, confirm with the customer's id again: {customer!r}.",
    )


def confirmation_of_rows(rows: int) -> Confirmation:
    """What confirms a bulk run of ``rows``.

    >>> confirmation_of_rows(50000).phrase
    'attach 50000 rows'
    >>> confirmation_of_rows(50000).given_by("attach 50,000 rows")
    True
    """
    phrase = f"attach {rows} row{'' if rows == 1 else 's'}"
    return Confirmation(
        phrase=phrase,
        question=f"{_LIVE}. Type {phrase!r} to go on",
        how=f"To attach real sources, pass confirm={phrase!r}; look at dry_run=True first.",
        number=rows,
    )
