"""Stripe's answer -> one declared, typed, lossless frame.

Python's garbage collector rests while a page is parsed and while a batch of rows is laid out,
and works while the answer's next page is awaited: whoever sends that may need it.
"""

from __future__ import annotations

import gc
from collections.abc import Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, Literal, overload

from kit.errors import InvalidInput, UnreadableResponse
from kit.facts.objects import ALL_FIELDS
from kit.frames.build import build_frame
from kit.frames.encode import NotExact
from kit.frames.expanded import sources_of, with_customers, without_sources
from kit.frames.pages import answers_in, batches_of, object_listed, read_page
from kit.frames.transpose import Transposer
from kit.public_call import public_call

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kit.facts import JsonObject
    from kit.frames.frame import Frame
    from kit.frames.pages import Batch, Page

__all__ = ["flatten"]

#: Rows that are laid out together: enough to work by column, few enough for the cache.
_ROWS: Final = 1024

Columns = Literal["present", "declared"]
Sources = Literal["inside", "frame", "only", "joined"]


@overload
def flatten(
    response: object,
    *,
    columns: Columns = "present",
    metadata_columns: int = 64,
    dtypes: Mapping[str, Any] | None = None,
    reveal: bool = False,
    sources: Literal["inside", "only", "joined"] = "inside",
) -> Frame: ...


@overload
def flatten(
    response: object,
    *,
    columns: Columns = "present",
    metadata_columns: int = 64,
    dtypes: Mapping[str, Any] | None = None,
    reveal: bool = False,
    sources: Literal["frame"],
) -> tuple[Frame, Frame]: ...


@public_call(holds_secrets=("response",))
def flatten(
    response: object,
    *,
    columns: Columns = "present",
    metadata_columns: int = 64,
    dtypes: Mapping[str, Any] | None = None,
    reveal: bool = False,
    sources: Sources = "inside",
) -> Frame | tuple[Frame, Frame]:
    """One row per object of Stripe's answer, one typed column per field.

    ``response``
        The answer's bytes or text, a dict, a StripeObject, or a list or iterable of these;
        a list or search page stands for the objects on it. Sources, cards, bank accounts and
        customers are declared, alone or mixed; any other object is laid out as it comes.
    ``columns``
        ``"present"`` shows the columns that hold something and the core ones, ``"declared"``
        every declared column. A declared column has its dtype and place always, in a frame of
        no rows too: text is ``str``, integers ``Int64``, booleans ``boolean``, times
        ``datetime64[us, UTC]``, closed lists of values ``category``.
    ``metadata_columns``
        Metadata has a column ``metadata.KEY`` per key up to as many different keys; beyond,
        one column ``metadata`` with the JSON text of each row's.
    ``dtypes``
        Other dtypes by column. What such a column cannot hold exactly is kept beside it, so
        that ``unflatten`` still gives it back.
    ``reveal``
        Shows client secrets, account numbers and the URLs that carry secrets. Else they are
        masked but for their last four characters: ``••••4242``.
    ``sources``
        What to do with a customer's expanded sources: ``"inside"`` keeps them as JSON text in
        ``sources.data``; ``"frame"`` returns two frames, the customers and all their sources;
        ``"only"`` the second of them alone; ``"joined"`` one row per source, its customer
        beside it as ``customer.email`` and so on (a customer without sources has no row).

    The last column, ``_shape``, says how each row's JSON was built; ``unflatten`` needs it.

    Raises UnreadableResponse, naming page, row and place, for what is no answer of Stripe's;
    InvalidInput for arguments that make no sense.

    >>> frame = flatten({"id": "src_1", "object": "source", "amount": 1000, "currency": "usd"})
    >>> frame["amount"].dtype, frame["created"].dtype
    (Int64Dtype(), datetime64[us, UTC])
    """
    _check(columns, metadata_columns, sources, dtypes, reveal)

    def begin() -> _Reader:
        return _Reader(
            metadata_columns, dtypes or {}, declared=columns == "declared", reveal=reveal
        )

    try:
        if sources == "frame":
            customers, of_customers = begin(), begin()
            for batch in batches_of(_pages(response), _ROWS):
                customers.add(batch, without_sources)
                of_customers.add(batch, sources_of)
                del batch  # let its rows go before the next are read
            return customers.frame("customer"), of_customers.frame("source")
        one = begin()
        rows_of = {"joined": with_customers, "only": sources_of}.get(sources, list)
        for batch in batches_of(_pages(response), _ROWS):
            one.add(batch, rows_of)
            del batch
        return one.frame(None if sources == "inside" else "source")
    except RecursionError as error:
        raise UnreadableResponse("The answer is nested too deeply to be read.") from error


def _check(
    columns: object, metadata_columns: object, sources: object, dtypes: object, reveal: object
) -> None:
    if columns not in ("present", "declared"):
        raise InvalidInput(f"columns= must be 'present' or 'declared', but it is {columns!r}.")
    if sources not in ("inside", "frame", "only", "joined"):
        raise InvalidInput(
            f"sources= must be 'inside', 'frame', 'only' or 'joined', but it is {sources!r}."
        )
    whole = isinstance(metadata_columns, int) and not isinstance(metadata_columns, bool)
    if not whole or metadata_columns < 0:  # type: ignore[operator]  # an int by now
        raise InvalidInput(
            "metadata_columns= must be a whole number of 0 or more, "
            f"but it is {metadata_columns!r}."
        )
    if dtypes is not None and not isinstance(dtypes, Mapping):
        raise InvalidInput(
            "dtypes= must map columns to dtypes, such as {'amount': 'float64'}, "
            f"but it is a {type(dtypes).__name__}."
        )
    if not isinstance(reveal, bool):
        raise InvalidInput(f"reveal= must be True or False, but it is {reveal!r}.")


def _pages(response: object) -> Iterator[Page]:
    for number, answer in enumerate(answers_in(response), 1):
        with _resting_collector():
            page = read_page(number, answer)
        yield page


class _Reader:
    """One frame in the making."""

    def __init__(
        self, metadata_columns: int, dtypes: Mapping[str, Any], *, declared: bool, reveal: bool
    ) -> None:
        self._rows = Transposer(ALL_FIELDS, metadata_columns=metadata_columns, reveal=reveal)
        self._dtypes = dtypes
        self._declared = declared
        self._url: str | None = None

    def add(self, batch: Batch, rows_of: Callable[[list[JsonObject]], list[JsonObject]]) -> None:
        """Lay out what ``rows_of`` makes of the rows of one batch."""
        self._url = self._url or batch.url
        with _resting_collector():
            try:
                self._rows.add(rows_of(batch.rows()), exact=batch.exact)
            except NotExact:
                batch.read_exactly()
                self._rows.add(rows_of(batch.rows()), exact=True)

    def frame(self, expected: str | None) -> Frame:
        """The frame; without rows it is one of ``expected``, or of what was asked for."""
        with _resting_collector():
            return build_frame(
                self._rows,
                expected or object_listed(self._url),
                declared=self._declared,
                dtypes=self._dtypes,
            )


@contextmanager
def _resting_collector() -> Iterator[None]:
    """Parsing makes many objects and no circles; the collector would only walk them."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
