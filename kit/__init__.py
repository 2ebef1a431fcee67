"""Stripe Source Kit: attach payment sources, see exactly what happened, work on with frames.

``import kit`` costs next to nothing: each public name is looked for when it is first used, and
what it stands on comes with it, no more. Rooms such as
``kit.errors`` and ``kit.facts`` are found the same way.

**Another kit.** The distribution is ``stripe-source-kit``, the module is ``kit``. A second
distribution with a module of that name would write over this one, so give each an environment
of its own; a notebook chooses between them by its kernel::

    python3.11 -m venv sources && sources/bin/pip install stripe-source-kit
    sources/bin/python -m ipykernel install --user --name sources

A module ``kit`` of your own, a file or a folder beside your notebook, goes before an installed
one: rename it, or keep the notebook elsewhere. ``kit doctor`` says when either is so, and
``kit.__file__`` which one you have.
"""

from typing import TYPE_CHECKING

from kit.on_demand import find_on_demand

if TYPE_CHECKING:
    from kit import charts, learn
    from kit.account import Account
    from kit.auditing.audit import Audit, audit
    from kit.connection import connect
    from kit.errors import KitError
    from kit.explorer import Explorer
    from kit.frames import describe_columns, flatten, life_cycle, mask, money, plain, unflatten
    from kit.migration import migration_plan
    from kit.models.attach_request import AttachRequest
    from kit.models.source_change import Attachment, Detachment
    from kit.snapshot import Snapshot, diff
    from kit.snapshot import open_folder as open  # noqa: A004  # the name is kit.open
    from kit.snippets import as_code

__all__ = [
    "Account",
    "AttachRequest",
    "Attachment",
    "Audit",
    "Detachment",
    "Explorer",
    "KitError",
    "Snapshot",
    "as_code",
    "audit",
    "charts",
    "connect",
    "describe_columns",
    "diff",
    "flatten",
    "learn",
    "life_cycle",
    "mask",
    "migration_plan",
    "money",
    "open",
    "plain",
    "unflatten",
]

# A test compares this with what the type checker is told.
__getattr__ = find_on_demand(
    __name__,
    {
        "Account": "kit.account:Account",
        "AttachRequest": "kit.models.attach_request:AttachRequest",
        "Attachment": "kit.models.source_change:Attachment",
        "Audit": "kit.auditing.audit:Audit",
        "Detachment": "kit.models.source_change:Detachment",
        "Explorer": "kit.explorer:Explorer",
        "KitError": "kit.errors:KitError",
        "Snapshot": "kit.snapshot:Snapshot",
        "as_code": "kit.snippets:as_code",
        "audit": "kit.auditing.audit:audit",
        "charts": "kit.charts",
        "connect": "kit.connection:connect",
        "describe_columns": "kit.frames:describe_columns",
        "diff": "kit.snapshot:diff",
        "flatten": "kit.frames:flatten",
        "learn": "kit.learn",
        "life_cycle": "kit.frames:life_cycle",
        "mask": "kit.frames:mask",
        "migration_plan": "kit.migration:migration_plan",
        "money": "kit.frames:money",
        "open": "kit.snapshot:open_folder",
        "plain": "kit.frames:plain",
        "unflatten": "kit.frames:unflatten",
    },
)
