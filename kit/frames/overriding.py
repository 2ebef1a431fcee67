"""A column in the dtype that the caller asked for, still exact."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kit.errors import InvalidInput
from kit.frames.holding import values_of

__all__ = ["overridden"]


def overridden(name: str, array: Any, kind: str, dtype: Any) -> tuple[Any, dict[int, Any]]:
    """``array`` as ``dtype``, and the exact values of the rows that this dtype cannot hold.

    InvalidInput when pandas cannot convert the column at all.
    """
    before = pd.Series(array)
    try:
        after = before.astype(dtype)
    except (TypeError, ValueError, OverflowError) as error:
        raise InvalidInput(
            f"The column {name!r} cannot be {dtype!r}: {error}. Leave it out of dtypes=, or "
            "name a dtype that fits its values."
        ) from error
    there = zip(values_of(before, kind), values_of(after, kind), strict=True)
    return after.array, {row: exact for row, (exact, held) in enumerate(there) if exact != held}
