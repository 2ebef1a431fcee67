"""Every no of the offline account, in Stripe's words as far as they are known.

One function per row of the error table in the facts on Stripe Sources; where Stripe's
words are not known the docstring says that the text is the offline account's choice.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = ["Refused"]

_DOCS: Final = "https://stripe.com/docs/error-codes/"
_HELP: Final = "we can help at https://support.stripe.com/."


class Refused(Exception):
    """The answer is no: an HTTP status and the fields of Stripe's error envelope.

    ``stored`` tells whether an idempotency key remembers this answer: not when the
    request was refused before it began to execute [Dx:Idempotent requests]. ``commits``
    tells that what was written before the refusal stays.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        code: str | None = None,
        param: str | None = None,
        type: str = "invalid_request_error",
        headers: Mapping[str, str] | None = None,
        decline_code: str | None = None,
        stored: bool = True,
        commits: bool = False,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.code = code
        self.param = param
        self.type = type
        self.headers = dict(headers or {})
        self.decline_code = decline_code
        self.stored = stored
        self.commits = commits

    def envelope(self, request_id: str, now: int) -> dict[str, object]:
        """Stripe's error body: keys sorted, absent ones left out [OMNI]."""
        fields = {
            "code": self.code,
            "decline_code": self.decline_code,
            "doc_url": _DOCS + self.code.replace("_", "-") if self.code else None,
            "message": self.message,
            "param": self.param,
            "request_log_url": f"https://dashboard.stripe.com/test/logs/{request_id}?t={now}",
            "type": self.type,
        }
        return {"error": {name: value for name, value in fields.items() if value is not None}}


def no_such(what: str, id: str, *, param: str, in_path: bool, live: bool = False) -> Refused:
    """An unknown id: 404 when it stood in the path, 400 when it stood in the body."""
    message = f"No such {what}: '{id}'"
    if live:
        message += (
            "; a similar object exists in live mode, but a test mode key was used "
            "to make this request."
        )
    return Refused(message, status=404 if in_path else 400, code="resource_missing", param=param)


def unrecognized_url(method: str, path: str) -> Refused:
    """No route of that name; also what an empty id in the path gives."""
    return Refused(
        f"Unrecognized request URL ({method}: {path}). If you are trying to list objects, remove "
        "the trailing slash. If you are trying to retrieve an object, make sure you passed a "
        "valid (non-empty) identifier in your code. Please see https://stripe.com/docs or "
        f"{_HELP}",
        status=404,
        stored=False,
    )


def already_attached() -> Refused:
    """One text for this customer and any other; the 400 is [INF]."""
    return Refused("The source you provided has already been attached to a customer.")


def consumed() -> Refused:
    """Known from charging; that attach says the same is a choice [U]."""
    return Refused(
        "The reusable source you provided is consumed because it was previously charged without "
        "being attached to a customer or was detached from a customer. To charge a reusable "
        "source multiple time you must attach it to a customer first."
    )


def not_chargeable() -> Refused:
    """Known from charging; that attach says the same, with this code, is a choice [U]."""
    return Refused(
        "The source you provided is not in a chargeable state.", code="invalid_source_usage"
    )


def payment_method_given() -> Refused:
    """A ``pm_...`` where a source belongs."""
    return Refused(
        "You cannot use a PaymentMethod as a source for Customers. Instead, use the "
        "PaymentMethods API to Attach a Customer to a PaymentMethod. See "
        "https://stripe.com/docs/api/payment_methods/attach"
    )


def unsupported_source(value: str) -> Refused:
    """Something that names no payment source at all."""
    return Refused(f"'{value}' is not a supported source object.")


def missing(param: str) -> Refused:
    """A required parameter is not there."""
    return Refused(
        f"Missing required param: {param}.", code="parameter_missing", param=param, stored=False
    )


def empty(param: str) -> Refused:
    """An empty value for something that cannot be unset."""
    return Refused(
        f"You passed an empty string for '{param}'. We assume empty values are an attempt to unset "
        f"a parameter; however '{param}' cannot be unset. You should remove '{param}' from your "
        "request or supply a non-empty value.",
        code="parameter_invalid_empty",
        param=param,
        stored=False,
    )


