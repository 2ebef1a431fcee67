"""Attaching many sources: pairs in, outcomes out, nothing attached twice, nothing forgotten.

A row ends as ``attached``, ``already_attached``, ``refused``, ``failed`` (no definite answer yet)
or ``not_tried``; bad rows are outcomes, not errors. Each row has an idempotency key that is
written to the journal, a SQLite file, before the request leaves. A lost answer is settled by
replaying the request, by reading the source back, or, when it is not clear who attached it, by
Stripe's events; a row that nobody can settle yet is ``failed``, never guessed. Where the events
cannot be read (a restricted key), a source that is found attached after a lost answer counts as
``attached``. The pace is found from Stripe's 429s, 25 a second to begin with, one customer is
never written to twice at once, and a live key wants ``confirm="attach 500 rows"``.

The way of a row, from the top::

    attach_many      the story: check, plan, announce, send, reconcile, answer
    pairs            a row as it is given             -> PairRow
    row_checks       what is wrong with it, if anything
    journal/         the file that remembers it       -> AttachRequest
    attach_queue     hands what is to be sent to the scheduler
    attach_job       one attach until it is definite  -> AttachJob, AttachResult
    reconcile        rows of unclear cause, told apart by Stripe's events
    verify           rows said to be attached, held against the account
    outcomes         the frame of outcomes, and its summary

Beside it: ``dry_run`` foretells by reading only, with ``read_queue`` and ``expanded_customers``,
as ``verify`` does; ``same_account`` guards the start; and under all of it stand
``scheduler``, ``rate_limiter`` with ``limit_question``, ``concurrency_limit``, ``retry``,
``cancellation`` and ``progress``, which know nothing of sources.
"""

from typing import TYPE_CHECKING

from kit.on_demand import find_on_demand

if TYPE_CHECKING:
    from kit.bulk.attach_many import attach_many, verify_journal
    from kit.bulk.outcomes import OUTCOMES, all_attached, summary
    from kit.bulk.pairs import Pairs

__all__ = ["OUTCOMES", "Pairs", "all_attached", "attach_many", "summary", "verify_journal"]

__getattr__ = find_on_demand(
    __name__,
    {
        "OUTCOMES": "kit.bulk.outcomes:OUTCOMES",
        "Pairs": "kit.bulk.pairs:Pairs",
        "all_attached": "kit.bulk.outcomes:all_attached",
        "attach_many": "kit.bulk.attach_many:attach_many",
        "summary": "kit.bulk.outcomes:summary",
        "verify_journal": "kit.bulk.attach_many:verify_journal",
    },
)
