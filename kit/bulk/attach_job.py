"""One attach on its way to a definite outcome.

What an answer means here::

    200, replayed or not      attached
    no answer                 the same request again, under the same key: Stripe replays it
    500 and above             the key would only replay the failure, so the source is read;
                              not attached: again, under a new key
    already attached          the source is read to see whose it is
    429, 409                  nothing was done: again, under the same key
    401, 403                  nothing was done: the whole run ends
    any other 4xx             refused

An earlier request of unknown fate may be what attached the source. Such a row is attached
"by reading", until the events tell who did it (see kit.bulk.evidence).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from kit.bulk.flow import Reply, limit_kind
from kit.bulk.journal import PlannedAttach, Verdict
from kit.bulk.patience import Patience
from kit.errors import (
    IdempotencyConflict,
    KeyRefused,
    KitError,
    SourceAlreadyAttached,
    StripeRefused,
    StripeUnreachable,
    TooManyRequests,
)
from kit.facts.limits import IDEMPOTENCY_KEY_HOURS
from kit.frames import dumps, mask
from kit.gateway.stripe_api import ApiResponse, StripeApi
from kit.models.attach_request import AttachRequest

__all__ = ["AttachJob"]

#: A key this old may be forgotten before the request arrives [Dx:Idempotent requests].
_KEY_SECONDS: Final = (IDEMPOTENCY_KEY_HOURS - 0.5) * 3600


class AttachJob:
    """One planned attach; a job of a flow.

    ``renew_key`` writes down and answers a new key for a source. ``done`` is told the last
    verdict, with the attach requests it took and their seconds.
    """

    def __init__(
        self,
        planned: PlannedAttach,
        *,
        now: float,
        patience: Patience,
        renew_key: Callable[[str], str],
        done: Callable[[PlannedAttach, Verdict, int, float], None],
    ) -> None:
        self._planned = planned
        self._patience = patience
        self._renew_key = renew_key
        self._done = done
        self._key = planned.key
        # Handed out before and not settled: that request may have been done.
        self._fate_unknown = planned.sent is not None
        self._reading = planned.sent is not None and now - planned.sent > _KEY_SECONDS
        self._refusal: StripeRefused | None = None
        self._last_error: KitError | None = None
        self._request_id: str | None = None
        self._attempts = 0
        self._seconds = 0.0
        self._failures = 0

    @property
    def lane(self) -> str:
        """The customer: Stripe locks it while it attaches."""
        return self._planned.customer

    @property
    def source(self) -> str:
        """The source's id."""
        return self._planned.source

    @property
    def was_sent_before(self) -> bool:
        """Whether an earlier call handed it out."""
        return self._planned.sent is not None

    def call(self, api: StripeApi) -> ApiResponse:
        """The next request: the attach, or reading the source back."""
        planned = self._planned
        if self._reading:
            answer = api.source(planned.source, retries=0)
        else:
            request = AttachRequest(
                customer=planned.customer,
                source=planned.source,
                metadata=planned.metadata,
                idempotency_key=self._key,
            )
            answer = api.attach(request, retries=0)
        return _readable(answer)

    def take(self, reply: Reply) -> float | None:
        """Take an answer in. Seconds until the next request, None when settled or given up."""
        self._seconds += reply.seconds
        error = reply.error
        if not self._reading:
            self._attempts += 1
            self._request_id = _request_id(reply) or self._request_id
        if isinstance(error, TooManyRequests):
            return self._again(error) if limit_kind(error) == "object" else 0.0
        if isinstance(error, KeyRefused):
            return self._give_up(error)
        if isinstance(error, StripeUnreachable):
            return self._lost(error, reply)
        if _is_in_use(error):
            return self._again(error)
        return self._read(reply) if self._reading else self._sent(reply)

    # -- no definite answer ----------------------------------------------------------

    def _lost(self, error: StripeUnreachable, reply: Reply) -> float | None:
        if not self._reading:
            self._fate_unknown = True
            self._refusal = None
            self._reading = error.http_status is not None
        if reply.in_outage:
            return self._patience.first
        return self._again(error)

    def _again(self, error: KitError | None) -> float | None:
        self._last_error = error
        self._failures += 1
        if self._failures >= self._patience.tries:
            return self._give_up(error)
        return self._patience.wait(self._failures)

    def _give_up(self, error: KitError | None) -> float | None:
        code, message = _told(error)
        return self._settle(
            Verdict(error_code=code, error_message=message, request_id=self._request_id)
        )

    # -- the attach was answered -----------------------------------------------------

    def _sent(self, reply: Reply) -> float | None:
        error = reply.error
        if reply.answer is not None:
            return self._settle(
                Verdict(
                    outcome="attached",
                    settled_by="replay" if reply.answer.replayed else "answer",
                    request_id=self._request_id,
                    source_after=_shown(reply.answer),
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

    def _read(self, reply: Reply) -> float | None:
        source: dict[str, Any] = reply.answer.data if reply.answer is not None else {}
        owner = source.get("customer")
        if owner == self._planned.customer:
            return self._owned(reply)
        if owner is not None:
            return self._settle(
                Verdict(
                    outcome="refused",
                    settled_by="reading",
                    error_code="attached_to_other_customer",
                    error_message=f"The source belongs to {owner}, for good. Make a new source "
                    f"for {self._planned.customer}.",
                    request_id=self._request_id,
                    source_after=_shown(reply.answer),
                )
            )
        if isinstance(self._refusal, SourceAlreadyAttached):
            # Attached when Stripe refused, free now: it was detached, and so consumed.
            return self._refuse(self._refusal)
        return self._begin_anew()

    def _owned(self, reply: Reply) -> float | None:
        planned = self._planned
        ours = self._fate_unknown
        not_written = planned.metadata is not None and not ours
        return self._settle(
            Verdict(
                outcome="attached" if ours else "already_attached",
                settled_by="reading",
                error_code="metadata_not_written" if not_written else None,
                error_message="The source was attached before, so the metadata of this row was "
                "not written. Update the source to write it."
                if not_written
                else None,
                request_id=self._request_id,
                source_after=_shown(reply.answer),
            )
        )

    def _begin_anew(self) -> float | None:
        """Not attached by any earlier request: ask again as if for the first time."""
        self._key = self._renew_key(self._planned.source)
        self._refusal = None
        self._reading = False
        return 0.0

    # -- the end ---------------------------------------------------------------------

    def _refuse(self, error: KitError | None) -> float | None:
        code, message = _told(error)
        return self._settle(
            Verdict(
                outcome="refused",
                settled_by="answer",
                error_code=code,
                error_message=message,
                request_id=self._request_id,
            )
        )

    def _settle(self, verdict: Verdict) -> float | None:
        self._done(self._planned, verdict, self._attempts, self._seconds)
        return None


def _told(error: KitError | None) -> tuple[str | None, str]:
    """The code and the sentence of an error, for a frame."""
    code: str | None = getattr(error, "code", None)
    kinds = (name for kind, name in _KINDS.items() if isinstance(error, kind))
    return code or next(kinds, None), str(error)


#: What stands as code where Stripe gives none.
_KINDS: Final[dict[type, str]] = {
    SourceAlreadyAttached: "source_already_attached",
    KeyRefused: "key_refused",
    IdempotencyConflict: "idempotency_key_in_use",
    StripeRefused: "refused_by_stripe",
    StripeUnreachable: "no_answer",
}


def _is_in_use(error: KitError | None) -> bool:
    return isinstance(error, StripeRefused) and error.http_status == 409


def _request_id(reply: Reply) -> str | None:
    told_by = reply.answer if reply.answer is not None else reply.error
    request_id: str | None = getattr(told_by, "request_id", None)
    return request_id


def _readable(answer: ApiResponse) -> ApiResponse:
    """``answer``, if it is a whole JSON object; one that was cut short is no answer."""
    try:
        whole = isinstance(answer.data, dict)
    except ValueError:
        whole = False
    if not whole:
        raise StripeUnreachable("The answer was cut short, so what it said is not known.")
    return answer


def _shown(answer: ApiResponse | None) -> str | None:
    return None if answer is None else dumps(mask(answer.data))
