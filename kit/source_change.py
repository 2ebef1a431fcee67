"""What one write did to a source: the source before, the source after, and the difference."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any, Final

import pandas as pd

from kit.attach_request import AttachRequest
from kit.frames import flatten, mask
from kit.masked_dict import MaskedDict

__all__ = ["Attachment", "Detachment", "SourceChange"]

#: Where a key that is not there meets a key whose value is null.
_ABSENT: Final = object()


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
        return flatten(self.after)

    @cached_property
    def changes(self) -> pd.DataFrame:
        """What differs, one row a field: ``field``, ``before``, ``after`` as text.

        An absent key is NA, a null is ``null``; secrets are masked.
        """
        rows = list(_differences(self.before, self.after))
        return pd.DataFrame(rows, columns=["field", "before", "after"], dtype="str")

    def _heading(self) -> str:
        raise NotImplementedError

    def _facts(self) -> str:
        source = self.after
        usage = str(source.get("usage") or "").replace("_", "-")
        return f"{source.get('status')}, {usage} {source.get('type')}".replace(",  ", ", ")

    def __repr__(self) -> str:
        changed = (
            f"\n  {row.field}: {_text(row.before)} -> {_text(row.after)}"
            for row in self.changes.itertuples(index=False)
        )
        return f"{self._heading()} ({self._facts()})" + "".join(changed)

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><th>{escape(row.field)}</th><td>{escape(_text(row.before))}</td>"
            f"<td>{escape(_text(row.after))}</td></tr>"
            for row in self.changes.itertuples(index=False)
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


def _differences(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[tuple[str, str | None, str | None]]:
    """The fields whose values differ; the values are compared raw and shown masked."""
    old, new = dict(_leaves(before)), dict(_leaves(after))
    old_shown, new_shown = dict(_leaves(mask(dict(before)))), dict(_leaves(mask(dict(after))))
    for path in dict.fromkeys([*old, *new]):
        if old.get(path, _ABSENT) != new.get(path, _ABSENT):
            yield (
                ".".join(path),
                _cell(old_shown.get(path, _ABSENT)),
                _cell(new_shown.get(path, _ABSENT)),
            )


def _leaves(
    value: Mapping[str, Any], path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Any]]:
    for key, inner in value.items():
        if isinstance(inner, Mapping) and inner:
            yield from _leaves(inner, (*path, key))
        else:
            yield (*path, key), inner


def _cell(value: object) -> str | None:
    if value is _ABSENT:
        return None
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _text(cell: object) -> str:
    return cell if isinstance(cell, str) else "(absent)"
