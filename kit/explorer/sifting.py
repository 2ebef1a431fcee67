"""What somebody typed or pasted, understood; which records fit it, and in which order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from kit.explorer.cells import day, member, source_cells, sources_listed
from kit.explorer.listing import Query
from kit.facts import JsonObject
from kit.facts.currencies import exponent
from kit.facts.source_types import SOURCE_TYPES, USAGES
from kit.facts.statuses import STATUSES

__all__ = ["FILTERS", "has_words", "id_in", "sifted", "sorted_by", "words_of"]

#: An id stands alone, in an address of the Dashboard, or among quotes and commas.
_ID: Final = r"(?<![A-Za-z0-9_])({prefix}[A-Za-z0-9_]+)"


def _choices(values: Sequence[str]) -> list[list[str]]:
    return [[value, value.replace("_", " ")] for value in values]


#: Filters as the browser draws them; an empty choice lets everything pass. One without
#: options takes text.
FILTERS: Final[list[dict[str, Any]]] = [
    {"name": "type", "title": "Any type", "options": _choices(tuple(SOURCE_TYPES))},
    {"name": "status", "title": "Any status", "options": _choices(STATUSES)},
    {"name": "usage", "title": "Any usage", "options": _choices(USAGES)},
    {"name": "amount_from", "title": "Amount from", "placeholder": "amount from"},
    {"name": "amount_to", "title": "Amount to", "placeholder": "amount to"},
    {"name": "created_from", "title": "Created from", "placeholder": "from 2023-08-15"},
    {"name": "created_to", "title": "Created to", "placeholder": "to 2023-08-31"},
    {"name": "metadata", "title": "Metadata", "placeholder": "key or key=value"},
]


def sifted(records: Sequence[JsonObject], query: Query) -> list[JsonObject]:
    """Those of ``records`` that fit ``query``, in its order."""
    words = words_of(query.text)
    filters = [(name, wanted.strip()) for name, wanted in query.filters if wanted.strip()]
    kept = [
        each
        for each in records
        if _has(each, words) and all(_passes(each, name, wanted) for name, wanted in filters)
    ]
    return sorted_by(kept, query.sort)


def sorted_by(records: Sequence[JsonObject], sort: str) -> list[JsonObject]:
    """``records`` by the column ``sort``, downwards with a minus before it; as they are for ''.

    What has no value there comes last, both ways.
    """
    name = sort.removeprefix("-")
    if not name:
        return list(records)
    held = [each for each in records if _key(each, name) is not None]
    bare = [each for each in records if _key(each, name) is None]
    held.sort(key=lambda each: _key(each, name), reverse=sort.startswith("-"))
    return held + bare


def _key(record: JsonObject, name: str) -> Any:
    if name == "sources":
        return sources_listed(record)
    if name == "default":
        name = "default_source"
    value = member(record.get("owner"), "email") if name == "email" else None
    value = record.get(name) if value is None else value
    return value.casefold() if isinstance(value, str) else value


def _has(source: JsonObject, words: list[str]) -> bool:
    if not words:
        return True
    metadata = source.get("metadata") or {}
    shown = [cell.text for cell in source_cells(source)]
    owner = str(member(source.get("owner"), "name") or "")
    pairs = [f"{key} {value}" for key, value in metadata.items()]
    return has_words(" ".join([*shown, owner, *pairs]), words)


def _passes(source: JsonObject, name: str, wanted: str) -> bool:
    if name == "metadata":
        return _has_metadata(source.get("metadata") or {}, wanted)
    if name in ("amount_from", "amount_to"):
        return _within(_major(source), _number(wanted), upwards=name == "amount_from")
    if name in ("created_from", "created_to"):
        created = day(source.get("created")) or None
        # A date that is still being typed compares by what is there of it.
        return _within(created and created[: len(wanted)], wanted, upwards=name == "created_from")
    return source.get(name) == wanted


def _within(value: Any, bound: Any, *, upwards: bool) -> bool:
    if bound is None:
        return True  # not a number yet
    return value is not None and (value >= bound if upwards else value <= bound)


def _major(source: JsonObject) -> Decimal | None:
    minor, currency = source.get("amount"), source.get("currency")
    if not isinstance(minor, int) or not isinstance(currency, str):
        return None
    return Decimal(minor).scaleb(-exponent(currency))


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _has_metadata(metadata: JsonObject, wanted: str) -> bool:
    key, equals, value = (part.strip() for part in wanted.partition("="))
    if not equals:
        folded = wanted.casefold()
        return any(folded in f"{name} {held}".casefold() for name, held in metadata.items())
    return str(metadata.get(key)) == value


def id_in(text: str, prefix: str) -> str | None:
    """The first id in ``text`` that begins with ``prefix``, None if there is none.

    >>> id_in("https://dashboard.stripe.com/test/customers/cus_9s6XKz?x=1", "cus_")
    'cus_9s6XKz'
    >>> id_in(" cus_9s6 XKz,", "cus_"), id_in("jenny", "cus_")
    ('cus_9s6XKz', None)
    """
    pattern = _ID.format(prefix=re.escape(prefix))
    # An id that was copied with a blank or a comma in it, as out of a table or a letter.
    closed = re.sub(r"[\s,;]+", "", text)
    if text.strip().startswith(prefix) and re.fullmatch(pattern, closed):
        return closed if closed.count(prefix) == 1 else text.strip().split()[0].rstrip(",;")
    found = re.search(pattern, text)
    return None if found is None else found[1]


def words_of(text: str) -> list[str]:
    """The words of ``text`` as they are compared; a type is known as "ach_debit" too.

    >>> words_of(" Rosen  ACH_debit ")
    ['rosen', 'ach', 'debit']
    """
    return text.casefold().replace("_", " ").replace(",", " ").split()


def has_words(text: str, words: list[str]) -> bool:
    """Whether every one of ``words`` stands somewhere in ``text``.

    >>> has_words("Jenny Rosen", ["rosen", "jen"])
    True
    """
    folded = text.casefold().replace("_", " ")
    return all(word in folded for word in words)
