"""One attach on its way to a definite outcome.

What an answer means here::

    200, replayed or not      attached
    no answer, or not         the same request again, under the same key: Stripe replays it
    Stripe's
    500 and above             the key would only replay the failure, so the source is read;
                              not attached: again, under a new key
    already attached          the source is read to see whose it is
    429, 409                  nothing was done: again, under the same key
    401, 403                  nothing was done: the whole run ends
    any other 4xx             refused

Only Stripe's own answers are known by their status here: the border takes a gateway's page
of whatever status for no answer (see kit.gateway.authenticity).

An earlier request of unknown fate may be what attached the source. Such a row is attached
"by reading", until the events tell who did it (see kit.bulk.reconcile).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from kit.bulk.journal import AttachResult
from kit.bulk.retry import RetryPolicy
from kit.bulk.scheduler import Attempt, ScheduledJob, limit_kind
from kit.errors import (
    IdempotencyConflict,
    KeyRefused,
    KitError,
    NotStripesAnswer,
    SourceAlreadyAttached,
    StripeRefused,
    StripeUnreachable,
    TooManyRequests,
)
from kit.facts import JsonObject
from kit.facts.limits import IDEMPOTENCY_KEY_HOURS
from kit.frames import dumps, mask
from kit.gateway.stripe_api import ApiResponse, StripeApi
from kit.models.attach_request import AttachRequest

__all__ = ["AttachJob"]

#: A key this old may be forgotten before the request arrives [Dx:Idempotent requests].
_KEY_SECONDS: Final = (IDEMPOTENCY_KEY_HOURS - 0.5) * 3600


class AttachJob(ScheduledJob):
    """One attach until it is definite, or given up for this time.

    ``handed_out_at`` is when an earlier call wrote its key down, in Unix seconds, or None.
    ``renew_key`` writes down and answers a new key for a source; ``done`` is told the last
    result.
    """

    def __init__(
        self,
        request: AttachRequest,
        handed_out_at: float | None,
        *,
        now: float,
        policy: RetryPolicy,
        renew_key: Callable[[str], str],
        done: Callable[[str, AttachResult], None],
    ) -> None:
        # Stripe locks the customer while it attaches [DIG].
        super().__init__(lane=request.customer)
        self._request = request
        self._policy = policy
        self._renew_key = renew_key
        self._done = done
        #: Handed out before and not settled: that request may have been done.
        self.was_sent_before = handed_out_at is not None
        self._fate_unknown = handed_out_at is not None
        self._reading = handed_out_at is not None and now - handed_out_at > _KEY_SECONDS
        self._refusal: StripeRefused | None = None
        self._request_id: str | None = None
        self._attempts = 0
        self._seconds = 0.0
        self._failures = 0

    @property
    def source(self) -> str:
        """The source's id."""
        return self._request.source

    def send(self, api: StripeApi) -> ApiResponse:
        """The next request: the attach, or reading the source back."""
        if self._reading:
            return api.source(self.source, retries=0)
        return api.attach(self._request, retries=0)

    def receive(self, attempt: Attempt) -> float | None:
        """Take an answer in. Seconds until the next request, None when settled or given up."""
        self._seconds += attempt.seconds
        error = attempt.error
        if not self._reading:
            self._attempts += 1
            self._request_id = _request_id(attempt) or self._request_id
        if isinstance(error, TooManyRequests):
            return self._again(error) if limit_kind(error) == "object" else error.retry_after or 0.0
        if isinstance(error, KeyRefused):
            return self._give_up(error)
        if isinstance(error, StripeUnreachable):
            return self._lost(error, in_outage=attempt.in_outage)
        if _is_in_use(error):
            return self._again(error)
        return self._was_read(attempt) if self._reading else self._was_answered(attempt)

    # -- no definite answer ----------------------------------------------------------

    def _lost(self, error: StripeUnreachable, *, in_outage: bool) -> float | None:
        if not self._reading:
            self._fate_unknown = True
            self._refusal = None
            # Stripe itself failed: the key would only replay that. A gateway's page is none
            # of Stripe's, and the key still finds out.
            its_own = error.http_status is not None and not isinstance(error, NotStripesAnswer)
            self._reading = its_own
        return self._policy.first if in_outage else self._again(error)

    def _again(self, error: KitError | None) -> float | None:
        self._failures += 1
        if self._failures >= self._policy.tries:
            return self._give_up(error)
        asked_for = getattr(error, "retry_after", None) or 0.0
        return max(self._policy.wait(self._failures), min(asked_for, self._policy.longest))

    def _give_up(self, error: KitError | None) -> float | None:
        code, message = _explained(error)
        return self._finish(AttachResult(error_code=code, error_message=message))

    # -- the attach was answered -----------------------------------------------------

    def _was_answered(self, attempt: Attempt) -> float | None:
        error = attempt.error
        if attempt.response is not None:
            return self._finish(
                AttachResult(
                    outcome="attached",
                    settled_by="replay" if attempt.response.replayed else "answer",
                    source_after=_masked_json(attempt.response.data),
                )
            )
        if isinstance(error, SourceAlreadyAttached):
            self._refusal = error
            # Even a replayed refusal proves nothing about a lost request before it: the key
            # may have been forgotten in between, and this be the answer to its second use.
            self._reading = True
            return 0.0
        if isinstance(error, IdempotencyConflict):
            self._reading = True
            return self._again(error)
        return self._refuse(error)

    # -- the source was read ---------------------------------------------------------

    def _was_read(self, attempt: Attempt) -> float | None:
        source = attempt.response.data if attempt.response is not None else {}
        owner = source.get("customer")
        if owner == self._request.customer:
            return self._finish(self._owned(source))
        if owner is not None:
            return self._finish(
                AttachResult(
                    outcome="refused",
                    settled_by="reading",
                    error_code="attached_to_other_customer",
                    error_message=f"The source belongs to {owner}, for good. Make a new source "
                    f"for {self._request.customer}.",
                    source_after=_masked_json(source),
                )
            )
        if isinstance(self._refusal, SourceAlreadyAttached):
            # Attached when Stripe refused, free now: it was detached, and so consumed.
            return self._refuse(self._refusal)
        return self._begin_anew()

    def _owned(self, source: JsonObject) -> AttachResult:
        wanted, held = self._request.metadata or {}, source.get("metadata") or {}
        # An empty value unsets its key [D:Metadata].
        is_written = all(held.get(name, "") == value for name, value in wanted.items())
        return AttachResult(
            outcome="attached" if self._fate_unknown else "already_attached",
            settled_by="reading",
            error_code=None if is_written else "metadata_not_written",
            error_message=None
            if is_written
            else "The source was attached before, and the metadata of this row was not written. "
            "Update the source to write it.",
            source_after=_masked_json(source),
        )

    def _begin_anew(self) -> float | None:
        """Not attached by any earlier request: ask again as if for the first time."""
        key = self._renew_key(self.source)
        self._request = replace(self._request, idempotency_key=key)
        self._refusal = None
        self._reading = False
        return 0.0

    # -- the end ---------------------------------------------------------------------

    def _refuse(self, error: KitError | None) -> float | None:
        code, message = _explained(error)
        return self._finish(
            AttachResult(
                outcome="refused", settled_by="answer", error_code=code, error_message=message
            )
        )

    def _finish(self, result: AttachResult) -> float | None:
        self._done(
            self.source,
            replace(
                result,
                request_id=self._request_id,
                attempts=self._attempts,
                seconds=self._seconds,
            ),
        )
        return None


def _explained(error: KitError | None) -> tuple[str | None, str]:
    """The code and the sentence of an error, for a frame."""
    code: str | None = getattr(error, "code", None)
    kinds = (name for kind, name in _CODES.items() if isinstance(error, kind))
    return code or next(kinds, None), str(error)


#: What stands as code where Stripe gives none.
_CODES: Final[dict[type, str]] = {
    SourceAlreadyAttached: "source_already_attached",
    KeyRefused: "key_refused",
    IdempotencyConflict: "idempotency_key_in_use",
    StripeRefused: "refused_by_stripe",
    NotStripesAnswer: "not_stripes_answer",
    StripeUnreachable: "no_answer",
}


def _is_in_use(error: KitError | None) -> bool:
    return isinstance(error, StripeRefused) and error.http_status == 409


def _request_id(attempt: Attempt) -> str | None:
    answer = attempt.response if attempt.response is not None else attempt.error
    request_id: str | None = getattr(answer, "request_id", None)
    return request_id


def _masked_json(source: JsonObject) -> str:
    return dumps(mask(source))
