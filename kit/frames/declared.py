"""Which declared fields a frame has, in which order, by the objects that are in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from kit.facts.customer_fields import CUSTOMER_FIELDS
from kit.facts.objects import OBJECT_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kit.facts.field import Field

__all__ = ["ALL_FIELDS", "asked_for", "declared_fields"]

#: A source's customer, where it was expanded or joined.
_EXPANDED: Final = tuple(field.under("customer") for field in CUSTOMER_FIELDS)

#: Every declared field by its column; a column means the same in every object.
ALL_FIELDS: Final[Mapping[str, Field]] = {
    field.name: field for fields in (*OBJECT_FIELDS.values(), _EXPANDED) for field in fields
}


def declared_fields(objects: Iterable[str], *, expanded: bool = False) -> dict[str, Field]:
    """The fields of all these objects by name; a category has the values of all of them.

    >>> list(declared_fields(["card", "bank_account"]))[:3]
    ['id', 'object', 'account']
    >>> declared_fields(["card", "bank_account"])["object"].values
    ('card', 'bank_account')
    """
    fields: dict[str, Field] = {}
    tables = [OBJECT_FIELDS[name] for name in OBJECT_FIELDS if name in set(objects)]
    for field in (field for table in tables for field in table):
        known = fields.get(field.name)
        if known is None:
            fields[field.name] = field
        elif known.values != field.values:
            values = tuple(dict.fromkeys(known.values + field.values))
            fields[field.name] = replace(known, values=values)
    if expanded:
        fields |= {field.name: field for field in _EXPANDED}
    return fields


def asked_for(url: str | None) -> str:
    """The object that an empty list would hold, by the path that the list answers.

    >>> asked_for("/v1/customers"), asked_for("/v1/customers/cus_1/sources"), asked_for(None)
    ('customer', 'source', 'source')
    """
    asked = (url or "").partition("?")[0].removesuffix("/search")
    return "customer" if asked.endswith("/customers") else "source"
