"""Whatever Stripe answered, in whatever form -> pages of plain dicts."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NoReturn

from kit.errors import UnreadableResponse
from kit.frames.exact_json import loads, loads_exactly

__all__ = ["Batch", "Page", "batches_of", "pages_of"]

Json = dict[str, Any]

_PAGE_OBJECTS: Final = ("list", "search_result")
_SCALARS: Final = (str, bool, int, type(None))


class Page:
    """The objects of one page, and where they came from.

    ``url`` is the path that the page says it answers, ``exact`` whether its numbers are
    what was sent for certain.
    """

    __slots__ = ("_body", "exact", "number", "rows", "url")

    def __init__(self, number: int, answer: object, body: bytes | str | None = None) -> None:
        self.number = number
        self._body = body
        self.exact = body is None
        self.rows = _rows(answer, number)
        self.url = answer.get("url") if isinstance(answer, dict) else None

    def read_exactly(self) -> None:
        """Read the page's text again, without losing a digit."""
        if self._body is not None:
            self.rows = _rows(_parsed(self._body, self.number, loads_exactly), self.number)
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

    def rows(self) -> list[Json]:
        """The rows of all its pages."""
        return [row for page, start, stop in self._slices for row in page.rows[start:stop]]

    def read_exactly(self) -> None:
        """Read the text of its pages again, without losing a digit."""
        for page, _, _ in self._slices:
            page.read_exactly()


def batches_of(pages: Iterable[Page], size: int) -> Iterator[Batch]:
    """The rows of all pages, ``size`` at a time."""
    batch = Batch()
    for page in pages:
        for start in range(0, max(len(page.rows), 1), size):
            batch.add(page, start, min(start + size, len(page.rows)))
            if len(batch) >= size:
                yield batch
                batch = Batch()
    yield batch


def pages_of(response: object) -> Iterator[Page]:
    """The pages that ``response`` holds.

    ``response`` is an answer's bytes or text, a dict, a StripeObject, a raw response, a list
    of objects, or an iterable of any of these. UnreadableResponse names the page, row and
    place of what cannot be read.
    """
    number = 0
    for number, answer in enumerate(_answers(response), 1):
        yield _page(number, answer)


def _answers(response: object) -> Iterable[object]:
    if isinstance(response, list | tuple):
        return _runs(response)
    if _is_answer(response):
        return (response,)
    if isinstance(response, Iterable):
        return response
    _refuse(response)


def _runs(items: Iterable[object]) -> Iterator[object]:
    """Neighbouring objects of a list as one page; pages as they are."""
    run: list[object] = []
    for item in items:
        if isinstance(item, Mapping) and item.get("object") not in _PAGE_OBJECTS:
            run.append(item)
            continue
        if run:
            yield run
            run = []
        yield item
    if run:
        yield run


def _is_answer(value: object) -> bool:
    return isinstance(value, bytes | bytearray | memoryview | str | Mapping) or hasattr(
        value, "to_dict"
    ) or hasattr(value, "body")


def _page(number: int, answer: object) -> Page:
    if isinstance(answer, bytearray | memoryview):
        answer = bytes(answer)
    body = answer if isinstance(answer, bytes | str) else getattr(answer, "body", None)
    if isinstance(body, bytes | str):
        return Page(number, _parsed(body, number, loads), body)
    return Page(number, _plain(answer, number))


def _parsed(body: bytes | str, number: int, read: Any) -> object:  # noqa: ANN401 - either reader
    try:
        return read(body)
    except (ValueError, RecursionError) as error:
        raise UnreadableResponse(
            f"Page {number} is not JSON: {error}. flatten takes Stripe's answers as they came."
        ) from error


def _rows(answer: object, number: int) -> list[Json]:
    """The objects on one page."""
    if isinstance(answer, dict):
        if answer.get("object") not in _PAGE_OBJECTS:
            return _one(answer, number)
        answer = answer.get("data")
    if not isinstance(answer, list):
        raise UnreadableResponse(
            f"Page {number} should be an object or hold a list of objects as data, "
            f"but there is {_article(answer)}."
        )
    for row, item in enumerate(answer, 1):
        if type(item) is not dict:
            raise UnreadableResponse(
                f"Page {number}, row {row} should be an object, but it is {_article(item)}."
            )
    return answer


def _one(answer: Json, number: int) -> list[Json]:
    error = answer.get("error")
    if isinstance(error, dict) and len(answer) == 1:
        raise UnreadableResponse(
            f"Page {number} is a refusal, not an object: {error.get('message')!r}. "
            "Send the request again and flatten its answer."
        )
    return [answer]


def _plain(value: object, number: int) -> object:
    """A copy of ``value`` that holds nothing but JSON's own types."""
    if isinstance(value, list):
        return [_plain_at(item, f"page {number}, row {row}", "") for row, item in enumerate(value, 1)]
    return _plain_at(value, f"page {number}", "")


def _plain_at(value: Any, where: str, place: str) -> Any:  # noqa: ANN401 - anything in, JSON out
    if type(value) in _SCALARS:
        return value
    to_dict = getattr(value, "to_dict", None)
    if callable(to_dict) and not isinstance(value, Mapping):
        value = to_dict()
    if isinstance(value, Mapping):
        return {
            _plain_key(key, where, place): _plain_at(item, where, f"{place}.{key}")
            for key, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [_plain_at(item, where, f"{place}.{index}") for index, item in enumerate(value)]
    return _plain_scalar(value, where, place)


def _plain_scalar(value: Any, where: str, place: str) -> Any:  # noqa: ANN401 - as above
    if isinstance(value, float) and math.isfinite(value):
        return float(value)
    for kind in (str, int):
        if isinstance(value, kind):
            return kind(value)
    raise UnreadableResponse(
        f"{where.capitalize()}{f', at {place[1:]}' if place else ''}: JSON has no value such as "
        f"{_article(value)}. flatten takes Stripe's answers as they came."
    )


def _plain_key(key: object, where: str, place: str) -> str:
    if isinstance(key, str):
        return str(key)
    raise UnreadableResponse(
        f"{where.capitalize()}{f', at {place[1:]}' if place else ''}: a key must be text, "
        f"but one is {_article(key)}."
    )


def _article(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, float) and not math.isfinite(value):
        return f"the number {value}"
    return f"a value of type {type(value).__name__}"


def _refuse(value: object) -> NoReturn:
    raise UnreadableResponse(
        f"There is nothing to flatten in {_article(value)}. Give an answer's bytes or text, a "
        "dict, a StripeObject, or a list or iterable of these."
    )
