"""The objects a frame may hold: the declared table of each, and how its ids begin."""

from typing import Final

from kit.facts.bank_account_fields import BANK_ACCOUNT_FIELDS
from kit.facts.card_fields import CARD_FIELDS
from kit.facts.customer_fields import CUSTOMER_FIELDS
from kit.facts.field import Field
from kit.facts.source_fields import SOURCE_FIELDS

OBJECT_FIELDS: Final[dict[str, tuple[Field, ...]]] = {
    "source": SOURCE_FIELDS,
    "card": CARD_FIELDS,
    "bank_account": BANK_ACCOUNT_FIELDS,
    "customer": CUSTOMER_FIELDS,
}

#: How the ids of an object begin, as in every sample of Stripe's [SPEC22]. What follows is
#: opaque, and so is its length.
ID_PREFIXES: Final[dict[str, str]] = {
    "customer": "cus_",
    "source": "src_",
    "card": "card_",
    "bank_account": "ba_",
}
