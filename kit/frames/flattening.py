"""Stripe's answer -> one declared, typed, lossless frame."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, Literal

from kit.frames.declared import ALL_FIELDS
from kit.frames.framing import framed
from kit.frames.reading import batches_of, pages_of
from kit.frames.transpose import NotExact, Transposed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from kit.frames.reading import Batch

__all__ = ["flatten"]

#: Rows that are laid out together: enough to work by column, few enough to stay small.
_CHUNK: Final = 1024


def flatten(
    response: object,
    *,
    columns: Literal["present", "declared"] = "present",
    metadata_columns: int = 64,
    dtypes: Mapping[str, Any] | None = None,
    reveal: bool = False,
) -> pd.DataFrame:
    """One row per object of ``response``, one typed column per field.

    >>> flatten({"id": "src_1", "object": "source", "amount": 1000}).amount.dtype
    Int64Dtype()
    """
    transposed = Transposed(ALL_FIELDS, metadata_columns=metadata_columns, reveal=reveal)
    url = None
    with _paused_collector():
        for batch in batches_of(pages_of(response), _CHUNK):
            url = url or batch.url
            _add(transposed, batch)
            del batch  # its rows are laid out: let them go before the next are read
        return framed(transposed, url, declared=columns == "declared", dtypes=dtypes or {})


@contextmanager
def _paused_collector() -> Iterator[None]:
    """Parsing makes many objects and no circles; the collector would only walk them."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _add(transposed: Transposed, batch: Batch) -> None:
    try:
        transposed.add(batch.rows(), exact=batch.exact)
    except NotExact:
        batch.read_exactly()
        transposed.add(batch.rows(), exact=True)
