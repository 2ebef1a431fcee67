"""Whatever Stripe answered, in whatever form -> pages of plain dicts, and batches of their rows.

What holds anything that JSON does not have is refused by page, row and place.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from kit.errors import UnreadableResponse
from kit.frames.exact_json import ParsedText, loads, loads_exactly
from kit.frames.masking import mask_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from kit.facts import JsonObject

__all__ = [
    "Batch",
    "Page",
    "answers_in",
    "batches_of",
    "describe_value",
    "object_listed",
    "read_page",
]

_PAGE_OBJECTS: Final = ("list", "search_result")
_HINT: Final = "flatten takes Stripe's answers as they came."

#: What somebody passes who means a file.
_PATH: Final = re.compile(r"[^\n{}\[\]\"]{0,300}(?:[/\\]|\.(?:json|jsonl|ndjson|csv|parquet|gz))")

#: Python writes no longer integers as text, and nobody sends them.
_MAX_BITS: Final = 14_000


class Page:
    """The objects of one page.

    ``url`` is the path that the page says it answers, ``exact`` whether its numbers are
    what was sent for certain.
    """

    __slots__ = ("_body", "_number", "exact", "rows", "url")

    def __init__(self, number: int, answer: object, body: bytes | str | None = None) -> None:
        self._number = number
        self._body = body
        self.exact = body is None
        self.rows = _rows(answer, number)
        self.url = answer.get("url") if isinstance(answer, dict) else None

    def read_exactly(self) -> None:
        """Read the page's text again, without losing a digit."""
        if self._body is not None:
            self.rows = _rows(_parsed(self._body, self._number, loads_exactly), self._number)
            self.exact, self._body = True, None


class Batch:
    """Rows that are laid out together: of several pages, or of a part of a long one."""

    def __init__(self) -> None:
        self._slices: list[tuple[Page, int, int]] = []
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def add(self, page: Page, start: int, stop: int) -> None:
        """Take in the rows of ``page`` from ``start`` to ``stop``."""
        self._slices.append((page, start, stop))
        self._size += stop - start

    @property
    def url(self) -> str | None:
        """The path that its first page answers."""
        return self._slices[0][0].url if self._slices else None

    @property
    def exact(self) -> bool:
        """Whether every number is what was sent for certain."""
        return all(page.exact for page, _, _ in self._slices)

    def rows(self) -> list[JsonObject]:
        """The rows of all its pages."""
        return [row for page, start, stop in self._slices for row in page.rows[start:stop]]

    def read_exactly(self) -> None:
        """Read the text of its pages again, without losing a digit."""
        for page, _, _ in self._slices:
            page.read_exactly()


def batches_of(pages: Iterable[Page], size: int) -> Iterator[Batch]:
    """The rows of all pages, about ``size`` at a time."""
    batch = Batch()
    for page in pages:
        for start in range(0, max(len(page.rows), 1), size):
            batch.add(page, start, min(start + size, len(page.rows)))
            if len(batch) >= size:
                yield batch
                batch = Batch()
    yield batch


def answers_in(response: object) -> Iterable[object]:
    """The answers that ``response`` holds, each of them a page or what stands for one.

    ``response`` is an answer's bytes or text, a dict, a StripeObject, a raw response, a list
    of objects, or an iterable of any of these: whoever goes through it may wait for a network.
    """
    if isinstance(response, list | tuple):
        return _runs(response)
    if _is_text(response) or isinstance(response, Mapping) or _is_stripe_object(response):
        return (response,)
    if isinstance(response, Iterable) and not _is_frame(response):
        return response
    raise UnreadableResponse(
        f"There is nothing to flatten in {describe_value(response)}. Give an answer's bytes or "
        "text, a dict, a StripeObject, or a list or iterable of these."
    )


def describe_value(value: object) -> str:
    """What ``value`` is, for a message that does not show it.

    >>> describe_value(None), describe_value(1.5), describe_value(float("inf"))
    ('null', 'a value of type float', 'the number inf')
    """
    if value is None:
        return "null"
    if isinstance(value, float) and not math.isfinite(value):
        return f"the number {value}"
    return f"a value of type {type(value).__name__}"


def object_listed(url: str | None) -> str:
    """The object that an empty list would hold, by the path that the list answers.

    >>> object_listed("/v1/customers"), object_listed("/v1/customers/cus_1/sources")
    ('customer', 'source')
    """
    path = (url or "").partition("?")[0].removesuffix("/search")
    listed = {"customers": "customer", "source_transactions": "source_transaction"}
    return listed.get(path.rpartition("/")[2], "source")


def _runs(items: Iterable[object]) -> Iterator[object]:
    """The items of a list: pages as they are, neighbouring objects as one page."""
    run: list[object] = []
    for item in items:
        if not _is_page(item):
            run.append(item)
            continue
        if run:
            yield run
            run = []
        yield item
    if run:
        yield run


