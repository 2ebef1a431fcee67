"""Amounts in minor units -> exact sums in major units."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

import pandas as pd

from kit.errors import InvalidInput, UnreadableFrame
from kit.facts.currencies import CURRENCIES, exponent
from kit.facts.objects import ALL_FIELDS
from kit.frames.decode import check_decoded, decode_column

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from kit.facts.field import Field

__all__ = ["money"]

#: More than any currency has.
_MAX_DIGITS: Final = 8


def money(frame: pd.DataFrame, *, exponents: Mapping[str, int] | None = None) -> pd.DataFrame:
    """The amounts of ``frame`` as exact decimals in major units: dollars instead of cents.

    One column for each column of amounts in the frame, under its name and with its index;
    ``frame.assign(**money(frame))`` puts them in place. Each value is a ``decimal.Decimal``
    (dtype ``object``) with as many digits after the point as Stripe's amounts have in that
    row's currency: 1000 is 10.00 in usd, 1000 in jpy, 1.000 in kwd; isk and ugx have two
    digits at Stripe. Where the amount or its currency is missing there is None.
    ``exponents`` says how many digits a currency has that the kit does not know, or knows
    otherwise: ``{"xyz": 2}``.

    Raises UnreadableFrame when the frame has no amounts, or not the column of their currency,
    or a currency that is not known, or amounts that are no integers any more.

    >>> from kit.frames import flatten
    >>> frame = flatten({"id": "src_1", "object": "source", "amount": 1000, "currency": "usd"})
    >>> money(frame)["amount"][0]
    Decimal('10.00')
    """
    if not isinstance(frame, pd.DataFrame):
        raise UnreadableFrame(
            f"money takes a frame of flatten's, but this is a {type(frame).__name__}."
        )
    amounts = [field for name in frame.columns if (field := _amount(name)) is not None]
    if not amounts:
        raise UnreadableFrame(
            "The frame has no column of amounts, such as 'amount' or 'receiver.amount_received'. "
            "Give money a frame of flatten's with these columns in it."
        )
    own = _checked_exponents(exponents or {})
    columns = {field.name: _major(frame, field, own) for field in amounts}
    return pd.DataFrame(columns, index=frame.index, dtype=object)


def _amount(name: object) -> Field | None:
    field = ALL_FIELDS.get(name) if isinstance(name, str) else None
    return field if field is not None and field.currency else None


def _checked_exponents(exponents: Mapping[str, int]) -> dict[str, int]:
    wrong = [
        digits
        for digits in exponents.values()
        if type(digits) is not int or not 0 <= digits <= _MAX_DIGITS
    ]
    if wrong:
        raise InvalidInput(
            f"exponents= says how many digits stand after the point, such as {{'xyz': 2}}, but "
            f"holds {wrong[0]!r}. Pass a number from 0 to {_MAX_DIGITS}."
        )
    return {currency.lower(): digits for currency, digits in exponents.items()}


def _major(frame: pd.DataFrame, field: Field, exponents: Mapping[str, int]) -> list[Decimal | None]:
    if field.currency not in frame.columns:
        raise UnreadableFrame(
            f"The amounts in {field.name!r} need the column {field.currency!r}, which says in "
            "which currency they are. Keep that column in the frame, or leave the amounts out."
        )
    amounts = decode_column(frame[field.name], "int")
    currencies = decode_column(frame[field.currency], "text")
    check_decoded(amounts, "int", field.name, frame.index)
    sums = []
    for row, amount, currency in zip(frame.index, amounts, currencies, strict=True):
        known = isinstance(amount, int) and currency is not None
        sums.append(_decimal(amount, _digits(currency, exponents, field, row)) if known else None)
    return sums


def _digits(currency: str, exponents: Mapping[str, int], field: Field, row: Hashable) -> int:
    code = currency.lower()
    if code in exponents:
        return exponents[code]
    if code not in CURRENCIES:
        raise UnreadableFrame(
            f"The amount in {field.name!r} in the row {row!r} is in the currency {currency!r}, "
            "which is none that Stripe lists: how many of its digits stand after the point is "
            f"not known. Say it by money(frame, exponents={{{code!r}: 2}}), or leave the row out."
        )
    return exponent(code)


def _decimal(amount: int, digits: int) -> Decimal:
    # Decimal.scaleb would round beyond the context's 28 digits.
    return Decimal((amount < 0, tuple(map(int, str(abs(amount)))), -digits))
