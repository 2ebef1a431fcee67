"""The rules of attaching one source to one customer, and of detaching it.

Stripe decides; these rules read the source first, so that a refusal can say in which
state it was and whose it is, which Stripe's own sentence leaves out.
"""

from __future__ import annotations

from typing import Final

from kit.eligibility import obstacle
from kit.errors import NotFound, SourceAlreadyAttached, SourceNotAttachable, StripeRefused
from kit.facts import JsonObject
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
    try:
        answer = api.detach(customer, source)
    except NotFound as missing:
        # Repeated after a lost answer, a detach meets its own work and no source to detach.
        answer = api.source(source)
        if before.get("customer") != customer and "customer" not in (missing.stripe_message or ""):
            raise NotFound(_not_there(source, customer, before), **missing.fields) from missing
        if "customer" in answer.data or before.get("customer") != customer:
            raise
    return Detachment(before, MaskedDict(answer.data), answer.request_id, customer, source)


def _not_there(source: str, customer: str, before: JsonObject) -> str:
    """Why there was nothing to detach, which Stripe's "No such source" leaves out."""
    owner, status = before.get("customer"), before.get("status")
    if owner is not None:
        why = f"it is attached to {owner}. Detach it from there"
    elif status == "consumed":
        why = "it is consumed, so it was detached or used up already. There is nothing left to do"
    else:
        why = f"it is {status} and attached to nobody. There is nothing to detach"
    return f"Could not detach {source} from {customer}: {why}."


def _explained(
    refusal: StripeRefused, request: AttachRequest, before: JsonObject
) -> StripeRefused | None:
    """The refusal as an error that names the source's state, where that is the reason."""
    if type(refusal) not in _EXPLAINABLE or refusal.http_status != 400:
        return None
    reason = obstacle(request.customer, before)
    if reason is None:
        return None
    kind = SourceAlreadyAttached if reason.subject == "Owner" else SourceNotAttachable
    doing = f"attach {request.source} to {request.customer}"
    return kind(reason.explains(doing), **refusal.fields)
