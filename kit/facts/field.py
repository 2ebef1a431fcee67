"""One documented field of a Stripe object: its name and what kind of value it holds."""

from dataclasses import dataclass, replace
from typing import Final, Literal

Kind = Literal["string", "integer", "boolean", "timestamp", "category", "map", "list"]

#: The unit of amounts: the smallest unit of their currency.
MINOR_UNITS: Final = "minor units"

#: Where most fields are documented: Stripe's OpenAPI description of this day [SPEC22].
OPENAPI: Final = "OpenAPI 2022-04-12"

#: Where the newer ones are [SDK].
STRIPE_PYTHON: Final = "stripe-python 16.1"

#: What no schema names and answers hold [REC].
RECORDED: Final = "recorded answers 2019 to 2026"


@dataclass(frozen=True, slots=True)
class Field:
    """A documented field.

    ``name`` is the dotted path inside its object, ``kind`` the shape of its value when
    it is not null, ``meaning`` one sentence for readers, ``unit`` what a number counts,
    ``values`` the documented values of a category in Stripe's order, ``fact`` where the
    field is documented, ``core`` whether a frame shows it even when nothing fills it,
    ``currency`` the field that names the currency of an amount.
    """

    name: str
    kind: Kind
    meaning: str = ""
    unit: str = ""
    values: tuple[str, ...] = ()
    fact: str = OPENAPI
    core: bool = False
    currency: str = ""

    def under(self, prefix: str) -> "Field":
        """The same field inside the hash ``prefix``.

        >>> Field("city", "string").under("owner.address").name
        'owner.address.city'
        """
        currency = f"{prefix}.{self.currency}" if self.currency else ""
        return replace(self, name=f"{prefix}.{self.name}", core=False, currency=currency)


def amount(name: str, meaning: str, *, currency: str = "currency", core: bool = False) -> Field:
    """A sum of money in the smallest unit of the currency that ``currency`` names."""
    return Field(name, "integer", meaning, MINOR_UNITS, core=core, currency=currency)
