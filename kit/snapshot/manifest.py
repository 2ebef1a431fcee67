"""What a snapshot says of itself: whose it is, when it was made, and which files are its parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, Self

from kit.errors import UnreadableSnapshot
from kit.facts import JsonObject

__all__ = ["FORMAT", "NOT_SEEN", "SCHEMA", "TABLES", "Manifest", "Part", "as_shallow_dict", "now"]

FORMAT: Final = "stripe-source-kit snapshot"

#: Raised when a reader of today could not read what is written then.
SCHEMA: Final = 1

TABLES: Final = ("customers", "sources", "events")

NOT_SEEN: Final = (
    "Sources without a customer, but for those that events of the last 30 days tell of.",
    "Pending sources without a customer that nothing has happened to yet: no event shows them.",
    "That a charge has consumed a source: there is no event of that.",
)


@dataclass(frozen=True, slots=True)
class Part:
    """One Parquet file: its name inside the folder, its rows, and what stands in its columns.

    ``objects`` are the kinds of Stripe's objects in it, by which its columns are declared, and
    ``values`` what stands in its categories.
    """

    file: str
    rows: int
    columns: Mapping[str, str]
    objects: Sequence[str] = ()
    values: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def table(self) -> str:
        """The table it is a part of."""
        return self.file.partition("/")[0]


@dataclass(slots=True)
class Manifest:
    """Everything about a snapshot but its rows.

    ``newest_customer`` is when the newest was made, ``known_event`` the newest event when the pull
    began and ``changes_since`` its time, in seconds since 1970 by Stripe's clock: what happened
    from then on is for the next pull. ``pulls`` is how many
    went into it, ``witnesses`` are customers to know the account again by.
    """

    mode: str
    masked: bool
    made_at: str
    parts: dict[str, list[Part]]
    newest_customer: int = 0
    changes_since: int = 0
    known_event: str | None = None
    pulls: int = 1
    witnesses: list[str] = field(default_factory=list)
    not_seen: list[str] = field(default_factory=lambda: list(NOT_SEEN))

    @property
    def files(self) -> set[str]:
        """The names of all parts."""
        return {part.file for parts in self.parts.values() for part in parts}

    def rows(self, table: str) -> int:
        """How many rows a table has."""
        return sum(part.rows for part in self.parts[table])

    def as_json(self) -> JsonObject:
        """What stands in the file."""
        return {
            "format": FORMAT,
            "schema": SCHEMA,
            "kit": version("stripe-source-kit"),
            **as_shallow_dict(self),
            "rows": {table: self.rows(table) for table in TABLES},
        }

    @classmethod
    def read(cls, value: Mapping[str, Any], path: Path) -> Self:
        """The manifest that was written to ``path``; UnreadableSnapshot for anything else."""
        if value.get("format") != FORMAT:
            raise UnreadableSnapshot(
                f"{path} is no snapshot. Name a folder that `kit pull` or account.pull made."
            )
        if not isinstance(value.get("schema"), int) or value["schema"] > SCHEMA:
            raise UnreadableSnapshot(
                f"{path} was written by a later kit ({value.get('kit')}). Install that version or "
                "a newer one, or pull into a new folder."
            )
        try:
            parts = {
                table: [Part(**part) for part in value["parts"].get(table, [])] for table in TABLES
            }
            names = cls.__dataclass_fields__.keys() - {"parts"}
            return cls(parts=parts, **{name: value[name] for name in names})
        except (KeyError, TypeError, AttributeError) as error:
            raise UnreadableSnapshot(
                f"{path} is damaged: {error} is missing or wrong. Pull into a new folder."
            ) from error


def as_shallow_dict(record: Any) -> JsonObject:
    """The fields of a dataclass, with their own values: orjson writes the parts as they are.

    >>> as_shallow_dict(Part("events/1.parquet", 2, {}))["rows"]
    2
    """
    return {each.name: getattr(record, each.name) for each in fields(record)}


def now() -> str:
    """This moment, as it stands in a manifest."""
    return datetime.now(UTC).isoformat(timespec="seconds")