def unknown_params(names: Sequence[str], known: Iterable[str]) -> Refused:
    """Parameters that this route does not take, named, with the nearest known one."""
    message = f"Received unknown parameter{'s' if len(names) > 1 else ''}: {', '.join(names)}"
    near = get_close_matches(names[0], known, n=1)
    if near:
        message += f". Did you mean {near[0]}?"
    return Refused(message, code="parameter_unknown", param=names[0], stored=False)


def invalid(message: str, param: str, code: str | None = None) -> Refused:
    """A parameter whose value has the wrong shape; refused before execution."""
    return Refused(message, code=code, param=param, stored=False)


def unreadable_body() -> Refused:
    """A body that is no form. The text is a choice."""
    return Refused(
        "Invalid request (check that your POST content type is "
        f"application/x-www-form-urlencoded). If you have any questions, {_HELP}",
        stored=False,
    )


def body_too_large(limit: int) -> Refused:
    """A body over the limit. Status and text are a choice."""
    return Refused(
        f"Request body is too large: at most {limit} bytes are accepted.",
        status=413,
        stored=False,
    )


def no_key() -> Refused:
    """No key at all."""
    return Refused(
        "You did not provide an API key. You need to provide your API key in the Authorization "
        "header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See "
        f"https://stripe.com/docs/api#authentication for details, or {_HELP}",
        status=401,
        stored=False,
    )


def bad_key(key: str) -> Refused:
    """A key that is none of this account's, shown starred."""
    return Refused(f"Invalid API Key provided: {starred(key)}", status=401, stored=False)


def expired_key(key: str) -> Refused:
    """A key that was good once."""
    return Refused(
        f"Expired API Key provided: {starred(key)}",
        status=401,
        code="api_key_expired",
        stored=False,
    )


def publishable_key() -> Refused:
    """A publishable key where a secret one belongs; the code's presence is a choice."""
    return Refused(
        "This API call cannot be made with a publishable API key. Please use a secret API key. "
        "You can find a list of your API keys at https://dashboard.stripe.com/account/apikeys.",
        status=401,
        code="secret_key_required",
        stored=False,
    )


def restricted_key(key: str, permission: str) -> Refused:
    """A restricted key without the permission; the permission's name is a choice [U]."""
    return Refused(
        f"The provided key '{starred(key)}' does not have the required permissions for this "
        f"endpoint on account 'acct_1032D82eZvKYlo2C'. Having the '{permission}' permission would "
        "allow this request to continue.",
        status=403,
        stored=False,
    )


def starred(key: str) -> str:
    """A key as Stripe prints it: its kind, stars, its end (six of a restricted key)."""
    kind = "_".join(key.split("_")[:2]) + "_" if key.count("_") >= 2 else ""
    shown = 6 if key.startswith("rk_") else 4
    hidden = max(len(key) - len(kind) - shown, 0)
    return kind + "*" * hidden + key[len(kind) + hidden :]


def foreign_host(name: str) -> Refused:
    """A Host header that does not name this machine; no such refusal of Stripe's exists."""
    return Refused(
        f"The offline account answers on this machine only, not as '{name}'.",
        status=403,
        stored=False,
    )


def unknown_error() -> Refused:
    """A failure of the server itself [GIFT]."""
    return Refused(
        "An unknown error occurred",
        status=500,
        type="api_error",
        headers={"Stripe-Should-Retry": "false"},
    )


def wrong_status(id: str, status: str, statuses: Sequence[str]) -> Refused:
    """A practice control that the source's status does not allow; no text of Stripe's."""
    return Refused(
        f"Source '{id}' is {status}; this needs a source that is {' or '.join(statuses)}.",
        code="invalid_source_usage",
    )


