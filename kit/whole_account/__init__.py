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

from kit.whole_account.account_reads import WholeAccountReads

__all__ = ["WholeAccountReads"]
