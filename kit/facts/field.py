"""One documented field of a Stripe object: its name and what kind of value it holds."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["string", "integer", "boolean", "timestamp", "category", "map", "list"]


@dataclass(frozen=True, slots=True)
class Field:
    """A documented field.

    ``name`` is the dotted path inside its object, ``kind`` the shape of its value when
    it is not null, ``meaning`` one sentence for readers, ``unit`` what a number counts,
    ``values`` the documented values of a category in Stripe's order.
    """

    name: str
    kind: Kind
    meaning: str = ""
    unit: str = ""
    values: tuple[str, ...] = ()
