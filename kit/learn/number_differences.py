"""What is wrong with a number: its unit, its sign, its size; never what it should be."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from typing import Any, Final

__all__ = ["is_close", "number_difference", "shared_factor"]

#: Where the wrong unit shows: what an answer is too much by, and what to say.
_FACTORS: Final = {
    100.0: "in the smallest unit, such as cents; divide, or use kit.money",
    0.01: "divided by a hundred once too often",
    60.0: "in a unit sixty times too small, such as seconds for minutes",
    3600.0: "in seconds, where hours were asked for",
    86400.0: "in seconds, where days were asked for",
    -1.0: "with the wrong sign",
}

#: A whole number beyond it is none that a float holds.
_LARGEST: Final = sys.float_info.max


def is_close(answer: float, expected: float, tolerance: float) -> bool:
    """Whether two numbers are the same within ``tolerance``, a share of the expected one."""
    if abs(answer) > _LARGEST:
        return answer == expected
    return math.isclose(answer, expected, rel_tol=tolerance, abs_tol=tolerance * 1e-3)


def number_difference(answer: float, expected: float, tolerance: float) -> str | None:
    """A sentence on how ``answer`` differs, None if it does not.

    >>> number_difference(1250, 12.5, 1e-6)
    'The right amount, but in the smallest unit, such as cents; divide, or use kit.money.'
    >>> number_difference(7, 12, 1e-6)
    'That number is too low.'
    """
    if is_close(answer, expected, tolerance):
        return None
    unit = shared_factor([(answer, expected)], tolerance)
    if unit is not None:
        return f"The right amount, but {unit}."
    near = min(1.0, abs(expected) / 100)
    if isinstance(expected, float) and expected - near < answer < expected + near:
        return "Close: it is rounded, or a small part is missing."
    return f"That number is too {'high' if answer > expected else 'low'}."


def shared_factor(pairs: Sequence[tuple[Any, Any]], tolerance: float) -> str | None:
    """What unit all numbers are in, of pairs of answered and expected; None if in none.

    A count has no unit, so only what is expected as a float is looked at.
    """
    amounts = bool(pairs) and all(isinstance(expected, float) for _, expected in pairs)
    for factor, words in _FACTORS.items():
        if amounts and all(
            expected and is_close(answer, expected * factor, tolerance)
            for answer, expected in pairs
        ):
            return words
    return None
