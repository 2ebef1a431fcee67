"""JSON without loss: orjson where it is exact, the standard library where it is not.

orjson turns integers beyond 64 bits into floats and refuses halves of surrogate pairs;
json keeps both, at a tenth of the speed.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn

import orjson

__all__ = ["BEYOND_ORJSON", "ParsedText", "dumps", "dumps_ascii", "loads", "loads_exactly"]

#: A float of at least this size may have been an integer before orjson read it.
BEYOND_ORJSON: Final = 2.0**63


@dataclass(frozen=True, slots=True)
class ParsedText:
    """A JSON object's text, and what ``loads`` made of it: nobody need parse it twice."""

    text: bytes = field(repr=False)  # which tracebacks print
    parsed: dict[str, Any] = field(repr=False)


def loads(text: bytes | str) -> object:
    """``text`` as Python values, fast; integers beyond 64 bits come back as floats."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return loads_exactly(text)


def loads_exactly(text: bytes | str) -> object:
    """``text`` as Python values, exactly.

    >>> loads_exactly("18446744073709551617")
    18446744073709551617
    """
    return json.loads(text, parse_constant=_refuse_constant, parse_float=_finite)


def dumps(value: object) -> str:
    r"""``value`` as compact JSON text that Arrow can hold.

    >>> dumps({"a": [1, None]}), dumps("\ud800"), dumps(2**64)
    ('{"a":[1,null]}', '"\\ud800"', '18446744073709551616')
    """
    try:
        return orjson.dumps(value).decode()
    except (orjson.JSONEncodeError, TypeError):
        return dumps_ascii(value)


def dumps_ascii(value: object) -> str:
    """``value`` as compact JSON text in ASCII."""
    return json.dumps(value, separators=(",", ":"), allow_nan=False)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError(f"{digits[:20]} is beyond what a float can hold")
    return number
