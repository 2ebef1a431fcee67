"""What a caller hands over, checked before anything is done with it.

Python would take ``dry_run="no"`` for yes, and find a wrong parameter out deep in somebody
else's code; here each is an InvalidInput that names the argument.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from kit.errors import InvalidInput
from kit.facts import JsonObject

__all__ = [
    "checked_flag",
    "checked_params",
    "checked_path",
    "checked_progress",
    "checked_rate",
    "checked_whole",
]

#: Parameters nest this deep at most [INF]; whatever is deeper holds itself.
_MAX_DEPTH = 20


def checked_flag(name: str, value: object) -> bool:
    """``value``, if it is True or False."""
    if isinstance(value, bool):
        return value
    raise InvalidInput(f"{name} is True or False, but it is a {type(value).__name__}.")


def checked_progress(value: object) -> bool | Callable[..., None]:
    """``value``, if it is True or False, or a function that is told how far a reading is."""
    if isinstance(value, bool) or callable(value):
        return value
    raise InvalidInput(
        "progress is True, False, or a function that is told how far it is, but it is a "
        f"{type(value).__name__}."
    )


def checked_whole(
    name: str, value: object, *, least: int | None = None, most: int | None = None
) -> int:
    """``value``, if it is a whole number, not below ``least`` and not above ``most``.

    >>> checked_whole("customers", 5, least=1)
    5
    """
    whole = isinstance(value, int) and not isinstance(value, bool)
    above = least is None or (whole and value >= least)  # type: ignore[operator]  # an int by now
    below = most is None or (whole and value <= most)  # type: ignore[operator]  # as above
    if whole and above and below:
        return value  # type: ignore[return-value]  # as above
    more = "" if least is None else f" of {least} or more"
    more = more if most is None else f" from {least} to {most}"
    raise InvalidInput(f"{name} is a whole number{more}, but it is {_shown(value)}.")


def checked_rate(name: str, value: object) -> float:
    """``value``, if it is a finite number above zero."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if number and math.isfinite(value) and value > 0:  # type: ignore[arg-type, operator]  # a number
        return value  # type: ignore[return-value]  # as above
    raise InvalidInput(
        f"{name} is in requests a second, above 0, but it is {_shown(value)}. Pass None to find it."
    )


def checked_path(name: str, value: object) -> str | Path:
    """``value``, if it is the path of a file, as text or as a Path."""
    if isinstance(value, str | Path) and str(value) and "\0" not in str(value):
        return value
    raise InvalidInput(f"{name} is the path of a file, but it is {_shown(value)}.")


def checked_params(params: Mapping[str, Any]) -> JsonObject:
    """``params`` as they may be sent to Stripe: text, numbers, flags, None, hashes and lists.

    >>> checked_params({"type": "card", "owner": {"email": "jenny@example.com"}})["type"]
    'card'
    """
    for name, value in params.items():
        problem = _problem(value, _MAX_DEPTH)
        if problem is not None:
            raise InvalidInput(f"The parameter {name} cannot be sent: {problem} Nothing was sent.")
    return dict(params)


def _problem(value: object, depth: int) -> str | None:
    if depth == 0:
        return "it is nested too deep."
    if isinstance(value, str):
        return None if _is_sendable(value) else "it holds half of a surrogate pair."
    if isinstance(value, float):
        return None if math.isfinite(value) else f"{value} is no amount of anything."
    if value is None or isinstance(value, bool | int):
        return None
    if isinstance(value, Mapping):
        inner = [*value.keys(), *value.values()]
    elif isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        inner = list(value)
    else:
        return f"it holds a {type(value).__name__}; use text, numbers, True, False, dicts or lists."
    return next(filter(None, (_problem(each, depth - 1) for each in inner)), None)


def _is_sendable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _shown(value: object) -> str:
    """Numbers and text as they are, cut short; of anything else its type."""
    if isinstance(value, str | int | float):
        text = repr(value)
        return text if len(text) <= 60 else f"{text[:57]}..."
    return f"a {type(value).__name__}"
