"""How far a pull has come: enough to go on after it was killed, to the same rows.

It is written after each part, so that what it says is on the disk is on the disk.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from kit.errors import InvalidInput
from kit.facts import JsonObject
from kit.snapshot.folder import MANIFEST, UNFINISHED, SnapshotFolder
from kit.snapshot.manifest import FORMAT, SCHEMA, TABLES, Manifest, Part, as_shallow_dict, now

__all__ = ["UnfinishedPull", "check_masking"]

#: How many customers are kept to know the account again by.
_WITNESSES = 5


@dataclass(slots=True)
class UnfinishedPull:
    """A pull under way.

    ``remaining`` are the states of the strands still to be read of the table that is being
    read, None before its first page.
    """

    mode: str
    masked: bool
    table: str = "customers"
    begun_at: str = field(default_factory=now)
    remaining: list[JsonObject] | None = None
    parts: dict[str, list[Part]] = field(
        default_factory=lambda: {table: list[Part]() for table in TABLES}
    )
    newest_customer: int = 0
    changes_since: int = 0
    known_event: str | None = None
    witnesses: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, folder: SnapshotFolder) -> Self | None:
        """What an earlier pull into this folder left; None when there is nothing."""
        value = folder.read(UNFINISHED)
        if value is None:
            return None
        # What is checked of a manifest holds for this too: the format, the version, the parts.
        kept = Manifest.read(
            value | {"made_at": value.get("begun_at"), "not_seen": [], "pulls": 1},
            folder.path / UNFINISHED,
        )
        return cls(
            mode=kept.mode,
            masked=kept.masked,
            table=value["table"],
            begun_at=kept.made_at,
            remaining=value["remaining"],
            parts=kept.parts,
            newest_customer=kept.newest_customer,
            changes_since=kept.changes_since,
            known_event=kept.known_event,
            witnesses=kept.witnesses,
        )

    def save(self, folder: SnapshotFolder) -> None:
        """Write down how far this has come."""
        folder.write(UNFINISHED, {"format": FORMAT, "schema": SCHEMA, **as_shallow_dict(self)})

    def saw(self, customers: list[Mapping[str, Any]]) -> None:
        """Note what the next pull needs to know of a page of customers."""
        newest = max((each["created"] for each in customers), default=0)
        self.newest_customer = max(self.newest_customer, newest)
        missing = _WITNESSES - len(self.witnesses)
        self.witnesses += [each["id"] for each in customers[:missing]] if missing > 0 else []

    def finish(self, folder: SnapshotFolder) -> Manifest:
        """Make it the snapshot of the folder, in the place of an older one."""
        manifest = Manifest(
            mode=self.mode,
            masked=self.masked,
            made_at=self.begun_at,
            parts=self.parts,
            newest_customer=self.newest_customer,
            changes_since=self.changes_since,
            known_event=self.known_event,
            witnesses=self.witnesses,
        )
        folder.write(MANIFEST, manifest.as_json())
        folder.remove(UNFINISHED)
        folder.keep_only(manifest.files)
        return manifest


def check_masking(path: Path, *, was_masked: bool, reveal: bool) -> None:
    """Refuse to mix masked and revealed rows in one snapshot."""
    if was_masked == reveal:
        held = "masked" if was_masked else "unmasked"
        raise InvalidInput(
            f"{path} holds {held} rows; reveal={reveal} does not go with them. Pull into another "
            "folder, or with the same reveal as before."
        )
