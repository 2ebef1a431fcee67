"""What can be wrong with a row before anything is sent, each row by itself.

What two rows have against each other (duplicates, one source for two customers) is the
journal's to see, which holds them all.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from kit.bulk.pairs import PairRow
from kit.errors import InvalidInput, InvalidMetadata
from kit.models.attach_request import checked_customer_id, checked_metadata, checked_source_id
from kit.pasted_secrets import secret_problem

__all__ = ["checked_rows"]

#: The end of a cell that is shown again; a whole pasted document helps nobody.
_SHOWN: Final = 255


def checked_rows(
    rows: Iterable[PairRow], common: Mapping[str, str] | None = None
) -> Iterator[PairRow]:
    """Each row as it will be sent, or with its faults. Its metadata wins over ``common``."""
    return (_checked(row, common) for row in rows)


def _checked(given: PairRow, common: Mapping[str, str] | None) -> PairRow:
    row = PairRow(_text("customer", given.customer), _text("source", given.source))
    if given.problem is not None:
        return replace(row, code="unreadable_row", problem=given.problem)
    checks: dict[str, Callable[[], object]] = {
        "invalid_customer": lambda: checked_customer_id(given.customer),
        "invalid_source": lambda: checked_source_id(given.source),
        "invalid_metadata": lambda: _together(given.metadata, common),
    }
    for code, check in checks.items():
        try:
            check()
        except InvalidInput as error:
            return replace(row, code=code, problem=str(error))
    return replace(row, metadata=_as_json(_together(given.metadata, common)))


def _together(given: object, common: Mapping[str, str] | None) -> dict[str, str] | None:
    if given is None:
        return None if common is None else dict(common)
    if not isinstance(given, Mapping):
        raise InvalidMetadata(
            "Metadata must map text to text, such as {'order': '6735'}, "
            f"but it is a {type(given).__name__}."
        )
    return checked_metadata({**(common or {}), **given})


def _as_json(metadata: dict[str, str] | None) -> str | None:
    # Sorted, so that the same metadata is the same text however a row wrote it.
    return None if metadata is None else json.dumps(metadata, sort_keys=True)


def _text(name: str, value: object) -> str | None:
    """An id as the outcome shows it; what is no text is shown in no form."""
    if not isinstance(value, str):
        return str(value) if type(value) is int else None
    if secret_problem(name, value):
        return "<a secret>"
    return value[:_SHOWN].encode(errors="replace").decode()
