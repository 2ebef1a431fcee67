"""What is refused about a request itself: its key, its form, its parameters, its time.

As in errors.py: a docstring says where the text is the offline account's choice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Final

from kit.offline.errors import ACCOUNT_ID, ApiError

__all__ = [
    "bad_key",
    "body_too_large",
    "empty",
    "empty_idempotency_key",
    "expired_key",
    "foreign_host",
    "invalid",
    "invalid_version",
    "key_in_use",
    "locked",
    "missing",
    "no_key",
    "not_expandable",
    "not_http",
    "other_account",
    "other_endpoint",
    "other_parameters",
    "publishable_key",
    "rate_limited",
    "restricted_key",
    "starred",
    "too_deep",
    "unknown_error",
    "unknown_params",
    "unreadable_body",
    "unrecognized_url",
    "version_too_old",
]


_HELP: Final = "we can help at https://support.stripe.com/."


def unrecognized_url(method: str, path: str) -> ApiError:
    """No route of that name; also what an empty id in the path gives."""
    return ApiError(
        f"Unrecognized request URL ({method}: {path}). If you are trying to list objects, remove "
        "the trailing slash. If you are trying to retrieve an object, make sure you passed a "
        "valid (non-empty) identifier in your code. Please see https://stripe.com/docs or "
        f"{_HELP}",
        status=404,
        stored=False,
    )


def missing(param: str) -> ApiError:
    """A required parameter is not there."""
    return ApiError(
        f"Missing required param: {param}.", code="parameter_missing", param=param, stored=False
    )


def empty(param: str) -> ApiError:
    """An empty value for something that cannot be unset."""
    return ApiError(
        f"You passed an empty string for '{param}'. We assume empty values are an attempt to unset "
        f"a parameter; however '{param}' cannot be unset. You should remove '{param}' from your "
        "request or supply a non-empty value.",
        code="parameter_invalid_empty",
        param=param,
        stored=False,
    )


def unknown_params(names: Sequence[str], known: Iterable[str]) -> ApiError:
    """Parameters that this route does not take, named, with the nearest known one."""
    message = f"Received unknown parameter{'s' if len(names) > 1 else ''}: {', '.join(names)}"
    near = get_close_matches(names[0], known, n=1)
    if near:
        message += f". Did you mean {near[0]}?"
    return ApiError(message, code="parameter_unknown", param=names[0], stored=False)


def invalid(message: str, param: str, code: str | None = None) -> ApiError:
    """A parameter whose value has the wrong shape; refused before execution."""
    return ApiError(message, code=code, param=param, stored=False)


def unreadable_body() -> ApiError:
    """A body that is no form. The text is a choice."""
    return ApiError(
        "Invalid request (check that your POST content type is "
        f"application/x-www-form-urlencoded). If you have any questions, {_HELP}",
        stored=False,
    )


def body_too_large(limit: int) -> ApiError:
    """A body over the limit. Status and text are a choice."""
    return ApiError(
        f"Request body is too large: at most {limit} bytes are accepted.",
        status=413,
        stored=False,
    )


def not_http() -> ApiError:
    """Bytes that are no HTTP request; the text is a choice."""
    return ApiError("Invalid HTTP request received.", stored=False)


def foreign_host(name: str) -> ApiError:
    """A Host header that does not name this machine; no such refusal of Stripe's exists."""
    return ApiError(
        f"The offline account answers on this machine only, not as '{name}'.",
        status=403,
        stored=False,
    )


def no_key() -> ApiError:
    """No key at all."""
    return ApiError(
        "You did not provide an API key. You need to provide your API key in the Authorization "
        "header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See "
        f"https://stripe.com/docs/api#authentication for details, or {_HELP}",
        status=401,
        stored=False,
    )


def bad_key(key: str) -> ApiError:
    """A key that is none of this account's, shown starred."""
    return ApiError(f"Invalid API Key provided: {starred(key)}", status=401, stored=False)


def expired_key(key: str) -> ApiError:
    """A key that was good once."""
    return ApiError(
        f"Expired API Key provided: {starred(key)}",
        status=401,
        code="api_key_expired",
        stored=False,
    )


def publishable_key() -> ApiError:
    """A publishable key where a secret one belongs; the code's presence is a choice."""
    return ApiError(
        "This API call cannot be made with a publishable API key. Please use a secret API key. "
        "You can find a list of your API keys at https://dashboard.stripe.com/account/apikeys.",
        status=401,
        code="secret_key_required",
        stored=False,
    )


