"""Whatever Stripe answered, in whatever form -> pages of plain dicts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from kit.errors import UnreadableResponse
from kit.frames.exact_json import loads, loads_exactly
from kit.frames.plain_values import described, is_stripe_object, plain

if TYPE_CHECKING:
    from collections.abc import Callable


__all__ = ["Batch", "Page", "batches_of", "pages_of"]

Json = dict[str, Any]

_PAGE_OBJECTS: Final = ("list", "search_result")
_HINT: Final = "flatten takes Stripe's answers as they came."


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

    def rows(self) -> list[Json]:
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


def pages_of(response: object) -> Iterator[Page]:
    """The pages that ``response`` holds.

    ``response`` is an answer's bytes or text, a dict, a StripeObject, a raw response, a list
    of objects, or an iterable of any of these. UnreadableResponse names the page, row and
    place of what cannot be read.
    """
    for number, answer in enumerate(_answers(response), 1):
        yield _page(number, answer)


def _answers(response: object) -> Iterable[object]:
    if isinstance(response, list | tuple):
        return _runs(response)
    if _is_text(response) or isinstance(response, Mapping) or is_stripe_object(response):
        return (response,)
    if isinstance(response, Iterable) and not _is_frame(response):
        return response
    raise UnreadableResponse(
        f"There is nothing to flatten in {described(response)}. Give an answer's bytes or text, a "
        "dict, a StripeObject, or a list or iterable of these."
    )


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
    if is_stripe_object(item):
        return getattr(item, "object", "list") in _PAGE_OBJECTS
    return _is_text(item) or isinstance(item, list)


def _is_text(value: object) -> bool:
    return isinstance(value, bytes | bytearray | memoryview | str)


def _is_frame(value: object) -> bool:
    """Whether somebody gave a frame or column, which would be read as an iterable of names."""
    return type(value).__module__.partition(".")[0] in {"pandas", "kit"}


def _page(number: int, answer: object) -> Page:
    if isinstance(answer, bytearray | memoryview):
        answer = bytes(answer)
    body = getattr(answer, "body", None) if is_stripe_object(answer) else answer
    if isinstance(body, bytes | str):
        return Page(number, _parsed(body, number, loads), body)
    if isinstance(answer, list):
        rows = enumerate(answer, 1)
        return Page(number, [plain(item, f"Page {number}, row {row}") for row, item in rows])
    return Page(number, plain(answer, f"Page {number}"))


def _parsed(body: bytes | str, number: int, read: Callable[[bytes | str], object]) -> object:
    try:
        return read(body)
    except ValueError as error:
        raise UnreadableResponse(f"Page {number} is not JSON: {error}. {_HINT}") from error


def _rows(answer: object, number: int) -> list[Json]:
    """The objects on one page."""
    if isinstance(answer, dict):
        if answer.get("object") not in _PAGE_OBJECTS:
            return _one(answer, number)
        answer = answer.get("data")
    if not isinstance(answer, list):
        raise UnreadableResponse(
            f"Page {number} should be an object or hold a list of objects as data, "
            f"but there is {described(answer)}. {_HINT}"
        )
    for row, item in enumerate(answer, 1):
        if type(item) is not dict:
            raise UnreadableResponse(
                f"Page {number}, row {row} should be an object, but it is {described(item)}. "
                f"{_HINT}"
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
