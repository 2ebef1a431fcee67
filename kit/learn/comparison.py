"""An answer held beside the right one: the same, or a sentence on how it differs.

Compared is what a value means. A Series of ids, a list and a set of them are one, while a
tuple is several answers, each in its place; a count by
type is the same as a Series, a dict, and a frame of two columns; ``numpy.int64(3)`` is 3. What
is another kind of thing altogether is said to be.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from kit.learn.exercise import Exercise
from kit.learn.number_differences import is_close, number_difference
from kit.learn.plain_values import is_number, kind_of, plain_cell
from kit.learn.table_differences import collection_difference, counted, table_difference
from kit.learn.tables import table_of

__all__ = ["difference"]

_COLLECTIONS: Final = ("a list", "a set")
_TABLES: Final = ("a frame", "a Series", "a dict")


def difference(answer: Any, expected: Any, exercise: Exercise) -> str | None:
    """How ``answer`` differs from ``expected``, None if it does not; it never says the latter.

    >>> which = Exercise("q1", "Which?", lambda: {"src_1"}, (), "", "")
    >>> difference(pd.Series(["src_1", "src_2"]), {"src_1"}, which)
    '1 value too many: it does not belong there, for example src_2.'
    >>> difference(["src_1"], {"src_1"}, which) is None
    True
    """
    wanted = kind_of(expected)
    if wanted in _TABLES:
        return _of_tables(answer, expected, exercise)
    if isinstance(expected, tuple):
        return _of_places(answer, expected, exercise)
    if wanted in _COLLECTIONS:
        return _of_collections(answer, expected, exercise)
    return _of_single(answer, expected, exercise)


def _of_tables(answer: Any, expected: Any, exercise: Exercise) -> str | None:
    if kind_of(expected) == "a dict" and kind_of(answer) == "a dict":
        return _of_dicts(answer, expected, exercise)
    if kind_of(answer) not in _TABLES:
        return _another_kind(answer, expected)
    given, wanted = (
        table_of(pd.Series(each) if isinstance(each, Mapping) else each)
        for each in (answer, expected)
    )
    return table_difference(given, wanted, tolerance=exercise.tolerance, ordered=exercise.ordered)


def _of_dicts(
    answer: Mapping[Any, Any], expected: Mapping[Any, Any], exercise: Exercise
) -> str | None:
    found = collection_difference(list(answer), list(expected), what="key")
    if found is not None:
        return found
    for key, wanted in expected.items():
        wrong = difference(answer[key], wanted, exercise)
        if wrong is not None:
            return f"Under {key!r}: {wrong}"
    return None


def _of_places(answer: Any, expected: tuple[Any, ...], exercise: Exercise) -> str | None:
    """A tuple is several answers, each with its place."""
    values = _values(answer)
    if values is None:
        return _another_kind(answer, expected)
    if len(values) != len(expected):
        return f"That is {counted(len(values), 'value')}; {len(expected)} were asked for."
    for number, (given, wanted) in enumerate(zip(values, expected, strict=True), 1):
        wrong = difference(given, wanted, exercise)
        if wrong is not None:
            return f"Value {number}: {wrong}"
    return None


def _of_collections(answer: Any, expected: Any, exercise: Exercise) -> str | None:
    values = _values(answer)
    if values is None:
        return _another_kind(answer, expected)
    given, wanted = [plain_cell(each) for each in values], [plain_cell(each) for each in expected]
    if not exercise.exact_case:
        given, wanted = list(map(_folded, given)), list(map(_folded, wanted))
    if isinstance(expected, set | frozenset):
        given = list(dict.fromkeys(given))
    if all(map(is_number, given)) and all(map(is_number, wanted)):
        given = _as_expected(given, wanted, exercise.tolerance)
    found = _of_another_object(given, wanted) or collection_difference(given, wanted)
    if found is None and exercise.ordered and given != wanted:
        return "The right values, but in another order than was asked for."
    return found


def _values(answer: Any) -> list[Any] | None:
    """The values of anything that holds some in a row; a frame does if it has one column."""
    if isinstance(answer, pd.DataFrame) and answer.shape[1] == 1:
        answer = answer.iloc[:, 0]
    if isinstance(answer, pd.Series):
        return list(answer.astype(object))
    if isinstance(answer, np.ndarray) and answer.ndim != 1:
        return None
    return list(answer) if kind_of(answer) in _COLLECTIONS else None


def _as_expected(given: list[Any], wanted: list[Any], tolerance: float) -> list[Any]:
    """Numbers, each that is close to an expected one as that one."""
    return [
        next((each for each in wanted if is_close(number, each, tolerance)), number)
        for number in given
    ]


def _folded(value: Any) -> Any:
    return value.strip().casefold() if isinstance(value, str) else value


def _of_another_object(given: list[Any], wanted: list[Any]) -> str | None:
    """A sentence where the ids are all those of another of Stripe's objects."""
    kinds = [_objects_of(given), _objects_of(wanted)]
    if not all(kinds) or kinds[0] & kinds[1]:
        return None
    names = [" and ".join(f"{each}_..." for each in sorted(kind)) for kind in kinds]
    return f"These are ids that begin with {names[0]}, where {names[1]} were asked for."


def _objects_of(values: list[Any]) -> set[str]:
    return {
        value.partition("_")[0] for value in values if isinstance(value, str) and "_" in value
    } & {"src", "cus", "card", "ba", "evt", "req", "pm"}


def _of_single(answer: Any, expected: Any, exercise: Exercise) -> str | None:
    given, wanted = plain_cell(answer), plain_cell(expected)
    if is_number(wanted):
        if not is_number(given) or kind_of(answer) != kind_of(expected):
            return _another_kind(answer, expected)
        return number_difference(given, wanted, exercise.tolerance)
    if kind_of(answer) != kind_of(expected):
        return _another_kind(answer, expected)
    if isinstance(wanted, str):
        return _of_texts(given, wanted, exercise)
    return None if given == wanted else f"That is {kind_of(answer)}, as it should be, but another."


def _of_texts(given: str, wanted: str, exercise: Exercise) -> str | None:
    if given.strip() == wanted.strip():
        return None
    if _folded(given) == _folded(wanted):
        return "The right text, but for its capitals." if exercise.exact_case else None
    return _of_another_object([given], [wanted]) or f"It is not {given[:60]!r}."


def _another_kind(answer: Any, expected: Any) -> str:
    given, wanted = kind_of(answer), kind_of(expected)
    if given == "None":
        return f"That is None, where {wanted} was asked for: was something left unfinished?"
    size = f" of {counted(len(answer), 'row')}" if given in {"a frame", "a Series"} else ""
    advice = _advice(given, wanted, answer)
    return f"That is {given}{size}, where {wanted} was asked for{advice}."


def _advice(given: str, wanted: str, answer: Any) -> str:
    if given == "text" and wanted == "a number":
        return ": leave the quotation marks out"
    if wanted == "a number" and given == "a Series" and len(answer) == 1:
        return ": take the one value out of it, with .iloc[0]"
    if wanted in _COLLECTIONS and given == "a frame":
        return ": choose the column that holds it"
    return ": its type is no answer, call it" if callable(answer) else ""
