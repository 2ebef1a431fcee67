"""The rules of attaching one source to one customer, and of detaching it.

Stripe decides; these rules read the source first, so that a refusal can say in which
state it was and whose it is, which Stripe's own sentence leaves out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from kit.errors import (
    SourceAlreadyAttached,
    SourceNotAttachable,
    StripeRefused,
)
from kit.facts.statuses import STATUS_MEANINGS, TERMINAL_STATUSES
from kit.gateway.stripe_api import StripeApi
from kit.models.attach_request import AttachRequest
from kit.models.masked_dict import MaskedDict
from kit.models.source_change import Attachment, Detachment

__all__ = ["attach", "detach"]

#: Refusals that may have to do with the source's state. The others explain themselves.
_EXPLAINABLE: Final = (StripeRefused, SourceAlreadyAttached)


def attach(api: StripeApi, request: AttachRequest) -> Attachment:
    """Attach as ``request`` says, or raise the KitError that says why not.

    SourceAlreadyAttached and SourceNotAttachable tell what stands in the way, NotFound
    which of the two ids is unknown, StripeUnreachable that the outcome is not known.
    """
    before = MaskedDict(api.source(request.source).data)
    try:
        answer = api.attach(request)
    except StripeRefused as refusal:
        explained = _explained(refusal, request, before)
        if explained is None:
            raise
        raise explained from refusal
    return Attachment(before, MaskedDict(answer.data), answer.request_id, request)


def detach(api: StripeApi, customer: str, source: str) -> Detachment:
    """Detach ``source`` from ``customer``. There is no way back: it becomes consumed."""
    before = MaskedDict(api.source(source).data)
    answer = api.detach(customer, source)
    return Detachment(before, MaskedDict(answer.data), answer.request_id, customer, source)


def _explained(
    refusal: StripeRefused, request: AttachRequest, before: Mapping[str, Any]
) -> StripeRefused | None:
    """The refusal as an error that names the source's state, where that is the reason."""
    if type(refusal) not in _EXPLAINABLE or refusal.http_status != 400:
        return None
    owner, status = before.get("customer"), before.get("status")
    if owner:
        whose = "this very customer" if owner == request.customer else f"customer {owner}"
        return SourceAlreadyAttached(
            f"Could not attach {request.source} to {request.customer}: it is attached to {whose} "
            "already. " + _advice(owner, request.customer),
            **refusal.fields,
        )
    if status in TERMINAL_STATUSES:
        return SourceNotAttachable(
            f"Could not attach {request.source} to {request.customer}: it is {status}. "
            f"{STATUS_MEANINGS[status]} Ask for a new source and attach that one.",
            **refusal.fields,
        )
    return None


def _advice(owner: str, customer: str) -> str:
    if owner == customer:
        return "There is nothing left to do."
    return (
        "A source belongs to one customer for good: detaching would consume it. "
        "Make a new source for the other customer."
    )
