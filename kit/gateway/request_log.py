"""What went over the wire: one line for each attempt, the latest thousand of them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from typing import Any, Final
from urllib.parse import parse_qsl

from kit import frames
from kit.on_demand import pd

__all__ = ["LOG_LENGTH", "Exchange", "error_line", "exchanges_frame", "sent_line"]

LOG_LENGTH: Final = 1000

_COLUMNS: Final = {
    "method": "str",
    "path": "str",
    "status": "Int64",
    "seconds": "float64",
    "request_id": "str",
    "body": "str",
    "error": "str",
}

#: One line of a table; what was sent may be long.
_LINE: Final = 300


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request as it went over the wire. ``status`` is None when no answer came.

    ``body`` is what was sent, masked and on one line, ``error`` what was refused and why.
    """

    method: str
    path: str
    status: int | None
    seconds: float
    request_id: str | None
    body: str | None = None
    error: str | None = None


def exchanges_frame(log: Iterable[Exchange]) -> pd.DataFrame:
    """One row an exchange, in their order, under the names of its fields.

    >>> exchanges_frame([Exchange("GET", "/v1/events", None, 0.25, None)])["status"].tolist()
    [<NA>]
    """
    return pd.DataFrame(map(astuple, log), columns=list(_COLUMNS)).astype(_COLUMNS)


def sent_line(form: Any) -> str | None:
    """The form that a request sent, masked, on one line; None where it sent none.

    >>> sent_line("source=src_1&metadata[order]=6735&client_secret=src_client_secret_abcd")
    'source=src_1 metadata[order]=6735 client_secret=••••abcd'
    """
    if not isinstance(form, str) or not form:
        return None
    sent = frames.mask(dict(parse_qsl(form, keep_blank_values=True)))
    return _line(" ".join(f"{name}={value}" for name, value in sent.items()))


def error_line(body: bytes) -> str | None:
    """Code and message of a refusal's body, on one line; None for any other body.

    >>> error_line(b'{"error": {"code": "resource_missing", "message": "No such source"}}')
    'resource_missing: No such source'
    """
    try:
        error = json.loads(body)["error"]
        parts = [error.get("code") or error.get("type"), error.get("message")]
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return _line(frames.mask({"error": ": ".join(str(part) for part in parts if part)})["error"])


def _line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LINE else f"{line[: _LINE - 1]}…"
