"""Stripe's answer -> one declared, typed, lossless frame.

Python's garbage collector rests while a piece of some megabytes is parsed and laid out, and works
while the next one is awaited: whoever sends that may need it.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, Literal, ParamSpec, TypeVar, overload

from kit.collector import resting_collector
from kit.errors import InvalidInput, UnreadableResponse
from kit.facts import JsonObject
from kit.facts.objects import ALL_FIELDS
from kit.frames.build import build_frame
from kit.frames.encode import NotExact
from kit.frames.exact_json import ParsedText
from kit.frames.expanded import sources_of, with_customers, without_sources
from kit.frames.pages import Page, answers_in, batches_of, object_listed, read_page
from kit.frames.transpose import Transposer
from kit.public_call import public_call, reads_secrets

if TYPE_CHECKING:
    from kit.frames.frame import Frame
    from kit.frames.pages import Batch

__all__ = ["Flattening", "flatten"]

#: Rows that are laid out together: enough to work by column, few enough for the cache.
_ROWS: Final = 1024

#: Rows whose values are joined: the arrays of most fields then are large.
_SETTLED: Final = 1 << 16

#: Bytes of text that are read without a stop: Python's objects are gone before the collector
#: works again, which so has nothing to walk.
_PIECE: Final = 8_000_000
#: What an answer that is no text counts as.
_LIKE_TEXT: Final = 500_000

_P = ParamSpec("_P")
_R = TypeVar("_R")
Columns = Literal["present", "declared"]
Sources = Literal["inside", "frame", "only", "joined"]
#: Pages, and texts that are still to be read as pages, with their numbers.
Piece = list[Page | tuple[int, object]]

#: Which rows each frame has, and of what it is without any; None for what was asked for.
_ROWS_OF: Final[dict[str, tuple[Callable[[list[JsonObject]], list[JsonObject]], ...]]] = {
    "inside": (list,),
    "frame": (without_sources, sources_of),
    "only": (sources_of,),
    "joined": (with_customers,),
}
_EXPECTED: Final[dict[str, tuple[str | None, ...]]] = {
    "inside": (None,),
    "frame": ("customer", "source"),
    "only": ("source",),
    "joined": ("source",),
}


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
    flattening = Flattening(sources, metadata_columns, reveal=reveal)
    for answer in answers_in(response):
        flattening.add(answer)
    frames = flattening.frames(declared=columns == "declared", dtypes=dtypes or {})
    return (frames[0], frames[1]) if sources == "frame" else frames[0]


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


def _reads(call: Callable[_P, _R]) -> Callable[_P, _R]:
    """Whatever cannot be read is an error of the kit's whose frames do not show the answer."""

    @reads_secrets
    @functools.wraps(call)
    def reading(*arguments: _P.args, **keywords: _P.kwargs) -> _R:
        try:
            return call(*arguments, **keywords)
        except RecursionError as error:
            raise UnreadableResponse("The answer is nested too deeply to be read.") from error

    return reading


class Flattening:
    """Frames in the making: one, or with ``sources="frame"`` two. See ``flatten``.

    ``frames`` ends it.

    >>> flattening = Flattening("inside")
    >>> flattening.add(b'{"object": "source", "id": "src_1"}')
    >>> flattening.frames()[0]["id"].tolist()
    ['src_1']
    """

    def __init__(
        self, sources: Sources, metadata_columns: int = 64, *, reveal: bool = False
    ) -> None:
        self._url: str | None = None
        self._expected = _EXPECTED[sources]
        self._made = [
            (Transposer(ALL_FIELDS, metadata_columns=metadata_columns, reveal=reveal), rows_of)
            for rows_of in _ROWS_OF[sources]
        ]
        self._number = 0
        self._piece: Piece = []
        self._size = 0

    @_reads
    def add(self, answer: object) -> None:
        """Take in one more page, or what stands for one; they are laid out some at a time.

        What may be another by the time that it is laid out, such as an object that is refreshed
        for the next answer, is read as it comes.
        """
        self._number += 1
        if isinstance(answer, bytes | str | ParsedText):
            self._piece.append((self._number, answer))
        else:
            with resting_collector():
                self._piece.append(read_page(self._number, answer))
        self._grown(len(answer) if isinstance(answer, bytes | str) else _LIKE_TEXT)

    @_reads
    def add_rows(self, url: str, rows: list[JsonObject]) -> None:
        """Take in objects as ``json`` reads them, of the list ``url``: they are not copied."""
        self._number += 1
        page = {"object": "list", "url": url, "data": rows}
        self._piece.append(Page(self._number, page))
        self._grown(_LIKE_TEXT)

    @_reads
    def frames(
        self, *, declared: bool = False, dtypes: Mapping[str, Any] | None = None
    ) -> list[Frame]:
        """The frames; without rows they are of what was asked for.

        Raises UnreadableResponse for an answer that cannot be read, as ``add`` may have done.
        """
        self._lay_out()
        with resting_collector():
            return [
                build_frame(
                    rows,
                    expected or object_listed(self._url),
                    declared=declared,
                    dtypes=dtypes or {},
                )
                for (rows, _), expected in zip(self._made, self._expected, strict=True)
            ]

    def _grown(self, size: int) -> None:
        self._size += size
        if self._size >= _PIECE:
            self._lay_out()

    def _lay_out(self) -> None:
        with resting_collector():
            for batch in batches_of(map(_page, self._piece), _ROWS):
                self._url = self._url or batch.url
                for rows, rows_of in self._made:
                    _add(rows, batch, rows_of)
                del batch  # let its rows go before the next are read
        # Only now: after an answer that cannot be read there are no frames without it.
        self._piece, self._size = [], 0
        for rows, _ in self._made:
            if rows.size - rows.settled >= _SETTLED:
                rows.settle()


def _page(answer: Page | tuple[int, object]) -> Page:
    return answer if isinstance(answer, Page) else read_page(*answer)


def _add(
    rows: Transposer, batch: Batch, rows_of: Callable[[list[JsonObject]], list[JsonObject]]
) -> None:
    """Lay out what ``rows_of`` makes of the rows of one batch."""
    try:
        rows.add(rows_of(batch.rows()), exact=batch.exact)
    except NotExact:
        batch.read_exactly()
        rows.add(rows_of(batch.rows()), exact=True)
