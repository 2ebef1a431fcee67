"""Attaching many sources: pairs in, outcomes out, nothing attached twice, nothing forgotten.

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
``scheduler``, ``rate_limiter``, ``concurrency_limit``, ``retry``, ``cancellation`` and
``progress``, which know nothing of sources.
"""

from kit.bulk.attach_many import attach_many, verify_journal
from kit.bulk.outcomes import OUTCOMES, all_attached, summary
from kit.bulk.pairs import Pairs

__all__ = ["OUTCOMES", "Pairs", "all_attached", "attach_many", "summary", "verify_journal"]
