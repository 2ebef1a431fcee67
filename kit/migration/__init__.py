"""Where sources go in the PaymentMethods API.

From the outside in::

    plan        a frame of sources -> what becomes of each, one row a source
    rules       what becomes of one, by its type, status and usage, and whose it is

What the rules say of each type is data: ``kit.facts.replacements``.
"""

from kit.migration.plan import migration_plan

__all__ = ["migration_plan"]
