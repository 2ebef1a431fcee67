"""Where sources go in the PaymentMethods API.

For each source: which PaymentMethod type takes its place, what to do for it, why, whether it
``breaks``, and how surely that is known: ``documented``, ``disputed`` (Stripe's own pages
disagree, as on cards), ``inferred`` or ``unconfirmed``, each with its page and the day it was
read. No request is sent.

From the outside in::

    plan        a frame of sources -> what becomes of each, one row a source
    rules       what becomes of one, by its type, status and usage, and whose it is

What the rules say of each type is data: ``kit.facts.replacements``.
"""

from kit.migration.plan import migration_plan

__all__ = ["migration_plan"]
