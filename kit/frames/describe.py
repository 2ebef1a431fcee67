"""What the columns of a frame mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from kit.errors import InvalidInput
from kit.facts.did_you_mean import did_you_mean
from kit.facts.field import MINOR_UNITS
from kit.facts.objects import OBJECT_FIELDS, ROW_FIELDS
from kit.frames.tree import KEYS, SHAPE
from kit.public_call import public_call

if TYPE_CHECKING:
    from kit.facts.field import Field, Kind

__all__ = ["describe_columns"]

_DTYPES: Final[dict[Kind, str]] = {
    "string": "str",
    "integer": "Int64",
    "boolean": "boolean",
    "timestamp": "datetime64[us, UTC]",
    "category": "category",
    "map": "str",
    "list": "str",
}

_TECHNICAL: Final = (
    (KEYS, "The metadata keys of the row in their order, as JSON text; unflatten needs it."),
    (SHAPE, "How the row's JSON was built, as JSON text; unflatten needs it."),
)


@public_call()
def describe_columns(object: str | None = None) -> pd.DataFrame:
    """What each declared column means: ``column, dtype, meaning, unit, values, source``.

    One row per column, under the name of its object as index: source, card, bank_account,
    customer, source_transaction, source_event, source_change and migration_plan (rows of
    ``account.events``, ``kit.diff`` and ``kit.migration_plan``), and ``kit`` for the two
    technical columns; ``object`` picks one of them.
    ``unit`` says what a number counts, ``values`` are the documented ones of a category,
    ``source`` where the field is documented. InvalidInput for an object that is not declared.

    >>> describe_columns("source").set_index("column").loc["amount", ["dtype", "unit"]].tolist()
    ['Int64', 'minor units of currency']
    """
    tables = OBJECT_FIELDS | ROW_FIELDS
    rows = [(name, *_described(field)) for name, fields in tables.items() for field in fields]
    rows += [("kit", name, "category", meaning, "", "", "kit") for name, meaning in _TECHNICAL]
    names = ["object", "column", "dtype", "meaning", "unit", "values", "source"]
    table = pd.DataFrame(rows, columns=names, dtype="str").set_index("object")
    if object is None:
        return table
    known = list(table.index.unique())
    if not isinstance(object, str):
        raise InvalidInput(
            "describe_columns takes the name of an object, such as 'source', but this is a "
            f"{type(object).__name__}. Without one it describes every column."
        )
    if object not in known:
        meant = did_you_mean(object, known)
        raise InvalidInput(
            f"No columns are declared for {object!r}.{meant} There are {', '.join(known)}."
        )
    return table.loc[[object]]


def _described(field: Field) -> tuple[str, ...]:
    unit = f"{MINOR_UNITS} of {field.currency}" if field.currency else field.unit
    name = "metadata.KEY" if field.kind == "map" else field.name
    values = ", ".join(field.values)
    return name, _DTYPES[field.kind], field.meaning, unit, values, field.fact
