"""What is wrong with a frame: rows too many, rows that are missing, columns, amounts, order.

Rows are told apart by all of their values that are not numbers; the numbers are compared row
by row after that, so that a wrong amount is said to be one and not to be a row too many. What
is shown of rows is the learner's own; of what is missing only how much.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from kit.learn.number_differences import is_close, shared_factor
from kit.learn.tables import Table, matched

__all__ = ["collection_difference", "counted", "table_difference"]


def table_difference(
    answer: Table, expected: Table, *, tolerance: float, ordered: bool
) -> str | None:
    """A sentence on how ``answer`` differs, None if it does not; further columns do not count.

    >>> key = Table({"type": ["card", "ideal"], "sources": [2, 1]}, 2)
    >>> table_difference(Table({"type": ["card"], "n": [2]}, 1), key, tolerance=0, ordered=False)
    '1 row is missing.'
    """
    columns = matched(expected, answer)
    missing = [name for name in expected.columns if name not in columns]
    if missing:
        return f"Of the columns that were asked for, this is missing: {', '.join(missing)}."
    measures = [name for name in columns if expected.is_measure(name)]
    keys = [name for name in columns if name not in measures] or measures
    measures = [name for name in measures if name not in keys]
    rows = (answer.rows([columns[name] for name in keys]), expected.rows(keys))
    found = collection_difference(*rows, what="row") if keys else None
    found = found or _measure_difference(answer, expected, columns, keys, measures, tolerance)
    if found is None and ordered and rows[0] != rows[1]:
        return "The right rows, but in another order than was asked for."
    return found


def collection_difference(
    answer: Sequence[Any], expected: Sequence[Any], *, what: str = "value"
) -> str | None:
    """What of ``answer`` is too many, what is missing, and what stands twice; order aside."""
    given, wanted = Counter(answer), Counter(expected)
    extra = [each for each in answer if each not in wanted]
    repeated = [each for each in given if each in wanted and given[each] > wanted[each]]
    missing = sum((wanted - given).values())
    if extra:
        more = f"; {_are(missing, 'other')} missing" if missing else ""
        example = f", for example {_shown(extra[0])}"
        them = "it does not belong there" if len(extra) == 1 else "they do not belong there"
        return f"{counted(len(extra), what)} too many: {them}{example}{more}."
    if repeated:
        return f"{_shown(repeated[0])} stands there more often than it should."
    return f"{_are(missing, what)} missing." if missing else None


def counted(number: int, what: str) -> str:
    """A number with its noun.

    >>> counted(1, "row"), counted(3, "row")
    ('1 row', '3 rows')
    """
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _are(number: int, what: str) -> str:
    return f"{counted(number, what)} {'is' if number == 1 else 'are'}"


def _shown(row: Any) -> str:
    values = row if isinstance(row, tuple) else (row,)
    text = ", ".join("nothing" if value is None else str(value) for value in values)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _measure_difference(
    answer: Table,
    expected: Table,
    columns: dict[str, str],
    keys: list[str],
    measures: list[str],
    tolerance: float,
) -> str | None:
    """How the numbers differ, column by column, in rows that are the right ones."""
    for name in measures:
        given = _by_key(answer, [columns[key] for key in keys], columns[name])
        pairs = [
            pair
            for key, wanted in _by_key(expected, keys, name).items()
            for pair in zip(given[key], wanted, strict=True)
        ]
        if found := _column_difference(name, pairs, tolerance):
            return found
    return None


def _by_key(table: Table, keys: list[str], measure: str) -> dict[tuple[Any, ...], list[Any]]:
    found = defaultdict(list)
    for key, value in zip(table.rows(keys), table.columns[measure], strict=True):
        found[key].append(value)
    return {key: sorted(values, key=_sortable) for key, values in found.items()}


def _sortable(value: Any) -> tuple[str, Any]:
    # Numbers, text and nothing do not compare with one another.
    return ("", value) if isinstance(value, int | float) else (type(value).__name__, str(value))


def _column_difference(name: str, pairs: Sequence[tuple[Any, Any]], tolerance: float) -> str | None:
    if any(isinstance(given, str) for given, _ in pairs):
        return f"The right rows, but the column {name} holds text, where numbers were asked for."
    wrong = [pair for pair in pairs if not _same(*pair, tolerance)]
    if not wrong:
        return None
    numbers = [pair for pair in pairs if None not in pair and any(pair)]
    unit = shared_factor(numbers, tolerance)
    if unit is not None:
        return f"The right rows, but the column {name} is {unit}."
    return f"The right rows, but {len(wrong):,} of {len(pairs):,} are wrong in the column {name}."


def _same(answer: Any, expected: Any, tolerance: float) -> bool:
    if answer is None or expected is None:
        return answer is expected
    return isinstance(answer, int | float) and is_close(answer, expected, tolerance)
