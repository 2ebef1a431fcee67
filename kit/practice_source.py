"""What to send to Stripe to get a source of some type for practice.

Test values are those of Stripe's guides [D:Testing Sources].
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Final

from kit.errors import InvalidInput
from kit.facts import JsonObject
from kit.facts.currencies import exponent
from kit.facts.source_types import SOURCE_TYPES

__all__ = ["minor_units", "practice_params"]

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
