"""Pages that are read one after the other: each is asked for from the last object before it.

Lists come newest first, so what is added meanwhile comes before the cursor and what is removed
only leaves a gap: no object is seen twice, and none is missed that was there all the time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, Protocol

from kit.errors import NotFound
from kit.facts import JsonObject
from kit.facts.limits import MAX_PAGE_SIZE
from kit.gateway.stripe_api import ApiResponse, Params, StripeApi

__all__ = [
    "Cursor",
    "OneCustomer",
    "OneSource",
    "Page",
    "Strand",
    "SubList",
    "Window",
    "strand_from",
]

#: So many of the latest ids are kept, for the case that the last of them is deleted.
_TRAIL: Final = 300

_LONE_CUSTOMER: Final = (
    b'{"object":"list","url":"/v1/customers","data":[{"object":"customer","id":"%s","sources":%s}]}'
)


_ONE_CUSTOMER: Final = b'{"object":"list","url":"/v1/customers","data":[%s]}'


class Cursor:
    """After which object the next page begins.

    An object that was deleted or detached since is no place to go on from. The one before it
    is as good: between the two there is nothing but what is gone.
    """

    def __init__(self, ids: Sequence[str] = ()) -> None:
        self._ids = list(ids)

    @property
    def ids(self) -> list[str]:
        """The latest ids, oldest of them first."""
        return self._ids

    @property
    def params(self) -> Params:
        """What asks for the page that comes next."""
        return {"starting_after": self._ids[-1]} if self._ids else {}

    def pass_over(self, ids: Sequence[str]) -> None:
        """These were on the page."""
        self._ids = [*self._ids, *ids][-_TRAIL:]

    def step_back(self, error: NotFound) -> bool:
        """Whether ``error`` says that the last object is gone; then go on from the one before."""
        if error.param != "starting_after" or not self._ids:
            return False
        self._ids.pop()
        return True


class Page(NamedTuple):
    """A page to be flattened: its bytes, and the same parsed fast."""

    body: bytes
    parsed: JsonObject


class Strand(Protocol):
    """Something that is read page by page."""

    @property
    def done(self) -> bool:
        """Whether the last page was read."""

    @property
    def pages_left(self) -> float:
        """How many more there are, as far as one can tell."""

    def call(self, api: StripeApi) -> ApiResponse:
        """Ask for the next page."""

    def take(self, answer: ApiResponse) -> Page:
        """Take the answer in."""

    def further(self, page: JsonObject) -> list[Strand]:
        """What else is to be read after a page of this one."""

    def counted(self, page: JsonObject) -> int:
        """How many of what a person waits for are on a page."""

    def give_up(self, error: NotFound) -> bool:
        """Whether ``error`` is no reason to stop, since the strand goes on or ends without."""

    def state(self) -> JsonObject:
        """What is needed to go on later, in another process."""


@dataclass(slots=True)
class Window:
    """The objects of a list that were created from ``since`` on and before ``until``, in seconds.

    None for no bound. ``kind`` is the list: "customers" or "events".
    """

    kind: str
    params: Params
    since: int | None = None
    until: int | None = None
    cursor: Cursor = field(default_factory=Cursor)
    pages_left: float = 1.0
    done: bool = False

    def call(self, api: StripeApi) -> ApiResponse:
        """Ask for the next page."""
        created = {
            name: bound
            for name, bound in (("gte", self.since), ("lt", self.until))
            if bound is not None
        }
        bounds: Params = {"created": created} if created else {}
        params = self.params | bounds | self.cursor.params | {"limit": MAX_PAGE_SIZE}
        list_of: Callable[[Params], Any] = api.customers if self.kind == "customers" else api.events
        page: ApiResponse = next(iter(list_of(params)))
        return page

    def take(self, answer: ApiResponse) -> Page:
        """Take the page in."""
        page = answer.skimmed
        self.cursor.pass_over([each["id"] for each in page["data"]])
        self.done = not (page.get("has_more") and page["data"])
        return Page(answer.body, page)

    def further(self, page: JsonObject) -> list[Strand]:
        """The sources of customers that have more than stand in them."""
        return sub_lists(page) if self.kind == "customers" else []

    def counted(self, page: JsonObject) -> int:
        """The objects of the list."""
        return len(page["data"])

    def give_up(self, error: NotFound) -> bool:
        """Go on from an earlier object when the last one is gone."""
        return self.cursor.step_back(error)

    def state(self) -> JsonObject:
        """What is needed to go on later."""
        return {
            "kind": self.kind,
            "params": self.params,
            "since": self.since,
            "until": self.until,
            "after": list(self.cursor.ids),
        }


@dataclass(slots=True)
class SubList:
    """The sources of one customer that do not stand in the customer itself."""

    customer: str
    cursor: Cursor
    pages_left: float = 1.0
    done: bool = False

    def call(self, api: StripeApi) -> ApiResponse:
        """Ask for the next page."""
        params = {"limit": MAX_PAGE_SIZE} | self.cursor.params
        return next(iter(api.customer_sources(self.customer, params)))

    def take(self, answer: ApiResponse) -> Page:
        """Take the page in, as a page of the one customer: readers then know one form."""
        page = answer.skimmed
        self.cursor.pass_over([each["id"] for each in page["data"]])
        self.done = not (page.get("has_more") and page["data"])
        return Page(_LONE_CUSTOMER % (self.customer.encode(), answer.body), page)

    def further(self, page: JsonObject) -> list[Strand]:  # noqa: ARG002  # what any strand is asked
        """Nothing."""
        return []

    def counted(self, page: JsonObject) -> int:  # noqa: ARG002  # what any strand is asked
        """None: the customer was counted before."""
        return 0

    def give_up(self, error: NotFound) -> bool:
        """Go on from an earlier source; a customer that is gone has no more sources."""
        if not self.cursor.step_back(error):
            self.done = True
        return True

    def state(self) -> JsonObject:
        """What is needed to go on later."""
        return {"kind": "sources", "customer": self.customer, "after": list(self.cursor.ids)}


@dataclass(slots=True)
class _OneObject:
    """An object that is read by itself, with one request."""

    object_id: str
    pages_left: float = 1.0
    done: bool = False

    def counted(self, page: JsonObject) -> int:  # noqa: ARG002  # what any strand is asked
        """One, there or not."""
        return 1

    def give_up(self, error: NotFound) -> bool:  # noqa: ARG002  # the same
        """What never was, or is gone, is nothing."""
        self.done = True
        return True


class OneSource(_OneObject):
    """A source read by itself; its page is the source."""

    def call(self, api: StripeApi) -> ApiResponse:
        """Read the source."""
        return api.source(self.object_id)

    def take(self, answer: ApiResponse) -> Page:
        """Take the source in."""
        self.done = True
        return Page(answer.body, answer.skimmed)

    def further(self, page: JsonObject) -> list[Strand]:  # noqa: ARG002  # what any strand is asked
        """Nothing."""
        return []

    def state(self) -> JsonObject:
        """What is needed to read it later."""
        return {"kind": "source", "source": self.object_id}


class OneCustomer(_OneObject):
    """A customer read by itself, as a page of customers with one on it."""

    def call(self, api: StripeApi) -> ApiResponse:
        """Read the customer with its sources."""
        return api.customer(self.object_id, {"expand": ["sources"]})

    def take(self, answer: ApiResponse) -> Page:
        """Take it in; a deleted one is an empty page."""
        self.done = True
        customer = answer.skimmed
        gone = customer.get("deleted")
        page = {"object": "list", "data": [] if gone else [customer]}
        return Page(_ONE_CUSTOMER % (b"" if gone else answer.body), page)

    def further(self, page: JsonObject) -> list[Strand]:
        """Its sources that do not stand in it."""
        return sub_lists(page)

    def state(self) -> JsonObject:
        """What is needed to read it later."""
        return {"kind": "customer", "customer": self.object_id}


def sub_lists(page: JsonObject) -> list[Strand]:
    """The sources of the customers on a page that do not stand on it."""
    strands: list[Strand] = []
    for customer in page["data"]:
        listed = customer.get("sources") or {}
        if listed.get("has_more") and listed["data"]:
            ids = [source["id"] for source in listed["data"]]
            strands.append(SubList(customer["id"], Cursor(ids)))
    return strands


def strand_from(state: JsonObject) -> Window | SubList:
    """The strand that gave this state, where it was."""
    cursor = Cursor(state["after"])
    if state["kind"] == "sources":
        return SubList(state["customer"], cursor)
    return Window(state["kind"], state["params"], state["since"], state["until"], cursor)
