"""Customers and sources as the cells of a table, and the words that explain a chip."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from kit.facts.currencies import exponent
from kit.facts.source_types import SOURCE_TYPES, USAGE_MEANINGS
from kit.facts.statuses import STATUS_MEANINGS

__all__ = [
    "CUSTOMER_COLUMNS",
    "SOURCE_COLUMNS",
    "Cell",
    "amount",
    "chip_of",
    "customer_cells",
    "day",
    "member",
    "shortened",
    "source_cells",
    "sources_listed",
]

_Record = Mapping[str, Any]

#: What a table shows of one cell; the rest of a longer text is cut.
_CELL_LENGTH: Final = 120


def shortened(text: str) -> str:
    """``text`` as a table shows it: 120 characters at most.

    >>> shortened("Jenny")
    'Jenny'
    """
    return text if len(text) <= _CELL_LENGTH else text[: _CELL_LENGTH - 1] + "…"


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one cell: ``text``, a ``tone`` that makes it a chip, and a ``hint``."""

    text: str
    tone: str = ""
    hint: str = ""

    def as_json(self) -> dict[str, str]:
        """The cell as the front end takes it."""
        return {"text": shortened(self.text), "tone": self.tone, "hint": self.hint}


CUSTOMER_COLUMNS: Final = [
    {"name": "name", "title": "Name"},
    {"name": "email", "title": "E-mail"},
    {"name": "id", "title": "Id"},
    {"name": "created", "title": "Created"},
    {"name": "sources", "title": "Sources"},
    {"name": "default", "title": "Default source"},
]

SOURCE_COLUMNS: Final = [
    {"name": "type", "title": "Type"},
    {"name": "status", "title": "Status"},
    {"name": "usage", "title": "Usage"},
    {"name": "id", "title": "Id"},
    {"name": "amount", "title": "Amount"},
    {"name": "email", "title": "Owner"},
    {"name": "created", "title": "Created"},
]

_TONES: Final = {
    "chargeable": "good",
    "pending": "wait",
    "consumed": "bad",
    "canceled": "bad",
    "failed": "bad",
    "reusable": "good",
    "single_use": "plain",
}

_FLOWS: Final = {
    "redirect": "The payer is sent to another page to agree.",
    "receiver": "The payer sends money to an account number.",
    "code_verification": "The payer confirms a code.",
    "none": "Nothing is asked of the payer.",
}


def customer_cells(customer: _Record) -> list[Cell]:
    """One customer as cells under CUSTOMER_COLUMNS."""
    default = _text(customer.get("default_source"))
    return [
        Cell(_text(customer.get("name"))),
        Cell(_text(customer.get("email"))),
        Cell(_text(customer.get("id"))),
        Cell(day(customer.get("created"))),
        Cell(_count(customer)),
        Cell(default or "none", hint=default or "The next source that is attached becomes it."),
    ]


def source_cells(source: _Record) -> list[Cell]:
    """One source as cells under SOURCE_COLUMNS; cards of old have less to say."""
    return [
        chip_of("type", source.get("type") or source.get("object")),
        chip_of("status", source.get("status")),
        chip_of("usage", source.get("usage")),
        Cell(_text(source.get("id"))),
        Cell(amount(source.get("amount"), source.get("currency"))),
        Cell(_text(member(source.get("owner"), "email"))),
        Cell(day(source.get("created"))),
    ]


def chip_of(field: str, value: object) -> Cell:
    """The value of ``type``, ``status`` or ``usage`` as a chip that explains itself."""
    name = _text(value)
    if not name:
        return Cell("")
    return Cell(name.replace("_", " "), _TONES.get(name, "plain"), _meaning(field, name))


def member(value: object, name: str) -> Any:
    """What a hash holds as ``name``; None for what is no hash, or has no such member."""
    return value.get(name) if isinstance(value, Mapping) else None


def sources_listed(customer: _Record) -> int:
    """How many sources a customer's record lists."""
    listed = member(customer.get("sources"), "data")
    return len(listed) if isinstance(listed, list) else 0


def day(created: object) -> str:
    """A Unix time as a day.

    >>> day(1692121393)
    '2023-08-15'

    What is no time of this era, such as one in milliseconds, stays as it came.
    """
    if not isinstance(created, int):
        return ""
    try:
        return datetime.fromtimestamp(created, UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return str(created)


def amount(minor: object, currency: object) -> str:
    """An amount in its currency, as people write it.

    >>> amount(1000, "usd"), amount(500, "jpy"), amount(None, "usd")
    ('10.00 USD', '500 JPY', '')
    """
    if not isinstance(minor, int) or not isinstance(currency, str):
        return ""
    return f"{Decimal(minor).scaleb(-exponent(currency)):f} {currency.upper()}"


def _meaning(field: str, name: str) -> str:
    if field == "type" and name in SOURCE_TYPES:
        kind = SOURCE_TYPES[name]
        return f"{kind.title}. {_FLOWS[kind.flow]}"
    meanings: dict[str, dict[Any, str]] = {"status": STATUS_MEANINGS, "usage": USAGE_MEANINGS}
    return meanings.get(field, {}).get(name, "")


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _count(customer: _Record) -> str:
    if not isinstance(customer.get("sources"), Mapping):
        return ""
    more = "+" if member(customer["sources"], "has_more") else ""
    return f"{sources_listed(customer)}{more}"
