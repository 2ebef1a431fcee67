"""The one way to say no: an HTTP status and Stripe's error envelope."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["Refused"]

_DOCS: Final = "https://stripe.com/docs/error-codes/"


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
