"""What to send to Stripe to get a source of some type for practice.

Test values are those of Stripe's guides [D:Testing Sources].
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Final

from kit.errors import InvalidInput
from kit.facts import JsonObject
from kit.facts.currencies import exponent
from kit.facts.did_you_mean import did_you_mean
from kit.facts.source_types import SOURCE_TYPES

__all__ = ["check_source", "minor_units", "practice_params"]

_RETURN_URL: Final = "https://example.com/return"

#: What a type needs besides amount, currency and owner.
_DETAILS: Final[dict[str, JsonObject]] = {
    "card": {"token": "tok_visa"},
    "sepa_debit": {"sepa_debit": {"iban": "DE89370400440532013000"}},
    "sofort": {"sofort": {"country": "DE"}},
    "klarna": {"klarna": {"purchase_country": "SE"}},
}


def practice_params(
    type: str, *, amount: int | None = None, currency: str | None = None, email: str | None = None
) -> JsonObject:
    """The parameters of ``Account.create_source`` for a practice source of ``type``.

    ``amount`` counts minor units. What a type needs and is not given is filled in; an
    e-mail address such as ``x_chargeable@example.com`` makes a pending source chargeable.

    >>> practice_params("ideal", amount=1000)["redirect"]
    {'return_url': 'https://example.com/return'}
    """
    kind = SOURCE_TYPES.get(type)
    if kind is None:
        raise InvalidInput(f"There is no source type {type!r}: one is {', '.join(SOURCE_TYPES)}.")
    params: JsonObject = {"type": type} | _DETAILS.get(type, {})
    if email:
        params["owner"] = {"email": email}
    if amount is not None:
        params["amount"] = amount
        params["currency"] = (currency or next(iter(kind.currencies), "usd")).lower()
    elif currency or kind.currencies:
        params["currency"] = (currency or kind.currencies[0]).lower()
    if kind.flow == "redirect":
        params["redirect"] = {"return_url": _RETURN_URL}
    return params


def check_source(type: object, amount: object = None, currency: object = None) -> None:
    """Refuse what no source can be made of, where Stripe would not say what was meant.

    A type that is known to nobody here goes to Stripe, unless it is nearly one.

    >>> check_source("ideal", amount=1000, currency="eur")
    """
    if not isinstance(type, str):
        raise InvalidInput(f"type is text such as 'card', but it is a {_type_name(type)}.")
    if type not in SOURCE_TYPES and (meant := did_you_mean(type, SOURCE_TYPES)):
        raise InvalidInput(f"There is no source type {type!r}.{meant}")
    if amount is not None and (not isinstance(amount, int) or isinstance(amount, bool)):
        raise InvalidInput(
            f"amount counts the smallest unit of the currency, so it is a whole number, not "
            f"{amount!r}: amount=1050 is 10.50 in usd."
        )
    taken = SOURCE_TYPES[type].currencies if type in SOURCE_TYPES else ()
    # Of the types for several currencies Stripe takes more than those, by country.
    if isinstance(currency, str) and len(taken) == 1 and currency.lower() != taken[0]:
        raise InvalidInput(
            f"A source of type {type!r} is in {taken[0]}, but the currency is {currency!r}. "
            f"Pass currency={taken[0]!r}. Nothing was sent."
        )


def _type_name(value: object) -> str:
    return value.__class__.__name__


def minor_units(text: str, currency: str) -> int | None:
    """An amount as a person writes it, in the currency's smallest unit; None for none.

    >>> minor_units("10.50", "usd"), minor_units("500", "jpy"), minor_units(" ", "usd")
    (1050, 500, None)
    """
    if not text.strip():
        return None
    digits = exponent(currency)
    try:
        minor = Decimal(text.strip()).scaleb(digits)
    except InvalidOperation:
        minor = Decimal("NaN")
    if not minor.is_finite() or minor != minor.to_integral_value() or not 0 < minor < 10**12:
        places = f"at most {digits} digits after the point" if digits else "no decimals"
        raise InvalidInput(
            f"The amount {text.strip()[:40]!r} is not one in {currency.upper()}: write a number "
            f"such as {Decimal(1000).scaleb(-digits):f}, with {places}."
        )
    return int(minor)
