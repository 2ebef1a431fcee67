"""One row per source that changed between two looks at an account: a table of the kit's own."""

from typing import Final

from kit.facts.field import Field
from kit.facts.source_types import SOURCE_TYPES
from kit.facts.statuses import STATUSES

__all__ = ["SOURCE_CHANGES", "SOURCE_CHANGE_FIELDS"]

#: What may have become of a source; of several the first counts.
SOURCE_CHANGES: Final = (
    "attached",
    "detached",
    "became chargeable",
    "consumed",
    "canceled",
    "failed",
    "appeared",
    "vanished",
    "changed",
)

_KIT: Final = "kit"

SOURCE_CHANGE_FIELDS: Final[tuple[Field, ...]] = (
    Field("source", "string", "The source, card or bank account.", core=True),
    Field("change", "category", "What became of it.", values=SOURCE_CHANGES, fact=_KIT, core=True),
    Field("type", "category", "Payment method.", values=tuple(SOURCE_TYPES), core=True),
    Field("customer_before", "string", "The customer it had.", fact=_KIT, core=True),
    Field("customer_after", "string", "The customer it has.", fact=_KIT, core=True),
    Field("status_before", "category", "Its status then.", values=STATUSES, fact=_KIT, core=True),
    Field("status_after", "category", "Its status now.", values=STATUSES, fact=_KIT, core=True),
    Field("columns", "string", "All that differs, by column, with commas.", fact=_KIT, core=True),
)
