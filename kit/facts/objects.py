"""The declared table of each object a frame may hold."""

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
