"""What a parameter may look like: checks that turn form text into values or refuse it.

A check takes the form's value and the parameter's full name and returns the value, or
raises Refused with the name. Routes declare their parameters as dicts of checks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NoReturn

from kit.facts.limits import (
    FORBIDDEN_IN_METADATA_KEYS,
    MAX_METADATA_KEY_LENGTH,
    MAX_METADATA_KEYS,
    MAX_METADATA_VALUE_LENGTH,
)
from kit.offline.refusals import no_such
from kit.offline.refused import Refused
from kit.offline.request_refusals import empty, invalid, missing, unknown_params

__all__ = [
    "Check",
    "boolean",
    "checked",
    "choice",
    "each",
    "integer",
    "metadata",
    "nothing_there",
    "now_or_time",
    "number",
    "one_of",
    "one_of_shapes",
    "table",
    "text",
    "time_range",
    "unsettable",
]

Check = Callable[[object, str], Any]

_INTEGER: Final = re.compile(r"-?[0-9]{1,18}")
_DECIMAL: Final = re.compile(r"[0-9]{1,12}(\.[0-9]{1,12})?")
_RANGE_BOUNDS: Final = ("gt", "gte", "lt", "lte")


def checked(
    given: Mapping[str, Any], checks: Mapping[str, Check], within: str = ""
) -> dict[str, Any]:
    """``given`` with every value checked; unknown names are refused by name."""
    unknown = [name for name in given if name not in checks]
    if unknown:
        raise unknown_params([_full(within, name) for name in unknown], checks)
    return {name: checks[name](value, _full(within, name)) for name, value in given.items()}


def _full(within: str, name: str) -> str:
    return f"{within}[{name}]" if within else name


def text(max_length: int = 5000) -> Check:
    """Text of at most ``max_length`` characters, not empty."""

    def check(value: object, name: str) -> str:
        if not isinstance(value, str):
            raise invalid(f"Invalid string: {_shown(value)}", name)
        if not value:
            raise empty(name)
        if len(value) > max_length:
            message = f"Invalid string: {_shown(value)}; must be at most {max_length} characters"
            raise invalid(message, name)
        return value

    return check


def integer(minimum: int | None = None, maximum: int | None = None) -> Check:
    """A whole number within bounds."""

    def check(value: object, name: str) -> int:
        if value == "":
            raise empty(name)
        if not isinstance(value, str) or not _INTEGER.fullmatch(value):
            raise invalid(f"Invalid integer: {_shown(value)}", name, "parameter_invalid_integer")
        number = int(value)
        if minimum is not None and number < minimum:
            raise _out_of_bounds("greater", minimum, name)
        if maximum is not None and number > maximum:
            raise _out_of_bounds("less", maximum, name)
        return number

    return check


def number(minimum: float, maximum: float) -> Check:
    """A decimal number within bounds."""

    def check(value: object, name: str) -> float:
        if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
            raise invalid(f"Invalid decimal: {_shown(value)}", name)
        decimal = float(value)
        if not minimum <= decimal <= maximum:
            message = f"This value must be between {minimum:g} and {maximum:g}."
            raise invalid(message, name)
        return decimal

    return check


def _out_of_bounds(direction: str, bound: int, name: str) -> Refused:
    message = f"This value must be {direction} than or equal to {bound}."
    return invalid(message, name, "parameter_invalid_integer")


def choice(*values: str) -> Check:
    """One of the documented values."""

    def check(value: object, name: str) -> str:
        if value == "":
            raise empty(name)
        if value not in values:
            raise invalid(f"Invalid {name}: must be one of {one_of(values)}", name)
        return str(value)

    return check


def one_of(values: Sequence[str]) -> str:
    """Values in words: a, b, or c."""
    *others, last = values
    if not others:
        return last
    return f"{', '.join(others)}{',' if len(others) > 1 else ''} or {last}"


def boolean(value: object, name: str) -> bool:
    """``true`` or ``false``."""
    if value not in ("true", "false"):
        raise invalid(f"Invalid boolean: {_shown(value)}", name)
    return bool(value == "true")


def table(checks: Mapping[str, Check], *, required: Sequence[str] = ()) -> Check:
    """A hash with known members."""

    def check(value: object, name: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise invalid("Invalid object", name)
        members: dict[str, Any] = checked(value, checks, name)
        for member in required:
            if member not in members:
                raise missing(_full(name, member))
        return members

    return check


def each(element: Check) -> Check:
    """A list, whose form keys are the places: ``a[]``, ``a[0]``; one bare value counts too."""

    def check(value: object, name: str) -> list[Any]:
        if value == "":
            return []
        if isinstance(value, str):
            return [element(value, name)]
        if not isinstance(value, dict) or not all(
            place.isdecimal() and len(place) < 7 for place in value
        ):
            raise invalid("Invalid array", name)
        ordered = sorted(value.items(), key=lambda item: int(item[0]))
        return [element(inner, f"{name}[{place}]") for place, inner in ordered]

    return check


def unsettable(check: Check) -> Check:
    """What ``check`` takes, or an empty value, which unsets."""

    def unset_or_checked(value: object, name: str) -> object:
        return "" if value == "" else check(value, name)

    return unset_or_checked


def one_of_shapes(words: Check, members: Check) -> Check:
    """Text or a hash, told apart by which was given."""

    def check(value: object, name: str) -> Any:
        return members(value, name) if isinstance(value, dict) else words(value, name)

    return check


def nothing_there(what: str) -> Check:
    """The id of something that the offline account has none of: never to be found."""
    an_id = text()

    def check(value: object, name: str) -> NoReturn:
        raise no_such(what, str(an_id(value, name)), param=name, in_path=False)

    return check


def metadata(value: object, name: str) -> Any:
    """Metadata within Stripe's limits, or "" to unset all of it.

    The number of keys is checked where the merged metadata is known.
    """
    if value == "":
        return ""
    if not isinstance(value, dict):
        raise invalid("Invalid object", name)
    if len(value) > MAX_METADATA_KEYS:
        raise too_many_metadata_keys(len(value))
    for key, each_value in value.items():
        _check_metadata_pair(key, each_value, name)
    return value


def too_many_metadata_keys(count: int) -> Refused:
    """Over 50 keys, sent or merged."""
    return invalid(
        f"Metadata can have up to {MAX_METADATA_KEYS} keys, but you've set {count}. Email us at "
        "support+metadata@stripe.com for more information.",
        "metadata",
    )


def _check_metadata_pair(key: str, value: object, name: str) -> None:
    if any(bracket in key for bracket in FORBIDDEN_IN_METADATA_KEYS) or not isinstance(value, str):
        # Stripe documents that keys hold no brackets; the text is a choice [U].
        raise invalid(f"Metadata keys may not contain square brackets. Invalid key: {key}", name)
    if len(key) > MAX_METADATA_KEY_LENGTH:
        raise invalid(
            f"Metadata keys can have up to {MAX_METADATA_KEY_LENGTH} characters, but you passed in "
            f"a key that is {len(key)} characters. Invalid key: {key}",
            name,
        )
    if len(value) > MAX_METADATA_VALUE_LENGTH:
        raise invalid(
            f"Metadata values can have up to {MAX_METADATA_VALUE_LENGTH} characters, but you "
            f"passed in a value that is {len(value)} characters. Invalid value: {value}",
            name,
        )


_bound: Final = integer(0)


def now_or_time(value: object, name: str) -> str | int:
    """``now`` or a time in seconds."""
    return "now" if value == "now" else int(_bound(value, name))


def time_range(value: object, name: str) -> tuple[int, int]:
    """``created=N`` or ``created[gt|gte|lt|lte]=N`` as the first and the last second."""
    if not isinstance(value, dict):
        exact = _bound(value, name)
        return exact, exact
    bounds = checked(value, dict.fromkeys(_RANGE_BOUNDS, _bound), name)
    first = max(bounds.get("gte", 0), bounds.get("gt", -1) + 1)
    last = min(bounds.get("lte", 2**62), bounds.get("lt", 2**62) - 1)
    return first, last


def _shown(value: object) -> str:
    shown = value if isinstance(value, str) else str(value)
    return shown if len(shown) <= 100 else f"{shown[:97]}..."
