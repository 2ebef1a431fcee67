"""The audit: who still depends on Sources, what breaks, what to do about it, and how one knows.

From the outside in::

    audit           an account, a snapshot or a folder of JSON -> an Audit
    evidence        what is read for it: customers, their sources, events
    customers_at_risk  who breaks first
    attention       findings to look at: customers and sources under each
    summary         how many of what: by type and action, by month of expiry, by currency
    facts           what is known about the end of Sources, dated and sourced
    report          the Audit as one page of HTML, which runs no script and loads nothing

What becomes of each source is said by ``kit.migration``.
"""

from kit.auditing.audit import Audit, audit

__all__ = ["Audit", "audit"]
