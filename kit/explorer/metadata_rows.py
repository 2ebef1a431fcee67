"""Metadata as it stands on the screen, rows of key and value; and ``Explorer.value``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from kit.errors import InvalidInput
from kit.facts.limits import MAX_METADATA_KEYS
from kit.models.attach_request import (
    checked_customer_id,
    checked_source_id,
    metadata_key_problem,
    metadata_value_problem,
)
from kit.public_call import public_call

__all__ = [
    "Rows",
    "as_metadata",
    "as_rows",
    "checked_rows",
    "checked_value",
    "row_problems",
    "rows_problem",
]

Rows = tuple[tuple[str, str], ...]


def as_metadata(rows: Rows) -> dict[str, str]:
    """What the rows say; rows without key and value count for nothing.

    >>> as_metadata((("order", "6735"), ("", "")))
    {'order': '6735'}
    """
    return {key: value for key, value in rows if key or value}


def as_rows(metadata: Mapping[str, str]) -> Rows:
    """``metadata`` as rows."""
    return tuple(metadata.items())


def checked_rows(value: object) -> Rows:
    """``value`` as rows, InvalidInput for what is none."""
    if isinstance(value, list | tuple) and all(map(_is_row, value)):
        return tuple((key, text) for key, text in value)
    raise InvalidInput("Metadata is rows of two texts, a key and a value.")


def _is_row(row: object) -> bool:
    return (
        isinstance(row, list | tuple)
        and len(row) == len(("key", "value"))
        and all(isinstance(each, str) for each in row)
    )


def row_problems(rows: Rows) -> tuple[str, ...]:
    """What is wrong with each row, '' where nothing is.

    >>> row_problems((("a", "1"), ("a", "2"), ("", "")))
    ("The key 'a' stands here twice.", "The key 'a' stands here twice.", '')
    """
    times = Counter(key for key, value in rows if key or value)
    return tuple(_problem(key, value, times[key]) for key, value in rows)


def rows_problem(rows: Rows) -> str | None:
    """The first thing that is wrong with the rows, None if nothing is."""
    return _first(row_problems(rows)) or _too_many(rows)


def _first(problems: Iterable[str]) -> str | None:
    return next(filter(None, problems), None)


def _too_many(rows: Rows) -> str | None:
    if len(as_metadata(rows)) <= MAX_METADATA_KEYS:
        return None
    return f"Stripe takes {MAX_METADATA_KEYS} keys at most."


def _problem(key: str, value: str, times: int) -> str:
    if not key and not value:
        return ""
    if times > 1:
        return f"The key {key!r} stands here twice."
    problem = metadata_key_problem(key) or metadata_value_problem(value)
    return problem[0].upper() + problem[1:] if problem else ""


@public_call()
def checked_value(value: Mapping[str, Any]) -> dict[str, Any]:
    """``value`` whole: with all three keys, or InvalidInput for what it cannot mean.

    >>> checked_value({"customer": "cus_1"})
    {'customer': 'cus_1', 'source': None, 'metadata': {}}
    """
    if not isinstance(value, Mapping):
        raise InvalidInput(
            "The explorer's value is a dict such as {'customer': 'cus_...', 'source': 'src_...', "
            f"'metadata': {{}}}}, but this is a {type(value).__name__}."
        )
    unknown = set(value) - {"customer", "source", "metadata"}
    if unknown:
        raise InvalidInput(
            f"The explorer's value has no {', '.join(sorted(map(repr, unknown)))}: "
            "its keys are 'customer', 'source' and 'metadata'."
        )
    customer, source = value.get("customer"), value.get("source")
    return {
        "customer": None if customer is None else checked_customer_id(customer),
        "source": None if source is None else checked_source_id(source),
        "metadata": _text_to_text(value.get("metadata") or {}),
    }


def _text_to_text(metadata: object) -> dict[str, str]:
    # Stripe's limits are no matter here: what is over them is shown, with the reason.
    if not isinstance(metadata, Mapping) or not all(
        isinstance(each, str) for pair in metadata.items() for each in pair
    ):
        raise InvalidInput("The explorer's metadata maps text to text, such as {'order': '6735'}.")
    return dict(metadata)