def wrong_flow(id: str, flow: str, needed: str) -> Refused:
    """A practice control that the source's flow does not allow; no text of Stripe's."""
    return Refused(f"Source '{id}' has the flow {flow}; this needs a source of flow {needed}.")


def not_enough_received(taken: int, left: int) -> Refused:
    """A charge over what a receiver holds; a choice."""
    return Refused(
        f"The source holds {left} of its currency's smallest unit; {taken} cannot be charged.",
        param="amount",
    )


def empty_idempotency_key() -> Refused:
    """One text for an empty key and for one over 255 characters [MOCKB]."""
    return Refused("Idempotency Key must be a non-empty string.", stored=False)


def other_parameters(key: str) -> Refused:
    """The idempotency key came with other parameters before."""
    return Refused(
        "Keys for idempotent requests can only be used with the same parameters they were first "
        f"used with. Try using a key other than '{key}' if you meant to execute a different "
        "request.",
        type="idempotency_error",
        stored=False,
    )


def other_endpoint(key: str, first: str, now: str) -> Refused:
    """The idempotency key came to another endpoint before."""
    return Refused(
        "Keys for idempotent requests can only be used for the same endpoint they were first used "
        f"for ('{now}' vs '{first}'). Try using a key other than '{key}' if you meant to execute "
        "a different request.",
        type="idempotency_error",
        stored=False,
    )


def key_in_use(key: str) -> Refused:
    """Another request with the idempotency key is being answered."""
    return Refused(
        "There is currently another in-progress request using this Idempotent Key (that probably "
        "means you submitted twice, and the other request is still going through): "
        f"{key}. Please try again later.",
        status=409,
        code="idempotency_key_in_use",
        stored=False,
    )


def rate_limited(reason: str) -> Refused:
    """Over a rate limit; ``reason`` is the header Stripe-Rate-Limited-Reason [DIG]."""
    return Refused(
        "Request rate limit exceeded. You can learn more about rate limits here "
        "https://stripe.com/docs/rate-limits.",
        status=429,
        code="rate_limit",
        headers={"Stripe-Rate-Limited-Reason": reason},
        stored=False,
    )


def locked() -> Refused:
    """Another request holds the object; a retry is welcome [SDK]."""
    return Refused(
        "This object cannot be accessed right now because another API request or Stripe process "
        "is currently accessing it. If you see this error intermittently, retry the request. If "
        "you see this error frequently and are making multiple concurrent requests to a single "
        "object, make your requests serially or at a lower rate.",
        status=429,
        code="lock_timeout",
        headers={"Stripe-Should-Retry": "true"},
        stored=False,
    )


def invalid_version(version: str) -> Refused:
    """A Stripe-Version that is no version; the text is a choice."""
    return Refused(f"Invalid Stripe API version: {version}", stored=False)


def not_expandable(path: str) -> Refused:
    """An ``expand`` that names nothing to expand."""
    return Refused(f"This property cannot be expanded ({path}).", param="expand", stored=False)


def too_deep(path: str, levels: int) -> Refused:
    """An ``expand`` over the limit of levels; the text is a choice."""
    return Refused(
        f"You cannot expand more than {levels} levels of a property. Property: {path}",
        param="expand",
        stored=False,
    )


def version_too_old(first: str) -> Refused:
    """A route that older versions of the API lack; the text is a choice."""
    return Refused(
        f"Search is available from API version {first} on; send a newer Stripe-Version.",
        stored=False,
    )


def wrong_code(attempts_left: int) -> Refused:
    """Code verification with the wrong amounts; the text is a choice [U]."""
    return Refused(
        "The amounts provided do not match the amounts that were sent to the bank account. "
        f"Attempts remaining: {attempts_left}.",
        param="values",
        commits=True,
    )


def card_declined(code: str, decline_code: str | None, message: str) -> Refused:
    """A card that fails when it is attached [GIFT]."""
    return Refused(message, status=402, type="card_error", code=code, decline_code=decline_code)


def not_http() -> Refused:
    """Bytes that are no HTTP request; the text is a choice."""
    return Refused("Invalid HTTP request received.", stored=False)
