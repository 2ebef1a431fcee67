"""The objects a frame may hold: the declared table of each, its columns, how its ids begin."""

from collections.abc import Mapping
from typing import Final

from kit.facts.bank_account_fields import BANK_ACCOUNT_FIELDS
from kit.facts.card_fields import CARD_FIELDS
from kit.facts.customer_fields import CUSTOMER_FIELDS
from kit.facts.field import Field
from kit.facts.migration_plan_fields import MIGRATION_PLAN_FIELDS
from kit.facts.source_change_fields import SOURCE_CHANGE_FIELDS
from kit.facts.source_event_fields import SOURCE_EVENT_FIELDS
from kit.facts.source_fields import SOURCE_FIELDS
from kit.facts.source_transaction_fields import SOURCE_TRANSACTION_FIELDS

#: The fields of each object, in the order of a frame's columns.
OBJECT_FIELDS: Final[dict[str, tuple[Field, ...]]] = {
    "source": SOURCE_FIELDS,
    "card": CARD_FIELDS,
    "bank_account": BANK_ACCOUNT_FIELDS,
    "customer": CUSTOMER_FIELDS,
    "source_transaction": SOURCE_TRANSACTION_FIELDS,
}

#: The table of each kind of row that the kit makes out of Stripe's objects.
ROW_FIELDS: Final[dict[str, tuple[Field, ...]]] = {
    "source_event": SOURCE_EVENT_FIELDS,
    "source_change": SOURCE_CHANGE_FIELDS,
    "migration_plan": MIGRATION_PLAN_FIELDS,
}

#: A source's customer, where it was expanded or joined.
EXPANDED_CUSTOMER_FIELDS: Final = tuple(field.under("customer") for field in CUSTOMER_FIELDS)

#: Every declared field by its column; a column means the same in every object.
ALL_FIELDS: Final[Mapping[str, Field]] = {
    field.name: field
    for fields in (*OBJECT_FIELDS.values(), EXPANDED_CUSTOMER_FIELDS)
    for field in fields
}

#: How the ids of an object begin, as in every sample of Stripe's [SPEC22]. What follows is
#: opaque, and so is its length.
ID_PREFIXES: Final[dict[str, str]] = {
    "customer": "cus_",
    "source": "src_",
    "card": "card_",
    "bank_account": "ba_",
}
