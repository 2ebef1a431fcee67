"""An account of a few customers and sources in memory, for the reducer's orders."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from kit.errors import NotFound, SourceAlreadyAttached, StripeUnreachable
from kit.explorer.answers import (
    Acted,
    FollowedUp,
    Listed,
    Made,
    NotListed,
    NotRead,
    NotWritten,
    OverviewFailed,
    OverviewRead,
    OverviewStopped,
    Read,
    ResetDone,
    Settled,
    StillUnknown,
    Wrote,
)
from kit.explorer.listing import Found
from kit.explorer.metadata_rows import as_metadata
from kit.explorer.orders import (
    Act,
    FollowUp,
    Make,
    ReadList,
    ReadOverview,
    ReadRecord,
    Reset,
    Send,
    Settle,
)
from kit.explorer.overview import Counts
from kit.models.attach_request import AttachRequest
from kit.models.masked_dict import MaskedDict
from kit.models.source_change import Attachment, Detachment

CUSTOMERS = ("cus_a", "cus_b", "cus_c")
SOURCES = ("src_1", "src_2", "src_3", "src_4")


@dataclass
class ToyAccount:
    """Does what an order says at once; ``fault`` says what goes wrong with it."""

    sources: dict[str, dict[str, Any]] = field(default_factory=dict)
    sent: list[Send] = field(default_factory=list)
    #: Numbers of reads of the whole account that somebody wished to stop.
    stopped: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._fill()

    def _fill(self) -> None:
        for each in SOURCES:
            self.sources[each] = {
                "id": each,
                "object": "source",
                "type": "card",
                "status": "chargeable",
                "usage": "reusable",
                "livemode": False,
                "metadata": {},
            }

    def answer(self, order: Any, fault: str = "none") -> Any:
        """The event that ``order`` comes to."""
        if isinstance(order, Send):
            return self._write(order, fault)
        if isinstance(order, FollowUp):
            return FollowedUp()
        if fault != "none" and not isinstance(order, Make | Act | Reset):
            return _failure(order)
        if isinstance(order, ReadList):
            return Listed(order.name, order.number, Found(tuple(self._list(order))))
        reads = {ReadRecord: self._read, Settle: self._settle, ReadOverview: self._count}
        if type(order) in reads:
            return reads[type(order)](order)
        if isinstance(order, Make):
            return Made(dict(self.sources["src_4"]), order.beside)
        if isinstance(order, Act):
            return Acted(order.asked.source, "done")
        assert isinstance(order, Reset)
        self._fill()
        return ResetDone()

    def _count(self, order: ReadOverview) -> Any:
        if order.number in self.stopped:
            return OverviewStopped(order.number)
        counts = Counts(len(CUSTOMERS), len(SOURCES), read_at=str(order.number))
        return OverviewRead(order.number, counts)

    def _list(self, order: ReadList) -> list[dict[str, Any]]:
        if order.name == "customers":
            return [{"id": each} for each in CUSTOMERS]
        owner = order.customer if order.name == "attached" else None
        return [dict(each) for each in self.sources.values() if each.get("customer") == owner]

    def _read(self, order: ReadRecord) -> Any:
        if order.subject == "customer":
            return Read("customer", order.number, {"id": order.id})
        if order.id not in self.sources:
            return NotRead("source", order.number, NotFound("No such source."))
        return Read("source", order.number, dict(self.sources[order.id]))

    def _settle(self, order: Settle) -> Any:
        if order.write.source not in self.sources:
            return StillUnknown(order.write, NotFound("No such source."))
        return Settled(order.write, dict(self.sources[order.write.source]))

    def _write(self, order: Send, fault: str) -> Any:
        self.sent.append(order)
        write, source = order.write, self.sources.get(order.write.source)
        if source is None:
            return NotWritten(write, NotFound("No such source."))
        if fault == "before":
            return NotWritten(write, StripeUnreachable("No answer."))
        before = MaskedDict(source)
        refused = (
            source.get("customer") is not None or source["status"] == "consumed"
            if write.kind == "attach"
            else source.get("customer") != write.customer
        )
        if refused:
            return NotWritten(write, SourceAlreadyAttached("It belongs to somebody."))
        self._take_effect(write, source)
        if fault == "after":
            return NotWritten(write, StripeUnreachable("No answer."))
        after = MaskedDict(source)
        if write.kind == "detach":
            return Wrote(write, Detachment(before, after, "req_1", write.customer, write.source))
        request = AttachRequest(
            customer=write.customer, source=write.source, metadata=as_metadata(write.metadata)
        )
        return Wrote(write, Attachment(before, after, "req_1", request))

    def _take_effect(self, write: Any, source: dict[str, Any]) -> None:
        if write.kind == "detach":
            del source["customer"]
            source["status"] = "consumed"
        else:
            source["customer"] = write.customer
            source["metadata"] = as_metadata(write.metadata)


def _failure(order: Any) -> Any:
    lost = StripeUnreachable("No answer.")
    if isinstance(order, ReadList):
        return NotListed(order.name, order.number, lost)
    if isinstance(order, ReadRecord):
        return NotRead(order.subject, order.number, lost)
    if isinstance(order, ReadOverview):
        return OverviewFailed(order.number, lost)
    return StillUnknown(order.write, lost)
