"""One documented field of a Stripe object: its name and what kind of value it holds."""

from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal["string", "integer", "boolean", "timestamp", "category", "map", "list"]


@dataclass(frozen=True, slots=True)
class Field:
    """A documented field.

    ``name`` is the dotted path inside its object, ``kind`` the shape of its value when
    it is not null, ``meaning`` one sentence for readers, ``unit`` what a number counts,
    ``values`` the documented values of a category in Stripe's order, ``fact`` where the
    field is documented, ``core`` whether a frame shows it even when nothing fills it.
    """

    name: str
    kind: Kind
    meaning: str = ""
    unit: str = ""
    values: tuple[str, ...] = ()
    fact: str = "OpenAPI 2022-04-12"
    core: bool = False

    def under(self, prefix: str) -> "Field":
        """The same field inside the hash ``prefix``.

        >>> Field("city", "string").under("owner.address").name
        'owner.address.city'
        """
        return replace(self, name=f"{prefix}.{self.name}", core=False)
