"""Pages of customers that together carry every source of every customer."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import closing
from typing import Final

from kit.frames import Frame, flatten
from kit.frames.exact_json import ParsedText
from kit.gateway.stripe_api import Params, StripeApi
from kit.whole_account.concurrent_reader import ConcurrentReader
from kit.whole_account.ending import watched
from kit.whole_account.limiter import AdaptivePace, RateLimiter
from kit.whole_account.source_order import SourceOrder
from kit.whole_account.strands import Strand, Window
from kit.whole_account.windows import WindowPlan

__all__ = ["all_sources", "customer_reader"]

#: Since API version 2020-08-27 a customer holds its sources only when asked to.
_WITH_SOURCES: Final[Params] = {"expand": ["data.sources"]}

_GO_ON: Final = (
    "Nothing was kept: call it again to begin anew, or use account.pull(DIR), "
    "which goes on where it was."
)


def customer_reader(
    api: StripeApi,
    limiter: RateLimiter | None = None,
    strands: Iterable[Strand] | None = None,
    *,
    since: int | None = None,
) -> ConcurrentReader:
    """A reader of all customers with their sources, or of the ``strands`` left over.

    ``since`` leaves out customers that were created before that second.
    """
    begun = [Window("customers", _WITH_SOURCES, since)] if strands is None else list(strands)
    plan = WindowPlan([each for each in begun if isinstance(each, Window)])
    return ConcurrentReader(api, limiter or AdaptivePace(), begun, plan)


def all_sources(api: StripeApi, *, reveal: bool, progress: bool, rate: float | None) -> Frame:
    """Every customer's sources, one row each."""
    reader = customer_reader(api, AdaptivePace(rate))
    order = SourceOrder()
    with watched("Reading sources", "customers", shown=progress, go_on=_GO_ON) as watch:

        def pages() -> Generator[ParsedText | bytes]:
            for delivery in watch.deliveries(reader):
                order.add(delivery)
                if delivery.body:
                    yield delivery.answer

        # Closed whatever happens: the frames of an error would keep it open, and the reader.
        with closing(pages()) as answers:
            sources = flatten(answers, sources="only", reveal=reveal)
    return order.sorted(sources)
