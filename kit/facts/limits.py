"""Stripe's documented limits that the kit checks before it sends anything."""

from typing import Final

#: Object ids are opaque strings of at most this many characters.
MAX_ID_LENGTH: Final = 255

#: [D:Metadata]
MAX_METADATA_KEYS: Final = 50
MAX_METADATA_KEY_LENGTH: Final = 40
MAX_METADATA_VALUE_LENGTH: Final = 500
FORBIDDEN_IN_METADATA_KEYS: Final = "[]"

#: [Dx:Idempotent requests]
MAX_IDEMPOTENCY_KEY_LENGTH: Final = 255
IDEMPOTENCY_KEY_HOURS: Final = 24

#: [SPEC22]
DEFAULT_PAGE_SIZE: Final = 10
MAX_PAGE_SIZE: Final = 100
MAX_EXPAND_DEPTH: Final = 4

#: Events reach back this far [SPEC22].
EVENT_DAYS: Final = 30

#: Requests a second that a live account takes over all endpoints; a sandbox takes those of
#: one endpoint [Dx:Rate limits].
REQUESTS_PER_SECOND: Final = 100

#: Requests a second that each endpoint takes by default [Dx:Rate limits].
REQUESTS_PER_SECOND_PER_ENDPOINT: Final = 25
