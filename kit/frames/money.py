"""Amounts in minor units -> sums in major units, exact or as floats."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, overload

import numpy as np
import pandas as pd

from kit.errors import InvalidInput, UnreadableFrame
from kit.facts.currencies import CURRENCIES, exponent
from kit.facts.objects import ALL_FIELDS
from kit.frames.decode import check_decoded, decode_column
from kit.public_call import public_call

if TYPE_CHECKING:
    from collections.abc import Hashable

    from numpy.typing import NDArray

    from kit.facts.field import Field

__all__ = ["money"]

#: More than any currency has.
_MAX_DIGITS: Final = 8


@overload
def money(
    amounts: pd.DataFrame,
    *,
    exponents: Mapping[str, int] | None = None,
    as_float: bool = False,
) -> pd.DataFrame: ...


@overload
def money(
    amounts: pd.Series[Any],
    currency: str | pd.Series[Any],
    *,
    exponents: Mapping[str, int] | None = None,
    as_float: bool = False,
) -> pd.Series[Any]: ...


@public_call()
def money(
    amounts: pd.DataFrame | pd.Series[Any],
    currency: str | pd.Series[Any] | None = None,
    *,
    exponents: Mapping[str, int] | None = None,
    as_float: bool = False,
) -> pd.DataFrame | pd.Series[Any]:
    """Amounts as exact decimals in major units: dollars instead of cents.

    Of a frame one column for each column of amounts in it, under its name and with its index;
    ``frame.assign(**money(frame))`` puts them in place. Of a Series the same values, in the
    ``currency`` that is named, or in each row's: ``money(frame["amount"], frame["currency"])``.

    Each value is a ``decimal.Decimal`` (dtype ``object``) with as many digits after the point as
    Stripe's amounts have in that row's currency: 1000 is 10.00 in usd, 1000 in jpy, 1.000 in
    kwd; isk and ugx have two digits at Stripe. Where the amount or its currency is missing there
    is None. With ``as_float=True`` they are float64 and NaN instead, which charts and
    spreadsheets take: each the nearest to the exact sum, while sums of them may be a little off.
    ``exponents`` says how many digits a currency has that the kit does not know, or knows
    otherwise: ``{"xyz": 2}``.

    Raises UnreadableFrame when the frame has no amounts, or not the column of their currency,
    or a currency that is not known, or amounts that are no integers any more.

    >>> from kit.frames import flatten
    >>> frame = flatten({"id": "src_1", "object": "source", "amount": 1000, "currency": "usd"})
    >>> money(frame)["amount"][0], money(frame, as_float=True)["amount"][0]
    (Decimal('10.00'), np.float64(10.0))
    >>> money(frame["amount"], "jpy")[0]
    Decimal('1000')
    """
    if not isinstance(as_float, bool):
        raise InvalidInput(f"as_float= must be True or False, but it is {as_float!r}.")
    own = _checked_exponents(exponents or {})
    major = _floats if as_float else _decimals
    if isinstance(amounts, pd.Series):
        name = str(amounts.name or "amount")
        sums = major(amounts, _currencies(amounts, currency), own, name)
        return pd.Series(sums, index=amounts.index, name=amounts.name)
    if currency is not None:
        raise InvalidInput("currency= is for a Series; a frame has its currencies in a column.")
    fields = _amount_fields(amounts)
    columns = {
        field.name: major(amounts[field.name], _column_of(amounts, field), own, field.name)
        for field in fields
    }
    return pd.DataFrame(columns, index=amounts.index, dtype="float64" if as_float else object)


def _amount_fields(frame: object) -> list[Field]:
    if not isinstance(frame, pd.DataFrame):
        raise UnreadableFrame(
            f"money takes a frame of flatten's, but this is a {type(frame).__name__}."
        )
    fields = [field for name in frame.columns if (field := _amount(name)) is not None]
    if not fields:
        raise UnreadableFrame(
            "The frame has no column of amounts, such as 'amount' or 'receiver.amount_received'. "
            "Give money a frame of flatten's with these columns in it."
        )
    return fields


def _currencies(amounts: pd.Series[Any], currency: object) -> pd.Series[Any]:
    """The currency of each amount of a Series."""
    if isinstance(currency, str):
        return pd.Series(currency, index=amounts.index, dtype="str")
    if isinstance(currency, pd.Series) and currency.index.equals(amounts.index):
        return currency
    if isinstance(currency, pd.Series):
        raise InvalidInput(
            "The currencies have other rows than the amounts: give money both columns of the same "
            'frame, money(frame["amount"], frame["currency"]).'
        )
    raise InvalidInput(
        "A Series does not say which currency its amounts are in. Pass it as text, or as a Series "
        'with the same index: money(frame["amount"], frame["currency"]).'
    )


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


def _column_of(frame: pd.DataFrame, field: Field) -> pd.Series[Any]:
    """The column of a frame that says in which currency the amounts of ``field`` are."""
    if field.currency not in frame.columns:
        raise UnreadableFrame(
            f"The amounts in {field.name!r} need the column {field.currency!r}, which says in "
            "which currency they are. Keep that column in the frame, or leave the amounts out."
        )
    return frame[field.currency]


def _decimals(
    amounts: pd.Series[Any], currencies: pd.Series[Any], exponents: Mapping[str, int], name: str
) -> pd.Series[Any]:
    minor = decode_column(amounts, "int")
    codes = decode_column(currencies, "text")
    check_decoded(minor, "int", name, amounts.index)
    sums = []
    for row, amount, code in zip(amounts.index, minor, codes, strict=True):
        known = isinstance(amount, int) and code is not None
        sums.append(_decimal(amount, _digits(code, exponents, name, row)) if known else None)
    return pd.Series(sums, index=amounts.index, dtype=object)


def _floats(
    amounts: pd.Series[Any], currencies: pd.Series[Any], exponents: Mapping[str, int], name: str
) -> pd.Series[Any]:
    minor = _floats_of(amounts, name)
    codes, known = pd.factorize(currencies.astype("str"))
    divisors = np.full(len(known) + 1, np.nan)  # the last one for no currency, code -1
    for code, currency in enumerate(known):
        rows = np.flatnonzero((codes == code) & ~np.isnan(minor))
        if rows.size:
            digits = _digits(currency, exponents, name, amounts.index[rows[0]])
            divisors[code] = 10.0**digits
    return pd.Series(minor / divisors[codes], index=amounts.index)


def _floats_of(amounts: pd.Series[Any], name: str) -> NDArray[np.float64]:
    """The amounts as floats, NaN where one is missing, by column where they are integers still."""
    if pd.api.types.is_integer_dtype(amounts.dtype):
        return amounts.to_numpy(dtype="float64", na_value=np.nan)
    minor = decode_column(amounts, "int")
    check_decoded(minor, "int", name, amounts.index)
    # A masked amount is none that could be counted.
    return np.array([each if isinstance(each, int) else np.nan for each in minor], "float64")


def _digits(currency: str, exponents: Mapping[str, int], name: str, row: Hashable) -> int:
    code = currency.lower()
    if code in exponents:
        return exponents[code]
    if code not in CURRENCIES:
        raise UnreadableFrame(
            f"The amount in {name!r} in the row {row!r} is in the currency {currency!r}, "
            "which is none that Stripe lists: how many of its digits stand after the point is "
            f"not known. Say it by money(frame, exponents={{{code!r}: 2}}), or leave the row out."
        )
    return exponent(code)


def _decimal(amount: int, digits: int) -> Decimal:
    # Decimal.scaleb would round beyond the context's 28 digits.
    return Decimal((amount < 0, tuple(map(int, str(abs(amount)))), -digits))