def _is_page(item: object) -> bool:
    if isinstance(item, Mapping):
        return item.get("object") in _PAGE_OBJECTS
    if _is_stripe_object(item):
        return getattr(item, "object", "list") in _PAGE_OBJECTS
    return _is_text(item) or isinstance(item, list)


def _is_text(value: object) -> bool:
    return isinstance(value, bytes | bytearray | memoryview | str)


def _is_frame(value: object) -> bool:
    """Whether somebody gave a frame or column, which would be read as an iterable of names."""
    return type(value).__module__.partition(".")[0] in {"pandas", "kit"}


def read_page(number: int, answer: object) -> Page:
    """The page that ``answer``, the ``number``-th one, is.

    UnreadableResponse names the page, row and place of what cannot be read.
    """
    if isinstance(answer, ParsedText):
        return Page(number, answer.parsed, answer.text)
    if isinstance(answer, bytearray | memoryview):
        answer = bytes(answer)
    body = getattr(answer, "body", None) if _is_stripe_object(answer) else answer
    if isinstance(body, bytes | str):
        return Page(number, _parsed(body, number, loads), body)
    if isinstance(answer, list):
        rows = enumerate(answer, 1)
        return Page(number, [_plain(item, f"Page {number}, row {row}") for row, item in rows])
    return Page(number, _plain(answer, f"Page {number}"))


def _parsed(body: bytes | str, number: int, read: Callable[[bytes | str], object]) -> object:
    try:
        return read(body)
    except ValueError as error:
        if isinstance(body, str) and _PATH.fullmatch(body):
            raise UnreadableResponse(
                f"Page {number} looks like a path, {mask_json(body)!r}, and flatten takes what is "
                "in a file: kit.flatten(Path(...).read_bytes()). kit.open(...) reads a folder."
            ) from error
        raise UnreadableResponse(f"Page {number} is not JSON: {error}. {_HINT}") from error


def _rows(answer: object, number: int) -> list[JsonObject]:
    """The objects on one page."""
    if isinstance(answer, dict):
        if answer.get("object") not in _PAGE_OBJECTS:
            return _one(answer, number)
        answer = answer.get("data")
    if not isinstance(answer, list):
        raise UnreadableResponse(
            f"Page {number} should be an object or hold a list of objects as data, "
            f"but there is {describe_value(answer)}. {_HINT}"
        )
    for row, item in enumerate(answer, 1):
        if type(item) is not dict:
            raise UnreadableResponse(
                f"Page {number}, row {row} should be an object, but it is {describe_value(item)}. "
                f"{_HINT}"
            )
    return answer


def _one(answer: JsonObject, number: int) -> list[JsonObject]:
    error = answer.get("error")
    if isinstance(error, dict) and len(answer) == 1:
        raise UnreadableResponse(
            f"Page {number} is a refusal, not an object: {mask_json(error.get('message'))!r}. "
            "Send the request again and flatten its answer."
        )
    return [answer]


def _plain(value: Any, where: str, place: str = "") -> Any:
    """A copy of ``value`` that holds nothing but JSON's own types.

    UnreadableResponse says ``where``, and at which ``place`` inside it, no JSON stands.
    """
    if value is None or type(value) in {str, bool}:
        return value
    if isinstance(value, Mapping):
        return {
            _key(key, where, place): _plain(item, where, f"{place}.{key}")
            for key, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [_plain(item, where, f"{place}.{index}") for index, item in enumerate(value)]
    if _is_stripe_object(value) and callable(getattr(value, "to_dict", None)):
        return _plain(value.to_dict(), where, place)
    return _scalar(value, where, place)


def _is_stripe_object(value: object) -> bool:
    """Whether ``value`` is one of stripe-python's own, told without importing it."""
    return any(each.__module__.partition(".")[0] == "stripe" for each in type(value).__mro__)


def _scalar(value: Any, where: str, place: str) -> Any:
    if isinstance(value, float) and math.isfinite(value):
        return float(value)
    if isinstance(value, int) and value.bit_length() <= _MAX_BITS:
        return int(value)
    if isinstance(value, str):
        return str.__str__(value)
    raise UnreadableResponse(
        f"{_at(where, place)}: JSON has nothing like {describe_value(value)}. "
        "flatten takes Stripe's answers as they came."
    )


def _key(key: object, where: str, place: str) -> str:
    if isinstance(key, str):
        return str.__str__(key)
    raise UnreadableResponse(
        f"{_at(where, place)}: a key must be text, but is {describe_value(key)}."
    )


def _at(where: str, place: str) -> str:
    return f"{where}, at {mask_json(place[1:])}" if place else where
