"""Reading all of an account: in parallel, at the rate the account permits.

From the outside in::

    account_reads                   the methods that an account has by this
    customer_pages, source_order    customers with every source of each, in a plain reading's order
    attachable, rereading           sources known by events, and the same read again
    event_frames, event_rows        what happened, one row per event
    event_reading                   events in parallel
    concurrent_reader               many requests under way, one thread deciding
    windows                         a list cut into windows of ``created``
    strands                         one page after the other: a window, a sub-list
    limiter                         how fast requests may leave
    ending                          a bar, Ctrl-C, and what to do then
"""

from typing import TYPE_CHECKING

from kit.on_demand import find_on_demand

if TYPE_CHECKING:
    from kit.whole_account.account_reads import WholeAccountReads
    from kit.whole_account.attachable import attachable_frame, attachable_sources
    from kit.whole_account.customer_pages import all_sources
    from kit.whole_account.event_frames import Moment, events, source_transactions, timeline

__all__ = [
    "Moment",
    "WholeAccountReads",
    "all_sources",
    "attachable_frame",
    "attachable_sources",
    "events",
    "source_transactions",
    "timeline",
]

__getattr__ = find_on_demand(
    __name__,
    {
        "Moment": "kit.whole_account.event_frames:Moment",
        "WholeAccountReads": "kit.whole_account.account_reads:WholeAccountReads",
        "all_sources": "kit.whole_account.customer_pages:all_sources",
        "attachable_frame": "kit.whole_account.attachable:attachable_frame",
        "attachable_sources": "kit.whole_account.attachable:attachable_sources",
        "events": "kit.whole_account.event_frames:events",
        "source_transactions": "kit.whole_account.event_frames:source_transactions",
        "timeline": "kit.whole_account.event_frames:timeline",
    },
)
