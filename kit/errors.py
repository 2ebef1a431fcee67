"""Everything the kit raises on purpose.

::

    KitError
    ├── InvalidInput (also ValueError)    refused here, before any request
    │   ├── InvalidCall (also TypeError)  an argument is missing, or there is none of that name
    │   ├── InvalidId                     not the shape of a customer's or source's id
    │   ├── InvalidMetadata               over Stripe's limits, or not text to text
    │   ├── InvalidKey                    not a secret key, or no key where one is needed
    │   ├── UnknownFormat (also KeyError) code in a language that as_code does not write
    │   ├── UnreadableResponse            what was given to flatten is no Stripe answer
    │   ├── UnreadableFrame               what was to be a frame of the kit's lacks columns
    │   └── UnreadableSnapshot            a folder is no snapshot, or not of this account
    ├── WritesNotAllowed                  a write with a live key, not allowed or not confirmed
    ├── NotWritten                        a file could not be written: a full disk, a taken name
    ├── AccountClosed                     the account, or the explorer, was closed before
    ├── JournalFailed                     the journal of a bulk attach cannot be written any more
    └── StripeAnswerError                 a call that was sent and did not succeed
        ├── StripeRefused                 Stripe answered, and the answer is no
        │   ├── NotFound                  no such customer or source
        │   ├── SourceAlreadyAttached     the source belongs to a customer already
        │   ├── SourceNotAttachable       consumed, canceled or failed: it never works again
        │   ├── KeyRefused                401 and 403: the key is wrong or may not do this
        │   ├── IdempotencyConflict       the idempotency key was used for something else
        │   └── TooManyRequests           429: over the rate limit, or the object is locked
        └── StripeUnreachable             no answer, or Stripe failed: the outcome is unknown
            ├── NothingListens            the connection was refused: nothing was sent
            └── NotStripesAnswer          something came, and it is not Stripe's answer to this
"""

from __future__ import annotations

from typing import Any

from kit.facts.printable import printable_lines
from kit.facts.secret_kinds import hide_secrets

__all__ = [
    "AccountClosed",
    "IdempotencyConflict",
    "InvalidCall",
    "InvalidId",
    "InvalidInput",
    "InvalidKey",
    "InvalidMetadata",
    "JournalFailed",
    "KeyRefused",
    "KitError",
    "NotFound",
    "NotStripesAnswer",
    "NotWritten",
    "NothingListens",
    "SourceAlreadyAttached",
    "SourceNotAttachable",
    "StripeAnswerError",
    "StripeRefused",
    "StripeUnreachable",
    "TooManyRequests",
    "UnknownFormat",
    "UnreadableFrame",
    "UnreadableResponse",
    "UnreadableSnapshot",
    "WritesNotAllowed",
]


class KitError(Exception):
    """The root of every error of the kit.

    Whoever's words it repeats, they show no secret and tell a terminal nothing.
    """

    def __init__(self, *words: object) -> None:
        super().__init__(*(_harmless(each) if isinstance(each, str) else each for each in words))


def _harmless(words: str) -> str:
    return printable_lines(hide_secrets(words))


class InvalidInput(KitError, ValueError):
    """The input was refused before any request was sent."""


class InvalidCall(InvalidInput, TypeError):
    """A call lacks an argument, or has one that there is not."""


class InvalidId(InvalidInput):
    """An id does not have the shape of what it should name."""


class InvalidMetadata(InvalidInput):
    """Metadata is over one of Stripe's limits, or is not a mapping of text to text."""


class InvalidKey(InvalidInput):
    """An API key is missing or cannot be a secret key."""


class UnknownFormat(InvalidInput, KeyError):
    """There is no code in this language."""

    __str__ = Exception.__str__  # KeyError's shows quotes around the sentence


class UnreadableResponse(InvalidInput):
    """Something given to ``flatten`` is not an answer of Stripe's."""


class UnreadableFrame(InvalidInput):
    """What should be a frame of the kit's is none, or lacks columns that are needed."""


class UnreadableSnapshot(InvalidInput):
    """A folder is no snapshot, is another account's, or was written by a later kit."""


class NotWritten(KitError):
    """A file could not be written. What was there before is as it was."""


class WritesNotAllowed(KitError):
    """A live account was asked for a change without ``allow_writes=True`` or its confirmation."""


class AccountClosed(KitError):
    """The account, or an explorer of it, was used after it had been closed."""


class JournalFailed(KitError):
    """The journal of a bulk attach broke while it was in use: a full disk, for one."""


class StripeAnswerError(KitError):
    """What Stripe said about a call that did not succeed; the base of two errors below.

    ``stripe_message`` is Stripe's own sentence; ``request_id``, ``code``, ``param``,
    ``type`` and ``http_status`` are Stripe's fields, None where the answer has none.
    ``should_retry`` tells whether the same request, under the same idempotency key, may be
    sent again as it is; ``retry_after`` how many seconds later, where the answer says so.
    """

    def __init__(
        self,
        message: str,
        *,
        http_status: int | None = None,
        type: str | None = None,
        code: str | None = None,
        param: str | None = None,
        request_id: str | None = None,
        stripe_message: str | None = None,
        should_retry: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.http_status = http_status
        self.type = type
        self.code = code
        self.param = param
        self.request_id = request_id
        self.stripe_message = None if stripe_message is None else hide_secrets(stripe_message)
        self.should_retry = should_retry
        self.retry_after = retry_after

    @property
    def fields(self) -> dict[str, Any]:
        """Stripe's fields by name, for an error made out of this one."""
        return {name: getattr(self, name) for name in _FIELDS}


_FIELDS = "http_status type code param request_id stripe_message should_retry retry_after".split()


class StripeRefused(StripeAnswerError):
    """Stripe answered, and the answer is no. Nothing was changed."""


class NotFound(StripeRefused):
    """The account has no such customer or source."""


class SourceAlreadyAttached(StripeRefused):
    """The source is attached to a customer already, this one or another."""


class SourceNotAttachable(StripeRefused):
    """The source is consumed, canceled or failed and can never be used again."""


class KeyRefused(StripeRefused):
    """The key is wrong, expired, or may not do this."""


class IdempotencyConflict(StripeRefused):
    """The idempotency key was used before, for another request, or is in use right now."""


class TooManyRequests(StripeRefused):
    """Over the rate limit, or another request holds the object's lock.

    ``limit_reason`` is the header Stripe-Rate-Limited-Reason; a lock has none.
    """

    def __init__(self, message: str, *, limit_reason: str | None = None, **fields: Any) -> None:
        super().__init__(message, **fields)
        self.limit_reason = limit_reason


class StripeUnreachable(StripeAnswerError):
    """No answer came, or Stripe failed while answering: whether it took effect is unknown."""


class NothingListens(StripeUnreachable):
    """The connection was refused: nobody listens at the address, and nothing was sent."""


class NotStripesAnswer(StripeUnreachable):
    """What came is not Stripe's answer to this very request, so it counts as no answer.

    ``came`` names it in a word or two, such as "web page" or "another answer"; ``edge`` is
    True for a refusal (4xx or 5xx) of something that stands between here and Stripe.
    """

    def __init__(self, message: str, *, came: str, edge: bool = False, **fields: Any) -> None:
        super().__init__(message, **fields)
        self.came = came
        self.edge = edge
