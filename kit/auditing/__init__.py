"""The audit: who still depends on Sources, what breaks, what to do about it, and how one knows.

From the outside in::

    audit           an account, a snapshot or a folder of JSON -> an Audit
    evidence        what is read for it: customers, their sources, events
    customers_at_risk  who breaks first
    attention       customers and sources under each finding
    findings        what there is to find, in words
    summary         how many of what: by type and action, by month of expiry, by currency
    facts           what is known about the end of Sources, dated and sourced
    report          the Audit as one page of HTML, which runs no script and loads nothing

What becomes of each source is said by ``kit.migration``.
"""

from typing import TYPE_CHECKING

from kit.on_demand import find_on_demand

if TYPE_CHECKING:
    from kit.auditing.audit import Audit, audit

__all__ = ["Audit", "audit"]

__getattr__ = find_on_demand(
    __name__,
    {
        "Audit": "kit.auditing.audit:Audit",
        "audit": "kit.auditing.audit:audit",
    },
)
