"""What one write did to a source: the source before, the source after, and the difference."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Final

from kit import frames
from kit.facts.printable import printable
from kit.models.attach_request import AttachRequest
from kit.models.masked_dict import MaskedDict
from kit.on_demand import pd

__all__ = ["Attachment", "Detachment", "SourceChange"]

#: Where a key that is not there meets a key whose value is null.
_ABSENT: Final = object()

Path = tuple[str, ...]


@dataclass(frozen=True, eq=False)
class SourceChange:
    """A source before and after a write that Stripe accepted.

    ``before`` and ``after`` are the whole JSON objects; ``request_id`` names the write in
    Stripe's logs.
    """

    before: MaskedDict
    after: MaskedDict
    request_id: str | None

    @property
    def frame(self) -> pd.DataFrame:
        """The source after the write as a declared frame of one row, secrets masked."""
        return frames.flatten(self.after)

    @cached_property
    def changes(self) -> pd.DataFrame:
        """What differs, one row a field: ``field``, ``before``, ``after`` as text.

        An absent key is NA, a null is ``null``; secrets are masked.
        """
        # Compared as they are, shown masked.
        before, after = frames.mask(dict(self.before)), frames.mask(dict(self.after))
        rows = [
            (".".join(path), _cell(_at(before, path)), _cell(_at(after, path)))
            for path in _differing(self.before, self.after)
        ]
        return pd.DataFrame(rows, columns=["field", "before", "after"], dtype="str")

    def _lines(self) -> list[tuple[str, str, str]]:
        """The changes as text for both reprs."""
        return [
            (printable(str(field)), _text(before), _text(after))
            for field, before, after in self.changes.itertuples(index=False)
        ]

    def _heading(self) -> str:
        raise NotImplementedError

    def _facts(self) -> str:
        source = self.after
        usage = str(source.get("usage") or "").replace("_", "-")
        facts = f"{source.get('status')}, {usage} {source.get('type')}".replace(",  ", ", ")
        return printable(facts)

    def __repr__(self) -> str:
        changed = (f"\n  {field}: {before} -> {after}" for field, before, after in self._lines())
        return f"{self._heading()} ({self._facts()})" + "".join(changed)

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><th>{escape(field)}</th><td>{escape(before)}</td><td>{escape(after)}</td></tr>"
            for field, before, after in self._lines()
        )
        return (
            f"<p><strong>{escape(self._heading())}</strong><br>{escape(self._facts())}</p>"
            "<table><thead><tr><th>changed</th><th>before</th><th>after</th></tr></thead>"
            f"<tbody>{rows}</tbody></table>"
        )


@dataclass(frozen=True, eq=False, repr=False)
class Attachment(SourceChange):
    """A source that was attached to a customer, and the request that did it."""

    request: AttachRequest

    @property
    def customer(self) -> str:
        """The customer's id."""
        return self.request.customer

    @property
    def source(self) -> str:
        """The source's id."""
        return self.request.source

    @property
    def idempotency_key(self) -> str | None:
        """The key that makes a repetition of this very request harmless."""
        return self.request.idempotency_key

    def _heading(self) -> str:
        return f"Attached {self.source} to {self.customer}"


@dataclass(frozen=True, eq=False, repr=False)
class Detachment(SourceChange):
    """A source that was detached from its customer. It is consumed and never works again."""

    customer: str
    source: str

    def _heading(self) -> str:
        return f"Detached {self.source} from {self.customer}"


def _differing(before: object, after: object, path: Path = ()) -> Iterator[Path]:
    """The paths of the innermost values that differ."""
    if before == after:
        return
    if not _branches(before, after):
        yield path
        return
    old, new = (dict(each) if isinstance(each, Mapping) else {} for each in (before, after))
    for key in dict.fromkeys([*old, *new]):
        yield from _differing(old.get(key, _ABSENT), new.get(key, _ABSENT), (*path, key))


def _branches(before: object, after: object) -> bool:
    """Whether the difference lies deeper: hashes on both sides, or one that came or went."""
    sides = [each for each in (before, after) if each is not _ABSENT]
    return all(isinstance(each, Mapping) for each in sides) and any(sides)


def _at(value: object, path: Path) -> object:
    for key in path:
        if not isinstance(value, Mapping) or key not in value:
            return _ABSENT
        value = value[key]
    return value


def _cell(value: object) -> str | None:
    if value is _ABSENT:
        return None
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _text(cell: object) -> str:
    return printable(cell) if isinstance(cell, str) else "(absent)"
