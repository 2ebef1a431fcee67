"""A frame for charts, spreadsheets and SQL: plain names and dtypes, nobody's personal data."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final, Literal

import pandas as pd

from kit.errors import InvalidInput, UnreadableFrame
from kit.facts.objects import ALL_FIELDS
from kit.facts.plain_names import is_personal, is_untold
from kit.frames.instrument import instrument_columns, receiver_amounts, was_used
from kit.frames.money import money as in_major_units
from kit.frames.tree import TECHNICAL
from kit.public_call import public_call

__all__ = ["plain"]

#: What stands first in a plain frame of sources, in this order; everything else follows.
_FIRST: Final = (
    *("id", "object", "type", "status", "usage", "flow", "customer", "created", "currency"),
    *("amount", "amount_received", "amount_charged", "amount_returned", "amount_waiting", "used"),
    *("fingerprint", "last4", "brand", "funding", "bank", "country", "expires"),
)

#: What kinds of objects a customer's sources may be.
_SOURCES: Final = frozenset({"source", "card", "bank_account"})

Money = Literal["float", "decimal", "minor"]


@public_call()
def plain(
    frame: pd.DataFrame,
    *,
    keep: Iterable[str] = (),
    personal: bool = False,
    money: Money = "float",
    naive_times: bool = False,
    exponents: Mapping[str, int] | None = None,
) -> pd.DataFrame:
    """A frame of the kit's for charts, spreadsheets and SQL: a plain pandas.DataFrame.

    Names have underscores for dots (``receiver.amount_received`` is ``amount_received``), the
    technical columns are gone, categories hold no value that no row has. Of sources, cards and
    bank accounts there are, whatever the type and in every such frame, ``fingerprint``,
    ``last4``, ``brand``, ``funding``, ``bank``, ``country`` (str), ``expires`` (datetime64[us,
    UTC], the last second of the card's month), ``amount_received``, ``amount_charged``,
    ``amount_returned``, ``amount_waiting`` (received and neither charged nor returned) and
    ``used`` (boolean: whether it was ever charged; missing where the source does not tell).
    The other members of the types' hashes are left out.

    ``keep``
        Further columns, by their names in ``frame``: ``keep=["card.cvc_check"]``.
    ``personal``
        Keeps what may tell who somebody is: names, addresses, metadata, free text, and columns
        that Stripe or you have added, of which the kit knows nothing. ``keep`` keeps one of them.
    ``money``
        Amounts in major units as ``"float"`` (10.0 dollars) or ``"decimal"`` (exact), or as they
        are: ``"minor"`` (1000 cents, Int64). ``exponents`` is that of ``money``.
    ``naive_times``
        Times in UTC without saying so (datetime64[us]), which spreadsheets take.

    ``attrs`` stays as it is: where the frame came from. Raises UnreadableFrame for what is no
    frame, InvalidInput for a column in ``keep`` that is not there.

    >>> from kit.frames import flatten
    >>> card = {"brand": "Visa", "exp_month": 2, "exp_year": 2028, "last4": "4242"}
    >>> frame = flatten({"id": "src_1", "object": "source", "type": "card", "card": card})
    >>> plain(frame)[["id", "brand", "last4", "expires"]].iloc[0].astype("str").to_list()
    ['src_1', 'Visa', '4242', '2028-02-29 23:59:59+00:00']
    """
    kept = _checked(frame, keep, personal, money, naive_times)
    whole = pd.DataFrame(frame)
    names = [name for name in frame.columns if _is_told(name, kept, personal=personal)]
    columns = {name: whole[name] for name in names}
    if _holds_sources(whole):
        columns = _of_sources(whole, columns)
    columns |= _amounts(whole, columns, money, exponents)
    made = {name: _simple(column, naive_times=naive_times) for name, column in columns.items()}
    plainly = pd.DataFrame(made, index=whole.index)
    plainly.columns = pd.Index(_plain_names(plainly.columns, kept), dtype="str")
    first = [name for name in _FIRST if name in plainly.columns]
    result = plainly[[*first, *(name for name in plainly.columns if name not in set(first))]]
    result.attrs = dict(frame.attrs)
    return result


def _checked(
    frame: object, keep: Iterable[str], personal: object, money: object, naive_times: object
) -> frozenset[str]:
    """What is to be kept; an error that names what is wrong for anything that makes no sense."""
    if not isinstance(frame, pd.DataFrame):
        raise UnreadableFrame(
            f"plain takes a frame of the kit's, not a {type(frame).__name__}: pass what "
            "account.all_sources(), account.events() or kit.flatten(...) gives."
        )
    for name, flag in (("personal", personal), ("naive_times", naive_times)):
        if not isinstance(flag, bool):
            raise InvalidInput(f"{name}= must be True or False, but it is {flag!r}.")
    if money not in ("float", "decimal", "minor"):
        raise InvalidInput(f"money= must be 'float', 'decimal' or 'minor', but it is {money!r}.")
    names = [keep] if isinstance(keep, str) else list(keep)
    missing = [name for name in names if name not in frame.columns]
    if missing:
        raise InvalidInput(f"keep= names {missing[0]!r}, which is no column of this frame.")
    return frozenset(names)


def _is_told(name: object, kept: Collection[str], *, personal: bool) -> bool:
    if not isinstance(name, str) or name in TECHNICAL:
        return False
    if name in kept:
        return True
    return not is_untold(name) and (personal or not is_personal(name))


def _holds_sources(frame: pd.DataFrame) -> bool:
    if "object" not in frame.columns:
        return "flow" in frame.columns
    objects = frame["object"]
    if objects.empty and isinstance(objects.dtype, pd.CategoricalDtype):
        return not _SOURCES.isdisjoint(objects.cat.categories)
    return not _SOURCES.isdisjoint(objects.dropna().unique())


def _of_sources(
    frame: pd.DataFrame, columns: Mapping[str, pd.Series[Any]]
) -> dict[str, pd.Series[Any]]:
    """The columns of sources, whatever their types, and what the source itself tells of its use."""
    unified = instrument_columns(frame)
    plainly = {name: column for name, column in columns.items() if name not in _INSTEAD}
    if "customer" not in frame.columns and "customer.id" in frame.columns:  # joined
        plainly["customer"] = plainly.pop("customer.id")
    plainly |= receiver_amounts(frame)
    told = frame[[name for name in ("status", "usage", "type") if name in frame.columns]]
    used = was_used(
        told.assign(customer=plainly.get("customer")), plainly["receiver.amount_charged"]
    )
    return {**plainly, "used": used, **unified}


#: What the unified columns take the place of, in frames of cards and bank accounts.
_INSTEAD: Final = (
    *("fingerprint", "last4", "brand", "funding", "bank_name", "country"),
    *("exp_month", "exp_year"),
)


def _amounts(
    frame: pd.DataFrame,
    columns: Mapping[str, pd.Series[Any]],
    money: Money,
    exponents: Mapping[str, int] | None,
) -> dict[str, pd.Series[Any]]:
    """The columns of amounts in the units asked for."""
    if money == "minor":
        return {}
    currencies = {name: _currency_of(name) for name in columns if _currency_of(name)}
    return {
        name: in_major_units(
            columns[name], frame[currency], exponents=exponents, as_float=money == "float"
        )
        for name, currency in currencies.items()
        if currency in frame.columns
    }


def _currency_of(name: str) -> str:
    if name == "amount_waiting":
        return "currency"
    field = ALL_FIELDS.get(name)
    return field.currency if field is not None else ""


def _simple(column: pd.Series[Any], *, naive_times: bool) -> pd.Series[Any]:
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.remove_unused_categories()
    if naive_times and isinstance(column.dtype, pd.DatetimeTZDtype):
        times: pd.Series[Any] = column.dt.tz_convert("UTC").dt.tz_localize(None)
        return times
    return column


def _plain_names(names: Iterable[str], kept: Collection[str]) -> list[str]:
    """Names of letters, digits and underscores, each once.

    >>> _plain_names(["receiver.amount_received", "metadata.crm.id", "metadata.crm-id"], ())
    ['amount_received', 'metadata_crm_id', 'metadata_crm_id_2']
    """
    taken: dict[str, int] = {}
    plainly = []
    for name in names:
        short = name if name in kept else name.removeprefix("receiver.")
        word = re.sub(r"\W", "_", short) or "_"
        taken[word] = taken.get(word, 0) + 1
        plainly.append(word if taken[word] == 1 else f"{word}_{taken[word]}")
    return plainly
