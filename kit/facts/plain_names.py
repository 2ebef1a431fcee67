"""What a plain frame calls things: one name for what every type has, and what it leaves out.

The number of a card stands in ``card.last4``, that of an account in ``sepa_debit.last4``, what
is left of an IBAN in ``ideal.iban_last4``. Whoever counts or draws wants one column for all.
"""

from typing import Final

from kit.facts.objects import ALL_FIELDS, ROW_FIELDS
from kit.facts.type_hashes import TYPE_HASHES

__all__ = ["INSTRUMENT_COLUMNS", "UNTOLD", "is_personal", "is_untold"]

#: The members of type hashes that mean the same, by the plain name; the first that holds
#: something counts. Names of banks come before codes of banks.
_MEMBERS: Final[dict[str, tuple[str, ...]]] = {
    "fingerprint": ("fingerprint",),
    "last4": ("last4", "iban_last4"),
    "brand": ("brand",),
    "funding": ("funding",),
    "bank": ("bank_name", "bank", "issuer", "bank_code"),
    "country": ("country",),
    "exp_month": ("exp_month",),
    "exp_year": ("exp_year",),
}


def _columns(members: tuple[str, ...]) -> tuple[str, ...]:
    """The columns of these members: of every type of source, and of a card or bank account."""
    known = {f"{kind}.{field.name}" for kind, fields in TYPE_HASHES.items() for field in fields}
    named = [f"{kind}.{member}" for member in members for kind in TYPE_HASHES]
    return (*(name for name in named if name in known), *members)


#: Where to look for each, by the plain name.
INSTRUMENT_COLUMNS: Final = {name: _columns(members) for name, members in _MEMBERS.items()}

#: What says who or where somebody is, or what somebody has written, by the column or by the
#: hash that holds it. Metadata and descriptions are free text: anything may stand in them.
_PERSONAL: Final = (
    "account_holder_name",
    "address",
    "address_city",
    "address_line1",
    "address_line2",
    "address_state",
    "address_zip",
    "changed",
    "description",
    "email",
    "invoice_settings.custom_fields",
    "invoice_settings.footer",
    "metadata",
    "name",
    "owner",
    "phone",
    "shipping",
    "source_order.email",
    "source_order.items",
    "source_order.shipping",
    "sources",
)

#: Technical, or of use to nobody who counts: secrets, addresses to be sent to, account numbers.
UNTOLD: Final = ("client_secret", "receiver.address", "redirect.return_url", "redirect.url")

_DECLARED: Final = frozenset(
    [*ALL_FIELDS, *(field.name for fields in ROW_FIELDS.values() for field in fields)]
)


def is_personal(column: str) -> bool:
    """Whether a column may tell who somebody is; of an undeclared one nobody can say no.

    >>> [is_personal(name) for name in ("amount", "owner.email", "customer.name", "new_field")]
    [False, True, True, True]
    """
    if column not in _DECLARED:
        return True
    name = column.removeprefix("customer.")
    return any(name == each or name.startswith(f"{each}.") for each in _PERSONAL)


def is_untold(column: str) -> bool:
    """Whether a plain frame leaves a column out unless it is named.

    >>> [is_untold(name) for name in ("client_secret", "card.last4", "status")]
    [True, True, False]
    """
    holder = column.partition(".")[0]
    return column in UNTOLD or (holder in TYPE_HASHES and holder != column)