def restricted_key(key: str, permission: str) -> ApiError:
    """A restricted key without the permission; the permission's name is a choice [U]."""
    return ApiError(
        f"The provided key '{starred(key)}' does not have the required permissions for this "
        f"endpoint on account '{ACCOUNT_ID}'. Having the '{permission}' permission would "
        "allow this request to continue.",
        status=403,
        stored=False,
    )


def other_account(key: str, account: str) -> ApiError:
    """``Stripe-Account`` names an account that is not this one: the words are a platform's.

    That ``Stripe-Context`` is refused in the same words is a choice [U].
    """
    return ApiError(
        f"The provided key '{starred(key)}' does not have access to account '{account}' (or that "
        "account does not exist). Application access may have been revoked.",
        status=403,
        code="account_invalid",
        stored=False,
    )


def starred(key: str) -> str:
    """A key as Stripe prints it: its kind, stars, its end (six of a restricted key)."""
    kind = "_".join(key.split("_")[:2]) + "_" if key.count("_") >= 2 else ""
    shown = 6 if key.startswith("rk_") else 4
    hidden = max(len(key) - len(kind) - shown, 0)
    return kind + "*" * hidden + key[len(kind) + hidden :]


def empty_idempotency_key() -> ApiError:
    """One text for an empty key and for one over 255 characters [MOCKB]."""
    return ApiError("Idempotency Key must be a non-empty string.", stored=False)


def other_parameters(key: str) -> ApiError:
    """The idempotency key came with other parameters before."""
    return ApiError(
        "Keys for idempotent requests can only be used with the same parameters they were first "
        f"used with. Try using a key other than '{key}' if you meant to execute a different "
        "request.",
        type="idempotency_error",
        stored=False,
    )


def other_endpoint(key: str, first: str, now: str) -> ApiError:
    """The idempotency key came to another endpoint before."""
    return ApiError(
        "Keys for idempotent requests can only be used for the same endpoint they were first used "
        f"for ('{now}' vs '{first}'). Try using a key other than '{key}' if you meant to execute "
        "a different request.",
        type="idempotency_error",
        stored=False,
    )


def key_in_use(key: str) -> ApiError:
    """Another request with the idempotency key is being answered."""
    return ApiError(
        "There is currently another in-progress request using this Idempotent Key (that probably "
        "means you submitted twice, and the other request is still going through): "
        f"{key}. Please try again later.",
        status=409,
        code="idempotency_key_in_use",
        stored=False,
    )


def rate_limited(reason: str) -> ApiError:
    """Over a rate limit; ``reason`` is the header Stripe-Rate-Limited-Reason [DIG]."""
    return ApiError(
        "Request rate limit exceeded. You can learn more about rate limits here "
        "https://stripe.com/docs/rate-limits.",
        status=429,
        code="rate_limit",
        headers={"Stripe-Rate-Limited-Reason": reason},
        stored=False,
    )


def locked() -> ApiError:
    """Another request holds the object; a retry is welcome [SDK]."""
    return ApiError(
        "This object cannot be accessed right now because another API request or Stripe process "
        "is currently accessing it. If you see this error intermittently, retry the request. If "
        "you see this error frequently and are making multiple concurrent requests to a single "
        "object, make your requests serially or at a lower rate.",
        status=429,
        code="lock_timeout",
        headers={"Stripe-Should-Retry": "true"},
        stored=False,
    )


def unknown_error() -> ApiError:
    """A failure of the server itself [GIFT]."""
    return ApiError(
        "An unknown error occurred",
        status=500,
        type="api_error",
        headers={"Stripe-Should-Retry": "false"},
    )


def invalid_version(version: str) -> ApiError:
    """A Stripe-Version that is none, or none yet; that there is no code is a choice."""
    return ApiError(f"Invalid Stripe API version: {version}", stored=False)


def version_too_old(first: str) -> ApiError:
    """A route that older versions of the API lack; the text is a choice."""
    return ApiError(
        f"Search is available from API version {first} on; send a newer Stripe-Version.",
        stored=False,
    )


def not_expandable(path: str) -> ApiError:
    """An ``expand`` that names nothing to expand."""
    return ApiError(f"This property cannot be expanded ({path}).", param="expand", stored=False)


def too_deep(path: str, levels: int) -> ApiError:
    """An ``expand`` over the limit of levels; the text is a choice."""
    return ApiError(
        f"You cannot expand more than {levels} levels of a property. Property: {path}",
        param="expand",
        stored=False,
    )
