"""What went wrong, in a person's words, with Stripe's own below."""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

from kit.errors import KitError, StripeAnswerError
from kit.explorer.markup import join, note

__all__ = ["error_card"]

_FIELDS: Final = {
    "stripe_message": "message",
    "code": "code",
    "param": "param",
    "type": "type",
    "http_status": "HTTP status",
    "request_id": "request id",
}

_CARD: Final = Markup('<div class="kit-error" role="alert"><p><strong>{}</strong></p>{}</div>')


def error_card(error: Exception) -> Markup:
    """``error`` for people: the kit's sentence first, then what Stripe said."""
    if isinstance(error, StripeAnswerError):
        return _CARD.format(str(error), _stripes_own(error))
    if isinstance(error, KitError):
        return _CARD.format(str(error), "")
    # A bug of ours: hiding it in Lab's log would leave a button that does nothing.
    words = f"The explorer met an error of its own: {type(error).__name__}: {error}"
    return _CARD.format(words, note("Please report it; the account is not affected."))


def _stripes_own(error: StripeAnswerError) -> Markup:
    said = {name: getattr(error, field) for field, name in _FIELDS.items()}
    lines = join(
        Markup("<dt>{}</dt><dd>{}</dd>").format(name, value)
        for name, value in said.items()
        if value is not None
    )
    return Markup(
        "<details open><summary>Stripe's own words</summary><dl>{}</dl></details>"
    ).format(lines)
