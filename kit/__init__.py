"""Stripe Source Kit: attach payment sources, see exactly what happened, work on with frames."""

from typing import TYPE_CHECKING, Any

from kit.account import Account
from kit.auditing import Audit, audit
from kit.connection import connect
from kit.errors import KitError
from kit.frames import describe_columns, flatten, mask, money, plain, unflatten
from kit.migration import migration_plan
from kit.models.attach_request import AttachRequest
from kit.models.source_change import Attachment, Detachment
from kit.snapshot import Snapshot, diff
from kit.snapshot import open_folder as open  # noqa: A004  # the name is kit.open
from kit.snippets import as_code

if TYPE_CHECKING:
    from kit.explorer import Explorer

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
    "connect",
    "describe_columns",
    "diff",
    "flatten",
    "mask",
    "migration_plan",
    "money",
    "open",
    "plain",
    "unflatten",
]


def __getattr__(name: str) -> Any:
    # Widgets take a quarter of a second to import, which no command needs to wait for.
    if name == "Explorer":
        from kit.explorer import Explorer  # noqa: PLC0415  # see above

        return Explorer
    raise AttributeError(f"module 'kit' has no attribute {name!r}")
