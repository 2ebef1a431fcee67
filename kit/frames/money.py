"""Amounts in minor units -> exact sums in major units."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd

from kit.errors import UnreadableFrame
from kit.facts.currencies import exponent
from kit.facts.objects import ALL_FIELDS
from kit.frames.decode import decode_column

if TYPE_CHECKING:
    from kit.facts.field import Field

__all__ = ["money"]


def money(frame: pd.DataFrame) -> pd.DataFrame:
    """The amounts of ``frame`` as exact decimals in major units: dollars instead of cents.

    One column for each column of amounts in the frame, under its name and with its index;
    ``frame.assign(**money(frame))`` puts them in place. Each value is a ``decimal.Decimal``
    (dtype ``object``) with as many digits after the point as Stripe's amounts have in that
    row's currency: 1000 is 10.00 in usd, 1000 in jpy, 1.000 in kwd; isk and ugx have two
    digits at Stripe. Where the amount or its currency is missing there is None.

    Raises UnreadableFrame when the frame has no amounts, or not the column of their currency.

    >>> from kit.frames import flatten
    >>> frame = flatten({"id": "src_1", "object": "source", "amount": 1000, "currency": "usd"})
    >>> money(frame)["amount"][0]
    Decimal('10.00')
    """
    amounts = [field for name in frame.columns if (field := _amount(name)) is not None]
    if not amounts:
        raise UnreadableFrame(
            "The frame has no column of amounts, such as 'amount' or 'receiver.amount_received'. "
            "Give money a frame of flatten's with these columns in it."
        )
    columns = {field.name: _major(frame, field) for field in amounts}
    return pd.DataFrame(columns, index=frame.index, dtype=object)


def _amount(name: object) -> Field | None:
    field = ALL_FIELDS.get(name) if isinstance(name, str) else None
    return field if field is not None and field.currency else None


def _major(frame: pd.DataFrame, field: Field) -> list[Decimal | None]:
    if field.currency not in frame.columns:
        raise UnreadableFrame(
            f"The amounts in {field.name!r} need the column {field.currency!r}, which says in "
            "which currency they are. Keep that column in the frame, or leave the amounts out."
        )
    amounts = decode_column(frame[field.name], "int")
    currencies = decode_column(frame[field.currency], "text")
    return [_decimal(*pair) for pair in zip(amounts, currencies, strict=True)]


def _decimal(amount: Any, currency: str | None) -> Decimal | None:
    if not isinstance(amount, int) or currency is None:
        return None
    # Decimal.scaleb would round beyond the context's 28 digits.
    return Decimal((amount < 0, tuple(map(int, str(abs(amount)))), -exponent(currency)))
