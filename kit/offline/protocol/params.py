"""What a parameter may be: form text becomes a value, or is refused.

A Parameter takes the form's value and the parameter's full name and returns the value, or
raises ApiError with the name. Routes declare theirs by name. Where a value may come from
Python too, as the settings of faults do, a number or a truth may be one already.
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
from kit.offline.errors import ApiError, no_such
from kit.offline.protocol.request_errors import empty, invalid, missing, unknown_params

__all__ = [
    "Parameter",
    "array_of",
    "boolean",
    "checked_params",
    "choice",
    "integer",
    "merged_metadata",
    "metadata",
    "nothing_there",
    "number",
    "object_of",
    "one_of",
    "text",
    "text_or_object",
    "unsettable",
]

#: Reads one value, given its full name.
Parameter = Callable[[object, str], Any]

_INTEGER: Final = re.compile(r"-?[0-9]{1,18}")
_DECIMAL: Final = re.compile(r"(?=\.?[0-9])[0-9]{0,12}(\.[0-9]{1,12})?")


def checked_params(
    given: Mapping[str, Any], parameters: Mapping[str, Parameter], within: str = ""
) -> dict[str, Any]:
    """``given`` with every value checked; unknown names are refused by name."""
    unknown = [name for name in given if name not in parameters]
    if unknown:
        raise unknown_params([_full(within, name) for name in unknown], parameters)
    return {name: parameters[name](value, _full(within, name)) for name, value in given.items()}


def _full(within: str, name: str) -> str:
    return f"{within}[{name}]" if within else name


def text(max_length: int = 5000) -> Parameter:
    """Text of at most ``max_length`` characters, not empty."""

    def read(value: object, name: str) -> str:
        if not isinstance(value, str):
            raise invalid(f"Invalid string: {_shown(value)}", name)
        if not value:
            raise empty(name)
        if len(value) > max_length:
            message = f"Invalid string: {_shown(value)}; must be at most {max_length} characters"
            raise invalid(message, name)
        return value

    return read


def integer(minimum: int | None = None, maximum: int | None = None) -> Parameter:
    """A whole number within bounds."""

    def read(value: object, name: str) -> int:
        if value == "":
            raise empty(name)
        whole = value if type(value) is int else None
        if isinstance(value, str) and _INTEGER.fullmatch(value):
            whole = int(value)
        if whole is None:
            raise invalid(f"Invalid integer: {_shown(value)}", name, "parameter_invalid_integer")
        if minimum is not None and whole < minimum:
            raise _out_of_bounds("greater", minimum, name)
        if maximum is not None and whole > maximum:
            raise _out_of_bounds("less", maximum, name)
        return whole

    return read


def number(minimum: float, maximum: float) -> Parameter:
    """A decimal number within bounds."""

    def read(value: object, name: str) -> float:
        decimal: float
        if isinstance(value, str) and _DECIMAL.fullmatch(value):
            decimal = float(value)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            decimal = value
        else:
            raise invalid(f"Invalid decimal: {_shown(value)}", name)
        if not minimum <= decimal <= maximum:
            message = f"This value must be between {minimum:g} and {maximum:g}."
            raise invalid(message, name)
        return decimal

    return read


def _out_of_bounds(direction: str, bound: int, name: str) -> ApiError:
    message = f"This value must be {direction} than or equal to {bound}."
    return invalid(message, name, "parameter_invalid_integer")


def choice(*values: str) -> Parameter:
    """One of the documented values."""

    def read(value: object, name: str) -> str:
        if value == "":
            raise empty(name)
        if value not in values:
            raise invalid(f"Invalid {name}: must be one of {one_of(values)}", name)
        return str(value)

    return read


def one_of(values: Sequence[str]) -> str:
    """Values in words: a, b, or c."""
    *others, last = values
    if not others:
        return last
    return f"{', '.join(others)}{',' if len(others) > 1 else ''} or {last}"


def boolean(value: object, name: str) -> bool:
    """``true`` or ``false``."""
    if isinstance(value, bool):
        return value
    if value not in ("true", "false"):
        raise invalid(f"Invalid boolean: {_shown(value)}", name)
    return bool(value == "true")


def object_of(parameters: Mapping[str, Parameter], *, required: Sequence[str] = ()) -> Parameter:
    """A hash with known members."""

    def read(value: object, name: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise invalid("Invalid object", name)
        members: dict[str, Any] = checked_params(value, parameters, name)
        for member in required:
            if member not in members:
                raise missing(_full(name, member))
        return members

    return read


def array_of(element: Parameter) -> Parameter:
    """A list, whose form keys are the places: ``a[]``, ``a[0]``; one bare value counts too."""

    def read(value: object, name: str) -> list[Any]:
        if value == "":
            return []
        if isinstance(value, str):
            return [element(value, name)]
        if isinstance(value, list | tuple):
            value = {str(place): inner for place, inner in enumerate(value)}
        if not isinstance(value, dict) or not all(
            place.isdecimal() and len(place) < 7 for place in value
        ):
            raise invalid("Invalid array", name)
        ordered = sorted(value.items(), key=lambda item: int(item[0]))
        return [element(inner, f"{name}[{place}]") for place, inner in ordered]

    return read


def unsettable(parameter: Parameter) -> Parameter:
    """What ``parameter`` takes, or an empty value, which unsets."""

    def read(value: object, name: str) -> object:
        return "" if value == "" else parameter(value, name)

    return read


def text_or_object(words: Parameter, members: Parameter) -> Parameter:
    """Text or a hash, told apart by which was given."""

    def read(value: object, name: str) -> Any:
        return members(value, name) if isinstance(value, dict) else words(value, name)

    return read


def nothing_there(what: str) -> Parameter:
    """The id of something that the offline account has none of: never to be found."""
    an_id = text()

    def read(value: object, name: str) -> NoReturn:
        raise no_such(what, str(an_id(value, name)), param=name, in_path=False)

    return read


def _shown(value: object) -> str:
    shown = value if isinstance(value, str) else str(value)
    return shown if len(shown) <= 100 else f"{shown[:97]}..."


# -- metadata, and how what was sent meets what was there ---------------------------------


def metadata(value: object, name: str) -> Any:
    """Metadata within Stripe's limits, or "" to unset all of it.

    The number of keys is checked where the merged metadata is known.
    """
    if value == "":
        return ""
    if not isinstance(value, dict):
        raise invalid("Invalid object", name)
    if len(value) > MAX_METADATA_KEYS:
        raise _too_many_keys(len(value))
    for key, text in value.items():
        _check_pair(key, text, name)
    return value


def _too_many_keys(count: int) -> ApiError:
    """Over 50 keys, sent or merged."""
    return invalid(
        f"Metadata can have up to {MAX_METADATA_KEYS} keys, but you've set {count}. Email us at "
        "support+metadata@stripe.com for more information.",
        "metadata",
    )


def _check_pair(key: str, value: object, name: str) -> None:
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


def merged_metadata(
    kept: Mapping[str, str] | None, sent: Mapping[str, str] | str
) -> dict[str, Any]:
    """Sent keys overwrite, unsent ones stay, an empty value unsets its key, "" unsets all.

    >>> merged_metadata({"a": "1", "b": "2"}, {"b": "", "c": "3"})
    {'a': '1', 'c': '3'}
    >>> merged_metadata({"a": "1"}, "")
    {}
    """
    if isinstance(sent, str):
        return {}
    together = {**(kept or {}), **sent}
    result = {key: value for key, value in together.items() if value != ""}
    if len(result) > MAX_METADATA_KEYS:
        raise _too_many_keys(len(result))
    return result
