"""What is known about the end of Sources: who says what, and where Stripe's own pages disagree.

Stripe has named no day for cards. Two of its pages announce an end, two say that none is
planned; one of these even says both, in English and in Portuguese. So each of them stands here
as it is, ``disputed``, and nothing is concluded from the newest alone.
"""

from dataclasses import dataclass
from typing import Final

from kit.facts.replacements import Certainty
from kit.facts.source_types import SOURCE_TYPES

__all__ = ["STATEMENTS", "Statement"]

_CARDS: Final = ("card", "three_d_secure")
_OTHERS: Final = tuple(name for name in SOURCE_TYPES if name not in {*_CARDS, "card_present"})
_TRANSFERS: Final = ("ach_credit_transfer", "sepa_credit_transfer")


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence about the types ``about`` (none: about all), from the page ``page``."""

    says: str
    page: str
    certainty: Certainty
    about: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        """What it is about, in words."""
        if self.about == _OTHERS:
            return "all but cards"
        return ", ".join(self.about) or "all"


STATEMENTS: Final[tuple[Statement, ...]] = (
    Statement(
        "The Sources API is deprecated; Stripe recommends the PaymentMethods API.",
        "reference",
        "documented",
    ),
    Statement(
        "Support for creating Card and Source objects, by tokens too, and for paying with them "
        "is ending; integrations that take cards by them must migrate. No day is named.",
        "cards",
        "disputed",
        _CARDS,
    ),
    Statement(
        "It is planned to turn off Sources for card payments; the day will come by e-mail.",
        "migration, newer",
        "disputed",
        _CARDS,
    ),
    Statement(
        "It is planned to end Sources for card payments, and the Cards API.",
        "migration, Portuguese",
        "disputed",
        _CARDS,
    ),
    Statement(
        "Card payments by Sources are deprecated, and there is no plan to turn them off.",
        "older APIs",
        "disputed",
        _CARDS,
    ),
    Statement(
        "There is no plan to turn off card payments by Sources.",
        "migration",
        "disputed",
        _CARDS,
    ),
    Statement(
        "Everything but cards is deprecated in Sources, and it is planned to turn it off.",
        "older APIs",
        "documented",
        _OTHERS,
    ),
    Statement(
        "Sources stopped taking payments other than cards on 2024-08-15.",
        "e-mail",
        "unconfirmed",
        _OTHERS,
    ),
    Statement(
        "A SEPA source is refused where a PaymentMethod is asked for.",
        "refusal",
        "unconfirmed",
        ("sepa_debit",),
    ),
    Statement(
        "Transfers to the account numbers of old SEPA credit transfer sources bounce since "
        "March 2025.",
        "credit transfers",
        "documented",
        ("sepa_credit_transfer",),
    ),
    Statement(
        "Stripe.js makes and reads no more sources as of version 2026-03-25.dahlia.",
        "Stripe.js",
        "documented",
    ),
)
